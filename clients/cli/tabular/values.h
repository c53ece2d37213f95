// Values as people type them into a spreadsheet: numbers, dates, times. Nothing is guessed, nothing passes through
// floating point, and what a spreadsheet has damaged is said plainly.
#ifndef INGOT_CLIENTS_CLI_TABULAR_VALUES_H_
#define INGOT_CLIENTS_CLI_TABULAR_VALUES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ingot/v1/common.pb.h"

namespace ingot::cli {

// The order of a date's parts.
enum class DateOrder {
  // 2026-05-01, and times as in RFC 3339.
  kIso,
  // 1.5.2026, 01/05/2026, 01-05-2026.
  kDayMonthYear,
  // 5/1/2026.
  kMonthDayYear,
  // 2026/5/1, 2026.5.1, 2026-05-01, 2026年5月1日.
  kYearMonthDay,
};

// How a file's values are written.
struct ValueStyle {
  // '.' or ','.
  char decimal = '.';
  DateOrder dates = DateOrder::kIso;
  // Minutes east of UTC for times that do not state their offset; nullopt: they must.
  std::optional<int32_t> offset_minutes;
};

// "iso", "dmy", "mdy", "ymd"; and the option's text.
std::optional<DateOrder> ParseDateOrder(std::string_view text);
std::string_view DateOrderName(DateOrder order);

// A cell as it was meant, without what programs put around it to keep a spreadsheet from changing it: blanks, the
// formula ="00017", the apostrophe before a number kept as text ('00017).
std::string_view PlainCell(std::string_view cell);

// The cell without blanks around it (no-break and ideographic spaces too).
std::string_view TrimCell(std::string_view cell);

// What a spreadsheet has made of the cell, and how to undo it; empty for nothing. "#####" (a column too narrow),
// "#REF!" and its like, "1.23457E+16" (digits are lost), and full-width digits and letters of an input method ("１２")
// among nothing but ASCII.
std::string DamageOf(std::string_view cell);

// "1234.5" with 3 decimals gives 1234500. Thousands are separated by blanks, apostrophes, or by the other one of '.'
// and
// ',' where that can't be misread: "1,234.5" and "1,234,567" are numbers with the decimal sign '.', but "1,234" is
// refused. More digits behind the decimal sign than `decimals` must be zeros. INVALID_ARGUMENT says what is wrong and
// the way out. REQUIRES: decimals from 0 to 18.
absl::StatusOr<int64_t> ParseNumber(std::string_view cell, int decimals, const ValueStyle& style);
// The inverse, without separators of thousands and without trailing zeros.
std::string NumberText(int64_t value, int decimals, const ValueStyle& style);

// A date of the style's order; INVALID_ARGUMENT names the option --date-format.
absl::StatusOr<v1::Date> ParseDay(std::string_view cell, const ValueStyle& style);
// A date, and perhaps a time of day behind a blank or T ("14:30", "14:30:05.5") and an offset ("+08:00", "Z"). A date
// alone means its first moment. INVALID_ARGUMENT names --date-format or --time-zone.
absl::StatusOr<v1::LocalTime> ParseMoment(std::string_view cell, const ValueStyle& style);
std::string DayText(const v1::Date& date, const ValueStyle& style);
// The date in the style's order, the time of day and the offset.
std::string MomentText(const v1::LocalTime& time, const ValueStyle& style);

// "+08:00", "-03:30", "Z". INVALID_ARGUMENT otherwise, and beyond 14 hours.
absl::StatusOr<int32_t> ParseOffset(std::string_view text);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_TABULAR_VALUES_H_
