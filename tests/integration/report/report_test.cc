// Reports over mTLS: tables, CSV, pages and the stream, what one organisation sees and another does not, and a refused
// submission that stays for the auditor over a restart.
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "clients/cpp/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ingot/v1/report_service.pb.h"
#include "ledger/base/strings.h"
#include "tests/support/server/command.h"
#include "tests/support/server/server_process.h"
#include "tests/support/temp/temp_dir.h"

namespace ingot {
namespace {

using testing::CommandResult;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Party;
using testing::RunIngot;
using testing::ServerProcess;

// Of a market where the check character is a note.
std::string VinOf(int n) { return Cat("W09ZZZ00ZT000000", n); }

// A ledger with two manufacturers; "maker" has three vehicles of its brand in stock.
class ReportTest : public ::testing::Test {
 protected:
  ReportTest() : server_(ledger_folder_.path()) {}

  void SetUp() override {
    ASSERT_TRUE(server_.Start()) << "see " << server_.log_path();
    for (const std::string name : {"maker", "rival"}) {
      const std::string dir = server_.folder();
      const std::string server = client::LoadProfile(server_.ProfilePath("bank"))->server;
      Expect(0, "", {"cert", "issue", "--dir", dir, name, "--server", server});
      Expect(0, "bank",
             {"org", "enrol", name, "--name", name, "--country", "DE", "--roles", "manufacturer", "--key",
              Cat(dir, "/orgs/", name, "/signing.key")});
    }
    Submit("maker", 0, R"([{"brandRegistered":{"brandId":"maker/van","name":"Van"}}])");
    std::string births;
    for (int n = 1; n <= 3; ++n) {
      births += Cat(births.empty() ? "[" : ",", R"({"event":{"occurredAt":"2026-05-0)", n,
                    R"(T10:00:00+02:00","vehicleRegistered":{"vin":")", VinOf(n),
                    R"(","brandId":"maker/van","modelId":"maker/v1","category":"VEHICLE_CATEGORY_N1","market":"DE",)",
                    R"("bodyBasis":"MASS_BASIS_WEIGHED","body":[{"family":"ALLOY_FAMILY_6XXX","grams":"156000"}],)",
                    R"("kerbMassG":"1890000"}}})");
    }
    Submit("maker", 0, births + "]");
  }

  CommandResult Expect(int code, const std::string& organisation, std::vector<std::string> arguments) {
    if (!organisation.empty()) arguments.insert(arguments.begin(), {"--profile", server_.ProfilePath(organisation)});
    CommandResult result = RunIngot(arguments);
    EXPECT_EQ(result.exit_code, code) << ::testing::PrintToString(arguments) << "\n" << result.out << result.err;
    return result;
  }
  CommandResult Submit(const std::string& organisation, int code, const std::string& json) {
    const std::string path = folder_.path() + "/events.json";
    EXPECT_TRUE(client::WriteFile(path, json, 0600, client::Existing::kReplace).ok());
    return Expect(code, organisation, {"submit", "--now", path});
  }

