#include <string>
#include <vector>

#include "ledger/iso/date.h"
#include "server/query/trial_pages.h"
#include "tests/support/trouble_events.h"
#include "tests/unit/server/query/books_fixture.h"

namespace ingot::testing {
namespace {

class BalanceQueriesTest : public BooksTest {
 protected:
  // "STAGE brand mode organisation grams share" a row; what is not grouped by is left out.
  std::vector<std::string> Sheet(const std::string& organisation, v1::GetBalanceSheetRequest request,
                                 const std::vector<v1::BalanceDimension>& by) {
    for (const v1::BalanceDimension dimension : by) request.add_by(dimension);
    std::vector<std::string> rows;
    const auto sheet = Ask<v1::GetBalanceSheetResponse>(organisation, request);
    for (const v1::BalanceSheetRow& row : sheet.rows()) {
      std::string text = v1::BalanceStage_Name(row.stage()).substr(14);
      for (const std::string& part : {row.brand_id(), row.mode(), row.organisation_id()}) {
        if (!part.empty()) text += " " + part;
      }
      rows.push_back(text + " " + std::to_string(row.grams()) + " " + std::to_string(row.share_ppm()));
    }
    return rows;
  }
};

using ::testing::ElementsAre;

// Bodies of 156 000 g: one in stock, two leased, one sold.
TEST_F(BalanceQueriesTest, SheetByStageBrandAndMode) {
  works_.Stock(Vin(1));
  works_.Lease(Vin(2), v1::CONTRACT_KIND_LEASE);
  works_.Lease(Vin(3), v1::CONTRACT_KIND_LEASE);
  works_.Sell(Vin(4));
  CatchUp();
  EXPECT_THAT(Sheet(Fleet::kAuditor, {}, {}),
              ElementsAre("EXTERNAL -624000 0", "STOCK 156000 250000", "IN_SERVICE 468000 750000"));
  EXPECT_THAT(Sheet(Fleet::kAuditor, {}, {v1::BALANCE_DIMENSION_BRAND, v1::BALANCE_DIMENSION_MODE}),
              ElementsAre("UNSPECIFIED maker/brand 156000 250000", "UNSPECIFIED maker/brand lease 312000 500000",
                          "UNSPECIFIED maker/brand sale 156000 250000"));
  // A manufacturer sees its brand; a dealer owns none of these accounts.
  EXPECT_THAT(Sheet(Fleet::kMaker, {}, {v1::BALANCE_DIMENSION_ORGANISATION}),
              ElementsAre("UNSPECIFIED maker 624000 1000000"));
  EXPECT_THAT(Sheet(Fleet::kDealer, {}, {}), ElementsAre());
  EXPECT_THAT(Sheet(Works::kOtherMaker, {}, {}), ElementsAre());
}

TEST_F(BalanceQueriesTest, PointsInTime) {
  works_.Do(Fleet::kMaker, Fact(Registered(Vin(1))).At(TestLedger::kStartUs - 40 * TestLedger::kDayUs));
  const uint64_t first = works_.LastSeq();
  works_.ledger().Advance(3 * TestLedger::kDayUs);
  works_.Do(Fleet::kMaker, Registered(Vin(2)));
  CatchUp();
  const auto in_loop = [&](v1::BalanceBasis basis, uint64_t size, const v1::Date* on) {
    v1::GetBalanceSheetRequest request;
    request.mutable_point()->set_basis(basis);
    request.mutable_point()->set_size(size);
    if (on != nullptr) *request.mutable_point()->mutable_on() = *on;
    return Ask<v1::GetBalanceSheetResponse>(Fleet::kAuditor, request).in_loop_g();
  };
  EXPECT_EQ(in_loop(v1::BALANCE_BASIS_AS_RECORDED, 0, nullptr), 312'000);
  EXPECT_EQ(in_loop(v1::BALANCE_BASIS_AS_RECORDED, first, nullptr), 0);
  EXPECT_EQ(in_loop(v1::BALANCE_BASIS_AS_RECORDED, first + 1, nullptr), 156'000);
  // The ledger begins on 1 March 2026; 40 days before it is 20 January.
  const v1::Date eve = MakeDate(2026, 2, 28);
  const v1::Date start = MakeDate(2026, 3, 1);
  const v1::Date before = MakeDate(2026, 1, 19);
  const v1::Date birth = MakeDate(2026, 1, 20);
  EXPECT_EQ(in_loop(v1::BALANCE_BASIS_AS_RECORDED, 0, &eve), 0);
  EXPECT_EQ(in_loop(v1::BALANCE_BASIS_AS_RECORDED, 0, &start), 156'000);
  EXPECT_EQ(in_loop(v1::BALANCE_BASIS_AS_OCCURRED, 0, &before), 0);
  EXPECT_EQ(in_loop(v1::BALANCE_BASIS_AS_OCCURRED, 0, &birth), 156'000);
  EXPECT_EQ(in_loop(v1::BALANCE_BASIS_AS_OCCURRED, 0, &eve), 156'000);
}

TEST_F(BalanceQueriesTest, PointsThatMakeNoSenseAreRefused) {
  CatchUp();
  v1::GetBalanceSheetRequest request;
  const auto outcome = [&] { return Try<v1::GetBalanceSheetResponse>(Fleet::kAuditor, request); };
  const uint64_t size = node_.node().published().Get()->head().size;
  request.mutable_point()->set_size(size);
  EXPECT_EQ(outcome(), "OK");
  request.mutable_point()->set_size(size + 1);
  EXPECT_EQ(outcome(), "OUT_OF_RANGE point.size");
  request.mutable_point()->set_size(1);
  *request.mutable_point()->mutable_on() = MakeDate(2026, 2, 28);
  EXPECT_EQ(outcome(), "INVALID_VALUE point.on");
  request.mutable_point()->set_basis(v1::BALANCE_BASIS_AS_OCCURRED);
  EXPECT_EQ(outcome(), "INVALID_VALUE point.size");
  request.mutable_point()->set_size(0);
  EXPECT_EQ(outcome(), "OK");
  *request.mutable_point()->mutable_on() = MakeDate(2026, 2, 29);
  EXPECT_EQ(outcome(), "INVALID_VALUE point.on");
  request.clear_point();
  request.add_by(v1::BALANCE_DIMENSION_BRAND);
  request.add_by(v1::BALANCE_DIMENSION_BRAND);
  EXPECT_EQ(outcome(), "INVALID_VALUE by[1]");
  request.clear_by();
  request.add_by(v1::BALANCE_DIMENSION_UNSPECIFIED);
  EXPECT_EQ(outcome(), "UNKNOWN_ENUM by[0]");
}

// A transfer that is sent, seen half-way through its submission's batch, and received: each owner's own sum.
TEST_F(BalanceQueriesTest, WhatIsUnderWayStandsWithItsSender) {
  works_.Bear(Vin(1));
  works_.ledger().MustSubmit(Fleet::kMaker, {Fact(Sent(Vin(1), "maker/t", Fleet::kDealer)), Fact(Registered(Vin(2)))});
  const uint64_t sent = works_.LastSeq() - 1;
  works_.Do(Fleet::kDealer, Received(Vin(1), "maker/t"));
  CatchUp(8);
  v1::GetBalanceSheetRequest request;
  request.mutable_point()->set_size(sent + 1);
  EXPECT_THAT(Sheet(Fleet::kMaker, request, {v1::BALANCE_DIMENSION_STAGE, v1::BALANCE_DIMENSION_ORGANISATION}),
              ElementsAre("EXTERNAL maker -156000 0", "IN_TRANSIT maker 156000 1000000"));
  EXPECT_THAT(Sheet(Fleet::kAuditor, {}, {}), ElementsAre("EXTERNAL -312000 0", "STOCK 312000 1000000"));
}

TEST_F(BalanceQueriesTest, TrialsOfOthersShowWhatTheyOwn) {
  works_.LotAtPlant("a", 1);
  CatchUp();
  const auto trial = Read<query::TrialPages>(Works::kSmelter, {});
  ASSERT_TRUE(trial.ok());
  ASSERT_GT(trial->rows_size(), 0);
  for (const v1::TrialBalanceRow& row : trial->rows()) EXPECT_EQ(row.organisation_id(), Works::kSmelter);
  const auto all = Read<query::TrialPages>(Fleet::kAuditor, {});
  ASSERT_TRUE(all.ok());
  EXPECT_GT(all->rows_size(), trial->rows_size());
}

TEST_F(BalanceQueriesTest, HistoryEndsWithTheSheet) {
  for (int n = 1; n <= 4; ++n) {
    works_.Do(Fleet::kMaker, Fact(Registered(Vin(n))).At(TestLedger::kStartUs - (50 - 10 * n) * TestLedger::kDayUs));
  }
  CatchUp();
  v1::GetBalanceHistoryRequest request;
  request.set_points(4);
  const auto occurred = Ask<v1::GetBalanceHistoryResponse>(Fleet::kAuditor, request);
  ASSERT_EQ(occurred.points_size(), 4);
  for (int i = 0; i < 4; ++i) {
    ASSERT_EQ(occurred.points(i).stages_size(), 2);
    EXPECT_EQ(occurred.points(i).stages(1).stage(), v1::BALANCE_STAGE_STOCK);
    EXPECT_EQ(occurred.points(i).stages(1).grams(), 156'000 * (i + 1));
  }
  EXPECT_EQ(iso::ToString(occurred.points(0).day()), "2026-01-20");
  EXPECT_EQ(iso::ToString(occurred.points(3).day()), "2026-02-19");
  request.set_basis(v1::BALANCE_BASIS_AS_RECORDED);
  request.set_points(400);
  const auto recorded = Ask<v1::GetBalanceHistoryResponse>(Fleet::kAuditor, request);
  ASSERT_GT(recorded.points_size(), 4);
  EXPECT_EQ(recorded.points(recorded.points_size() - 1).stages(1).grams(), 624'000);
  EXPECT_EQ(recorded.points(recorded.points_size() - 1).point().size(), works_.ledger().entries().size());
  request.set_points(401);
  EXPECT_EQ((Try<v1::GetBalanceHistoryResponse>(Fleet::kAuditor, request)), "OUT_OF_RANGE points");
  request.set_points(1);
  EXPECT_EQ((Try<v1::GetBalanceHistoryResponse>(Fleet::kAuditor, request)), "OUT_OF_RANGE points");
}

TEST_F(BalanceQueriesTest, WhatIsOutOfSightStandsWithItsLastHolder) {
  works_.Stock(Vin(1));
  works_.Do(Fleet::kDealer, LostOf(Vin(1)));
  CatchUp();
  const auto untraced = Ask<v1::GetUntracedResponse>(Fleet::kDealer, v1::GetUntracedRequest());
  ASSERT_EQ(untraced.rows_size(), 1);
  EXPECT_EQ(untraced.rows(0).organisation_id(), Fleet::kDealer);
  EXPECT_EQ(untraced.rows(0).grams(), 156'000);
  EXPECT_EQ(Ask<v1::GetUntracedResponse>(Fleet::kMaker, v1::GetUntracedRequest()).rows_size(), 0);
}

}  // namespace
}  // namespace ingot::testing
