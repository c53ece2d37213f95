// Signs checkpoints. Holds the checkpoint keys: the one in force and, around a rotation, the other one.
#ifndef INGOT_SERVER_NOTARY_NOTARY_H_
#define INGOT_SERVER_NOTARY_NOTARY_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/base/hash.h"
#include "ledger/crypto/ed25519.h"
#include "storage/db/head.h"

namespace ingot::notary {

// Immutable; thread-safe.
class Notary {
 public:
  // `origin`: the ledger's, see note::CheckKeyName.
  Notary(std::string origin, std::vector<crypto::PrivateKey> keys)
      : origin_(std::move(origin)), keys_(std::move(keys)) {}

  const std::string& origin() const { return origin_; }

  // Whether the private half of the key with this id (SHA-256 of the public key) is here.
  bool Holds(std::string_view key_id) const { return Find(key_id) != nullptr; }

  // The signed note of a checkpoint: the stored one, or, where it is not stored, signed again (the same bytes, since
  // Ed25519 is deterministic). FailedPrecondition names a key id that is not held. The caller vouches that the
  // checkpoint is durable and anchored.
  absl::StatusOr<std::string> NoteOf(const storage::CheckpointRecord& checkpoint) const;

 private:
  const crypto::PrivateKey* Find(std::string_view key_id) const;

  const std::string origin_;
  const std::vector<crypto::PrivateKey> keys_;
};

}  // namespace ingot::notary

#endif  // INGOT_SERVER_NOTARY_NOTARY_H_
