// What the handlers that state a contract's terms or parties share: ContractSigned and its later changes.
#ifndef INGOT_LEDGER_RULES_CONTRACT_TERMS_H_
#define INGOT_LEDGER_RULES_CONTRACT_TERMS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "ledger/rules/transaction.h"

namespace ingot::rules {

// CURRENCY unless in force with a minor unit (ISO 4217) under the rules version.
absl::Status CheckCurrency(const Transaction& t, const std::string& currency, std::string_view field);

// The terms of a contract of this kind, which stand at `field`: currency, ranges, schedule summing to the total
// (SCHEDULE_SUM), no option in a sale. `agreed_currency` is the one that a contract has already, which stays even where
// it was withdrawn since; empty for a new contract.
absl::Status CheckContractTerms(const Transaction& t, v1::ContractKind kind, const v1::ContractTerms& terms,
                                std::string_view agreed_currency, std::string_view field = "terms.contract");

// OUT_OF_RANGE unless 1 to kMaxTermMonths, 0 for a sale.
absl::Status CheckTermMonths(v1::ContractKind kind, int64_t term_months, std::string_view field);

// Kind given; an organisation of the ledger other than the actor exactly where the kind says so. `event` is the name of
// the event's field, for refusals.
absl::Status CheckCounterparty(const Transaction& t, v1::CounterpartyKind kind, const std::string& organisation,
                               std::string_view event);

// Takes the event's terms over into the contract, or marks it unexamined where they are not to be seen.
void TakeTerms(const Transaction& t, v1::ContractState& contract);
// The terms that the contract has from now on.
void SetTerms(const v1::ContractTerms& terms, v1::ContractState& contract);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_CONTRACT_TERMS_H_
