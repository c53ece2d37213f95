#include "server/rpc/call.h"

#include <grpc/grpc_security_constants.h>

#include <chrono>
#include <memory>
#include <vector>

#include "google/rpc/status.pb.h"
#include "ledger/refusal/refusal.h"
#include "server/auth/identity.h"
#include "server/errors/errors.h"
#include "server/log/log.h"

namespace ingot::rpc {

absl::StatusOr<std::string> Guard(const grpc::CallbackServerContext& context) {
  std::vector<std::string> uris;
  const std::shared_ptr<const grpc::AuthContext> auth_context = context.auth_context();
  if (auth_context != nullptr && auth_context->IsPeerAuthenticated()) {
    for (const grpc::string_ref& uri : auth_context->FindPropertyValues(GRPC_PEER_URI_PROPERTY_NAME)) {
      uris.emplace_back(uri.data(), uri.size());
    }
  }
  absl::StatusOr<std::string> organisation_id = auth::OrganisationFromUris(uris);
  if (organisation_id.ok() && context.deadline() == std::chrono::system_clock::time_point::max()) {
    return refusal::Refuse(v1::REFUSAL_REASON_DEADLINE_REQUIRED, "",
                           "the call has no deadline; set one, so that neither side waits for ever");
  }
  return organisation_id;
}

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  if (!refusal::RefusalOf(status).has_value() || status.code() == absl::StatusCode::kDataLoss) {
    log::Error("a call failed", {{"status", status.ToString()}});
  }
  const google::rpc::Status rpc = errors::ToRpcStatus(status);
  return grpc::Status(static_cast<grpc::StatusCode>(rpc.code()), rpc.message(), rpc.SerializeAsString());
}

absl::Status Overloaded() {
  return refusal::Refuse(v1::REFUSAL_REASON_OVERLOADED, "", "too many calls are waiting; retry after the stated delay");
}

absl::Status ShuttingDown() {
  return refusal::Refuse(v1::REFUSAL_REASON_SHUTTING_DOWN, "",
                         "the server is stopping; connect again, and retry what was not answered");
}

}  // namespace ingot::rpc
