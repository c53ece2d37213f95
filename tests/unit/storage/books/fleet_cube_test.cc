#include "storage/books/fleet_cube.h"

#include <gtest/gtest.h>

#include <string>

namespace ingot::storage {
namespace {

FleetGroup Group() {
  FleetGroup group;
  group.brand_id = "maker/brand";
  group.model_id = "maker/model";
  group.market = "CN";
  group.model_year = 2026;
  group.custody = v1::CUSTODY_STATE_LEASED;
  group.due_year = 2029;
  return group;
}

v1::VehicleState Leased() {
  v1::VehicleState vehicle;
  vehicle.set_brand_id("maker/brand");
  vehicle.set_model_id("maker/model");
  vehicle.set_market("CN");
  vehicle.set_model_year(2026);
  vehicle.set_custody(v1::CUSTODY_STATE_LEASED);
  vehicle.set_contract_id("dealer/c");
  vehicle.set_entered_g(160);
  v1::FamilyMass& mass = *vehicle.add_body();
  mass.set_family(v1::ALLOY_FAMILY_5XXX);
  mass.set_grams(150);
  vehicle.mutable_custody_since()->set_year(2031);
  return vehicle;
}

v1::ContractState Lease() {
  v1::ContractState contract;
  contract.set_kind(v1::CONTRACT_KIND_LEASE);
  contract.set_stage(v1::CONTRACT_STAGE_ACTIVE);
  contract.mutable_starts_on()->set_year(2026);
  contract.mutable_starts_on()->set_month(1);
  contract.mutable_starts_on()->set_day(31);
  contract.set_term_months(37);
  return contract;
}

TEST(FleetCubeTest, KeysGoThereAndBack) {
  const std::string key = FleetKey(Group());
  EXPECT_EQ(key.substr(0, FleetPrefix("maker/brand").size()), FleetPrefix("maker/brand"));
  EXPECT_EQ(FleetGroupOfKey(key), Group());
  for (size_t size = 0; size < key.size(); ++size) EXPECT_FALSE(FleetGroupOfKey(key.substr(0, size)).has_value());
  EXPECT_FALSE(FleetGroupOfKey(key + "x").has_value());
  EXPECT_FALSE(FleetGroupOfKey("x" + key.substr(1)).has_value());
}

TEST(FleetCubeTest, ALeasedVehicleIsDueWithItsContract) {
  EXPECT_EQ(GroupOf(Leased(), nullptr).due_year, 0);
  v1::ContractState contract = Lease();
  EXPECT_EQ(GroupOf(Leased(), &contract), Group());
  // 36 months from 31 January 2026 end in January 2029, 35 in December 2028.
  contract.set_term_months(35);
  EXPECT_TRUE(ChangesDueYear(Lease(), contract));
  EXPECT_EQ(GroupOf(Leased(), &contract).due_year, 2028);
  contract.set_term_months(36);
  EXPECT_FALSE(ChangesDueYear(Lease(), contract));
  contract.set_stage(v1::CONTRACT_STAGE_ENDED);
  contract.mutable_ended_on()->set_year(2027);
  contract.mutable_ended_on()->set_month(5);
  contract.mutable_ended_on()->set_day(1);
  EXPECT_EQ(GroupOf(Leased(), &contract).due_year, 2027);
  // What a lessee is buying is not due back.
  contract.set_kind(v1::CONTRACT_KIND_LEASE_TO_OWN);
  EXPECT_EQ(GroupOf(Leased(), &contract).due_year, 0);
}

TEST(FleetCubeTest, AnEndCountsInTheYearInWhichItCame) {
  v1::VehicleState vehicle = Leased();
  const v1::ContractState contract = Lease();
  vehicle.set_custody(v1::CUSTODY_STATE_RECOVERED);
  EXPECT_EQ(GroupOf(vehicle, &contract).due_year, 0);
  EXPECT_EQ(GroupOf(vehicle, &contract).end_year, 2031);
  // Seen on the road years later.
  vehicle.set_last_occurred_at_us(2'000'000'000'000'000);
  EXPECT_EQ(GroupOf(vehicle, &contract).end_year, 2031);
}

TEST(FleetCubeTest, FiguresAreTheRecords) {
  v1::VehicleState vehicle = Leased();
  vehicle.set_recovered_g(140);
  EXPECT_EQ(FiguresOf(vehicle),
            (Sums{{kFleetVehicles, 1}, {kFleetBodyG, 150}, {kFleetEnteredG, 160}, {kFleetRecoveredG, 140}}));
}

// Every field that groups and figures look at, and one that they do not.
TEST(FleetCubeTest, AlikeMeansTheSameGroupAndFigures) {
  const v1::VehicleState vehicle = Leased();
  const auto alike = [&vehicle](auto change) {
    v1::VehicleState changed = vehicle;
    change(changed);
    const bool same = GroupOf(vehicle, nullptr) == GroupOf(changed, nullptr) &&
                      FiguresOf(vehicle) == FiguresOf(changed) && vehicle.contract_id() == changed.contract_id();
    EXPECT_EQ(CountAlike(vehicle, changed), same);
    return CountAlike(vehicle, changed);
  };
  EXPECT_TRUE(alike([](v1::VehicleState& v) { v.set_odometer_max_m(5); }));
  EXPECT_TRUE(alike([](v1::VehicleState& v) { v.set_last_occurred_at_us(0); }));
  EXPECT_FALSE(alike([](v1::VehicleState& v) { v.set_brand_id("other/brand"); }));
  EXPECT_FALSE(alike([](v1::VehicleState& v) { v.set_model_id("other/model"); }));
  EXPECT_FALSE(alike([](v1::VehicleState& v) { v.set_market("DE"); }));
  EXPECT_FALSE(alike([](v1::VehicleState& v) { v.set_model_year(2027); }));
  EXPECT_FALSE(alike([](v1::VehicleState& v) { v.set_custody(v1::CUSTODY_STATE_RECOVERED); }));
  EXPECT_FALSE(alike([](v1::VehicleState& v) { v.set_contract_id("dealer/d"); }));
  EXPECT_FALSE(alike([](v1::VehicleState& v) { v.set_entered_g(161); }));
  EXPECT_FALSE(alike([](v1::VehicleState& v) { v.set_recovered_g(1); }));
  EXPECT_FALSE(alike([](v1::VehicleState& v) { v.mutable_body(0)->set_grams(151); }));
  v1::VehicleState ended = vehicle;
  ended.set_custody(v1::CUSTODY_STATE_CLOSED);
  v1::VehicleState earlier = ended;
  earlier.mutable_custody_since()->set_year(2030);
  EXPECT_FALSE(CountAlike(ended, earlier));
}

TEST(FleetCubeTest, OwnMetalAloneComesBack) {
  v1::HeatReturn returned;
  for (const v1::Origin origin : {v1::ORIGIN_OWN_BODY, v1::ORIGIN_OWN_OTHER, v1::ORIGIN_REPAIR, v1::ORIGIN_PRIMARY}) {
    v1::Amount& amount = *returned.add_returned();
    amount.set_family(v1::ALLOY_FAMILY_6XXX);
    amount.set_origin(origin);
    amount.set_grams(10 + origin);
  }
  EXPECT_EQ(ReturnedOf(returned), (Sums{{kReturnedOwnBodyG, 11}, {kReturnedRepairG, 13}}));
}

}  // namespace
}  // namespace ingot::storage
