#include "clients/cli/text/format.h"

#include <cstdint>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ingot::cli {
namespace {

using ::testing::HasSubstr;

TEST(FormatTest, Numbers) {
  EXPECT_EQ(Thousands(0), "0");
  EXPECT_EQ(Thousands(999), "999");
  EXPECT_EQ(Thousands(1000), "1 000");
  EXPECT_EQ(Thousands(-6'239'500), "-6 239 500");
  EXPECT_EQ(Thousands(INT64_MIN), "-9 223 372 036 854 775 808");
  EXPECT_EQ(Kilograms(0), "0.000");
  EXPECT_EQ(Kilograms(-1), "-0.001");
  EXPECT_EQ(Kilograms(6'239'500), "6 239.500");
  EXPECT_EQ(Kilometres(120'000'000), "120 000.000 km");
  EXPECT_EQ(PerCent(15'000), "1.5 %");
  EXPECT_EQ(PerCent(20'000), "2 %");
  EXPECT_EQ(PerCent(1), "0.0001 %");
  EXPECT_EQ(PerCent(1'000'000), "100 %");
  EXPECT_EQ(PerCent(0), "0 %");
}

// Exponents by ISO 4217: 2, 0, 3, 4.
TEST(FormatTest, MoneyHasTheCurrencysDecimals) {
  EXPECT_EQ(MoneyText("EUR", 123'456), "1 234.56 EUR");
  EXPECT_EQ(MoneyText("JPY", 123'456), "123 456 JPY");
  EXPECT_EQ(MoneyText("KWD", 123'456), "123.456 KWD");
  EXPECT_EQ(MoneyText("CLF", 123'456), "12.3456 CLF");
  EXPECT_EQ(MoneyText("EUR", -5), "-0.05 EUR");
  EXPECT_EQ(MoneyText("???", 5), "5 minor units of ???");
}

// 1777600800 is 2026-05-01T02:00:00Z by `date -u -d @1777600800`.
TEST(FormatTest, TimesThereAndBack) {
  v1::LocalTime time;
  time.set_unix_us(1'777'600'800'000'000);
  EXPECT_EQ(TimeText(time), "2026-05-01T02:00:00Z");
  time.set_offset_minutes(480);
  EXPECT_EQ(TimeText(time), "2026-05-01T10:00:00+08:00");
  time.set_offset_minutes(-210);
  EXPECT_EQ(TimeText(time), "2026-04-30T22:30:00-03:30");
  EXPECT_EQ(TimeText(1'777'600'800'000'001), "2026-05-01T02:00:00.000001Z");
  for (const char* text : {"2026-05-01T02:00:00Z", "2026-05-01T10:00:00+08:00", "2026-04-30T22:30:00-03:30",
                           "2026-05-01T02:00:00.25Z", "1969-12-31T23:59:59Z"}) {
    const absl::StatusOr<v1::LocalTime> parsed = ParseTime(text);
    ASSERT_TRUE(parsed.ok()) << text;
    EXPECT_EQ(TimeText(*parsed), text);
  }
}

TEST(FormatTest, TimesWithoutAnOffsetOrWithNonsenseAreRefused) {
  for (const char* text : {"", "2026-05-01", "2026-05-01T10:00:00", "2026-13-01T10:00:00Z", "infinite-future",
                           "2026-05-01T10:00:00+8", "now"}) {
    EXPECT_FALSE(ParseTime(text).ok()) << text;
  }
}

TEST(FormatTest, Dates) {
  const absl::StatusOr<v1::Date> date = ParseDate("2024-02-29");
  ASSERT_TRUE(date.ok());
  EXPECT_EQ(DateText(*date), "2024-02-29");
  EXPECT_EQ(DateText(v1::Date()), "");
  for (const char* text : {"2023-02-29", "2024-2-29", "24-02-29", "2024/02/29", "2024-02-29x", ""}) {
    EXPECT_FALSE(ParseDate(text).ok()) << text;
  }
}

TEST(FormatTest, EnumsThereAndBack) {
  EXPECT_EQ(EnumText(v1::CUSTODY_STATE_IN_STOCK), "IN_STOCK");
  EXPECT_EQ(EnumText(v1::ALLOY_FAMILY_6XXX), "6XXX");
  EXPECT_EQ(EnumText(static_cast<v1::Role>(99)), "99");
  for (const char* text : {"in_stock", "IN-STOCK", "CUSTODY_STATE_IN_STOCK"}) {
    const auto value = ParseEnum<v1::CustodyState>(text);
    ASSERT_TRUE(value.ok()) << text;
    EXPECT_EQ(*value, v1::CUSTODY_STATE_IN_STOCK);
  }
  const auto wrong = ParseEnum<v1::CustodyState>("nowhere");
  ASSERT_FALSE(wrong.ok());
  EXPECT_THAT(std::string(wrong.status().message()), HasSubstr("at_facility"));
  EXPECT_FALSE(ParseEnum<v1::CustodyState>("unspecified").ok());
}

TEST(FormatTest, Flags) {
  v1::VehicleState vehicle;
  EXPECT_EQ(FlagsText(vehicle.flags()), "");
  v1::Flag& lower = *vehicle.add_flags();
  lower.set_kind(v1::FLAG_KIND_ODOMETER_LOWER);
  lower.set_count(2);
  vehicle.add_flags()->set_kind(v1::FLAG_KIND_EXCESS);
  EXPECT_EQ(FlagsText(vehicle.flags()), "ODOMETER_LOWER x2, EXCESS");
}

}  // namespace
}  // namespace ingot::cli
