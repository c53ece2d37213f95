// What a simulation is going to say, in outline: how much it is, and by which submissions a ledger shows how far an
// earlier run has come.
#ifndef INGOT_CLIENTS_CLI_SIMULATE_OUTLINE_H_
#define INGOT_CLIENTS_CLI_SIMULATE_OUTLINE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/simulate/simulation.h"

namespace ingot::cli {

// A day on which somebody says something that will be recorded, and one such submission. No dealer's: another one may
// have succeeded it, and then nobody can ask for it as that dealer.
struct Milestone {
  int day = 0;
  simulate::Who who = 0;
  std::string idempotency_key;
};

struct Outline {
  // By day; days on which dealers alone say something are left out.
  std::vector<Milestone> milestones;
  // Without deliberate mistakes.
  uint64_t events = 0;
};

// Runs through the simulation: some 24 bytes a day, and the time that making the events takes.
absl::StatusOr<Outline> MakeOutline(const simulate::Parameters& parameters, const std::function<bool()>& interrupted);

// Asks the ledger whether a milestone is recorded.
using IsRecorded = std::function<absl::StatusOr<bool>(const Milestone& milestone)>;

// The index of the last milestone that is recorded; nullopt for none. Since a day begins when the one before it is
// recorded, everything before that day is too, and nothing after the next milestone's day is. Asks a dozen times.
absl::StatusOr<std::optional<size_t>> LastRecorded(const Outline& outline, const IsRecorded& is_recorded);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_SIMULATE_OUTLINE_H_
