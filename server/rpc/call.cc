#include "server/rpc/call.h"

#include <grpc/grpc_security_constants.h>

#include <charconv>
#include <chrono>
#include <iterator>
#include <memory>
#include <string_view>
#include <system_error>
#include <vector>

#include "google/rpc/status.pb.h"
#include "ledger/base/status.h"
#include "ledger/refusal/refusal.h"
#include "server/auth/identity.h"
#include "server/errors/errors.h"
#include "server/log/log.h"
#include "server/past/past_states.h"

namespace ingot::rpc {

namespace {

absl::Status BadAtSize(std::string_view message) {
  return refusal::Refuse(v1::REFUSAL_REASON_INVALID_VALUE, past::kAtSizeField, message);
}

absl::StatusOr<std::optional<uint64_t>> AtSizeOf(const grpc::CallbackServerContext& context, Past past) {
  const auto [first, last] = context.client_metadata().equal_range(past::kAtSizeField);
  if (first == last) return std::optional<uint64_t>();
  if (past == Past::kRefused) return BadAtSize("this method answers for the newest state alone: leave it out");
  if (std::next(first) != last) return BadAtSize("is stated twice");
  const grpc::string_ref text = first->second;
  uint64_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (error != std::errc() || end != text.data() + text.size()) return BadAtSize("must be a decimal number of entries");
  return std::make_optional(size);
}

}  // namespace

absl::StatusOr<Admission> Guard(const grpc::CallbackServerContext& context, Past past) {
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
  INGOT_RETURN_IF_ERROR(organisation_id.status());
  INGOT_ASSIGN_OR_RETURN(const std::optional<uint64_t> at_size, AtSizeOf(context, past));
  return Admission{.organisation_id = *std::move(organisation_id), .at_size = at_size};
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
