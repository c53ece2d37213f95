// What can be checked of an entry by itself, without what lies before it: the larger part of an audit's work, and the
// part that may be done for many entries at once.
#ifndef INGOT_LEDGER_AUDIT_PREPARED_ENTRY_H_
#define INGOT_LEDGER_AUDIT_PREPARED_ENTRY_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ingot/v1/entry.pb.h"
#include "ledger/base/hash.h"
#include "ledger/commitment/change.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/entry/submission.h"

namespace ingot::audit {

// The public key with this id (its SHA-256), if somebody has seen it; whether it may sign is another question.
using KeyFinder = std::function<std::optional<crypto::PublicKey>(std::string_view key_id)>;

// An entry, taken apart. What is wrong with it is kept, and reported in its place by the replay.
struct PreparedEntry {
  // Stored bytes, and their leaf hash.
  std::string bytes;
  Hash leaf{};
  // Not OK where the bytes are no entry; then nothing below is set.
  absl::Status form;
  uint64_t seq = 0;
  int64_t recorded_at_us = 0;
  uint32_t index = 0;
  std::string prev_hash;
  // In a submission's first entry.
  std::optional<v1::SubmissionHeader> header;
  // Whether the header's signature is one by the key that it names; nullopt where that key was not found.
  std::optional<bool> signature_holds;
  absl::StatusOr<entry::AdmittedEvent> event = absl::UnknownError("not read");
  // Leaf hash of the event's bytes, for the submission's events_root.
  Hash event_leaf{};
  // What it changes in the index.
  std::vector<commitment::Change> changes;
};

// `ledger_id`: zeros for entry 0. `find_key` may be null: then no signature is verified here. Thread-safe where
// `find_key` is.
std::unique_ptr<PreparedEntry> Prepare(const Hash& ledger_id, std::string bytes, std::optional<v1::DetachedPart> terms,
                                       const KeyFinder& find_key);

// The public keys that an event brings, whose submissions may follow; empty for most.
std::vector<crypto::PublicKey> KeysOf(const PreparedEntry& entry);

}  // namespace ingot::audit

#endif  // INGOT_LEDGER_AUDIT_PREPARED_ENTRY_H_
