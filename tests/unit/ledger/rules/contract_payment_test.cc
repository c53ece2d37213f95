// PaymentReturned, and PaymentRecorded for fees; what ContractState and PaymentState keep. Payments themselves:
// contract_life_test.cc.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/state/record_key.h"
#include "tests/support/fleet.h"
#include "tests/unit/ledger/rules/names.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;

constexpr auto kFee = v1::PAYMENT_PURPOSE_FEE;
constexpr auto kDepositPaid = v1::PAYMENT_PURPOSE_DEPOSIT;

class ContractPaymentTest : public ::testing::Test {
 protected:
  ContractPaymentTest() { fleet_.Lease(vin_, kLease); }

  std::string Pay(const std::string& id, int64_t amount, v1::PaymentPurpose purpose = v1::PAYMENT_PURPOSE_INSTALMENT,
                  const std::string& currency = "EUR") {
    return fleet_.Try("dealer", Paid(contract_, id, purpose), AmountOf(amount, currency));
  }
  std::string Bounce(const std::string& id) { return fleet_.Try("dealer", Bounced(contract_, id)); }
  std::string Charge(const std::string& id, int64_t amount, const std::string& currency) {
    return fleet_.Try("dealer", Fee(contract_, id), AmountOf(amount, currency));
  }
  v1::ContractState Now() { return fleet_.Contract(contract_); }
  v1::PaymentState Reference(const std::string& id) {
    return fleet_.ledger().RecordOf(state::PaymentKey(contract_, id)).payment();
  }

  Fleet fleet_;
  const std::string vin_ = Vin(1);
  const std::string contract_ = Fleet::ContractOf(vin_);
};

TEST_F(ContractPaymentTest, APaymentIsKeptByItsReference) {
  ASSERT_EQ(Pay("p1", 100, v1::PAYMENT_PURPOSE_BALLOON), "OK");
  EXPECT_EQ(Reference("p1").kind(), v1::MONEY_KIND_PAYMENT);
  EXPECT_EQ(Reference("p1").purpose(), v1::PAYMENT_PURPOSE_BALLOON);
  EXPECT_EQ(Reference("p1").amount().minor_units(), 100);
  EXPECT_EQ(Reference("p1").amount().currency(), "EUR");
  EXPECT_EQ(Reference("p1").seq(), fleet_.ledger().entries().size() - 1);
}

TEST_F(ContractPaymentTest, AReturnedPaymentCountsNoMore) {
  ASSERT_EQ(Pay("p1", 100), "OK");
  ASSERT_EQ(Pay("p2", 200), "OK");
  ASSERT_EQ(Pay("d1", 500, kDepositPaid), "OK");
  ASSERT_EQ(Bounce("p1"), "OK");
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("CONTRACT " + contract_));
  EXPECT_EQ(Now().paid_minor_units(), 200);
  EXPECT_EQ(Now().deposit_held_minor_units(), 500);
  EXPECT_TRUE(Reference("p1").returned());
  EXPECT_EQ(Bounce("p1"), "DUPLICATE_NUMBER payment_returned.payment_id") << "once a payment";
  ASSERT_EQ(Bounce("d1"), "OK");
  EXPECT_EQ(Now().deposit_held_minor_units(), 0);
  EXPECT_EQ(Now().paid_minor_units(), 200);
}

TEST_F(ContractPaymentTest, ARefundOfMoneyThatDidNotStayIsOwed) {
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_EARLY_TERMINATION, 0);
  ASSERT_EQ(Pay("p1", 100), "OK");
  ASSERT_EQ(fleet_.Try("dealer", Refund(contract_, "r1"), AmountOf(100)), "OK");
  ASSERT_EQ(Bounce("p1"), "OK") << "the bank's word stands";
  EXPECT_EQ(Now().paid_minor_units(), -100);
  fleet_.Do("dealer", Returned(contract_, vin_));
  EXPECT_EQ(fleet_.Try("dealer", Settled(contract_)), "NOT_PAID contract_settled.contract_id");
  ASSERT_EQ(Pay("p2", 100), "OK");
  EXPECT_EQ(fleet_.Try("dealer", Settled(contract_)), "OK");
  EXPECT_EQ(Bounce("p2"), "CONTRACT_STAGE payment_returned.contract_id");
}

