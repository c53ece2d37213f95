// RoadRegistered, OdometerReplaced, Serviced, SightingReported.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fleet.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ObservationVehicleTest : public ::testing::Test {
 protected:
  std::string RegisteredSince() {
    const v1::VehicleState vehicle = fleet_.Vehicle(vin_);
    return vehicle.registered_country() + " " + std::to_string(vehicle.registered_on().day());
  }
  v1::RoadRegistered Off(const std::string& country, const v1::Date& on) {
    v1::RoadRegistered event = OnRoad(vin_, country, on);
    event.set_deregistered(true);
    return event;
  }

  Fleet fleet_;
  const std::string vin_ = Vin(1);
};

TEST_F(ObservationVehicleTest, RegistrationsForTheRoadFollowTheirDays) {
  fleet_.Sell(vin_);
  ASSERT_EQ(fleet_.Try("dealer", OnRoad(vin_, "DE", MakeDate(2026, 3, 2))), "OK") << "sold: nobody holds it";
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("VEHICLE " + vin_));
  EXPECT_THAT(fleet_.Postings(), IsEmpty());
  EXPECT_EQ(RegisteredSince(), "DE 2");
  ASSERT_EQ(fleet_.Try("workshop", OnRoad(vin_, "PL", MakeDate(2026, 3, 9))), "OK");
  EXPECT_EQ(RegisteredSince(), "PL 9");
  ASSERT_EQ(fleet_.Try("other-dealer", OnRoad(vin_, "FR", MakeDate(2026, 3, 5))), "OK") << "late, of an earlier day";
  EXPECT_EQ(RegisteredSince(), "PL 9");
  ASSERT_EQ(fleet_.Try("dealer", Off("DE", MakeDate(2026, 3, 10))), "OK") << "it is registered elsewhere since";
  EXPECT_EQ(RegisteredSince(), "PL 9");
  ASSERT_EQ(fleet_.Try("dealer", Off("PL", MakeDate(2026, 3, 11))), "OK");
  EXPECT_EQ(RegisteredSince(), " 11");
  ASSERT_EQ(fleet_.Try("dealer", OnRoad(vin_, "PL", MakeDate(2026, 3, 10))), "OK");
  EXPECT_EQ(RegisteredSince(), " 11");
  ASSERT_EQ(fleet_.Try("dealer", OnRoad(vin_, "PL", MakeDate(2026, 3, 12))), "OK");
  EXPECT_EQ(RegisteredSince(), "PL 12");
}

TEST_F(ObservationVehicleTest, MakersAndRecyclersRegisterWhatTheyHold) {
  fleet_.Bear(vin_);
  EXPECT_EQ(fleet_.Try("maker", OnRoad(vin_, "DE", MakeDate(2026, 3, 1))), "OK");
  EXPECT_EQ(fleet_.Try("treater", OnRoad(vin_, "DE", MakeDate(2026, 3, 1))), "NOT_HOLDER road_registered.vin");
  fleet_.ToYard(Vin(2));
  EXPECT_EQ(fleet_.Try("treater", OnRoad(Vin(2), "DE", MakeDate(2026, 3, 1))), "OK");
  EXPECT_EQ(fleet_.Try("maker", OnRoad(Vin(2), "DE", MakeDate(2026, 3, 1))), "NOT_HOLDER road_registered.vin");
}

TEST_F(ObservationVehicleTest, ChecksRegistrations) {
  fleet_.Stock(vin_);
  EXPECT_EQ(fleet_.Try("dealer", OnRoad(Vin(9), "DE", MakeDate(2026, 3, 1))), "NOT_FOUND road_registered.vin");
  EXPECT_EQ(fleet_.Try("dealer", OnRoad(vin_, "", MakeDate(2026, 3, 1))), "FIELD_MISSING road_registered.country");
  EXPECT_EQ(fleet_.Try("dealer", OnRoad(vin_, "XX", MakeDate(2026, 3, 1))), "INVALID_VALUE road_registered.country");
  EXPECT_EQ(fleet_.Try("dealer", OnRoad(vin_, "DE", MakeDate(2026, 2, 29))), "INVALID_VALUE road_registered.on");
  v1::RoadRegistered event = OnRoad(vin_, "DE", MakeDate(2026, 3, 1));
  event.clear_on();
  EXPECT_EQ(fleet_.Try("dealer", event), "FIELD_MISSING road_registered.on");
  EXPECT_EQ(fleet_.Try("insurer", OnRoad(vin_, "DE", MakeDate(2026, 3, 1))), "ROLE_REQUIRED road_registered");
}

