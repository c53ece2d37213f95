#include "server/work/worker_pool.h"

#include <pthread.h>

#include <utility>

#include "ledger/base/check.h"

namespace ingot::work {

WorkerPool::WorkerPool(const std::string& name, int threads, size_t capacity) : capacity_(capacity) {
  INGOT_CHECK(threads >= 1 && capacity >= 1);
  const absl::MutexLock lock(&join_mutex_);
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { Run(); });
    pthread_setname_np(threads_.back().native_handle(), name.c_str());
  }
}

bool WorkerPool::TryPost(Task& task) {
  const absl::MutexLock lock(&mutex_);
  if (stopped_ || tasks_.size() >= capacity_) return false;
  tasks_.push_back(std::move(task));
  return true;
}

void WorkerPool::Post(Task task) {
  {
    const absl::MutexLock lock(&mutex_);
    if (!stopped_) {
      tasks_.push_back(std::move(task));
      return;
    }
  }
  std::move(task)();
}

void WorkerPool::Run() {
  while (true) {
    Task task;
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &WorkerPool::HasWorkOrStopped));
      if (tasks_.empty()) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    std::move(task)();
  }
}

void WorkerPool::Stop() {
  {
    const absl::MutexLock lock(&mutex_);
    stopped_ = true;
  }
  const absl::MutexLock lock(&join_mutex_);
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace ingot::work
