// Vehicles that are gone, and back: ReportedStolen, Found, LostFromSight.
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/metal.h"
#include "ledger/rules/succession.h"
#include "ledger/rules/trouble.h"
#include "ledger/rules/values.h"
#include "ledger/vehicle/custody.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

absl::Status CheckLastHolder(const Transaction& t, const v1::VehicleState& vehicle, std::string_view field) {
  if (ActsFor(t, LastHolder(vehicle))) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_NOT_HOLDER, field,
                "only the vehicle's holder, or, where it has none, whoever handed it over last, may post this");
}

// An auditor finds any vehicle; a stolen one also who may report the theft, an untraced one also its last holder.
absl::Status CheckFinder(const Transaction& t, const v1::VehicleState& vehicle, std::string_view field) {
  if (t.HasRole(v1::ROLE_AUDITOR)) return absl::OkStatus();
  if (vehicle.custody() == v1::CUSTODY_STATE_UNTRACED) return CheckLastHolder(t, vehicle, field);
  return CheckTheftReporter(t, vehicle, t.OccurredOn(), field);
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::ReportedStolen& e) {
  constexpr std::string_view kVin = "reported_stolen.vin";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindVehicle(t, e.vin(), kVin));
  // The day comes first: an insurer is asked for its policy on it.
  INGOT_RETURN_IF_ERROR(CheckPastDay(t, e.has_on(), e.on(), "reported_stolen.on"));
  INGOT_RETURN_IF_ERROR(CheckTheftReporter(t, *before, e.on(), kVin));
  INGOT_RETURN_IF_ERROR(CheckTransition(*before, v1::CUSTODY_STATE_STOLEN, kVin));
  INGOT_RETURN_IF_ERROR(CheckCountry(t, e.country(), "reported_stolen.country"));

  // Holder, contract and metal stay: the vehicle may be found.
  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  SetCustody(vehicle, v1::CUSTODY_STATE_STOLEN);
  MoveMetal(t, vehicle);
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::Found& e) {
  constexpr std::string_view kVin = "found.vin";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindVehicle(t, e.vin(), kVin));
  if (before->custody() != v1::CUSTODY_STATE_STOLEN && before->custody() != v1::CUSTODY_STATE_UNTRACED) {
    return Refuse(v1::REFUSAL_REASON_ILLEGAL_TRANSITION, kVin,
                  Cat("is ", vehicle::StateName(before->custody()), ": only a STOLEN or UNTRACED vehicle is found"));
  }
  INGOT_RETURN_IF_ERROR(CheckFinder(t, *before, kVin));
  INGOT_RETURN_IF_ERROR(CheckTransition(*before, before->custody_before(), kVin, vehicle::Condition::kStateBefore));
  INGOT_RETURN_IF_ERROR(CheckPastDay(t, e.has_on(), e.on(), "found.on"));
  INGOT_RETURN_IF_ERROR(CheckCountry(t, e.country(), "found.country"));

  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  SetCustody(vehicle, vehicle.custody_before());
  MoveMetal(t, vehicle);
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::LostFromSight& e) {
  constexpr std::string_view kVin = "lost_from_sight.vin";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindVehicle(t, e.vin(), kVin));
  INGOT_RETURN_IF_ERROR(CheckLastHolder(t, *before, kVin));
  INGOT_RETURN_IF_ERROR(CheckAtRest(*before, kVin));
  const bool written_off =
      before->custody() == v1::CUSTODY_STATE_STOLEN || before->custody() == v1::CUSTODY_STATE_EXPORTED;
  if (!written_off) INGOT_RETURN_IF_ERROR(CheckTransition(*before, v1::CUSTODY_STATE_UNTRACED, kVin));
  INGOT_RETURN_IF_ERROR(CheckGiven(e.reason() != v1::LOST_REASON_UNSPECIFIED, "lost_from_sight.reason"));

  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  if (written_off) {
    t.Flag(v1::FLAG_KIND_WRITTEN_OFF, v1::SUBJECT_KIND_VEHICLE, e.vin());
    return absl::OkStatus();
  }
  SetCustody(vehicle, v1::CUSTODY_STATE_UNTRACED);
  MoveMetal(t, vehicle);
  return absl::OkStatus();
}

}  // namespace ingot::rules
