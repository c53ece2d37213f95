// Where a subject's flags stand.
#ifndef INGOT_LEDGER_RULES_FLAG_LIST_H_
#define INGOT_LEDGER_RULES_FLAG_LIST_H_

#include "ingot/v1/state.pb.h"
#include "ledger/state/flags.h"

namespace ingot::rules {

using FlagList = state::FlagList;

// The flags of a subject's state; nullptr for subjects that carry none.
FlagList* FlagsOf(v1::Record& record);

// Takes a flag away; false where it does not stand.
bool RemoveFlag(FlagList& flags, v1::FlagKind kind);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_FLAG_LIST_H_
