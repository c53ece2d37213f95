// The codes by which insurers and registries sort total losses, and what each says of a repair.
#ifndef INGOT_LEDGER_VEHICLE_TOTAL_LOSS_H_
#define INGOT_LEDGER_VEHICLE_TOTAL_LOSS_H_

#include <optional>
#include <string_view>
#include <vector>

#include "ingot/v1/trouble_events.pb.h"

namespace ingot::vehicle {

// A code of a scheme.
struct LossCode {
  v1::LossScheme scheme;
  std::string_view code;
  // Whether the vehicle may be repaired and come back onto the road.
  bool repairable;
};

// All codes, by scheme.
const std::vector<LossCode>& LossCodes();

// What the scheme says of the code; nullopt where it has none such.
std::optional<bool> IsRepairable(v1::LossScheme scheme, std::string_view code);

}  // namespace ingot::vehicle

#endif  // INGOT_LEDGER_VEHICLE_TOTAL_LOSS_H_
