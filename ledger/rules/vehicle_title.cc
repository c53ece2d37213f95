// Title: TitleTransferred.
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

constexpr std::string_view kTitleVin = "title_transferred.vin";
constexpr std::string_view kTitleContract = "title_transferred.contract_id";
constexpr std::string_view kTitleTo = "title_transferred.to";
constexpr std::string_view kToOrganisation = "title_transferred.to_organisation";

absl::Status CheckNewTitle(const Transaction& t, const v1::TitleTransferred& e) {
  switch (e.to()) {
    case v1::TITLE_HOLDER_KIND_ORGANISATION:
      return CheckOrganisation(t, e.to_organisation(), kToOrganisation);
    case v1::TITLE_HOLDER_KIND_OFF_LEDGER:
      if (e.to_organisation().empty()) return absl::OkStatus();
      return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kToOrganisation, "must be empty for OFF_LEDGER");
    default:
      return CheckGiven(false, kTitleTo);
  }
}

// Title under a contract goes to the contract's counterparty.
absl::Status CheckTitleOf(const v1::ContractState& contract, const v1::TitleTransferred& e) {
  const bool organisation = contract.counterparty() == v1::COUNTERPARTY_KIND_ORGANISATION;
  if (organisation != (e.to() == v1::TITLE_HOLDER_KIND_ORGANISATION)) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kTitleTo, "the title goes to the contract's counterparty");
  }
  if (organisation && e.to_organisation() != contract.counterparty_organisation()) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kToOrganisation, "the title goes to the contract's counterparty");
  }
  return absl::OkStatus();
}

// Lease-to-own, or a lease whose option is exercised: when all is paid. A contract ended by buy-out: when its settled
// total is paid.
absl::Status CheckTitleDue(const v1::ContractState& contract) {
  if (contract.stage() == v1::CONTRACT_STAGE_ENDED && contract.return_due() &&
      contract.end_reason() == v1::CONTRACT_END_REASON_BUY_OUT) {
    return CheckPaid(contract, contract::DueForSettlement(contract), kTitleContract);
  }
  if (contract.stage() != v1::CONTRACT_STAGE_ACTIVE) {
    return WrongStage(contract, kTitleContract,
                      "title passes while it is ACTIVE, or ENDED by BUY_OUT with the vehicle out");
  }
  const bool by_option = contract.kind() == v1::CONTRACT_KIND_LEASE || contract.option_fee_minor_units() > 0;
  if (by_option && !contract.option_exercised()) {
    return Refuse(v1::REFUSAL_REASON_STEP_MISSING, kTitleContract,
                  contract.kind() == v1::CONTRACT_KIND_LEASE
                      ? "exercise the lease's option (OptionExercised), or end it by BUY_OUT, first"
                      : "exercise the option (OptionExercised) first");
  }
  return CheckPaid(contract, contract::DueForTitle(contract), kTitleContract);
}

absl::Status TransferUnderContract(Transaction& t, const v1::TitleTransferred& e) {
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindHeldVehicle(t, e.vin(), kTitleVin));
  INGOT_ASSIGN_OR_RETURN(const v1::ContractState* const agreed, FindOwnContract(t, e.contract_id(), kTitleContract));
  INGOT_RETURN_IF_ERROR(CheckAbout(*agreed, e.vin(), kTitleContract));
  if (before->contract_id() != e.contract_id()) {
    INGOT_RETURN_IF_ERROR(CheckNoOpenContract(t, *before, kTitleVin));
    return WrongStage(*agreed, kTitleContract, "the vehicle is not out under it any more");
  }
  INGOT_RETURN_IF_ERROR(CheckTitleDue(*agreed));
  INGOT_RETURN_IF_ERROR(CheckTransition(*before, v1::CUSTODY_STATE_SOLD, kTitleVin));
  INGOT_RETURN_IF_ERROR(CheckNewTitle(t, e));
  INGOT_RETURN_IF_ERROR(CheckTitleOf(*agreed, e));

  v1::ContractState& contract = EditContract(t, e.contract_id());
  if (contract.stage() == v1::CONTRACT_STAGE_ACTIVE) {
    SetEnded(t, contract);
    contract.set_end_reason(v1::CONTRACT_END_REASON_BUY_OUT);
  }
  contract.set_return_due(false);
  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  vehicle.set_custody(v1::CUSTODY_STATE_SOLD);
  vehicle.clear_contract_id();
  ClearHolder(t, vehicle);
  SetTitle(vehicle, e.to(), e.to_organisation());
  MoveMetal(t, vehicle);
  return absl::OkStatus();
}

// A SOLD vehicle changes hands (or, a total loss until now, goes back to the road in an owner's): a dealer or lessor
// reports it with the document, and holds nothing by it.
absl::Status CheckResale(const Transaction& t, const v1::TitleTransferred& e) {
  if (!t.HasRole(v1::ROLE_DEALER) && !t.HasRole(v1::ROLE_LESSOR)) {
    return Refuse(v1::REFUSAL_REASON_ROLE_REQUIRED, kTitleVin,
                  "only a dealer or lessor reports a new owner of a SOLD vehicle");
  }
  if (!t.HasEvidence(v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT)) {
    return Refuse(v1::REFUSAL_REASON_EVIDENCE_MISSING, "evidence",
                  "needs the hash of the document that shows the new title (SURRENDERED_DOCUMENT)");
  }
  return CheckNewTitle(t, e);
}

// A vehicle in stock belongs to another organisation now; it stays where it is.
absl::Status CheckStockTransfer(const Transaction& t, const v1::VehicleState& vehicle, const v1::TitleTransferred& e) {
  INGOT_RETURN_IF_ERROR(CheckAtRest(vehicle, kTitleVin));
  INGOT_RETURN_IF_ERROR(CheckNoOpenContract(t, vehicle, kTitleVin));
  if (vehicle.custody() != v1::CUSTODY_STATE_IN_STOCK && vehicle.custody() != v1::CUSTODY_STATE_REGISTERED) {
    return Refuse(v1::REFUSAL_REASON_ILLEGAL_TRANSITION, kTitleVin,
                  Cat("the title of a vehicle that is ", vehicle::StateName(vehicle.custody()),
                      " passes under a contract, or not at all: name the contract"));
  }
  INGOT_RETURN_IF_ERROR(CheckNewTitle(t, e));
  if (e.to() != v1::TITLE_HOLDER_KIND_ORGANISATION) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kTitleTo,
                  "a vehicle in stock goes off the ledger by a sale (ContractSigned) only");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::TitleTransferred& e) {
  if (!e.contract_id().empty()) return TransferUnderContract(t, e);
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindVehicle(t, e.vin(), kTitleVin));
  const bool wreck = before->custody() == v1::CUSTODY_STATE_TOTAL_LOSS && before->holder().empty();
  if (before->custody() == v1::CUSTODY_STATE_SOLD || wreck) {
    INGOT_RETURN_IF_ERROR(CheckTransition(*before, v1::CUSTODY_STATE_SOLD, kTitleVin));
    INGOT_RETURN_IF_ERROR(CheckResale(t, e));
  } else {
    INGOT_RETURN_IF_ERROR(CheckHolder(t, *before, kTitleVin));
    INGOT_RETURN_IF_ERROR(CheckStockTransfer(t, *before, e));
  }
  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  SetTitle(vehicle, e.to(), e.to_organisation());
  if (wreck) {
    vehicle.set_custody(v1::CUSTODY_STATE_SOLD);
    MoveMetal(t, vehicle);
  }
  return absl::OkStatus();
}

}  // namespace ingot::rules
