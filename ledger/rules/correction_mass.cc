// MassRestated: a vehicle's body was weighed, or its design corrected.
#include <string>

#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/mass/account_class.h"
#include "ledger/mass/amounts.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/flag_list.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/metal.h"
#include "ledger/rules/succession.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using mass::MakeAccount;
using refusal::Refuse;

constexpr std::string_view kRestatedVin = "mass_restated.vin";

bool IsManufacturer(const Transaction& t, const v1::VehicleState& vehicle) {
  if (vehicle.foreign_make()) return false;
  const v1::Record* const brand = t.Find(state::SubjectKey(v1::SUBJECT_KIND_BRAND, vehicle.brand_id()));
  return brand != nullptr && ActsFor(t, brand->brand().organisation_id());
}

absl::Status CheckValues(const v1::MassRestated& e, const v1::VehicleState& vehicle) {
  INGOT_RETURN_IF_ERROR(CheckGiven(e.basis() != v1::MASS_BASIS_UNSPECIFIED, "mass_restated.basis"));
  if (e.basis() == v1::MASS_BASIS_UNKNOWN) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "mass_restated.basis",
                  "must not be UNKNOWN: a mass is restated because it is known now");
  }
  INGOT_RETURN_IF_ERROR(CheckGiven(!e.body().empty(), "mass_restated.body"));
  INGOT_RETURN_IF_ERROR(CheckMasses(e.body(), kMaxBodyG, "mass_restated.body"));
  INGOT_RETURN_IF_ERROR(CheckRange(e.uncertainty_ppm(), 0, kMaxPpm, "mass_restated.uncertainty_ppm"));
  const int64_t aluminium_g = mass::Total(e.body()) + vehicle.other_aluminium_g();
  if (vehicle.kerb_mass_g() == 0 || aluminium_g <= vehicle.kerb_mass_g()) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, "mass_restated.body",
                Cat("would bring the vehicle's aluminium to ", aluminium_g, " g, above its kerb mass of ",
                    vehicle.kerb_mass_g()));
}

// The account that answers for the difference: where the body stands, or the site that took its metal.
v1::Account AccountOf(const Transaction& t, const v1::VehicleState& vehicle) {
  if (vehicle.has_position()) return vehicle.position();
  std::string site_id = vehicle.site_id();
  if (!vehicle.batch_id().empty()) {
    const v1::Record* const batch = t.Find(state::SubjectKey(v1::SUBJECT_KIND_BATCH, vehicle.batch_id()));
    INGOT_CHECK_MSG(batch != nullptr, "a shredded vehicle's batch is there");
    site_id = batch->batch().site_id();
  }
  return MakeAccount(v1::ACCOUNT_CLASS_VARIANCE, site_id);
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::MassRestated& e) {
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindVehicle(t, e.vin(), kRestatedVin));
  if (!ActsFor(t, before->holder()) && !IsManufacturer(t, *before)) {
    return Refuse(v1::REFUSAL_REASON_NOT_HOLDER, kRestatedVin,
                  "only the current holder and the vehicle's manufacturer restate its mass");
  }
  INGOT_RETURN_IF_ERROR(CheckValues(e, *before));

  v1::Record& record = t.EditSubject(v1::SUBJECT_KIND_VEHICLE, e.vin());
  record.set_settled_seq(t.context().seq);
  v1::VehicleState& vehicle = *record.mutable_vehicle();
  mass::Cells difference = mass::ToCells(e.body());
  mass::AddAll(difference, mass::ToCells(vehicle.body()), -1);
  PostCells(t,
            vehicle.foreign_make() ? MakeAccount(v1::ACCOUNT_CLASS_OTHER_BODY)
                                   : MakeAccount(v1::ACCOUNT_CLASS_PRODUCTION, vehicle.brand_id()),
            difference, -1);
  PostCells(t, AccountOf(t, vehicle), difference, 1);
  const int64_t difference_g = mass::Total(difference);
  vehicle.set_entered_g(vehicle.entered_g() + difference_g);
  if (!vehicle.has_position()) {
    vehicle.set_departed_g(vehicle.departed_g() + difference_g);
    t.Flag(v1::FLAG_KIND_CORRECTED_LATE, v1::SUBJECT_KIND_VEHICLE, e.vin());
  }
  *vehicle.mutable_body() = e.body();
  vehicle.set_body_basis(e.basis());
  vehicle.set_body_uncertainty_ppm(e.uncertainty_ppm());
  RemoveFlag(*vehicle.mutable_flags(), v1::FLAG_KIND_MASS_UNKNOWN);
  return absl::OkStatus();
}

}  // namespace ingot::rules
