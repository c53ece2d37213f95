// What the handlers of theft, loss and borders share: who may speak for a vehicle out of its ordinary life, on what
// documents, and for which day.
#ifndef INGOT_LEDGER_RULES_TROUBLE_H_
#define INGOT_LEDGER_RULES_TROUBLE_H_

#include <initializer_list>
#include <string_view>

#include "absl/status/status.h"
#include "ledger/rules/transaction.h"

namespace ingot::rules {

// A day on which something happened: FIELD_MISSING, INVALID_VALUE, OUT_OF_RANGE after occurred_at's own date.
absl::Status CheckPastDay(const Transaction& t, bool given, const v1::Date& day, std::string_view field);

// EVIDENCE_MISSING unless the event has evidence of one of these kinds; `need` says what is needed.
absl::Status CheckDocument(const Transaction& t, std::initializer_list<v1::EvidenceKind> kinds, std::string_view need);

// The holder at rest (NOT_HOLDER, IN_TRANSIT), or an insurer whose policy covers damage and theft of the vehicle itself
// (partial own damage, comprehensive) on that day (POLICY).
absl::Status CheckHolderOrInsurer(const Transaction& t, const v1::VehicleState& vehicle, const v1::Date& day,
                                  std::string_view field);

// The same; and for a vehicle without holder that was SOLD, a dealer or lessor with evidence POLICE_REPORT.
absl::Status CheckTheftReporter(const Transaction& t, const v1::VehicleState& vehicle, const v1::Date& day,
                                std::string_view field);

// For a vehicle without holder: a dealer or lessor (ROLE_REQUIRED) with one of these documents (EVIDENCE_MISSING).
absl::Status CheckDealerWith(const Transaction& t, std::initializer_list<v1::EvidenceKind> kinds, std::string_view need,
                             std::string_view field);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_TROUBLE_H_
