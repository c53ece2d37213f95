// What a contract's terms come to. Money in minor units of one currency; sums in 128 bits.
#ifndef INGOT_LEDGER_CONTRACT_SCHEDULE_H_
#define INGOT_LEDGER_CONTRACT_SCHEDULE_H_

#include <cstdint>
#include <optional>

#include "ingot/v1/contract_events.pb.h"
#include "ingot/v1/state.pb.h"

namespace ingot::contract {

// Largest amount of a term or a payment.
inline constexpr int64_t kMaxMinorUnits = 1'000'000'000'000'000;
// Largest sum of payments, and of deposits, that a contract takes.
inline constexpr int64_t kMaxPaidMinorUnits = 10 * kMaxMinorUnits;
inline constexpr int kMaxRuns = 64;
inline constexpr int32_t kMaxTermMonths = 600;

// Sum of all instalments and the balloon; nullopt where it is negative or above kMaxMinorUnits.
std::optional<int64_t> ScheduleSum(const v1::ContractTerms& terms);

// What must be paid for the title: the total, the option fee once the option is exercised, and the fees in the
// contract's currency, less what was waived; not below 0. Payments don't tell which claim they meet, so the title waits
// for the fees too.
// REQUIRES: amounts within kMaxMinorUnits, sums within kMaxPaidMinorUnits, as the rules keep them.
int64_t DueForTitle(const v1::ContractState& contract);

// What must be paid for the contract to be SETTLED: as for the title, but the settled total in place of total and
// option fee where ContractEnded stated one.
int64_t DueForSettlement(const v1::ContractState& contract);

// What is still to be paid for settlement, and what was paid beyond it; one of them is 0.
int64_t Outstanding(const v1::ContractState& contract);
int64_t Overpaid(const v1::ContractState& contract);

}  // namespace ingot::contract

#endif  // INGOT_LEDGER_CONTRACT_SCHEDULE_H_
