#include "server/clock/clock.h"

#include <time.h>

#include <algorithm>

#include "ingot/v1/refusal.pb.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"

namespace ingot::clock {
namespace {

int64_t ReadUs(clockid_t id) {
  timespec now{};
  INGOT_CHECK(clock_gettime(id, &now) == 0);
  return int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000;
}

}  // namespace

int64_t SystemSource::WallUs() const { return ReadUs(CLOCK_REALTIME); }
int64_t SystemSource::MonotonicUs() const { return ReadUs(CLOCK_BOOTTIME); }

LedgerClock::LedgerClock(const Source& source, int64_t last_recorded_at_us, bool confirmed)
    : source_(source),
      start_wall_us_(source.WallUs()),
      start_monotonic_us_(source.MonotonicUs()),
      last_us_(last_recorded_at_us) {
  if (confirmed) return;
  const int64_t gap_us = start_wall_us_ - last_recorded_at_us;
  if (gap_us < 0) {
    distrust_ = Cat("at start the clock stood ", -gap_us / 1'000'000, " s before the last entry");
  } else if (gap_us > kMaxGapUs) {
    distrust_ = Cat("at start the clock stood ", gap_us / 3'600'000'000, " h after the last entry");
  }
}

absl::StatusOr<int64_t> LedgerClock::Now() {
  const int64_t estimate_us = start_wall_us_ + (source_.MonotonicUs() - start_monotonic_us_);
  const int64_t drift_us = source_.WallUs() - estimate_us;
  if (distrust_.empty() && (drift_us > kMaxDriftUs || drift_us < -kMaxDriftUs)) {
    distrust_ = Cat("the wall clock moved by ", drift_us / 1'000'000, " s against the monotonic clock");
  }
  if (!distrust_.empty()) {
    return refusal::Refuse(v1::REFUSAL_REASON_CLOCK, "",
                           "the server's clock is not trusted; appends go on once its operator has confirmed it");
  }
  last_us_ = std::max(last_us_, estimate_us);
  return last_us_;
}

}  // namespace ingot::clock
