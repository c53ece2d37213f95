// What a contract's schedule asks for, and when. Calendar arithmetic alone: every date is counted from the contract's
// first day, so that a month-end does not drift (31 January, 28 February, 31 March). Amounts in minor units of the
// contract's currency. All functions are pure and thread-safe.
#ifndef INGOT_LEDGER_CONTRACT_ARREARS_H_
#define INGOT_LEDGER_CONTRACT_ARREARS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "ingot/v1/contract_events.pb.h"
#include "ingot/v1/state.pb.h"

namespace ingot::contract {

// An amount that falls due.
struct DueAmount {
  v1::Date due_on;
  int64_t minor_units = 0;

  friend bool operator==(const DueAmount& a, const DueAmount& b) {
    return a.due_on.year() == b.due_on.year() && a.due_on.month() == b.due_on.month() &&
           a.due_on.day() == b.due_on.day() && a.minor_units == b.minor_units;
  }
};

// The sum of the instalments and the balloon due on `day` or before. The runs of a schedule follow each other from
// starts_on; an instalment falls due on the first day of its period (ADVANCE) or on the first day after it (ARREARS);
// the balloon at the end of the term, or with the last instalment where that is later.
// REQUIRES: valid dates, terms as the rules keep them (ScheduleSum within kMaxMinorUnits, at most kMaxRuns runs).
int64_t ScheduledBy(const v1::Date& starts_on, int32_t term_months, const v1::ContractTerms& terms,
                    const v1::Date& day);

// What falls due after `day`, ascending, one element a date. At most kMaxRuns x 600 + 1 elements.
// REQUIRES: as for ScheduledBy.
std::vector<DueAmount> ScheduledAfter(const v1::Date& starts_on, int32_t term_months, const v1::ContractTerms& terms,
                                      const v1::Date& day);

// What the contract has asked for by `day`, with fees and, once exercised, the option fee; not less what was waived.
// From the day of a stated settlement on: the settled total and fees. nullopt where the terms were not examined.
std::optional<int64_t> DueBy(const v1::ContractState& contract, const v1::Date& day);

// What of it is neither paid nor waived, not below 0; 0 for a SETTLED contract. Payments are those of the state, so
// that an earlier `day` asks what would be open of it now.
std::optional<int64_t> ArrearsBy(const v1::ContractState& contract, const v1::Date& day);

// What the schedule in force asks for after `day`, ascending; empty once a settlement is stated, for SETTLED contracts
// and for unexamined ones. Payments made ahead are not taken off.
std::vector<DueAmount> DueAfter(const v1::ContractState& contract, const v1::Date& day);

}  // namespace ingot::contract

#endif  // INGOT_LEDGER_CONTRACT_ARREARS_H_
