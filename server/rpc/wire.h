// Messages to and from bytes. gRPC's own parsing answers a request that it can't read with a bare UNIMPLEMENTED; here
// it is a refusal like any other, and the work is done on our threads.
#ifndef INGOT_SERVER_RPC_WIRE_H_
#define INGOT_SERVER_RPC_WIRE_H_

#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include "absl/status/status.h"
#include "ingot/v1/refusal.pb.h"
#include "ledger/base/check.h"
#include "ledger/refusal/refusal.h"

namespace ingot::rpc {

// MALFORMED where the bytes are no message of the type, or hold a string that is not UTF-8.
template <typename Message>
absl::Status Parse(const grpc::ByteBuffer& bytes, Message* message) {
  grpc::ByteBuffer shared(bytes);  // the slices are shared, not copied
  if (grpc::SerializationTraits<Message>::Deserialize(&shared, message).ok()) return absl::OkStatus();
  return refusal::Refuse(v1::REFUSAL_REASON_MALFORMED, "",
                         "the request's bytes are not a message of this method, or hold text that is not UTF-8");
}

// Into `bytes`, whatever it held before: a stream writes one buffer again and again.
template <typename Message>
void Serialise(const Message& message, grpc::ByteBuffer* bytes) {
  bytes->Clear();
  bool own = false;
  INGOT_CHECK(grpc::SerializationTraits<Message>::Serialize(message, bytes, &own).ok());
}

}  // namespace ingot::rpc

#endif  // INGOT_SERVER_RPC_WIRE_H_
