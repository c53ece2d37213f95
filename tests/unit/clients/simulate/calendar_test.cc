#include "clients/simulate/calendar.h"

#include "gtest/gtest.h"
#include "ledger/iso/date.h"

namespace ingot::simulate {
namespace {

TEST(CalendarTest, CountsDaysFromTheFirstOfJanuary) {
  const Calendar calendar(2016);
  EXPECT_EQ(iso::ToString(calendar.DateOf(0)), "2016-01-01");
  EXPECT_EQ(iso::ToString(calendar.DateOf(59)), "2016-02-29") << "a leap year";
  EXPECT_EQ(iso::ToString(calendar.DateOf(366)), "2017-01-01");
  EXPECT_EQ(iso::ToString(calendar.DateOf(-1)), "2015-12-31");
  EXPECT_EQ(calendar.NewYear(2026), 3'653) << "ten years with three leap days";
  EXPECT_EQ(calendar.AddMonths(calendar.DayOf(calendar.DateOf(30)), 1), 59) << "31 January and a month: 29 February";
}

// 1 456 790 400 is 2016-03-01T00:00:00Z (date -u -d 2016-03-01 +%s).
TEST(CalendarTest, KnowsTheUnixTime) {
  const Calendar calendar(2016);
  EXPECT_EQ(calendar.UnixUs(60, 5), 1'456'790'400'000'005);
}

TEST(CalendarTest, DaysAndDatesAreEachOthersInverse) {
  for (const int year : {1970, 1999, 2000, 2099, 2100, 2199}) {
    const Calendar calendar(year);
    for (int day = -800; day < 12'000; day += 7) ASSERT_EQ(calendar.DayOf(calendar.DateOf(day)), day) << year;
  }
}

}  // namespace
}  // namespace ingot::simulate
