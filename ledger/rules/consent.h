// Who may reverse an entry, and the consent of others to it.
#ifndef INGOT_LEDGER_RULES_CONSENT_H_
#define INGOT_LEDGER_RULES_CONSENT_H_

#include "absl/status/status.h"
#include "ledger/rules/transaction.h"

namespace ingot::rules {

// How long only the submitter, or whom it consents to, reverses its entry.
inline constexpr int64_t kOwnReversalUs = int64_t{10} * 24 * 3600 * 1'000'000;

// Every countersignature given must hold (COUNTERSIGNATURE, with its place). Then: the target's submitter (or its
// successor) may reverse; anyone with the submitter's countersignature; after kOwnReversalUs, in recorded_at, the
// operator with an auditor's. COUNTERSIGNATURE for all others.
absl::Status CheckConsent(const Transaction& t, const v1::EntryReversed& e, const v1::UndoState& target);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_CONSENT_H_
