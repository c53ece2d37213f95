#include "server/pipeline/answer.h"

#include <utility>

#include "ledger/base/status.h"
#include "storage/receipt/receipt.h"

namespace ingot::pipeline {

absl::StatusOr<v1::Receipt> StoredReceipt(const notary::Notary& notary, const storage::Snapshot& snapshot,
                                          uint64_t first_seq, uint64_t count) {
  INGOT_ASSIGN_OR_RETURN(storage::CheckpointRecord checkpoint, snapshot.CheckpointAtOrAfter(first_seq + count));
  if (checkpoint.size == snapshot.head().size) checkpoint.note = snapshot.note();
  INGOT_ASSIGN_OR_RETURN(checkpoint.note, notary.NoteOf(checkpoint));
  return storage::MakeReceipt(snapshot, first_seq, count, checkpoint);
}

absl::StatusOr<v1::Receipt> ReceiptOf(const notary::Notary& notary, Outcome outcome) {
  if (outcome.entries.empty()) {
    return StoredReceipt(notary, *outcome.snapshot, outcome.first_seq, outcome.count);
  }
  return storage::BuildReceipt(outcome.snapshot->head().ledger_id, outcome.first_seq, std::move(outcome.entries),
                               *outcome.tree, *outcome.checkpoint);
}

absl::StatusOr<v1::SubmissionAcknowledgement> AcknowledgementOf(const Outcome& outcome) {
  v1::SubmissionAcknowledgement acknowledgement;
  acknowledgement.set_first_seq(outcome.first_seq);
  if (!outcome.leaves.empty()) {
    for (const Hash& leaf : outcome.leaves) acknowledgement.add_leaf_hashes(ToBytes(leaf));
    acknowledgement.set_checkpoint_size(outcome.checkpoint->size);
    return acknowledgement;
  }
  const merkle::TileReader nodes = outcome.snapshot->Nodes();
  for (uint64_t i = 0; i < outcome.count; ++i) {
    INGOT_ASSIGN_OR_RETURN(const Hash leaf, nodes.Node(0, outcome.first_seq + i));
    acknowledgement.add_leaf_hashes(ToBytes(leaf));
  }
  INGOT_ASSIGN_OR_RETURN(const storage::CheckpointRecord checkpoint,
                         outcome.snapshot->CheckpointAtOrAfter(outcome.first_seq + outcome.count));
  acknowledgement.set_checkpoint_size(checkpoint.size);
  return acknowledgement;
}

}  // namespace ingot::pipeline
