// Strict decoding: what is hashed is what was stored, so bytes must have exactly one reading and one spelling.
#ifndef INGOT_LEDGER_ENTRY_CANONICAL_H_
#define INGOT_LEDGER_ENTRY_CANONICAL_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "ingot/v1/contract_events.pb.h"
#include "ingot/v1/event.pb.h"

namespace ingot::entry {

// Parses `bytes` into `message` and refuses: NOT_UTF8, MALFORMED, UNKNOWN_FIELD, UNKNOWN_ENUM (any value that the
// compiled enum does not name), NOT_CANONICAL (deterministic re-serialisation differs: duplicate or split fields,
// non-minimal varints, explicit defaults, wrong order). Thread-safe.
absl::Status ParseCanonical(std::string_view bytes, google::protobuf::Message& message);

// The part of ParseCanonical that judges a message which was parsed already (by gRPC, as part of a request): refuses
// UNKNOWN_FIELD and UNKNOWN_ENUM, at any depth. Thread-safe.
absl::Status CheckKnown(const google::protobuf::Message& message);

// ParseCanonical with the event's and the terms' size bounds (TOO_LARGE), and FIELD_MISSING where no body is set.
absl::StatusOr<v1::Event> ParseEvent(std::string_view bytes);
absl::StatusOr<v1::Terms> ParseTerms(std::string_view bytes);

// Deterministic serialisation: the one spelling that ParseCanonical accepts. Submitters use it.
std::string Serialise(const google::protobuf::Message& message);

}  // namespace ingot::entry

#endif  // INGOT_LEDGER_ENTRY_CANONICAL_H_
