// End of life, before the shredder: Retired, ReceivedAtFacility, Depolluted.
#include <string>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/directory/ids.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/agreement.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/directory_access.h"
#include "ledger/rules/facility.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/metal.h"
#include "ledger/rules/transfer.h"
#include "ledger/rules/trouble.h"
#include "ledger/rules/values.h"
#include "ledger/vehicle/custody.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

// A vehicle without holder (sold, exported, ...): whoever takes it in holds it from now on, on the strength of the
// surrendered document.
absl::Status CheckSurrender(const Transaction& t) {
  if (!t.HasRole(v1::ROLE_DEALER) && !t.HasRole(v1::ROLE_RECYCLER)) {
    return Refuse(v1::REFUSAL_REASON_ROLE_REQUIRED, "retired.vin",
                  "only a dealer or recycler takes in a vehicle that has no holder");
  }
  if (t.HasEvidence(v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT)) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_EVIDENCE_MISSING, "evidence",
                "taking in a vehicle that has no holder needs the hash of the document that its owner surrendered "
                "(SURRENDERED_DOCUMENT)");
}

// An EXPORTED vehicle has no holder: another country's certificate shows that it comes to be destroyed.
absl::Status CheckForeignArrival(const Transaction& t, const v1::ReceivedAtFacility& e,
                                 const v1::VehicleState& vehicle) {
  constexpr std::string_view kSerial = "received_at_facility.foreign_certificate_serial";
  if (vehicle.custody() != v1::CUSTODY_STATE_EXPORTED) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kSerial,
                  "must be empty unless the vehicle is EXPORTED: its certificate is issued here");
  }
  INGOT_RETURN_IF_ERROR(directory::CheckNumber(e.foreign_certificate_serial(), kSerial));
  if (!e.transfer_id().empty()) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "received_at_facility.transfer_id",
                  "must be empty: an EXPORTED vehicle comes from no holder on the ledger");
  }
  INGOT_RETURN_IF_ERROR(CheckDocument(t, {v1::EVIDENCE_KIND_CERTIFICATE}, "the foreign certificate (CERTIFICATE)"));
  return CheckTransition(vehicle, v1::CUSTODY_STATE_AT_FACILITY, "received_at_facility.vin",
                         vehicle::Condition::kForeignCertificate);
}

