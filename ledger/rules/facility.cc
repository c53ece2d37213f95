#include "ledger/rules/facility.h"

#include "ledger/base/status.h"
#include "ledger/directory/ids.h"
#include "ledger/iso/date.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/succession.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {

absl::StatusOr<const v1::SiteState*> FindOwnSite(const Transaction& t, const std::string& site_id,
                                                 std::string_view field) {
  INGOT_RETURN_IF_ERROR(directory::CheckScopedId(site_id, field));
  const v1::Record* const record = t.Find(state::SubjectKey(v1::SUBJECT_KIND_SITE, site_id));
  if (record == nullptr || !ActsFor(t, record->site().organisation_id())) {
    return refusal::Refuse(v1::REFUSAL_REASON_NOT_FOUND, field,
                           "you have no such site: register it (SiteRegistered) first");
  }
  return &record->site();
}

bool HasPermitOn(const v1::SiteState& site, const v1::Date& date) {
  return site.has_permit() && iso::Compare(date, site.permit().expires_on()) <= 0;
}

void FlagPermit(Transaction& t, const std::string& site_id) {
  t.EditSubject(v1::SUBJECT_KIND_SITE, site_id);
  t.Flag(v1::FLAG_KIND_PERMIT_EXPIRED, v1::SUBJECT_KIND_SITE, site_id);
}

}  // namespace ingot::rules
