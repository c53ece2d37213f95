// What travels through the pipeline: a submission on its way in, a batch on its way to disk, an outcome on its way out.
#ifndef INGOT_SERVER_PIPELINE_BATCH_H_
#define INGOT_SERVER_PIPELINE_BATCH_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "ledger/base/hash.h"
#include "ledger/entry/submission.h"
#include "ledger/merkle/batch_tree.h"
#include "storage/batch/batch_builder.h"
#include "storage/db/head.h"
#include "storage/db/snapshot.h"

namespace ingot::pipeline {

// Where a submission stands, and enough to prove it.
struct Outcome {
  uint64_t first_seq = 0;
  uint64_t count = 0;
  // A published state that holds it.
  std::shared_ptr<const storage::Snapshot> snapshot;

  // Of a submission that was accepted just now: its entries, its batch's checkpoint with the note, and the nodes for
  // the proof. All empty for a retry, which is answered from the snapshot.
  std::vector<std::string> entries;
  std::vector<Hash> leaves;
  std::shared_ptr<const storage::CheckpointRecord> checkpoint;
  std::shared_ptr<const merkle::BatchTree> tree;
};

// Called exactly once for each submission: the outcome, or the refusal.
using Done = absl::AnyInvocable<void(absl::StatusOr<Outcome>) &&>;

// A submission that passed admission.
struct Pending {
  entry::AdmittedSubmission submission;
  // False where its key was not valid in the published state: the sequencer, who may know a newer one, verifies.
  bool signature_verified = false;
  Done done;
};

// A signed submission that was refused (refused::IsKept).
struct RefusedSubmission {
  entry::AdmittedSubmission submission;
  // Of the ledger when it was decided.
  uint64_t ledger_size = 0;
};

// An answer that waits for the batches in front of it to be published.
struct Answer {
  // A refusal, or first_seq and count of the place; the publisher fills in the rest.
  absl::StatusOr<Outcome> outcome;
  Done done;
  // Of a refusal that is kept for auditors.
  std::optional<RefusedSubmission> refused;
};

// A closed batch. `encoded.count` is 0 where it holds answers only.
struct Batch : storage::BuiltBatch {
  // Counts from 1 in the order of the sequencer.
  uint64_t number = 0;
  std::vector<Answer> answers;
};

}  // namespace ingot::pipeline

#endif  // INGOT_SERVER_PIPELINE_BATCH_H_
