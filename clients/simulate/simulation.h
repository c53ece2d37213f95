// A fleet's years, day by day: every vehicle from its birth to the metal in another one's body, told as submissions of
// simulated organisations that the ledger's rules accept. Deterministic: the same parameters make the same bytes on
// every machine. No clock, no randomness of the system, no floating point.
#ifndef INGOT_CLIENTS_SIMULATE_SIMULATION_H_
#define INGOT_CLIENTS_SIMULATE_SIMULATION_H_

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "clients/simulate/births.h"
#include "clients/simulate/directory.h"
#include "clients/simulate/furnaces.h"
#include "clients/simulate/keys.h"
#include "clients/simulate/mistakes.h"
#include "clients/simulate/outbox.h"
#include "clients/simulate/stage.h"
#include "clients/simulate/successions.h"
#include "clients/simulate/yards.h"
#include "ledger/crypto/ed25519.h"

namespace ingot::simulate {

inline constexpr uint64_t kMaxVehicles = 10'000'000;
inline constexpr int kMaxYears = 30;

// Memory grows with the vehicles alive (52 bytes each) and with what one day brings, not with the events. Not
// thread-safe.
class Simulation {
 public:
  // REQUIRES: bounds of Parameters.
  explicit Simulation(const Parameters& parameters);

  // The next submission; false at the end. The organisations of cast() are to be enrolled before the first one.
  bool Next(Submission& submission);

  const Cast& cast() const { return stage_.cast; }
  const Calendar& calendar() const { return stage_.calendar; }
  // Days simulated, and in all.
  int day() const { return stage_.day; }
  int days() const { return stage_.days; }
  uint64_t born() const { return births_.born(); }
  // Vehicles that have something before them, and the most that there were at once.
  size_t alive() const { return stage_.fleet.alive(); }
  size_t slots() const { return stage_.fleet.slots(); }

 private:
  void PlayDay();
  void Move(Slot slot);

  Stage stage_;
  Directory directory_;
  Keys keys_;
  Successions successions_;
  Births births_;
  Yards yards_;
  Furnaces furnaces_;
  Mistakes mistakes_;
  std::vector<LotLoad> loads_;
  std::deque<Submission> submissions_;
};

// A key for demonstrations, derived from the seed: whoever knows the seed can sign with it. Never for a ledger that
// anybody relies on.
crypto::PrivateKey ThrowAwayKey(uint64_t seed, std::string_view name);

}  // namespace ingot::simulate

#endif  // INGOT_CLIENTS_SIMULATE_SIMULATION_H_
