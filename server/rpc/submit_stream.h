// Reactor of LedgerService.SubmitStream.
#ifndef INGOT_SERVER_RPC_SUBMIT_STREAM_H_
#define INGOT_SERVER_RPC_SUBMIT_STREAM_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "ingot/v1/ledger_service.pb.h"
#include "server/pipeline/lane.h"
#include "server/rpc/backend.h"
#include "server/rpc/streams.h"

namespace ingot::rpc {

// Submissions that are read and not yet answered.
inline constexpr size_t kMaxUnanswered = 64;

// Reads ahead up to the bound, lets the pipeline work on all of them, and answers in the order of reading. After every
// change Step decides under the lock what may be started, and starts it outside: one read, one write, one Finish.
class SubmitStream final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                           public Drainable,
                           public std::enable_shared_from_this<SubmitStream> {
 public:
  using Reactor = grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>;

  // gRPC owns the reactor from here until OnDone; answers of the pipeline that come later find it alive.
  static Reactor* Start(const Backend& backend, const grpc::CallbackServerContext& context);

  void Drain() override ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // A submission that was read, and its answer once it is there.
  struct Slot {
    // Serialised ingot.v1.SubmitStreamResponse.
    std::optional<grpc::ByteBuffer> response;
  };

  explicit SubmitStream(const Backend& backend) : backend_(backend), lane_(std::make_shared<pipeline::Lane>()) {}

  void OnReadDone(bool ok) override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnWriteDone(bool ok) override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnCancel() override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnDone() override;

  // The answer of the submission with this number (counted from 0 in the order of reading).
  void Answered(uint64_t number, const v1::SubmitStreamResponse& response) ABSL_LOCKS_EXCLUDED(mutex_);
  void Step() ABSL_LOCKS_EXCLUDED(mutex_);
  // Why the stream may end now; nullopt if it may not.
  std::optional<grpc::Status> End() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  const Backend& backend_;
  const std::shared_ptr<pipeline::Lane> lane_;
  std::string organisation_id_;
  uint64_t ticket_ = 0;
  // Until OnDone.
  std::shared_ptr<SubmitStream> self_;

  // gRPC fills it between StartRead and OnReadDone; OnReadDone empties it.
  grpc::ByteBuffer request_;

  absl::Mutex mutex_;
  std::deque<Slot> slots_ ABSL_GUARDED_BY(mutex_);
  // Number of the submission in slots_.front().
  uint64_t first_number_ ABSL_GUARDED_BY(mutex_) = 0;
  // Reads that Step decided on, that StartRead was called for, and that are over. Finish may overtake a read that was
  // started (an idle stream at shutdown), but not one between decision and start.
  uint64_t reads_decided_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t reads_started_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t reads_done_ ABSL_GUARDED_BY(mutex_) = 0;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool half_closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace ingot::rpc

#endif  // INGOT_SERVER_RPC_SUBMIT_STREAM_H_
