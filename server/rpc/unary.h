// Reactors of the unary calls.
#ifndef INGOT_SERVER_RPC_UNARY_H_
#define INGOT_SERVER_RPC_UNARY_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/base/status.h"
#include "server/query/queries.h"
#include "server/rpc/backend.h"
#include "server/rpc/call.h"
#include "server/rpc/contexts.h"
#include "server/rpc/wire.h"

namespace ingot::rpc {

// A read: parsed, answered by query::Answer and serialised on a worker. gRPC keeps the buffers until OnDone, and OnDone
// comes after Finish, which the worker calls last: until then the reactor is alive.
template <typename Request, typename Response>
class ReadCall final : public grpc::ServerUnaryReactor {
 public:
  // gRPC owns the reactor from here; OnDone deletes it.
  static grpc::ServerUnaryReactor* Start(const Backend& backend, const grpc::CallbackServerContext& context,
                                         const grpc::ByteBuffer& request, grpc::ByteBuffer* response,
                                         Past past = Past::kRefused) {
    auto* const call = new ReadCall(backend, request, response);
    absl::StatusOr<Admission> admission = Guard(context, past);
    if (!admission.ok()) {
      call->Finish(ToGrpc(admission.status()));
      return call;
    }
    call->admission_ = *std::move(admission);
    work::Task task = [call] { call->Run(); };
    if (!backend.reads.TryPost(task)) call->Finish(ToGrpc(Overloaded()));
    return call;
  }

 private:
  ReadCall(const Backend& backend, const grpc::ByteBuffer& request, grpc::ByteBuffer* response)
      : backend_(backend), request_(request), response_(response) {}

  void Run() {
    if (cancelled_.load(std::memory_order_relaxed)) {
      Finish(grpc::Status::CANCELLED);
      return;
    }
    Finish(ToGrpc(Answer()));
  }

  absl::Status Answer() {
    Request request;
    INGOT_RETURN_IF_ERROR(Parse(request_, &request));
    // Before the snapshot: see query::Context.
    std::shared_ptr<const commitment::Commitment> commitment = backend_.commitment.Get();
    std::shared_ptr<const storage::Snapshot> past;
    INGOT_ASSIGN_OR_RETURN(const std::unique_ptr<const query::Context> context,
                           MakeContext(backend_, admission_, std::move(commitment), past));
    Response response;
    const absl::Status answered = query::Answer(*context, request, &response);
    // A record that could not be read looked absent: the answer is worth nothing.
    INGOT_RETURN_IF_ERROR(context->status());
    INGOT_RETURN_IF_ERROR(answered);
    Serialise(response, response_);
    return absl::OkStatus();
  }

  void OnCancel() override { cancelled_.store(true, std::memory_order_relaxed); }
  void OnDone() override { delete this; }

  const Backend& backend_;
  const grpc::ByteBuffer& request_;
  grpc::ByteBuffer* const response_;
  Admission admission_;
  std::atomic<bool> cancelled_{false};
};

}  // namespace ingot::rpc

#endif  // INGOT_SERVER_RPC_UNARY_H_
