// VehicleHandedOver, OptionExercised, ContractEnded, ContractSettled, PaymentRecorded.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fleet.h"
#include "tests/unit/ledger/rules/names.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ContractLifeTest : public ::testing::Test {
 protected:
  void Sign(v1::ContractKind kind) { fleet_.Do("dealer", Signed(contract_, vin_, kind), TermsOf(kind)); }
  std::string HandOver() { return fleet_.Try("dealer", HandedOver(contract_, vin_)); }
  std::string End(v1::ContractEndReason reason, int64_t settled = 1'200) {
    return fleet_.Try("dealer", Ended(contract_, reason), SettledAt(settled));
  }
  std::string Pay(const std::string& id, int64_t amount, v1::PaymentPurpose purpose = v1::PAYMENT_PURPOSE_INSTALMENT) {
    return fleet_.Try("dealer", Paid(contract_, id, purpose), AmountOf(amount));
  }
  std::string Settle() { return fleet_.Try("dealer", Settled(contract_)); }

  Fleet fleet_;
  const std::string vin_ = Vin(1);
  const std::string contract_ = Fleet::ContractOf(vin_);
};

TEST_F(ContractLifeTest, HandOverActivatesALease) {
  fleet_.Stock(vin_);
  Sign(kLease);
  ASSERT_EQ(HandOver(), "OK");
  EXPECT_THAT(fleet_.Postings(),
              ElementsAre("STOCK/maker/brand 5XXX -56000", "STOCK/maker/brand 6XXX -100000",
                          "IN_SERVICE/maker/brand/lease 5XXX +56000", "IN_SERVICE/maker/brand/lease 6XXX +100000"));
  const v1::VehicleState vehicle = fleet_.Vehicle(vin_);
  EXPECT_EQ(vehicle.custody(), v1::CUSTODY_STATE_LEASED);
  EXPECT_EQ(vehicle.holder(), "dealer");
  EXPECT_EQ(vehicle.lease_seq(), 1);
  EXPECT_EQ(vehicle.odometer_max_m(), 1'000);
  EXPECT_EQ(vehicle.use(), v1::SERVICE_USE_PRIVATE);
  EXPECT_EQ(vehicle.title_organisation(), "maker");
  EXPECT_EQ(fleet_.Contract(contract_).stage(), v1::CONTRACT_STAGE_ACTIVE);
  EXPECT_EQ(HandOver(), "CONTRACT_STAGE vehicle_handed_over.contract_id") << "once";
}

TEST_F(ContractLifeTest, HandOverUnderLeaseToOwn) {
  fleet_.Stock(vin_);
  Sign(kLeaseToOwn);
  ASSERT_EQ(HandOver(), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_LEASE_TO_OWN);
  EXPECT_EQ(fleet_.Vehicle(vin_).position().detail(), "lease_to_own");
  EXPECT_EQ(fleet_.Vehicle(vin_).lease_seq(), 1);
}

TEST_F(ContractLifeTest, ASaleEndsAtTheHandOver) {
  fleet_.Stock(vin_);
  Sign(kSale);
  ASSERT_EQ(HandOver(), "OK");
  const v1::VehicleState vehicle = fleet_.Vehicle(vin_);
  EXPECT_EQ(vehicle.custody(), v1::CUSTODY_STATE_SOLD);
  EXPECT_EQ(vehicle.holder(), "");
  EXPECT_EQ(vehicle.holders(1).until_seq(), fleet_.ledger().entries().size() - 1);
  EXPECT_EQ(vehicle.contract_id(), "");
  EXPECT_EQ(vehicle.title(), v1::TITLE_HOLDER_KIND_OFF_LEDGER);
  EXPECT_EQ(vehicle.title_organisation(), "");
  EXPECT_EQ(vehicle.lease_seq(), 0);
  EXPECT_EQ(vehicle.position().detail(), "sale");
  EXPECT_EQ(fleet_.Contract(contract_).stage(), v1::CONTRACT_STAGE_ENDED);
  EXPECT_FALSE(fleet_.Contract(contract_).return_due());
  EXPECT_EQ(End(v1::CONTRACT_END_REASON_TERM_REACHED), "CONTRACT_STAGE contract_ended.contract_id");
  EXPECT_EQ(Settle(), "NOT_PAID contract_settled.contract_id");
  ASSERT_EQ(Pay("p1", 1'200), "OK") << "the money may come later";
  EXPECT_EQ(Settle(), "OK");
}

TEST_F(ContractLifeTest, ASaleToAnOrganisationPassesItsTitle) {
  fleet_.Stock(vin_);
  v1::ContractSigned event = Signed(contract_, vin_, kSale);
  event.set_counterparty(v1::COUNTERPARTY_KIND_ORGANISATION);
  event.set_counterparty_organisation("other-dealer");
  fleet_.Do("dealer", event, TermsOf(kSale));
  ASSERT_EQ(HandOver(), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).title(), v1::TITLE_HOLDER_KIND_ORGANISATION);
  EXPECT_EQ(fleet_.Vehicle(vin_).title_organisation(), "other-dealer");
  EXPECT_EQ(fleet_.Vehicle(vin_).holder(), "") << "it takes the vehicle in like any other sold one";
}

TEST_F(ContractLifeTest, ChecksHandOvers) {
  fleet_.Stock(vin_);
  fleet_.Stock(Vin(2));
  Sign(kLease);
  EXPECT_EQ(fleet_.Try("other-dealer", HandedOver(contract_, vin_)), "NOT_HOLDER vehicle_handed_over.vin");
  EXPECT_EQ(fleet_.Try("dealer", HandedOver(contract_, Vin(9))), "NOT_FOUND vehicle_handed_over.vin");
  EXPECT_EQ(fleet_.Try("dealer", HandedOver("dealer/none", vin_)), "NOT_FOUND vehicle_handed_over.contract_id");
  EXPECT_EQ(fleet_.Try("dealer", HandedOver(contract_, Vin(2))), "INVALID_VALUE vehicle_handed_over.contract_id");
  EXPECT_EQ(fleet_.Try("dealer", HandedOver(contract_, vin_, -1)), "OUT_OF_RANGE vehicle_handed_over.odometer_m");
  v1::VehicleHandedOver event = HandedOver(contract_, vin_);
  event.clear_use();
  EXPECT_EQ(fleet_.Try("dealer", event), "FIELD_MISSING vehicle_handed_over.use");
  fleet_.Do("workshop", Reading(vin_, 5'000));
  ASSERT_EQ(HandOver(), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("ODOMETER_LOWER VEHICLE " + vin_));
}

TEST_F(ContractLifeTest, WithdrawalFreesTheVehicle) {
  fleet_.Stock(vin_);
  Sign(kLease);
  EXPECT_EQ(End(v1::CONTRACT_END_REASON_TERM_REACHED), "CONTRACT_STAGE contract_ended.reason");
  ASSERT_EQ(End(v1::CONTRACT_END_REASON_WITHDRAWN, 0), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).contract_id(), "");
  EXPECT_FALSE(fleet_.Contract(contract_).return_due());
  EXPECT_EQ(fleet_.Contract(contract_).end_reason(), v1::CONTRACT_END_REASON_WITHDRAWN);
  EXPECT_EQ(HandOver(), "CONTRACT_STAGE vehicle_handed_over.contract_id");
  EXPECT_EQ(Settle(), "OK");
  EXPECT_EQ(fleet_.Try("dealer", Signed("dealer/c2", vin_, kSale), TermsOf(kSale)), "OK");
}

TEST_F(ContractLifeTest, AnActiveContractEndsWithItsSettlement) {
  fleet_.Lease(vin_, kLease);
  EXPECT_EQ(End(v1::CONTRACT_END_REASON_WITHDRAWN), "CONTRACT_STAGE contract_ended.reason");
  EXPECT_EQ(End(v1::CONTRACT_END_REASON_UNSPECIFIED), "FIELD_MISSING contract_ended.reason");
  EXPECT_EQ(End(v1::CONTRACT_END_REASON_DEFAULT, -1), "OUT_OF_RANGE terms.settlement.settled_total_minor_units");
  EXPECT_EQ(End(v1::CONTRACT_END_REASON_DEFAULT, 1'000'000'000'000'001),
            "OUT_OF_RANGE terms.settlement.settled_total_minor_units");
  ASSERT_EQ(End(v1::CONTRACT_END_REASON_DEFAULT, 700), "OK");
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("VEHICLE " + vin_, "CONTRACT " + contract_));
  EXPECT_EQ(fleet_.Contract(contract_).settled_total_minor_units(), 700);
  EXPECT_TRUE(fleet_.Contract(contract_).return_due());
  EXPECT_EQ(fleet_.Vehicle(vin_).contract_id(), contract_) << "until it is back";
  EXPECT_EQ(End(v1::CONTRACT_END_REASON_DEFAULT, 700), "CONTRACT_STAGE contract_ended.contract_id");
}

TEST_F(ContractLifeTest, SettlesWhenTheVehicleIsBackAndAllIsPaid) {
  fleet_.Lease(vin_, kLease);
  EXPECT_EQ(Settle(), "CONTRACT_STAGE contract_settled.contract_id");
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_EARLY_TERMINATION, 700);
  ASSERT_EQ(Pay("p1", 699), "OK");
  EXPECT_EQ(Settle(), "CONTRACT_STAGE contract_settled.contract_id") << "the vehicle is not back";
  fleet_.Do("dealer", Returned(contract_, vin_));
  EXPECT_EQ(Settle(), "NOT_PAID contract_settled.contract_id");
  ASSERT_EQ(Pay("shortfall", 1), "OK") << "weeks later";
  ASSERT_EQ(Settle(), "OK");
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("CONTRACT " + contract_));
  EXPECT_EQ(fleet_.Contract(contract_).stage(), v1::CONTRACT_STAGE_SETTLED);
  EXPECT_EQ(Pay("p2", 1), "CONTRACT_STAGE payment_recorded.contract_id");
  EXPECT_EQ(Settle(), "CONTRACT_STAGE contract_settled.contract_id");
}

TEST_F(ContractLifeTest, AnOverpaymentIsTakenAndKeepsItOpen) {
  fleet_.Sell(vin_);
  ASSERT_EQ(Pay("p1", 1'300), "OK");
  EXPECT_EQ(fleet_.Contract(contract_).paid_minor_units(), 1'300);
  EXPECT_EQ(Settle(), "NOT_PAID contract_settled.contract_id");
}

TEST_F(ContractLifeTest, RenewalClearsTheReturnAtTheNewHandOver) {
  fleet_.Lease(vin_, kLease);
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_TERM_REACHED, 0);
  ASSERT_EQ(fleet_.Try("dealer", Signed("dealer/c2", vin_, kLeaseToOwn), TermsOf(kLeaseToOwn)), "OK");
  EXPECT_EQ(fleet_.Contract("dealer/c2").renews_contract_id(), contract_);
  EXPECT_TRUE(fleet_.Contract(contract_).return_due());
  EXPECT_EQ(Settle(), "CONTRACT_STAGE contract_settled.contract_id");
  ASSERT_EQ(fleet_.Try("dealer", HandedOver("dealer/c2", vin_)), "OK");
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("VEHICLE " + vin_, "CONTRACT " + contract_, "CONTRACT dealer/c2"));
  EXPECT_FALSE(fleet_.Contract(contract_).return_due());
  EXPECT_EQ(Settle(), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).lease_seq(), 2);
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_LEASE_TO_OWN);
  EXPECT_EQ(fleet_.Try("dealer", Returned(contract_, vin_)), "CONTRACT_STAGE vehicle_returned.contract_id");
}

