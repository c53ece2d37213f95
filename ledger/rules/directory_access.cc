#include "ledger/rules/directory_access.h"

#include "ledger/base/status.h"
#include "ledger/directory/ids.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/succession.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {

using refusal::Refuse;

absl::Status CheckWritable(const Transaction& t, std::string_view id, std::string_view owner, std::string_view field) {
  INGOT_RETURN_IF_ERROR(directory::CheckScopedId(id, field));
  if (ActsFor(t, owner)) return absl::OkStatus();
  // Also for an id of a stranger that is in use: whether it is, is not told.
  return directory::CheckOwnId(t.actor(), id, field);
}

absl::StatusOr<const v1::SiteState*> FindOwnSite(const Transaction& t, const std::string& site_id,
                                                 std::string_view field) {
  INGOT_RETURN_IF_ERROR(directory::CheckScopedId(site_id, field));
  const v1::Record* const record = t.Find(state::SubjectKey(v1::SUBJECT_KIND_SITE, site_id));
  if (record == nullptr || !ActsFor(t, record->site().organisation_id())) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, field, "you have no such site: register it (SiteRegistered) first");
  }
  return &record->site();
}

absl::StatusOr<const v1::BrandState*> FindOwnBrand(const Transaction& t, const std::string& brand_id,
                                                   std::string_view field) {
  INGOT_RETURN_IF_ERROR(directory::CheckScopedId(brand_id, field));
  const v1::Record* const record = t.Find(state::SubjectKey(v1::SUBJECT_KIND_BRAND, brand_id));
  if (record == nullptr || !ActsFor(t, record->brand().organisation_id())) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, field, "you have no such brand: register it (BrandRegistered) first");
  }
  return &record->brand();
}

absl::StatusOr<const v1::OrganisationState*> FindActiveOrganisation(const Transaction& t,
                                                                    const std::string& organisation_id,
                                                                    std::string_view field) {
  INGOT_RETURN_IF_ERROR(directory::CheckOrganisationId(organisation_id, field));
  const v1::Record* const record = t.Find(state::OrganisationKey(organisation_id));
  if (record == nullptr) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, field, "no such organisation is enrolled: check the id");
  }
  if (!record->organisation().successor_id().empty()) {
    return Refuse(v1::REFUSAL_REASON_UNKNOWN_ORGANISATION, field,
                  "the organisation has been succeeded and takes part no more");
  }
  return &record->organisation();
}

}  // namespace ingot::rules
