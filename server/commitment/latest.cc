#include "server/commitment/latest.h"

#include <utility>

namespace ingot::commitment {

std::shared_ptr<const Commitment> Latest::Get() const {
  const absl::MutexLock lock(&mutex_);
  return commitment_;
}

void Latest::Set(Commitment commitment) {
  auto next = std::make_shared<const Commitment>(std::move(commitment));
  // The former one may hold the last reference to a snapshot of RocksDB: it goes outside the lock.
  const absl::MutexLock lock(&mutex_);
  commitment_.swap(next);
}

}  // namespace ingot::commitment
