#include "ledger/books/entry_postings.h"

#include <cstdint>
#include <limits>
#include <optional>

#include "absl/status/status.h"
#include "ingot/v1/event.pb.h"
#include "ledger/base/status.h"
#include "ledger/iso/date.h"

namespace ingot::books {
namespace {

// Wire types of protobuf's encoding.
constexpr uint64_t kVarint = 0;
constexpr uint64_t kLengthDelimited = 2;
constexpr int kTagTypeBits = 3;
constexpr int kVarintBits = 7;
constexpr int kMaxVarintBits = 64;

absl::Status Malformed() { return absl::InvalidArgumentError("the bytes are not an entry"); }

// Takes a varint off the front; nullopt if it isn't whole.
std::optional<uint64_t> TakeVarint(std::string_view* rest) {
  uint64_t value = 0;
  for (int shift = 0; shift < kMaxVarintBits && !rest->empty(); shift += kVarintBits) {
    const auto byte = static_cast<unsigned char>(rest->front());
    rest->remove_prefix(1);
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  return std::nullopt;
}

// Calls `visit(number, bytes)` for each length-delimited field of a message; all other fields are varints, as
// everything in an entry and an event.
template <typename Visit>
absl::Status VisitFields(std::string_view message, Visit visit) {
  while (!message.empty()) {
    const std::optional<uint64_t> tag = TakeVarint(&message);
    const std::optional<uint64_t> value = tag.has_value() ? TakeVarint(&message) : std::nullopt;
    if (!value.has_value()) return Malformed();
    const uint64_t type = *tag & ((1u << kTagTypeBits) - 1);
    if (type == kVarint) continue;
    if (type != kLengthDelimited || *value > message.size()) return Malformed();
    INGOT_RETURN_IF_ERROR(visit(*tag >> kTagTypeBits, message.substr(0, *value)));
    message.remove_prefix(*value);
  }
  return absl::OkStatus();
}

template <typename Message>
absl::Status Parse(std::string_view bytes, Message* message) {
  if (bytes.size() > std::numeric_limits<int>::max()) return Malformed();
  return message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ? absl::OkStatus() : Malformed();
}

absl::StatusOr<v1::Date> OccurredOn(std::string_view event) {
  v1::LocalTime time;
  bool found = false;
  INGOT_RETURN_IF_ERROR(VisitFields(event, [&](uint64_t number, std::string_view bytes) {
    if (number != v1::Event::kOccurredAtFieldNumber) return absl::OkStatus();
    found = true;
    return Parse(bytes, &time);
  }));
  if (!found || time.offset_minutes() < -iso::kMaxOffsetMinutes || time.offset_minutes() > iso::kMaxOffsetMinutes) {
    return Malformed();
  }
  return iso::DateOf(time);
}

}  // namespace

absl::StatusOr<EntryPostings> PostingsOf(std::string_view entry_bytes) {
  EntryPostings found;
  std::string_view event;
  bool has_day = false;
  INGOT_RETURN_IF_ERROR(VisitFields(entry_bytes, [&](uint64_t number, std::string_view bytes) {
    switch (number) {
      case v1::Entry::kEventFieldNumber:
        event = bytes;
        return absl::OkStatus();
      case v1::Entry::kPostingsFieldNumber:
        return Parse(bytes, &found.postings.emplace_back());
      case v1::Entry::kPostedOnFieldNumber:
        has_day = true;
        return Parse(bytes, &found.day);
      default:
        return absl::OkStatus();
    }
  }));
  if (found.postings.empty()) return EntryPostings();
  if (!has_day) {
    INGOT_ASSIGN_OR_RETURN(found.day, OccurredOn(event));
  }
  return found;
}

}  // namespace ingot::books
