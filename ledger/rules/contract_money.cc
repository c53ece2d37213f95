// Money beside the payments: Refunded, AmountWaived, FeeCharged, PaymentDefaulted.
#include <string>

#include "ledger/base/status.h"
#include "ledger/contract/schedule.h"
#include "ledger/iso/date.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/agreement.h"
#include "ledger/rules/contract_terms.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/money.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

absl::Status CheckRefund(const v1::ContractState& contract, v1::RefundPurpose purpose, const v1::PaymentTerms& terms) {
  INGOT_RETURN_IF_ERROR(CheckPaymentTerms(terms, contract.currency()));
  if (contract.terms_unexamined()) return absl::OkStatus();
  INGOT_RETURN_IF_ERROR(CheckSum(contract.refunded_minor_units(), terms));
  if (purpose == v1::REFUND_PURPOSE_DEPOSIT) {
    return CheckWithin(terms, contract.deposit_held_minor_units(), "held as deposit");
  }
  return CheckWithin(terms, contract::Overpaid(contract), "overpaid");
}

absl::Status CheckFee(const Transaction& t, const v1::ContractState& contract, const v1::PaymentTerms& terms) {
  // The contract's own currency may have been withdrawn since it was signed.
  if (terms.has_amount() && (contract.currency().empty() || terms.amount().currency() != contract.currency())) {
    INGOT_RETURN_IF_ERROR(CheckCurrency(t, terms.amount().currency(), "terms.payment.amount.currency"));
  }
  INGOT_RETURN_IF_ERROR(CheckPaymentTerms(terms, ""));
  return terms.amount().currency() == contract.currency() ? CheckSum(contract.fees_minor_units(), terms)
                                                          : absl::OkStatus();
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::Refunded& e) {
  INGOT_ASSIGN_OR_RETURN(const v1::ContractState* const before,
                         FindOwnContract(t, e.contract_id(), "refunded.contract_id"));
  INGOT_RETURN_IF_ERROR(CheckGiven(e.purpose() != v1::REFUND_PURPOSE_UNSPECIFIED, "refunded.purpose"));
  INGOT_ASSIGN_OR_RETURN(const std::string key, NewReference(t, e.contract_id(), e.refund_id(), "refunded.refund_id"));
  if (t.terms() != nullptr) INGOT_RETURN_IF_ERROR(CheckRefund(*before, e.purpose(), t.terms()->payment()));

  NoteMoney(t, key, v1::MONEY_KIND_REFUND).set_refund_purpose(e.purpose());
  v1::ContractState& contract = EditContract(t, e.contract_id());
  if (!SeesAmounts(t, contract)) {
    LeaveUnexamined(contract);
    return absl::OkStatus();
  }
  const int64_t amount = t.terms()->payment().amount().minor_units();
  contract.set_refunded_minor_units(contract.refunded_minor_units() + amount);
  if (e.purpose() == v1::REFUND_PURPOSE_DEPOSIT) {
    contract.set_deposit_held_minor_units(contract.deposit_held_minor_units() - amount);
  } else {
    contract.set_paid_minor_units(contract.paid_minor_units() - amount);
  }
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::AmountWaived& e) {
  constexpr std::string_view kContract = "amount_waived.contract_id";
  INGOT_ASSIGN_OR_RETURN(const v1::ContractState* const before, FindOwnContract(t, e.contract_id(), kContract));
  INGOT_RETURN_IF_ERROR(CheckTakesMoney(*before, kContract));
  INGOT_RETURN_IF_ERROR(CheckGiven(e.reason() != v1::WAIVER_REASON_UNSPECIFIED, "amount_waived.reason"));
  INGOT_ASSIGN_OR_RETURN(const std::string key,
                         NewReference(t, e.contract_id(), e.waiver_id(), "amount_waived.waiver_id"));
  if (t.terms() != nullptr) {
    INGOT_RETURN_IF_ERROR(CheckPaymentTerms(t.terms()->payment(), before->currency()));
  }
  if (SeesAmounts(t, *before)) {
    INGOT_RETURN_IF_ERROR(CheckWithin(t.terms()->payment(), contract::Outstanding(*before), "still to be paid"));
    INGOT_RETURN_IF_ERROR(CheckSum(before->waived_minor_units(), t.terms()->payment()));
  }

  NoteMoney(t, key, v1::MONEY_KIND_WAIVER);
  v1::ContractState& contract = EditContract(t, e.contract_id());
  if (SeesAmounts(t, contract)) {
    contract.set_waived_minor_units(contract.waived_minor_units() + t.terms()->payment().amount().minor_units());
  } else {
    LeaveUnexamined(contract);
  }
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::FeeCharged& e) {
  constexpr std::string_view kContract = "fee_charged.contract_id";
  INGOT_ASSIGN_OR_RETURN(const v1::ContractState* const before, FindOwnContract(t, e.contract_id(), kContract));
  INGOT_RETURN_IF_ERROR(CheckTakesMoney(*before, kContract));
  INGOT_RETURN_IF_ERROR(CheckGiven(e.kind() != v1::FEE_KIND_UNSPECIFIED, "fee_charged.kind"));
  INGOT_ASSIGN_OR_RETURN(const std::string key, NewReference(t, e.contract_id(), e.fee_id(), "fee_charged.fee_id"));
  if (t.terms() != nullptr) INGOT_RETURN_IF_ERROR(CheckFee(t, *before, t.terms()->payment()));

  NoteMoney(t, key, v1::MONEY_KIND_FEE);
  v1::ContractState& contract = EditContract(t, e.contract_id());
  if (!SeesAmounts(t, contract)) {
    LeaveUnexamined(contract);
    return absl::OkStatus();
  }
  const v1::Money& amount = t.terms()->payment().amount();
  if (amount.currency() == contract.currency()) {
    contract.set_fees_minor_units(contract.fees_minor_units() + amount.minor_units());
  }
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::PaymentDefaulted& e) {
  constexpr std::string_view kDueOn = "payment_defaulted.due_on";
  INGOT_RETURN_IF_ERROR(FindOwnContract(t, e.contract_id(), "payment_defaulted.contract_id").status());
  INGOT_RETURN_IF_ERROR(CheckDate(e.has_due_on(), e.due_on(), kDueOn));
  const std::string key = state::NumberKey(state::NumberKind::kDefault, e.contract_id(), iso::ToString(e.due_on()));
  const v1::Record* const record = t.Find(key);
  const bool open = record != nullptr && !record->used_number().voided();
  if (e.cured() && !open) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, kDueOn, "no default of this day is reported");
  }
  if (!e.cured() && open) {
    return Refuse(v1::REFUSAL_REASON_ALREADY_EXISTS, kDueOn, "the default of this day is reported already");
  }
  if (iso::Compare(e.due_on(), t.OccurredOn()) > 0) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kDueOn, "has not come: nothing due on it can be in default");
  }

  v1::UsedNumberState& reported = *t.Edit(key).mutable_used_number();
  reported.set_seq(t.context().seq);
  reported.set_voided(e.cured());
  v1::ContractState& contract = EditContract(t, e.contract_id());
  contract.set_defaults(e.cured() ? contract.defaults() - 1 : contract.defaults() + 1);
  return absl::OkStatus();
}

}  // namespace ingot::rules
