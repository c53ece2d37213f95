#include "clients/cli/tabular/values.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "clients/cli/text/format.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/iso/date.h"

namespace ingot::cli {
namespace {

// ASCII, no-break (U+00A0), narrow no-break (U+202F) and ideographic (U+3000) space.
constexpr std::array<std::string_view, 5> kBlanks = {" ", "\t", "\xC2\xA0", "\xE2\x80\xAF", "\xE3\x80\x80"};
// Of thousands: blanks, and the apostrophes of Switzerland (' and U+2019).
constexpr std::array<std::string_view, 2> kApostrophes = {"'", "\xE2\x80\x99"};

constexpr size_t kMaxNumberBytes = 64;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool AllDigits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit); }

// Length of a blank, newline or apostrophe at the beginning of `text`; 0 for none.
template <typename List>
size_t LeadingOneOf(std::string_view text, const List& list) {
  for (const std::string_view item : list) {
    if (text.substr(0, item.size()) == item) return item.size();
  }
  return 0;
}

absl::Status NotANumber(std::string_view cell) {
  return absl::InvalidArgumentError(Cat("\"", cell, "\" is no number: write digits like 1234 or -12"));
}

absl::Status WrongThousands(std::string_view cell, char decimal) {
  return absl::InvalidArgumentError(Cat(
      "\"", cell, "\" can be read in two ways, or is grouped wrongly: write it without separators of thousands (the ",
      "decimal sign is '", std::string(1, decimal), "', as --decimal says)"));
}

// Digits before the decimal sign, free of separators of thousands.
absl::StatusOr<std::string> WholeDigits(std::string_view whole, bool has_fraction, std::string_view cell,
                                        char decimal) {
  const char other = decimal == '.' ? ',' : '.';
  std::string digits;
  std::vector<size_t> groups = {0};
  bool by_other = false;
  bool by_blank = false;
  for (size_t at = 0; at < whole.size();) {
    if (IsDigit(whole[at])) {
      digits += whole[at++];
      ++groups.back();
      continue;
    }
    const std::string_view rest = whole.substr(at);
    const size_t blank = std::max(LeadingOneOf(rest, kBlanks), LeadingOneOf(rest, kApostrophes));
    if (blank == 0 && whole[at] != other) return NotANumber(cell);
    (blank == 0 ? by_other : by_blank) = true;
    at += blank == 0 ? 1 : blank;
    groups.push_back(0);
  }
  if (groups.size() == 1) return digits;
  const bool grouped = groups.front() >= 1 && groups.front() <= 3 &&
                       std::all_of(groups.begin() + 1, groups.end(), [](size_t group) { return group == 3; });
  // "1,234" may be meant as a decimal number in another country's style.
  const bool ambiguous = by_other && groups.size() == 2 && !has_fraction;
  if (!grouped || ambiguous || (by_other && by_blank)) return WrongThousands(cell, decimal);
  return digits;
}

absl::Status TooManyDecimals(std::string_view cell, int decimals) {
  if (decimals == 0)
    return absl::InvalidArgumentError(Cat("\"", cell, "\" has decimals, but a whole number is needed"));
  return absl::InvalidArgumentError(Cat("\"", cell, "\" has more than ", decimals, " decimals: round it"));
}

absl::Status WrongDate(std::string_view cell, DateOrder order) {
  const std::string_view day = TrimCell(cell);
  std::string text = Cat("\"", cell, "\" is no date as --date-format ", DateOrderName(order), " reads it (");
  switch (order) {
    case DateOrder::kIso:
      text += "2026-05-01); dmy reads 1.5.2026, mdy 5/1/2026, ymd 2026/5/1";
      break;
    case DateOrder::kDayMonthYear:
      text += "1.5.2026, with the whole year)";
      break;
    case DateOrder::kMonthDayYear:
      text += "5/1/2026, with the whole year)";
      break;
    case DateOrder::kYearMonthDay:
      text += "2026/5/1, with the whole year)";
      break;
  }
  if (AllDigits(day) && day.size() == 5) {
    text = Cat("\"", cell, "\" is the number that a spreadsheet keeps for a date: give the column a date format there");
  }
  return absl::InvalidArgumentError(text);
}

