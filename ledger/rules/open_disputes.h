// How many disputes are open on a subject.
#ifndef INGOT_LEDGER_RULES_OPEN_DISPUTES_H_
#define INGOT_LEDGER_RULES_OPEN_DISPUTES_H_

#include <cstdint>

#include "ingot/v1/state.pb.h"

namespace ingot::rules {

// Of a vehicle, contract, transfer, batch, lot or heat; 0 for every other record, which can't be disputed.
uint32_t OpenDisputes(const v1::Record& record);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_OPEN_DISPUTES_H_
