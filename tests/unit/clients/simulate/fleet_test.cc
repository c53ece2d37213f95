#include "clients/simulate/fleet.h"

#include <vector>

#include "gtest/gtest.h"

namespace ingot::simulate {
namespace {

std::vector<Slot> Due(Fleet& fleet, int day) {
  std::vector<Slot> due;
  for (Slot slot = fleet.TakeDue(day); slot != kNoSlot; slot = fleet[slot].next) due.push_back(slot);
  return due;
}

TEST(FleetTest, VehiclesAreDueOnTheirDayAndOnce) {
  Fleet fleet(10);
  const Slot a = fleet.Add(), b = fleet.Add(), c = fleet.Add();
  fleet.Schedule(a, Step::kSend, 3);
  fleet.Schedule(b, Step::kOffer, 3);
  fleet.Schedule(c, Step::kOffer, 4);
  EXPECT_EQ(Due(fleet, 2), (std::vector<Slot>{}));
  EXPECT_EQ(Due(fleet, 3), (std::vector<Slot>{b, a}));
  EXPECT_EQ(Due(fleet, 3), (std::vector<Slot>{}));
  EXPECT_EQ(fleet[a].step, Step::kSend);
  EXPECT_EQ(Due(fleet, 4), (std::vector<Slot>{c}));
}

TEST(FleetTest, WhatLiesBeyondTheLastDayIsNeverDue) {
  Fleet fleet(10);
  const Slot a = fleet.Add();
  fleet.Schedule(a, Step::kOffer, 10);
  for (int day = 0; day < 10; ++day) EXPECT_EQ(fleet.TakeDue(day), kNoSlot);
  fleet.Schedule(a, Step::kOffer, 9);
  EXPECT_EQ(Due(fleet, 9), (std::vector<Slot>{a}));
}

TEST(FleetTest, ForgottenVehiclesLeaveTheirSlots) {
  Fleet fleet(10);
  const Slot a = fleet.Add();
  fleet[a].Set(Mark::kOwned);
  fleet.Add();
  fleet.Forget(a);
  EXPECT_EQ(fleet.alive(), 1u);
  EXPECT_EQ(fleet.Add(), a);
  EXPECT_FALSE(fleet[a].Is(Mark::kOwned)) << "a new vehicle";
  EXPECT_EQ(fleet.slots(), 2u);
}

TEST(FleetTest, MarksAreIndependent) {
  Vehicle vehicle;
  vehicle.Set(Mark::kOwned);
  vehicle.Set(Mark::kOdometerNew);
  vehicle.Clear(Mark::kOwned);
  EXPECT_FALSE(vehicle.Is(Mark::kOwned));
  EXPECT_TRUE(vehicle.Is(Mark::kOdometerNew));
}

}  // namespace
}  // namespace ingot::simulate
