// From a closed batch to a published state: commit, write and sync, anchor, sign.
#ifndef INGOT_SERVER_PIPELINE_COMMITTER_H_
#define INGOT_SERVER_PIPELINE_COMMITTER_H_

#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "server/notary/notary.h"
#include "server/pipeline/batch.h"
#include "storage/anchor/anchor.h"
#include "storage/commit/applier.h"
#include "storage/commit/commit_log.h"
#include "storage/db/snapshot.h"
#include "storage/vault/vault.h"

namespace ingot::pipeline {

// Not thread-safe: one thread owns it.
class Committer {
 public:
  // `log`, `anchor`, `notary` and `vault` outlive the committer. `notes`: checkpoints that are signed but not stored
  // yet. `vault` is null where the server keeps none.
  Committer(storage::CommitLog& log, storage::Leadership leadership, storage::Applier applier, storage::Anchor& anchor,
            const notary::Notary& notary, std::vector<storage::SignedNote> notes, storage::Vault* vault = nullptr)
      : log_(log),
        leadership_(leadership),
        applier_(std::move(applier)),
        anchor_(anchor),
        notary_(notary),
        vault_(vault),
        notes_(std::move(notes)) {}

  // Makes the batch durable, then anchors and signs its checkpoint: nothing is signed before it is durable. Returns the
  // state with its note. Aborts where the outcome is anything but committed. REQUIRES: batch.encoded.count > 0.
  std::shared_ptr<const storage::Snapshot> Commit(Batch& batch);

  // Stores the notes that wait for the next batch; for a stop. Applier::StoreNotes' errors.
  absl::Status StoreNotes();

 private:
  storage::CommitLog& log_;
  const storage::Leadership leadership_;
  storage::Applier applier_;
  storage::Anchor& anchor_;
  const notary::Notary& notary_;
  storage::Vault* const vault_;
  std::vector<storage::SignedNote> notes_;
};

}  // namespace ingot::pipeline

#endif  // INGOT_SERVER_PIPELINE_COMMITTER_H_
