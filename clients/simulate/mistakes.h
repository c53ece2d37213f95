// Deliberate mistakes: what the ledger must refuse, and why.
#ifndef INGOT_CLIENTS_SIMULATE_MISTAKES_H_
#define INGOT_CLIENTS_SIMULATE_MISTAKES_H_

#include "clients/simulate/stage.h"

namespace ingot::simulate {

// Not thread-safe.
class Mistakes {
 public:
  explicit Mistakes(Stage& stage) : stage_(stage) {}

  // Draws whether somebody gets something wrong about this vehicle, before it does its step.
  void Perhaps(const Vehicle& vehicle);

 private:
  Stage& stage_;
};

}  // namespace ingot::simulate

#endif  // INGOT_CLIENTS_SIMULATE_MISTAKES_H_
