// Reports through the programs, over mutual TLS: what the server's books say of every past entry and day is what a
// replay of the dump finds without them.
#include <string>
#include <string_view>
#include <vector>

#include "clients/cpp/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "ledger/vehicle/vin.h"
#include "tests/support/server/command.h"
#include "tests/support/server/server_process.h"
#include "tests/support/temp/temp_dir.h"

namespace ingot {
namespace {

using testing::CommandResult;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::RunIngot;
using testing::ServerProcess;

constexpr int kVehicles = 12;
constexpr int kFirstMonth = 1;

std::string VinOf(int number) {
  std::string vin = "W09000000T0000000";
  const std::string digits = std::to_string(number);
  vin.replace(vin.size() - digits.size(), digits.size(), digits);
  vin[vehicle::kCheckCharacterIndex] = vehicle::CheckCharacterOf(vin);
  return vin;
}

// A manufacturer with a brand, a dealer, an auditor; a birth a month, every third one sold.
class BooksTest : public ::testing::Test {
 protected:
  BooksTest() : server_(ledger_folder_.path()) {}

  void SetUp() override {
    ASSERT_TRUE(server_.Start()) << "see " << server_.log_path();
    Enrol("maker", "manufacturer");
    Enrol("dealer", "dealer");
    Enrol("watch", "auditor");
    Submit("maker", "[{\"brandRegistered\":{\"brandId\":\"maker/van\",\"name\":\"Van\"}}]");
    for (int i = 0; i < kVehicles; ++i) Live(i);
  }

  void Enrol(const std::string& id, const std::string& role) {
    const std::string dir = server_.folder();
    const std::string address = client::LoadProfile(server_.ProfilePath("bank"))->server;
    Expect(0, {"cert", "issue", "--dir", dir, id, "--server", address});
    Expect(0, {"--profile", server_.ProfilePath("bank"), "org", "enrol", id, "--name", id, "--country", "DE", "--roles",
               role, "--key", dir + "/orgs/" + id + "/signing.key"});
  }

  // Three events in one submission, so that there are places within a batch.
  void Live(int i) {
    const std::string vin = VinOf(i);
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

  void Submit(const std::string& as, const std::string& events) {
    const std::string path = Path("events.json");
    ASSERT_TRUE(client::WriteFile(path, events, 0600, client::Existing::kReplace).ok());
    Expect(0, {"--profile", server_.ProfilePath(as), "submit", "--now", path});
  }

  std::string Path(std::string_view name) const { return Cat(folder_.path(), "/", name); }
  CommandResult Expect(int code, const std::vector<std::string>& arguments) {
    CommandResult result = RunIngot(arguments);
    EXPECT_EQ(result.exit_code, code) << ::testing::PrintToString(arguments) << "\n" << result.out << result.err;
    return result;
  }
  CommandResult Report(const std::string& as, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--profile", server_.ProfilePath(as), "report"});
    return Expect(0, arguments);
  }

  testing::TempDir ledger_folder_;
  testing::TempDir folder_;
  ServerProcess server_;
};

TEST_F(BooksTest, TheServersTrialBalancesAreThoseOfTheDump) {
  const std::string dump = Path("ledger.dump");
  Expect(0, {"--profile", server_.ProfilePath("watch"), "audit", "--save", dump});
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
  EXPECT_THAT(Report("maker", {"ancestry", VinOf(3)}).out, Not(HasSubstr("not followed")));
  EXPECT_THAT(Report("dealer", {"ancestry", VinOf(3), "--forward", "--csv"}).out, HasSubstr("ACCOUNT"));
  EXPECT_THAT(Report("dealer", {"residuals", "--json"}).out, HasSubstr("\"last\":true"));
  // What can't be drawn is said, not drawn empty.
  const CommandResult nothing =
      Expect(2, {"--profile", server_.ProfilePath("maker"), "report", "recovery", "--svg", Path("recovery.svg")});
  EXPECT_THAT(nothing.err, HasSubstr("nothing to draw"));
  Expect(2, {"--profile", server_.ProfilePath("maker"), "report", "balance", "--by", "colour"});
}

}  // namespace
}  // namespace ingot
