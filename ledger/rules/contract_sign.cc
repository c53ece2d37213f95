// ContractSigned.
#include <string>

#include "ledger/base/status.h"
#include "ledger/directory/ids.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/agreement.h"
#include "ledger/rules/contract_terms.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"
#include "ledger/vehicle/custody.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

// Lessors and dealers make every kind; a manufacturer without those roles may only sell.
absl::Status CheckKind(const Transaction& t, const v1::ContractSigned& e) {
  constexpr std::string_view kField = "contract_signed.kind";
  INGOT_RETURN_IF_ERROR(CheckGiven(e.kind() != v1::CONTRACT_KIND_UNSPECIFIED, kField));
  if (e.kind() == v1::CONTRACT_KIND_SALE || t.HasRole(v1::ROLE_DEALER) || t.HasRole(v1::ROLE_LESSOR)) {
    return absl::OkStatus();
  }
  return Refuse(v1::REFUSAL_REASON_ROLE_REQUIRED, kField, "only a dealer or lessor leases; a manufacturer may sell");
}

absl::Status CheckValues(const Transaction& t, const v1::ContractSigned& e) {
  INGOT_RETURN_IF_ERROR(CheckCounterparty(t, e.counterparty(), e.counterparty_organisation(), "contract_signed"));
  INGOT_RETURN_IF_ERROR(CheckDate(e.has_starts_on(), e.starts_on(), "contract_signed.starts_on"));
  INGOT_RETURN_IF_ERROR(CheckTermMonths(e.kind(), e.term_months(), "contract_signed.term_months"));
  return t.terms() == nullptr ? absl::OkStatus() : CheckContractTerms(t, e.kind(), t.terms()->contract(), "");
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::ContractSigned& e) {
  constexpr std::string_view kVin = "contract_signed.vin";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindHeldVehicle(t, e.vin(), kVin));
  INGOT_RETURN_IF_ERROR(directory::CheckOwnId(t.actor(), e.contract_id(), "contract_signed.contract_id"));
  if (t.Find(state::SubjectKey(v1::SUBJECT_KIND_CONTRACT, e.contract_id())) != nullptr) {
    return Refuse(v1::REFUSAL_REASON_ALREADY_EXISTS, "contract_signed.contract_id",
                  "you have a contract with this number already: every contract has a number of its own");
  }
  INGOT_RETURN_IF_ERROR(CheckKind(t, e));
  INGOT_RETURN_IF_ERROR(CheckNoOpenContract(t, *before, kVin));
  INGOT_RETURN_IF_ERROR(CheckTransition(*before, vehicle::StateUnder(e.kind()), kVin));
  INGOT_RETURN_IF_ERROR(CheckValues(t, e));

  v1::ContractState& contract = EditContract(t, e.contract_id());
  contract.set_contract_id(e.contract_id());
  contract.set_organisation_id(t.actor());
  contract.set_counterparty(e.counterparty());
  contract.set_counterparty_organisation(e.counterparty_organisation());
  contract.set_vin(e.vin());
  contract.set_kind(e.kind());
  contract.set_stage(v1::CONTRACT_STAGE_SIGNED);
  *contract.mutable_starts_on() = e.starts_on();
  contract.set_term_months(e.term_months());
  contract.set_signed_seq(t.context().seq);
  // Still set where the vehicle is out under an ENDED contract.
  contract.set_renews_contract_id(before->contract_id());
  TakeTerms(t, contract);
  EditVehicle(t, e.vin()).set_contract_id(e.contract_id());
  return absl::OkStatus();
}

}  // namespace ingot::rules
