#include "server/notary/notary.h"

#include "absl/status/status.h"
#include "ledger/base/strings.h"
#include "ledger/note/checkpoint.h"

namespace ingot::notary {

const crypto::PrivateKey* Notary::Find(std::string_view key_id) const {
  for (const crypto::PrivateKey& key : keys_) {
    if (ToBytes(crypto::KeyId(key.public_key())) == key_id) return &key;
  }
  return nullptr;
}

absl::StatusOr<std::string> Notary::NoteOf(const storage::CheckpointRecord& checkpoint) const {
  if (!checkpoint.note.empty()) return checkpoint.note;
  std::vector<const crypto::PrivateKey*> signers;
  for (const Hash& key_id : checkpoint.key_ids) {
    const crypto::PrivateKey* const key = Find(AsBytes(key_id));
    if (key == nullptr) {
      return absl::FailedPreconditionError(
          Cat("the checkpoint of size ", checkpoint.size, " needs the signature of key ", ToHex(key_id),
              ", which is not held: name its file with --checkpoint-key or --next-checkpoint-key"));
    }
    signers.push_back(key);
  }
  return note::SignCheckpoint({.origin = origin_, .size = checkpoint.size, .root = checkpoint.root}, signers);
}

}  // namespace ingot::notary
