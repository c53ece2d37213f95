// Many submissions on one stream, with a bounded number of unanswered ones.
#ifndef INGOT_CLIENTS_CPP_SUBMIT_STREAM_H_
#define INGOT_CLIENTS_CPP_SUBMIT_STREAM_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "clients/cpp/ledger_client.h"
#include "grpcpp/support/sync_stream.h"

namespace ingot::client {

// What became of the submission that Send numbered `number`: its place, or the ledger's refusal.
using StreamOutcome = absl::StatusOr<v1::SubmissionAcknowledgement>;
using OutcomeHandler = std::function<void(uint64_t number, const StreamOutcome& outcome)>;

// One thread sends; the handler is called in order on a thread of the stream. An acknowledgement carries hashes, not
// bytes: Finish demands a signed checkpoint that covers all of them and is consistent with the remembered one, and the
// receipt of any submission can be fetched and verified later by its idempotency key.
class SubmitStream {
 public:
  // As many as the server reads ahead.
  static constexpr size_t kMaxWindow = 64;

  // `timeout` bounds the whole stream. `client` outlives the stream.
  SubmitStream(LedgerClient& client, size_t window, absl::Duration timeout, OutcomeHandler handler);
  // Cancels what was not finished.
  ~SubmitStream();
  SubmitStream(const SubmitStream&) = delete;
  SubmitStream& operator=(const SubmitStream&) = delete;

  // Sends, waiting while the window is full. Numbers count from 0. An error ends the stream: submissions without an
  // outcome may or may not be recorded; submit the same messages again.
  absl::StatusOr<uint64_t> Send(v1::Submission submission);

  // Waits until the handler has been given the outcome of everything sent so far; false where the stream ended before:
  // Finish says why.
  bool WaitForOutcomes();

  // Waits for all outcomes. OK: every submission has its outcome, and what was acknowledged is signed for.
  absl::Status Finish();

 private:
  void ReadAnswers();
  absl::Status Check(const v1::SubmitStreamResponse& response);

  LedgerClient& client_;
  const size_t window_;
  const OutcomeHandler handler_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::SubmitStreamRequest, v1::SubmitStreamResponse>> stream_;

  absl::Mutex mutex_;
  uint64_t sent_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t answered_ ABSL_GUARDED_BY(mutex_) = 0;
  // Number of events of the unanswered ones, oldest first.
  std::deque<int> unanswered_ ABSL_GUARDED_BY(mutex_);
  uint64_t signed_size_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status broken_ ABSL_GUARDED_BY(mutex_);
  bool reading_ ABSL_GUARDED_BY(mutex_) = true;

  bool finished_ = false;
  std::thread reader_;
};

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_SUBMIT_STREAM_H_
