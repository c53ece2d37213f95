#include "ledger/refusal/refusal.h"

#include <string>

#include "absl/strings/cord.h"
#include "ledger/base/strings.h"

namespace ingot::refusal {
namespace {

constexpr std::string_view kPayloadUrl = "type.googleapis.com/ingot.v1.Refusal";
constexpr std::string_view kReasonPrefix = "REFUSAL_REASON_";

absl::Status FromRefusal(const v1::Refusal& refusal) {
  const std::string text = refusal.field().empty()
                               ? Cat(ReasonName(refusal.reason()), ": ", refusal.message())
                               : Cat(ReasonName(refusal.reason()), ": ", refusal.field(), ": ", refusal.message());
  absl::Status status(CodeOf(refusal.reason()), text);
  status.SetPayload(ToAbsl(kPayloadUrl), absl::Cord(refusal.SerializeAsString()));
  return status;
}

}  // namespace

absl::Status Refuse(v1::RefusalReason reason, std::string_view field, std::string_view message) {
  v1::Refusal refusal;
  refusal.set_reason(reason);
  refusal.set_field(std::string(field));
  refusal.set_message(std::string(message));
  return FromRefusal(refusal);
}

std::optional<v1::Refusal> RefusalOf(const absl::Status& status) {
  const auto payload = status.GetPayload(ToAbsl(kPayloadUrl));
  if (!payload.has_value()) return std::nullopt;
  v1::Refusal refusal;
  if (!refusal.ParseFromString(std::string(*payload))) return std::nullopt;
  return refusal;
}

absl::Status PrefixField(const absl::Status& status, std::string_view prefix) {
  std::optional<v1::Refusal> refusal = RefusalOf(status);
  if (!refusal.has_value()) return status;
  if (!refusal->field().empty()) {
    refusal->set_field(Cat(prefix, refusal->field()));
  } else {
    // Without a field the prefix names the thing itself: "events[3]." becomes "events[3]".
    refusal->set_field(std::string(prefix.ends_with('.') ? prefix.substr(0, prefix.size() - 1) : prefix));
  }
  return FromRefusal(*refusal);
}

absl::StatusCode CodeOf(v1::RefusalReason reason) {
  switch (reason) {
    case v1::REFUSAL_REASON_MALFORMED:
    case v1::REFUSAL_REASON_NOT_CANONICAL:
    case v1::REFUSAL_REASON_UNKNOWN_FIELD:
    case v1::REFUSAL_REASON_UNKNOWN_ENUM:
    case v1::REFUSAL_REASON_NOT_UTF8:
    case v1::REFUSAL_REASON_TOO_LARGE:
    case v1::REFUSAL_REASON_FIELD_MISSING:
    case v1::REFUSAL_REASON_OUT_OF_RANGE:
    case v1::REFUSAL_REASON_INVALID_VALUE:
    case v1::REFUSAL_REASON_EVENTS_MISMATCH:
    case v1::REFUSAL_REASON_DETACHED_MISMATCH:
    case v1::REFUSAL_REASON_ID_NOT_OWN:
    case v1::REFUSAL_REASON_INVALID_PAGE_TOKEN:
    case v1::REFUSAL_REASON_POSSESSION_NOT_PROVEN:
    case v1::REFUSAL_REASON_SCHEDULE_SUM:
    case v1::REFUSAL_REASON_CURRENCY:
    case v1::REFUSAL_REASON_VIN_INVALID:
    case v1::REFUSAL_REASON_VIN_CHECK_CHARACTER:
    case v1::REFUSAL_REASON_WEIGHT_INVALID:
    case v1::REFUSAL_REASON_DEADLINE_REQUIRED:
      return absl::StatusCode::kInvalidArgument;
    case v1::REFUSAL_REASON_UNAUTHENTICATED:
    case v1::REFUSAL_REASON_BAD_SIGNATURE:
      return absl::StatusCode::kUnauthenticated;
    case v1::REFUSAL_REASON_IDENTITY_MISMATCH:
    case v1::REFUSAL_REASON_UNKNOWN_ORGANISATION:
    case v1::REFUSAL_REASON_KEY_NOT_VALID:
    case v1::REFUSAL_REASON_ROLE_REQUIRED:
    case v1::REFUSAL_REASON_NOT_HOLDER:
    case v1::REFUSAL_REASON_COUNTERSIGNATURE:
      return absl::StatusCode::kPermissionDenied;
    case v1::REFUSAL_REASON_NOT_FOUND:
      return absl::StatusCode::kNotFound;
    case v1::REFUSAL_REASON_IDEMPOTENCY_CONFLICT:
    case v1::REFUSAL_REASON_ALREADY_EXISTS:
    case v1::REFUSAL_REASON_DUPLICATE_NUMBER:
      return absl::StatusCode::kAlreadyExists;
    case v1::REFUSAL_REASON_SEALED_UNAVAILABLE:
    case v1::REFUSAL_REASON_EXPIRED:
    case v1::REFUSAL_REASON_EXPIRY_TOO_FAR:
    case v1::REFUSAL_REASON_ILLEGAL_TRANSITION:
    case v1::REFUSAL_REASON_CONTRACT_OPEN:
    case v1::REFUSAL_REASON_CONTRACT_STAGE:
    case v1::REFUSAL_REASON_NOT_PAID:
    case v1::REFUSAL_REASON_FUTURE:
    case v1::REFUSAL_REASON_MASS_EXCEEDS_SOURCE:
    case v1::REFUSAL_REASON_MASS_EXCEEDS_TICKET:
    case v1::REFUSAL_REASON_PERMIT_EXPIRED:
    case v1::REFUSAL_REASON_EVIDENCE_MISSING:
    case v1::REFUSAL_REASON_CERTIFICATE:
    case v1::REFUSAL_REASON_STEP_MISSING:
    case v1::REFUSAL_REASON_IN_TRANSIT:
    case v1::REFUSAL_REASON_TRANSFER_MISMATCH:
    case v1::REFUSAL_REASON_BATCH_STATE:
    case v1::REFUSAL_REASON_LOT_STATE:
    case v1::REFUSAL_REASON_ROLE_CONFLICT:
    case v1::REFUSAL_REASON_RULES_VERSION:
    case v1::REFUSAL_REASON_LIMIT_REACHED:
    case v1::REFUSAL_REASON_EVENT_NOT_IN_FORCE:
    case v1::REFUSAL_REASON_DEPENDENT_EXISTS:
    case v1::REFUSAL_REASON_NOT_REVERSIBLE:
    case v1::REFUSAL_REASON_CLAIM_EXCEEDS_ELIGIBLE:
    case v1::REFUSAL_REASON_FROZEN:
    case v1::REFUSAL_REASON_CUSTODY_MODEL:
    case v1::REFUSAL_REASON_PERIOD:
    case v1::REFUSAL_REASON_POLICY:
    case v1::REFUSAL_REASON_AMOUNT_EXCEEDS:
    case v1::REFUSAL_REASON_HEAT_STATE:
    case v1::REFUSAL_REASON_FLAG_ABSENT:
    case v1::REFUSAL_REASON_DISPUTE_STATE:
    case v1::REFUSAL_REASON_SEAL_STATE:
    case v1::REFUSAL_REASON_CHECKPOINT_KEY_NOT_HELD:
    case v1::REFUSAL_REASON_NOT_COSIGNED:
      return absl::StatusCode::kFailedPrecondition;
    case v1::REFUSAL_REASON_OVERLOADED:
    case v1::REFUSAL_REASON_DISK_RESERVE:
      return absl::StatusCode::kResourceExhausted;
    case v1::REFUSAL_REASON_CLOCK:
    case v1::REFUSAL_REASON_SHUTTING_DOWN:
    case v1::REFUSAL_REASON_PAST_STATE_NOT_READY:
      return absl::StatusCode::kUnavailable;
    case v1::REFUSAL_REASON_DATA_LOSS:
      return absl::StatusCode::kDataLoss;
    default:
      return absl::StatusCode::kUnknown;
  }
}

std::string_view ReasonName(v1::RefusalReason reason) {
  // The generated names live as long as the process.
  const auto* value = v1::RefusalReason_descriptor()->FindValueByNumber(reason);
  if (value == nullptr) return "UNSPECIFIED";
  return std::string_view(value->name()).substr(kReasonPrefix.size());
}

}  // namespace ingot::refusal
