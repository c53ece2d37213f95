// A contract changes while it lives: ContractAmended, ContractExtended, ContractNovated.
#include <string>

#include "ledger/base/status.h"
#include "ledger/contract/stage.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/agreement.h"
#include "ledger/rules/contract_terms.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/values.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

absl::Status CheckNewTerms(const Transaction& t, const v1::ContractState& contract) {
  if (t.terms() == nullptr) return absl::OkStatus();
  return CheckContractTerms(t, contract.kind(), t.terms()->contract(), contract.currency());
}

// What was paid, waived and charged counts on under the new terms.
void ChangeTerms(Transaction& t, const std::string& contract_id, int32_t term_months) {
  v1::ContractState& contract = EditContract(t, contract_id);
  contract.set_term_months(term_months);
  contract.set_amendments(contract.amendments() + 1);
  TakeTerms(t, contract);
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::ContractAmended& e) {
  constexpr std::string_view kContract = "contract_amended.contract_id";
  INGOT_ASSIGN_OR_RETURN(const v1::ContractState* const before, FindOwnContract(t, e.contract_id(), kContract));
  if (!contract::IsOpen(before->stage())) {
    return WrongStage(*before, kContract, "its terms change while it is SIGNED or ACTIVE");
  }
  INGOT_RETURN_IF_ERROR(CheckGiven(e.reason() != v1::AMENDMENT_REASON_UNSPECIFIED, "contract_amended.reason"));
  INGOT_RETURN_IF_ERROR(CheckTermMonths(before->kind(), e.term_months(), "contract_amended.term_months"));
  INGOT_RETURN_IF_ERROR(CheckNewTerms(t, *before));
  ChangeTerms(t, e.contract_id(), e.term_months());
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::ContractExtended& e) {
  constexpr std::string_view kContract = "contract_extended.contract_id";
  constexpr std::string_view kMonths = "contract_extended.added_months";
  constexpr int32_t kMaxAddedMonths = 120;
  INGOT_ASSIGN_OR_RETURN(const v1::ContractState* const before, FindOwnContract(t, e.contract_id(), kContract));
  if (before->kind() != v1::CONTRACT_KIND_LEASE) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kContract,
                  "only a lease runs on: another contract's term changes by ContractAmended");
  }
  if (before->stage() != v1::CONTRACT_STAGE_ACTIVE) return WrongStage(*before, kContract, "an ACTIVE lease runs on");
  INGOT_RETURN_IF_ERROR(CheckRange(e.added_months(), 1, kMaxAddedMonths, kMonths));
  const int32_t term_months = before->term_months() + e.added_months();
  INGOT_RETURN_IF_ERROR(CheckTermMonths(before->kind(), term_months, kMonths));
  INGOT_RETURN_IF_ERROR(CheckNewTerms(t, *before));
  ChangeTerms(t, e.contract_id(), term_months);
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::ContractNovated& e) {
  constexpr std::string_view kContract = "contract_novated.contract_id";
  INGOT_ASSIGN_OR_RETURN(const v1::ContractState* const before, FindOwnContract(t, e.contract_id(), kContract));
  if (before->stage() != v1::CONTRACT_STAGE_ACTIVE) {
    return WrongStage(*before, kContract, "another lessee takes it over while it is ACTIVE");
  }
  INGOT_RETURN_IF_ERROR(CheckCounterparty(t, e.counterparty(), e.counterparty_organisation(), "contract_novated"));
  if (e.counterparty() == v1::COUNTERPARTY_KIND_ORGANISATION &&
      e.counterparty_organisation() == before->counterparty_organisation()) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "contract_novated.counterparty_organisation",
                  "is the lessee already");
  }
  INGOT_RETURN_IF_ERROR(CheckDate(e.has_on(), e.on(), "contract_novated.on"));

  v1::ContractState& contract = EditContract(t, e.contract_id());
  contract.set_counterparty(e.counterparty());
  contract.set_counterparty_organisation(e.counterparty_organisation());
  return absl::OkStatus();
}

}  // namespace ingot::rules
