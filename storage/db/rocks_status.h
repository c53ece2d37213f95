// RocksDB's statuses as ours. For storage/ only.
#ifndef INGOT_STORAGE_DB_ROCKS_STATUS_H_
#define INGOT_STORAGE_DB_ROCKS_STATUS_H_

#include <string_view>

#include "absl/status/status.h"
#include "rocksdb/status.h"
#include "storage/db/damage.h"

namespace ingot::storage {

// For the operator, at opening: `what` and RocksDB's own text. DataLoss for corruption, ResourceExhausted for a full
// disk, FailedPrecondition for a lock that another process holds, else Internal. REQUIRES: !status.ok().
absl::Status OpenError(std::string_view what, const rocksdb::Status& status);

// A read that failed, or found nothing where there must be something.
inline absl::Status Damaged(std::string_view what, const rocksdb::Status& status) {
  return Damaged(what, std::string_view(status.ToString()));
}

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_DB_ROCKS_STATUS_H_
