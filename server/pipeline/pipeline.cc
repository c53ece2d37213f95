#include "server/pipeline/pipeline.h"

#include <pthread.h>

#include <utility>

#include "absl/status/statusor.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/entry/submission.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/execute.h"
#include "server/auth/identity.h"
#include "server/head/snapshot_view.h"

namespace ingot::pipeline {
namespace {

absl::Status ShuttingDown() {
  return refusal::Refuse(v1::REFUSAL_REASON_SHUTTING_DOWN, "",
                         "the server is stopping; retry with the same idempotency key");
}

}  // namespace

Pipeline::Pipeline(const PipelineOptions& options, head::Published& published, std::unique_ptr<Sequencer> sequencer,
                   std::unique_ptr<Committer> committer, refused::Keeper& refused)
    : options_(options),
      published_(published),
      ledger_id_(published.Get()->head().ledger_id),
      sequencer_(std::move(sequencer)),
      committer_(std::move(committer)),
      refused_(refused),
      replies_("reply", options.reply_threads, options.max_in_flight),
      admission_("admission", options.admission_threads, options.max_in_flight) {
  const absl::MutexLock lock(&join_mutex_);
  sequencer_thread_ = std::thread([this] { RunSequencer(); });
  pthread_setname_np(sequencer_thread_.native_handle(), "sequencer");
  committer_thread_ = std::thread([this] { RunCommitter(); });
  pthread_setname_np(committer_thread_.native_handle(), "committer");
}

// ---- the bound

absl::Status Pipeline::Enter(size_t bytes) {
  const absl::MutexLock lock(&gauge_mutex_);
  if (draining_) return ShuttingDown();
  if (in_flight_ >= options_.max_in_flight || in_flight_bytes_ + bytes > options_.max_in_flight_bytes) {
    return refusal::Refuse(v1::REFUSAL_REASON_OVERLOADED, "",
                           "too many submissions are in flight; retry with the same idempotency key");
  }
  ++in_flight_;
  in_flight_bytes_ += bytes;
  return absl::OkStatus();
}

void Pipeline::Leave(size_t bytes) {
  const absl::MutexLock lock(&gauge_mutex_);
  INGOT_CHECK(in_flight_ > 0 && in_flight_bytes_ >= bytes);
  --in_flight_;
  in_flight_bytes_ -= bytes;
}

size_t Pipeline::in_flight() const {
  const absl::MutexLock lock(&gauge_mutex_);
  return in_flight_;
}

bool Pipeline::Drain(absl::Duration timeout) {
  const absl::MutexLock lock(&gauge_mutex_);
  draining_ = true;
  return gauge_mutex_.AwaitWithTimeout(absl::Condition(this, &Pipeline::Idle), timeout);
}

// ---- guard and admission

void Pipeline::Submit(std::string_view organisation_id, v1::Submission submission, const std::shared_ptr<Lane>& lane,
                      Done done) {
  if (absl::Status status = auth::CheckSubmitter(organisation_id, submission.header()); !status.ok()) {
    std::move(done)(std::move(status));
    return;
  }
  const size_t bytes = submission.ByteSizeLong();
  if (absl::Status status = Enter(bytes); !status.ok()) {
    std::move(done)(std::move(status));
    return;
  }
  const uint64_t ticket = lane == nullptr ? 0 : lane->TakeTicket();
  Done counted = [this, bytes, inner = std::move(done)](absl::StatusOr<Outcome> outcome) mutable {
    std::move(inner)(std::move(outcome));
    Leave(bytes);
  };
  admission_.Post([this, submission = std::move(submission), lane, ticket, counted = std::move(counted)]() mutable {
    AdmitOne(std::move(submission), lane, ticket, std::move(counted));
  });
}

void Pipeline::AdmitOne(v1::Submission submission, const std::shared_ptr<Lane>& lane, uint64_t ticket, Done done) {
  Pending pending;
  std::optional<absl::StatusOr<Outcome>> answer = Examine(std::move(submission), pending);
  const bool goes_on = !answer.has_value();
  if (!goes_on && !answer->ok() && pending.signature_verified && refused::IsKept(answer->status())) {
    refused_.Offer(std::move(pending.submission), answer->status(), published_.Get()->head().size);
  }
  if (goes_on) pending.done = std::move(done);
  if (lane != nullptr) {
    std::optional<Pending> next;
    if (goes_on) next = std::move(pending);
    lane->Arrive(ticket, std::move(next), [this](Pending ready) { Enqueue(std::move(ready)); });
  } else if (goes_on) {
    Enqueue(std::move(pending));
  }
  if (!goes_on) std::move(done)(*std::move(answer));
}

std::optional<absl::StatusOr<Outcome>> Pipeline::Examine(v1::Submission submission, Pending& pending) const {
  absl::StatusOr<entry::AdmittedSubmission> admitted = entry::Admit(ledger_id_, std::move(submission));
  if (!admitted.ok()) return admitted.status();
  pending.submission = *std::move(admitted);
  const v1::SubmissionHeader& header = pending.submission.header;

  const std::shared_ptr<const storage::Snapshot> snapshot = published_.Get();
  const head::SnapshotView view(*snapshot);
  const absl::StatusOr<v1::KeyState> key = rules::SigningKey(view, header);
  if (!view.status().ok()) return view.status();
  // A batch that isn't published yet may have added the key: the sequencer knows.
  if (!key.ok()) return std::nullopt;
  if (absl::Status status = rules::VerifySignature(ledger_id_, header, *key); !status.ok()) return status;
  pending.signature_verified = true;

  // A retry of what is published is answered at once, whatever stops appends.
  const absl::StatusOr<std::optional<v1::IdempotencyState>> earlier = rules::FindEarlier(view, header);
  if (!view.status().ok()) return view.status();
  if (!earlier.ok()) return earlier.status();
  if (!earlier->has_value()) return std::nullopt;
  Outcome outcome;
  outcome.first_seq = (*earlier)->first_seq();
  outcome.count = (*earlier)->count();
  outcome.snapshot = snapshot;
  return outcome;
}

void Pipeline::Enqueue(Pending pending) {
  {
    const absl::MutexLock lock(&flow_mutex_);
    if (!stopping_) {
      queue_.push_back(std::move(pending));
      return;
    }
  }
  replies_.Post([done = std::move(pending.done)]() mutable { std::move(done)(ShuttingDown()); });
}

// ---- stop

void Pipeline::Stop() {
  {
    const absl::MutexLock lock(&gauge_mutex_);
    draining_ = true;
  }
  admission_.Stop();
  {
    const absl::MutexLock lock(&flow_mutex_);
    stopping_ = true;
  }
  const absl::MutexLock lock(&join_mutex_);
  if (sequencer_thread_.joinable()) sequencer_thread_.join();
  if (committer_thread_.joinable()) committer_thread_.join();
  replies_.Stop();
}

}  // namespace ingot::pipeline
