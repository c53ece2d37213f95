#include "clients/simulate/calendar.h"

#include "ledger/base/check.h"
#include "ledger/iso/date.h"

namespace ingot::simulate {
namespace {

constexpr int64_t kDayUs = int64_t{24} * 3600 * 1'000'000;

// Days from 1970-01-01: years from March on, so that the leap day ends one (proleptic Gregorian calendar).
int64_t UnixDay(int64_t year, int64_t month, int64_t day) {
  if (month <= 2) --year;
  const int64_t era = year / 400;
  const int64_t year_of_era = year - era * 400;
  const int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
  const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  constexpr int64_t kDaysOfEra = 146'097;
  constexpr int64_t kEpoch = 719'468;
  return era * kDaysOfEra + day_of_era - kEpoch;
}

}  // namespace

Calendar::Calendar(int first_year) : first_year_(first_year), first_day_(UnixDay(first_year, 1, 1)) {
  INGOT_CHECK(first_year >= 1970 && first_year <= 2199);
}

v1::Date Calendar::DateOf(int day) const {
  v1::LocalTime time;
  time.set_unix_us((first_day_ + day) * kDayUs);
  return iso::DateOf(time);
}

int Calendar::DayOf(const v1::Date& date) const {
  return static_cast<int>(UnixDay(date.year(), date.month(), date.day()) - first_day_);
}

int Calendar::NewYear(int year) const { return static_cast<int>(UnixDay(year, 1, 1) - first_day_); }

int Calendar::AddMonths(int day, int months) const { return DayOf(iso::AddMonths(DateOf(day), months)); }

int64_t Calendar::UnixUs(int day, int64_t us_of_day) const { return (first_day_ + day) * kDayUs + us_of_day; }

}  // namespace ingot::simulate
