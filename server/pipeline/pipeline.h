// The way of a submission: guard, admission workers, sequencer, committer, publisher. docs/ARCHITECTURE.md draws it.
//
//   Submit ─▶ guard ─▶ admission pool ─▶ queue ─▶ sequencer thread ─▶ one batch ─▶ commit thread ─▶ reply pool ─▶ done
//
// One bound covers every queue in between: the submissions in flight, counted and weighed from Submit to `done`.
#ifndef INGOT_SERVER_PIPELINE_PIPELINE_H_
#define INGOT_SERVER_PIPELINE_PIPELINE_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "ingot/v1/entry.pb.h"
#include "server/head/published.h"
#include "server/pipeline/batch.h"
#include "server/pipeline/committer.h"
#include "server/pipeline/lane.h"
#include "server/pipeline/sequencer.h"
#include "server/refused/keeper.h"
#include "server/work/worker_pool.h"

namespace ingot::pipeline {

struct PipelineOptions {
  // Submissions between Submit and their answer.
  size_t max_in_flight = 4096;
  // What they come to, as received.
  size_t max_in_flight_bytes = size_t{256} << 20;
  int admission_threads = 2;
  int reply_threads = 2;
  // A batch that has grown to this is handed over as soon as the committer is free, although more waits: the disk
  // should not idle while a long queue is decided.
  size_t eager_entries = 512;
};

// Thread-safe.
class Pipeline {
 public:
  // Starts the threads. `published` holds the sequencer's head; it and `refused` outlive the pipeline.
  Pipeline(const PipelineOptions& options, head::Published& published, std::unique_ptr<Sequencer> sequencer,
           std::unique_ptr<Committer> committer, refused::Keeper& refused);
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;
  ~Pipeline() { Stop(); }

  // Takes a submission from the organisation that the client certificate names. `done` gets the outcome once the
  // submission is durable, signed and published, or a refusal: on the calling thread where the guard refuses
  // (IDENTITY_MISMATCH, OVERLOADED, SHUTTING_DOWN), else on a worker that it may keep busy. Submissions of one `lane`
  // (may be null) are sequenced in the order of the calls.
  void Submit(std::string_view organisation_id, v1::Submission submission, const std::shared_ptr<Lane>& lane,
              Done done);

  // Refuses new submissions from now on and waits until those in flight are answered, at most `timeout`. Returns
  // whether all were.
  bool Drain(absl::Duration timeout) ABSL_LOCKS_EXCLUDED(gauge_mutex_);

  // Ends the threads. Submissions that wait for the sequencer are answered with SHUTTING_DOWN, batches that are formed
  // are committed. Idempotent.
  void Stop() ABSL_LOCKS_EXCLUDED(gauge_mutex_, flow_mutex_);

  // Stores the newest checkpoints' signatures, which otherwise wait for the next batch. REQUIRES: stopped.
  absl::Status StoreNotes() { return committer_->StoreNotes(); }

  // Submissions in flight, for metrics and tests.
  size_t in_flight() const ABSL_LOCKS_EXCLUDED(gauge_mutex_);

 private:
  enum class Forming { kNothing, kSome, kEager, kFull };

  // Takes room for a submission, or refuses.
  absl::Status Enter(size_t bytes) ABSL_LOCKS_EXCLUDED(gauge_mutex_);
  void Leave(size_t bytes) ABSL_LOCKS_EXCLUDED(gauge_mutex_);
  bool Idle() const ABSL_SHARED_LOCKS_REQUIRED(gauge_mutex_) { return in_flight_ == 0; }

  // Admission: form, signature, earlier retries; what needs no order. Answers, or leaves `pending` for the sequencer.
  void AdmitOne(v1::Submission submission, const std::shared_ptr<Lane>& lane, uint64_t ticket, Done done);
  std::optional<absl::StatusOr<Outcome>> Examine(v1::Submission submission, Pending& pending) const;
  void Enqueue(Pending pending) ABSL_LOCKS_EXCLUDED(flow_mutex_);

  void RunSequencer() ABSL_LOCKS_EXCLUDED(flow_mutex_);
  void RunCommitter() ABSL_LOCKS_EXCLUDED(flow_mutex_);
  void Resolve(Batch batch);
  bool CanTakeNext() const ABSL_SHARED_LOCKS_REQUIRED(flow_mutex_);
  bool CanHandOver() const ABSL_SHARED_LOCKS_REQUIRED(flow_mutex_);
  bool SequencerHasStep() const ABSL_SHARED_LOCKS_REQUIRED(flow_mutex_);
  bool CommitterHasStep() const ABSL_SHARED_LOCKS_REQUIRED(flow_mutex_) {
    return handed_over_.has_value() || sequencer_ended_;
  }

  const PipelineOptions options_;
  head::Published& published_;
  const Hash ledger_id_;
  const std::unique_ptr<Sequencer> sequencer_;
  const std::unique_ptr<Committer> committer_;
  refused::Keeper& refused_;

  mutable absl::Mutex gauge_mutex_;
  size_t in_flight_ ABSL_GUARDED_BY(gauge_mutex_) = 0;
  size_t in_flight_bytes_ ABSL_GUARDED_BY(gauge_mutex_) = 0;
  bool draining_ ABSL_GUARDED_BY(gauge_mutex_) = false;

  absl::Mutex flow_mutex_;
  std::deque<Pending> queue_ ABSL_GUARDED_BY(flow_mutex_);
  Forming forming_ ABSL_GUARDED_BY(flow_mutex_) = Forming::kNothing;
  std::optional<Batch> handed_over_ ABSL_GUARDED_BY(flow_mutex_);
  bool committer_busy_ ABSL_GUARDED_BY(flow_mutex_) = false;
  uint64_t published_batch_ ABSL_GUARDED_BY(flow_mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(flow_mutex_) = false;
  bool sequencer_ended_ ABSL_GUARDED_BY(flow_mutex_) = false;

  work::WorkerPool replies_;
  work::WorkerPool admission_;
  absl::Mutex join_mutex_;
  std::thread sequencer_thread_ ABSL_GUARDED_BY(join_mutex_);
  std::thread committer_thread_ ABSL_GUARDED_BY(join_mutex_);
};

}  // namespace ingot::pipeline

#endif  // INGOT_SERVER_PIPELINE_PIPELINE_H_
