#include "ledger/rules/agreement.h"

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/contract/stage.h"
#include "ledger/directory/ids.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/succession.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {

using refusal::Refuse;

absl::StatusOr<const v1::ContractState*> FindOwnContract(const Transaction& t, const std::string& contract_id,
                                                         std::string_view field) {
  INGOT_RETURN_IF_ERROR(directory::CheckScopedId(contract_id, field));
  const v1::Record* const record = t.Find(state::SubjectKey(v1::SUBJECT_KIND_CONTRACT, contract_id));
  if (record != nullptr && ActsFor(t, record->contract().organisation_id())) return &record->contract();
  if (record != nullptr && ActsFor(t, record->contract().counterparty_organisation())) {
    return Refuse(v1::REFUSAL_REASON_NOT_HOLDER, field, "only the organisation that made the contract may post this");
  }
  return Refuse(v1::REFUSAL_REASON_NOT_FOUND, field, "you have no contract with this number");
}

absl::Status CheckAbout(const v1::ContractState& contract, const std::string& vin, std::string_view field) {
  if (contract.vin() == vin) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field, "the contract is about another vehicle");
}

absl::Status WrongStage(const v1::ContractState& contract, std::string_view field, std::string_view way_out) {
  return Refuse(v1::REFUSAL_REASON_CONTRACT_STAGE, field,
                Cat("the contract is ", contract::StageName(contract.stage()), ": ", way_out));
}

bool SeesAmounts(const Transaction& t, const v1::ContractState& contract) {
  return t.terms() != nullptr && !contract.terms_unexamined();
}

void LeaveUnexamined(v1::ContractState& contract) {
  contract.set_terms_unexamined(true);
  contract.clear_currency();
  contract.clear_total_minor_units();
  contract.clear_option_fee_minor_units();
  contract.clear_paid_minor_units();
  contract.clear_deposit_held_minor_units();
  contract.clear_settled_total_minor_units();
  contract.clear_waived_minor_units();
  contract.clear_fees_minor_units();
  contract.clear_refunded_minor_units();
  contract.clear_terms();
}

void SetEnded(const Transaction& t, v1::ContractState& contract) {
  contract.set_stage(v1::CONTRACT_STAGE_ENDED);
  *contract.mutable_ended_on() = t.OccurredOn();
}

absl::Status CheckPaid(const v1::ContractState& contract, int64_t due_minor_units, std::string_view field) {
  if (contract.terms_unexamined() || contract.paid_minor_units() >= due_minor_units) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_NOT_PAID, field,
                Cat(contract.paid_minor_units(), " of ", due_minor_units, " minor units of ", contract.currency(),
                    " are paid: record the missing payments first"));
}

v1::ContractState& EditContract(Transaction& t, const std::string& contract_id) {
  return *t.EditSubject(v1::SUBJECT_KIND_CONTRACT, contract_id).mutable_contract();
}

void ReleaseContract(Transaction& t, v1::VehicleState& vehicle, OpenContract open) {
  if (vehicle.contract_id().empty()) return;
  const v1::ContractStage stage = StageOfContract(t, vehicle);
  if (stage == v1::CONTRACT_STAGE_ACTIVE && open == OpenContract::kStays) return;
  v1::ContractState& contract = EditContract(t, vehicle.contract_id());
  contract.set_return_due(false);
  if (!contract.renews_contract_id().empty() && stage == v1::CONTRACT_STAGE_SIGNED) {
    EditContract(t, contract.renews_contract_id()).set_return_due(false);
    contract.clear_renews_contract_id();
  }
  if (contract::IsOpen(stage)) {
    if (open == OpenContract::kStays) return;
    const bool withdrawn = stage == v1::CONTRACT_STAGE_SIGNED;
    contract.set_end_reason(withdrawn ? v1::CONTRACT_END_REASON_WITHDRAWN : v1::CONTRACT_END_REASON_EARLY_TERMINATION);
    // Nobody had the vehicle: nothing is owed. What an ACTIVE one comes to, its parties settle.
    contract.set_settlement_stated(withdrawn);
    SetEnded(t, contract);
  }
  vehicle.clear_contract_id();
}

bool IsOut(const v1::VehicleState& vehicle) {
  const bool away = vehicle.custody() == v1::CUSTODY_STATE_STOLEN || vehicle.custody() == v1::CUSTODY_STATE_UNTRACED;
  const v1::CustodyState state = away ? vehicle.custody_before() : vehicle.custody();
  return state == v1::CUSTODY_STATE_LEASED || state == v1::CUSTODY_STATE_LEASE_TO_OWN;
}

}  // namespace ingot::rules
