// From a refusal to what travels: google.rpc.Status with ErrorInfo (stable reason, domain "ingot"), BadRequest where a
// field is to blame, RetryInfo where a retry helps. docs/API.md documents it for clients.
#ifndef INGOT_SERVER_ERRORS_ERRORS_H_
#define INGOT_SERVER_ERRORS_ERRORS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/rpc/status.pb.h"
#include "ingot/v1/refusal.pb.h"

namespace ingot::errors {

inline constexpr std::string_view kDomain = "ingot";

// Trailers above 8 KB fail at many peers (gRPC then reports RESOURCE_EXHAUSTED instead of the error), so texts are cut.
inline constexpr size_t kMaxMessageBytes = 600;
inline constexpr size_t kMaxFieldBytes = 200;
// The largest serialised google.rpc.Status that ToRpcStatus makes.
inline constexpr size_t kMaxDetailsBytes = 4096;

// Refusals keep their reason, field and message. Any other failure of the process's own is INTERNAL to the caller,
// without its text (that goes to the log); DataLoss becomes DATA_LOSS. REQUIRES: !status.ok(). Thread-safe.
google::rpc::Status ToRpcStatus(const absl::Status& status);

// What the caller can do about a refusal for this reason: one sentence, for ErrorInfo.metadata["way_out"].
std::string_view WayOut(v1::RefusalReason reason);

// How long to wait before a retry may help; nullopt where a retry of the same call can't.
std::optional<absl::Duration> RetryDelay(v1::RefusalReason reason);

}  // namespace ingot::errors

#endif  // INGOT_SERVER_ERRORS_ERRORS_H_
