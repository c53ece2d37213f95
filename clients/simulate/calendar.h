// Simulated time: days counted from the first one.
#ifndef INGOT_CLIENTS_SIMULATE_CALENDAR_H_
#define INGOT_CLIENTS_SIMULATE_CALENDAR_H_

#include <cstdint>

#include "ingot/v1/common.pb.h"

namespace ingot::simulate {

// Thread-safe; a value.
class Calendar {
 public:
  // Day 0 is the first of January. REQUIRES: 1970 <= first_year <= 2199.
  explicit Calendar(int first_year);

  int first_year() const { return first_year_; }
  // Days may lie before day 0.
  v1::Date DateOf(int day) const;
  // REQUIRES: a date that exists.
  int DayOf(const v1::Date& date) const;
  // The first of January of that year.
  int NewYear(int year) const;
  // The same day of the month so many months later, as contracts count them.
  int AddMonths(int day, int months) const;
  // Microseconds since 1970 at that moment of the day, UTC.
  int64_t UnixUs(int day, int64_t us_of_day) const;

 private:
  int first_year_;
  int64_t first_day_;
};

}  // namespace ingot::simulate

#endif  // INGOT_CLIENTS_SIMULATE_CALENDAR_H_