TEST_F(ObservationVehicleTest, OnlyAReplacementResetsTheOdometer) {
  fleet_.Stock(vin_);
  fleet_.Do("workshop", Reading(vin_, 80'000));
  ASSERT_EQ(fleet_.Try("workshop", OdometerSwap(vin_, 81'000, 5)), "OK");
  EXPECT_THAT(fleet_.Flags(), IsEmpty());
  EXPECT_EQ(fleet_.Vehicle(vin_).odometer_max_m(), 5);
  ASSERT_EQ(fleet_.Try("workshop", Reading(vin_, 6)), "OK");
  EXPECT_THAT(fleet_.Flags(), IsEmpty()) << "counted from the new instrument on";
  ASSERT_EQ(fleet_.Try("maker", OdometerSwap(vin_, 5, 90'000)), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("ODOMETER_LOWER VEHICLE " + vin_)) << "the old one showed less than before";
  EXPECT_EQ(fleet_.Vehicle(vin_).odometer_max_m(), 90'000);
}

TEST_F(ObservationVehicleTest, ChecksReplacements) {
  fleet_.Stock(vin_);
  EXPECT_EQ(fleet_.Try("workshop", OdometerSwap(Vin(9), 1, 1)), "NOT_FOUND odometer_replaced.vin");
  EXPECT_EQ(fleet_.Try("workshop", OdometerSwap(vin_, -1, 1)), "OUT_OF_RANGE odometer_replaced.old_odometer_m");
  EXPECT_EQ(fleet_.Try("workshop", OdometerSwap(vin_, 10'000'000'001, 1)),
            "OUT_OF_RANGE odometer_replaced.old_odometer_m");
  EXPECT_EQ(fleet_.Try("workshop", OdometerSwap(vin_, 1, -1)), "OUT_OF_RANGE odometer_replaced.new_odometer_m");
  EXPECT_EQ(fleet_.Try("workshop", OdometerSwap(vin_, 1, 10'000'000'001)),
            "OUT_OF_RANGE odometer_replaced.new_odometer_m");
  EXPECT_EQ(fleet_.Try("insurer", OdometerSwap(vin_, 1, 1)), "ROLE_REQUIRED odometer_replaced");
  EXPECT_EQ(fleet_.Try("workshop", OdometerSwap(vin_, 10'000'000'000, 0)), "OK");
}

TEST_F(ObservationVehicleTest, ServicesAreCountedAndReadTheOdometer) {
  fleet_.Sell(vin_);
  ASSERT_EQ(fleet_.Try("workshop", Service(vin_, 15'000)), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).odometer_max_m(), 15'000);
  ASSERT_EQ(fleet_.Try("maker", Service(vin_, -1)), "OK") << "not read";
  EXPECT_THAT(fleet_.Flags(), IsEmpty());
  ASSERT_EQ(fleet_.Try("other-dealer", Service(vin_, 0)), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("ODOMETER_LOWER VEHICLE " + vin_));
  EXPECT_EQ(fleet_.Vehicle(vin_).odometer_max_m(), 15'000);
  EXPECT_EQ(fleet_.Vehicle(vin_).services(), 3u);
}

TEST_F(ObservationVehicleTest, ChecksServices) {
  fleet_.Stock(vin_);
  EXPECT_EQ(fleet_.Try("workshop", Service(Vin(9), 1)), "NOT_FOUND serviced.vin");
  EXPECT_EQ(fleet_.Try("workshop", Service(vin_, -2)), "OUT_OF_RANGE serviced.odometer_m");
  EXPECT_EQ(fleet_.Try("workshop", Service(vin_, 10'000'000'001)), "OUT_OF_RANGE serviced.odometer_m");
  v1::Serviced event = Service(vin_, 1);
  event.clear_kind();
  EXPECT_EQ(fleet_.Try("workshop", event), "FIELD_MISSING serviced.kind");
  EXPECT_EQ(fleet_.Try("insurer", Service(vin_, 1)), "ROLE_REQUIRED serviced");
  EXPECT_EQ(fleet_.Try("treater", Service(vin_, 1)), "ROLE_REQUIRED serviced");
}

TEST_F(ObservationVehicleTest, EveryoneButGroupsReportsSightings) {
  fleet_.Stock(vin_);
  fleet_.ledger().Enrol("assessor", {v1::ROLE_AUDITOR});
  fleet_.ledger().Enrol("foundry", {v1::ROLE_SMELTER});
  fleet_.ledger().Enrol("holding", {v1::ROLE_GROUP});
  uint32_t seen = 0;
  for (const char* who : {"maker", "dealer", "other-dealer", "treater", "workshop", "insurer", "assessor", "foundry"}) {
    EXPECT_EQ(fleet_.Try(who, Sighting(vin_)), "OK") << who;
    EXPECT_THAT(fleet_.Flags(), IsEmpty());
    EXPECT_EQ(fleet_.Vehicle(vin_).sightings(), ++seen);
  }
  EXPECT_EQ(fleet_.Try(TestLedger::kOperator, Sighting(vin_)), "OK");
  EXPECT_EQ(fleet_.Try("holding", Sighting(vin_)), "ROLE_REQUIRED sighting_reported");
}

TEST_F(ObservationVehicleTest, ASightingDisputesACertificateOfDestruction) {
  fleet_.ToYard(vin_);
  ASSERT_EQ(fleet_.Try("workshop", Sighting(vin_)), "OK");
  EXPECT_THAT(fleet_.Flags(), IsEmpty()) << "not certified yet";
  fleet_.Do("treater", Certificate(vin_, "treater/yard", "S-1"));
  ASSERT_EQ(fleet_.Try("workshop", Sighting(vin_)), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("DESTRUCTION_DISPUTED VEHICLE " + vin_));
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_AT_FACILITY) << "an auditor decides what it means";
}

TEST_F(ObservationVehicleTest, ChecksSightings) {
  fleet_.Stock(vin_);
  EXPECT_EQ(fleet_.Try("workshop", Sighting(Vin(9))), "NOT_FOUND sighting_reported.vin");
  v1::SightingReported event = Sighting(vin_);
  event.clear_kind();
  EXPECT_EQ(fleet_.Try("workshop", event), "FIELD_MISSING sighting_reported.kind");
  event = Sighting(vin_);
  event.set_country("pl");
  EXPECT_EQ(fleet_.Try("workshop", event), "INVALID_VALUE sighting_reported.country");
  event = Sighting(vin_);
  event.clear_on();
  EXPECT_EQ(fleet_.Try("workshop", event), "FIELD_MISSING sighting_reported.on");
}

TEST_F(ObservationVehicleTest, ObservationsAreTakenInEveryState) {
  fleet_.ToMill({vin_});
  fleet_.Do("shredder", Fed("shredder/b1", {vin_}));
  EXPECT_EQ(fleet_.Try("workshop", OnRoad(vin_, "DE", MakeDate(2026, 3, 1))), "OK");
  EXPECT_EQ(fleet_.Try("workshop", OdometerSwap(vin_, 1, 1)), "OK");
  EXPECT_EQ(fleet_.Try("workshop", Service(vin_, 1)), "OK");
  EXPECT_EQ(fleet_.Try("workshop", Sighting(vin_)), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("DESTRUCTION_DISPUTED VEHICLE " + vin_));
  EXPECT_EQ(fleet_.Try("insurer", Policy(vin_, "insurer/p", MakeDate(2026, 1, 1), MakeDate(2026, 12, 31))), "OK");
  EXPECT_EQ(fleet_.Try("maker", Recall("maker/r", {vin_})), "OK");
}

}  // namespace
}  // namespace ingot::testing
