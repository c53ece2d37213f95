#include "server/clock/clock.h"

#include <gtest/gtest.h>

#include "ledger/refusal/refusal.h"

namespace ingot::clock {
namespace {

class TwoClocks : public Source {
 public:
  int64_t WallUs() const override { return wall_us; }
  int64_t MonotonicUs() const override { return monotonic_us; }
  void Advance(int64_t us) {
    wall_us += us;
    monotonic_us += us;
  }
  int64_t wall_us = 1'000'000'000'000'000;
  int64_t monotonic_us = 77;
};

v1::RefusalReason ReasonOf(const absl::StatusOr<int64_t>& now) {
  const auto refusal = refusal::RefusalOf(now.status());
  return refusal.has_value() ? refusal->reason() : v1::REFUSAL_REASON_UNSPECIFIED;
}

TEST(LedgerClockTest, IsTheWallClockAtStartAdvancedByTheMonotonicOne) {
  TwoClocks source;
  const int64_t start_us = source.wall_us;
  LedgerClock clock(source, source.wall_us, false);
  EXPECT_EQ(*clock.Now(), start_us);
  source.Advance(1'500'000);
  EXPECT_EQ(*clock.Now(), start_us + 1'500'000);
  // The wall clock is slewed a little: not followed.
  source.wall_us += 3'000'000;
  EXPECT_EQ(*clock.Now(), start_us + 1'500'000);
}

TEST(LedgerClockTest, NeverDecreasesBelowTheLastEntry) {
  TwoClocks source;
  const int64_t last_us = source.wall_us + 10'000'000;
  LedgerClock clock(source, last_us, /*confirmed=*/true);
  EXPECT_EQ(*clock.Now(), last_us);
  source.Advance(4'000'000);
  EXPECT_EQ(*clock.Now(), last_us);
  source.Advance(7'000'000);
  EXPECT_EQ(*clock.Now(), last_us + 1'000'000);
}

TEST(LedgerClockTest, AWallClockThatMovesIsNotTrustedAnyMore) {
  for (const int64_t jump_us : {kMaxDriftUs + 1, -kMaxDriftUs - 1}) {
    TwoClocks source;
    LedgerClock clock(source, source.wall_us, false);
    source.wall_us += jump_us > 0 ? kMaxDriftUs : -kMaxDriftUs;
    EXPECT_TRUE(clock.Now().ok()) << "at the bound";
    source.wall_us += jump_us > 0 ? 1 : -1;
    EXPECT_EQ(ReasonOf(clock.Now()), v1::REFUSAL_REASON_CLOCK);
    // Also when it moves back: somebody must look.
    source.wall_us -= jump_us;
    EXPECT_EQ(ReasonOf(clock.Now()), v1::REFUSAL_REASON_CLOCK);
    EXPECT_FALSE(clock.distrust().empty());
  }
}

TEST(LedgerClockTest, AStartFarFromTheLastEntryNeedsConfirmation) {
  TwoClocks source;
  const struct {
    int64_t gap_us;
    bool trusted;
  } kCases[] = {{0, true}, {kMaxGapUs, true}, {kMaxGapUs + 1, false}, {-1, false}};
  for (const auto& c : kCases) {
    const int64_t last_us = source.wall_us - c.gap_us;
    LedgerClock clock(source, last_us, false);
    EXPECT_EQ(clock.Now().ok(), c.trusted) << c.gap_us;
    EXPECT_EQ(clock.distrust().empty(), c.trusted) << c.gap_us;
    LedgerClock confirmed(source, last_us, true);
    EXPECT_TRUE(confirmed.Now().ok()) << c.gap_us;
  }
}

TEST(SystemSourceTest, AdvancesOnBothClocks) {
  const SystemSource source;
  const int64_t wall_us = source.WallUs();
  const int64_t monotonic_us = source.MonotonicUs();
  EXPECT_GT(wall_us, int64_t{1'700'000'000'000'000}) << "after 2023";
  while (source.MonotonicUs() == monotonic_us) continue;
  EXPECT_GT(source.MonotonicUs(), monotonic_us);
}

}  // namespace
}  // namespace ingot::clock
