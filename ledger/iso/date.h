// Calendar dates (ISO 8601, proleptic Gregorian). Arithmetic alone: no locale and no time-zone database of the machine.
#ifndef INGOT_LEDGER_ISO_DATE_H_
#define INGOT_LEDGER_ISO_DATE_H_

#include <compare>
#include <cstdint>
#include <string>

#include "ingot/v1/common.pb.h"

namespace ingot::iso {

inline constexpr int kMinYear = 1900;
inline constexpr int kMaxYear = 9999;
// Offsets from UTC in use reach from -12:00 to +14:00; both signs get the larger bound.
inline constexpr int kMaxOffsetMinutes = 14 * 60;

// Whether the date exists: years 1900 to 9999, months 1 to 12, days as the month has them.
bool IsValid(const v1::Date& date);

// Order in time. REQUIRES: both valid.
std::strong_ordering Compare(const v1::Date& a, const v1::Date& b);

// The day after. REQUIRES: valid, and not the last day of kMaxYear.
v1::Date NextDay(const v1::Date& date);

// The calendar date at that moment, in the offset that it states.
// REQUIRES: offset_minutes within +-kMaxOffsetMinutes.
v1::Date DateOf(const v1::LocalTime& time);

// The same day of the month `months` later, or that month's last day where it has none such: 31 January and one month
// is 28 or 29 February. The year may pass kMaxYear. REQUIRES: valid date, months from 0 to 10^6.
v1::Date AddMonths(const v1::Date& date, int64_t months);

// Days since 1970-01-01, below 0 before it. REQUIRES: valid, or a date that AddMonths gave.
int64_t DayNumber(const v1::Date& date);

// "2026-01-31".
std::string ToString(const v1::Date& date);

}  // namespace ingot::iso

#endif  // INGOT_LEDGER_ISO_DATE_H_
