#include "clients/cli/text/row_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "ingot/v1/report.pb.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

v1::ArrearsRow Row(const std::string& id, const std::string& currency, int64_t minor_units, int32_t day) {
  v1::ArrearsRow row;
  row.set_contract_id(id);
  row.set_currency(currency);
  row.set_arrears_minor_units(minor_units);
  row.mutable_next_due_on()->set_year(2026);
  row.mutable_next_due_on()->set_month(6);
  row.mutable_next_due_on()->set_day(day);
  return row;
}

std::vector<std::string> Ordered(const std::string& column, size_t keep) {
  const auto order = RowOrder::Parse(v1::ArrearsRow::descriptor(), column);
  EXPECT_TRUE(order.ok()) << order.status();
  FirstRows<v1::ArrearsRow> first(*order, keep);
  for (const v1::ArrearsRow& row : {Row("a", "EUR", 900, 9), Row("b", "CNY", 70'000, 10), Row("c", "EUR", 1'000, 2),
                                    Row("d", "CNY", 500, 2), Row("e", "EUR", -5, 30)}) {
    first.Add(row);
  }
  std::vector<std::string> ids;
  for (const v1::ArrearsRow& row : first.Take()) ids.push_back(row.contract_id());
  return ids;
}

TEST(RowOrderTest, MoneyByCurrencyThenBySize) {
  EXPECT_THAT(Ordered("arrears_minor_units", 9), ElementsAre("d", "b", "e", "a", "c"));
  EXPECT_THAT(Ordered("arrears_minor_units:desc", 9), ElementsAre("c", "a", "e", "b", "d"));
}

TEST(RowOrderTest, DatesByDayAndEqualsAsTheyCame) {
  EXPECT_THAT(Ordered("next_due_on", 9), ElementsAre("c", "d", "a", "b", "e"));
  EXPECT_THAT(Ordered("next_due_on:desc", 9), ElementsAre("e", "b", "a", "c", "d"));
}

TEST(RowOrderTest, KeepsTheFirst) {
  EXPECT_THAT(Ordered("contract_id:desc", 2), ElementsAre("e", "d"));
  EXPECT_THAT(Ordered("contract_id", 1), ElementsAre("a"));
}

TEST(RowOrderTest, NamesTheColumnsThatThereAre) {
  for (const std::string column : {"", ":desc", "arrears", "contract_id:up", "Contract_id"}) {
    const auto order = RowOrder::Parse(v1::ArrearsRow::descriptor(), column);
    EXPECT_EQ(order.status().code(), absl::StatusCode::kInvalidArgument) << column;
    EXPECT_THAT(std::string(order.status().message()), HasSubstr("contract_id, organisation_id, vin")) << column;
  }
}

// What is kept is the beginning of what a sort of everything gives.
TEST(RowOrderTest, AgreesWithAWholeSort) {
  std::mt19937 random(3);
  const auto order = RowOrder::Parse(v1::StockRow::descriptor(), "body_g:desc");
  ASSERT_TRUE(order.ok());
  for (int run = 0; run < 50; ++run) {
    std::vector<v1::StockRow> rows(random() % 60);
    for (size_t i = 0; i < rows.size(); ++i) {
      rows[i].set_vin(Cat(i));
      rows[i].set_body_g(static_cast<int64_t>(random() % 20));
    }
    const size_t keep = 1 + random() % 40;
    FirstRows<v1::StockRow> first(*order, keep);
    size_t left_out = 0;
    for (const v1::StockRow& row : rows) left_out += first.Add(row) ? 1 : 0;
    std::stable_sort(rows.begin(), rows.end(),
                     [](const v1::StockRow& a, const v1::StockRow& b) { return a.body_g() > b.body_g(); });
    EXPECT_EQ(left_out, rows.size() - std::min(rows.size(), keep));
    rows.resize(std::min(rows.size(), keep));
    const std::vector<v1::StockRow> kept = first.Take();
    ASSERT_EQ(kept.size(), rows.size());
    for (size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(kept[i].vin(), rows[i].vin());
  }
}

}  // namespace
}  // namespace ingot::cli
