// The contract's stages: SIGNED (vehicle reserved), ACTIVE (handed over), ENDED (still takes money), SETTLED.
#ifndef INGOT_LEDGER_CONTRACT_STAGE_H_
#define INGOT_LEDGER_CONTRACT_STAGE_H_

#include <optional>
#include <string_view>
#include <vector>

#include "ingot/v1/common.pb.h"

namespace ingot::contract {

// What must hold beside the table for a change of stage. The event's handler checks it.
enum class Condition {
  // Hand-over of a vehicle under a lease or a lease-to-own.
  kHandOver,
  // Hand-over under a sale: title passes on day one and the contract is ENDED at once; or withdrawal before hand-over.
  kSaleHandOverOrWithdrawal,
  // Title passes, or the contract's organisation ends it with its settlement.
  kTitleOrSettlement,
  // The vehicle is back or sold, and what was paid is what is due.
  kNothingDue,
};

struct Change {
  v1::ContractStage from;
  v1::ContractStage to;
  Condition condition;
};

// All changes, by `from`. Signing (to SIGNED) is not a change.
const std::vector<Change>& Changes();

// The condition of a change, or nullopt where the table has none such.
std::optional<Condition> FindChange(v1::ContractStage from, v1::ContractStage to);

// SIGNED or ACTIVE: such a contract reserves its vehicle, and a vehicle has at most one.
bool IsOpen(v1::ContractStage stage);

// The stage's name without its prefix, for messages ("ENDED").
std::string_view StageName(v1::ContractStage stage);

}  // namespace ingot::contract

#endif  // INGOT_LEDGER_CONTRACT_STAGE_H_
