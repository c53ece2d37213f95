// Money: PaymentRecorded.
#include <string>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/contract/schedule.h"
#include "ledger/directory/ids.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/agreement.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

// What the contract has of this purpose so far.
int64_t SumFor(const v1::ContractState& contract, v1::PaymentPurpose purpose) {
  return purpose == v1::PAYMENT_PURPOSE_DEPOSIT ? contract.deposit_held_minor_units() : contract.paid_minor_units();
}

absl::Status CheckPayment(const v1::ContractState& contract, v1::PaymentPurpose purpose,
                          const v1::PaymentTerms& terms) {
  constexpr std::string_view kAmount = "terms.payment.amount";
  INGOT_RETURN_IF_ERROR(CheckGiven(terms.has_amount(), kAmount));
  // A contract whose terms were not examined has no known currency.
  if (!contract.terms_unexamined() && terms.amount().currency() != contract.currency()) {
    return Refuse(v1::REFUSAL_REASON_CURRENCY, Cat(kAmount, ".currency"),
                  Cat("the contract's currency is ", contract.currency()));
  }
  INGOT_RETURN_IF_ERROR(
      CheckRange(terms.amount().minor_units(), 1, contract::kMaxMinorUnits, Cat(kAmount, ".minor_units")));
  INGOT_RETURN_IF_ERROR(CheckDate(terms.has_paid_on(), terms.paid_on(), "terms.payment.paid_on"));
  if (SumFor(contract, purpose) <= contract::kMaxPaidMinorUnits - terms.amount().minor_units()) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_LIMIT_REACHED, Cat(kAmount, ".minor_units"),
                Cat("a contract takes at most ", contract::kMaxPaidMinorUnits, " minor units in all"));
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::PaymentRecorded& e) {
  constexpr std::string_view kContract = "payment_recorded.contract_id";
  constexpr std::string_view kPayment = "payment_recorded.payment_id";
  INGOT_ASSIGN_OR_RETURN(const v1::ContractState* const before, FindOwnContract(t, e.contract_id(), kContract));
  if (before->stage() == v1::CONTRACT_STAGE_SETTLED) {
    return WrongStage(*before, kContract, "it takes no money any more");
  }
  INGOT_RETURN_IF_ERROR(CheckGiven(e.purpose() != v1::PAYMENT_PURPOSE_UNSPECIFIED, "payment_recorded.purpose"));
  INGOT_RETURN_IF_ERROR(directory::CheckNumber(e.payment_id(), kPayment));
  const std::string key = state::PaymentKey(e.contract_id(), e.payment_id());
  if (t.Find(key) != nullptr) {
    return Refuse(v1::REFUSAL_REASON_DUPLICATE_NUMBER, kPayment,
                  "this payment is recorded already: every payment of a contract has a reference of its own");
  }
  if (t.terms() != nullptr) INGOT_RETURN_IF_ERROR(CheckPayment(*before, e.purpose(), t.terms()->payment()));

  t.Edit(key).mutable_payment()->set_seq(t.context().seq);
  v1::ContractState& contract = EditContract(t, e.contract_id());
  if (t.terms() == nullptr) {
    contract.set_terms_unexamined(true);
    return absl::OkStatus();
  }
  const int64_t sum = SumFor(contract, e.purpose()) + t.terms()->payment().amount().minor_units();
  if (e.purpose() == v1::PAYMENT_PURPOSE_DEPOSIT) {
    contract.set_deposit_held_minor_units(sum);
  } else {
    contract.set_paid_minor_units(sum);
  }
  return absl::OkStatus();
}

}  // namespace ingot::rules
