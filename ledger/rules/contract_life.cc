// The life of a contract: VehicleHandedOver, OptionExercised, ContractEnded, ContractSettled.
#include <string>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/contract/schedule.h"
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

// A sale is over at its hand-over: title and vehicle leave the ledger's holders; only money may still come.
void CompleteSale(Transaction& t, v1::ContractState& contract, v1::VehicleState& vehicle) {
  SetEnded(t, contract);
  vehicle.clear_contract_id();
  ClearHolder(t, vehicle);
  if (contract.counterparty() == v1::COUNTERPARTY_KIND_ORGANISATION) {
    SetTitle(vehicle, v1::TITLE_HOLDER_KIND_ORGANISATION, contract.counterparty_organisation());
  } else {
    SetTitle(vehicle, v1::TITLE_HOLDER_KIND_OFF_LEDGER, "");
  }
}

absl::Status CheckEnd(const v1::ContractState& contract, v1::ContractEndReason reason) {
  constexpr std::string_view kContract = "contract_ended.contract_id";
  constexpr std::string_view kReason = "contract_ended.reason";
  INGOT_RETURN_IF_ERROR(CheckGiven(reason != v1::CONTRACT_END_REASON_UNSPECIFIED, kReason));
  const bool withdrawn = reason == v1::CONTRACT_END_REASON_WITHDRAWN;
  switch (contract.stage()) {
    case v1::CONTRACT_STAGE_SIGNED:
      if (withdrawn) return absl::OkStatus();
      return WrongStage(contract, kReason, "before the hand-over a contract is ended by WITHDRAWN only");
    case v1::CONTRACT_STAGE_ACTIVE:
      if (!withdrawn) return absl::OkStatus();
      return WrongStage(contract, kReason, "after the hand-over it can't be WITHDRAWN: state another reason");
    default:
      return WrongStage(contract, kContract, "it can't be ended again");
  }
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::VehicleHandedOver& e) {
  constexpr std::string_view kVin = "vehicle_handed_over.vin";
  constexpr std::string_view kContract = "vehicle_handed_over.contract_id";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindHeldVehicle(t, e.vin(), kVin));
  INGOT_ASSIGN_OR_RETURN(const v1::ContractState* const agreed, FindOwnContract(t, e.contract_id(), kContract));
  INGOT_RETURN_IF_ERROR(CheckAbout(*agreed, e.vin(), kContract));
  if (agreed->stage() != v1::CONTRACT_STAGE_SIGNED) {
    return WrongStage(*agreed, kContract, "a vehicle is handed over once, under a SIGNED contract");
  }
  const v1::CustodyState to = vehicle::StateUnder(agreed->kind());
  INGOT_RETURN_IF_ERROR(CheckTransition(*before, to, kVin));
  INGOT_RETURN_IF_ERROR(CheckRange(e.odometer_m(), 0, kMaxOdometerM, "vehicle_handed_over.odometer_m"));
  INGOT_RETURN_IF_ERROR(CheckGiven(e.use() != v1::SERVICE_USE_UNSPECIFIED, "vehicle_handed_over.use"));

  // The contract that this one renews is at its end: the vehicle is not due back under it any more.
  if (!agreed->renews_contract_id().empty()) EditContract(t, agreed->renews_contract_id()).set_return_due(false);
  v1::ContractState& contract = EditContract(t, e.contract_id());
  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  vehicle.set_custody(to);
  vehicle.set_use(e.use());
  RecordOdometer(t, vehicle, e.odometer_m());
  *contract.mutable_handed_over_on() = t.OccurredOn();
  contract.set_handed_over_odometer_m(e.odometer_m());
  if (contract.kind() == v1::CONTRACT_KIND_SALE) {
    CompleteSale(t, contract, vehicle);
  } else {
    contract.set_stage(v1::CONTRACT_STAGE_ACTIVE);
    vehicle.set_lease_seq(vehicle.lease_seq() + 1);
  }
  MoveMetal(t, vehicle);
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::OptionExercised& e) {
  constexpr std::string_view kContract = "option_exercised.contract_id";
  INGOT_ASSIGN_OR_RETURN(const v1::ContractState* const before, FindOwnContract(t, e.contract_id(), kContract));
  if (before->stage() != v1::CONTRACT_STAGE_ACTIVE) {
    return WrongStage(*before, kContract, "an option is exercised while it is ACTIVE");
  }
  if (before->option_exercised()) return WrongStage(*before, kContract, "and its option is exercised already");
  if (before->kind() == v1::CONTRACT_KIND_LEASE && before->option_fee_minor_units() == 0 &&
      !before->terms_unexamined()) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kContract,
                  "the terms of this lease hold no option: the lessee buys by BUY_OUT");
  }
  EditContract(t, e.contract_id()).set_option_exercised(true);
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::ContractEnded& e) {
  INGOT_ASSIGN_OR_RETURN(const v1::ContractState* const before,
                         FindOwnContract(t, e.contract_id(), "contract_ended.contract_id"));
  INGOT_RETURN_IF_ERROR(CheckEnd(*before, e.reason()));
  if (t.terms() != nullptr) {
    INGOT_RETURN_IF_ERROR(CheckRange(t.terms()->settlement().settled_total_minor_units(), 0, contract::kMaxMinorUnits,
                                     "terms.settlement.settled_total_minor_units"));
  }

  v1::ContractState& contract = EditContract(t, e.contract_id());
  v1::VehicleState& vehicle = EditVehicle(t, contract.vin());
  if (contract.stage() == v1::CONTRACT_STAGE_ACTIVE) {
    // A total loss does not come back, so nothing is due and the vehicle is free of its contract.
    contract.set_return_due(IsOut(vehicle));
    if (!IsOut(vehicle)) vehicle.clear_contract_id();
  } else {
    // Withdrawn: the vehicle is free again, or still out under the contract that this one would have renewed.
    vehicle.set_contract_id(contract.renews_contract_id());
  }
  SetEnded(t, contract);
  contract.set_end_reason(e.reason());
  contract.set_settlement_stated(true);
  if (SeesAmounts(t, contract)) {
    contract.set_settled_total_minor_units(t.terms()->settlement().settled_total_minor_units());
  } else {
    LeaveUnexamined(contract);
  }
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::ContractSettled& e) {
  constexpr std::string_view kContract = "contract_settled.contract_id";
  INGOT_ASSIGN_OR_RETURN(const v1::ContractState* const before, FindOwnContract(t, e.contract_id(), kContract));
  if (before->stage() != v1::CONTRACT_STAGE_ENDED) {
    return WrongStage(*before, kContract, "it is settled once, after its end");
  }
  if (before->return_due()) {
    return WrongStage(
        *before, kContract,
        "but the vehicle is not back: post VehicleReturned, TitleTransferred or its next hand-over first");
  }
  const int64_t due = contract::DueForSettlement(*before);
  INGOT_RETURN_IF_ERROR(CheckPaid(*before, due, kContract));
  if (!before->terms_unexamined() && before->paid_minor_units() > due) {
    return Refuse(v1::REFUSAL_REASON_NOT_PAID, kContract,
                  Cat(before->paid_minor_units(), " minor units of ", before->currency(), " are paid and ", due,
                      " are due: pay back what is overpaid (Refunded) first"));
  }
  EditContract(t, e.contract_id()).set_stage(v1::CONTRACT_STAGE_SETTLED);
  return absl::OkStatus();
}

}  // namespace ingot::rules
