// Rows by figures worked out by hand. The ledger's first day is 2026-03-01.
#include "ledger/report/rows.h"

#include <gtest/gtest.h>

#include "ledger/report/classes.h"
#include "ledger/state/record_key.h"
#include "tests/support/works.h"

namespace ingot::testing {
namespace {

class RowsTest : public ::testing::Test {
 protected:
  template <typename Request>
  auto Row(v1::SubjectKind kind, const std::string& id, const Request& request, const v1::Date& on) {
    return report::RowOf(works_.ledger().state(), works_.ledger().RecordOf(kind, id), request, on);
  }
  std::string Contract(int n) { return Fleet::ContractOf(Vin(n)); }

  Works works_;
};

TEST_F(RowsTest, StockAgesSinceItCameToItsHolder) {
  works_.Bear(Vin(1));
  works_.ledger().Advance(9 * TestLedger::kDayUs);
  works_.Do(Fleet::kMaker, Sent(Vin(1), "maker/deliveries", Fleet::kDealer));
  works_.ledger().Advance(TestLedger::kDayUs);
  const auto row = [&](const v1::Date& on, int min_age = 0) {
    v1::ListStockRequest request;
    request.set_min_age_days(min_age);
    return Row(v1::SUBJECT_KIND_VEHICLE, Vin(1), request, on);
  };
  EXPECT_EQ(row(MakeDate(2026, 3, 11))->age_days(), 10) << "under way it is still where it was";
  EXPECT_EQ(row(MakeDate(2026, 3, 11))->transfer_id(), "maker/deliveries");
  works_.Do(Fleet::kDealer, Received(Vin(1), "maker/deliveries"));
  EXPECT_EQ(row(MakeDate(2026, 3, 11))->age_days(), 0);
  EXPECT_EQ(row(MakeDate(2026, 4, 10))->age_days(), 30);
  EXPECT_EQ(row(MakeDate(2026, 1, 1))->age_days(), 0) << "not below 0";
  EXPECT_TRUE(row(MakeDate(2026, 4, 10), 30).has_value());
  EXPECT_FALSE(row(MakeDate(2026, 4, 10), 31).has_value());
  EXPECT_EQ(row(MakeDate(2026, 4, 10))->body_g(), 156'000);
}

TEST_F(RowsTest, AReversalBringsTheFormerDayBack) {
  works_.Stock(Vin(1));
  works_.ledger().Advance(5 * TestLedger::kDayUs);
  works_.Do(Fleet::kDealer, RetiredOf(Vin(1)));
  EXPECT_EQ(works_.Vehicle(Vin(1)).custody_since().day(), 6);
  EXPECT_EQ(works_.TryReversal(Fleet::kDealer, works_.LastSeq()), "OK");
  EXPECT_EQ(works_.Vehicle(Vin(1)).custody_since().day(), 1);
}

TEST_F(RowsTest, ATermEndsOnTheFirstDayAfterIt) {
  works_.Lease(Vin(1), v1::CONTRACT_KIND_LEASE);
  v1::ListExpiriesRequest request;
  request.set_within_days(30);
  const auto row = Row(v1::SUBJECT_KIND_CONTRACT, Contract(1), request, MakeDate(2027, 1, 30));
  ASSERT_TRUE(row.has_value());
  EXPECT_EQ(row->days_left(), 30);
  EXPECT_EQ(row->ends_on().month(), 3);
  EXPECT_EQ(row->outstanding_minor_units(), 1'200);
  EXPECT_FALSE(Row(v1::SUBJECT_KIND_CONTRACT, Contract(1), request, MakeDate(2027, 1, 29)).has_value());
  EXPECT_EQ(Row(v1::SUBJECT_KIND_CONTRACT, Contract(1), request, MakeDate(2027, 3, 4))->days_left(), -3);
}

// Twelve instalments of 1.00 EUR in advance from 1 March on: by 15 May three are due.
TEST_F(RowsTest, ArrearsAreWhatIsDueAndNotPaid) {
  works_.Lease(Vin(1), v1::CONTRACT_KIND_LEASE);
  works_.Do(Fleet::kDealer, Paid(Contract(1), "p-1", v1::PAYMENT_PURPOSE_INSTALMENT), AmountOf(120));
  v1::ListArrearsRequest request;
  const auto row = Row(v1::SUBJECT_KIND_CONTRACT, Contract(1), request, MakeDate(2026, 5, 15));
  ASSERT_TRUE(row.has_value());
  EXPECT_EQ(row->due_minor_units(), 300);
  EXPECT_EQ(row->paid_minor_units(), 120);
  EXPECT_EQ(row->arrears_minor_units(), 180);
  EXPECT_EQ(row->next_due_on().month(), 6);
  EXPECT_EQ(row->next_due_minor_units(), 100);
  EXPECT_FALSE(Row(v1::SUBJECT_KIND_CONTRACT, Contract(1), request, MakeDate(2026, 3, 31)).has_value());
  request.set_min_minor_units(181);
  EXPECT_FALSE(Row(v1::SUBJECT_KIND_CONTRACT, Contract(1), request, MakeDate(2026, 5, 15)).has_value());
  request.set_min_minor_units(180);
  request.set_currency("CNY");
  EXPECT_FALSE(Row(v1::SUBJECT_KIND_CONTRACT, Contract(1), request, MakeDate(2026, 5, 15)).has_value());
}

TEST_F(RowsTest, AVehicleIsDueBackUntilItIsBack) {
  works_.Lease(Vin(1), v1::CONTRACT_KIND_LEASE);
  works_.EndLease(Vin(1), v1::CONTRACT_END_REASON_TERM_REACHED, 1'200);
  const auto row = Row(v1::SUBJECT_KIND_CONTRACT, Contract(1), v1::ListReturnsDueRequest(), MakeDate(2026, 3, 8));
  ASSERT_TRUE(row.has_value());
  EXPECT_EQ(row->days_overdue(), 7);
  EXPECT_EQ(row->custody(), v1::CUSTODY_STATE_LEASED);
  works_.Do(Fleet::kDealer, Returned(Contract(1), Vin(1)));
  EXPECT_FALSE(
      Row(v1::SUBJECT_KIND_CONTRACT, Contract(1), v1::ListReturnsDueRequest(), MakeDate(2026, 3, 8)).has_value());
}

// 10 000 km a year from 1 March on, and 73 days: 2 000 km are allowed.
TEST_F(RowsTest, MileageIsHeldAgainstTheAllowanceProRata) {
  works_.Stock(Vin(1));
  v1::ContractTerms terms = TermsOf(v1::CONTRACT_KIND_LEASE);
  terms.set_mileage_allowance_m_per_year(10'000'000);
  works_.Do(Fleet::kDealer, Signed(Contract(1), Vin(1), v1::CONTRACT_KIND_LEASE), terms);
  works_.Do(Fleet::kDealer, HandedOver(Contract(1), Vin(1), 1'000));
  const v1::Date on = MakeDate(2026, 5, 13);
  works_.Do(Fleet::kDealer, Reading(Vin(1), 2'001'000));
  EXPECT_FALSE(Row(v1::SUBJECT_KIND_CONTRACT, Contract(1), v1::ListMileageRequest(), on).has_value());
  works_.Do(Fleet::kDealer, Reading(Vin(1), 3'001'000));
  const auto row = Row(v1::SUBJECT_KIND_CONTRACT, Contract(1), v1::ListMileageRequest(), on);
  ASSERT_TRUE(row.has_value());
  EXPECT_EQ(row->days(), 73);
  EXPECT_EQ(row->driven_m(), 3'000'000);
  EXPECT_EQ(row->allowed_m(), 2'000'000);
  EXPECT_EQ(row->beyond_m(), 1'000'000);
  EXPECT_EQ(row->ratio_ppm(), 1'500'000);
  v1::ListMileageRequest request;
  request.set_min_ratio_ppm(1'500'001);
  EXPECT_FALSE(Row(v1::SUBJECT_KIND_CONTRACT, Contract(1), request, on).has_value());
  EXPECT_FALSE(Row(v1::SUBJECT_KIND_CONTRACT, Contract(1), v1::ListMileageRequest(), MakeDate(2026, 3, 1)).has_value())
      << "the first day";
}

TEST_F(RowsTest, HulksBatchesLotsAndYields) {
  works_.ToHulk(Vin(1));
  v1::ListHulksRequest hulks;
  hulks.set_certified(v1::ANSWER_NO);
  EXPECT_FALSE(Row(v1::SUBJECT_KIND_VEHICLE, Vin(1), hulks, MakeDate(2026, 3, 2)).has_value());
  hulks.set_certified(v1::ANSWER_YES);
  const auto hulk = Row(v1::SUBJECT_KIND_VEHICLE, Vin(1), hulks, MakeDate(2026, 3, 2));
  ASSERT_TRUE(hulk.has_value());
  EXPECT_EQ(hulk->site_id(), "treater/yard");
  EXPECT_EQ(hulk->age_days(), 1);
  EXPECT_EQ(hulk->body_g(), 156'000);

  // 156 000 g body and 70 000 g castings; 220 000 g come back: 6 000 g are lost, 26 548 ppm.
  works_.OpenBatch("shredder/b-1", {Vin(2)});
  works_.Recover("shredder/lot-1", "shredder/b-1", 220'000);
  const auto open = Row(v1::SUBJECT_KIND_BATCH, "shredder/b-1", v1::ListOpenBatchesRequest(), MakeDate(2026, 3, 21));
  ASSERT_TRUE(open.has_value());
  EXPECT_EQ(open->age_days(), 20);
  EXPECT_EQ(open->input_g(), 226'000);
  EXPECT_EQ(open->in_process_g(), 6'000);
  works_.Do(Fleet::kShredder, Closed("shredder/b-1"));
  EXPECT_FALSE(
      Row(v1::SUBJECT_KIND_BATCH, "shredder/b-1", v1::ListOpenBatchesRequest(), MakeDate(2026, 3, 21)).has_value());
  v1::ListYieldsRequest yields;
  const auto yield = Row(v1::SUBJECT_KIND_BATCH, "shredder/b-1", yields, v1::Date());
  ASSERT_TRUE(yield.has_value());
  EXPECT_EQ(yield->output_g(), 220'000);
  EXPECT_EQ(yield->loss_g(), 6'000);
  EXPECT_EQ(yield->loss_ppm(), 26'548);
  EXPECT_EQ(yield->expected_loss_ppm(), 20'000);
  EXPECT_FALSE(yield->outside_band());
  yields.set_outside_band(true);
  EXPECT_FALSE(Row(v1::SUBJECT_KIND_BATCH, "shredder/b-1", yields, v1::Date()).has_value());

  v1::ListLotsRequest lots;
  EXPECT_EQ(Row(v1::SUBJECT_KIND_LOT, "shredder/lot-1", lots, v1::Date())->stage(), v1::LOT_STAGE_IN_STOCK);
  EXPECT_EQ(Row(v1::SUBJECT_KIND_LOT, "shredder/lot-1", lots, v1::Date())->content_g(), 220'000);
  works_.Do(Fleet::kShredder, LotsSent("shredder/t-1", {"shredder/lot-1"}, Works::kSmelter));
  EXPECT_EQ(Row(v1::SUBJECT_KIND_LOT, "shredder/lot-1", lots, v1::Date())->stage(), v1::LOT_STAGE_UNDER_WAY);
  lots.set_stage(v1::LOT_STAGE_CONSUMED);
  EXPECT_FALSE(Row(v1::SUBJECT_KIND_LOT, "shredder/lot-1", lots, v1::Date()).has_value());
}

TEST_F(RowsTest, RecordsOfOtherKindsGiveNoRow) {
  v1::Record nothing;
  const v1::Date on = MakeDate(2026, 3, 1);
  EXPECT_FALSE(report::RowOf(works_.ledger().state(), nothing, v1::ListStockRequest(), on).has_value());
  EXPECT_FALSE(report::RowOf(works_.ledger().state(), nothing, v1::ListExpiriesRequest(), on).has_value());
  EXPECT_FALSE(report::RowOf(works_.ledger().state(), nothing, v1::ListArrearsRequest(), on).has_value());
  EXPECT_FALSE(report::RowOf(works_.ledger().state(), nothing, v1::ListOpenBatchesRequest(), on).has_value());
  EXPECT_FALSE(report::RowOf(works_.ledger().state(), nothing, v1::ListLotsRequest(), on).has_value());
  EXPECT_FALSE(report::RowOf(works_.ledger().state(), nothing, v1::ListErasuresRequest(), on).has_value());
  v1::Record seal;
  seal.mutable_seal()->set_seq(4);
  EXPECT_FALSE(report::RowOf(works_.ledger().state(), seal, v1::ListErasuresRequest(), on).has_value());
  seal.mutable_seal()->set_erased_seq(9);
  EXPECT_EQ(report::RowOf(works_.ledger().state(), seal, v1::ListErasuresRequest(), on)->erased_seq(), 9u);
}

}  // namespace
}  // namespace ingot::testing
