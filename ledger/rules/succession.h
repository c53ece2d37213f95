// Who acts for whom: an organisation that was succeeded lives on in its successor.
#ifndef INGOT_LEDGER_RULES_SUCCESSION_H_
#define INGOT_LEDGER_RULES_SUCCESSION_H_

#include <string>
#include <string_view>

#include "ledger/rules/transaction.h"
#include "ledger/state/view.h"

namespace ingot::rules {

// Successions are followed at most so far; OrganisationSucceeded refuses what would make a longer chain.
inline constexpr int kMaxSuccessions = 16;

// The organisation that holds today what `organisation` held: the end of its chain of successors, itself where there is
// none. Unknown organisations are returned as they are.
std::string Successor(const Transaction& t, std::string_view organisation);

// The same against a state.
std::string ResolveHolder(const state::View& view, std::string_view organisation);

// Whether the actor is `holder` or its successor: what "only the holder" asks. False for no holder (empty).
bool ActsFor(const Transaction& t, std::string_view holder);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_SUCCESSION_H_
