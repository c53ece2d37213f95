#include "ledger/contract/stage.h"

namespace ingot::contract {

const std::vector<Change>& Changes() {
  static const auto* const kTable = new std::vector<Change>{
      {v1::CONTRACT_STAGE_SIGNED, v1::CONTRACT_STAGE_ACTIVE, Condition::kHandOver},
      {v1::CONTRACT_STAGE_SIGNED, v1::CONTRACT_STAGE_ENDED, Condition::kSaleHandOverOrWithdrawal},
      {v1::CONTRACT_STAGE_ACTIVE, v1::CONTRACT_STAGE_ENDED, Condition::kTitleOrSettlement},
      {v1::CONTRACT_STAGE_ENDED, v1::CONTRACT_STAGE_SETTLED, Condition::kNothingDue},
  };
  return *kTable;
}

std::optional<Condition> FindChange(v1::ContractStage from, v1::ContractStage to) {
  for (const Change& change : Changes()) {
    if (change.from == from && change.to == to) return change.condition;
  }
  return std::nullopt;
}

bool IsOpen(v1::ContractStage stage) {
  return stage == v1::CONTRACT_STAGE_SIGNED || stage == v1::CONTRACT_STAGE_ACTIVE;
}

std::string_view StageName(v1::ContractStage stage) {
  constexpr std::string_view kPrefix = "CONTRACT_STAGE_";
  return std::string_view(v1::ContractStage_Name(stage)).substr(kPrefix.size());
}

}  // namespace ingot::contract
