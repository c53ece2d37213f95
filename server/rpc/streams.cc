#include "server/rpc/streams.h"

#include <utility>
#include <vector>

namespace ingot::rpc {

uint64_t OpenStreams::Open(std::weak_ptr<Drainable> stream) {
  const absl::MutexLock lock(&mutex_);
  if (draining_ || streams_.size() >= kMaxOpenStreams) return 0;
  streams_.emplace(next_ticket_, std::move(stream));
  return next_ticket_++;
}

void OpenStreams::Close(uint64_t ticket) {
  const absl::MutexLock lock(&mutex_);
  streams_.erase(ticket);
}

void OpenStreams::DrainAll() {
  std::vector<std::shared_ptr<Drainable>> open;
  {
    const absl::MutexLock lock(&mutex_);
    draining_ = true;
    for (const auto& [ticket, stream] : streams_) {
      if (std::shared_ptr<Drainable> alive = stream.lock(); alive != nullptr) open.push_back(std::move(alive));
    }
  }
  for (const std::shared_ptr<Drainable>& stream : open) stream->Drain();
}

}  // namespace ingot::rpc
