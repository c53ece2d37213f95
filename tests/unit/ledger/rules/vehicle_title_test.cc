// TitleTransferred.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fleet.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class VehicleTitleTest : public ::testing::Test {
 protected:
  void Pay(int64_t amount) { fleet_.Do("dealer", Paid(contract_, std::to_string(++payments_)), AmountOf(amount)); }
  std::string Transfer() { return fleet_.Try("dealer", TitleTo(vin_, contract_)); }

  Fleet fleet_;
  const std::string vin_ = Vin(1);
  const std::string contract_ = Fleet::ContractOf(vin_);
  int payments_ = 0;
};

v1::TitleTransferred ToOrganisation(v1::TitleTransferred event, const std::string& organisation) {
  event.set_to(v1::TITLE_HOLDER_KIND_ORGANISATION);
  event.set_to_organisation(organisation);
  return event;
}

TEST_F(VehicleTitleTest, PassesUnderLeaseToOwnWhenAllIsPaid) {
  fleet_.Lease(vin_, v1::CONTRACT_KIND_LEASE_TO_OWN);
  Pay(1'199);
  EXPECT_EQ(Transfer(), "NOT_PAID title_transferred.contract_id");
  Pay(1);
  ASSERT_EQ(Transfer(), "OK");
  EXPECT_THAT(
      fleet_.Postings(),
      ElementsAre("IN_SERVICE/maker/brand/lease_to_own 5XXX -56000", "IN_SERVICE/maker/brand/lease_to_own 6XXX -100000",
                  "IN_SERVICE/maker/brand/sale 5XXX +56000", "IN_SERVICE/maker/brand/sale 6XXX +100000"));
  const v1::VehicleState vehicle = fleet_.Vehicle(vin_);
  EXPECT_EQ(vehicle.custody(), v1::CUSTODY_STATE_SOLD);
  EXPECT_EQ(vehicle.holder(), "");
  EXPECT_NE(vehicle.holders(1).until_seq(), 0u);
  EXPECT_EQ(vehicle.title(), v1::TITLE_HOLDER_KIND_OFF_LEDGER);
  EXPECT_EQ(vehicle.title_organisation(), "");
  EXPECT_EQ(vehicle.contract_id(), "");
  const v1::ContractState contract = fleet_.Contract(contract_);
  EXPECT_EQ(contract.stage(), v1::CONTRACT_STAGE_ENDED);
  EXPECT_EQ(contract.end_reason(), v1::CONTRACT_END_REASON_BUY_OUT);
  EXPECT_FALSE(contract.return_due());
  EXPECT_EQ(fleet_.Try("dealer", Settled(contract_)), "OK");
}

TEST_F(VehicleTitleTest, AnOptionFeeIsDueToo) {
  fleet_.Lease(vin_, v1::CONTRACT_KIND_LEASE_TO_OWN, 50);
  Pay(1'250);
  EXPECT_EQ(Transfer(), "STEP_MISSING title_transferred.contract_id") << "the option was not exercised";
  fleet_.Do("dealer", Exercised(contract_));
  EXPECT_EQ(Transfer(), "OK");
}

TEST_F(VehicleTitleTest, TheOptionFeeMustBePaid) {
  fleet_.Lease(vin_, v1::CONTRACT_KIND_LEASE_TO_OWN, 50);
  fleet_.Do("dealer", Exercised(contract_));
  Pay(1'249);
  EXPECT_EQ(Transfer(), "NOT_PAID title_transferred.contract_id");
  fleet_.Do("dealer", Paid(contract_, "deposit", v1::PAYMENT_PURPOSE_DEPOSIT), AmountOf(500));
  EXPECT_EQ(Transfer(), "NOT_PAID title_transferred.contract_id") << "a deposit is held, not paid";
  Pay(1);
  EXPECT_EQ(Transfer(), "OK");
}

TEST_F(VehicleTitleTest, PassesUnderALeaseWithItsOptionOnly) {
  fleet_.Lease(vin_, v1::CONTRACT_KIND_LEASE, 50);
  Pay(1'250);
  EXPECT_EQ(Transfer(), "STEP_MISSING title_transferred.contract_id");
  fleet_.Do("dealer", Exercised(contract_));
  EXPECT_EQ(Transfer(), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_SOLD);
}

TEST_F(VehicleTitleTest, PassesAfterABuyOut) {
  fleet_.Lease(vin_, v1::CONTRACT_KIND_LEASE);
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_BUY_OUT, 5'000);
  Pay(4'999);
  EXPECT_EQ(Transfer(), "NOT_PAID title_transferred.contract_id");
  Pay(1);
  ASSERT_EQ(Transfer(), "OK");
  EXPECT_FALSE(fleet_.Contract(contract_).return_due());
  EXPECT_EQ(fleet_.Try("dealer", Settled(contract_)), "OK");
}

TEST_F(VehicleTitleTest, DoesNotPassUnderAContractThatEndedOtherwise) {
  fleet_.Lease(vin_, v1::CONTRACT_KIND_LEASE_TO_OWN);
  Pay(1'200);
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_TERM_REACHED, 1'200);
  EXPECT_EQ(Transfer(), "CONTRACT_STAGE title_transferred.contract_id");
  fleet_.Do("dealer", Returned(contract_, vin_));
  EXPECT_EQ(Transfer(), "CONTRACT_STAGE title_transferred.contract_id");
}

TEST_F(VehicleTitleTest, DoesNotPassBeforeTheHandOver) {
  fleet_.Stock(vin_);
  fleet_.Do("dealer", Signed(contract_, vin_, v1::CONTRACT_KIND_LEASE_TO_OWN), TermsOf(v1::CONTRACT_KIND_LEASE_TO_OWN));
  EXPECT_EQ(Transfer(), "CONTRACT_STAGE title_transferred.contract_id");
}

TEST_F(VehicleTitleTest, WaitsForARenewalThatIsSigned) {
  fleet_.Lease(vin_, v1::CONTRACT_KIND_LEASE);
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_BUY_OUT, 0);
  fleet_.Do("dealer", Signed("dealer/next", vin_, v1::CONTRACT_KIND_LEASE), TermsOf(v1::CONTRACT_KIND_LEASE));
  EXPECT_EQ(Transfer(), "CONTRACT_OPEN title_transferred.vin");
  fleet_.Do("dealer", Ended("dealer/next", v1::CONTRACT_END_REASON_WITHDRAWN), SettledAt(0));
  EXPECT_EQ(Transfer(), "OK");
}

TEST_F(VehicleTitleTest, GoesToTheContractsCounterparty) {
  fleet_.Stock(vin_);
  v1::ContractSigned event = Signed(contract_, vin_, v1::CONTRACT_KIND_LEASE_TO_OWN);
  event.set_counterparty(v1::COUNTERPARTY_KIND_ORGANISATION);
  event.set_counterparty_organisation("other-dealer");
  fleet_.Do("dealer", event, TermsOf(v1::CONTRACT_KIND_LEASE_TO_OWN));
  fleet_.Do("dealer", HandedOver(contract_, vin_));
  Pay(1'200);
  EXPECT_EQ(Transfer(), "INVALID_VALUE title_transferred.to");
  EXPECT_EQ(fleet_.Try("dealer", ToOrganisation(TitleTo(vin_, contract_), "maker")),
            "INVALID_VALUE title_transferred.to_organisation");
  ASSERT_EQ(fleet_.Try("dealer", ToOrganisation(TitleTo(vin_, contract_), "other-dealer")), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).title_organisation(), "other-dealer");
}

TEST_F(VehicleTitleTest, OnlyTheHolderPassesItOn) {
  fleet_.Lease(vin_, v1::CONTRACT_KIND_LEASE_TO_OWN);
  EXPECT_EQ(fleet_.Try("other-dealer", TitleTo(vin_, contract_)), "NOT_HOLDER title_transferred.vin");
  EXPECT_EQ(fleet_.Try("dealer", TitleTo(Vin(9), contract_)), "NOT_FOUND title_transferred.vin");
  EXPECT_EQ(fleet_.Try("dealer", TitleTo(vin_, "dealer/none")), "NOT_FOUND title_transferred.contract_id");
  fleet_.Lease(Vin(2), v1::CONTRACT_KIND_LEASE_TO_OWN);
  EXPECT_EQ(fleet_.Try("dealer", TitleTo(Vin(2), contract_)), "INVALID_VALUE title_transferred.contract_id");
}

TEST_F(VehicleTitleTest, ASoldVehicleChangesHandsWithItsDocument) {
  fleet_.Sell(vin_);
  EXPECT_EQ(fleet_.Try("other-dealer", TitleTo(vin_, "")), "EVIDENCE_MISSING evidence");
  EXPECT_EQ(fleet_.Try("maker", Fact(TitleTo(vin_, "")).With(v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT)),
            "ROLE_REQUIRED title_transferred.vin");
  ASSERT_EQ(fleet_.Try("other-dealer", Fact(TitleTo(vin_, "")).With(v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT)), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_SOLD);
  EXPECT_EQ(fleet_.Vehicle(vin_).holder(), "");
  EXPECT_THAT(fleet_.Postings(), IsEmpty());
  ASSERT_EQ(fleet_.Try("dealer",
                       Fact(ToOrganisation(TitleTo(vin_, ""), "maker")).With(v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT)),
            "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).title_organisation(), "maker");
}

TEST_F(VehicleTitleTest, AVehicleInStockBelongsToAnotherOrganisation) {
  fleet_.Stock(vin_);
  ASSERT_EQ(fleet_.Try("dealer", ToOrganisation(TitleTo(vin_, ""), "dealer")), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).title_organisation(), "dealer");
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_IN_STOCK);
  EXPECT_EQ(fleet_.Try("dealer", TitleTo(vin_, "")), "INVALID_VALUE title_transferred.to") << "that is a sale";
  EXPECT_EQ(fleet_.Try("other-dealer", ToOrganisation(TitleTo(vin_, ""), "other-dealer")),
            "NOT_HOLDER title_transferred.vin");
  fleet_.Bear(Vin(2));
  EXPECT_EQ(fleet_.Try("maker", ToOrganisation(TitleTo(Vin(2), ""), "dealer")), "OK") << "REGISTERED";
  fleet_.Retire(Vin(3));
  EXPECT_EQ(fleet_.Try("dealer", ToOrganisation(TitleTo(Vin(3), ""), "maker")),
            "ILLEGAL_TRANSITION title_transferred.vin");
  fleet_.Do("dealer", Signed(contract_, vin_, v1::CONTRACT_KIND_SALE), TermsOf(v1::CONTRACT_KIND_SALE));
  EXPECT_EQ(fleet_.Try("dealer", ToOrganisation(TitleTo(vin_, ""), "maker")), "CONTRACT_OPEN title_transferred.vin");
}

TEST_F(VehicleTitleTest, ChecksTheNewHolderOfTheTitle) {
  fleet_.Stock(vin_);
  v1::TitleTransferred event = TitleTo(vin_, "");
  event.clear_to();
  EXPECT_EQ(fleet_.Try("dealer", event), "FIELD_MISSING title_transferred.to");
  EXPECT_EQ(fleet_.Try("dealer", ToOrganisation(TitleTo(vin_, ""), "nobody")),
            "NOT_FOUND title_transferred.to_organisation");
  event = TitleTo(vin_, "");
  event.set_to_organisation("maker");
  EXPECT_EQ(fleet_.Try("dealer", event), "INVALID_VALUE title_transferred.to_organisation");
}

}  // namespace
}  // namespace ingot::testing
