// Random lives taken back: whatever a fleet's random operations did since some moment, reversals in any legal order
// give back exactly the state of that moment. What observations noted stands, and so do the chains of entries.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "ledger/rules/role_table.h"
#include "ledger/state/record_key.h"
#include "tests/simulation/rules/random_life.h"

namespace ingot::simulation {
namespace {

constexpr uint64_t kDefaultSeed = 2002'151;
constexpr int kLives = 6;
constexpr int kStepsBefore = 400;
constexpr int kStepsTakenBack = 300;

uint64_t Seed() {
  const char* const value = std::getenv("INGOT_SIMULATION_SEED");
  return value == nullptr ? kDefaultSeed : std::strtoull(value, nullptr, 10);
}

// What has to be equal of the state: every record without its head and without what stands, by key. Records without a
// state, emptied accounts, undo and idempotency records are left out; models are made known once and stay so.
std::map<std::string, std::string> Essence(const testing::Fleet& fleet) {
  std::map<std::string, std::string> essence;
  for (const auto& [key, stored] : fleet.ledger().state().records()) {
    const char prefix = key.front();
    if (prefix == state::kUndoPrefix || prefix == state::kIdempotencyPrefix || prefix == state::kModelPrefix) continue;
    v1::Record record = *stored;
    if (record.state_case() == v1::Record::STATE_NOT_SET) {
      EXPECT_EQ(record.settled_seq(), 0u);
      continue;
    }
    record.clear_head();
    switch (record.state_case()) {
      case v1::Record::kAccount:
        record.mutable_account()->clear_last_seq();
        if (record.account().balance().empty()) continue;
        break;
      case v1::Record::kOrganisation:
        record.mutable_organisation()->clear_recent_nets();
        break;
      case v1::Record::kInstrument:
        record.mutable_instrument()->clear_flags();
        record.mutable_instrument()->clear_last_ticket_number();
        break;
      case v1::Record::kSite:
        record.mutable_site()->clear_flags();
        break;
      case v1::Record::kVehicle:
        record.mutable_vehicle()->clear_flags();
        record.mutable_vehicle()->clear_last_occurred_at_us();
        record.mutable_vehicle()->clear_odometer_max_m();
        break;
      case v1::Record::kContract:
        record.mutable_contract()->clear_flags();
        record.mutable_contract()->clear_last_occurred_at_us();
        break;
      case v1::Record::kTransfer:
        record.mutable_transfer()->clear_flags();
        record.mutable_transfer()->clear_last_occurred_at_us();
        break;
      case v1::Record::kBatch:
        record.mutable_batch()->clear_flags();
        record.mutable_batch()->clear_last_occurred_at_us();
        break;
      case v1::Record::kLot:
        record.mutable_lot()->clear_flags();
        record.mutable_lot()->clear_last_occurred_at_us();
        break;
      default:
        break;
    }
    essence[key] = record.SerializeAsString();
  }
  return essence;
}

struct Taken {
  uint64_t seq = 0;
  std::string organisation;
};

// The entries since `first` that can be reversed, oldest first.
std::vector<Taken> ReversibleSince(const testing::Fleet& fleet, uint64_t first) {
  std::vector<Taken> taken;
  for (uint64_t seq = first; seq <= fleet.LastSeq(); ++seq) {
    v1::Event event;
    EXPECT_TRUE(event.ParseFromString(fleet.ledger().EntryAt(seq).event()));
    const rules::Nature nature = rules::RuleOf(event.body_case()).nature;
    if (nature != rules::Nature::kFact && nature != rules::Nature::kMoney) continue;
    taken.push_back({seq, event.actor().organisation_id()});
  }
  return taken;
}

// Reverses all of it: entries picked at random, where that is refused the next older pick, at last the newest, on which
// nothing can depend.
void TakeBack(testing::Fleet& fleet, std::vector<Taken> taken, std::mt19937_64& random,
              std::map<std::string, int>& outcomes) {
  while (!taken.empty()) {
    const bool newest = random() % 3 == 0;
    const size_t i = newest ? taken.size() - 1 : static_cast<size_t>(random() % taken.size());
    const std::string outcome = fleet.TryReversal(taken[i].organisation, taken[i].seq);
    ++outcomes[outcome];
    if (outcome == "OK") {
      taken.erase(taken.begin() + static_cast<std::ptrdiff_t>(i));
      continue;
    }
    ASSERT_FALSE(newest) << "entry " << taken[i].seq << ": " << outcome;
    // AMOUNT_EXCEEDS: a payment that a refund counts on.
    ASSERT_TRUE(outcome == "DEPENDENT_EXISTS entry_reversed.target_seq" ||
                outcome == "AMOUNT_EXCEEDS entry_reversed.target_seq")
        << taken[i].seq << ": " << outcome;
  }
}

// What reversals need is one small record an entry; docs/adr/0010 states the figures.
TEST(ReversalSimulationTest, WhatReversalsNeedIsSmall) {
  RandomLife random_life(Seed());
  for (int step = 0; step < 4'000; ++step) random_life.Step();
  size_t bytes = 0;
  size_t largest = 0;
  int entries = 0;
  for (const auto& [key, record] : random_life.fleet().ledger().state().records()) {
    if (key.front() != state::kUndoPrefix) continue;
    const size_t size = key.size() + record->ByteSizeLong();
    bytes += size;
    largest = std::max(largest, size);
    ++entries;
  }
  ASSERT_GT(entries, 1'000);
  RecordProperty("mean_bytes", static_cast<int>(bytes / static_cast<size_t>(entries)));
  RecordProperty("largest_bytes", static_cast<int>(largest));
  EXPECT_LT(bytes / static_cast<size_t>(entries), 300u);
}

TEST(ReversalSimulationTest, ReversalsGiveBackTheStateBefore) {
  const uint64_t seed = Seed();
  std::map<std::string, int> outcomes;
  for (uint64_t life = 0; life < kLives; ++life) {
    SCOPED_TRACE(Cat("INGOT_SIMULATION_SEED=", seed, ", life ", life));
    std::mt19937_64 random(seed + life);
    RandomLife random_life(seed + life, RandomLife::Draws::kReversible);
    for (int step = 0; step < kStepsBefore; ++step) random_life.Step();
    testing::Fleet& fleet = random_life.mutable_fleet();
    const std::map<std::string, std::string> before = Essence(fleet);
    const uint64_t first = fleet.LastSeq() + 1;
    for (int step = 0; step < kStepsTakenBack; ++step) random_life.Step();
    EXPECT_NE(Essence(fleet), before);
    TakeBack(fleet, ReversibleSince(fleet, first), random, outcomes);
    if (HasFatalFailure()) return;
    const std::map<std::string, std::string> after = Essence(fleet);
    for (const auto& [key, record] : before) {
      const auto found = after.find(key);
      ASSERT_TRUE(found != after.end()) << key << " is gone";
      ASSERT_EQ(found->second, record) << key;
    }
    for (const auto& [key, record] : after) ASSERT_TRUE(before.count(key) > 0) << key << " is left over";
  }
  // The property must not hold for want of cases.
  EXPECT_GT(outcomes["OK"], 500);
  EXPECT_GT(outcomes["DEPENDENT_EXISTS entry_reversed.target_seq"], 50);
}

}  // namespace
}  // namespace ingot::simulation
