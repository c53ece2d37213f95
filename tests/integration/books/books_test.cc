// Reports through the programs, over mutual TLS: what the server's books say of every past entry and day is what a
// replay of the dump finds without them.
#include <string>
#include <string_view>
#include <vector>

#include "clients/cpp/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "tests/support/server/command.h"
#include "tests/support/server/desk.h"

namespace ingot {
namespace {

using testing::CommandResult;
using testing::DeskVin;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kVehicles = 12;
constexpr int kFirstMonth = 1;

// A manufacturer with a brand, a dealer, an auditor; a birth a month, every third one sold.
class BooksTest : public testing::DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    Enrol("maker", "manufacturer");
    Enrol("dealer", "dealer");
    Enrol("watch", "auditor");
    Submit("maker", testing::kDeskBrand);
    for (int i = 0; i < kVehicles; ++i) Live(i);
  }

  // Three events in one submission, so that there are places within a batch.
  void Live(int i) {
    const std::string vin = DeskVin(i);
    const std::string day = Cat("2025-", i + kFirstMonth < 10 ? "0" : "", i + kFirstMonth, "-15T10:00:00+08:00");
    const std::string transfer = Cat("maker/t-", i);
    const auto event = [&](std::string_view body) { return Cat("{\"occurredAt\":\"", day, "\",", body, "}"); };
    Submit("maker",
           Cat("[",
               event(Cat("\"vehicleRegistered\":{\"vin\":\"", vin,
                         "\",\"brandId\":\"maker/van\",\"modelId\":\"maker/van-m\",\"category\":"
                         "\"VEHICLE_CATEGORY_N1\",\"market\":\"DE\",\"modelYear\":2026,\"body\":[{\"family\":"
                         "\"ALLOY_FAMILY_6XXX\",\"grams\":\"150000\"}],\"bodyBasis\":\"MASS_BASIS_WEIGHED\"}")),
               ",",
               event(Cat("\"vehicleSent\":{\"vin\":\"", vin, "\",\"transferId\":\"", transfer,
                         "\",\"toOrganisation\":\"dealer\"}")),
               "]"));
    Submit("dealer", Cat("[",
                         event(Cat("\"vehicleReceived\":{\"vin\":\"", vin,
                                   "\",\"source\":\"RECEIPT_SOURCE_TRANSFER\",\"transferId\":\"", transfer, "\"}")),
                         "]"));
  }

  CommandResult Report(const std::string& as, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "report");
    return Expect(0, as, arguments);
  }
};

TEST_F(BooksTest, TheServersTrialBalancesAreThoseOfTheDump) {
  const std::string dump = Path("ledger.dump");
  Expect(0, "watch", {"audit", "--save", dump});
  // Genesis, enrolments and keys post nothing; the last entries are receipts of transfers.
  const std::string all = Report("watch", {"trial", "--csv"}).out;
  EXPECT_THAT(all, HasSubstr("PRODUCTION,maker/van,,6XXX,,-1800000,"));
  EXPECT_THAT(all, HasSubstr("STOCK,maker/van,,6XXX,,1800000,"));
  EXPECT_EQ(Report("watch", {"trial", "--csv", "--file", dump}).out, all);
  int differing = 0;
  std::string before = all;
  for (int seq = 8; seq <= 43; ++seq) {
    const std::vector<std::string> point = {"trial", "--csv", "--at", std::to_string(seq)};
    std::vector<std::string> offline = point;
    offline.insert(offline.end(), {"--file", dump});
    const std::string out = Report("watch", point).out;
    EXPECT_EQ(Report("watch", offline).out, out) << "at " << seq;
    differing += out != before ? 1 : 0;
    before = out;
  }
  EXPECT_GT(differing, 30);
  for (const std::string basis : {"recorded", "occurred"}) {
    for (const std::string day : {"2024-12-31", "2025-01-14", "2025-01-15", "2025-06-30", "2099-01-01"}) {
      const std::vector<std::string> point = {"trial", "--csv", "--as", basis, "--on", day};
      std::vector<std::string> offline = point;
      offline.insert(offline.end(), {"--file", dump});
      EXPECT_EQ(Report("watch", offline).out, Report("watch", point).out) << basis << " " << day;
    }
  }
  EXPECT_THAT(Report("watch", {"trial", "--as", "occurred", "--on", "2025-06-30"}).out,
              HasSubstr("Trial balance as occurred through 2025-06-30"));
  EXPECT_THAT(Report("watch", {"trial"}).out, HasSubstr("balanced"));
}

TEST_F(BooksTest, ManagersSeeWhatTheyOwnAndLookAtIt) {
  const std::string svg = Path("balance.svg");
  const std::string sheet = Report("maker", {"balance", "--as", "occurred", "--svg", svg}).out;
  EXPECT_THAT(sheet, HasSubstr("in stock"));
  EXPECT_THAT(sheet, HasSubstr("1 800.000"));
  EXPECT_THAT(sheet, HasSubstr("Computed from the checkpoint of"));
  EXPECT_THAT(client::ReadFile(svg, 1 << 20).value(), HasSubstr("where the metal is"));
  EXPECT_THAT(Report("dealer", {"balance"}).out, HasSubstr("Nothing."));
  EXPECT_THAT(Report("maker", {"maturity", "--service-life", "10", "--csv"}).out, HasSubstr("2036,0,0,1800000,12\r\n"));
  EXPECT_THAT(Report("maker", {"ancestry", DeskVin(3)}).out, Not(HasSubstr("not followed")));
  EXPECT_THAT(Report("dealer", {"ancestry", DeskVin(3), "--forward", "--csv"}).out, HasSubstr("ACCOUNT"));
  EXPECT_THAT(Report("dealer", {"residuals", "--json"}).out, HasSubstr("\"last\":true"));
  // What can't be drawn is said, not drawn empty.
  const CommandResult nothing = Expect(2, "maker", {"report", "recovery", "--svg", Path("recovery.svg")});
  EXPECT_THAT(nothing.err, HasSubstr("nothing to draw"));
  Expect(2, "maker", {"report", "balance", "--by", "colour"});
}

}  // namespace
}  // namespace ingot
