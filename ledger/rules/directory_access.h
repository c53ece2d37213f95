// What the handlers of the directory share: who may write a record, and whom an event concerns.
#ifndef INGOT_LEDGER_RULES_DIRECTORY_ACCESS_H_
#define INGOT_LEDGER_RULES_DIRECTORY_ACCESS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/rules/transaction.h"

namespace ingot::rules {

// Refuses to write the record of a scoped id (FIELD_MISSING, INVALID_VALUE, ID_NOT_OWN). `owner` is the organisation in
// the present record, empty for a new one. A successor writes what it took over, and names new things with its own id.
absl::Status CheckWritable(const Transaction& t, std::string_view id, std::string_view owner, std::string_view field);

// A site or brand of the actor, or of whom it succeeded: NOT_FOUND for foreign and absent ones alike. Valid until the
// record is edited.
absl::StatusOr<const v1::SiteState*> FindOwnSite(const Transaction& t, const std::string& site_id,
                                                 std::string_view field);
absl::StatusOr<const v1::BrandState*> FindOwnBrand(const Transaction& t, const std::string& brand_id,
                                                   std::string_view field);

// An enrolled organisation (form, NOT_FOUND) that was not succeeded (UNKNOWN_ORGANISATION), for events by the operator
// or by the organisation itself. Valid until the record is edited.
absl::StatusOr<const v1::OrganisationState*> FindActiveOrganisation(const Transaction& t,
                                                                    const std::string& organisation_id,
                                                                    std::string_view field);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_DIRECTORY_ACCESS_H_
