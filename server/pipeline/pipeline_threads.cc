// The sequencer's and the committer's loops, and the one place where they meet.
#include <utility>

#include "ledger/base/check.h"
#include "ledger/refusal/refusal.h"
#include "server/pipeline/pipeline.h"

namespace ingot::pipeline {

bool Pipeline::CanTakeNext() const {
  if (queue_.empty() || forming_ == Forming::kFull) return false;
  return forming_ != Forming::kEager || committer_busy_;
}

bool Pipeline::CanHandOver() const { return forming_ != Forming::kNothing && !committer_busy_; }

bool Pipeline::SequencerHasStep() const {
  return CanTakeNext() || CanHandOver() || (stopping_ && queue_.empty() && forming_ == Forming::kNothing);
}

void Pipeline::RunSequencer() {
  const RoleScope role(sequencer_->thread());
  while (true) {
    Forming forming = Forming::kNothing;
    if (sequencer_->full()) {
      forming = Forming::kFull;
    } else if (sequencer_->forming_entries() >= options_.eager_entries) {
      forming = Forming::kEager;
    } else if (sequencer_->has_batch()) {
      forming = Forming::kSome;
    }
    std::optional<Pending> next;
    uint64_t published_batch = 0;
    bool stopping = false;
    {
      const absl::MutexLock lock(&flow_mutex_);
      forming_ = forming;
      flow_mutex_.Await(absl::Condition(this, &Pipeline::SequencerHasStep));
      published_batch = published_batch_;
      stopping = stopping_;
      if (CanTakeNext()) {
        next = std::move(queue_.front());
        queue_.pop_front();
      } else if (!CanHandOver()) {
        sequencer_ended_ = true;
        return;
      }
    }
    sequencer_->Published(published_batch);
    if (next.has_value() && stopping) {
      sequencer_->Refuse(*std::move(next),
                         refusal::Refuse(v1::REFUSAL_REASON_SHUTTING_DOWN, "",
                                         "the server stopped before it decided; retry with the same idempotency key"));
    } else if (next.has_value()) {
      sequencer_->Process(*std::move(next));
    } else {
      Batch batch = sequencer_->Take();
      const absl::MutexLock lock(&flow_mutex_);
      INGOT_CHECK(!handed_over_.has_value() && !committer_busy_);
      handed_over_ = std::move(batch);
      committer_busy_ = true;
    }
  }
}

void Pipeline::RunCommitter() {
  while (true) {
    std::optional<Batch> batch;
    {
      const absl::MutexLock lock(&flow_mutex_);
      flow_mutex_.Await(absl::Condition(this, &Pipeline::CommitterHasStep));
      if (!handed_over_.has_value()) return;
      batch.swap(handed_over_);
    }
    if (batch->encoded.count > 0) published_.Publish(committer_->Commit(*batch));
    {
      // The next batch may come while this one's waiters are told.
      const absl::MutexLock lock(&flow_mutex_);
      published_batch_ = batch->number;
      committer_busy_ = false;
    }
    Resolve(*std::move(batch));
  }
}

void Pipeline::Resolve(Batch batch) {
  const std::shared_ptr<const storage::Snapshot> snapshot = published_.Get();
  std::shared_ptr<const storage::CheckpointRecord> checkpoint;
  if (batch.encoded.count > 0) {
    // Only this thread publishes, so the snapshot is the batch's own.
    checkpoint = std::make_shared<const storage::CheckpointRecord>(
        storage::CheckpointRecord{.size = snapshot->head().size,
                                  .root = snapshot->head().root,
                                  .key_ids = batch.effects.checkpoint_key_ids,
                                  .note = snapshot->note()});
  }
  for (Answer& answer : batch.answers) {
    if (answer.outcome.ok()) {
      answer.outcome->snapshot = snapshot;
      if (!answer.outcome->entries.empty()) {
        answer.outcome->checkpoint = checkpoint;
        answer.outcome->tree = batch.tree;
      }
    }
    // Only now: the refusal may depend on what the batch holds.
    if (answer.refused.has_value()) {
      refused_.Offer(std::move(answer.refused->submission), answer.outcome.status(), answer.refused->ledger_size);
      answer.refused.reset();
    }
    replies_.Post([answer = std::move(answer)]() mutable { std::move(answer.done)(std::move(answer.outcome)); });
  }
}

}  // namespace ingot::pipeline
