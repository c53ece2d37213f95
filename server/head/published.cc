#include "server/head/published.h"

#include <utility>

#include "ledger/base/check.h"

namespace ingot::head {

Published::Published(std::shared_ptr<const storage::Snapshot> snapshot) : snapshot_(std::move(snapshot)) {
  INGOT_CHECK(!snapshot_->note().empty());
}

std::shared_ptr<const storage::Snapshot> Published::Get() const {
  const absl::MutexLock lock(&mutex_);
  return snapshot_;
}

void Published::Publish(std::shared_ptr<const storage::Snapshot> snapshot) {
  INGOT_CHECK(!snapshot->note().empty());
  // The old snapshot is released after the lock: that may cost RocksDB some work.
  const absl::MutexLock lock(&mutex_);
  INGOT_CHECK(snapshot->head().size >= snapshot_->head().size);
  snapshot_.swap(snapshot);
}

}  // namespace ingot::head
