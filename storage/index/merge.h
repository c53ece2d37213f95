// Several ranges of the index as one.
#ifndef INGOT_STORAGE_INDEX_MERGE_H_
#define INGOT_STORAGE_INDEX_MERGE_H_

#include <cstddef>
#include <functional>
#include <queue>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/db/snapshot.h"

namespace ingot::storage {

// What a row is, and so the order of rows: what follows the prefix, or the whole key but the index's letter. By key,
// ranges come one after the other.
enum class MergeOrder { kBySuffix, kByKey };

// Reads its ranges in chunks, so that its memory and work depend on the rows taken and on the number of ranges. Not
// thread-safe.
class IndexMerge {
 public:
  // Rows after `start_after` (a row, or empty) of the ranges. All are of one index, and none holds another. `snapshot`
  // outlives the merge.
  static absl::StatusOr<IndexMerge> Create(const Snapshot& snapshot, std::vector<std::string> prefixes,
                                           MergeOrder order, std::string_view start_after);

  // Steps to the next row; false at the end.
  absl::StatusOr<bool> Next();
  // The row. Valid until the next step. REQUIRES: Next() was true.
  const std::string& row() const { return row_; }

 private:
  struct Range {
    std::string prefix;
    // What of the prefix belongs to the rows.
    std::string shown;
    std::string last;
    std::vector<std::string> rows;
    size_t position = 0;
    bool complete = false;
  };

  explicit IndexMerge(const Snapshot& snapshot) : snapshot_(&snapshot) {}
  // Puts the range's next row into the queue, if there is one.
  absl::Status Advance(size_t range);

  const Snapshot* snapshot_;
  std::vector<Range> ranges_;
  // (row, range), the least row on top.
  using Row = std::pair<std::string, size_t>;
  std::priority_queue<Row, std::vector<Row>, std::greater<>> queue_;
  std::string row_;
};

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_INDEX_MERGE_H_
