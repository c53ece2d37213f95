// A contract written on the wrong VIN: ContractMoved.
#include <string>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/agreement.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/metal.h"
#include "ledger/vehicle/custody.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

constexpr std::string_view kMovedContract = "contract_moved.contract_id";
constexpr std::string_view kFrom = "contract_moved.from_vin";
constexpr std::string_view kMovedTo = "contract_moved.to_vin";

// The right vehicle stands where it could have been handed over from.
absl::Status CheckFree(const Transaction& t, const v1::VehicleState& vehicle) {
  INGOT_RETURN_IF_ERROR(CheckNoOpenContract(t, vehicle, kMovedTo));
  switch (vehicle.custody()) {
    case v1::CUSTODY_STATE_REGISTERED:
    case v1::CUSTODY_STATE_IN_STOCK:
    case v1::CUSTODY_STATE_RETURNED:
      return absl::OkStatus();
    default:
      return Refuse(v1::REFUSAL_REASON_ILLEGAL_TRANSITION, kMovedTo,
                    Cat("a vehicle that is ", vehicle::StateName(vehicle.custody()),
                        " takes no contract over: it must be REGISTERED, IN_STOCK or RETURNED"));
  }
}

// The wrong vehicle is where the contract has brought it.
absl::Status CheckOut(const v1::VehicleState& vehicle, const v1::ContractState& contract) {
  if (vehicle.custody() == vehicle::StateUnder(contract.kind())) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_ILLEGAL_TRANSITION, kFrom,
                Cat("the vehicle is ", vehicle::StateName(vehicle.custody()), ", not ",
                    vehicle::StateName(vehicle::StateUnder(contract.kind())), " under the contract"));
}

// A policy of the same id on both is one policy from now on.
absl::Status MovePolicies(v1::VehicleState& from, v1::VehicleState& to) {
  for (const v1::PolicyState& policy : from.policies()) {
    v1::PolicyState* same = nullptr;
    for (v1::PolicyState& present : *to.mutable_policies()) {
      if (present.policy_id() == policy.policy_id()) same = &present;
    }
    if (same != nullptr) {
      same->set_claims(same->claims() + policy.claims());
    } else {
      *to.add_policies() = policy;
    }
  }
  if (to.policies_size() > kMaxPolicies) {
    return Refuse(v1::REFUSAL_REASON_LIMIT_REACHED, kMovedTo,
                  Cat("the vehicle would have more than ", kMaxPolicies, " policies: one must lapse first"));
  }
  from.clear_policies();
  SortPolicies(to);
  return absl::OkStatus();
}

// Before the hand-over nothing but the reservation has happened.
void MoveReservation(v1::ContractState& contract, v1::VehicleState& from) {
  from.set_contract_id(contract.renews_contract_id());
  contract.clear_renews_contract_id();
}

// After it the vehicles change places.
void MoveCustody(Transaction& t, const v1::ContractState& contract, v1::VehicleState& from, v1::VehicleState& to) {
  to.set_custody(from.custody());
  to.set_use(from.use());
  to.set_lease_seq(to.lease_seq() + 1);
  // Absent where the contract is older than the ledger's knowledge of it.
  if (contract.has_handed_over_on()) RecordOdometer(t, to, contract.handed_over_odometer_m());
  from.set_custody(v1::CUSTODY_STATE_IN_STOCK);
  from.clear_use();
  from.set_lease_seq(from.lease_seq() - 1);
  from.clear_contract_id();
  MoveMetal(t, from);
  MoveMetal(t, to);
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::ContractMoved& e) {
  INGOT_ASSIGN_OR_RETURN(const v1::ContractState* const before, FindOwnContract(t, e.contract_id(), kMovedContract));
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const wrong, FindHeldVehicle(t, e.from_vin(), kFrom));
  INGOT_RETURN_IF_ERROR(CheckAbout(*before, e.from_vin(), kFrom));
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const right, FindHeldVehicle(t, e.to_vin(), kMovedTo));
  if (wrong->contract_id() != e.contract_id()) {
    return WrongStage(*before, kMovedContract, "it moves while the vehicle is reserved or out under it");
  }
  INGOT_RETURN_IF_ERROR(CheckFree(t, *right));
  const bool reserved = before->stage() == v1::CONTRACT_STAGE_SIGNED;
  if (reserved) {
    INGOT_RETURN_IF_ERROR(CheckTransition(*right, vehicle::StateUnder(before->kind()), kMovedTo));
  } else {
    INGOT_RETURN_IF_ERROR(CheckOut(*wrong, *before));
  }

  v1::ContractState& contract = EditContract(t, e.contract_id());
  v1::VehicleState& from = EditVehicle(t, e.from_vin());
  v1::VehicleState& to = EditVehicle(t, e.to_vin());
  INGOT_RETURN_IF_ERROR(MovePolicies(from, to));
  if (reserved) {
    MoveReservation(contract, from);
  } else {
    MoveCustody(t, contract, from, to);
  }
  to.set_contract_id(e.contract_id());
  contract.set_vin(e.to_vin());
  return absl::OkStatus();
}

}  // namespace ingot::rules
