#include "clients/simulate/fleet.h"

#include <utility>

#include "ledger/base/check.h"

namespace ingot::simulate {

Slot Fleet::Add() {
  if (!free_.empty()) {
    const Slot slot = free_.back();
    free_.pop_back();
    vehicles_[slot] = Vehicle();
    return slot;
  }
  INGOT_CHECK(vehicles_.size() < kNoSlot);
  vehicles_.emplace_back();
  return static_cast<Slot>(vehicles_.size() - 1);
}

void Fleet::Forget(Slot slot) { free_.push_back(slot); }

void Fleet::Schedule(Slot slot, Step step, int day) {
  Vehicle& vehicle = vehicles_[slot];
  vehicle.step = step;
  if (day < 0 || static_cast<size_t>(day) >= first_.size()) return;
  vehicle.next = std::exchange(first_[static_cast<size_t>(day)], slot);
}

Slot Fleet::TakeDue(int day) { return std::exchange(first_[static_cast<size_t>(day)], kNoSlot); }

}  // namespace ingot::simulate
