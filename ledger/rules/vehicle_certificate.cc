// CertificateOfDestructionIssued (Decision 2002/151/EC, Directive 2000/53/EC Art. 5(3)).
#include <string>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/directory/ids.h"
#include "ledger/iso/date.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/directory_access.h"
#include "ledger/rules/facility.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/metal.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

// Directive 2000/53/EC Art. 3(1) with Art. 2(1): M1, N1 and three-wheel motor vehicles.
v1::CertificateKind KindFor(v1::VehicleCategory category) {
  switch (category) {
    case v1::VEHICLE_CATEGORY_M1:
    case v1::VEHICLE_CATEGORY_N1:
    case v1::VEHICLE_CATEGORY_L2E:
    case v1::VEHICLE_CATEGORY_L5E:
      return v1::CERTIFICATE_KIND_ELV;
    default:
      return v1::CERTIFICATE_KIND_OTHER;
  }
}

absl::Status CheckKind(const v1::CertificateOfDestructionIssued& e, const v1::VehicleState& vehicle) {
  constexpr std::string_view kField = "certificate_of_destruction_issued.kind";
  INGOT_RETURN_IF_ERROR(CheckGiven(e.kind() != v1::CERTIFICATE_KIND_UNSPECIFIED, kField));
  if (e.kind() == KindFor(vehicle.category())) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kField,
                "must be ELV for the categories M1, N1, L2e, L5e and OTHER for all others");
}

absl::Status CheckPermit(const Transaction& t, const v1::CertificateOfDestructionIssued& e, const v1::SiteState& site) {
  if (HasPermitOn(site, e.issued_on()) && HasPermitOn(site, t.OccurredOn())) return absl::OkStatus();
  return Refuse(
      v1::REFUSAL_REASON_PERMIT_EXPIRED, "certificate_of_destruction_issued.site_id",
      "the site has no permit that is valid on these days: renew it (SiteRegistered), or move the vehicle to a "
      "site that has one");
}

absl::Status CheckDocument(const Transaction& t, const v1::CertificateOfDestructionIssued& e) {
  INGOT_RETURN_IF_ERROR(CheckGiven(e.registration_document() != v1::REGISTRATION_DOCUMENT_UNSPECIFIED,
                                   "certificate_of_destruction_issued.registration_document"));
  if (e.registration_country().empty() && e.registration_document() == v1::REGISTRATION_DOCUMENT_NONE) {
    return absl::OkStatus();
  }
  return CheckCountry(t, e.registration_country(), "certificate_of_destruction_issued.registration_country");
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::CertificateOfDestructionIssued& e) {
  constexpr std::string_view kVin = "certificate_of_destruction_issued.vin";
  constexpr std::string_view kSite = "certificate_of_destruction_issued.site_id";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindHeldVehicle(t, e.vin(), kVin));
  if (before->certified()) {
    return Refuse(v1::REFUSAL_REASON_CERTIFICATE, kVin,
                  Cat("has the certificate ", before->certificate_serial(), " already: one is issued a vehicle"));
  }
  if (before->custody() != v1::CUSTODY_STATE_AT_FACILITY) {
    return Refuse(v1::REFUSAL_REASON_ILLEGAL_TRANSITION, kVin,
                  "must be AT_FACILITY: post ReceivedAtFacility before its certificate");
  }
  INGOT_ASSIGN_OR_RETURN(const v1::SiteState* const site, FindOwnSite(t, e.site_id(), kSite));
  if (e.site_id() != before->site_id()) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kSite, Cat("the vehicle is at ", before->site_id()));
  }
  INGOT_RETURN_IF_ERROR(CheckDate(e.has_issued_on(), e.issued_on(), "certificate_of_destruction_issued.issued_on"));
  if (iso::Compare(e.issued_on(), t.OccurredOn()) > 0) {
    return Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, "certificate_of_destruction_issued.issued_on",
                  Cat("lies after occurred_at's date ", iso::ToString(t.OccurredOn())));
  }
  INGOT_RETURN_IF_ERROR(CheckPermit(t, e, *site));
  INGOT_RETURN_IF_ERROR(CheckKind(e, *before));
  INGOT_RETURN_IF_ERROR(CheckDocument(t, e));
  INGOT_RETURN_IF_ERROR(
      CheckRange(e.empty_weight_g(), 1, kMaxVehicleMassG, "certificate_of_destruction_issued.empty_weight_g"));
  INGOT_RETURN_IF_ERROR(directory::CheckNumber(e.serial(), "certificate_of_destruction_issued.serial"));
  const std::string number = state::NumberKey(state::NumberKind::kCertificateSerial, e.site_id(), e.serial());
  if (t.Find(number) != nullptr) {
    return Refuse(v1::REFUSAL_REASON_DUPLICATE_NUMBER, "certificate_of_destruction_issued.serial",
                  "was used at this site before: every certificate has a serial of its own");
  }

  t.Edit(number).mutable_used_number()->set_seq(t.context().seq);
  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  vehicle.set_certified(true);
  vehicle.set_certificate_serial(e.serial());
  MoveMetal(t, vehicle);
  return absl::OkStatus();
}

}  // namespace ingot::rules
