// Use and return: ConditionReported, OdometerRead, VehicleReturned.
#include <string>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/agreement.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/metal.h"
#include "ledger/rules/values.h"
#include "ledger/vehicle/custody.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

// States in which a holder inspects a vehicle as a vehicle.
bool IsInspected(v1::CustodyState state) {
  return state == v1::CUSTODY_STATE_REGISTERED || state == v1::CUSTODY_STATE_IN_STOCK ||
         state == v1::CUSTODY_STATE_LEASED || state == v1::CUSTODY_STATE_LEASE_TO_OWN ||
         state == v1::CUSTODY_STATE_RETURNED || state == v1::CUSTODY_STATE_TOTAL_LOSS;
}

// Back into stock: a RETURNED vehicle by this very report; a total loss once its repair was inspected, and no contract
// runs on.
absl::Status CheckRestock(const Transaction& t, const v1::VehicleState& vehicle) {
  constexpr std::string_view kField = "condition_reported.restock";
  if (vehicle.custody() != v1::CUSTODY_STATE_RETURNED && vehicle.custody() != v1::CUSTODY_STATE_TOTAL_LOSS) {
    return Refuse(v1::REFUSAL_REASON_ILLEGAL_TRANSITION, kField,
                  Cat("only a RETURNED vehicle, or a repaired total loss, goes back into stock, this one is ",
                      vehicle::StateName(vehicle.custody())));
  }
  INGOT_RETURN_IF_ERROR(
      CheckTransition(vehicle, v1::CUSTODY_STATE_IN_STOCK, kField, vehicle::Condition::kConditionReport));
  if (StageOfContract(t, vehicle) != v1::CONTRACT_STAGE_ACTIVE) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_CONTRACT_OPEN, kField,
                "the vehicle's contract still runs: end it (ContractEnded) before the vehicle comes into stock");
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::ConditionReported& e) {
  constexpr std::string_view kVin = "condition_reported.vin";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindHeldVehicle(t, e.vin(), kVin));
  if (!IsInspected(before->custody())) {
    return Refuse(
        v1::REFUSAL_REASON_ILLEGAL_TRANSITION, kVin,
        Cat("the condition of a vehicle that is ", vehicle::StateName(before->custody()), " is not reported any more"));
  }
  if (e.restock()) INGOT_RETURN_IF_ERROR(CheckRestock(t, *before));
  INGOT_RETURN_IF_ERROR(CheckGiven(e.grade() != v1::CONDITION_GRADE_UNSPECIFIED, "condition_reported.grade"));
  INGOT_RETURN_IF_ERROR(CheckRange(e.odometer_m(), 0, kMaxOdometerM, "condition_reported.odometer_m"));

  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  vehicle.set_condition(e.grade());
  RecordOdometer(t, vehicle, e.odometer_m());
  if (e.restock()) vehicle.set_custody(v1::CUSTODY_STATE_IN_STOCK);
  MoveMetal(t, vehicle);
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::OdometerRead& e) {
  INGOT_RETURN_IF_ERROR(FindVehicle(t, e.vin(), "odometer_read.vin").status());
  INGOT_RETURN_IF_ERROR(CheckRange(e.odometer_m(), 0, kMaxOdometerM, "odometer_read.odometer_m"));
  RecordOdometer(t, EditVehicle(t, e.vin()), e.odometer_m());
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::VehicleReturned& e) {
  constexpr std::string_view kVin = "vehicle_returned.vin";
  constexpr std::string_view kContract = "vehicle_returned.contract_id";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindHeldVehicle(t, e.vin(), kVin));
  INGOT_ASSIGN_OR_RETURN(const v1::ContractState* const ended, FindOwnContract(t, e.contract_id(), kContract));
  INGOT_RETURN_IF_ERROR(CheckAbout(*ended, e.vin(), kContract));
  if (ended->stage() != v1::CONTRACT_STAGE_ENDED) {
    return WrongStage(*ended, kContract, "end it (ContractEnded) before the vehicle comes back");
  }
  if (!ended->return_due()) return WrongStage(*ended, kContract, "and the vehicle is not due back under it");
  INGOT_RETURN_IF_ERROR(CheckTransition(*before, v1::CUSTODY_STATE_RETURNED, kVin));
  INGOT_RETURN_IF_ERROR(CheckGiven(e.reason() != v1::RETURN_REASON_UNSPECIFIED, "vehicle_returned.reason"));
  INGOT_RETURN_IF_ERROR(CheckRange(e.odometer_m(), 0, kMaxOdometerM, "vehicle_returned.odometer_m"));

  v1::ContractState& contract = EditContract(t, e.contract_id());
  contract.set_return_due(false);
  *contract.mutable_returned_on() = t.OccurredOn();
  contract.set_returned_odometer_m(e.odometer_m());
  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  if (vehicle.contract_id() == e.contract_id()) {
    vehicle.clear_contract_id();
  } else {
    // A successor contract is SIGNED and keeps the vehicle reserved; it has nothing to renew any more.
    EditContract(t, vehicle.contract_id()).clear_renews_contract_id();
  }
  vehicle.set_custody(v1::CUSTODY_STATE_RETURNED);
  vehicle.clear_use();
  RecordOdometer(t, vehicle, e.odometer_m());
  MoveMetal(t, vehicle);
  return absl::OkStatus();
}

}  // namespace ingot::rules
