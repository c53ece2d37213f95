// Observations of a vehicle on the road: RoadRegistered, OdometerReplaced, Serviced, SightingReported.
#include "ledger/base/status.h"
#include "ledger/iso/date.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/values.h"

namespace ingot::rules {

absl::Status Handle(Transaction& t, const v1::RoadRegistered& e) {
  constexpr std::string_view kVin = "road_registered.vin";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindVehicle(t, e.vin(), kVin));
  // Dealers, lessors and workshops register vehicles for others; a manufacturer or recycler only what it holds.
  if (!t.HasRole(v1::ROLE_DEALER) && !t.HasRole(v1::ROLE_LESSOR) && !t.HasRole(v1::ROLE_WORKSHOP)) {
    INGOT_RETURN_IF_ERROR(CheckHolder(t, *before, kVin));
  }
  INGOT_RETURN_IF_ERROR(CheckCountry(t, e.country(), "road_registered.country"));
  INGOT_RETURN_IF_ERROR(CheckDate(e.has_on(), e.on(), "road_registered.on"));

  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  // A late report of an earlier day tells nothing of today, nor does the end of a registration that was followed by
  // one elsewhere.
  if (vehicle.has_registered_on() && iso::Compare(e.on(), vehicle.registered_on()) < 0) return absl::OkStatus();
  if (e.deregistered() && vehicle.registered_country() != e.country()) return absl::OkStatus();
  vehicle.set_registered_country(e.deregistered() ? "" : e.country());
  *vehicle.mutable_registered_on() = e.on();
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::OdometerReplaced& e) {
  INGOT_RETURN_IF_ERROR(FindVehicle(t, e.vin(), "odometer_replaced.vin").status());
  INGOT_RETURN_IF_ERROR(CheckRange(e.old_odometer_m(), 0, kMaxOdometerM, "odometer_replaced.old_odometer_m"));
  INGOT_RETURN_IF_ERROR(CheckRange(e.new_odometer_m(), 0, kMaxOdometerM, "odometer_replaced.new_odometer_m"));

  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  RecordOdometer(t, vehicle, e.old_odometer_m());
  vehicle.set_odometer_max_m(e.new_odometer_m());
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::Serviced& e) {
  constexpr int64_t kNotRead = -1;
  INGOT_RETURN_IF_ERROR(FindVehicle(t, e.vin(), "serviced.vin").status());
  INGOT_RETURN_IF_ERROR(CheckGiven(e.kind() != v1::SERVICE_KIND_UNSPECIFIED, "serviced.kind"));
  INGOT_RETURN_IF_ERROR(CheckRange(e.odometer_m(), kNotRead, kMaxOdometerM, "serviced.odometer_m"));

  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  vehicle.set_services(vehicle.services() + 1);
  if (e.odometer_m() != kNotRead) RecordOdometer(t, vehicle, e.odometer_m());
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::SightingReported& e) {
  INGOT_RETURN_IF_ERROR(FindVehicle(t, e.vin(), "sighting_reported.vin").status());
  INGOT_RETURN_IF_ERROR(CheckGiven(e.kind() != v1::SIGHTING_KIND_UNSPECIFIED, "sighting_reported.kind"));
  INGOT_RETURN_IF_ERROR(CheckCountry(t, e.country(), "sighting_reported.country"));
  INGOT_RETURN_IF_ERROR(CheckDate(e.has_on(), e.on(), "sighting_reported.on"));

  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  vehicle.set_sightings(vehicle.sightings() + 1);
  if (vehicle.certified()) t.Flag(v1::FLAG_KIND_DESTRUCTION_DISPUTED, v1::SUBJECT_KIND_VEHICLE, e.vin());
  return absl::OkStatus();
}

}  // namespace ingot::rules
