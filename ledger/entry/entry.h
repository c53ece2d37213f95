// Entries: stored bytes, leaf hashes.
#ifndef INGOT_LEDGER_ENTRY_ENTRY_H_
#define INGOT_LEDGER_ENTRY_ENTRY_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "ingot/v1/entry.pb.h"
#include "ledger/base/hash.h"

namespace ingot::entry {

// Strict parse of stored bytes (ParseCanonical and the bounds of limits.h). Hash the bytes, never the message.
absl::StatusOr<v1::Entry> ParseEntry(std::string_view bytes);

// The same into a message that is used again; what it holds after an error is nothing.
absl::Status ParseEntry(std::string_view bytes, v1::Entry& entry);

}  // namespace ingot::entry

#endif  // INGOT_LEDGER_ENTRY_ENTRY_H_
