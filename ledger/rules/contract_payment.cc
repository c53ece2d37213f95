// Payments: PaymentRecorded, PaymentReturned.
#include <string>

#include "ledger/base/status.h"
#include "ledger/directory/ids.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/agreement.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/money.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

constexpr std::string_view kPaidContract = "payment_recorded.contract_id";
constexpr std::string_view kPayment = "payment_recorded.payment_id";

// What the contract has of this purpose so far.
int64_t SumFor(const v1::ContractState& contract, v1::PaymentPurpose purpose) {
  return purpose == v1::PAYMENT_PURPOSE_DEPOSIT ? contract.deposit_held_minor_units() : contract.paid_minor_units();
}

void SetSumFor(v1::ContractState& contract, v1::PaymentPurpose purpose, int64_t minor_units) {
  if (purpose == v1::PAYMENT_PURPOSE_DEPOSIT) {
    contract.set_deposit_held_minor_units(minor_units);
  } else {
    contract.set_paid_minor_units(minor_units);
  }
}

// A fee in another currency is paid at once and whole: its record says whether it is.
absl::Status PayFee(Transaction& t, const v1::PaymentRecorded& e, const v1::ContractState& contract) {
  INGOT_RETURN_IF_ERROR(directory::CheckNumber(e.payment_id(), kPayment));
  const std::string key = state::PaymentKey(e.contract_id(), e.payment_id());
  const v1::Record* const record = t.Find(key);
  if (record == nullptr || record->payment().kind() != v1::MONEY_KIND_FEE) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, kPayment,
                  "the contract has no fee of this reference: charge it (FeeCharged) first");
  }
  const v1::PaymentState& fee = record->payment();
  if (fee.paid()) return Refuse(v1::REFUSAL_REASON_DUPLICATE_NUMBER, kPayment, "this fee is paid already");
  if (t.terms() != nullptr && fee.has_amount()) {
    if (fee.amount().currency() == contract.currency()) {
      return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "payment_recorded.purpose",
                    "the fee is in the contract's currency and due with the rest: pay it as INSTALMENT or SETTLEMENT");
    }
    INGOT_RETURN_IF_ERROR(CheckPaymentTerms(t.terms()->payment(), fee.amount().currency()));
    if (t.terms()->payment().amount().minor_units() != fee.amount().minor_units()) {
      return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "terms.payment.amount.minor_units",
                    "must be the fee's amount: it is paid whole");
    }
  }
  EditContract(t, e.contract_id());
  t.Edit(key).mutable_payment()->set_paid(true);
  return absl::OkStatus();
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::PaymentRecorded& e) {
  INGOT_ASSIGN_OR_RETURN(const v1::ContractState* const before, FindOwnContract(t, e.contract_id(), kPaidContract));
  INGOT_RETURN_IF_ERROR(CheckTakesMoney(*before, kPaidContract));
  INGOT_RETURN_IF_ERROR(CheckGiven(e.purpose() != v1::PAYMENT_PURPOSE_UNSPECIFIED, "payment_recorded.purpose"));
  if (e.purpose() == v1::PAYMENT_PURPOSE_FEE) return PayFee(t, e, *before);
  INGOT_ASSIGN_OR_RETURN(const std::string key, NewReference(t, e.contract_id(), e.payment_id(), kPayment));
  if (t.terms() != nullptr) {
    INGOT_RETURN_IF_ERROR(CheckPaymentTerms(t.terms()->payment(), before->currency()));
    INGOT_RETURN_IF_ERROR(CheckSum(SumFor(*before, e.purpose()), t.terms()->payment()));
  }

  NoteMoney(t, key, v1::MONEY_KIND_PAYMENT).set_purpose(e.purpose());
  v1::ContractState& contract = EditContract(t, e.contract_id());
  if (!SeesAmounts(t, contract)) {
    LeaveUnexamined(contract);
    return absl::OkStatus();
  }
  SetSumFor(contract, e.purpose(), SumFor(contract, e.purpose()) + t.terms()->payment().amount().minor_units());
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::PaymentReturned& e) {
  constexpr std::string_view kOf = "payment_returned.contract_id";
  constexpr std::string_view kReturned = "payment_returned.payment_id";
  INGOT_ASSIGN_OR_RETURN(const v1::ContractState* const before, FindOwnContract(t, e.contract_id(), kOf));
  INGOT_RETURN_IF_ERROR(directory::CheckNumber(e.payment_id(), kReturned));
  const std::string key = state::PaymentKey(e.contract_id(), e.payment_id());
  const v1::Record* const record = t.Find(key);
  const bool fee = record != nullptr && record->payment().kind() == v1::MONEY_KIND_FEE && record->payment().paid();
  if (record == nullptr || (record->payment().kind() != v1::MONEY_KIND_PAYMENT && !fee)) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, kReturned, "the contract has no payment of this reference");
  }
  INGOT_RETURN_IF_ERROR(CheckTakesMoney(*before, kOf));
  if (record->payment().returned()) {
    return Refuse(v1::REFUSAL_REASON_DUPLICATE_NUMBER, kReturned, "this payment was returned already");
  }
  INGOT_RETURN_IF_ERROR(CheckGiven(e.reason() != v1::PAYMENT_RETURN_REASON_UNSPECIFIED, "payment_returned.reason"));

  v1::ContractState& contract = EditContract(t, e.contract_id());
  v1::PaymentState& payment = *t.Edit(key).mutable_payment();
  if (fee) {
    payment.set_paid(false);
    return absl::OkStatus();
  }
  payment.set_returned(true);
  // The bank's word stands, also where a refund has gone out of this payment: then the sum falls below 0.
  if (!contract.terms_unexamined()) {
    SetSumFor(contract, payment.purpose(), SumFor(contract, payment.purpose()) - payment.amount().minor_units());
  }
  return absl::OkStatus();
}

}  // namespace ingot::rules
