// Dealers that become insolvent, and others that take over what they held.
#ifndef INGOT_CLIENTS_SIMULATE_SUCCESSIONS_H_
#define INGOT_CLIENTS_SIMULATE_SUCCESSIONS_H_

#include "clients/simulate/stage.h"

namespace ingot::simulate {

// Whether dealers may take over others tomorrow: nothing is begun today that only its author may end.
bool IsEveOfSuccessions(const Stage& stage);

// Not thread-safe.
class Successions {
 public:
  explicit Successions(Stage& stage) : stage_(stage) {}

  // Every fourth year, in one region after the other. A dealer succeeds at most one other and is not itself succeeded
  // then, so that a contract is named by the present dealer or by the one before it.
  void Day();

  // Whether the vehicle's dealer took over another one's today: what it says of vehicles depends on the operator's
  // entry, and waits for the next day.
  bool HasNewHolder(const Vehicle& vehicle) const {
    return stage_.predecessors[vehicle.dealer] != kNobody && stage_.succeeded_on[vehicle.dealer] == stage_.day;
  }

 private:
  void Succeed(Who insolvent, Who successor);
  bool MayTakePart(Who who) const { return stage_.IsActive(who) && stage_.predecessors[who] == kNobody; }

  Stage& stage_;
};

}  // namespace ingot::simulate

#endif  // INGOT_CLIENTS_SIMULATE_SUCCESSIONS_H_
