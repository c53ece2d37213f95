// Reads the whole ledger again and again while it is served, slowly: disks rot, and what nobody reads nobody misses
// until an auditor does.
#ifndef INGOT_SERVER_SCRUB_BACKGROUND_SCRUB_H_
#define INGOT_SERVER_SCRUB_BACKGROUND_SCRUB_H_

#include <cstdint>
#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "ledger/audit/finding.h"
#include "server/head/published.h"

namespace ingot::scrub {

struct ScrubOptions {
  // Bounds what it takes from the machine. At least 1.
  uint64_t entries_per_second = 2'000;
  // Between the end of a pass and the next one.
  absl::Duration pause = absl::Hours(1);
};

// One thread, from construction to destruction. Findings are logged as errors, each once a pass.
class BackgroundScrub {
 public:
  // `published` outlives it. `on_finding` is called on the scrub's thread; may be null.
  BackgroundScrub(const ScrubOptions& options, const head::Published& published,
                  std::function<void(const audit::Finding&)> on_finding);
  ~BackgroundScrub() ABSL_LOCKS_EXCLUDED(mutex_);
  BackgroundScrub(const BackgroundScrub&) = delete;
  BackgroundScrub& operator=(const BackgroundScrub&) = delete;

  // Passes that reached the ledger's end, or an entry that can't be read.
  uint64_t passes() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Run();
  // One pass; false where it was told to stop.
  bool Pass();
  // Waits; false where it was told to stop.
  bool Sleep(absl::Duration duration) ABSL_LOCKS_EXCLUDED(mutex_);

  const ScrubOptions options_;
  const head::Published& published_;
  const std::function<void(const audit::Finding&)> on_finding_;
  mutable absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t passes_ ABSL_GUARDED_BY(mutex_) = 0;
  std::thread thread_;
};

}  // namespace ingot::scrub

#endif  // INGOT_SERVER_SCRUB_BACKGROUND_SCRUB_H_
