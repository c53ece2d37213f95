#include "ledger/contract/schedule.h"

#include <cstdint>
#include <limits>
#include <optional>

#include "gtest/gtest.h"

namespace ingot::contract {
namespace {

void AddRun(v1::ContractTerms& terms, int32_t count, int64_t amount) {
  v1::Instalments* run = terms.add_schedule();
  run->set_count(count);
  run->set_every_months(1);
  run->set_amount_minor_units(amount);
  run->set_timing(v1::INSTALMENT_TIMING_ADVANCE);
}

TEST(ScheduleSumTest, AddsRunsAndBalloon) {
  v1::ContractTerms terms;
  EXPECT_EQ(ScheduleSum(terms), std::optional<int64_t>(0));
  AddRun(terms, 1, 999);
  AddRun(terms, 35, 31'900);
  terms.set_balloon_minor_units(500'000);
  EXPECT_EQ(ScheduleSum(terms), std::optional<int64_t>(1'617'499));  // 999 + 1 116 500 + 500 000
}

TEST(ScheduleSumTest, LeavesOutWhatIsNotPartOfTheTotal) {
  v1::ContractTerms terms;
  AddRun(terms, 2, 100);
  terms.set_deposit_minor_units(1'000);
  terms.set_residual_minor_units(2'000);
  terms.set_option_fee_minor_units(3'000);
  EXPECT_EQ(ScheduleSum(terms), std::optional<int64_t>(200));
}

TEST(ScheduleSumTest, HasABoundAndNoOverflow) {
  v1::ContractTerms terms;
  AddRun(terms, 1, kMaxMinorUnits);
  EXPECT_EQ(ScheduleSum(terms), std::optional<int64_t>(kMaxMinorUnits));
  terms.set_balloon_minor_units(1);
  EXPECT_EQ(ScheduleSum(terms), std::nullopt);

  // In 64 bits 600 x 2^63/600 x 2 would wrap round to a small number.
  v1::ContractTerms huge;
  for (int i = 0; i < 64; ++i) AddRun(huge, 600, std::numeric_limits<int64_t>::max());
  EXPECT_EQ(ScheduleSum(huge), std::nullopt);
  v1::ContractTerms wrapping;
  AddRun(wrapping, 4, int64_t{1} << 62);
  EXPECT_EQ(ScheduleSum(wrapping), std::nullopt);

  v1::ContractTerms negative;
  AddRun(negative, 1, -1);
  EXPECT_EQ(ScheduleSum(negative), std::nullopt);
}

TEST(DueTest, CountsTheOptionFeeOnceExercised) {
  v1::ContractState contract;
  contract.set_total_minor_units(1'000);
  contract.set_option_fee_minor_units(50);
  EXPECT_EQ(DueForTitle(contract), 1'000);
  EXPECT_EQ(DueForSettlement(contract), 1'000);
  contract.set_option_exercised(true);
  EXPECT_EQ(DueForTitle(contract), 1'050);
  EXPECT_EQ(DueForSettlement(contract), 1'050);
}

TEST(DueTest, ASettlementReplacesTheTotal) {
  v1::ContractState contract;
  contract.set_total_minor_units(1'000);
  contract.set_option_fee_minor_units(50);
  contract.set_option_exercised(true);
  contract.set_settlement_stated(true);
  EXPECT_EQ(DueForSettlement(contract), 0);
  contract.set_settled_total_minor_units(700);
  EXPECT_EQ(DueForSettlement(contract), 700);
}

TEST(DueTest, FeesAddAndWaiversTakeAway) {
  v1::ContractState contract;
  contract.set_total_minor_units(1'000);
  contract.set_fees_minor_units(30);
  contract.set_waived_minor_units(80);
  EXPECT_EQ(DueForTitle(contract), 950);
  EXPECT_EQ(DueForSettlement(contract), 950);
  contract.set_settlement_stated(true);
  contract.set_settled_total_minor_units(700);
  EXPECT_EQ(DueForTitle(contract), 950);
  EXPECT_EQ(DueForSettlement(contract), 650);
  contract.set_settled_total_minor_units(40);
  EXPECT_EQ(DueForSettlement(contract), 0) << "more was waived than is left";
}

TEST(DueTest, WhatIsOpenAndWhatIsTooMuch) {
  v1::ContractState contract;
  contract.set_total_minor_units(1'000);
  contract.set_paid_minor_units(400);
  EXPECT_EQ(Outstanding(contract), 600);
  EXPECT_EQ(Overpaid(contract), 0);
  contract.set_paid_minor_units(1'250);
  EXPECT_EQ(Outstanding(contract), 0);
  EXPECT_EQ(Overpaid(contract), 250);
  contract.set_paid_minor_units(-100);
  EXPECT_EQ(Outstanding(contract), 1'100);
  // Each at its bound: sums of 64 bits hold them.
  contract.set_total_minor_units(kMaxMinorUnits);
  contract.set_option_fee_minor_units(kMaxMinorUnits);
  contract.set_option_exercised(true);
  contract.set_fees_minor_units(kMaxPaidMinorUnits);
  contract.set_paid_minor_units(-kMaxPaidMinorUnits);
  EXPECT_EQ(Outstanding(contract), 22 * kMaxMinorUnits);
}

}  // namespace
}  // namespace ingot::contract
