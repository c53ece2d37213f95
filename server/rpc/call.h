// What every call goes through before it does anything: identity, deadline; and how refusals travel in gRPC.
#ifndef INGOT_SERVER_RPC_CALL_H_
#define INGOT_SERVER_RPC_CALL_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace ingot::rpc {

// The organisation of the client certificate. UNAUTHENTICATED, or DEADLINE_REQUIRED for a call without deadline.
absl::StatusOr<std::string> Guard(const grpc::CallbackServerContext& context);

// With google.rpc.Status in grpc-status-details-bin; failures of the server's own are logged. OK stays OK.
grpc::Status ToGrpc(const absl::Status& status);

// OVERLOADED, for a full queue of reads or too many open streams.
absl::Status Overloaded();
// SHUTTING_DOWN, for a stream that ends with the server.
absl::Status ShuttingDown();

}  // namespace ingot::rpc

#endif  // INGOT_SERVER_RPC_CALL_H_
