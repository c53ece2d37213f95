// Signing keys: replaced every few years, sometimes because somebody else had one.
#ifndef INGOT_CLIENTS_SIMULATE_KEYS_H_
#define INGOT_CLIENTS_SIMULATE_KEYS_H_

#include <cstdint>
#include <vector>

#include "clients/simulate/stage.h"

namespace ingot::simulate {

// Not thread-safe.
class Keys {
 public:
  explicit Keys(Stage& stage) : stage_(stage), used_(stage.cast.all.size(), 0) {}

  // New keys are added, used from the next day on, and the old ones revoked a few days later. Nothing where the
  // simulation is not ledger_bound.
  void Day();

 private:
  struct Rotation {
    Who who = 0;
    int day = 0;
    bool compromised = false;
  };

  void Add(Who who);
  void Revoke(const Rotation& rotation);

  Stage& stage_;
  // The newest key, by organisation.
  std::vector<uint32_t> used_;
  // Those whose old key still signs.
  std::vector<Rotation> under_way_;
};

}  // namespace ingot::simulate

#endif  // INGOT_CLIENTS_SIMULATE_KEYS_H_
