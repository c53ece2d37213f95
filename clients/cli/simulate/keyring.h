// Who signs with which key in a simulated world.
#ifndef INGOT_CLIENTS_CLI_SIMULATE_KEYRING_H_
#define INGOT_CLIENTS_CLI_SIMULATE_KEYRING_H_

#include <cstdint>
#include <map>
#include <utility>

#include "clients/cpp/signer.h"
#include "clients/simulate/simulation.h"
#include "ledger/base/hash.h"
#include "ledger/crypto/ed25519.h"

namespace ingot::cli {

// The organisations' key of that number, made from the seed: whoever knows the seed can sign with it.
crypto::PrivateKey SimulatedKey(const simulate::Cast& cast, uint64_t seed, simulate::Who who, uint32_t key);

// Not thread-safe.
class Keyring {
 public:
  // `cast` outlives it. The operator signs with its own key, all others with simulated ones.
  Keyring(const simulate::Cast& cast, uint64_t seed, const Hash& ledger_id, crypto::PrivateKey operator_key);

  const client::Signer& SignerOf(simulate::Who who, uint32_t key);
  // The keys that are added or revoked, where an item says so.
  void FillIn(simulate::Submission& submission) const;

 private:
  const simulate::Cast& cast_;
  const uint64_t seed_;
  const Hash ledger_id_;
  const client::Signer operator_;
  // Made when they are first asked for.
  std::map<std::pair<simulate::Who, uint32_t>, client::Signer> signers_;
};

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_SIMULATE_KEYRING_H_