TEST_F(ContractLifeTest, AWithdrawnRenewalLeavesTheOldContractInForce) {
  fleet_.Lease(vin_, kLease);
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_TERM_REACHED, 0);
  fleet_.Do("dealer", Signed("dealer/c2", vin_, kLease), TermsOf(kLease));
  fleet_.Do("dealer", Ended("dealer/c2", v1::CONTRACT_END_REASON_WITHDRAWN), SettledAt(0));
  EXPECT_EQ(fleet_.Vehicle(vin_).contract_id(), contract_);
  EXPECT_EQ(fleet_.Try("dealer", Returned(contract_, vin_)), "OK");
}

TEST_F(ContractLifeTest, TheVehicleMayComeBackWhileARenewalIsSigned) {
  fleet_.Lease(vin_, kLease);
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_TERM_REACHED, 0);
  fleet_.Do("dealer", Signed("dealer/c2", vin_, kLease), TermsOf(kLease));
  ASSERT_EQ(fleet_.Try("dealer", Returned(contract_, vin_)), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).contract_id(), "dealer/c2") << "still reserved";
  EXPECT_EQ(fleet_.Contract("dealer/c2").renews_contract_id(), "");
  EXPECT_EQ(fleet_.Try("dealer", HandedOver("dealer/c2", vin_)), "ILLEGAL_TRANSITION vehicle_handed_over.vin");
  fleet_.Do("dealer", Inspected(vin_, 20'000, true));
  EXPECT_EQ(fleet_.Try("dealer", HandedOver("dealer/c2", vin_, 20'000)), "OK");
}

TEST_F(ContractLifeTest, PaymentsAddUp) {
  fleet_.Lease(vin_, kLease);
  ASSERT_EQ(Pay("p1", 100), "OK");
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("CONTRACT " + contract_));
  EXPECT_THAT(fleet_.Postings(), IsEmpty());
  ASSERT_EQ(Pay("p2", 50, v1::PAYMENT_PURPOSE_BALLOON), "OK");
  ASSERT_EQ(Pay("p3", 500, v1::PAYMENT_PURPOSE_DEPOSIT), "OK");
  EXPECT_EQ(fleet_.Contract(contract_).paid_minor_units(), 150);
  EXPECT_EQ(fleet_.Contract(contract_).deposit_held_minor_units(), 500);
}

TEST_F(ContractLifeTest, APaymentIsRecordedOnce) {
  fleet_.Lease(vin_, kLease);
  fleet_.Lease(Vin(2), kLease);
  ASSERT_EQ(Pay("p1", 100), "OK");
  EXPECT_EQ(Pay("p1", 100), "DUPLICATE_NUMBER payment_recorded.payment_id");
  EXPECT_EQ(Pay("p1", 100, v1::PAYMENT_PURPOSE_DEPOSIT), "DUPLICATE_NUMBER payment_recorded.payment_id");
  EXPECT_EQ(fleet_.Try("dealer", Paid(Fleet::ContractOf(Vin(2)), "p1"), AmountOf(1)), "OK") << "unique in a contract";
}

TEST_F(ContractLifeTest, ChecksPayments) {
  fleet_.Lease(vin_, kLease);
  EXPECT_EQ(Pay("", 1), "FIELD_MISSING payment_recorded.payment_id");
  EXPECT_EQ(Pay(std::string(49, 'p'), 1), "TOO_LARGE payment_recorded.payment_id");
  EXPECT_EQ(Pay("p1", 1, v1::PAYMENT_PURPOSE_UNSPECIFIED), "FIELD_MISSING payment_recorded.purpose");
  EXPECT_EQ(Pay("p1", 0), "OUT_OF_RANGE terms.payment.amount.minor_units");
  EXPECT_EQ(Pay("p1", -5), "OUT_OF_RANGE terms.payment.amount.minor_units");
  EXPECT_EQ(Pay("p1", 1'000'000'000'000'001), "OUT_OF_RANGE terms.payment.amount.minor_units");
  v1::PaymentTerms terms = AmountOf(1);
  terms.mutable_amount()->set_currency("CNY");
  EXPECT_EQ(fleet_.Try("dealer", Paid(contract_, "p1"), terms), "CURRENCY terms.payment.amount.currency");
  terms.clear_amount();
  EXPECT_EQ(fleet_.Try("dealer", Paid(contract_, "p1"), terms), "FIELD_MISSING terms.payment.amount");
  terms = AmountOf(1);
  terms.clear_paid_on();
  EXPECT_EQ(fleet_.Try("dealer", Paid(contract_, "p1"), terms), "FIELD_MISSING terms.payment.paid_on");
  EXPECT_EQ(fleet_.Try("dealer", Paid("dealer/none", "p1"), AmountOf(1)), "NOT_FOUND payment_recorded.contract_id");
  EXPECT_EQ(fleet_.Try("other-dealer", Paid(contract_, "p1"), AmountOf(1)), "NOT_FOUND payment_recorded.contract_id")
      << "another's contract is as good as none";
}

TEST_F(ContractLifeTest, PaymentsHaveABound) {
  fleet_.Lease(vin_, kLease);
  for (int n = 0; n < 10; ++n) {
    ASSERT_EQ(Pay("p" + std::to_string(n), 1'000'000'000'000'000), "OK");
    ASSERT_EQ(Pay("d" + std::to_string(n), 1'000'000'000'000'000, v1::PAYMENT_PURPOSE_DEPOSIT), "OK");
  }
  EXPECT_EQ(Pay("more", 1), "LIMIT_REACHED terms.payment.amount.minor_units");
  EXPECT_EQ(Pay("more", 1, v1::PAYMENT_PURPOSE_DEPOSIT), "LIMIT_REACHED terms.payment.amount.minor_units");
}

TEST_F(ContractLifeTest, TheCounterpartyKnowsTheContractButDoesNotPost) {
  fleet_.Stock(vin_);
  v1::ContractSigned event = Signed(contract_, vin_, kLease);
  event.set_counterparty(v1::COUNTERPARTY_KIND_ORGANISATION);
  event.set_counterparty_organisation("other-dealer");
  fleet_.Do("dealer", event, TermsOf(kLease));
  EXPECT_EQ(fleet_.Try("other-dealer", Paid(contract_, "p1"), AmountOf(1)), "NOT_HOLDER payment_recorded.contract_id");
  EXPECT_EQ(fleet_.Try("maker", Settled(contract_)), "NOT_FOUND contract_settled.contract_id");
}

TEST_F(ContractLifeTest, ASuccessorGoesOnWithTheContract) {
  fleet_.Lease(vin_, kLease);
  v1::OrganisationSucceeded succeeded;
  succeeded.set_organisation_id("dealer");
  succeeded.set_successor_id("other-dealer");
  fleet_.Do(TestLedger::kOperator, succeeded);
  EXPECT_EQ(fleet_.Try("other-dealer", Paid(contract_, "p1"), AmountOf(1'200)), "OK");
  EXPECT_EQ(fleet_.Try("other-dealer", Ended(contract_, v1::CONTRACT_END_REASON_TERM_REACHED), SettledAt(1'200)), "OK");
  EXPECT_EQ(fleet_.Try("other-dealer", Returned(contract_, vin_)), "OK");
  EXPECT_EQ(fleet_.Try("other-dealer", Settled(contract_)), "OK");
  fleet_.Do("other-dealer", Inspected(vin_, 20'000, true));
  EXPECT_EQ(fleet_.Try("other-dealer", Signed("dealer/c2", vin_, kSale), TermsOf(kSale)),
            "ID_NOT_OWN contract_signed.contract_id")
      << "new contracts bear its own name";
  EXPECT_EQ(fleet_.Try("other-dealer", Signed("other-dealer/c2", vin_, kSale), TermsOf(kSale)), "OK");
}

TEST_F(ContractLifeTest, AnOptionIsExercisedOnce) {
  fleet_.Stock(vin_);
  Sign(kLeaseToOwn);
  EXPECT_EQ(fleet_.Try("dealer", Exercised(contract_)), "CONTRACT_STAGE option_exercised.contract_id");
  ASSERT_EQ(HandOver(), "OK");
  ASSERT_EQ(fleet_.Try("dealer", Exercised(contract_)), "OK") << "lease-to-own, also without a fee";
  EXPECT_TRUE(fleet_.Contract(contract_).option_exercised());
  EXPECT_EQ(fleet_.Try("dealer", Exercised(contract_)), "CONTRACT_STAGE option_exercised.contract_id");
  EXPECT_EQ(fleet_.Try("dealer", Exercised("dealer/none")), "NOT_FOUND option_exercised.contract_id");
}

TEST_F(ContractLifeTest, ALeaseHasAnOptionIfItsTermsHoldAFee) {
  fleet_.Lease(vin_, kLease);
  EXPECT_EQ(fleet_.Try("dealer", Exercised(contract_)), "INVALID_VALUE option_exercised.contract_id");
  fleet_.Lease(Vin(2), kLease, 50);
  EXPECT_EQ(fleet_.Try("dealer", Exercised(Fleet::ContractOf(Vin(2)))), "OK");
  fleet_.Sell(Vin(3));
  EXPECT_EQ(fleet_.Try("dealer", Exercised(Fleet::ContractOf(Vin(3)))), "CONTRACT_STAGE option_exercised.contract_id");
}

}  // namespace
}  // namespace ingot::testing
