// Random lives of a fleet, legal and illegal operations alike: the rules and an obvious model agree on every outcome,
// on every state of custody and contract, and on every account to the gram.
//
// INGOT_SIMULATION_SEED chooses another seed, INGOT_SIMULATION_STEPS another length; a failure prints what to set.
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/simulation/rules/compare.h"
#include "tests/simulation/rules/random_life.h"

namespace ingot::simulation {
namespace {

constexpr uint64_t kRulesSeed = 565'16735;
constexpr int kDefaultSteps = 5'000;
constexpr int kRulesLives = 4;
constexpr int kStepsBetweenComparisons = 200;

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* const value = std::getenv(name);
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

std::string Join(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += "  " + line + "\n";
  return text;
}

TEST(RulesSimulationTest, RulesAndModelAgree) {
  const uint64_t seed = FromEnvironment("INGOT_SIMULATION_SEED", kRulesSeed);
  const int steps = static_cast<int>(FromEnvironment("INGOT_SIMULATION_STEPS", kDefaultSteps));
  std::map<std::string, int> outcomes;
  for (int life = 0; life < kRulesLives; ++life) {
    RandomLife random_life(seed + static_cast<uint64_t>(life));
    for (int step = 1; step <= steps; ++step) {
      std::vector<std::string> differences = random_life.Step();
      const bool whole = step % kStepsBetweenComparisons == 0 || step == steps;
      if (differences.empty() && whole) differences = CompareAll(random_life.fleet(), random_life.model());
      ASSERT_TRUE(differences.empty()) << "INGOT_SIMULATION_SEED=" << seed << ", life " << life << ", step " << step
                                       << ":\n"
                                       << Join(differences);
    }
    for (const auto& [outcome, count] : random_life.outcomes()) outcomes[outcome] += count;
  }
  // The simulation must not degenerate: every operation succeeds and fails somewhere.
  if (steps < kDefaultSteps) return;
  for (const char* op : {"Register",
                         "Send",
                         "Receive",
                         "BuyBack",
                         "Inspect",
                         "Read",
                         "Return",
                         "Retire",
                         "Arrive",
                         "Certify",
                         "Depollute",
                         "Sign lease",
                         "Sign lease_to_own",
                         "Sign sale",
                         "HandOver",
                         "Pay",
                         "Exercise",
                         "End",
                         "Settle",
                         "Title",
                         "SendHulks",
                         "ReceiveHulks",
                         "Feed",
                         "Weigh",
                         "Assay",
                         "Close",
                         "Bounce",
                         "Refund",
                         "Waive",
                         "Charge",
                         "Move"}) {
    int accepted = 0;
    int refused = 0;
    for (const auto& [outcome, count] : outcomes) {
      if (outcome.rfind(std::string(op) + " ", 0) != 0) continue;
      (outcome == std::string(op) + " OK" ? accepted : refused) += count;
    }
    EXPECT_GT(accepted, 20) << op;
    EXPECT_GT(refused, 20) << op;
  }
}

}  // namespace
}  // namespace ingot::simulation
