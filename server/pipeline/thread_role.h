// Names a thread in the type system: what one thread alone may touch is guarded by its role, and clang's thread-safety
// analysis checks it as it checks a mutex. There is nothing to wait for; entering twice at a time is a defect.
#ifndef INGOT_SERVER_PIPELINE_THREAD_ROLE_H_
#define INGOT_SERVER_PIPELINE_THREAD_ROLE_H_

#include <atomic>

#include "absl/base/thread_annotations.h"
#include "ledger/base/check.h"

namespace ingot::pipeline {

class ABSL_LOCKABLE ThreadRole {
 public:
  // The calling thread takes the role on. Aborts where another holds it.
  void Enter() ABSL_EXCLUSIVE_LOCK_FUNCTION() { INGOT_CHECK(!taken_.exchange(true, std::memory_order_acquire)); }
  void Leave() ABSL_UNLOCK_FUNCTION() { taken_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> taken_{false};
};

// Holds a role for a scope.
class ABSL_SCOPED_LOCKABLE RoleScope {
 public:
  explicit RoleScope(ThreadRole& role) ABSL_EXCLUSIVE_LOCK_FUNCTION(role) : role_(role) { role_.Enter(); }
  RoleScope(const RoleScope&) = delete;
  RoleScope& operator=(const RoleScope&) = delete;
  ~RoleScope() ABSL_UNLOCK_FUNCTION() { role_.Leave(); }

 private:
  ThreadRole& role_;
};

}  // namespace ingot::pipeline

#endif  // INGOT_SERVER_PIPELINE_THREAD_ROLE_H_
