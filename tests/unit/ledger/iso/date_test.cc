#include "ledger/iso/date.h"

#include <cstdint>
#include <limits>

#include "gtest/gtest.h"

namespace ingot::iso {
namespace {

v1::Date Make(int year, int month, int day) {
  v1::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

std::string At(int64_t unix_us, int32_t offset_minutes) {
  v1::LocalTime time;
  time.set_unix_us(unix_us);
  time.set_offset_minutes(offset_minutes);
  return ToString(DateOf(time));
}

TEST(DateTest, KnowsTheCalendar) {
  EXPECT_TRUE(IsValid(Make(2026, 1, 31)));
  EXPECT_TRUE(IsValid(Make(1900, 1, 1)));
  EXPECT_TRUE(IsValid(Make(9999, 12, 31)));
  EXPECT_TRUE(IsValid(Make(2000, 2, 29)));
  EXPECT_TRUE(IsValid(Make(2024, 2, 29)));
  EXPECT_FALSE(IsValid(Make(1900, 2, 29)));
  EXPECT_FALSE(IsValid(Make(2100, 2, 29)));
  EXPECT_FALSE(IsValid(Make(2026, 2, 29)));
  EXPECT_FALSE(IsValid(Make(2026, 4, 31)));
  EXPECT_FALSE(IsValid(Make(2026, 0, 1)));
  EXPECT_FALSE(IsValid(Make(2026, 13, 1)));
  EXPECT_FALSE(IsValid(Make(2026, 1, 0)));
  EXPECT_FALSE(IsValid(Make(2026, 1, 32)));
  EXPECT_FALSE(IsValid(Make(1899, 12, 31)));
  EXPECT_FALSE(IsValid(Make(10000, 1, 1)));
  EXPECT_FALSE(IsValid(Make(-1, -1, -1)));
  EXPECT_FALSE(IsValid(v1::Date()));
}

TEST(DateTest, ComparesInTime) {
  EXPECT_EQ(Compare(Make(2026, 3, 1), Make(2026, 3, 1)), std::strong_ordering::equal);
  EXPECT_EQ(Compare(Make(2026, 2, 28), Make(2026, 3, 1)), std::strong_ordering::less);
  EXPECT_EQ(Compare(Make(2026, 3, 2), Make(2026, 3, 1)), std::strong_ordering::greater);
  EXPECT_EQ(Compare(Make(2025, 12, 31), Make(2026, 1, 1)), std::strong_ordering::less);
}

// Moments by GNU date: date -u -d 2024-02-29T23:30:00Z +%s
TEST(DateTest, DependsOnTheStatedOffset) {
  constexpr int64_t kLeapEvening = 1'709'249'400'000'000;
  EXPECT_EQ(At(kLeapEvening, 0), "2024-02-29");
  EXPECT_EQ(At(kLeapEvening, 29), "2024-02-29");
  EXPECT_EQ(At(kLeapEvening, 30), "2024-03-01");
  EXPECT_EQ(At(kLeapEvening, 480), "2024-03-01");
  EXPECT_EQ(At(kLeapEvening, -840), "2024-02-29");
  EXPECT_EQ(At(0, 0), "1970-01-01");
  EXPECT_EQ(At(0, -1), "1969-12-31");
}

TEST(DateTest, RoundsDownBeforeTheEpoch) {
  EXPECT_EQ(At(-1, 0), "1969-12-31");
  EXPECT_EQ(At(-1, 1), "1970-01-01");
  // date -u -d 1900-01-01T00:00:00Z +%s
  EXPECT_EQ(At(-2'208'988'800'000'000, 0), "1900-01-01");
  EXPECT_EQ(At(-2'208'988'800'000'001, 0), "1899-12-31");
}

TEST(DateTest, NeverOverflows) {
  // 2^63 microseconds are 106 751 991 days; 1970 + 292 277 years.
  v1::LocalTime time;
  time.set_unix_us(std::numeric_limits<int64_t>::max());
  time.set_offset_minutes(kMaxOffsetMinutes);
  EXPECT_EQ(DateOf(time).year(), 294247);
  time.set_unix_us(std::numeric_limits<int64_t>::min());
  time.set_offset_minutes(-kMaxOffsetMinutes);
  EXPECT_EQ(DateOf(time).year(), -290308);
}

TEST(DateTest, TheDayAfter) {
  const auto after = [](int year, int month, int day) {
    v1::Date date;
    date.set_year(year);
    date.set_month(month);
    date.set_day(day);
    return ToString(NextDay(date));
  };
  EXPECT_EQ(after(2023, 1, 30), "2023-01-31");
  EXPECT_EQ(after(2023, 1, 31), "2023-02-01");
  EXPECT_EQ(after(2023, 2, 28), "2023-03-01");
  EXPECT_EQ(after(2024, 2, 28), "2024-02-29");
  EXPECT_EQ(after(2023, 12, 31), "2024-01-01");
}

TEST(DateTest, MonthsLaterIsTheSameDayOrTheLast) {
  const auto later = [](int year, int month, int day, int64_t months) {
    v1::Date date;
    date.set_year(year);
    date.set_month(month);
    date.set_day(day);
    return ToString(AddMonths(date, months));
  };
  EXPECT_EQ(later(2023, 1, 31, 0), "2023-01-31");
  EXPECT_EQ(later(2023, 1, 31, 1), "2023-02-28");
  EXPECT_EQ(later(2024, 1, 31, 1), "2024-02-29");
  EXPECT_EQ(later(1900, 1, 31, 1), "1900-02-28") << "no leap year";
  EXPECT_EQ(later(2000, 1, 31, 1), "2000-02-29");
  EXPECT_EQ(later(2024, 2, 29, 12), "2025-02-28");
  EXPECT_EQ(later(2024, 2, 29, 48), "2028-02-29");
  EXPECT_EQ(later(2023, 8, 31, 1), "2023-09-30");
  EXPECT_EQ(later(2023, 12, 15, 1), "2024-01-15");
  EXPECT_EQ(later(2023, 11, 30, 3), "2024-02-29");
  EXPECT_EQ(later(9999, 12, 31, 2), "10000-02-29");
  EXPECT_EQ(later(2000, 1, 1, 1'000'000), "85333-05-01");  // 83 333 years and 4 months
}

}  // namespace
}  // namespace ingot::iso