TEST_F(ContractPaymentTest, ChecksReturns) {
  ASSERT_EQ(Pay("p1", 100), "OK");
  ASSERT_EQ(Charge("f1", 10, "EUR"), "OK");
  ASSERT_EQ(Charge("f2", 10, "JPY"), "OK");
  ASSERT_EQ(fleet_.Try("dealer", Waiver(contract_, "w1"), AmountOf(1)), "OK");
  EXPECT_EQ(Bounce(""), "FIELD_MISSING payment_returned.payment_id");
  EXPECT_EQ(Bounce("p2"), "NOT_FOUND payment_returned.payment_id");
  EXPECT_EQ(Bounce("f1"), "NOT_FOUND payment_returned.payment_id") << "a fee is no payment";
  EXPECT_EQ(Bounce("f2"), "NOT_FOUND payment_returned.payment_id") << "not paid";
  EXPECT_EQ(Bounce("w1"), "NOT_FOUND payment_returned.payment_id");
  v1::PaymentReturned event = Bounced(contract_, "p1");
  event.clear_reason();
  EXPECT_EQ(fleet_.Try("dealer", event), "FIELD_MISSING payment_returned.reason");
  EXPECT_EQ(fleet_.Try("dealer", Bounced("dealer/none", "p1")), "NOT_FOUND payment_returned.contract_id");
  EXPECT_EQ(fleet_.Try("other-dealer", Bounced(contract_, "p1")), "NOT_FOUND payment_returned.contract_id");
  EXPECT_EQ(fleet_.Try("workshop", Bounced(contract_, "p1")), "ROLE_REQUIRED payment_returned");
}

TEST_F(ContractPaymentTest, AFeeInAnotherCurrencyIsPaidByItsOwnReference) {
  ASSERT_EQ(Charge("f1", 12'345, "BHD"), "OK");
  EXPECT_EQ(Pay("f1", 12'345, v1::PAYMENT_PURPOSE_INSTALMENT), "DUPLICATE_NUMBER payment_recorded.payment_id");
  EXPECT_EQ(Pay("f2", 12'345, kFee, "BHD"), "NOT_FOUND payment_recorded.payment_id");
  EXPECT_EQ(Pay("", 12'345, kFee, "BHD"), "FIELD_MISSING payment_recorded.payment_id");
  EXPECT_EQ(Pay("f1", 12'345, kFee, "EUR"), "CURRENCY terms.payment.amount.currency");
  EXPECT_EQ(Pay("f1", 12'344, kFee, "BHD"), "INVALID_VALUE terms.payment.amount.minor_units");
  ASSERT_EQ(Pay("f1", 12'345, kFee, "BHD"), "OK");
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("CONTRACT " + contract_));
  EXPECT_TRUE(Reference("f1").paid());
  EXPECT_EQ(Now().paid_minor_units(), 0) << "another currency";
  EXPECT_EQ(Pay("f1", 12'345, kFee, "BHD"), "DUPLICATE_NUMBER payment_recorded.payment_id");
  ASSERT_EQ(Bounce("f1"), "OK");
  EXPECT_FALSE(Reference("f1").paid());
  EXPECT_EQ(Bounce("f1"), "NOT_FOUND payment_returned.payment_id");
  EXPECT_EQ(Pay("f1", 12'345, kFee, "BHD"), "OK") << "again";
}

TEST_F(ContractPaymentTest, AFeeInTheContractsCurrencyIsPaidWithTheRest) {
  ASSERT_EQ(Charge("f1", 10, "EUR"), "OK");
  EXPECT_EQ(Pay("f1", 10, kFee), "INVALID_VALUE payment_recorded.purpose");
  ASSERT_EQ(Pay("p1", 10), "OK");
  EXPECT_EQ(Pay("p1", 10, kFee), "NOT_FOUND payment_recorded.payment_id") << "a payment is no fee";
}

TEST_F(ContractPaymentTest, TheContractKeepsItsTermsAndDays) {
  EXPECT_EQ(Now().terms().SerializeAsString(), TermsOf(kLease).SerializeAsString());
  EXPECT_EQ(Now().handed_over_on().month(), 3);
  EXPECT_EQ(Now().handed_over_on().day(), 1);
  EXPECT_EQ(Now().handed_over_odometer_m(), 1'000);
  EXPECT_FALSE(Now().has_ended_on());
  fleet_.ledger().Advance(TestLedger::kDayUs);
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_TERM_REACHED, 1'200);
  EXPECT_EQ(Now().ended_on().day(), 2);
  EXPECT_FALSE(Now().has_returned_on());
  fleet_.ledger().Advance(TestLedger::kDayUs);
  fleet_.Do("dealer", Returned(contract_, vin_, 21'000));
  EXPECT_EQ(Now().returned_on().day(), 3);
  EXPECT_EQ(Now().returned_odometer_m(), 21'000);
  fleet_.Sell(Vin(2));
  EXPECT_EQ(fleet_.Contract(Fleet::ContractOf(Vin(2))).ended_on().day(), 3) << "a sale ends at its hand-over";
}

}  // namespace
}  // namespace ingot::testing
