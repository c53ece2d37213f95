// PeriodClosed, and the day on which late facts are posted.
#include <string>

#include "gtest/gtest.h"
#include "tests/support/fleet.h"

namespace ingot::testing {
namespace {

class CorrectionPeriodTest : public ::testing::Test {
 protected:
  // The day on which the last entry is posted, "" where it is its own.
  std::string PostedOn() {
    const v1::Entry entry = fleet_.ledger().EntryAt(fleet_.LastSeq());
    if (!entry.has_posted_on()) return "";
    return std::to_string(entry.posted_on().year()) + "-" + std::to_string(entry.posted_on().month()) + "-" +
           std::to_string(entry.posted_on().day());
  }

  // 2026-03-01 by the ledger's clock.
  Fleet fleet_;
};

TEST_F(CorrectionPeriodTest, ClosesForwardAndNotBeyondItsDate) {
  EXPECT_EQ(fleet_.Try("dealer", v1::PeriodClosed()), "FIELD_MISSING period_closed.through");
  EXPECT_EQ(fleet_.Try("dealer", ClosedThrough(2026, 2, 29)), "INVALID_VALUE period_closed.through");
  EXPECT_EQ(fleet_.Try("dealer", ClosedThrough(2026, 3, 2)), "PERIOD period_closed.through");
  ASSERT_EQ(fleet_.Try("dealer", ClosedThrough(2026, 1, 31)), "OK");
  EXPECT_EQ(PostedOn(), "") << "a closing occurs after what it closes";
  EXPECT_EQ(fleet_.Try("dealer", ClosedThrough(2026, 1, 31)), "PERIOD period_closed.through");
  EXPECT_EQ(fleet_.Try("dealer", ClosedThrough(2025, 12, 31)), "PERIOD period_closed.through");
  EXPECT_EQ(fleet_.Try("dealer", ClosedThrough(2026, 3, 1)), "OK") << "the day itself may be the last one";
  EXPECT_EQ(fleet_.ledger().RecordOf(v1::SUBJECT_KIND_ORGANISATION, "dealer").organisation().closed_through().month(),
            3);
  EXPECT_EQ(fleet_.Try("auditor", ClosedThrough(2026, 1, 31)), "ROLE_REQUIRED period_closed");
}

TEST_F(CorrectionPeriodTest, LateFactsArePostedOnTheFirstOpenDay) {
  fleet_.Stock(Vin(1));
  fleet_.Do("dealer", ClosedThrough(2026, 1, 31));
  const auto on = [&](int64_t day_us, int32_t offset_minutes) {
    return fleet_.Try("dealer", Fact(Reading(Vin(1), 5)).At(day_us, offset_minutes));
  };
  constexpr int64_t kFebruary = 1'769'904'000'000'000;  // 2026-02-01T00:00:00Z
  ASSERT_EQ(on(kFebruary, 0), "OK");
  EXPECT_EQ(PostedOn(), "");
  ASSERT_EQ(on(kFebruary - 1, 0), "OK");
  EXPECT_EQ(PostedOn(), "2026-2-1");
  EXPECT_EQ(fleet_.ledger().EntryAt(fleet_.LastSeq()).event().empty(), false);
  // In the offset that the moment states.
  ASSERT_EQ(on(kFebruary - 1, 60), "OK");
  EXPECT_EQ(PostedOn(), "");
  ASSERT_EQ(on(kFebruary, -60), "OK");
  EXPECT_EQ(PostedOn(), "2026-2-1");
  // Periods are each organisation's own.
  ASSERT_EQ(fleet_.Try("workshop", Fact(Reading(Vin(1), 5)).At(kFebruary - 1)), "OK");
  EXPECT_EQ(PostedOn(), "");
}

TEST_F(CorrectionPeriodTest, TheFirstOpenDayMayBeginAYear) {
  fleet_.Stock(Vin(1));
  fleet_.Do("dealer", ClosedThrough(2025, 12, 31));
  ASSERT_EQ(fleet_.Try("dealer", Fact(Reading(Vin(1), 5)).At(TestLedger::kStartUs - 100 * TestLedger::kDayUs)), "OK");
  EXPECT_EQ(PostedOn(), "2026-1-1");
}

}  // namespace
}  // namespace ingot::testing
