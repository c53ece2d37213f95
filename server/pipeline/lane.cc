#include "server/pipeline/lane.h"

#include <utility>

namespace ingot::pipeline {

uint64_t Lane::TakeTicket() {
  const absl::MutexLock lock(&mutex_);
  return next_ticket_++;
}

void Lane::Arrive(uint64_t ticket, std::optional<Pending> pending, const std::function<void(Pending)>& forward) {
  const absl::MutexLock lock(&mutex_);
  waiting_.emplace(ticket, std::move(pending));
  while (!waiting_.empty() && waiting_.begin()->first == next_out_) {
    std::optional<Pending> first = std::move(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
    ++next_out_;
    // Under the lock: two workers must not overtake each other between the lane and the queue.
    if (first.has_value()) forward(*std::move(first));
  }
}

}  // namespace ingot::pipeline
