#include "server/query/pages.h"

#include <algorithm>
#include <string>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/tile.h"
#include "ledger/refusal/refusal.h"

namespace ingot::query {
namespace {

// Where a stream that begins at `first` ends: at `limit` items (0: no limit), at the latest at `size`.
uint64_t EndOf(uint64_t first, uint64_t limit, uint64_t size) {
  if (first >= size) return first;
  return limit == 0 ? size : first + std::min(limit, size - first);
}

absl::Status Damaged(std::string_view what) {
  return refusal::Refuse(v1::REFUSAL_REASON_DATA_LOSS, "", Cat("a stored ", what, " is damaged"));
}

}  // namespace

absl::StatusOr<bool> EntryPages::Next(const Context& context, Response* response) {
  if (!begun_) {
    if (!context.caller().sees_everything()) {
      return refusal::Refuse(v1::REFUSAL_REASON_ROLE_REQUIRED, "",
                             "streaming all entries needs the role AUDITOR or OPERATOR");
    }
    begun_ = true;
    end_ = EndOf(next_, limit_, context.size());
    response->set_checkpoint(context.checkpoint());
  } else if (next_ >= end_) {
    return false;
  }
  const uint64_t first = next_;
  size_t bytes = 0;
  absl::Status parsed;
  INGOT_RETURN_IF_ERROR(context.snapshot().ScanEntries(
      next_, std::min<uint64_t>(end_ - next_, kMaxStreamEntries), [&](const storage::StoredEntry& stored) {
        const size_t stored_bytes = stored.entry.size() + stored.terms.size();
        if (bytes > 0 && bytes + stored_bytes > kMaxStreamBytes) return false;
        v1::EntryBundle* const bundle = response->add_entries();
        bundle->set_entry(std::string(stored.entry));
        if (!stored.terms.empty() && !bundle->mutable_terms()->ParseFromString(std::string(stored.terms))) {
          parsed = Damaged(Cat("detached part of entry ", stored.seq));
          return false;
        }
        bytes += stored_bytes;
        ++next_;
        return true;
      }));
  INGOT_RETURN_IF_ERROR(parsed);
  if (next_ == first && first < end_) return Damaged("entry");
  return true;
}

absl::StatusOr<bool> TilePages::Next(const Context& context, Response* response) {
  if (!begun_) {
    if (level_ >= merkle::kMaxTileLevels) {
      return refusal::Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, "level", "must be 0 to 7");
    }
    begun_ = true;
    end_ = EndOf(next_, limit_, merkle::FullTileCount(context.size(), level_));
  }
  if (next_ >= end_) return false;
  const uint64_t first = next_;
  response->set_first_index(first);
  INGOT_RETURN_IF_ERROR(context.snapshot().ScanTiles(level_, next_, std::min<uint64_t>(end_ - next_, kMaxStreamTiles),
                                                     [&](uint64_t, std::string_view tile) {
                                                       response->add_tiles(std::string(tile));
                                                       ++next_;
                                                       return true;
                                                     }));
  if (next_ == first) return Damaged("tile");
  return true;
}

}  // namespace ingot::query
