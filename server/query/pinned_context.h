// A stream whose messages must tell of one state: the first page's snapshot is kept for the pages after it.
#ifndef INGOT_SERVER_QUERY_PINNED_CONTEXT_H_
#define INGOT_SERVER_QUERY_PINNED_CONTEXT_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/query/context.h"

namespace ingot::query {

// As long as a snapshot is held, RocksDB keeps what it shows: so it is held for a bounded time.
inline constexpr absl::Duration kMaxPinned = absl::Minutes(10);

// One stream's; not thread-safe.
class PinnedContext {
 public:
  // The context of the first page, on its snapshot. LIMIT_REACHED once kMaxPinned has passed since then; the failure of
  // a read of an earlier page.
  absl::StatusOr<const Context*> Get(const Context& page);

 private:
  std::unique_ptr<const Context> context_;
  absl::Time since_;
};

}  // namespace ingot::query

#endif  // INGOT_SERVER_QUERY_PINNED_CONTEXT_H_
