// The newest published state: durable, anchored and signed. What anyone may see comes from here.
#ifndef INGOT_SERVER_HEAD_PUBLISHED_H_
#define INGOT_SERVER_HEAD_PUBLISHED_H_

#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "storage/db/snapshot.h"

namespace ingot::head {

// Thread-safe.
class Published {
 public:
  // REQUIRES: a snapshot with its note.
  explicit Published(std::shared_ptr<const storage::Snapshot> snapshot);

  // Hold it for one call only: it keeps RocksDB from dropping what it shows.
  std::shared_ptr<const storage::Snapshot> Get() const ABSL_LOCKS_EXCLUDED(mutex_);

  // REQUIRES: a note, and a size not below the one published before.
  void Publish(std::shared_ptr<const storage::Snapshot> snapshot) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  mutable absl::Mutex mutex_;
  std::shared_ptr<const storage::Snapshot> snapshot_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ingot::head

#endif  // INGOT_SERVER_HEAD_PUBLISHED_H_