// Whether there are full-width forms (U+FF01 to U+FF5E, in UTF-8 EF BC 81 to EF BD 9E), and besides them only ASCII: in
// a name among other characters they are as good as any.
bool IsTypedFullWidth(std::string_view text) {
  bool full_width = false;
  for (size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
      continue;
    }
    const std::string_view three = text.substr(at, 3);
    if (three < "\xEF\xBC\x81" || three > "\xEF\xBD\x9E") return false;
    full_width = true;
    at += 3;
  }
  return full_width;
}

// Takes up to `most` digits from the front.
std::optional<int> TakeInt(std::string_view* text, size_t least, size_t most) {
  size_t length = 0;
  int value = 0;
  while (length < most && length < text->size() && IsDigit((*text)[length])) {
    value = value * 10 + ((*text)[length++] - '0');
  }
  if (length < least) return std::nullopt;
  text->remove_prefix(length);
  return value;
}

bool TakeText(std::string_view* text, std::string_view word) {
  if (text->substr(0, word.size()) != word) return false;
  text->remove_prefix(word.size());
  return true;
}

// A date from the front of `text`.
std::optional<v1::Date> TakeDay(std::string_view* text, DateOrder order) {
  const bool year_first = order == DateOrder::kIso || order == DateOrder::kYearMonthDay;
  const size_t least = order == DateOrder::kIso ? 2 : 1;
  const std::optional<int> first = year_first ? TakeInt(text, 4, 4) : TakeInt(text, 1, 2);
  if (!first || text->empty()) return std::nullopt;
  const bool chinese = order == DateOrder::kYearMonthDay && TakeText(text, "年");
  const char separator = chinese ? '\0' : text->front();
  const auto separates = [&](std::string_view word) {
    if (chinese) return TakeText(text, word);
    const std::string_view allowed = order == DateOrder::kIso ? "-" : "-./";
    return allowed.find(separator) != std::string_view::npos && TakeText(text, std::string_view(&separator, 1));
  };
  if (!chinese && !separates("")) return std::nullopt;
  const std::optional<int> second = TakeInt(text, least, 2);
  if (!second || !separates("月")) return std::nullopt;
  const std::optional<int> third = year_first ? TakeInt(text, least, 2) : TakeInt(text, 4, 4);
  if (!third || (chinese && !TakeText(text, "日"))) return std::nullopt;
  v1::Date date;
  date.set_year(year_first ? *first : *third);
  date.set_month(order == DateOrder::kMonthDayYear ? *first : *second);
  date.set_day(year_first ? *third : order == DateOrder::kMonthDayYear ? *second : *first);
  if (!iso::IsValid(date)) return std::nullopt;
  return date;
}

// Microseconds since midnight from "14:30", "14:30:05" or "14:30:05.123456".
std::optional<int64_t> TakeTimeOfDay(std::string_view* text) {
  const std::optional<int> hours = TakeInt(text, 1, 2);
  if (!hours || *hours > 23 || !TakeText(text, ":")) return std::nullopt;
  const std::optional<int> minutes = TakeInt(text, 2, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  int64_t us = (*hours * int64_t{60} + *minutes) * 60'000'000;
  if (!TakeText(text, ":")) return us;
  const std::optional<int> seconds = TakeInt(text, 2, 2);
  if (!seconds || *seconds > 59) return std::nullopt;
  us += *seconds * int64_t{1'000'000};
  if (!TakeText(text, ".")) return us;
  int64_t unit = 100'000;
  size_t digits = 0;
  for (; !text->empty() && IsDigit(text->front()) && unit > 0; text->remove_prefix(1), unit /= 10, ++digits) {
    us += (text->front() - '0') * unit;
  }
  if (digits == 0) return std::nullopt;
  return us;
}

}  // namespace

std::optional<DateOrder> ParseDateOrder(std::string_view text) {
  for (const DateOrder order :
       {DateOrder::kIso, DateOrder::kDayMonthYear, DateOrder::kMonthDayYear, DateOrder::kYearMonthDay}) {
    if (text == DateOrderName(order)) return order;
  }
  return std::nullopt;
}

std::string_view DateOrderName(DateOrder order) {
  switch (order) {
    case DateOrder::kIso:
      return "iso";
    case DateOrder::kDayMonthYear:
      return "dmy";
    case DateOrder::kMonthDayYear:
      return "mdy";
    case DateOrder::kYearMonthDay:
      return "ymd";
  }
  return "";
}

