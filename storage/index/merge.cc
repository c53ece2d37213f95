#include "storage/index/merge.h"

#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::storage {
namespace {

// Rows that a range reads at a time: of one range alone, a page; of many, a few.
constexpr size_t kChunk = 256;
constexpr size_t kLeastChunk = 16;

}  // namespace

absl::StatusOr<IndexMerge> IndexMerge::Create(const Snapshot& snapshot, std::vector<std::string> prefixes,
                                              MergeOrder order, std::string_view start_after) {
  IndexMerge merge(snapshot);
  for (std::string& prefix : prefixes) {
    Range& range = merge.ranges_.emplace_back();
    if (order == MergeOrder::kByKey) range.shown = prefix.substr(1);
    range.prefix = std::move(prefix);
    if (start_after.substr(0, range.shown.size()) == range.shown) {
      range.last = start_after.substr(range.shown.size());
    } else {
      range.complete = start_after > range.shown;
    }
  }
  for (size_t i = 0; i < merge.ranges_.size(); ++i) {
    INGOT_RETURN_IF_ERROR(merge.Advance(i));
  }
  return merge;
}

absl::Status IndexMerge::Advance(size_t index) {
  Range& range = ranges_[index];
  if (range.position == range.rows.size()) {
    if (range.complete) return absl::OkStatus();
    const size_t chunk = std::max(kLeastChunk, kChunk / ranges_.size());
    range.rows.clear();
    range.position = 0;
    INGOT_RETURN_IF_ERROR(snapshot_->ScanIndex(range.prefix, range.last, chunk, [&range](std::string_view row) {
      range.rows.emplace_back(row);
      return true;
    }));
    range.complete = range.rows.size() < chunk;
    if (range.rows.empty()) return absl::OkStatus();
    range.last = range.rows.back();
  }
  queue_.emplace(Cat(range.shown, range.rows[range.position++]), index);
  return absl::OkStatus();
}

absl::StatusOr<bool> IndexMerge::Next() {
  if (queue_.empty()) return false;
  const size_t range = queue_.top().second;
  row_ = queue_.top().first;
  queue_.pop();
  INGOT_RETURN_IF_ERROR(Advance(range));
  return true;
}

}  // namespace ingot::storage
