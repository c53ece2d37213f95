// The one owner of order: matches retries, runs the rules against everything decided so far, forms batches.
#ifndef INGOT_SERVER_PIPELINE_SEQUENCER_H_
#define INGOT_SERVER_PIPELINE_SEQUENCER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/rules/execute.h"
#include "ledger/state/view.h"
#include "server/clock/clock.h"
#include "server/notary/notary.h"
#include "server/pipeline/batch.h"
#include "server/pipeline/thread_role.h"
#include "storage/batch/batch_builder.h"
#include "storage/batch/state_cache.h"
#include "storage/db/head.h"
#include "storage/vault/vault.h"

namespace ingot::pipeline {

// Bounds of a batch. The one that a submission would exceed ends the batch before it.
struct BatchLimits {
  size_t entries = 4096;
  size_t bytes = size_t{8} << 20;
};

// Its methods belong to one thread, which enters thread() first.
class Sequencer {
 public:
  // Whether appends may go on (disk, ...): OK or a refusal.
  using Gate = std::function<absl::Status()>;

  // `base` reads what is committed (storage::StateView); base, notary and vault outlive the sequencer. `head` is the
  // published head of a ledger that has its genesis. `epoch` travels in every batch. `vault` is null where the server
  // keeps none: then sealed parts are refused.
  Sequencer(const BatchLimits& limits, size_t state_cache_records, const state::View& base, const storage::Head& head,
            clock::LedgerClock clock, Gate gate, const notary::Notary& notary, uint64_t epoch,
            storage::Vault* vault = nullptr);

  ThreadRole& thread() ABSL_LOCK_RETURNED(thread_) { return thread_; }

  // Decides one submission. Its answer joins the forming batch, accepted or refused, so that nobody learns of what an
  // unpublished batch holds: a refusal may depend on it. REQUIRES: !full().
  void Process(Pending pending) ABSL_EXCLUSIVE_LOCKS_REQUIRED(thread_);

  // Answers a submission without deciding it, behind what was decided before it.
  void Refuse(Pending pending, absl::Status refusal) ABSL_EXCLUSIVE_LOCKS_REQUIRED(thread_);

  // Whether there is anything to hand over, and whether the forming batch takes no more.
  bool has_batch() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(thread_) { return builder_.entries() > 0 || !answers_.empty(); }
  bool full() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(thread_);
  size_t forming_entries() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(thread_) { return builder_.entries(); }

  // Closes the forming batch. REQUIRES: has_batch().
  Batch Take() ABSL_EXCLUSIVE_LOCKS_REQUIRED(thread_);

  // Batches up to `number` are published.
  void Published(uint64_t number) ABSL_EXCLUSIVE_LOCKS_REQUIRED(thread_) { cache_.Release(number); }

 private:
  // The accepted outcome, a retry's place, or the refusal. Notes that the signature verified.
  absl::StatusOr<Outcome> Decide(Pending& pending) ABSL_EXCLUSIVE_LOCKS_REQUIRED(thread_);
  absl::StatusOr<Outcome> Append(const entry::AdmittedSubmission& submission) ABSL_EXCLUSIVE_LOCKS_REQUIRED(thread_);
  // What the vault stores for each event, empty for events without a sealed part. SEALED_UNAVAILABLE without a vault,
  // DISK_RESERVE where it has no room.
  absl::StatusOr<std::vector<std::string>> Seal(const entry::AdmittedSubmission& submission)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(thread_);
  // CHECKPOINT_KEY_NOT_HELD where the submission makes a key sign checkpoints that is not here. Returns the id of the
  // key that signs after it.
  absl::StatusOr<std::string> NextCheckpointKey(const entry::AdmittedSubmission& submission,
                                                const rules::Execution& execution) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(thread_);

  ThreadRole thread_;
  const BatchLimits limits_;
  const Gate gate_;
  const notary::Notary& notary_;
  const uint64_t epoch_;
  storage::Vault* const vault_;
  storage::StateCache cache_ ABSL_GUARDED_BY(thread_);
  storage::BatchBuilder builder_ ABSL_GUARDED_BY(thread_);
  clock::LedgerClock clock_ ABSL_GUARDED_BY(thread_);
  // Of the forming batch.
  uint64_t number_ ABSL_GUARDED_BY(thread_) = 1;
  std::vector<Answer> answers_ ABSL_GUARDED_BY(thread_);
  // Signs the forming batch; the second one only where the batch ends with a rotation.
  std::string checkpoint_key_ ABSL_GUARDED_BY(thread_);
  std::string next_checkpoint_key_ ABSL_GUARDED_BY(thread_);
};

}  // namespace ingot::pipeline

#endif  // INGOT_SERVER_PIPELINE_SEQUENCER_H_
