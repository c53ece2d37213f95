// Where a ledger could stand: only between two submissions.
#ifndef INGOT_STORAGE_REBUILD_BOUNDARY_H_
#define INGOT_STORAGE_REBUILD_BOUNDARY_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "storage/db/snapshot.h"

namespace ingot::storage {

// The nearest sizes at which a submission ends: both equal to `size` where it is one.
struct Boundary {
  // 0 where the first submission is not whole at `size`.
  uint64_t at_or_below = 0;
  uint64_t at_or_above = 0;

  bool exact() const { return at_or_below == at_or_above; }
};

// REQUIRES: 0 < size <= snapshot.head().size. DATA_LOSS where the entries around it are damaged.
absl::StatusOr<Boundary> BoundaryAround(const Snapshot& snapshot, uint64_t size);

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_REBUILD_BOUNDARY_H_
