// The seam between deciding and writing: what Append commits is the ledger, and the Applier writes it. A machine by
// itself needs no more than what stands here.
#ifndef INGOT_STORAGE_COMMIT_COMMIT_LOG_H_
#define INGOT_STORAGE_COMMIT_COMMIT_LOG_H_

#include <cstdint>

#include "storage/commit/encoded_batch.h"

namespace ingot::storage {

// The right to append. Every batch carries its epoch.
struct Leadership {
  uint64_t epoch = 0;
};

// Never "unknown": an implementation that can't tell keeps asking. Any outcome but kCommitted discards the sequencer's
// overlay and all later batches.
enum class Outcome { kCommitted, kFenced, kFull };

// Called by the committer's thread alone.
class CommitLog {
 public:
  virtual ~CommitLog() = default;

  // Decides whether the batch follows. REQUIRES: batch.epoch == leadership.epoch, and batch.first and batch.prev
  // continue the last committed batch.
  virtual Outcome Append(const Leadership& leadership, const EncodedBatch& batch) = 0;

  // Whether Applier::Apply must sync before it returns: true where that sync is the commit.
  virtual bool ApplyMustSync() const = 0;
};

// One machine. Append always commits; the synced Apply that follows is what makes the batch durable, so nobody may be
// told before it returned. The directory's lock keeps a second writer out: the epoch is always 0.
class LocalCommitLog : public CommitLog {
 public:
  Outcome Append(const Leadership& leadership, const EncodedBatch& batch) override;
  bool ApplyMustSync() const override { return true; }
};

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_COMMIT_COMMIT_LOG_H_
