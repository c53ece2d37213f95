// Values as people read and write them. No floating point, no locale.
#ifndef INGOT_CLIENTS_CLI_TEXT_FORMAT_H_
#define INGOT_CLIENTS_CLI_TEXT_FORMAT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "ingot/v1/common.pb.h"
#include "ingot/v1/state.pb.h"

namespace ingot::cli {

// "-6 239 500".
std::string Thousands(int64_t value);
// Grams as kilograms: "6 239.500".
std::string Kilograms(int64_t grams);
// Metres as kilometres: "12 345.678 km".
std::string Kilometres(int64_t metres);
// Parts per million as per cent: "1.5 %".
std::string PerCent(int32_t ppm);
// "1 234.56 EUR", by the currency's exponent; minor units with their code where the currency is unknown.
std::string MoneyText(std::string_view currency, int64_t minor_units);

// "2026-05-01T02:00:00Z", with as many decimals as are not zero.
std::string TimeText(int64_t unix_us);
// The same in the offset that the time states: "2026-05-01T10:00:00+08:00".
std::string TimeText(const v1::LocalTime& time);
// "2026-05-01"; empty for an absent date.
std::string DateText(const v1::Date& date);

// An RFC 3339 time with its offset, to the microsecond. INVALID_ARGUMENT says what is expected.
absl::StatusOr<v1::LocalTime> ParseTime(std::string_view text);
// "2026-05-01"; must exist in the calendar.
absl::StatusOr<v1::Date> ParseDate(std::string_view text);
// The moment in the time zone of this machine, whose offset decides calendar dates.
v1::LocalTime LocalTimeOf(absl::Time time);

// The part of an enum value's name that its type's name does not say: IN_STOCK for CUSTODY_STATE_IN_STOCK.
std::string EnumText(const google::protobuf::EnumDescriptor* type, int value);
template <typename Enum>
std::string EnumText(Enum value) {
  return EnumText(google::protobuf::GetEnumDescriptor<Enum>(), static_cast<int>(value));
}
// The inverse, in any case, '-' for '_', with or without prefix. INVALID_ARGUMENT lists the values.
absl::StatusOr<int> ParseEnum(const google::protobuf::EnumDescriptor* type, std::string_view text);
template <typename Enum>
absl::StatusOr<Enum> ParseEnum(std::string_view text) {
  const absl::StatusOr<int> value = ParseEnum(google::protobuf::GetEnumDescriptor<Enum>(), text);
  if (!value.ok()) return value.status();
  return static_cast<Enum>(*value);
}

// "ODOMETER_LOWER x2, EXCESS"; empty for none.
std::string FlagsText(const google::protobuf::RepeatedPtrField<v1::Flag>& flags);

// The first 16 digits of a hash, enough to tell things apart by eye.
std::string ShortHash(std::string_view bytes);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_TEXT_FORMAT_H_
