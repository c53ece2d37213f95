// Total losses and their repair: TotalLossDeclared, RepairInspected.
#include <optional>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/contract/stage.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/agreement.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/metal.h"
#include "ledger/rules/succession.h"
#include "ledger/rules/trouble.h"
#include "ledger/rules/values.h"
#include "ledger/vehicle/custody.h"
#include "ledger/vehicle/total_loss.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

// A theft opens no way that was closed before it: what was RETIRED or certified does not come back by a category.
absl::Status CheckLossState(const v1::TotalLossDeclared& e, const v1::VehicleState& vehicle) {
  constexpr std::string_view kVin = "total_loss_declared.vin";
  INGOT_RETURN_IF_ERROR(CheckTransition(vehicle, v1::CUSTODY_STATE_TOTAL_LOSS, kVin));
  if (vehicle.custody() != v1::CUSTODY_STATE_STOLEN) return absl::OkStatus();
  if (!vehicle::FindTransition(vehicle.custody_before(), v1::CUSTODY_STATE_TOTAL_LOSS).has_value()) {
    return Refuse(v1::REFUSAL_REASON_ILLEGAL_TRANSITION, kVin,
                  Cat("was ", vehicle::StateName(vehicle.custody_before()),
                      " when it was stolen: a vehicle at its end of life is no total loss any more; it is found, or "
                      "written off (LostFromSight)"));
  }
  if (e.cause() == v1::DAMAGE_CAUSE_THEFT) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "total_loss_declared.cause",
                "must be THEFT for a STOLEN vehicle: for another one it must be found (Found) first");
}

absl::Status CheckCode(const v1::TotalLossDeclared& e) {
  INGOT_RETURN_IF_ERROR(CheckGiven(e.scheme() != v1::LOSS_SCHEME_UNSPECIFIED, "total_loss_declared.scheme"));
  INGOT_RETURN_IF_ERROR(CheckGiven(!e.code().empty(), "total_loss_declared.code"));
  const std::optional<bool> repairable = vehicle::IsRepairable(e.scheme(), e.code());
  if (!repairable.has_value()) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "total_loss_declared.code",
                  "is no code of this scheme: see the list of codes in docs/DOMAIN.md");
  }
  if (e.repairable() == *repairable) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "total_loss_declared.repairable",
                Cat("the scheme says that a vehicle of this code is ", *repairable ? "" : "not ",
                    "repairable: correct one of them"));
}

// Only who made the contract ends it; an insurer leaves that to its organisation.
absl::Status CheckEndsContract(const Transaction& t, const v1::VehicleState& vehicle) {
  constexpr std::string_view kField = "total_loss_declared.ends_contract";
  if (!ActsFor(t, vehicle.holder())) {
    return Refuse(v1::REFUSAL_REASON_NOT_HOLDER, kField,
                  "only the holder ends the vehicle's contract: declare the loss without it");
  }
  if (contract::IsOpen(StageOfContract(t, vehicle))) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_CONTRACT_STAGE, kField,
                "the vehicle has no SIGNED or ACTIVE contract: there is nothing to end");
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::TotalLossDeclared& e) {
  constexpr std::string_view kVin = "total_loss_declared.vin";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindVehicle(t, e.vin(), kVin));
  INGOT_RETURN_IF_ERROR(CheckHolderOrInsurer(t, *before, t.OccurredOn(), kVin));
  INGOT_RETURN_IF_ERROR(CheckGiven(e.cause() != v1::DAMAGE_CAUSE_UNSPECIFIED, "total_loss_declared.cause"));
  INGOT_RETURN_IF_ERROR(CheckLossState(e, *before));
  INGOT_RETURN_IF_ERROR(CheckCode(e));
  if (e.ends_contract()) INGOT_RETURN_IF_ERROR(CheckEndsContract(t, *before));

  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  SetCustody(vehicle, v1::CUSTODY_STATE_TOTAL_LOSS);
  // Declared again: an inspection before it counts no more.
  v1::TotalLossState& loss = *vehicle.mutable_total_loss();
  loss.Clear();
  loss.set_scheme(e.scheme());
  loss.set_code(e.code());
  loss.set_repairable(e.repairable());
  loss.set_cause(e.cause());
  loss.set_declared_by(t.actor());
  ReleaseContract(t, vehicle, e.ends_contract() ? OpenContract::kEnds : OpenContract::kStays);
  MoveMetal(t, vehicle);
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::RepairInspected& e) {
  constexpr std::string_view kVin = "repair_inspected.vin";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindVehicle(t, e.vin(), kVin));
  if (before->custody() != v1::CUSTODY_STATE_TOTAL_LOSS) {
    return Refuse(v1::REFUSAL_REASON_ILLEGAL_TRANSITION, kVin,
                  Cat("is ", vehicle::StateName(before->custody()),
                      ": only the repair of a total loss is inspected; other work is reported by Serviced"));
  }
  if (!before->total_loss().repairable()) {
    return Refuse(v1::REFUSAL_REASON_ILLEGAL_TRANSITION, kVin,
                  "was declared a total loss beyond repair: it can only be retired, or be declared anew");
  }
  INGOT_RETURN_IF_ERROR(CheckRange(e.odometer_m(), 0, kMaxOdometerM, "repair_inspected.odometer_m"));

  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  // The latest inspection counts: one that fails takes back an earlier one.
  vehicle.mutable_total_loss()->set_repair_inspected(e.passed());
  RecordOdometer(t, vehicle, e.odometer_m());
  return absl::OkStatus();
}

}  // namespace ingot::rules
