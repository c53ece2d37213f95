#include "ledger/contract/schedule.h"

#include <algorithm>

namespace ingot::contract {
namespace {

int64_t TotalAndOption(const v1::ContractState& contract) {
  return contract.total_minor_units() + (contract.option_exercised() ? contract.option_fee_minor_units() : 0);
}

// With the fees, and without what was waived: an amendment or a settlement may have brought it below that.
int64_t LessWaived(const v1::ContractState& contract, int64_t agreed) {
  return std::max<int64_t>(0, agreed + contract.fees_minor_units() - contract.waived_minor_units());
}

}  // namespace

std::optional<int64_t> ScheduleSum(const v1::ContractTerms& terms) {
  // Even 2^31 runs of 2^31 instalments of 2^63 stay below 2^125.
  __int128 sum = terms.balloon_minor_units();
  for (const v1::Instalments& run : terms.schedule()) {
    sum += static_cast<__int128>(run.count()) * run.amount_minor_units();
  }
  if (sum < 0 || sum > kMaxMinorUnits) return std::nullopt;
  return static_cast<int64_t>(sum);
}

int64_t DueForTitle(const v1::ContractState& contract) { return LessWaived(contract, TotalAndOption(contract)); }

int64_t DueForSettlement(const v1::ContractState& contract) {
  return LessWaived(contract,
                    contract.settlement_stated() ? contract.settled_total_minor_units() : TotalAndOption(contract));
}

int64_t Outstanding(const v1::ContractState& contract) {
  return std::max<int64_t>(0, DueForSettlement(contract) - contract.paid_minor_units());
}

int64_t Overpaid(const v1::ContractState& contract) {
  return std::max<int64_t>(0, contract.paid_minor_units() - DueForSettlement(contract));
}

}  // namespace ingot::contract
