// Dismantling: PartsRemoved.
#include <string>
#include <string_view>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/mass/account_class.h"
#include "ledger/mass/amounts.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/directory_access.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/metal.h"
#include "ledger/rules/values.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

constexpr std::string_view kStrippedVin = "parts_removed.vin";
constexpr std::string_view kParts = "parts_removed.parts";
constexpr int kMaxParts = 32;

absl::Status CheckParts(const v1::PartsRemoved& e, const v1::VehicleState& vehicle) {
  INGOT_RETURN_IF_ERROR(CheckGiven(!e.parts().empty(), kParts));
  if (e.parts_size() > kMaxParts) {
    return Refuse(
        v1::REFUSAL_REASON_TOO_LARGE, kParts,
        Cat("has ", e.parts_size(), " elements, may have ", kMaxParts, ": state the others in a further event"));
  }
  int64_t parts_g = 0;
  for (int i = 0; i < e.parts_size(); ++i) {
    const v1::RemovedPart& part = e.parts(i);
    const std::string field = Cat(kParts, "[", i, "]");
    INGOT_RETURN_IF_ERROR(
        CheckGiven(part.destination() != v1::PART_DESTINATION_UNSPECIFIED, Cat(field, ".destination")));
    INGOT_RETURN_IF_ERROR(CheckGiven(part.has_metal(), Cat(field, ".metal")));
    INGOT_RETURN_IF_ERROR(
        CheckGiven(part.metal().family() != v1::ALLOY_FAMILY_UNSPECIFIED, Cat(field, ".metal.family")));
    INGOT_RETURN_IF_ERROR(CheckRange(part.metal().grams(), 1, kMaxBodyG, Cat(field, ".metal.grams")));
    parts_g += part.metal().grams();
  }
  const int64_t body_g = mass::Total(vehicle.body());
  if (parts_g <= body_g) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_MASS_EXCEEDS_SOURCE, kParts,
                Cat("is ", parts_g, " g, the body holds ", body_g, ": state at most that, or restate its mass first"));
}

// Dismantling ends with DISMANTLED, and with RECOVERED where it leaves nothing to shred.
absl::Status NoteDismantled(const v1::PartsRemoved& e, v1::VehicleState& vehicle) {
  if (e.dismantled()) {
    INGOT_RETURN_IF_ERROR(CheckTransition(vehicle, v1::CUSTODY_STATE_DISMANTLED, kStrippedVin));
    vehicle.set_custody(v1::CUSTODY_STATE_DISMANTLED);
  }
  if (vehicle.custody() != v1::CUSTODY_STATE_DISMANTLED || !vehicle.body().empty()) return absl::OkStatus();
  INGOT_RETURN_IF_ERROR(
      CheckTransition(vehicle, v1::CUSTODY_STATE_RECOVERED, kStrippedVin, vehicle::Condition::kMetalAccounted));
  vehicle.set_custody(v1::CUSTODY_STATE_RECOVERED);
  vehicle.clear_position();
  return absl::OkStatus();
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::PartsRemoved& e) {
  constexpr std::string_view kSite = "parts_removed.site_id";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindHeldVehicle(t, e.vin(), kStrippedVin));
  INGOT_RETURN_IF_ERROR(CheckHulk(*before, kStrippedVin));
  INGOT_RETURN_IF_ERROR(FindOwnSite(t, e.site_id(), kSite).status());
  if (e.site_id() != before->site_id()) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kSite, Cat("the vehicle is at ", before->site_id()));
  }
  INGOT_RETURN_IF_ERROR(CheckParts(e, *before));

  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  mass::Cells removed;
  for (const v1::RemovedPart& part : e.parts()) {
    const v1::Account to = part.destination() == v1::PART_DESTINATION_REUSE
                               ? mass::MakeAccount(v1::ACCOUNT_CLASS_REUSED_PARTS, e.site_id())
                               : mass::MakeAccount(v1::ACCOUNT_CLASS_PARTS_SOLD);
    PostMass(t, to, part.metal().family(), v1::ORIGIN_UNSPECIFIED, part.metal().grams());
    mass::Add(removed, {part.metal().family(), v1::ORIGIN_UNSPECIFIED}, part.metal().grams());
  }
  TakeFromBody(t, vehicle, removed);
  return NoteDismantled(e, vehicle);
}

}  // namespace ingot::rules
