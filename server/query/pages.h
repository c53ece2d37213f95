// What server streams send, page by page. Each page is read from the snapshot that is newest then, since nobody may
// hold one for long; entries and full tiles never change, so the stream is the same as from the first one.
#ifndef INGOT_SERVER_QUERY_PAGES_H_
#define INGOT_SERVER_QUERY_PAGES_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ingot/v1/audit_service.pb.h"
#include "ingot/v1/ledger_service.pb.h"
#include "server/query/context.h"

namespace ingot::query {

inline constexpr size_t kMaxStreamEntries = 1024;
inline constexpr size_t kMaxStreamBytes = size_t{1} << 20;
inline constexpr size_t kMaxStreamTiles = 64;

// StreamEntries. One stream's; not thread-safe.
class EntryPages {
 public:
  using Request = v1::StreamEntriesRequest;
  using Response = v1::StreamEntriesResponse;

  explicit EntryPages(const Request& request) : next_(request.first_seq()), limit_(request.limit()) {}

  // Fills the next message; false (and an untouched message) where the stream is over. The first page decides where it
  // ends. ROLE_REQUIRED unless the caller sees everything.
  absl::StatusOr<bool> Next(const Context& context, Response* response);

 private:
  uint64_t next_;
  uint64_t limit_;
  uint64_t end_ = 0;
  bool begun_ = false;
};

// StreamTiles. One stream's; not thread-safe.
class TilePages {
 public:
  using Request = v1::StreamTilesRequest;
  using Response = v1::StreamTilesResponse;

  explicit TilePages(const Request& request)
      : level_(request.level()), next_(request.first_index()), limit_(request.limit()) {}

  // As above; OUT_OF_RANGE for a level that no tree has.
  absl::StatusOr<bool> Next(const Context& context, Response* response);

 private:
  const uint32_t level_;
  uint64_t next_;
  uint64_t limit_;
  uint64_t end_ = 0;
  bool begun_ = false;
};

}  // namespace ingot::query

#endif  // INGOT_SERVER_QUERY_PAGES_H_