// From a transfer addressed to the actor, or already held by it.
absl::Status CheckArrival(const Transaction& t, const v1::ReceivedAtFacility& e, const v1::VehicleState& vehicle) {
  constexpr std::string_view kVin = "received_at_facility.vin";
  constexpr std::string_view kTransfer = "received_at_facility.transfer_id";
  if (!e.foreign_certificate_serial().empty() || vehicle.custody() == v1::CUSTODY_STATE_EXPORTED) {
    return CheckForeignArrival(t, e, vehicle);
  }
  if (e.transfer_id().empty()) {
    INGOT_RETURN_IF_ERROR(CheckHolder(t, vehicle, kVin));
    INGOT_RETURN_IF_ERROR(CheckAtRest(vehicle, kVin));
    if (vehicle.custody() == v1::CUSTODY_STATE_AT_FACILITY) {
      return Refuse(
          v1::REFUSAL_REASON_ILLEGAL_TRANSITION, kVin,
          "is AT_FACILITY already: to move it to another site, send it to yourself (VehicleSent) and name the "
          "transfer");
    }
  } else {
    INGOT_ASSIGN_OR_RETURN(const FoundTransfer found,
                           FindTransfer(t, e.transfer_id(), v1::TRANSFER_KIND_VEHICLES, kTransfer));
    INGOT_RETURN_IF_ERROR(CheckUnderWay(vehicle, e.transfer_id(), kVin));
    if (!found.part.receiver) {
      return Refuse(v1::REFUSAL_REASON_TRANSFER_MISMATCH, kTransfer,
                    "is addressed to another: its sender takes a vehicle back by VehicleReceived");
    }
  }
  return CheckTransition(vehicle, v1::CUSTODY_STATE_AT_FACILITY, kVin);
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::Retired& e) {
  constexpr std::string_view kVin = "retired.vin";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindVehicle(t, e.vin(), kVin));
  const bool surrendered = before->holder().empty();
  if (surrendered) {
    INGOT_RETURN_IF_ERROR(CheckSurrender(t));
  } else {
    INGOT_RETURN_IF_ERROR(CheckHolder(t, *before, kVin));
    INGOT_RETURN_IF_ERROR(CheckAtRest(*before, kVin));
    INGOT_RETURN_IF_ERROR(CheckNoOpenContract(t, *before, kVin));
  }
  INGOT_RETURN_IF_ERROR(CheckTransition(*before, v1::CUSTODY_STATE_RETIRED, kVin));
  INGOT_RETURN_IF_ERROR(CheckGiven(e.reason() != v1::RETIREMENT_REASON_UNSPECIFIED, "retired.reason"));

  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  if (surrendered) INGOT_RETURN_IF_ERROR(SetHolder(t, vehicle, t.actor(), kVin));
  // One that was UNTRACED may still be due back under an ENDED contract.
  ReleaseContract(t, vehicle, OpenContract::kStays);
  SetCustody(vehicle, v1::CUSTODY_STATE_RETIRED);
  MoveMetal(t, vehicle);
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::ReceivedAtFacility& e) {
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindVehicle(t, e.vin(), "received_at_facility.vin"));
  INGOT_RETURN_IF_ERROR(CheckArrival(t, e, *before));
  INGOT_ASSIGN_OR_RETURN(const v1::SiteState* const site, FindOwnSite(t, e.site_id(), "received_at_facility.site_id"));

  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  if (!e.transfer_id().empty()) Arrive(EditTransfer(t, e.transfer_id()), vehicle);
  if (!e.transfer_id().empty() || vehicle.holder().empty()) {
    INGOT_RETURN_IF_ERROR(SetHolder(t, vehicle, t.actor(), "received_at_facility.vin"));
  }
  if (!e.foreign_certificate_serial().empty()) {
    vehicle.set_certified(true);
    vehicle.set_certificate_serial(e.foreign_certificate_serial());
  }
  SetCustody(vehicle, v1::CUSTODY_STATE_AT_FACILITY);
  vehicle.set_site_id(e.site_id());
  MoveMetal(t, vehicle);
  if (!HasPermitOn(*site, t.OccurredOn())) {
    FlagPermit(t, e.site_id());
    t.Flag(v1::FLAG_KIND_PERMIT_EXPIRED, v1::SUBJECT_KIND_VEHICLE, e.vin());
  }
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::Depolluted& e) {
  constexpr std::string_view kVin = "depolluted.vin";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindHeldVehicle(t, e.vin(), kVin));
  if (before->custody() != v1::CUSTODY_STATE_AT_FACILITY) {
    return Refuse(v1::REFUSAL_REASON_ILLEGAL_TRANSITION, kVin,
                  "must be AT_FACILITY: post ReceivedAtFacility before its depollution");
  }
  if (before->depolluted()) {
    return Refuse(v1::REFUSAL_REASON_ALREADY_EXISTS, kVin, "is depolluted already: that is recorded once");
  }
  INGOT_RETURN_IF_ERROR(CheckGiven(!e.site_id().empty(), "depolluted.site_id"));
  if (e.site_id() != before->site_id()) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "depolluted.site_id",
                  Cat("the vehicle is at ", before->site_id(), ": it must be moved first, or the site corrected"));
  }
  INGOT_RETURN_IF_ERROR(CheckGiven(!e.items().empty(), "depolluted.items"));
  for (int i = 0; i < e.items_size(); ++i) {
    const std::string element = Cat("depolluted.items[", i, "]");
    INGOT_RETURN_IF_ERROR(CheckGiven(e.items(i) != v1::DEPOLLUTION_ITEM_UNSPECIFIED, element));
    if (i > 0 && e.items(i - 1) >= e.items(i)) {
      return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, element, "must be ascending, without doubles");
    }
  }
  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  vehicle.set_depolluted(true);
  MoveMetal(t, vehicle);
  return absl::OkStatus();
}

}  // namespace ingot::rules
