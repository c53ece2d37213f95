// A fixed number of threads with one bounded queue. Everything that may block (a read of RocksDB) or takes long
// (a signature's verification) runs on one, never on gRPC's threads.
#ifndef INGOT_SERVER_WORK_WORKER_POOL_H_
#define INGOT_SERVER_WORK_WORKER_POOL_H_

#include <cstddef>
#include <deque>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"

namespace ingot::work {

// Runs once; must not throw.
using Task = absl::AnyInvocable<void() &&>;

// Thread-safe.
class WorkerPool {
 public:
  // `name` (at most 15 bytes) names the threads. REQUIRES: threads >= 1, capacity >= 1.
  WorkerPool(const std::string& name, int threads, size_t capacity);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  ~WorkerPool() { Stop(); }

  // Queues `task` if fewer than `capacity` tasks wait; otherwise leaves it untouched and returns false, as it does
  // after Stop.
  [[nodiscard]] bool TryPost(Task& task) ABSL_LOCKS_EXCLUDED(mutex_);

  // Queues `task` whatever waits: for callers whose number is bounded elsewhere (a submission in flight, an open
  // stream), each with one task at a time. After Stop the task runs on the caller's thread: nobody's answer is lost.
  void Post(Task task) ABSL_LOCKS_EXCLUDED(mutex_);

  // Runs what is queued, then joins the threads. Idempotent; not to be called from a task.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  bool HasWorkOrStopped() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stopped_ || !tasks_.empty(); }

  const size_t capacity_;
  absl::Mutex mutex_;
  std::deque<Task> tasks_ ABSL_GUARDED_BY(mutex_);
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Mutex join_mutex_;
  std::vector<std::thread> threads_ ABSL_GUARDED_BY(join_mutex_);
};

}  // namespace ingot::work

#endif  // INGOT_SERVER_WORK_WORKER_POOL_H_
