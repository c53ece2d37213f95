// What a new vehicle is: checks and state that its registration and its opening share.
#ifndef INGOT_LEDGER_RULES_BIRTH_H_
#define INGOT_LEDGER_RULES_BIRTH_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "ledger/rules/transaction.h"

namespace ingot::rules {

// FIELD_MISSING, VIN_INVALID (length, alphabet, placeholder), ALREADY_EXISTS: a vehicle is born once.
absl::Status CheckUnborn(const Transaction& t, const std::string& vin, std::string_view field);

// Category, market, model year, masses and check character of a description that stands at `at`.
absl::Status CheckDescription(const Transaction& t, const v1::VehicleRegistered& e, std::string_view at);

// Fills in a new vehicle, which is edited: as described, held by the actor, who has its title; raises MASS_UNKNOWN and
// CHECK_CHARACTER_OVERRIDDEN. Its custody and its metal are the caller's.
absl::Status Describe(Transaction& t, const v1::VehicleRegistered& e, v1::VehicleState& vehicle,
                      std::string_view field);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_BIRTH_H_
