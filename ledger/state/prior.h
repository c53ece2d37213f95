// What an entry changed in the records of the state, kept so that a reversal can give it back: the former values of the
// fields that it changed and nothing else. What observations note beside the facts (flags, the largest odometer
// reading, the latest occurred_at) is never given back: it stands, whatever becomes of the facts.
#ifndef INGOT_LEDGER_STATE_PRIOR_H_
#define INGOT_LEDGER_STATE_PRIOR_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "ingot/v1/state.pb.h"

namespace ingot::state {

// Whether a reversal gives this record back what it was: vehicles, contracts, payments, transfers, batches, lots,
// heats, claims, recalls, disputes and used numbers. Records of the directory stay as they are, accounts follow the
// postings.
bool IsMirrored(std::string_view key);

// What an entry changed in a mirrored record. `before` is the record as it was, nullptr for none; a record without a
// state counts as none. REQUIRES: both are of the same kind where both have a state; `after` has one.
v1::PriorRecord PriorOf(const std::string& key, const v1::Record* before, const v1::Record& after);

// In PriorRecord.cleared: the record is no subject of the entry, though it is one of a subject (0 is no field's
// number).
inline constexpr uint32_t kNoSubject = 0;
bool IsSubject(const v1::PriorRecord& prior);

// Gives back what PriorOf kept: state and settled_seq; the head stays. Fields that the entry did not change keep their
// present values. REQUIRES: `record` is of the kind that was kept.
void Restore(const v1::PriorRecord& prior, v1::Record& record);

// What money added to a contract's amounts: after - before, each.
v1::PriorRecord MoneyOf(const std::string& key, const v1::ContractState& before, const v1::ContractState& after);

// Takes that out of the contract's amounts again; false, and nothing is changed, where one of them does not hold it. Of
// a contract whose terms were not examined the defaults alone are counted.
bool TakeOut(const v1::ContractState& money, v1::ContractState& contract);

// Whether money stands on the contract.
bool HoldsMoney(const v1::ContractState& contract);

}  // namespace ingot::state

#endif  // INGOT_LEDGER_STATE_PRIOR_H_
