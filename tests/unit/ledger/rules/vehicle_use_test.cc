// ConditionReported, OdometerRead, VehicleReturned.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fleet.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class VehicleUseTest : public ::testing::Test {
 protected:
  Fleet fleet_;
  const std::string vin_ = Vin(1);
  const std::string contract_ = Fleet::ContractOf(vin_);
};

TEST_F(VehicleUseTest, AnyoneWhoSeesItReadsTheOdometer) {
  fleet_.Stock(vin_);
  ASSERT_EQ(fleet_.Try("workshop", Reading(vin_, 30'000)), "OK");
  EXPECT_THAT(fleet_.Flags(), IsEmpty());
  ASSERT_EQ(fleet_.Try("other-dealer", Reading(vin_, 29'999)), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("ODOMETER_LOWER VEHICLE " + vin_));
  EXPECT_EQ(fleet_.Vehicle(vin_).odometer_max_m(), 30'000) << "the maximum stays";
  ASSERT_EQ(fleet_.Try("maker", Reading(vin_, 30'000)), "OK");
  EXPECT_THAT(fleet_.Flags(), IsEmpty());
}

TEST_F(VehicleUseTest, ChecksReadings) {
  fleet_.Stock(vin_);
  EXPECT_EQ(fleet_.Try("workshop", Reading(Vin(9), 1)), "NOT_FOUND odometer_read.vin");
  EXPECT_EQ(fleet_.Try("workshop", Reading(vin_, -1)), "OUT_OF_RANGE odometer_read.odometer_m");
  EXPECT_EQ(fleet_.Try("workshop", Reading(vin_, 10'000'000'001)), "OUT_OF_RANGE odometer_read.odometer_m");
  EXPECT_EQ(fleet_.Try("workshop", Reading(vin_, 10'000'000'000)), "OK");
  EXPECT_EQ(fleet_.Try(TestLedger::kOperator, Reading(vin_, 1)), "ROLE_REQUIRED odometer_read");
}

TEST_F(VehicleUseTest, ReadingsAreTakenInEveryState) {
  fleet_.ToMill({vin_});
  fleet_.Do("shredder", Fed("shredder/b1", {vin_}));
  EXPECT_EQ(fleet_.Try("workshop", Reading(vin_, 99'000)), "OK") << "an observation is never refused";
}

TEST_F(VehicleUseTest, AReturnedVehicleIsInspectedBackIntoStock) {
  fleet_.TakeBack(vin_);
  ASSERT_EQ(fleet_.Try("dealer", Inspected(vin_, 20'100, false)), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_RETURNED);
  EXPECT_EQ(fleet_.Vehicle(vin_).condition(), v1::CONDITION_GRADE_GOOD);
  ASSERT_EQ(fleet_.Try("dealer", Inspected(vin_, 20'000, true)), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_IN_STOCK);
  EXPECT_THAT(fleet_.Flags(), ElementsAre("ODOMETER_LOWER VEHICLE " + vin_));
  EXPECT_THAT(fleet_.Postings(), IsEmpty()) << "returned ones stand in STOCK already";
  EXPECT_EQ(fleet_.Try("dealer", Inspected(vin_, 20'100, true)), "ILLEGAL_TRANSITION condition_reported.restock");
}

TEST_F(VehicleUseTest, VehiclesAreInspectedWhileTheyAreVehicles) {
  fleet_.Bear(vin_);
  EXPECT_EQ(fleet_.Try("maker", Inspected(vin_, 10, false)), "OK") << "REGISTERED";
  fleet_.Stock(Vin(2));
  EXPECT_EQ(fleet_.Try("dealer", Inspected(Vin(2), 10, false)), "OK") << "IN_STOCK";
  fleet_.Lease(Vin(3), v1::CONTRACT_KIND_LEASE);
  EXPECT_EQ(fleet_.Try("dealer", Inspected(Vin(3), 2'000, false)), "OK") << "LEASED";
  EXPECT_EQ(fleet_.Try("dealer", Inspected(Vin(3), 2'000, true)), "ILLEGAL_TRANSITION condition_reported.restock");
  fleet_.Lease(Vin(4), v1::CONTRACT_KIND_LEASE_TO_OWN);
  EXPECT_EQ(fleet_.Try("dealer", Inspected(Vin(4), 2'000, false)), "OK") << "LEASE_TO_OWN";
  fleet_.Retire(Vin(5));
  EXPECT_EQ(fleet_.Try("dealer", Inspected(Vin(5), 2'000, false)), "ILLEGAL_TRANSITION condition_reported.vin");
  fleet_.Sell(Vin(6));
  EXPECT_EQ(fleet_.Try("dealer", Inspected(Vin(6), 2'000, false)), "NOT_HOLDER condition_reported.vin");
}

TEST_F(VehicleUseTest, ChecksInspections) {
  fleet_.Stock(vin_);
  EXPECT_EQ(fleet_.Try("other-dealer", Inspected(vin_, 1, false)), "NOT_HOLDER condition_reported.vin");
  EXPECT_EQ(fleet_.Try("dealer", Inspected(Vin(9), 1, false)), "NOT_FOUND condition_reported.vin");
  EXPECT_EQ(fleet_.Try("dealer", Inspected(vin_, -1, false)), "OUT_OF_RANGE condition_reported.odometer_m");
  v1::ConditionReported event = Inspected(vin_, 1, false);
  event.clear_grade();
  EXPECT_EQ(fleet_.Try("dealer", event), "FIELD_MISSING condition_reported.grade");
}

TEST_F(VehicleUseTest, AVehicleComesBackWhenItsContractHasEnded) {
  fleet_.Lease(vin_, v1::CONTRACT_KIND_LEASE);
  EXPECT_EQ(fleet_.Try("dealer", Returned(contract_, vin_)), "CONTRACT_STAGE vehicle_returned.contract_id");
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_TERM_REACHED, 1'200);
  EXPECT_TRUE(fleet_.Contract(contract_).return_due());
  ASSERT_EQ(fleet_.Try("dealer", Returned(contract_, vin_)), "OK");
  EXPECT_THAT(fleet_.Postings(),
              ElementsAre("STOCK/maker/brand 5XXX +56000", "STOCK/maker/brand 6XXX +100000",
                          "IN_SERVICE/maker/brand/lease 5XXX -56000", "IN_SERVICE/maker/brand/lease 6XXX -100000"));
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("VEHICLE " + vin_, "CONTRACT " + contract_));
  const v1::VehicleState vehicle = fleet_.Vehicle(vin_);
  EXPECT_EQ(vehicle.custody(), v1::CUSTODY_STATE_RETURNED);
  EXPECT_EQ(vehicle.contract_id(), "");
  EXPECT_EQ(vehicle.use(), v1::SERVICE_USE_UNSPECIFIED);
  EXPECT_EQ(vehicle.odometer_max_m(), 20'000);
  EXPECT_FALSE(fleet_.Contract(contract_).return_due());
  EXPECT_EQ(fleet_.Try("dealer", Returned(contract_, vin_)), "CONTRACT_STAGE vehicle_returned.contract_id");
}

TEST_F(VehicleUseTest, ALowerReadingAtTheReturnIsFlagged) {
  fleet_.Lease(vin_, v1::CONTRACT_KIND_LEASE_TO_OWN);
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_DEFAULT, 0);
  ASSERT_EQ(fleet_.Try("dealer", Returned(contract_, vin_, 999)), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("ODOMETER_LOWER VEHICLE " + vin_));
  EXPECT_EQ(fleet_.Vehicle(vin_).odometer_max_m(), 1'000);
}

TEST_F(VehicleUseTest, ChecksReturns) {
  fleet_.Lease(vin_, v1::CONTRACT_KIND_LEASE);
  fleet_.Lease(Vin(2), v1::CONTRACT_KIND_LEASE);
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_SURRENDER, 1'200);
  EXPECT_EQ(fleet_.Try("other-dealer", Returned(contract_, vin_)), "NOT_HOLDER vehicle_returned.vin");
  EXPECT_EQ(fleet_.Try("dealer", Returned(contract_, Vin(9))), "NOT_FOUND vehicle_returned.vin");
  EXPECT_EQ(fleet_.Try("dealer", Returned("dealer/none", vin_)), "NOT_FOUND vehicle_returned.contract_id");
  EXPECT_EQ(fleet_.Try("dealer", Returned(contract_, Vin(2))), "INVALID_VALUE vehicle_returned.contract_id");
  EXPECT_EQ(fleet_.Try("dealer", Returned(contract_, vin_, -1)), "OUT_OF_RANGE vehicle_returned.odometer_m");
  v1::VehicleReturned event = Returned(contract_, vin_);
  event.clear_reason();
  EXPECT_EQ(fleet_.Try("dealer", event), "FIELD_MISSING vehicle_returned.reason");
}

}  // namespace
}  // namespace ingot::testing
