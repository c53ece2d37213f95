// The birth of a ledger: its creation signed offline. Entry 0 is recorded at the moment of the ceremony, so that the
// ledger's id and verifier key are known before any server runs.
#ifndef INGOT_CLIENTS_CLI_COMMANDS_CEREMONY_H_
#define INGOT_CLIENTS_CLI_COMMANDS_CEREMONY_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ingot/v1/directory_events.pb.h"
#include "ledger/base/hash.h"
#include "ledger/crypto/ed25519.h"

namespace ingot::cli {

struct Genesis {
  // Serialised ingot.v1.Submission with LedgerCreated, for the server.
  std::string submission;
  // Leaf hash of the entry 0 that it makes.
  Hash ledger_id{};
  // Of the checkpoint key, named after the origin.
  std::string vkey;
};

// What makes two ceremonies alike, for simulations: salt and idempotency key of the creation, 16 bytes each; empty ones
// are drawn at random.
struct GenesisSecrets {
  std::string salt, idempotency_key;
};

// The creation that `description` describes; keys and nonce (32 random bytes) are filled in, `now` becomes entry 0's
// occurred_at and recorded_at. The rules are run on it: their refusals name the field.
absl::StatusOr<Genesis> MakeGenesis(v1::LedgerCreated description, const crypto::PrivateKey& operator_key,
                                    const crypto::PrivateKey& service_key, const crypto::PrivateKey& checkpoint_key,
                                    const std::string& nonce, absl::Time now, GenesisSecrets secrets = {});

// A new signing key from the kernel's generator.
crypto::PrivateKey NewKey();

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_COMMANDS_CEREMONY_H_
