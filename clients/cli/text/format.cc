#include "clients/cli/text/format.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "ledger/base/bytes.h"
#include "ledger/base/strings.h"
#include "ledger/iso/currency.h"
#include "ledger/iso/date.h"
#include "ledger/rules/decide.h"

namespace ingot::cli {
namespace {

// "1 234.567": an integer with the decimal point moved left.
std::string Scaled(int64_t value, int decimals) {
  const bool negative = value < 0;
  std::string digits = std::to_string(value);
  if (negative) digits.erase(0, 1);
  const size_t places = static_cast<size_t>(decimals);
  while (digits.size() <= places) digits.insert(digits.begin(), '0');
  const std::string fraction = digits.substr(digits.size() - places);
  digits.resize(digits.size() - places);
  for (size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, " ");
  return Cat(negative ? "-" : "", digits, places > 0 ? "." : "", fraction);
}

std::string WithOffset(int64_t unix_us, int32_t offset_minutes) {
  const absl::Time time = absl::FromUnixMicros(unix_us) + absl::Minutes(offset_minutes);
  const std::string local = absl::FormatTime("%Y-%m-%dT%H:%M:%E*S", time, absl::UTCTimeZone());
  if (offset_minutes == 0) return Cat(local, "Z");
  const int minutes = std::abs(offset_minutes);
  char offset[16];
  std::snprintf(offset, sizeof offset, "%c%02d:%02d", offset_minutes < 0 ? '-' : '+', minutes / 60, minutes % 60);
  return Cat(local, offset);
}

// The prefix of a type's values: CUSTODY_STATE_ for CustodyState.
std::string Prefix(const google::protobuf::EnumDescriptor* type) {
  std::string prefix;
  for (const char c : type->name()) {
    if (absl::ascii_isupper(static_cast<unsigned char>(c)) && !prefix.empty()) prefix += '_';
    prefix += absl::ascii_toupper(static_cast<unsigned char>(c));
  }
  return prefix + "_";
}

std::string Short(const google::protobuf::EnumDescriptor* type, const std::string& name) {
  const std::string prefix = Prefix(type);
  return name.compare(0, prefix.size(), prefix) == 0 ? name.substr(prefix.size()) : name;
}

// `digits` decimal digits at `at`, or nullopt.
std::optional<int> Digits(std::string_view text, size_t at, size_t digits) {
  if (at + digits > text.size()) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(at, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::string Thousands(int64_t value) { return Scaled(value, 0); }
std::string Kilograms(int64_t grams) { return Scaled(grams, 3); }
std::string Kilometres(int64_t metres) { return Scaled(metres, 3) + " km"; }

std::string PerCent(int32_t ppm) {
  std::string text = Scaled(ppm, 4);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text + " %";
}

std::string MoneyText(std::string_view currency, int64_t minor_units) {
  if (currency.empty()) return "";
  const std::optional<int> exponent = iso::CurrencyExponent(rules::kNewestRulesVersion, currency);
  if (!exponent) return Cat(Thousands(minor_units), " minor units of ", currency);
  return Cat(Scaled(minor_units, *exponent), " ", currency);
}

std::string TimeText(int64_t unix_us) { return WithOffset(unix_us, 0); }
std::string TimeText(const v1::LocalTime& time) { return WithOffset(time.unix_us(), time.offset_minutes()); }

std::string DateText(const v1::Date& date) { return iso::IsValid(date) ? iso::ToString(date) : ""; }

absl::StatusOr<v1::Date> ParseDate(std::string_view text) {
  const std::optional<int> year = Digits(text, 0, 4);
  const std::optional<int> month = Digits(text, 5, 2);
  const std::optional<int> day = Digits(text, 8, 2);
  v1::Date date;
  if (year && month && day && text.size() == 10 && text[4] == '-' && text[7] == '-') {
    date.set_year(*year);
    date.set_month(*month);
    date.set_day(*day);
    if (iso::IsValid(date)) return date;
  }
  return absl::InvalidArgumentError(Cat("\"", text, "\" is no date: write it like 2026-05-01"));
}

absl::StatusOr<v1::LocalTime> ParseTime(std::string_view text) {
  const auto refuse = [&] {
    return absl::InvalidArgumentError(
        Cat("\"", text, "\" is no time: write it with its offset, like 2026-05-01T10:00:00+08:00"));
  };
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, ToAbsl(text), &time, &error)) return refuse();
  if (time == absl::InfiniteFuture() || time == absl::InfinitePast()) return refuse();
  v1::LocalTime local;
  local.set_unix_us(absl::ToUnixMicros(time));
  if (text.back() == 'Z' || text.back() == 'z') return local;
  const std::optional<int> hours = Digits(text, text.size() - 5, 2);
  const std::optional<int> minutes = Digits(text, text.size() - 2, 2);
  if (!hours || !minutes || *minutes > 59) return refuse();
  const int offset = *hours * 60 + *minutes;
  local.set_offset_minutes(text[text.size() - 6] == '-' ? -offset : offset);
  return local;
}

v1::LocalTime LocalTimeOf(absl::Time time) {
  v1::LocalTime local;
  local.set_unix_us(absl::ToUnixMicros(time));
  local.set_offset_minutes(absl::LocalTimeZone().At(time).offset / 60);
  return local;
}

std::string EnumText(const google::protobuf::EnumDescriptor* type, int value) {
  const google::protobuf::EnumValueDescriptor* const found = type->FindValueByNumber(value);
  return found == nullptr ? std::to_string(value) : Short(type, found->name());
}

absl::StatusOr<int> ParseEnum(const google::protobuf::EnumDescriptor* type, std::string_view text) {
  std::string wanted(text);
  for (char& c : wanted) c = c == '-' ? '_' : absl::ascii_toupper(static_cast<unsigned char>(c));
  std::string names;
  for (int i = 1; i < type->value_count(); ++i) {  // the first is UNSPECIFIED
    const std::string name = Short(type, type->value(i)->name());
    if (wanted == name || wanted == type->value(i)->name()) return type->value(i)->number();
    names += (names.empty() ? "" : ", ") + absl::AsciiStrToLower(name);
  }
  return absl::InvalidArgumentError(Cat("\"", text, "\" is none of ", names));
}

std::string FlagsText(const google::protobuf::RepeatedPtrField<v1::Flag>& flags) {
  std::string text;
  for (const v1::Flag& flag : flags) {
    if (!text.empty()) text += ", ";
    text += EnumText(flag.kind());
    if (flag.count() > 1) text += Cat(" x", flag.count());
  }
  return text;
}

std::string ShortHash(std::string_view bytes) { return HexEncode(bytes.substr(0, 8)); }

}  // namespace ingot::cli
