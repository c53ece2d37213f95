// The organisations of a simulated world in an installation's folder and on its ledger.
#ifndef INGOT_CLIENTS_CLI_COMMANDS_SIMULATE_WORLD_H_
#define INGOT_CLIENTS_CLI_COMMANDS_SIMULATE_WORLD_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/simulate/keyring.h"
#include "clients/cpp/profile.h"
#include "clients/simulate/simulation.h"
#include "ledger/crypto/ed25519.h"

namespace ingot::cli {

// Not thread-safe.
class SimulatedWorld {
 public:
  // `dir`: made by `ingot init` or `ingotd --dev`, with ca.key and the operator's signing key.
  static absl::StatusOr<SimulatedWorld> Open(const std::string& dir);

  const client::Profile& operator_profile() const { return operator_; }
  absl::StatusOr<crypto::PrivateKey> OperatorKey() const;

  // Everybody with a first key; again, it changes nothing. Waits for a server that is down. Errors: the ledger's
  // refusal where one of the names is taken; CANCELLED where interrupted.
  absl::Status Enrol(const simulate::Simulation& simulation, const simulate::Parameters& parameters, Keyring& keyring,
                     const std::function<bool()>& interrupted);
  // A folder in orgs/ with a certificate and a profile for everybody who has none.
  absl::Status Furnish(const simulate::Cast& cast, uint64_t seed);
  // For the server that the operator's profile names.
  absl::StatusOr<client::Profile> ProfileOf(const simulate::Organisation& organisation) const;
  // The keys that the organisations sign with now, for whoever uses their profiles.
  absl::Status WriteKeys(const simulate::Cast& cast, uint64_t seed, const std::vector<uint32_t>& keys) const;

 private:
  SimulatedWorld(std::string dir, client::Profile operator_profile)
      : dir_(std::move(dir)), operator_(std::move(operator_profile)) {}

  std::string dir_;
  client::Profile operator_;
};

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_COMMANDS_SIMULATE_WORLD_H_
