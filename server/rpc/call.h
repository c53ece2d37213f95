// What every call goes through before it does anything: identity, deadline; and how refusals travel in gRPC.
#ifndef INGOT_SERVER_RPC_CALL_H_
#define INGOT_SERVER_RPC_CALL_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace ingot::rpc {

// Whether a method answers for an earlier state, where the call's metadata asks for one (past::kAtSizeField).
enum class Past { kRefused, kTaken };

// Who calls, and for which state.
struct Admission {
  std::string organisation_id;
  // As if the ledger had only so many entries; nullopt for the newest state.
  std::optional<uint64_t> at_size;
};

// The organisation of the client certificate, and the state that is asked for. UNAUTHENTICATED; DEADLINE_REQUIRED for a
// call without deadline; INVALID_VALUE for an earlier state that is no decimal number, is stated twice, or of a method
// that has none.
absl::StatusOr<Admission> Guard(const grpc::CallbackServerContext& context, Past past = Past::kRefused);

// With google.rpc.Status in grpc-status-details-bin; failures of the server's own are logged. OK stays OK.
grpc::Status ToGrpc(const absl::Status& status);

// OVERLOADED, for a full queue of reads or too many open streams.
absl::Status Overloaded();
// SHUTTING_DOWN, for a stream that ends with the server.
absl::Status ShuttingDown();

}  // namespace ingot::rpc

#endif  // INGOT_SERVER_RPC_CALL_H_
