// Refunded, AmountWaived, FeeCharged, PaymentDefaulted, and what they mean for settlement and title.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "tests/support/fleet.h"
#include "tests/unit/ledger/rules/names.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto kDeposit = v1::REFUND_PURPOSE_DEPOSIT;
constexpr int64_t kMax = 1'000'000'000'000'000;

class ContractMoneyTest : public ::testing::Test {
 protected:
  std::string Pay(const std::string& id, int64_t amount, v1::PaymentPurpose purpose = v1::PAYMENT_PURPOSE_INSTALMENT) {
    return fleet_.Try("dealer", Paid(contract_, id, purpose), AmountOf(amount));
  }
  std::string Repay(const std::string& id, int64_t amount, v1::RefundPurpose purpose = v1::REFUND_PURPOSE_OVERPAYMENT) {
    return fleet_.Try("dealer", Refund(contract_, id, purpose), AmountOf(amount));
  }
  std::string Waive(const std::string& id, int64_t amount) {
    return fleet_.Try("dealer", Waiver(contract_, id), AmountOf(amount));
  }
  std::string Charge(const std::string& id, int64_t amount, const std::string& currency = "EUR") {
    return fleet_.Try("dealer", Fee(contract_, id), AmountOf(amount, currency));
  }
  std::string Settle() { return fleet_.Try("dealer", Settled(contract_)); }
  std::string PassTitle() { return fleet_.Try("dealer", TitleTo(vin_, contract_)); }
  v1::ContractState Now() { return fleet_.Contract(contract_); }

  Fleet fleet_;
  const std::string vin_ = Vin(1);
  const std::string contract_ = Fleet::ContractOf(vin_);
};

