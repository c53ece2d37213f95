// What the rules keep of sealed parts: who may ask for one, and whether it is erased. They never read one.
#ifndef INGOT_LEDGER_RULES_SEAL_H_
#define INGOT_LEDGER_RULES_SEAL_H_

#include "ledger/rules/transaction.h"

namespace ingot::rules {

// Keeps the state of the sealed part that the event commits to; nothing where it commits to none. REQUIRES: the event
// was handled, so that its subjects stand.
void KeepSeal(Transaction& t);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_SEAL_H_