std::string_view TrimCell(std::string_view cell) {
  constexpr std::array<std::string_view, 2> kBreaks = {"\r", "\n"};
  while (const size_t length = std::max(LeadingOneOf(cell, kBlanks), LeadingOneOf(cell, kBreaks))) {
    cell.remove_prefix(length);
  }
  const auto trailing = [&]() -> size_t {
    for (const std::string_view blank : kBlanks) {
      if (cell.size() >= blank.size() && cell.substr(cell.size() - blank.size()) == blank) return blank.size();
    }
    return !cell.empty() && (cell.back() == '\r' || cell.back() == '\n') ? 1 : 0;
  };
  while (const size_t length = trailing()) cell.remove_suffix(length);
  return cell;
}

std::string_view PlainCell(std::string_view cell) {
  cell = TrimCell(cell);
  if (cell.size() >= 3 && cell.substr(0, 2) == "=\"" && cell.find('"', 2) == cell.size() - 1) {
    return TrimCell(cell.substr(2, cell.size() - 3));
  }
  if (cell.size() >= 2 && cell.front() == '\'' &&
      cell.find_first_not_of("0123456789.,-", 1) == std::string_view::npos) {
    return cell.substr(1);
  }
  return cell;
}

std::string DamageOf(std::string_view cell) {
  if (cell.size() >= 2 && cell.find_first_not_of('#') == std::string_view::npos) {
    return "the spreadsheet showed ##### because the column was too narrow: widen it and save again";
  }
  for (const std::string_view error :
       {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}) {
    if (cell == error) return Cat("the spreadsheet's formula failed (", cell, "): correct it there");
  }
  if (IsTypedFullWidth(cell)) {
    return "these are full-width characters: switch the input method to half-width and type it again";
  }
  // "1.23457E+16", "1,23457E+16", "5E+12".
  const size_t e = cell.find_first_of("Ee");
  if (e == std::string_view::npos || e == 0 || e + 2 >= cell.size()) return "";
  const std::string_view mantissa = cell.substr(0, e);
  const std::string_view exponent = cell.substr(e + 1);
  const bool scientific = mantissa.find_first_not_of("0123456789.,-") == std::string_view::npos &&
                          (exponent.front() == '+' || exponent.front() == '-') && AllDigits(exponent.substr(1));
  if (!scientific) return "";
  return "the spreadsheet turned a long number into this and lost its digits: format the column as text, enter it "
         "again";
}

absl::StatusOr<int64_t> ParseNumber(std::string_view cell, int decimals, const ValueStyle& style) {
  std::string_view text = TrimCell(cell);
  if (const std::string damage = DamageOf(text); !damage.empty()) {
    return absl::InvalidArgumentError(Cat("\"", cell, "\": ", damage));
  }
  if (text.empty() || text.size() > kMaxNumberBytes) return NotANumber(cell);
  const bool negative = text.front() == '-';
  if (negative) text.remove_prefix(1);
  const size_t sign = text.find(style.decimal);
  const std::string_view fraction = sign == std::string_view::npos ? "" : text.substr(sign + 1);
  const std::string_view whole = text.substr(0, sign);
  if (whole.empty() || (sign != std::string_view::npos && !AllDigits(fraction))) {
    // "1.234.567" under the decimal sign '.' and the like.
    return fraction.find_first_of(".,") != std::string_view::npos ? WrongThousands(cell, style.decimal)
                                                                  : NotANumber(cell);
  }
  INGOT_ASSIGN_OR_RETURN(std::string digits, WholeDigits(whole, sign != std::string_view::npos, cell, style.decimal));
  const auto places = static_cast<size_t>(decimals);
  if (fraction.size() > places && fraction.find_first_not_of('0', places) != std::string_view::npos) {
    return TooManyDecimals(cell, decimals);
  }
  digits += fraction.substr(0, places);
  digits.append(places - std::min(places, fraction.size()), '0');
  int64_t value = 0;
  for (const char c : digits) {
    if (__builtin_mul_overflow(value, int64_t{10}, &value) || __builtin_add_overflow(value, int64_t{c - '0'}, &value)) {
      return absl::InvalidArgumentError(Cat("\"", cell, "\" is too large"));
    }
  }
  return negative ? -value : value;
}

