#include "clients/cli/text/row_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingot/v1/report.pb.h"

namespace ingot::cli {
namespace {

using ::testing::ElementsAre;

v1::ArrearsRow Arrears() {
  v1::ArrearsRow row;
  row.set_contract_id("shop/1");
  row.set_kind(v1::CONTRACT_KIND_LEASE);
  row.set_currency("EUR");
  row.set_arrears_minor_units(123'456);
  row.mutable_next_due_on()->set_year(2026);
  row.mutable_next_due_on()->set_month(6);
  row.mutable_next_due_on()->set_day(1);
  return row;
}

TEST(RowTableTest, NamesTellUnits) {
  const v1::ArrearsRow row = Arrears();
  EXPECT_EQ(RowTable({"contract_id", "kind", "arrears_minor_units", "next_due_on"}, {&row}),
            "contract id  kind        arrears  next due on\n"
            "shop/1       LEASE  1 234.56 EUR  2026-06-01\n");
}

TEST(RowTableTest, GramsMetresSharesTimesAndAnswers) {
  v1::YieldRow yield;
  yield.set_input_g(226'000);
  yield.set_loss_ppm(26'548);
  yield.set_outside_band(true);
  EXPECT_EQ(RowTable({"input_g", "loss_ppm", "outside_band"}, {&yield}),
            "input kg      loss  outside band\n"
            " 226.000  2.6548 %  yes\n");
  v1::FlagRow flag;
  flag.set_recorded_at_us(1'772'352'000'000'000);
  EXPECT_EQ(RowTable({"kind", "recorded_at_us"}, {&flag}),
            "kind           recorded at\n"
            "      2026-03-01T08:00:00Z\n");
  EXPECT_EQ(RowTable({"kind"}, {}), "Nothing.\n");
}

TEST(RowTableTest, ValuesAreExactAndLeaveListsOut) {
  v1::ErasureRow erasure;
  erasure.set_seq(7);
  erasure.set_organisation_id("shop");
  EXPECT_THAT(RowNames(v1::ErasureRow::descriptor()),
              ElementsAre("seq", "organisation_id", "counterparty_organisation", "erased_seq"));
  EXPECT_THAT(RowValues(erasure), ElementsAre("7", "shop", "", "0"));
  v1::RefusedRow refused;
  refused.set_number(1);
  refused.set_key_id("\x01\xab");
  refused.set_reason(v1::REFUSAL_REASON_NOT_HOLDER);
  refused.mutable_header()->set_organisation_id("shop");
  refused.add_events("event");
  EXPECT_THAT(RowNames(v1::RefusedRow::descriptor()),
              ElementsAre("number", "refused_at_us", "organisation_id", "key_id", "reason", "field", "message",
                          "ledger_size", "event_count"));
  EXPECT_THAT(RowValues(refused), ElementsAre("1", "1970-01-01T00:00:00Z", "", "01ab", "NOT_HOLDER", "", "", "0", "0"));
}

}  // namespace
}  // namespace ingot::cli
