#include "ledger/rules/facility.h"

#include "ledger/iso/date.h"

namespace ingot::rules {

bool HasPermitOn(const v1::SiteState& site, const v1::Date& date) {
  return site.has_permit() && iso::Compare(date, site.permit().expires_on()) <= 0;
}

void FlagPermit(Transaction& t, const std::string& site_id) {
  t.EditSubject(v1::SUBJECT_KIND_SITE, site_id);
  t.Flag(v1::FLAG_KIND_PERMIT_EXPIRED, v1::SUBJECT_KIND_SITE, site_id);
}

}  // namespace ingot::rules