std::string NumberText(int64_t value, int decimals, const ValueStyle& style) {
  std::string digits = std::to_string(value);
  const bool negative = value < 0;
  if (negative) digits.erase(0, 1);
  const auto places = static_cast<size_t>(decimals);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  std::string fraction = digits.substr(digits.size() - places);
  digits.resize(digits.size() - places);
  fraction.erase(fraction.find_last_not_of('0') + 1);
  return Cat(negative ? "-" : "", digits, fraction.empty() ? "" : std::string(1, style.decimal), fraction);
}

absl::StatusOr<v1::Date> ParseDay(std::string_view cell, const ValueStyle& style) {
  std::string_view text = TrimCell(cell);
  if (const std::string damage = DamageOf(text); !damage.empty()) {
    return absl::InvalidArgumentError(Cat("\"", cell, "\": ", damage));
  }
  const std::optional<v1::Date> date = TakeDay(&text, style.dates);
  if (!date || !text.empty()) return WrongDate(cell, style.dates);
  return *date;
}

absl::StatusOr<v1::LocalTime> ParseMoment(std::string_view cell, const ValueStyle& style) {
  std::string_view text = TrimCell(cell);
  if (const std::string damage = DamageOf(text); !damage.empty()) {
    return absl::InvalidArgumentError(Cat("\"", cell, "\": ", damage));
  }
  const std::optional<v1::Date> date = TakeDay(&text, style.dates);
  if (!date) return WrongDate(cell, style.dates);
  int64_t us = 0;
  if (!text.empty()) {
    const bool begins = text.front() == ' ' || text.front() == 'T' || text.front() == 't';
    if (!begins) return WrongDate(cell, style.dates);
    text.remove_prefix(1);
    const std::optional<int64_t> time_of_day = TakeTimeOfDay(&text);
    if (!time_of_day) {
      return absl::InvalidArgumentError(Cat("\"", cell, "\" has no time of day behind its date: write it like 14:30"));
    }
    us = *time_of_day;
  }
  std::optional<int32_t> offset = style.offset_minutes;
  text = TrimCell(text);
  if (!text.empty()) {
    INGOT_ASSIGN_OR_RETURN(offset, ParseOffset(text));
  }
  if (!offset) {
    return absl::InvalidArgumentError(
        Cat("\"", cell, "\" does not say in which time zone: pass --time-zone, for example +01:00 or +08:00"));
  }
  const absl::CivilDay day(date->year(), date->month(), date->day());
  v1::LocalTime time;
  time.set_unix_us((day - absl::CivilDay(1970, 1, 1)) * int64_t{86'400'000'000} + us - *offset * int64_t{60'000'000});
  time.set_offset_minutes(*offset);
  return time;
}

std::string DayText(const v1::Date& date, const ValueStyle& style) {
  if (style.dates == DateOrder::kIso || style.dates == DateOrder::kYearMonthDay) return DateText(date);
  char text[32];
  const bool day_first = style.dates == DateOrder::kDayMonthYear;
  std::snprintf(text, sizeof text, day_first ? "%02d.%02d.%04d" : "%02d/%02d/%04d",
                day_first ? date.day() : date.month(), day_first ? date.month() : date.day(), date.year());
  return text;
}

std::string MomentText(const v1::LocalTime& time, const ValueStyle& style) {
  const std::string iso = TimeText(time);  // 2026-05-01T10:00:00+08:00
  return Cat(DayText(iso::DateOf(time), style), std::string_view(iso).substr(10));
}

absl::StatusOr<int32_t> ParseOffset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  std::string_view rest = text;
  const bool negative = !rest.empty() && rest.front() == '-';
  if (!rest.empty() && (rest.front() == '+' || rest.front() == '-')) {
    rest.remove_prefix(1);
    const std::optional<int> hours = TakeInt(&rest, 2, 2);
    TakeText(&rest, ":");
    const std::optional<int> minutes = TakeInt(&rest, 2, 2);
    if (hours && minutes && rest.empty() && *minutes < 60 && *hours * 60 + *minutes <= iso::kMaxOffsetMinutes) {
      return negative ? -(*hours * 60 + *minutes) : *hours * 60 + *minutes;
    }
  }
  return absl::InvalidArgumentError(Cat("\"", text, "\" is no offset from UTC: write it like +08:00, -03:30 or Z"));
}

}  // namespace ingot::cli
