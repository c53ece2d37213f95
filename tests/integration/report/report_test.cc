// Reports over mTLS: tables, CSV, pages and the stream, what one organisation sees and another does not, and a refused
// submission that stays for the auditor over a restart.
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ingot/v1/report_service.pb.h"
#include "ledger/base/strings.h"
#include "tests/support/server/command.h"
#include "tests/support/server/desk.h"
#include "tests/support/server/server_process.h"

namespace ingot {
namespace {

using testing::CommandResult;
using testing::DeskVin;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Party;

// Of a market where the check character is a note.
// A ledger with two manufacturers; "maker" has three vehicles of its brand in stock.
class ReportTest : public testing::DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    Enrol("maker", "manufacturer");
    Enrol("rival", "manufacturer");
    Submit("maker", testing::kDeskBrand);
    Submit("maker", testing::BirthsInMay(1, 3));
  }
};

TEST_F(ReportTest, StockAsTableCsvAndPages) {
  const CommandResult table = Expect(0, "maker", {"report", "dealer", "stock", "--on", "2026-05-31"});
  for (int n = 1; n <= 3; ++n) EXPECT_THAT(table.out, HasSubstr(DeskVin(n)));
  EXPECT_LT(table.out.find(DeskVin(1)), table.out.find(DeskVin(3))) << "what waits longest first";
  EXPECT_THAT(table.out, HasSubstr("REGISTERED"));
  EXPECT_THAT(table.err, HasSubstr("3 rows, from the state of "));

  const CommandResult csv = Expect(0, "maker", {"report", "dealer", "stock", "--on", "2026-05-31", "--csv"});
  EXPECT_EQ(csv.out.find("vin,holder,custody,since,age_days,"), 0u);
  EXPECT_THAT(csv.out, HasSubstr(Cat(DeskVin(1), ",maker,REGISTERED,2026-05-01,30,maker/van,")));

  const CommandResult first = Expect(0, "maker", {"report", "dealer", "stock", "--on", "2026-05-31", "--limit", "2"});
  EXPECT_THAT(first.out, Not(HasSubstr(DeskVin(3))));
  const size_t at = first.err.find("--page ") + 7;
  const std::string token = first.err.substr(at, first.err.find(',', at) - at);
  const CommandResult second = Expect(0, "maker", {"report", "dealer", "stock", "--on", "2026-05-31", "--page", token});
  EXPECT_THAT(second.out, HasSubstr(DeskVin(3)));
  EXPECT_THAT(second.out, Not(HasSubstr(DeskVin(1))));
  const CommandResult wrong = Expect(1, "maker", {"report", "dealer", "stock", "--on", "2026-05-30", "--page", token});
  EXPECT_THAT(wrong.err, HasSubstr("INVALID_PAGE_TOKEN"));
  const CommandResult old =
      Expect(0, "maker", {"report", "dealer", "stock", "--on", "2026-05-31", "--min-age", "30", "--json"});
  EXPECT_THAT(old.out, HasSubstr(DeskVin(1)));
  EXPECT_THAT(old.out, Not(HasSubstr(DeskVin(2))));
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
  // By their check characters: X, 3, 1.
  EXPECT_THAT(vins({"--sort", "vin:desc"}), ::testing::ElementsAre(DeskVin(1), DeskVin(3), DeskVin(2)));
  EXPECT_THAT(vins({"--sort", "age_days", "--limit", "2"}), ::testing::ElementsAre(DeskVin(3), DeskVin(2)));
  EXPECT_THAT(vins({"--sort", "body_g", "--all"}), ::testing::ElementsAre(DeskVin(1), DeskVin(2), DeskVin(3)));
  EXPECT_THAT(Expect(2, "maker", {"report", "dealer", "stock", "--sort", "mass"}).err,
              HasSubstr("no column is called 'mass'; there are vin, holder, custody"));
}

TEST_F(ReportTest, AnotherSeesNothingOfIt) {
  EXPECT_EQ(Expect(0, "rival", {"report", "dealer", "stock"}).out, "Nothing.\n");
  EXPECT_EQ(Expect(0, "rival", {"report", "dealer", "stock", "--organisation", "maker"}).out, "Nothing.\n");
  EXPECT_THAT(Expect(1, "rival", {"report", "auditor", "flags"}).err, HasSubstr("ROLE_REQUIRED"));
  EXPECT_THAT(Expect(0, "bank", {"report", "dealer", "stock", "--organisation", "maker"}).out, HasSubstr(DeskVin(1)));
}

TEST_F(ReportTest, AnAttemptThatWasRefusedStays) {
  const std::string theft =
      Cat(R"([{"retired":{"vin":")", DeskVin(1), R"(","reason":"RETIREMENT_REASON_END_OF_LIFE"}}])");
  Submit("rival", theft, 1);
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
  EXPECT_THAT(vins, ::testing::ElementsAre(DeskVin(1), DeskVin(2), DeskVin(3)));
}

}  // namespace
}  // namespace ingot
