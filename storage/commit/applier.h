// The one writer of ledger state.
#ifndef INGOT_STORAGE_COMMIT_APPLIER_H_
#define INGOT_STORAGE_COMMIT_APPLIER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ledger/base/hash.h"
#include "ledger/merkle/tile.h"
#include "ledger/state/view.h"
#include "storage/books/book_writer.h"
#include "storage/commit/encoded_batch.h"
#include "storage/db/database.h"
#include "storage/db/head.h"
#include "storage/db/snapshot.h"

namespace ingot::storage {

// A signed checkpoint of an earlier batch.
struct SignedNote {
  uint64_t size = 0;
  std::string note;
};

// What a batch does beside its entries.
struct BatchEffects {
  // Records changed over the whole batch, one element a key, ascending; `before` is the record before the
  // batch.
  std::vector<state::Change> changes;
  // The ledger's end after the batch, with the edge.
  Head head;
  // Full tiles that the batch completes, as TileBuilder::Append returned them.
  std::vector<merkle::FullTile> tiles;
  // Who signs the batch's checkpoint, in the order of the note's lines.
  std::vector<Hash> checkpoint_key_ids;
  // Checkpoints of earlier batches, signed since the last Apply, to be stored now.
  std::vector<SignedNote> notes;
};

// Not thread-safe: the committer's thread owns it. No clock, no randomness.
class Applier {
 public:
  // `head` is what OpenLedger found. must_sync: see CommitLog::ApplyMustSync.
  Applier(std::shared_ptr<const Database> database, Head head, bool must_sync);

  // Writes the whole batch in one write with one sync and returns its state, not yet signed. When it returns, the batch
  // is durable (with must_sync). Aborts where the batch does not continue the head or its effects do not agree with it,
  // and where the write fails: whether it is durable is unknown then.
  std::shared_ptr<const Snapshot> Apply(const EncodedBatch& batch, const BatchEffects& effects);

  // Stores checkpoints' notes without a batch: at a stop, so that what is closed holds its own signature. Nothing is
  // lost where it fails, since a note can be signed again; the answer is for the log.
  absl::Status StoreNotes(const std::vector<SignedNote>& notes);

  const Head& head() const { return head_; }

 private:
  std::shared_ptr<const Database> database_;
  BookWriter books_;
  Head head_;
  const bool must_sync_;
};

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_COMMIT_APPLIER_H_
