#include "server/pipeline/committer.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/base/check.h"

namespace ingot::pipeline {

std::shared_ptr<const storage::Snapshot> Committer::Commit(Batch& batch) {
  INGOT_CHECK(batch.encoded.count > 0);
  // The keys of what the batch seals come first: a key without a part is harmless, a part without its key is lost.
  if (vault_ != nullptr) vault_->Sync();
  const storage::Outcome outcome = log_.Append(leadership_, batch.encoded);
  // A batch that is not committed takes everything decided after it with it, and who would tell? Restarting is the one
  // way back: it begins from what is stored.
  INGOT_CHECK_MSG(outcome == storage::Outcome::kCommitted, "the commit log did not take the batch; restart the server");
  batch.effects.notes = std::move(notes_);
  notes_.clear();
  const std::shared_ptr<const storage::Snapshot> state = applier_.Apply(batch.encoded, batch.effects);

  const storage::Head& head = state->head();
  anchor_.Record(head.size, head.root, head.ledger_id);
  absl::StatusOr<std::string> note = notary_.NoteOf(
      {.size = head.size, .root = head.root, .key_ids = batch.effects.checkpoint_key_ids, .note = std::string()});
  INGOT_CHECK_OK(note);
  notes_.push_back({.size = head.size, .note = *note});
  return state->WithNote(*std::move(note));
}

absl::Status Committer::StoreNotes() {
  const std::vector<storage::SignedNote> notes = std::move(notes_);
  notes_.clear();
  return applier_.StoreNotes(notes);
}

}  // namespace ingot::pipeline
