// ContractMoved.
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

class ContractMoveTest : public ::testing::Test {
 protected:
  std::string Move(const std::string& from, const std::string& to) {
    return fleet_.Try("dealer", Moved(contract_, from, to));
  }
  void Insure(const std::string& vin, const std::string& policy) {
    fleet_.Do("insurer", Policy(vin, policy, MakeDate(2026, 1, 1), MakeDate(2026, 12, 31)));
  }

  Fleet fleet_;
  const std::string wrong_ = Vin(1);
  const std::string right_ = Vin(2);
  const std::string contract_ = Fleet::ContractOf(wrong_);
};

TEST_F(ContractMoveTest, TheVehiclesChangePlaces) {
  fleet_.Lease(wrong_, kLease);
  v1::VehicleRegistered heavier = Registered(right_);
  heavier.mutable_body(1)->set_grams(110'000);
  fleet_.Do("maker", heavier);
  fleet_.Do("maker", Sent(right_, "maker/t2", "dealer"));
  fleet_.Do("dealer", Received(right_, "maker/t2"));
  fleet_.Do("dealer", Paid(contract_, "p1"), AmountOf(100));
  Insure(wrong_, "insurer/p2");
  Insure(right_, "insurer/p1");
  fleet_.Do("insurer", Claim(wrong_, "insurer/p2", "C-1", MakeDate(2026, 2, 1)));

  ASSERT_EQ(Move(wrong_, right_), "OK");
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("VEHICLE " + Ascending({wrong_, right_})[0],
                                             "VEHICLE " + Ascending({wrong_, right_})[1], "CONTRACT " + contract_));
  EXPECT_THAT(fleet_.Postings(),
              ElementsAre("STOCK/maker/brand 6XXX -10000", "IN_SERVICE/maker/brand/lease 6XXX +10000"))
      << "the difference of their bodies";
  const v1::VehicleState wrong = fleet_.Vehicle(wrong_);
  EXPECT_EQ(wrong.custody(), v1::CUSTODY_STATE_IN_STOCK);
  EXPECT_EQ(wrong.contract_id(), "");
  EXPECT_EQ(wrong.use(), v1::SERVICE_USE_UNSPECIFIED);
  EXPECT_EQ(wrong.lease_seq(), 0);
  EXPECT_THAT(wrong.policies(), IsEmpty());
  EXPECT_EQ(wrong.position().account_class(), v1::ACCOUNT_CLASS_STOCK);
  const v1::VehicleState right = fleet_.Vehicle(right_);
  EXPECT_EQ(right.custody(), v1::CUSTODY_STATE_LEASED);
  EXPECT_EQ(right.contract_id(), contract_);
  EXPECT_EQ(right.use(), v1::SERVICE_USE_PRIVATE);
  EXPECT_EQ(right.lease_seq(), 1);
  EXPECT_EQ(right.odometer_max_m(), 1'000) << "read at the hand-over";
  EXPECT_EQ(right.position().detail(), "lease");
  ASSERT_EQ(right.policies_size(), 2);
  EXPECT_EQ(right.policies(0).policy_id(), "insurer/p1");
  EXPECT_EQ(right.policies(1).policy_id(), "insurer/p2");
  EXPECT_EQ(right.policies(1).claims(), 1u);
  EXPECT_EQ(fleet_.Contract(contract_).vin(), right_);
  EXPECT_EQ(fleet_.Contract(contract_).paid_minor_units(), 100);
  EXPECT_EQ(fleet_.Contract(contract_).stage(), v1::CONTRACT_STAGE_ACTIVE);

  // Both go on as if it had been so from the start.
  EXPECT_EQ(fleet_.Try("dealer", Signed("dealer/c2", wrong_, kSale), TermsOf(kSale)), "OK");
  fleet_.EndLease(wrong_, v1::CONTRACT_END_REASON_TERM_REACHED, 100);
  EXPECT_EQ(fleet_.Try("dealer", Returned(contract_, wrong_)), "INVALID_VALUE vehicle_returned.contract_id");
  EXPECT_EQ(fleet_.Try("dealer", Returned(contract_, right_)), "OK");
}

TEST_F(ContractMoveTest, AnEndedContractMovesWhileItsVehicleIsOut) {
  fleet_.Lease(wrong_, kLeaseToOwn);
  fleet_.TakeBack(right_);
  fleet_.EndLease(wrong_, v1::CONTRACT_END_REASON_BUY_OUT, 0);
  ASSERT_EQ(Move(wrong_, right_), "OK") << "the right one is RETURNED";
  EXPECT_EQ(fleet_.Vehicle(right_).custody(), v1::CUSTODY_STATE_LEASE_TO_OWN);
  EXPECT_EQ(fleet_.Vehicle(right_).lease_seq(), 2);
  EXPECT_THAT(fleet_.Flags(), ElementsAre("ODOMETER_LOWER VEHICLE " + right_)) << "1 km at the hand-over, 20 km before";
  EXPECT_EQ(fleet_.Try("dealer", TitleTo(right_, contract_)), "OK");
}

TEST_F(ContractMoveTest, ASignedContractTakesItsReservationAlong) {
  fleet_.Stock(wrong_);
  fleet_.Stock(right_);
  fleet_.Do("dealer", Signed(contract_, wrong_, kLease), TermsOf(kLease));
  ASSERT_EQ(Move(wrong_, right_), "OK");
  EXPECT_THAT(fleet_.Postings(), IsEmpty());
  EXPECT_EQ(fleet_.Vehicle(wrong_).contract_id(), "");
  EXPECT_EQ(fleet_.Vehicle(right_).contract_id(), contract_);
  EXPECT_EQ(fleet_.Vehicle(right_).lease_seq(), 0);
  EXPECT_EQ(fleet_.Try("dealer", HandedOver(contract_, wrong_)), "INVALID_VALUE vehicle_handed_over.contract_id");
  EXPECT_EQ(fleet_.Try("dealer", HandedOver(contract_, right_)), "OK");
}

TEST_F(ContractMoveTest, ARenewalOfTheWrongVehicleLeavesItsOldContractInForce) {
  fleet_.Lease(wrong_, kLease);
  fleet_.EndLease(wrong_, v1::CONTRACT_END_REASON_TERM_REACHED, 0);
  fleet_.Stock(right_);
  fleet_.Do("dealer", Signed("dealer/c2", wrong_, kLease), TermsOf(kLease));
  EXPECT_EQ(Move(wrong_, right_), "CONTRACT_STAGE contract_moved.contract_id") << "the renewal reserves the vehicle";
  ASSERT_EQ(fleet_.Try("dealer", Moved("dealer/c2", wrong_, right_)), "OK");
  EXPECT_EQ(fleet_.Vehicle(wrong_).contract_id(), contract_);
  EXPECT_EQ(fleet_.Vehicle(wrong_).custody(), v1::CUSTODY_STATE_LEASED);
  EXPECT_EQ(fleet_.Contract("dealer/c2").renews_contract_id(), "");
  EXPECT_EQ(fleet_.Try("dealer", Returned(contract_, wrong_)), "OK");
}

TEST_F(ContractMoveTest, TheRightVehicleCouldHaveBeenHandedOver) {
  fleet_.Lease(wrong_, kLease);
  fleet_.Lease(Vin(3), kLease);
  EXPECT_EQ(Move(wrong_, Vin(3)), "CONTRACT_OPEN contract_moved.to_vin");
  fleet_.EndLease(Vin(3), v1::CONTRACT_END_REASON_TERM_REACHED, 0);
  EXPECT_EQ(Move(wrong_, Vin(3)), "ILLEGAL_TRANSITION contract_moved.to_vin") << "still out";
  fleet_.Retire(Vin(4));
  EXPECT_EQ(Move(wrong_, Vin(4)), "ILLEGAL_TRANSITION contract_moved.to_vin");
  fleet_.Stock(Vin(5));
  fleet_.Do("dealer", Sent(Vin(5), "dealer/t5", "other-dealer"));
  EXPECT_EQ(Move(wrong_, Vin(5)), "IN_TRANSIT contract_moved.to_vin");
  EXPECT_EQ(Move(wrong_, wrong_), "CONTRACT_OPEN contract_moved.to_vin");
  EXPECT_EQ(Move(wrong_, Vin(9)), "NOT_FOUND contract_moved.to_vin");
  fleet_.Bear(Vin(6));
  EXPECT_EQ(Move(wrong_, Vin(6)), "NOT_HOLDER contract_moved.to_vin");

  // A reservation asks more: the hand-over is still to come.
  fleet_.TakeBack(Vin(7));
  fleet_.Stock(Vin(8));
  fleet_.Do("dealer", Signed("dealer/c8", Vin(8), kLease), TermsOf(kLease));
  EXPECT_EQ(fleet_.Try("dealer", Moved("dealer/c8", Vin(8), Vin(7))), "ILLEGAL_TRANSITION contract_moved.to_vin")
      << "RETURNED, not inspected";
  fleet_.Do("dealer", Inspected(Vin(7), 20'000, true));
  EXPECT_EQ(fleet_.Try("dealer", Moved("dealer/c8", Vin(8), Vin(7))), "OK");
}

TEST_F(ContractMoveTest, AManufacturersOwnRegisteredVehicleTakesAContractOver) {
  fleet_.ledger().Enrol("works", {v1::ROLE_MANUFACTURER, v1::ROLE_LESSOR});
  v1::BrandRegistered brand;
  brand.set_brand_id("works/b");
  brand.set_name("Works");
  fleet_.Do("works", brand);
  for (const std::string& vin : {wrong_, right_}) {
    v1::VehicleRegistered born = Registered(vin);
    born.set_brand_id("works/b");
    born.set_model_id("works/m");
    fleet_.Do("works", born);
  }
  fleet_.Do("works", Sent(wrong_, "works/t", "works"));
  fleet_.Do("works", Received(wrong_, "works/t"));
  fleet_.Do("works", Signed("works/c", wrong_, kLease), TermsOf(kLease));
  fleet_.Do("works", HandedOver("works/c", wrong_));
  ASSERT_EQ(fleet_.Try("works", Moved("works/c", wrong_, right_)), "OK");
  EXPECT_EQ(fleet_.Vehicle(right_).custody(), v1::CUSTODY_STATE_LEASED);
}

TEST_F(ContractMoveTest, ChecksTheWrongVehicle) {
  fleet_.Sell(wrong_);
  fleet_.Stock(right_);
  EXPECT_EQ(Move(wrong_, right_), "NOT_HOLDER contract_moved.from_vin") << "sold: it can't be taken back so";
  fleet_.Lease(Vin(3), kLease);
  const std::string contract = Fleet::ContractOf(Vin(3));
  EXPECT_EQ(fleet_.Try("dealer", Moved("dealer/none", Vin(3), right_)), "NOT_FOUND contract_moved.contract_id");
  EXPECT_EQ(fleet_.Try("other-dealer", Moved(contract, Vin(3), right_)), "NOT_FOUND contract_moved.contract_id");
  EXPECT_EQ(fleet_.Try("dealer", Moved(contract, Vin(9), right_)), "NOT_FOUND contract_moved.from_vin");
  EXPECT_EQ(fleet_.Try("dealer", Moved(contract, right_, Vin(3))), "INVALID_VALUE contract_moved.from_vin");
  EXPECT_EQ(fleet_.Try("workshop", Moved(contract, Vin(3), right_)), "ROLE_REQUIRED contract_moved");
  fleet_.EndLease(Vin(3), v1::CONTRACT_END_REASON_TERM_REACHED, 0);
  fleet_.Do("dealer", Returned(contract, Vin(3)));
  EXPECT_EQ(fleet_.Try("dealer", Moved(contract, Vin(3), right_)), "CONTRACT_STAGE contract_moved.contract_id")
      << "the vehicle is back";
}

TEST_F(ContractMoveTest, PoliciesOfBothFitOnOne) {
  fleet_.Lease(wrong_, kLease);
  fleet_.Stock(right_);
  for (int n = 0; n < 5; ++n) Insure(wrong_, Cat("insurer/w", n));
  for (int n = 0; n < 4; ++n) Insure(right_, Cat("insurer/r", n));
  EXPECT_EQ(Move(wrong_, right_), "LIMIT_REACHED contract_moved.to_vin");
  fleet_.Lease(Vin(3), kLease);
  fleet_.Stock(Vin(4));
  Insure(Vin(3), "insurer/fleet");
  Insure(Vin(4), "insurer/fleet");
  fleet_.Do("insurer", Claim(Vin(3), "insurer/fleet", "C-1", MakeDate(2026, 2, 1)));
  ASSERT_EQ(fleet_.Try("dealer", Moved(Fleet::ContractOf(Vin(3)), Vin(3), Vin(4))), "OK");
  ASSERT_EQ(fleet_.Vehicle(Vin(4)).policies_size(), 1) << "one policy of a fleet";
  EXPECT_EQ(fleet_.Vehicle(Vin(4)).policies(0).claims(), 1u);
}

}  // namespace
}  // namespace ingot::testing
