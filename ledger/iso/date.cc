#include "ledger/iso/date.h"

#include <algorithm>
#include <cstdint>
#include <tuple>

#include "absl/time/civil_time.h"

namespace ingot::iso {
namespace {

constexpr int64_t kSecondUs = 1'000'000;
constexpr int64_t kMinuteUs = 60 * kSecondUs;

// floor(a / b) for b > 0.
constexpr int64_t FloorDiv(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

void AppendPadded(int value, size_t width, std::string* out) {
  const std::string digits = std::to_string(value);
  if (digits.size() < width) out->append(width - digits.size(), '0');
  out->append(digits);
}

v1::Date FromCivil(const absl::CivilDay& day) {
  v1::Date date;
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

}  // namespace

bool IsValid(const v1::Date& date) {
  if (date.year() < kMinYear || date.year() > kMaxYear) return false;
  if (date.month() < 1 || date.month() > 12 || date.day() < 1 || date.day() > 31) return false;
  // CivilDay normalises what does not exist (30 February becomes 1 or 2 March).
  const absl::CivilDay day(date.year(), date.month(), date.day());
  return day.month() == date.month() && day.day() == date.day();
}

std::strong_ordering Compare(const v1::Date& a, const v1::Date& b) {
  return std::make_tuple(a.year(), a.month(), a.day()) <=> std::make_tuple(b.year(), b.month(), b.day());
}

v1::Date NextDay(const v1::Date& date) { return FromCivil(absl::CivilDay(date.year(), date.month(), date.day()) + 1); }

v1::Date DateOf(const v1::LocalTime& time) {
  // In minutes before the offset is added, so that no moment overflows.
  const int64_t minutes = FloorDiv(time.unix_us(), kMinuteUs) + time.offset_minutes();
  return FromCivil(absl::CivilDay(1970, 1, 1) + FloorDiv(minutes, 24 * 60));
}

v1::Date AddMonths(const v1::Date& date, int64_t months) {
  const absl::CivilMonth month = absl::CivilMonth(date.year(), date.month()) + months;
  const int last_day = (absl::CivilDay(month + 1) - 1).day();
  v1::Date later;
  later.set_year(static_cast<int32_t>(month.year()));
  later.set_month(month.month());
  later.set_day(std::min(date.day(), last_day));
  return later;
}

int64_t DayNumber(const v1::Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day()) - absl::CivilDay(1970, 1, 1);
}

std::string ToString(const v1::Date& date) {
  std::string text;
  AppendPadded(date.year(), 4, &text);
  text.push_back('-');
  AppendPadded(date.month(), 2, &text);
  text.push_back('-');
  AppendPadded(date.day(), 2, &text);
  return text;
}

}  // namespace ingot::iso
