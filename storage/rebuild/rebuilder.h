// A ledger's database made again from its own entries: they are decided anew by the rules in force, in the batches that
// the ledger's checkpoints tell of, and written by the same applier. What comes out is what the first writing made,
// byte for byte, up to any submission's end. So a past state can be had again, and a stored one be held against its
// entries.
#ifndef INGOT_STORAGE_REBUILD_REBUILDER_H_
#define INGOT_STORAGE_REBUILD_REBUILDER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/audit/prepared_entry.h"
#include "ledger/entry/submission.h"
#include "storage/batch/batch_builder.h"
#include "storage/batch/state_cache.h"
#include "storage/commit/applier.h"
#include "storage/db/database.h"
#include "storage/db/head.h"
#include "storage/db/snapshot.h"
#include "storage/db/state_view.h"

namespace ingot::storage {

struct RebuildOptions {
  // Copies sealed parts as they are stored, encrypted; without it they are left out, with what finds them by their key.
  bool sealed = false;
  size_t state_cache_records = 65'536;
};

// What it leaves out: the notes of checkpoints, the pages of the authenticated index, refused submissions. Signatures
// are not verified: the ledger took these submissions once. Memory is bounded by a batch and the cache. Nothing is
// synced. Not thread-safe.
class Rebuilder {
 public:
  // Goes on with `target` from `head`, which is its head with the edge: for a new database an empty one.
  Rebuilder(const RebuildOptions& options, std::shared_ptr<const Database> target, const Head& head);

  // Takes at most `limit` entries more from `source`, the ledger as it stands now, and writes each batch that they
  // complete; where size() reaches `until` it is over. REQUIRES: `until` is a submission's end (BoundaryAround), at
  // most source's size, not below size(), and the same in every call.
  //
  // DATA_LOSS where what is stored can't be read, or is not what the rules make of it; then nothing goes on.
  absl::Status Step(const Snapshot& source, uint64_t until, uint64_t limit);

  // Entries that are written, and those that were taken.
  uint64_t size() const { return applier_.head().size; }
  uint64_t taken() const { return next_; }
  // The state after the last batch, without note, and its head with the edge; null before the first one.
  const std::shared_ptr<const Snapshot>& snapshot() const { return snapshot_; }

 private:
  absl::Status Take(const Snapshot& source, uint64_t until, const StoredEntry& stored);
  // The submission in pending_, which is whole.
  absl::Status Decide(const Snapshot& source, uint64_t until);
  absl::StatusOr<entry::AdmittedSubmission> TakeSubmission();
  absl::StatusOr<rules::Execution> Execute(const entry::AdmittedSubmission& submission);
  absl::StatusOr<std::vector<std::string>> SealedOf(const Snapshot& source,
                                                    const entry::AdmittedSubmission& submission) const;
  // Looks up where the batch that forms ends.
  absl::Status BeginBatch(const Snapshot& source, uint64_t until);
  absl::Status WriteBatch();

  const RebuildOptions options_;
  const StateView base_;
  StateCache cache_;
  BatchBuilder builder_;
  Applier applier_;
  uint64_t next_;
  int64_t last_recorded_at_us_;
  // Entries of a submission that is not whole yet.
  std::vector<std::unique_ptr<audit::PreparedEntry>> pending_;
  // Of the batch that forms: its checkpoint, and its end, which lies before that where the rebuild ends.
  CheckpointRecord checkpoint_;
  uint64_t batch_end_ = 0;
  uint64_t batch_number_ = 1;
  std::shared_ptr<const Snapshot> snapshot_;
};

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_REBUILD_REBUILDER_H_
