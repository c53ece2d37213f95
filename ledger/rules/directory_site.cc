// Places and scales: SiteRegistered, InstrumentCertified.
#include <string>

#include "ledger/base/status.h"
#include "ledger/directory/ids.h"
#include "ledger/rules/directory_access.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

constexpr int64_t kMaxDivisionG = 1'000'000;
constexpr int64_t kMaxCapacityG = 200'000'000;

absl::Status CheckPermit(const v1::Permit& permit) {
  INGOT_RETURN_IF_ERROR(directory::CheckNumber(permit.number(), "site_registered.permit.number"));
  INGOT_RETURN_IF_ERROR(directory::CheckName(permit.authority(), "site_registered.permit.authority"));
  return CheckDate(permit.has_expires_on(), permit.expires_on(), "site_registered.permit.expires_on");
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::SiteRegistered& e) {
  const v1::Record* const before = t.Find(state::SubjectKey(v1::SUBJECT_KIND_SITE, e.site_id()));
  const std::string owner = before != nullptr ? before->site().organisation_id() : std::string();
  INGOT_RETURN_IF_ERROR(CheckWritable(t, e.site_id(), owner, "site_registered.site_id"));
  INGOT_RETURN_IF_ERROR(directory::CheckName(e.name(), "site_registered.name"));
  INGOT_RETURN_IF_ERROR(CheckCountry(t, e.country(), "site_registered.country"));
  if (e.has_permit()) INGOT_RETURN_IF_ERROR(CheckPermit(e.permit()));

  v1::SiteState& site = *t.EditSubject(v1::SUBJECT_KIND_SITE, e.site_id()).mutable_site();
  site.set_site_id(e.site_id());
  site.set_organisation_id(t.actor());
  site.set_name(e.name());
  site.set_country(e.country());
  site.clear_permit();
  if (e.has_permit()) *site.mutable_permit() = e.permit();
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::InstrumentCertified& e) {
  const v1::Record* const before = t.Find(state::SubjectKey(v1::SUBJECT_KIND_INSTRUMENT, e.instrument_id()));
  const std::string owner = before != nullptr ? before->instrument().organisation_id() : std::string();
  INGOT_RETURN_IF_ERROR(CheckWritable(t, e.instrument_id(), owner, "instrument_certified.instrument_id"));
  INGOT_RETURN_IF_ERROR(FindOwnSite(t, e.site_id(), "instrument_certified.site_id").status());
  INGOT_RETURN_IF_ERROR(CheckRange(e.division_g(), 1, kMaxDivisionG, "instrument_certified.division_g"));
  INGOT_RETURN_IF_ERROR(CheckRange(e.capacity_g(), e.division_g(), kMaxCapacityG, "instrument_certified.capacity_g"));
  INGOT_RETURN_IF_ERROR(directory::CheckNumber(e.certificate_number(), "instrument_certified.certificate_number"));
  INGOT_RETURN_IF_ERROR(CheckDate(e.has_expires_on(), e.expires_on(), "instrument_certified.expires_on"));

  // The last ticket number and the flags stay: a renewed certificate begins no new life.
  v1::InstrumentState& instrument = *t.EditSubject(v1::SUBJECT_KIND_INSTRUMENT, e.instrument_id()).mutable_instrument();
  instrument.set_instrument_id(e.instrument_id());
  instrument.set_organisation_id(t.actor());
  instrument.set_site_id(e.site_id());
  instrument.set_division_g(e.division_g());
  instrument.set_capacity_g(e.capacity_g());
  instrument.set_certificate_number(e.certificate_number());
  *instrument.mutable_expires_on() = e.expires_on();
  return absl::OkStatus();
}

}  // namespace ingot::rules
