// Time for the ledger. recorded_at is the wall clock as it stood at the start, advanced by a clock that can't be set;
// it never decreases. Where the wall clock disagrees, appends stop until the operator has looked.
#ifndef INGOT_SERVER_CLOCK_CLOCK_H_
#define INGOT_SERVER_CLOCK_CLOCK_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace ingot::clock {

// How far the wall clock may move from the estimate.
inline constexpr int64_t kMaxDriftUs = int64_t{5} * 1'000'000;
// How far after the last entry a start is accepted without a word from the operator.
inline constexpr int64_t kMaxGapUs = int64_t{24} * 3600 * 1'000'000;

// Where time comes from. Thread-safe.
class Source {
 public:
  virtual ~Source() = default;
  // UTC, microseconds since 1970; may be set, forwards and backwards.
  virtual int64_t WallUs() const = 0;
  // Microseconds since an arbitrary moment; never set, and running while the machine sleeps.
  virtual int64_t MonotonicUs() const = 0;
};

// CLOCK_REALTIME and CLOCK_BOOTTIME. (CLOCK_MONOTONIC stands still while a machine is suspended.)
class SystemSource : public Source {
 public:
  int64_t WallUs() const override;
  int64_t MonotonicUs() const override;
};

// Owned by the sequencer's thread; not thread-safe.
class LedgerClock {
 public:
  // `source` outlives the clock. `last_recorded_at_us`: of the ledger's last entry.
  // `confirmed`: the operator vouches for the wall clock as it stands now, whatever the last entry says.
  LedgerClock(const Source& source, int64_t last_recorded_at_us, bool confirmed);

  // recorded_at for the next submission, not below any returned before. Refused with CLOCK once the clock is not
  // trusted; it stays so until a restart with the operator's confirmation.
  absl::StatusOr<int64_t> Now();

  // Why the clock is not trusted; empty while it is.
  const std::string& distrust() const { return distrust_; }

 private:
  const Source& source_;
  const int64_t start_wall_us_;
  const int64_t start_monotonic_us_;
  int64_t last_us_;
  std::string distrust_;
};

}  // namespace ingot::clock

#endif  // INGOT_SERVER_CLOCK_CLOCK_H_
