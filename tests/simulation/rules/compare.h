// Holds the ledger's state against the model's.
#ifndef INGOT_TESTS_SIMULATION_RULES_COMPARE_H_
#define INGOT_TESTS_SIMULATION_RULES_COMPARE_H_

#include <string>
#include <vector>

#include "tests/simulation/rules/model.h"
#include "tests/support/fleet.h"

namespace ingot::simulation {

// Differences, a line each; empty where they agree.
std::vector<std::string> CompareCar(const testing::Fleet& fleet, const Model& model, const std::string& car);
std::vector<std::string> CompareDeal(const testing::Fleet& fleet, const Model& model, const std::string& deal);
// Every account's balance per family and origin, both ways; and that the families' sums are zero over all accounts.
std::vector<std::string> CompareAccounts(const testing::Fleet& fleet, const Model& model);
// All of it.
std::vector<std::string> CompareAll(const testing::Fleet& fleet, const Model& model);

}  // namespace ingot::simulation

#endif  // INGOT_TESTS_SIMULATION_RULES_COMPARE_H_
