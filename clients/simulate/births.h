// Vehicles are born, or come in from the road.
#ifndef INGOT_CLIENTS_SIMULATE_BIRTHS_H_
#define INGOT_CLIENTS_SIMULATE_BIRTHS_H_

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "clients/simulate/stage.h"

namespace ingot::simulate {

// Recycled metal that came to a maker's brand.
struct Credit {
  std::string heat_id;
  int64_t grams = 0;
  int since = 0;
};

// By maker; the oldest first.
using Credits = std::vector<std::deque<Credit>>;

// Not thread-safe.
class Births {
 public:
  explicit Births(Stage& stage) : stage_(stage), credits(kMakers) {}

  // All births of the day.
  void Day();
  uint64_t born() const { return born_; }

 private:
  void Bear(uint64_t number);
  void Describe(const Vehicle& vehicle, v1::VehicleRegistered& registered);
  void Consume(const Vehicle& vehicle, v1::VehicleRegistered& registered);
  void Register(Slot slot, Random& random);
  void Open(Slot slot, Random& random);
  void Foreign(Slot slot);

  Stage& stage_;
  uint64_t born_ = 0;

 public:
  Credits credits;
};

}  // namespace ingot::simulate

#endif  // INGOT_CLIENTS_SIMULATE_BIRTHS_H_
