// The newest published commitment to the authenticated index: what proofs are made by.
#ifndef INGOT_SERVER_COMMITMENT_LATEST_H_
#define INGOT_SERVER_COMMITMENT_LATEST_H_

#include <atomic>
#include <cstdint>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "storage/commitment/commitment_tree.h"

namespace ingot::commitment {

struct Commitment {
  // Its entry, published.
  uint64_t seq = 0;
  // The index over the first view->size() entries.
  std::shared_ptr<const storage::CommitmentView> view;
  // Set by whoever meets a damaged page of it: the builder makes it anew.
  std::shared_ptr<std::atomic<bool>> damaged = std::make_shared<std::atomic<bool>>(false);
};

// Thread-safe.
class Latest {
 public:
  // nullptr while there is none, or none that can be proved by yet (after a start). Every snapshot taken from
  // head::Published afterwards holds its entry.
  std::shared_ptr<const Commitment> Get() const ABSL_LOCKS_EXCLUDED(mutex_);
  void Set(Commitment commitment) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  mutable absl::Mutex mutex_;
  std::shared_ptr<const Commitment> commitment_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ingot::commitment

#endif  // INGOT_SERVER_COMMITMENT_LATEST_H_
