#include "clients/cpp/error.h"

#include <cstdint>

#include "absl/strings/cord.h"
#include "google/rpc/error_details.pb.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"

namespace ingot::client {
namespace {

constexpr char kRpcPayload[] = "ingot.client/rpc";
constexpr char kMisbehaviourPayload[] = "ingot.client/misbehaviour";

absl::Status WithPayload(absl::StatusCode code, std::string_view message, const google::rpc::Status& details) {
  absl::Status status(code, ToAbsl(message));
  status.SetPayload(kRpcPayload, absl::Cord(details.SerializeAsString()));
  return status;
}

absl::StatusCode CodeOf(int32_t code) {
  return code > 0 && code <= static_cast<int32_t>(absl::StatusCode::kUnauthenticated)
             ? static_cast<absl::StatusCode>(code)
             : absl::StatusCode::kUnknown;
}

// An answer of the server, or of gRPC on its behalf.
ErrorKind KindOfRpc(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDataLoss:
      return ErrorKind::kUnavailable;
    default:
      return ErrorKind::kRefused;
  }
}

void ReadDetails(const google::rpc::Status& details, ClientError* error) {
  for (const google::protobuf::Any& any : details.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad;
    google::rpc::RetryInfo retry;
    if (any.Is<google::rpc::ErrorInfo>() && any.UnpackTo(&info)) {
      error->reason = info.reason();
      const auto field = info.metadata().find("field");
      if (field != info.metadata().end()) error->field = field->second;
      const auto way_out = info.metadata().find("way_out");
      if (way_out != info.metadata().end()) error->way_out = way_out->second;
    } else if (any.Is<google::rpc::BadRequest>() && any.UnpackTo(&bad)) {
      if (error->field.empty() && bad.field_violations_size() > 0) error->field = bad.field_violations(0).field();
    } else if (any.Is<google::rpc::RetryInfo>() && any.UnpackTo(&retry)) {
      error->retry_after =
          absl::Seconds(retry.retry_delay().seconds()) + absl::Nanoseconds(retry.retry_delay().nanos());
    }
  }
}

}  // namespace

absl::Status FromRpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) details.Clear();
  return WithPayload(CodeOf(status.error_code()), status.error_message(), details);
}

absl::Status FromRpc(const google::rpc::Status& status) {
  if (status.code() == 0) return absl::OkStatus();
  return WithPayload(CodeOf(status.code()), status.message(), status);
}

absl::Status Misbehaviour(std::string_view reason, std::string_view message) {
  absl::Status status = absl::DataLossError(ToAbsl(message));
  status.SetPayload(kMisbehaviourPayload, absl::Cord(ToAbsl(reason)));
  return status;
}

ClientError ErrorOf(const absl::Status& status) {
  ClientError error;
  error.code = status.code();
  error.message = std::string(FromAbsl(status.message()));
  if (const auto reason = status.GetPayload(kMisbehaviourPayload)) {
    error.kind = ErrorKind::kMisbehaviour;
    error.reason = std::string(*reason);
  } else if (const auto payload = status.GetPayload(kRpcPayload)) {
    error.kind = KindOfRpc(error.code);
    google::rpc::Status details;
    if (details.ParseFromString(std::string(*payload))) ReadDetails(details, &error);
  } else if (const auto refusal = refusal::RefusalOf(status)) {
    error.kind = ErrorKind::kRefused;
    error.reason = std::string(refusal::ReasonName(refusal->reason()));
    error.field = refusal->field();
    error.message = refusal->message();
  } else {
    error.kind =
        absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ? ErrorKind::kUnavailable : ErrorKind::kInput;
  }
  return error;
}

}  // namespace ingot::client
