// Refusals: how rules and codecs say no. A refusal is an absl::Status that carries an ingot.v1.Refusal as payload, so
// that it travels through StatusOr and keeps its stable reason, its field and the way out.
#ifndef INGOT_LEDGER_REFUSAL_REFUSAL_H_
#define INGOT_LEDGER_REFUSAL_REFUSAL_H_

#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "ingot/v1/refusal.pb.h"

namespace ingot::refusal {

// Makes a refusal. `field` is a path below the event (vehicle_registered.vin) or empty; `message` says what is wrong
// and the way out, and names nothing of another party. The status code follows from the reason (CodeOf).
absl::Status Refuse(v1::RefusalReason reason, std::string_view field, std::string_view message);

// The refusal in `status`; nullopt for OK and for failures that are not refusals (those stop the process).
std::optional<v1::Refusal> RefusalOf(const absl::Status& status);

// Puts `prefix` ("events[3].") before the refusal's field; other statuses are returned as they are.
absl::Status PrefixField(const absl::Status& status, std::string_view prefix);

// The gRPC-compatible code of a reason; kUnknown only for UNSPECIFIED.
absl::StatusCode CodeOf(v1::RefusalReason reason);

// The reason's stable name without its prefix, for example "NOT_HOLDER".
std::string_view ReasonName(v1::RefusalReason reason);

}  // namespace ingot::refusal

#endif  // INGOT_LEDGER_REFUSAL_REFUSAL_H_
