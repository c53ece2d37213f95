#include "server/scrub/background_scrub.h"

#include <pthread.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "ledger/base/check.h"
#include "server/log/log.h"
#include "storage/scrub/scrubber.h"

namespace ingot::scrub {
namespace {

// Steps in a second: a snapshot is held for one step.
constexpr uint64_t kStepsPerSecond = 10;

}  // namespace

BackgroundScrub::BackgroundScrub(const ScrubOptions& options, const head::Published& published,
                                 std::function<void(const audit::Finding&)> on_finding)
    : options_(options), published_(published), on_finding_(std::move(on_finding)) {
  INGOT_CHECK(options.entries_per_second > 0);
  thread_ = std::thread([this] { Run(); });
  pthread_setname_np(thread_.native_handle(), "scrub");
}

BackgroundScrub::~BackgroundScrub() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

uint64_t BackgroundScrub::passes() const {
  const absl::MutexLock lock(&mutex_);
  return passes_;
}

bool BackgroundScrub::Sleep(absl::Duration duration) {
  const absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(&stopping_), duration);
  return !stopping_;
}

void BackgroundScrub::Run() {
  while (Pass() && Sleep(options_.pause)) {
  }
}

bool BackgroundScrub::Pass() {
  const uint64_t steps = std::min(kStepsPerSecond, options_.entries_per_second);
  storage::Scrubber scrubber;
  size_t told = 0;
  bool more = true;
  while (more) {
    if (!Sleep(absl::Seconds(1) / static_cast<int64_t>(steps))) return false;
    const std::shared_ptr<const storage::Snapshot> snapshot = published_.Get();
    more = scrubber.Step(*snapshot, options_.entries_per_second / steps);
    for (; told < scrubber.findings().size(); ++told) {
      const audit::Finding& finding = scrubber.findings()[told];
      log::Error("what is stored is damaged: stop, keep a copy, and run ingotd --verify on it",
                 {{"entry", finding.seq}, {"finding", audit::FindingName(finding.kind)}, {"why", finding.message}});
      if (on_finding_ != nullptr) on_finding_(finding);
    }
  }
  log::Info("scrubbed",
            {{"entries", scrubber.position()}, {"findings", scrubber.findings().size() + scrubber.findings_dropped()}});
  const absl::MutexLock lock(&mutex_);
  ++passes_;
  return true;
}

}  // namespace ingot::scrub
