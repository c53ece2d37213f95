#include "ledger/contract/schedule.h"

namespace ingot::contract {

std::optional<int64_t> ScheduleSum(const v1::ContractTerms& terms) {
  // Even 2^31 runs of 2^31 instalments of 2^63 stay below 2^125.
  __int128 sum = terms.balloon_minor_units();
  for (const v1::Instalments& run : terms.schedule()) {
    sum += static_cast<__int128>(run.count()) * run.amount_minor_units();
  }
  if (sum < 0 || sum > kMaxMinorUnits) return std::nullopt;
  return static_cast<int64_t>(sum);
}

int64_t DueForTitle(const v1::ContractState& contract) {
  return contract.total_minor_units() + (contract.option_exercised() ? contract.option_fee_minor_units() : 0);
}

int64_t DueForSettlement(const v1::ContractState& contract) {
  return contract.settlement_stated() ? contract.settled_total_minor_units() : DueForTitle(contract);
}

}  // namespace ingot::contract
