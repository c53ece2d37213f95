// Reactor of LedgerService.Submit.
#ifndef INGOT_SERVER_RPC_SUBMIT_CALL_H_
#define INGOT_SERVER_RPC_SUBMIT_CALL_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "server/rpc/backend.h"

namespace ingot::rpc {

// Hands the submission to the pipeline; its answer, the receipt, is made on the pipeline's reply pool. A cancelled call
// changes nothing: what was sequenced is committed, and a retry learns of it.
class SubmitCall final : public grpc::ServerUnaryReactor {
 public:
  // gRPC owns the reactor from here; OnDone deletes it.
  static grpc::ServerUnaryReactor* Start(const Backend& backend, const grpc::CallbackServerContext& context,
                                         const grpc::ByteBuffer& request, grpc::ByteBuffer* response);

 private:
  SubmitCall() = default;
  void OnDone() override { delete this; }
};

}  // namespace ingot::rpc

#endif  // INGOT_SERVER_RPC_SUBMIT_CALL_H_
