// What every event must satisfy before its own rules are asked.
#ifndef INGOT_LEDGER_RULES_ENVELOPE_H_
#define INGOT_LEDGER_RULES_ENVELOPE_H_

#include "absl/status/status.h"
#include "ledger/rules/transaction.h"

namespace ingot::rules {

// In this order: the type is in force (EVENT_NOT_IN_FORCE); the kind of key and the role table (KEY_NOT_VALID,
// ROLE_REQUIRED); salt; actor (IDENTITY_MISMATCH), its user and site; occurred_at (FUTURE beyond 5 minutes after
// recorded_at); evidence; commitments and terms. Context::key_kind and Context::roles are the submitter's before the
// submission's first entry.
absl::Status CheckEnvelope(const Transaction& t);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_ENVELOPE_H_
