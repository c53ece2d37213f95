// An entry whose submitter does not answer is taken back by the operator with an auditor's countersignature, ten days
// after it was recorded and not before: against a server whose clock is set ahead.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/cpp/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "tests/support/server/command.h"
#include "tests/support/server/desk.h"
#include "tests/support/server/server_process.h"
#include "tests/support/temp/temp_dir.h"

namespace ingot {
namespace {

using testing::CommandResult;
using ::testing::HasSubstr;
using testing::MemberText;
using testing::ServerProcess;

class LateReversalTest : public ::testing::Test {
 protected:
  // The same ledger, as many days and hours later.
  void ServeAfter(absl::Duration later) {
    later_ = later;
    if (server_ != nullptr) {
      ASSERT_EQ(server_->Terminate(), 0);
    }
    server_ = std::make_unique<ServerProcess>(
        ledger_folder_.path(), std::vector<std::string>(),
        std::vector<std::string>{"/usr/bin/env", Cat("LD_PRELOAD=", SHIFTED_CLOCK_PATH),
                                 Cat("INGOT_TEST_CLOCK_SHIFT_S=", absl::ToInt64Seconds(later))});
    ASSERT_TRUE(server_->Start()) << "see " << server_->log_path();
  }
  CommandResult Expect(int code, std::string_view as, std::vector<std::string> arguments) {
    return testing::ExpectIngot(code, *server_, as, std::move(arguments));
  }
  // Signed for the server's time.
  CommandResult Submit(int code, std::string_view as, std::string_view events) {
    const std::string path = Cat(folder_.path(), "/events.json");
    EXPECT_TRUE(client::WriteFile(path, events, 0600, client::Existing::kReplace).ok());
    const std::string expires =
        absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::Now() + later_ + absl::Hours(1), absl::UTCTimeZone());
    return Expect(code, as, {"--json", "submit", "--now", "--expires-at", expires, path});
  }
  // The operator's attempt at taking an entry back, with the consent of `auditor` or of nobody.
  CommandResult Reverse(int code, const std::string& seq, std::string_view auditor) {
    std::string consent;
    if (!auditor.empty()) {
      consent = Cat(",\"countersignatures\":[",
                    Expect(0, auditor, {"countersign", seq, "--actor", "bank", "--reason", "did-not-occur"}).out, "]");
    }
    return Submit(code, "bank",
                  Cat("[{\"entryReversed\":{\"targetSeq\":\"", seq, "\",\"reason\":\"REVERSAL_REASON_DID_NOT_OCCUR\"",
                      consent, "}}]"));
  }

  testing::TempDir ledger_folder_;
  testing::TempDir folder_;
  std::unique_ptr<ServerProcess> server_;
  absl::Duration later_;
};

TEST_F(LateReversalTest, TheOperatorAndAnAuditorAfterTenDays) {
  constexpr std::string_view kVin = "5GZCZ43D13S812715";
  ServeAfter(absl::ZeroDuration());
  testing::EnrolAt(*server_, "maker", "manufacturer");
  testing::EnrolAt(*server_, "watch", "auditor");
  Submit(0, "maker", R"([{"brandRegistered":{"brandId":"maker/van","name":"Van"}}])");
  const std::string birth = Cat(R"([{"vehicleRegistered":{"vin":")", kVin,
                                R"(","brandId":"maker/van","modelId":"maker/van-m","category":"VEHICLE_CATEGORY_N1",)"
                                R"("market":"DE","body":[{"family":"ALLOY_FAMILY_6XXX","grams":"150000"}],)"
                                R"("bodyBasis":"MASS_BASIS_WEIGHED"}}])");
  const std::string seq = MemberText(Submit(0, "maker", birth).out, "firstSeq");
  EXPECT_THAT(Reverse(1, seq, "watch").err, HasSubstr("COUNTERSIGNATURE"));

  ServeAfter(absl::Hours(24 * 10 - 1));
  EXPECT_THAT(Reverse(1, seq, "watch").err, HasSubstr("COUNTERSIGNATURE"));
  EXPECT_THAT(Expect(0, "watch", {"vehicle", "show", std::string(kVin), "--json"}).out, HasSubstr("REGISTERED"));

  ServeAfter(absl::Hours(24 * 10) + absl::Minutes(1));
  EXPECT_THAT(Reverse(1, seq, "").err, HasSubstr("COUNTERSIGNATURE")) << "the operator alone";
  Reverse(0, seq, "watch");
  // As if it had not been born: nothing stands in the books, and the number is free again.
  EXPECT_THAT(Expect(1, "watch", {"vehicle", "show", std::string(kVin)}).err, HasSubstr("NOT_FOUND"));
  EXPECT_THAT(Expect(0, "watch", {"--json", "audit"}).out, HasSubstr("\"verified\":true"));
  Submit(0, "maker", birth);
}

}  // namespace
}  // namespace ingot
