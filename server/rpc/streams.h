// The streams that are open: how many there may be, and how they learn that the server stops.
#ifndef INGOT_SERVER_RPC_STREAMS_H_
#define INGOT_SERVER_RPC_STREAMS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace ingot::rpc {

// Open streams of all kinds together. Each has at most one page of a read under way, or 64 submissions.
inline constexpr size_t kMaxOpenStreams = 256;

// A stream that can be asked to end. Thread-safe.
class Drainable {
 public:
  virtual ~Drainable() = default;
  // Answer what was read, then end with SHUTTING_DOWN. At most once.
  virtual void Drain() = 0;
};

// Thread-safe.
class OpenStreams {
 public:
  // Registers a stream; 0 where too many are open or the server stops.
  uint64_t Open(std::weak_ptr<Drainable> stream) ABSL_LOCKS_EXCLUDED(mutex_);
  // Forgets it. `ticket` may be 0.
  void Close(uint64_t ticket) ABSL_LOCKS_EXCLUDED(mutex_);
  // Asks every stream to end, and takes no more.
  void DrainAll() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  absl::Mutex mutex_;
  std::map<uint64_t, std::weak_ptr<Drainable>> streams_ ABSL_GUARDED_BY(mutex_);
  uint64_t next_ticket_ ABSL_GUARDED_BY(mutex_) = 1;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace ingot::rpc

#endif  // INGOT_SERVER_RPC_STREAMS_H_
