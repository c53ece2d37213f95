// The aluminium accounts as a person reads them.
#ifndef INGOT_CLIENTS_CLI_TEXT_BALANCE_SHEET_H_
#define INGOT_CLIENTS_CLI_TEXT_BALANCE_SHEET_H_

#include <string>
#include <string_view>

#include "google/protobuf/repeated_ptr_field.h"
#include "ingot/v1/state.pb.h"

namespace ingot::cli {

// What a class holds, in a few words: "in stock".
std::string_view ClassMeaning(v1::AccountClass account_class);

// Accounts grouped by class with subtotals, and the sum over all, which is zero where all accounts are seen. `summary`:
// one line a class.
std::string BalanceSheet(const google::protobuf::RepeatedPtrField<v1::AccountState>& accounts, bool summary);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_TEXT_BALANCE_SHEET_H_
