// Random lives of a fleet, legal and illegal operations alike: the rules and an obvious model agree on every outcome,
// on every state of custody and contract, and on every account to the gram.
//
// By the environment: INGOT_SIMULATION_SEED, INGOT_SIMULATION_FIRST (the first life), INGOT_SIMULATION_LIVES and
// INGOT_SIMULATION_STEPS (of each life). A failure prints what to set. ctest runs a million operations
// (simulation/million-*); ten million are INGOT_SIMULATION_LIVES=2000.
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/simulation/rules/compare.h"
#include "tests/simulation/rules/random_life.h"

namespace ingot::simulation {
namespace {

constexpr uint64_t kRulesSeed = 565'16735;
constexpr uint64_t kDefaultSteps = 5'000;
constexpr uint64_t kDefaultLives = 4;
constexpr uint64_t kStepsBetweenComparisons = 500;

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* const value = std::getenv(name);
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

std::string Join(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += "  " + line + "\n";
  return text;
}

// Every operation that RandomLife draws.
const std::vector<std::string>& Operations() {
  static const auto* const names =
      new std::vector<std::string>{"Register",     "Open IN_STOCK", "Open SOLD", "Open RETURNED", "Open LEASED",
                                   "Send",         "Receive",       "BuyBack",   "Inspect",       "Read",
                                   "Return",       "Retire",        "Arrive",    "ArriveForeign", "Certify",
                                   "Depollute",    "Steal",         "Find",      "WriteOff",      "InspectRepair",
                                   "Lose",         "Export",        "Import",    "Reimport",      "Refute",
                                   "Burn",         "CloseFile",     "Dispute",   "Resolve",       "Road",
                                   "SwapOdometer", "Insure",        "Lapse",     "Indemnify",     "Maintain",
                                   "Recall",       "Remedy",        "See",       "Sign lease",    "Sign lease_to_own",
                                   "Sign sale",    "HandOver",      "Pay",       "Exercise",      "End",
                                   "Settle",       "Title",         "Bounce",    "Refund",        "Waive",
                                   "Charge",       "Default",       "Amend",     "Extend",        "Novate",
                                   "Move",         "Replace",       "Strip",     "SendHulks",     "ReceiveHulks",
                                   "Feed",         "Weigh",         "Assay",     "Close",         "Collect",
                                   "SendLots",     "ReceiveLots",   "Melt",      "GiveBack",      "Claim",
                                   "Unclaim",      "Void",          "Restate",   "ClearFlag"};
  return *names;
}

TEST(RulesSimulationTest, RulesAndModelAgree) {
  const uint64_t seed = FromEnvironment("INGOT_SIMULATION_SEED", kRulesSeed);
  const uint64_t first = FromEnvironment("INGOT_SIMULATION_FIRST", 0);
  const uint64_t lives = FromEnvironment("INGOT_SIMULATION_LIVES", kDefaultLives);
  const uint64_t steps = FromEnvironment("INGOT_SIMULATION_STEPS", kDefaultSteps);
  std::map<std::string, int> outcomes;
  int64_t ambiguous = 0;
  for (uint64_t life = first; life < first + lives; ++life) {
    RandomLife random_life(seed + life);
    for (uint64_t step = 1; step <= steps; ++step) {
      std::vector<std::string> differences = random_life.Step();
      const bool whole = step % kStepsBetweenComparisons == 0 || step == steps;
      if (differences.empty() && whole) differences = CompareAll(random_life.fleet(), random_life.model());
      ASSERT_TRUE(differences.empty()) << "INGOT_SIMULATION_SEED=" << seed << " INGOT_SIMULATION_FIRST=" << life
                                       << ", step " << step << ":\n"
                                       << Join(differences);
    }
    for (const auto& [outcome, count] : random_life.outcomes()) outcomes[outcome] += count;
    ambiguous += random_life.ambiguous();
  }
  int64_t accepted = 0;
  int64_t refused = 0;
  for (const auto& [outcome, count] : outcomes) (outcome.ends_with(" OK") ? accepted : refused) += count;
  std::cout << accepted + refused << " operations, " << accepted << " accepted, " << refused << " refused in "
            << outcomes.size() << " ways, " << ambiguous << " of them for one of several reasons\n";

  // The simulation must not degenerate: every operation succeeds and fails now and then.
  const uint64_t operations = lives * steps;
  if (operations < 100'000) return;
  const int least = static_cast<int>(operations / 50'000);
  for (const std::string& op : Operations()) {
    int op_accepted = 0;
    int op_refused = 0;
    for (const auto& [outcome, count] : outcomes) {
      if (!outcome.starts_with(op + " ")) continue;
      (outcome == op + " OK" ? op_accepted : op_refused) += count;
    }
    EXPECT_GT(op_accepted, least) << op;
    EXPECT_GT(op_refused, least) << op;
  }
}

}  // namespace
}  // namespace ingot::simulation
