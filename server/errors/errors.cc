#include "server/errors/errors.h"

#include "google/rpc/error_details.pb.h"
#include "ledger/base/check.h"
#include "ledger/refusal/refusal.h"

namespace ingot::errors {
namespace {

// Cuts at a character's boundary: a protobuf string must stay UTF-8.
std::string Cut(std::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string(text);
  size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end));
}

// The i of a path that begins with events[i].; empty if it does not.
std::string_view EventIndexOf(std::string_view field) {
  constexpr std::string_view kPrefix = "events[";
  if (field.substr(0, kPrefix.size()) != kPrefix) return {};
  const size_t close = field.find(']');
  if (close == std::string_view::npos) return {};
  return field.substr(kPrefix.size(), close - kPrefix.size());
}

// Failures that are not refusals: their text may hold paths or bytes of the store, which are not the caller's.
v1::Refusal InternalRefusal(const absl::Status& status, absl::StatusCode* code) {
  v1::Refusal refusal;
  if (status.code() == absl::StatusCode::kDataLoss) {
    *code = absl::StatusCode::kDataLoss;
    refusal.set_reason(v1::REFUSAL_REASON_DATA_LOSS);
    refusal.set_message("stored bytes are damaged; the server's operator must restore them");
    return refusal;
  }
  *code = absl::StatusCode::kInternal;
  refusal.set_message("the server failed; its log says why");
  return refusal;
}

}  // namespace

std::optional<absl::Duration> RetryDelay(v1::RefusalReason reason) {
  switch (reason) {
    case v1::REFUSAL_REASON_OVERLOADED:
      return absl::Milliseconds(200);
    case v1::REFUSAL_REASON_SHUTTING_DOWN:
    case v1::REFUSAL_REASON_NOT_COSIGNED:
    case v1::REFUSAL_REASON_PAST_STATE_NOT_READY:
      return absl::Seconds(2);
    case v1::REFUSAL_REASON_DISK_RESERVE:
    case v1::REFUSAL_REASON_CLOCK:
      return absl::Seconds(60);
    default:
      return std::nullopt;
  }
}

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  INGOT_CHECK(!status.ok());
  absl::StatusCode code = status.code();
  const std::optional<v1::Refusal> found = refusal::RefusalOf(status);
  const v1::Refusal refusal = found.has_value() ? *found : InternalRefusal(status, &code);
  const std::string message = Cut(refusal.message(), kMaxMessageBytes);
  const std::string field = Cut(refusal.field(), kMaxFieldBytes);

  google::rpc::Status rpc;
  rpc.set_code(static_cast<int32_t>(code));
  rpc.set_message(message);

  google::rpc::ErrorInfo info;
  info.set_domain(std::string(kDomain));
  info.set_reason(refusal.reason() == v1::REFUSAL_REASON_UNSPECIFIED
                      ? "INTERNAL"
                      : std::string(refusal::ReasonName(refusal.reason())));
  if (!field.empty()) (*info.mutable_metadata())["field"] = field;
  if (const std::string_view index = EventIndexOf(field); !index.empty()) {
    (*info.mutable_metadata())["event_index"] = std::string(index);
  }
  if (const std::string_view way_out = WayOut(refusal.reason()); !way_out.empty()) {
    (*info.mutable_metadata())["way_out"] = std::string(way_out);
  }
  rpc.add_details()->PackFrom(info);

  if (!field.empty()) {
    google::rpc::BadRequest bad_request;
    auto* violation = bad_request.add_field_violations();
    violation->set_field(field);
    violation->set_description(message);
    rpc.add_details()->PackFrom(bad_request);
  }
  if (const std::optional<absl::Duration> delay = RetryDelay(refusal.reason()); delay.has_value()) {
    google::rpc::RetryInfo retry;
    const int64_t ms = absl::ToInt64Milliseconds(*delay);
    retry.mutable_retry_delay()->set_seconds(ms / 1000);
    retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(ms % 1000) * 1'000'000);
    rpc.add_details()->PackFrom(retry);
  }
  return rpc;
}

}  // namespace ingot::errors
