// Keeps the submissions of one stream in order through the parallel admission.
#ifndef INGOT_SERVER_PIPELINE_LANE_H_
#define INGOT_SERVER_PIPELINE_LANE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "server/pipeline/batch.h"

namespace ingot::pipeline {

// Thread-safe. Holds at most as many submissions as its stream has unanswered.
class Lane {
 public:
  // The place of the next submission. Called in the stream's order.
  uint64_t TakeTicket() ABSL_LOCKS_EXCLUDED(mutex_);

  // Admission of `ticket` is over: `pending` goes on, nullopt was answered already. Calls `forward` for every
  // submission whose turn it is now, in order; `forward` only queues.
  void Arrive(uint64_t ticket, std::optional<Pending> pending, const std::function<void(Pending)>& forward)
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  absl::Mutex mutex_;
  uint64_t next_ticket_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t next_out_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<uint64_t, std::optional<Pending>> waiting_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ingot::pipeline

#endif  // INGOT_SERVER_PIPELINE_LANE_H_
