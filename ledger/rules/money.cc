#include "ledger/rules/money.h"

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/contract/schedule.h"
#include "ledger/directory/ids.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/agreement.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

constexpr std::string_view kAmount = "terms.payment.amount";
constexpr std::string_view kCurrency = "terms.payment.amount.currency";
constexpr std::string_view kMinorUnits = "terms.payment.amount.minor_units";

}  // namespace

absl::Status CheckTakesMoney(const v1::ContractState& contract, std::string_view field) {
  if (contract.stage() != v1::CONTRACT_STAGE_SETTLED) return absl::OkStatus();
  return WrongStage(contract, field, "its account is closed");
}

absl::StatusOr<std::string> NewReference(const Transaction& t, const std::string& contract_id,
                                         const std::string& reference, std::string_view field) {
  INGOT_RETURN_IF_ERROR(directory::CheckNumber(reference, field));
  std::string key = state::PaymentKey(contract_id, reference);
  if (t.Find(key) == nullptr) return key;
  return Refuse(v1::REFUSAL_REASON_DUPLICATE_NUMBER, field,
                "this reference is recorded already: every payment, refund, waiver and fee of a contract has its own");
}

absl::Status CheckPaymentTerms(const v1::PaymentTerms& terms, std::string_view currency) {
  INGOT_RETURN_IF_ERROR(CheckGiven(terms.has_amount(), kAmount));
  if (!currency.empty() && terms.amount().currency() != currency) {
    return Refuse(v1::REFUSAL_REASON_CURRENCY, kCurrency, Cat("must be ", currency));
  }
  INGOT_RETURN_IF_ERROR(CheckRange(terms.amount().minor_units(), 1, contract::kMaxMinorUnits, kMinorUnits));
  return CheckDate(terms.has_paid_on(), terms.paid_on(), "terms.payment.paid_on");
}

absl::Status CheckSum(int64_t sum_minor_units, const v1::PaymentTerms& terms) {
  if (sum_minor_units <= contract::kMaxPaidMinorUnits - terms.amount().minor_units()) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_LIMIT_REACHED, kMinorUnits,
                Cat("a contract takes at most ", contract::kMaxPaidMinorUnits, " minor units in all"));
}

absl::Status CheckWithin(const v1::PaymentTerms& terms, int64_t bound_minor_units, std::string_view what) {
  if (terms.amount().minor_units() <= bound_minor_units) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_AMOUNT_EXCEEDS, kMinorUnits,
                Cat("is ", terms.amount().minor_units(), ", but only ", bound_minor_units, " minor units are ", what));
}

v1::PaymentState& NoteMoney(Transaction& t, const std::string& key, v1::MoneyKind kind) {
  v1::PaymentState& money = *t.Edit(key).mutable_payment();
  money.set_seq(t.context().seq);
  money.set_kind(kind);
  if (t.terms() != nullptr) *money.mutable_amount() = t.terms()->payment().amount();
  return money;
}

}  // namespace ingot::rules
