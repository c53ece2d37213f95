// What the handlers of a contract's money share: references, amounts, and the record of each.
#ifndef INGOT_LEDGER_RULES_MONEY_H_
#define INGOT_LEDGER_RULES_MONEY_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/rules/transaction.h"

namespace ingot::rules {

// CONTRACT_STAGE once the contract is SETTLED.
absl::Status CheckTakesMoney(const v1::ContractState& contract, std::string_view field);

// The key of a reference that is to be new among the contract's payments, refunds, waivers and fees: its form
// (FIELD_MISSING, TOO_LARGE, INVALID_VALUE), DUPLICATE_NUMBER.
absl::StatusOr<std::string> NewReference(const Transaction& t, const std::string& contract_id,
                                         const std::string& reference, std::string_view field);

// The amount given, in `currency` (CURRENCY; empty: whichever), 1 to kMaxMinorUnits, with its value date.
absl::Status CheckPaymentTerms(const v1::PaymentTerms& terms, std::string_view currency);

// LIMIT_REACHED where a sum of the contract would exceed kMaxPaidMinorUnits.
absl::Status CheckSum(int64_t sum_minor_units, const v1::PaymentTerms& terms);

// AMOUNT_EXCEEDS where the amount is above what is there for it. `what` names that ("overpaid").
absl::Status CheckWithin(const v1::PaymentTerms& terms, int64_t bound_minor_units, std::string_view what);

// Records the entry's money under the key; its amount where the terms are to be seen.
v1::PaymentState& NoteMoney(Transaction& t, const std::string& key, v1::MoneyKind kind);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_MONEY_H_
