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

// Asks the server for entry 0's place in its tree of `size`.
struct FirstEntryProof {
  Hash leaf{};
  merkle::Proof path;
};
using FirstEntrySource = std::function<absl::StatusOr<FirstEntryProof>(uint64_t size)>;

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
  // message names the files. Where the two notes can be shown to exclude each other, a proof of it that anybody can
  // verify (audit::Equivocation) is written beside; between two sizes of which the smaller is a power of two that takes
  // `first_entry`. Errors of `prove` that may be retried are returned as they are. Returns the checkpoint.
  absl::StatusOr<note::Checkpoint> Observe(std::string_view note, const ConsistencySource& prove,
                                           const FirstEntrySource& first_entry = nullptr);

  // The remembered checkpoint; nullopt before the first.
  absl::StatusOr<std::optional<note::Checkpoint>> Last() const;
  // And its note; empty before the first.
  absl::StatusOr<std::string> LastNote() const;

  // Path of the last equivocation proof that Observe wrote; empty where it wrote none.
  std::string ProofPath() const ABSL_LOCKS_EXCLUDED(mutex_);

  const std::vector<note::VerifierKey>& keys() const { return keys_; }

 private:
  CheckpointStore(std::string state, const Hash& ledger_id, std::vector<note::VerifierKey> keys);

  // Verifies what was remembered; nullopt for an empty note.
  absl::StatusOr<std::optional<note::Checkpoint>> Reopen(std::string_view note) const;
  // A checkpoint as it was signed.
  struct Signed {
    note::Checkpoint checkpoint;
    std::string_view note;
  };

  // A note that is older or newer than the remembered one: proves that one is a beginning of the other.
  absl::Status Compare(const Signed& remembered, const Signed& shown, const ConsistencySource& prove,
                       const FirstEntrySource& first_entry);
  absl::Status Accuse(std::string_view reason, std::string_view what, const Signed& remembered, const Signed& shown,
                      const std::optional<merkle::Prefix>& prefix);
  // Writes the proof where the two notes give one; empty, or a sentence that names the file.
  std::string KeepProof(const Signed& first, const Signed& second, const std::optional<merkle::Prefix>& prefix);
  // Puts `note` in the place of `expected` ("" for none); false where another process was faster.
  absl::StatusOr<bool> Replace(std::string_view expected, std::string_view note);

  const std::string state_;
  const std::string path_;
  const std::vector<note::VerifierKey> keys_;
  // Orders threads; processes are ordered by a lock on a file beside.
  mutable absl::Mutex mutex_;
  std::string proof_path_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_CHECKPOINT_STORE_H_
