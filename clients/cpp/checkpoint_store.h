// Remembers the newest checkpoint that a client saw and demands that every other one is of the same history. Without it
// a server could show each client, or each hour, another ledger.
#ifndef INGOT_CLIENTS_CPP_CHECKPOINT_STORE_H_
#define INGOT_CLIENTS_CPP_CHECKPOINT_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "ledger/base/hash.h"
#include "ledger/merkle/proof.h"
#include "ledger/note/checkpoint.h"

namespace ingot::client {

// Asks the server for the consistency proof between two sizes, first < second.
using ConsistencySource = std::function<absl::StatusOr<merkle::Proof>(uint64_t first, uint64_t second)>;

// One ledger's memory on disk: `<state>/<first 16 hex digits of the ledger id>.checkpoint` holds the note. Several
// processes may use one folder. Thread-safe.
class CheckpointStore {
 public:
  // Makes the folder where missing. A remembered note that does not verify is INVALID_ARGUMENT and names the file: that
  // is no proof against the server, since anything may have damaged it.
  static absl::StatusOr<std::unique_ptr<CheckpointStore>> Open(const std::string& state, const Hash& ledger_id,
                                                               std::vector<note::VerifierKey> keys);

  // Accepts a note that the server showed: its signature verifies, and it is consistent with the remembered one, which
  // a newer note replaces. An older one must be a beginning of the remembered one. Misbehaviour (error.h):
  // BAD_CHECKPOINT (signature, form), FORK (same size, other root; or a proof that does not verify), ROLLBACK (the
  // server can't lead from this note to the remembered one); then both notes are kept in the folder as evidence and the
  // message names the files. Errors of `prove` that may be retried are returned as they are. Returns the checkpoint.
  absl::StatusOr<note::Checkpoint> Observe(std::string_view note, const ConsistencySource& prove);

  // The remembered checkpoint; nullopt before the first.
  absl::StatusOr<std::optional<note::Checkpoint>> Last() const;
  // And its note; empty before the first.
  absl::StatusOr<std::string> LastNote() const;

  const std::vector<note::VerifierKey>& keys() const { return keys_; }

 private:
  CheckpointStore(std::string state, const Hash& ledger_id, std::vector<note::VerifierKey> keys);

  // Verifies what was remembered; nullopt for an empty note.
  absl::StatusOr<std::optional<note::Checkpoint>> Reopen(std::string_view note) const;
  // A note that is older or newer than the remembered one: proves that one is a beginning of the other.
  absl::Status Compare(const note::Checkpoint& remembered, std::string_view remembered_note,
                       const note::Checkpoint& shown, std::string_view shown_note, const ConsistencySource& prove);
  absl::Status Accuse(std::string_view reason, std::string_view what, const note::Checkpoint& remembered,
                      std::string_view remembered_note, const note::Checkpoint& shown, std::string_view shown_note);
  // Puts `note` in the place of `expected` ("" for none); false where another process was faster.
  absl::StatusOr<bool> Replace(std::string_view expected, std::string_view note);

  const std::string state_;
  const std::string path_;
  const std::vector<note::VerifierKey> keys_;
  // Orders threads; processes are ordered by a lock on a file beside.
  absl::Mutex mutex_;
};

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_CHECKPOINT_STORE_H_
