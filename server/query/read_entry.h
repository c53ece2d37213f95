// Stored entries as a caller may see them.
#ifndef INGOT_SERVER_QUERY_READ_ENTRY_H_
#define INGOT_SERVER_QUERY_READ_ENTRY_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ingot/v1/entry.pb.h"
#include "ingot/v1/event.pb.h"
#include "ingot/v1/ledger_service.pb.h"
#include "server/query/context.h"

namespace ingot::query {

struct ReadEntry {
  std::string bytes;
  v1::Entry entry;
  v1::Event event;
};

// DATA_LOSS where stored bytes can't be read. REQUIRES: seq < context.size().
absl::StatusOr<ReadEntry> Read(const Context& context, uint64_t seq);

// The entry, with its terms where the caller may see them.
absl::Status FillBundle(const Context& context, ReadEntry read, v1::EntryBundle* bundle);

}  // namespace ingot::query

#endif  // INGOT_SERVER_QUERY_READ_ENTRY_H_
