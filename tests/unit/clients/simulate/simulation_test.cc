#include "clients/simulate/simulation.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/sha256.h"
#include "ledger/entry/canonical.h"
#include "ledger/iso/date.h"

namespace ingot::simulate {
namespace {

Parameters Small() {
  Parameters parameters;
  parameters.vehicles = 300;
  parameters.years = 3;
  return parameters;
}

std::string Bytes(const Submission& submission) {
  std::string bytes = Cat(submission.number, "|", submission.who, "|", submission.day, "|", submission.expected, "|",
                          submission.idempotency_key, submission.key);
  for (const Item& item : submission.items) {
    bytes += Cat(entry::Serialise(item.event), item.terms ? entry::Serialise(*item.terms) : "", item.terms_salt,
                 item.handle, item.reverses, "|", item.key_added.value_or(0), item.key_revoked.value_or(0));
  }
  return bytes;
}

std::vector<std::string> Stream(const Parameters& parameters) {
  Simulation simulation(parameters);
  std::vector<std::string> stream;
  Submission submission;
  while (simulation.Next(submission)) stream.push_back(Bytes(submission));
  return stream;
}

using Counts = std::map<std::string, int>;

// Events by type; submissions by day are ascending, and every item is of its submission's organisation and day.
Counts Count(const Parameters& parameters) {
  Simulation simulation(parameters);
  Counts counts;
  Submission submission;
  int day = 0;
  while (simulation.Next(submission)) {
    EXPECT_GE(submission.day, day);
    day = submission.day;
    EXPECT_FALSE(submission.items.empty());
    EXPECT_LE(submission.items.size(), Outbox::kMaxItems);
    for (const Item& item : submission.items) {
      EXPECT_EQ(item.event.actor().organisation_id(), simulation.cast()[submission.who].id);
      const auto* field = v1::Event::descriptor()->FindFieldByNumber(item.event.body_case());
      ++counts[field->name()];
    }
  }
  EXPECT_EQ(simulation.born(), parameters.vehicles);
  return counts;
}

TEST(SimulationTest, TheSameParametersMakeTheSameBytes) {
  const std::vector<std::string> stream = Stream(Small());
  EXPECT_GT(stream.size(), 1'000u);
  EXPECT_EQ(stream, Stream(Small()));
}

TEST(SimulationTest, EveryParameterMakesAnotherFleet) {
  const std::vector<std::string> stream = Stream(Small());
  Parameters other = Small();
  other.seed = 2;
  EXPECT_NE(stream, Stream(other));
  other = Small();
  other.first_year = 2017;
  EXPECT_NE(stream, Stream(other));
  other = Small();
  other.vehicles = 310;
  EXPECT_NE(stream, Stream(other));
}

// As many vehicles a year for twice the years: the first half is the same.
TEST(SimulationTest, ALongerOneBeginsWithTheShorterOne) {
  Parameters longer = Small();
  longer.vehicles *= 2;
  longer.years *= 2;
  const std::vector<std::string> first = Stream(Small());
  const std::vector<std::string> whole = Stream(longer);
  ASSERT_GT(whole.size(), first.size());
  EXPECT_EQ(first, std::vector<std::string>(whole.begin(), whole.begin() + static_cast<int64_t>(first.size())));
}

// Two and a half thousand vehicles over twelve years: shares as the catalogue and the rates say, within four standard
// deviations or so.
TEST(SimulationTest, TheMixtureIsThatOfAFleet) {
  Parameters parameters;
  parameters.vehicles = 2'400;
  parameters.years = 12;
  const Counts counts = Count(parameters);
  const auto of = [&counts](const std::string& name) { return counts.contains(name) ? counts.at(name) : 0; };
  EXPECT_EQ(of("vehicle_registered") + of("vehicle_opened"), 2'400);
  // 2 % of what is not foreign.
  EXPECT_NEAR(of("vehicle_opened"), 47, 28);
  // Every contract is handed over, withdrawn, or not begun yet; one of a hundred is withdrawn.
  EXPECT_GT(of("vehicle_handed_over"), of("contract_signed") * 95 / 100);
  EXPECT_LT(of("vehicle_handed_over"), of("contract_signed"));
  // Of the first life six of ten are leased or leased to own; both are paid by the quarter.
  EXPECT_GT(of("payment_recorded"), 5 * of("contract_signed"));
  EXPECT_NEAR(of("payment_defaulted"), of("payment_recorded") * 22 / 1'000, of("payment_recorded") / 100);
  // What retires is certified, and what is certified is depolluted.
  EXPECT_GT(of("retired"), 300) << "the oldest sixth, roughly";
  EXPECT_NEAR(of("certificate_of_destruction_issued"), of("retired"), 25);
  EXPECT_EQ(of("certificate_of_destruction_issued"), of("depolluted"));
  EXPECT_GT(of("heat_melted"), 10);
  EXPECT_GT(of("vehicle_closed"), 200);
  // Thirty to eighty entries a life, as far as it has come.
  int events = 0;
  for (const auto& [name, count] : counts) events += count;
  EXPECT_GT(events, 2'400 * 25);
  EXPECT_LT(events, 2'400 * 80);
  for (const char* const rare :
       {"reported_stolen",        "found",           "total_loss_declared",    "exported",          "imported",
        "insurance_claimed",      "panel_replaced",  "repair_scrap_collected", "recall_opened",     "recall_closed",
        "entry_reversed",         "contract_moved",  "organisation_succeeded", "key_added",         "key_revoked",
        "flag_cleared",           "period_closed",   "contract_extended",      "contract_novated",  "fee_charged",
        "amount_waived",          "refunded",        "payment_returned",       "lot_assayed",       "batch_closed",
        "returned_to_production", "content_claimed", "inventory_counted",      "odometer_replaced", "dispute_opened",
        "lost_from_sight",        "mass_restated",   "title_transferred"}) {
    EXPECT_GT(of(rare), 0) << rare;
  }
}

TEST(SimulationTest, MistakesAreThereWhenAskedForAndCounted) {
  Parameters parameters = Small();
  Simulation without(parameters);
  Submission submission;
  while (without.Next(submission)) EXPECT_EQ(submission.expected, v1::REFUSAL_REASON_UNSPECIFIED);
  parameters.mistakes_ppm = 50'000;
  Simulation with(parameters);
  int submissions = 0;
  std::map<v1::RefusalReason, int> mistakes;
  while (with.Next(submission)) {
    ++submissions;
    if (submission.expected == v1::REFUSAL_REASON_UNSPECIFIED) continue;
    ++mistakes[submission.expected];
    EXPECT_EQ(submission.items.size(), 1u);
  }
  EXPECT_GE(mistakes.size(), 5u) << "of several kinds";
}

// A new key signs from the day after it was added, and the old one never again once it is revoked.
TEST(SimulationTest, KeysAreReplacedWhileTheOldOneIsValid) {
  Parameters parameters = Small();
  parameters.years = 6;
  Simulation simulation(parameters);
  // By organisation: the newest key and the day of its addition; those that are revoked.
  std::map<Who, std::pair<uint32_t, int>> newest;
  std::map<Who, std::set<uint32_t>> revoked;
  int added = 0, compromised = 0;
  Submission submission;
  while (simulation.Next(submission)) {
    const auto [key, since] = newest[submission.who];
    EXPECT_EQ(submission.key, submission.day > since || key == 0 ? key : key - 1) << "day " << submission.day;
    EXPECT_EQ(revoked[submission.who].count(submission.key), 0u);
    for (const Item& item : submission.items) {
      EXPECT_EQ(item.key_added.has_value(), item.event.has_key_added());
      EXPECT_EQ(item.key_revoked.has_value(), item.event.has_key_revoked());
      if (item.key_added) {
        EXPECT_EQ(*item.key_added, key + 1);
        newest[submission.who] = {*item.key_added, submission.day};
        ++added;
      }
      if (item.key_revoked) {
        EXPECT_EQ(*item.key_revoked, submission.key - 1);
        EXPECT_TRUE(revoked[submission.who].insert(*item.key_revoked).second);
        compromised += item.event.key_revoked().compromised_since_us() > 0;
      }
    }
  }
  EXPECT_GT(added, 10);
  EXPECT_GT(compromised, 0);
  EXPECT_FALSE(newest.contains(simulation.cast().operator_) && newest[simulation.cast().operator_].first > 0);
}

// After a succession the old dealer is silent, and the new one goes on with the contracts under their old names.
TEST(SimulationTest, ASuccessorGoesOnWithWhatItTookOver) {
  Parameters parameters = Small();
  parameters.vehicles = 800;
  parameters.years = 8;
  Simulation simulation(parameters);
  std::map<std::string, std::string> successors;
  int successions = 0, inherited = 0;
  Submission submission;
  while (simulation.Next(submission)) {
    const std::string& id = simulation.cast()[submission.who].id;
    EXPECT_EQ(successors.count(id), 0u) << id << " has a successor";
    for (const Item& item : submission.items) {
      if (item.event.has_organisation_succeeded()) {
        const v1::OrganisationSucceeded& succeeded = item.event.organisation_succeeded();
        EXPECT_TRUE(successors.emplace(succeeded.organisation_id(), succeeded.successor_id()).second);
        ++successions;
      }
      if (!item.event.has_payment_recorded()) continue;
      const std::string& contract = item.event.payment_recorded().contract_id();
      const std::string named_by = contract.substr(0, contract.find('/'));
      if (named_by == id) continue;
      EXPECT_EQ(successors[named_by], id) << contract;
      ++inherited;
    }
  }
  EXPECT_EQ(successions, 2);
  EXPECT_GT(inherited, 20);
}

TEST(SimulationTest, WithoutALedgerNoItemNeedsOne) {
  Parameters parameters = Small();
  parameters.vehicles = 900;
  int handles = 0, reversals = 0;
  for (const bool wanted : {true, false}) {
    parameters.ledger_bound = wanted;
    Simulation simulation(parameters);
    std::set<uint64_t> open;
    Submission submission;
    while (simulation.Next(submission)) {
      for (const Item& item : submission.items) {
        if (item.handle != 0) {
          EXPECT_TRUE(open.insert(item.handle).second) << "a handle is given once";
        }
        if (item.reverses != 0) {
          EXPECT_EQ(open.count(item.reverses), 1u) << "what is reversed came before";
        }
        handles += !wanted && item.handle != 0;
        reversals += wanted ? item.reverses != 0 : item.event.has_entry_reversed();
        EXPECT_TRUE(wanted || !item.event.has_entry_reversed());
        EXPECT_TRUE(wanted || !(item.event.has_key_added() || item.event.has_key_revoked()));
      }
    }
  }
  EXPECT_GT(reversals, 0);
  EXPECT_EQ(handles, 0);
}

TEST(SimulationTest, MemoryIsThatOfTheVehiclesAlive) {
  Parameters parameters = Small();
  parameters.years = 30;
  parameters.vehicles = 600;
  Simulation simulation(parameters);
  Submission submission;
  while (simulation.Next(submission)) {
  }
  EXPECT_EQ(simulation.born(), 600u);
  EXPECT_LT(simulation.alive(), 480u) << "thirty years are longer than most lives";
  EXPECT_LT(simulation.slots(), 500u) << "slots of forgotten vehicles are used again";
}

TEST(SimulationTest, ThrowAwayKeysComeFromTheSeed) {
  EXPECT_EQ(ThrowAwayKey(1, "a").public_key(), ThrowAwayKey(1, "a").public_key());
  EXPECT_NE(ThrowAwayKey(1, "a").public_key(), ThrowAwayKey(1, "b").public_key());
  EXPECT_NE(ThrowAwayKey(1, "a").public_key(), ThrowAwayKey(2, "a").public_key());
}

}  // namespace
}  // namespace ingot::simulate
