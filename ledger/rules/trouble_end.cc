// Ends and their refutation: DestructionRefuted, DestroyedByFire, VehicleClosed.
#include <algorithm>
#include <string>

#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/mass/amounts.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/freeze.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/metal.h"
#include "ledger/rules/recovery.h"
#include "ledger/rules/transfer.h"
#include "ledger/rules/trouble.h"
#include "ledger/state/record_key.h"
#include "ledger/vehicle/custody.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

// The vehicle was never in the batch that was fed with it: an open one allocates nothing to it, and what the lots hold
// of it is in doubt. Returns the batch's site.
std::string TakeFromBatch(Transaction& t, const std::string& vin, const std::string& batch_id) {
  v1::BatchState& batch = EditBatch(t, batch_id);
  auto& hulks = *batch.mutable_hulks();
  hulks.erase(
      std::remove_if(hulks.begin(), hulks.end(), [&vin](const v1::BatchHulk& hulk) { return hulk.vin() == vin; }),
      hulks.end());
  t.Flag(v1::FLAG_KIND_DESTRUCTION_DISPUTED, v1::SUBJECT_KIND_BATCH, batch_id);
  return batch.site_id();
}

// Of another party's finding the answer names nothing but the way out.
absl::Status CheckNotFrozen(const v1::VehicleState& vehicle, std::string_view field) {
  if (vehicle.disputes() > 0) {
    return Refuse(v1::REFUSAL_REASON_FROZEN, field,
                  "has an open dispute: it must be resolved (DisputeResolved) before the file is closed");
  }
  const bool frozen = std::any_of(vehicle.flags().begin(), vehicle.flags().end(),
                                  [](const v1::Flag& flag) { return FreezesClaims(flag.kind()); });
  if (!frozen) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_FROZEN, field,
                "carries a flag that freezes it: an auditor must clear it (FlagCleared) before the file is closed");
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::DestructionRefuted& e) {
  constexpr std::string_view kVin = "destruction_refuted.vin";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindVehicle(t, e.vin(), kVin));
  if (!before->certified()) {
    return Refuse(v1::REFUSAL_REASON_CERTIFICATE, kVin, "has no certificate of destruction to refute");
  }
  INGOT_RETURN_IF_ERROR(
      CheckTransition(*before, v1::CUSTODY_STATE_UNTRACED, kVin, vehicle::Condition::kDestructionRefuted));

  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  if (!vehicle.transfer_id().empty()) Arrive(EditTransfer(t, vehicle.transfer_id()), vehicle);
  // Whoever held the hulk last answers for the metal. If the vehicle is found, it is with an owner off the ledger.
  ClearHolder(t, vehicle);
  SetCustody(vehicle, v1::CUSTODY_STATE_UNTRACED);
  vehicle.set_custody_before(v1::CUSTODY_STATE_SOLD);
  vehicle.clear_certified();
  vehicle.clear_certificate_serial();
  vehicle.clear_depolluted();
  const std::string site_id = vehicle.site_id();
  vehicle.clear_site_id();
  vehicle.clear_recovered_g();
  const std::string batch_id = vehicle.batch_id();
  vehicle.clear_batch_id();
  t.Flag(v1::FLAG_KIND_DESTRUCTION_DISPUTED, v1::SUBJECT_KIND_VEHICLE, e.vin());
  if (!batch_id.empty()) {
    RestoreMetal(t, vehicle, TakeFromBatch(t, e.vin(), batch_id));
  } else if (!vehicle.has_position()) {
    // Taken apart to nothing, and its mass restated since: the site that took it apart answers for the difference.
    RestoreMetal(t, vehicle, site_id);
  } else {
    MoveMetal(t, vehicle);
  }
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::DestroyedByFire& e) {
  constexpr std::string_view kVin = "destroyed_by_fire.vin";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindHeldVehicle(t, e.vin(), kVin));
  INGOT_RETURN_IF_ERROR(CheckTransition(*before, v1::CUSTODY_STATE_DESTROYED_BY_FIRE, kVin));
  INGOT_RETURN_IF_ERROR(CheckPastDay(t, e.has_on(), e.on(), "destroyed_by_fire.on"));

  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  LoseMetal(t, vehicle, vehicle.site_id());
  SetCustody(vehicle, v1::CUSTODY_STATE_DESTROYED_BY_FIRE);
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::VehicleClosed& e) {
  constexpr std::string_view kVin = "vehicle_closed.vin";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindHeldVehicle(t, e.vin(), kVin));
  INGOT_RETURN_IF_ERROR(CheckTransition(*before, v1::CUSTODY_STATE_CLOSED, kVin));
  INGOT_RETURN_IF_ERROR(CheckNotFrozen(*before, kVin));

  SetCustody(EditVehicle(t, e.vin()), v1::CUSTODY_STATE_CLOSED);
  return absl::OkStatus();
}

}  // namespace ingot::rules