TEST_F(ContractMoneyTest, WhatIsOverpaidGoesBackBeforeTheSettlement) {
  fleet_.Sell(vin_);
  ASSERT_EQ(Pay("p1", 1'300), "OK");
  EXPECT_EQ(Settle(), "NOT_PAID contract_settled.contract_id");
  EXPECT_EQ(Repay("r1", 101), "AMOUNT_EXCEEDS terms.payment.amount.minor_units");
  ASSERT_EQ(Repay("r1", 40), "OK");
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("CONTRACT " + contract_));
  EXPECT_THAT(fleet_.Postings(), IsEmpty());
  EXPECT_EQ(Now().paid_minor_units(), 1'260);
  EXPECT_EQ(Now().refunded_minor_units(), 40);
  EXPECT_EQ(Repay("r2", 61), "AMOUNT_EXCEEDS terms.payment.amount.minor_units");
  ASSERT_EQ(Repay("r2", 60), "OK");
  EXPECT_EQ(Settle(), "OK");
  EXPECT_EQ(Repay("r3", 1), "AMOUNT_EXCEEDS terms.payment.amount.minor_units") << "nothing is overpaid";
}

TEST_F(ContractMoneyTest, AWithdrawnContractPaysEverythingBack) {
  fleet_.Stock(vin_);
  fleet_.Do("dealer", Signed(contract_, vin_, kLease), TermsOf(kLease));
  ASSERT_EQ(Pay("p1", 100), "OK");
  EXPECT_EQ(Repay("r1", 1), "AMOUNT_EXCEEDS terms.payment.amount.minor_units");
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_WITHDRAWN, 0);
  ASSERT_EQ(Repay("r1", 100), "OK");
  EXPECT_EQ(Settle(), "OK");
}

TEST_F(ContractMoneyTest, ADepositGoesBackInAnyStage) {
  fleet_.Sell(vin_);
  ASSERT_EQ(Pay("d1", 500, v1::PAYMENT_PURPOSE_DEPOSIT), "OK");
  ASSERT_EQ(Pay("p1", 1'200), "OK");
  ASSERT_EQ(Repay("r1", 200, kDeposit), "OK");
  EXPECT_EQ(Now().deposit_held_minor_units(), 300);
  EXPECT_EQ(Now().paid_minor_units(), 1'200);
  EXPECT_EQ(Now().refunded_minor_units(), 200);
  ASSERT_EQ(Settle(), "OK");
  EXPECT_EQ(Repay("r2", 301, kDeposit), "AMOUNT_EXCEEDS terms.payment.amount.minor_units");
  ASSERT_EQ(Repay("r2", 300, kDeposit), "OK") << "also once it is SETTLED";
  EXPECT_EQ(Now().deposit_held_minor_units(), 0);
  const v1::Record refund = fleet_.ledger().RecordOf("p" + contract_ + std::string(1, '\0') + "r2");
  EXPECT_EQ(refund.payment().kind(), v1::MONEY_KIND_REFUND);
  EXPECT_EQ(refund.payment().refund_purpose(), kDeposit);
  EXPECT_EQ(refund.payment().amount().minor_units(), 300);
  EXPECT_EQ(refund.payment().amount().currency(), "EUR");
}

TEST_F(ContractMoneyTest, ChecksRefunds) {
  fleet_.Lease(vin_, kLease);
  ASSERT_EQ(Pay("p1", 5'000), "OK");
  EXPECT_EQ(Repay("", 1), "FIELD_MISSING refunded.refund_id");
  EXPECT_EQ(Repay(std::string(49, 'r'), 1), "TOO_LARGE refunded.refund_id");
  EXPECT_EQ(Repay("p1", 1), "DUPLICATE_NUMBER refunded.refund_id") << "one row of references a contract";
  EXPECT_EQ(Repay("r1", 1, v1::REFUND_PURPOSE_UNSPECIFIED), "FIELD_MISSING refunded.purpose");
  EXPECT_EQ(Repay("r1", 0), "OUT_OF_RANGE terms.payment.amount.minor_units");
  EXPECT_EQ(Repay("r1", kMax + 1), "OUT_OF_RANGE terms.payment.amount.minor_units");
  EXPECT_EQ(fleet_.Try("dealer", Refund(contract_, "r1"), AmountOf(1, "CNY")),
            "CURRENCY terms.payment.amount.currency");
  v1::PaymentTerms terms = AmountOf(1);
  terms.clear_amount();
  EXPECT_EQ(fleet_.Try("dealer", Refund(contract_, "r1"), terms), "FIELD_MISSING terms.payment.amount");
  terms = AmountOf(1);
  terms.clear_paid_on();
  EXPECT_EQ(fleet_.Try("dealer", Refund(contract_, "r1"), terms), "FIELD_MISSING terms.payment.paid_on");
  EXPECT_EQ(fleet_.Try("dealer", Refund("dealer/none", "r1"), AmountOf(1)), "NOT_FOUND refunded.contract_id");
  EXPECT_EQ(fleet_.Try("other-dealer", Refund(contract_, "r1"), AmountOf(1)), "NOT_FOUND refunded.contract_id");
  EXPECT_EQ(fleet_.Try("workshop", Refund(contract_, "r1"), AmountOf(1)), "ROLE_REQUIRED refunded");
  EXPECT_EQ(fleet_.Try("dealer", Refund(contract_, "r1")), "FIELD_MISSING terms_commitment");
}

TEST_F(ContractMoneyTest, RefundsHaveABound) {
  fleet_.Lease(vin_, kLease);
  for (int n = 0; n < 10; ++n) {
    ASSERT_EQ(Pay(Cat("d", n), kMax, v1::PAYMENT_PURPOSE_DEPOSIT), "OK");
    ASSERT_EQ(Repay(Cat("r", n), kMax, kDeposit), "OK");
  }
  ASSERT_EQ(Pay("d", 1, v1::PAYMENT_PURPOSE_DEPOSIT), "OK");
  EXPECT_EQ(Repay("r", 1, kDeposit), "LIMIT_REACHED terms.payment.amount.minor_units");
}

TEST_F(ContractMoneyTest, AWaiverCountsTowardsTheSettlement) {
  fleet_.Sell(vin_);
  ASSERT_EQ(Pay("p1", 1'000), "OK");
  EXPECT_EQ(Waive("w1", 201), "AMOUNT_EXCEEDS terms.payment.amount.minor_units");
  ASSERT_EQ(Waive("w1", 150), "OK");
  EXPECT_EQ(Now().waived_minor_units(), 150);
  EXPECT_EQ(Now().paid_minor_units(), 1'000);
  EXPECT_EQ(Settle(), "NOT_PAID contract_settled.contract_id");
  EXPECT_EQ(Waive("w2", 51), "AMOUNT_EXCEEDS terms.payment.amount.minor_units");
  ASSERT_EQ(Waive("w2", 50), "OK");
  ASSERT_EQ(Settle(), "OK");
  EXPECT_EQ(Waive("w3", 1), "CONTRACT_STAGE amount_waived.contract_id");
}

TEST_F(ContractMoneyTest, TitleOfALeaseToOwnPassesWhenPaidAndWaivedReachTheSumAndTheOptionFee) {
  fleet_.Lease(vin_, kLeaseToOwn, 50);
  ASSERT_EQ(Pay("p1", 1'000), "OK");
  EXPECT_EQ(Waive("w1", 201), "AMOUNT_EXCEEDS terms.payment.amount.minor_units") << "the option is not exercised";
  ASSERT_EQ(Waive("w1", 200), "OK");
  fleet_.Do("dealer", Exercised(contract_));
  EXPECT_EQ(PassTitle(), "NOT_PAID title_transferred.contract_id");
  ASSERT_EQ(Waive("w2", 49), "OK");
  EXPECT_EQ(PassTitle(), "NOT_PAID title_transferred.contract_id");
  ASSERT_EQ(Pay("p2", 1, v1::PAYMENT_PURPOSE_OPTION_FEE), "OK");
  ASSERT_EQ(PassTitle(), "OK");
  EXPECT_EQ(Now().ended_on().month(), 3);
  EXPECT_EQ(Settle(), "OK");
}

TEST_F(ContractMoneyTest, TitleWaitsForTheFeesToo) {
  fleet_.Lease(vin_, kLeaseToOwn);
  ASSERT_EQ(Pay("p1", 1'200), "OK");
  ASSERT_EQ(Charge("f1", 30), "OK");
  EXPECT_EQ(PassTitle(), "NOT_PAID title_transferred.contract_id");
  ASSERT_EQ(Waive("w1", 30), "OK");
  EXPECT_EQ(PassTitle(), "OK");
}

TEST_F(ContractMoneyTest, ASettlementStatedTakesFeesAndWaiversIntoAccount) {
  fleet_.Lease(vin_, kLeaseToOwn);
  ASSERT_EQ(Charge("f1", 30), "OK");
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_BUY_OUT, 700);
  ASSERT_EQ(Charge("f2", 20), "OK") << "bills come weeks later";
  ASSERT_EQ(Waive("w1", 10), "OK");
  ASSERT_EQ(Pay("p1", 739), "OK");
  EXPECT_EQ(PassTitle(), "NOT_PAID title_transferred.contract_id");
  ASSERT_EQ(Pay("p2", 1, v1::PAYMENT_PURPOSE_SETTLEMENT), "OK");
  ASSERT_EQ(PassTitle(), "OK");
  EXPECT_EQ(Settle(), "OK");
}

TEST_F(ContractMoneyTest, AWaiverBeyondALaterSettlementPaysNothingOut) {
  fleet_.Lease(vin_, kLease);
  ASSERT_EQ(Waive("w1", 1'000), "OK");
  ASSERT_EQ(Pay("p1", 50), "OK");
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_EARLY_TERMINATION, 400);
  EXPECT_EQ(Repay("r1", 51), "AMOUNT_EXCEEDS terms.payment.amount.minor_units") << "what was paid, no more";
  ASSERT_EQ(Repay("r1", 50), "OK");
}

TEST_F(ContractMoneyTest, ChecksWaivers) {
  fleet_.Lease(vin_, kLease);
  EXPECT_EQ(Waive("", 1), "FIELD_MISSING amount_waived.waiver_id");
  EXPECT_EQ(Waive("w", 0), "OUT_OF_RANGE terms.payment.amount.minor_units");
  ASSERT_EQ(Waive("w", 1), "OK");
  EXPECT_EQ(Waive("w", 1), "DUPLICATE_NUMBER amount_waived.waiver_id");
  EXPECT_EQ(fleet_.Try("dealer", Waiver(contract_, "x"), AmountOf(1, "USD")), "CURRENCY terms.payment.amount.currency");
  v1::AmountWaived event = Waiver(contract_, "x");
  event.clear_reason();
  EXPECT_EQ(fleet_.Try("dealer", event, AmountOf(1)), "FIELD_MISSING amount_waived.reason");
  EXPECT_EQ(fleet_.Try("other-dealer", Waiver(contract_, "x"), AmountOf(1)), "NOT_FOUND amount_waived.contract_id");
  EXPECT_EQ(fleet_.Try("insurer", Waiver(contract_, "x"), AmountOf(1)), "ROLE_REQUIRED amount_waived");
}

TEST_F(ContractMoneyTest, AFeeInAnotherCurrencyStandsApart) {
  fleet_.Sell(vin_);
  ASSERT_EQ(Charge("f-jpy", 9'000, "JPY"), "OK") << "no decimals";
  ASSERT_EQ(Charge("f-kwd", 1'250, "KWD"), "OK") << "three";
  ASSERT_EQ(Charge("f-clf", 12'345, "CLF"), "OK") << "four";
  ASSERT_EQ(Charge("f-eur", 25), "OK");
  EXPECT_EQ(Now().fees_minor_units(), 25);
  const v1::Record fee = fleet_.ledger().RecordOf("p" + contract_ + std::string(1, '\0') + "f-jpy");
  EXPECT_EQ(fee.payment().kind(), v1::MONEY_KIND_FEE);
  EXPECT_EQ(fee.payment().amount().currency(), "JPY");
  EXPECT_FALSE(fee.payment().paid());
  ASSERT_EQ(Pay("p1", 1'225), "OK");
  ASSERT_EQ(Settle(), "OK");
  EXPECT_EQ(Charge("f2", 1), "CONTRACT_STAGE fee_charged.contract_id");
}

TEST_F(ContractMoneyTest, ChecksFees) {
  fleet_.Lease(vin_, kLease);
  EXPECT_EQ(Charge("", 1), "FIELD_MISSING fee_charged.fee_id");
  EXPECT_EQ(Charge("f", 1, "XAU"), "CURRENCY terms.payment.amount.currency") << "no minor unit";
  EXPECT_EQ(Charge("f", 1, "eur"), "CURRENCY terms.payment.amount.currency");
  EXPECT_EQ(Charge("f", 1, ""), "CURRENCY terms.payment.amount.currency");
  EXPECT_EQ(Charge("f", 0, "JPY"), "OUT_OF_RANGE terms.payment.amount.minor_units");
  v1::PaymentTerms terms = AmountOf(1);
  terms.clear_amount();
  EXPECT_EQ(fleet_.Try("dealer", Fee(contract_, "f"), terms), "FIELD_MISSING terms.payment.amount");
  v1::FeeCharged event = Fee(contract_, "f");
  event.clear_kind();
  EXPECT_EQ(fleet_.Try("dealer", event, AmountOf(1)), "FIELD_MISSING fee_charged.kind");
  ASSERT_EQ(Charge("f", 1), "OK");
  EXPECT_EQ(Charge("f", 1, "JPY"), "DUPLICATE_NUMBER fee_charged.fee_id");
  EXPECT_EQ(fleet_.Try("other-dealer", Fee(contract_, "g"), AmountOf(1)), "NOT_FOUND fee_charged.contract_id");
  EXPECT_EQ(fleet_.Try("workshop", Fee(contract_, "g"), AmountOf(1)), "ROLE_REQUIRED fee_charged");
  for (int n = 0; n < 9; ++n) ASSERT_EQ(Charge(Cat("f", n), kMax), "OK");
  EXPECT_EQ(Charge("more", kMax), "LIMIT_REACHED terms.payment.amount.minor_units");
  EXPECT_EQ(Charge("rest", kMax - 1), "OK");
}

TEST_F(ContractMoneyTest, AWithdrawnCurrencyTakesNoNewFees) {
  EXPECT_EQ((fleet_.Lease(vin_, kLease), Charge("f1", 1, "BGN")), "OK") << "in force under the first rules";
  v1::RulesActivated activated;
  activated.set_version(2);
  fleet_.Do(TestLedger::kOperator, activated);
  EXPECT_EQ(Charge("f2", 1, "BGN"), "CURRENCY terms.payment.amount.currency");
  EXPECT_EQ(fleet_.Try("dealer", Paid(contract_, "f1", v1::PAYMENT_PURPOSE_FEE), AmountOf(1, "BGN")), "OK")
      << "what was charged before is still paid";
}

TEST_F(ContractMoneyTest, ADefaultIsReportedOnceAndCured) {
  fleet_.Lease(vin_, kLease);
  const v1::Date due = MakeDate(2026, 3, 1);
  const auto report = [&](const v1::Date& on, bool cured) {
    return fleet_.Try("dealer", Defaulted(contract_, on, cured));
  };
  EXPECT_EQ(report(due, true), "NOT_FOUND payment_defaulted.due_on");
  ASSERT_EQ(report(due, false), "OK");
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("CONTRACT " + contract_));
  EXPECT_EQ(Now().defaults(), 1u);
  EXPECT_EQ(report(due, false), "ALREADY_EXISTS payment_defaulted.due_on");
  ASSERT_EQ(report(MakeDate(2026, 2, 1), false), "OK");
  EXPECT_EQ(Now().defaults(), 2u);
  ASSERT_EQ(report(due, true), "OK");
  EXPECT_EQ(Now().defaults(), 1u);
  EXPECT_EQ(report(due, true), "NOT_FOUND payment_defaulted.due_on") << "cured already";
  EXPECT_EQ(report(due, false), "OK") << "the payment came back";
  EXPECT_EQ(Now().defaults(), 2u);
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_DEFAULT, 0);
  EXPECT_EQ(report(due, true), "OK") << "in any stage";
}

TEST_F(ContractMoneyTest, ChecksDefaults) {
  fleet_.Lease(vin_, kLease);
  v1::PaymentDefaulted event = Defaulted(contract_, MakeDate(2026, 3, 1));
  event.clear_due_on();
  EXPECT_EQ(fleet_.Try("dealer", event), "FIELD_MISSING payment_defaulted.due_on");
  EXPECT_EQ(fleet_.Try("dealer", Defaulted(contract_, MakeDate(2026, 2, 29))),
            "INVALID_VALUE payment_defaulted.due_on");
  EXPECT_EQ(fleet_.Try("dealer", Defaulted(contract_, MakeDate(2026, 3, 2))), "INVALID_VALUE payment_defaulted.due_on")
      << "tomorrow";
  EXPECT_EQ(fleet_.Try("dealer", Defaulted("dealer/none", MakeDate(2026, 3, 1))),
            "NOT_FOUND payment_defaulted.contract_id");
  EXPECT_EQ(fleet_.Try("other-dealer", Defaulted(contract_, MakeDate(2026, 3, 1))),
            "NOT_FOUND payment_defaulted.contract_id");
  EXPECT_EQ(fleet_.Try("workshop", Defaulted(contract_, MakeDate(2026, 3, 1))), "ROLE_REQUIRED payment_defaulted");
}

}  // namespace
}  // namespace ingot::testing