  testing::TempDir ledger_folder_;
  testing::TempDir folder_;
  ServerProcess server_;
};

TEST_F(ReportTest, StockAsTableCsvAndPages) {
  const CommandResult table = Expect(0, "maker", {"report", "dealer", "stock", "--on", "2026-05-31"});
  for (int n = 1; n <= 3; ++n) EXPECT_THAT(table.out, HasSubstr(VinOf(n)));
  EXPECT_LT(table.out.find(VinOf(1)), table.out.find(VinOf(3))) << "what waits longest first";
  EXPECT_THAT(table.out, HasSubstr("REGISTERED"));
  EXPECT_THAT(table.err, HasSubstr("3 rows, from the state of "));

  const CommandResult csv = Expect(0, "maker", {"report", "dealer", "stock", "--on", "2026-05-31", "--csv"});
  EXPECT_EQ(csv.out.find("vin,holder,custody,since,age_days,"), 0u);
  EXPECT_THAT(csv.out, HasSubstr(Cat(VinOf(1), ",maker,REGISTERED,2026-05-01,30,maker/van,")));

  const CommandResult first = Expect(0, "maker", {"report", "dealer", "stock", "--on", "2026-05-31", "--limit", "2"});
  EXPECT_THAT(first.out, Not(HasSubstr(VinOf(3))));
  const size_t at = first.err.find("--page ") + 7;
  const std::string token = first.err.substr(at, first.err.find(',', at) - at);
  const CommandResult second = Expect(0, "maker", {"report", "dealer", "stock", "--on", "2026-05-31", "--page", token});
  EXPECT_THAT(second.out, HasSubstr(VinOf(3)));
  EXPECT_THAT(second.out, Not(HasSubstr(VinOf(1))));
  const CommandResult wrong = Expect(1, "maker", {"report", "dealer", "stock", "--on", "2026-05-30", "--page", token});
  EXPECT_THAT(wrong.err, HasSubstr("INVALID_PAGE_TOKEN"));
  const CommandResult old =
      Expect(0, "maker", {"report", "dealer", "stock", "--on", "2026-05-31", "--min-age", "30", "--json"});
  EXPECT_THAT(old.out, HasSubstr(VinOf(1)));
  EXPECT_THAT(old.out, Not(HasSubstr(VinOf(2))));
  EXPECT_THAT(old.out, HasSubstr("\"checkpoint\":"));
}

TEST_F(ReportTest, ARowOrderThatAPersonChose) {
  const auto vins = [this](const std::vector<std::string>& order) {
    std::vector<std::string> arguments = {"report", "dealer", "stock", "--on", "2026-05-31", "--csv"};
    arguments.insert(arguments.end(), order.begin(), order.end());
    std::vector<std::string> found;
    const std::vector<std::string> lines = absl::StrSplit(Expect(0, "maker", arguments).out, '\n');
    for (const std::string& line : lines) {
      if (line.starts_with("W09")) found.push_back(line.substr(0, line.find(',')));
    }
    return found;
  };
  EXPECT_THAT(vins({"--sort", "vin:desc"}), ::testing::ElementsAre(VinOf(3), VinOf(2), VinOf(1)));
  EXPECT_THAT(vins({"--sort", "age_days", "--limit", "2"}), ::testing::ElementsAre(VinOf(3), VinOf(2)));
  EXPECT_THAT(vins({"--sort", "body_g", "--all"}), ::testing::ElementsAre(VinOf(1), VinOf(2), VinOf(3)));
  EXPECT_THAT(Expect(2, "maker", {"report", "dealer", "stock", "--sort", "mass"}).err,
              HasSubstr("no column is called 'mass'; there are vin, holder, custody"));
}

TEST_F(ReportTest, AnotherSeesNothingOfIt) {
  EXPECT_EQ(Expect(0, "rival", {"report", "dealer", "stock"}).out, "Nothing.\n");
  EXPECT_EQ(Expect(0, "rival", {"report", "dealer", "stock", "--organisation", "maker"}).out, "Nothing.\n");
  EXPECT_THAT(Expect(1, "rival", {"report", "auditor", "flags"}).err, HasSubstr("ROLE_REQUIRED"));
  EXPECT_THAT(Expect(0, "bank", {"report", "dealer", "stock", "--organisation", "maker"}).out, HasSubstr(VinOf(1)));
}

TEST_F(ReportTest, AnAttemptThatWasRefusedStays) {
  const std::string theft =
      Cat(R"([{"retired":{"vin":")", VinOf(1), R"(","reason":"RETIREMENT_REASON_END_OF_LIFE"}}])");
  Submit("rival", 1, theft);
  ASSERT_EQ(server_.Terminate(), 0);
  ASSERT_TRUE(server_.Start());
  const CommandResult refused = Expect(0, "bank", {"report", "auditor", "refused"});
  EXPECT_THAT(refused.out, HasSubstr("rival"));
  EXPECT_THAT(refused.out, HasSubstr("NOT_HOLDER"));
  const CommandResult json = Expect(0, "bank", {"report", "auditor", "refused", "--events", "--json"});
  EXPECT_THAT(json.out, HasSubstr("\"kept\":\"1\""));
  EXPECT_THAT(json.out, HasSubstr("\"events\":["));
  EXPECT_THAT(Expect(1, "rival", {"report", "auditor", "refused"}).err, HasSubstr("ROLE_REQUIRED"));
}

TEST_F(ReportTest, AStreamSendsEveryPage) {
  const Party maker = testing::OpenParty(server_.ProfilePath("maker"));
  v1::StreamReportRequest request;
  request.mutable_stock()->set_page_size(1);
  grpc::ClientContext context;
  maker.client->channel().Prepare(context);
  const auto reader = maker.client->channel().report().StreamReport(&context, request);
  std::vector<std::string> vins;
  v1::StreamReportResponse page;
  while (reader->Read(&page)) {
    EXPECT_TRUE(maker.client->Observe(page.stock().checkpoint()).ok());
    for (const v1::StockRow& row : page.stock().rows()) vins.push_back(row.vin());
  }
  const grpc::Status status = reader->Finish();
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_THAT(vins, ::testing::ElementsAre(VinOf(1), VinOf(2), VinOf(3)));
}

}  // namespace
}  // namespace ingot
