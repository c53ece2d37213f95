// Permits of sites to treat end-of-life vehicles.
#ifndef INGOT_LEDGER_RULES_FACILITY_H_
#define INGOT_LEDGER_RULES_FACILITY_H_

#include <string>

#include "ledger/rules/transaction.h"

namespace ingot::rules {

// Whether the site has a permit that is valid on that day (its last day included).
bool HasPermitOn(const v1::SiteState& site, const v1::Date& date);

// Raises PERMIT_EXPIRED on the site, which becomes a subject of the entry.
void FlagPermit(Transaction& t, const std::string& site_id);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_FACILITY_H_
