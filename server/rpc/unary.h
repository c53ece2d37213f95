// Reactors of the unary calls.
#ifndef INGOT_SERVER_RPC_UNARY_H_
#define INGOT_SERVER_RPC_UNARY_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/query/queries.h"
#include "server/rpc/backend.h"
#include "server/rpc/call.h"

namespace ingot::rpc {

// A read: answered by query::Answer on a worker. gRPC keeps request and response until OnDone, and OnDone comes after
// Finish, which the worker calls last: until then the reactor is alive.
template <typename Request, typename Response>
class ReadCall final : public grpc::ServerUnaryReactor {
 public:
  // gRPC owns the reactor from here; OnDone deletes it.
  static grpc::ServerUnaryReactor* Start(const Backend& backend, const grpc::CallbackServerContext& context,
                                         const Request& request, Response* response) {
    auto* const call = new ReadCall(backend, request, response);
    absl::StatusOr<std::string> organisation_id = Guard(context);
    if (!organisation_id.ok()) {
      call->Finish(ToGrpc(organisation_id.status()));
      return call;
    }
    call->organisation_id_ = *std::move(organisation_id);
    work::Task task = [call] { call->Run(); };
    if (!backend.reads.TryPost(task)) call->Finish(ToGrpc(Overloaded()));
    return call;
  }

 private:
  ReadCall(const Backend& backend, const Request& request, Response* response)
      : backend_(backend), request_(request), response_(response) {}

  void Run() {
    if (cancelled_.load(std::memory_order_relaxed)) {
      Finish(grpc::Status::CANCELLED);
      return;
    }
    Finish(ToGrpc(Answer()));
  }

  absl::Status Answer() {
    const absl::StatusOr<std::unique_ptr<const query::Context>> context =
        query::Context::Create(backend_.published.Get(), backend_.notary, organisation_id_);
    if (!context.ok()) return context.status();
    absl::Status answered = query::Answer(**context, request_, response_);
    // A record that could not be read looked absent: the answer is worth nothing.
    return (*context)->view().status().ok() ? answered : (*context)->view().status();
  }

  void OnCancel() override { cancelled_.store(true, std::memory_order_relaxed); }
  void OnDone() override { delete this; }

  const Backend& backend_;
  const Request& request_;
  Response* const response_;
  std::string organisation_id_;
  std::atomic<bool> cancelled_{false};
};

}  // namespace ingot::rpc

#endif  // INGOT_SERVER_RPC_UNARY_H_
