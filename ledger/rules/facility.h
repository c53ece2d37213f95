// Sites of the actor, and their permits to treat end-of-life vehicles.
#ifndef INGOT_LEDGER_RULES_FACILITY_H_
#define INGOT_LEDGER_RULES_FACILITY_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ledger/rules/transaction.h"

namespace ingot::rules {

// The site, if the actor (or whom it succeeded) owns it: FIELD_MISSING, INVALID_VALUE, NOT_FOUND.
absl::StatusOr<const v1::SiteState*> FindOwnSite(const Transaction& t, const std::string& site_id,
                                                 std::string_view field);

// Whether the site has a permit that is valid on that day (its last day included).
bool HasPermitOn(const v1::SiteState& site, const v1::Date& date);

// Raises PERMIT_EXPIRED on the site, which becomes a subject of the entry.
void FlagPermit(Transaction& t, const std::string& site_id);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_FACILITY_H_
