#include "clients/cli/tabular/values.h"

#include <random>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "ledger/iso/date.h"

namespace ingot::cli {
namespace {

using ::testing::HasSubstr;

const ValueStyle kPoint;
const ValueStyle kComma{',', DateOrder::kIso, std::nullopt};

std::string Error(const absl::Status& status) { return std::string(FromAbsl(status.message())); }

TEST(ParseNumberTest, IsExact) {
  EXPECT_EQ(*ParseNumber("1234.5", 3, kPoint), 1234500);
  EXPECT_EQ(*ParseNumber("0.1", 3, kPoint), 100);
  EXPECT_EQ(*ParseNumber("0.57", 2, kPoint), 57) << "0.57 has no exact binary fraction";
  EXPECT_EQ(*ParseNumber("-12", 0, kPoint), -12);
  EXPECT_EQ(*ParseNumber("12,345", 3, kComma), 12345);
  EXPECT_EQ(*ParseNumber("9007199254740993", 0, kPoint), 9007199254740993) << "2^53 + 1";
  EXPECT_EQ(*ParseNumber("9223372036854.775807", 6, kPoint), INT64_MAX);
  EXPECT_EQ(*ParseNumber("12.500000", 1, kPoint), 125) << "zeros behind are no digits";
  EXPECT_EQ(*ParseNumber("  7 ", 0, kPoint), 7);
}

TEST(ParseNumberTest, TakesThousandsOnlyWhereTheyCannotBeMisread) {
  EXPECT_EQ(*ParseNumber("1,234.5", 1, kPoint), 12345);
  EXPECT_EQ(*ParseNumber("1,234,567", 0, kPoint), 1234567);
  EXPECT_EQ(*ParseNumber("1.234.567,8", 1, kComma), 12345678);
  EXPECT_EQ(*ParseNumber("1 234 567", 0, kPoint), 1234567);
  EXPECT_EQ(*ParseNumber("12\xC2\xA0"
                         "345",
                         0, kPoint),
            12345);
  EXPECT_EQ(*ParseNumber("12\xE2\x80\x99"
                         "345.25",
                         2, kPoint),
            1234525)
      << "Switzerland";
  for (const char* text : {"1,234", "1,23", "12,34,567", "1234,567.0", "1 23", "1,234 567"}) {
    EXPECT_FALSE(ParseNumber(text, 3, kPoint).ok()) << text;
  }
  EXPECT_THAT(Error(ParseNumber("1,234", 3, kPoint).status()), HasSubstr("--decimal"));
  EXPECT_FALSE(ParseNumber("1.234", 3, kComma).ok()) << "1.234 may be meant with a point";
  EXPECT_THAT(Error(ParseNumber("1.234.567", 3, kPoint).status()), HasSubstr("two ways"));
}

TEST(ParseNumberTest, RefusesTheRestInWords) {
  EXPECT_THAT(Error(ParseNumber("0.0005", 3, kPoint).status()), HasSubstr("more than 3 decimals"));
  EXPECT_THAT(Error(ParseNumber("2.5", 0, kPoint).status()), HasSubstr("whole number"));
  EXPECT_THAT(Error(ParseNumber("9223372036854775808", 0, kPoint).status()), HasSubstr("too large"));
  EXPECT_THAT(Error(ParseNumber("12 kg", 3, kPoint).status()), HasSubstr("no number"));
  EXPECT_THAT(Error(ParseNumber("1.23457E+16", 0, kPoint).status()), HasSubstr("lost its digits"));
  EXPECT_THAT(Error(ParseNumber("####", 0, kPoint).status()), HasSubstr("too narrow"));
  for (const char* text : {"", "-", ".", ".5", "1.", "--1", "+1", "1e3", "0x10", "１２"}) {
    EXPECT_FALSE(ParseNumber(text, 3, kPoint).ok()) << text;
  }
  EXPECT_FALSE(ParseNumber(std::string(100, '1'), 0, kPoint).ok());
}

TEST(NumberTextTest, IsReadBack) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 5000; ++round) {
    const auto value = static_cast<int64_t>(random()) >> (random() % 60);
    const int decimals = static_cast<int>(random() % 7);
    for (const ValueStyle& style : {kPoint, kComma}) {
      const auto back = ParseNumber(NumberText(value, decimals, style), decimals, style);
      ASSERT_TRUE(back.ok()) << back.status();
      ASSERT_EQ(*back, value);
    }
  }
  EXPECT_EQ(NumberText(-500, 3, kComma), "-0,5");
  EXPECT_EQ(NumberText(12000, 3, kPoint), "12");
}

ValueStyle Dates(DateOrder order) { return {'.', order, 60}; }

std::string Day(std::string_view text, DateOrder order) {
  const absl::StatusOr<v1::Date> date = ParseDay(text, Dates(order));
  return date.ok() ? iso::ToString(*date) : Error(date.status());
}

TEST(ParseDayTest, FollowsTheFlagAndNothingElse) {
  EXPECT_EQ(Day("2026-05-01", DateOrder::kIso), "2026-05-01");
  EXPECT_EQ(Day("3.4.2026", DateOrder::kDayMonthYear), "2026-04-03");
  EXPECT_EQ(Day("03/04/2026", DateOrder::kDayMonthYear), "2026-04-03");
  EXPECT_EQ(Day("03/04/2026", DateOrder::kMonthDayYear), "2026-03-04");
  EXPECT_EQ(Day("2026/4/3", DateOrder::kYearMonthDay), "2026-04-03");
  EXPECT_EQ(Day("2026年4月3日", DateOrder::kYearMonthDay), "2026-04-03");
  EXPECT_EQ(Day("29.2.2028", DateOrder::kDayMonthYear), "2028-02-29");
  for (const char* text : {"3.4.2026", "2026/05/01", "2026-5-1", "20260501", "2026-02-30", "01.05.26", "2026-05-01x"}) {
    EXPECT_THAT(Day(text, DateOrder::kIso), HasSubstr("--date-format")) << text;
  }
  EXPECT_THAT(Day("13/13/2026", DateOrder::kMonthDayYear), HasSubstr("--date-format mdy"));
  EXPECT_THAT(Day("2026-05-01", DateOrder::kDayMonthYear), HasSubstr("--date-format dmy"));
  EXPECT_THAT(Day("1.5.26", DateOrder::kDayMonthYear), HasSubstr("whole year"));
  EXPECT_THAT(Day("1.5/2026", DateOrder::kDayMonthYear), HasSubstr("--date-format")) << "one separator a date";
  EXPECT_THAT(Day("46143", DateOrder::kIso), HasSubstr("number that a spreadsheet keeps for a date"));
}

TEST(ParseMomentTest, ReadsTimesOfDayAndOffsets) {
  // 2026-05-01T00:00:00Z is 1777593600 (date -u -d 2026-05-01 +%s).
  constexpr int64_t kMidnight = 1777593600;
  const auto seconds = [](std::string_view text, const ValueStyle& style) {
    const absl::StatusOr<v1::LocalTime> time = ParseMoment(text, style);
    EXPECT_TRUE(time.ok()) << text << ": " << time.status();
    return time.ok() ? time->unix_us() / 1'000'000 : 0;
  };
  EXPECT_EQ(seconds("2026-05-01", Dates(DateOrder::kIso)), kMidnight - 3600);
  EXPECT_EQ(seconds("2026-05-01T10:30:00+08:00", kPoint), kMidnight + 9000);
  EXPECT_EQ(seconds("1.5.2026 14:30", Dates(DateOrder::kDayMonthYear)), kMidnight + 48600);
  EXPECT_EQ(seconds("5/1/2026 8:05:09 Z", Dates(DateOrder::kMonthDayYear)), kMidnight + 29109);
  EXPECT_EQ(ParseMoment("2026-05-01 00:00:00.25Z", kPoint)->unix_us() % 1'000'000, 250'000);
  EXPECT_EQ(ParseMoment("2026-05-01 10:00", Dates(DateOrder::kIso))->offset_minutes(), 60);
  EXPECT_THAT(Error(ParseMoment("2026-05-01 10:00", kPoint).status()), HasSubstr("--time-zone"));
  EXPECT_THAT(Error(ParseMoment("2026-05-01 25:00", Dates(DateOrder::kIso)).status()), HasSubstr("14:30"));
  EXPECT_THAT(Error(ParseMoment("01.05.2026", Dates(DateOrder::kIso)).status()), HasSubstr("--date-format"));
  EXPECT_FALSE(ParseMoment("2026-05-01 10:00+25:00", kPoint).ok());
}

TEST(MomentTextTest, IsReadBack) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 2000; ++round) {
    v1::LocalTime time;
    time.set_unix_us(static_cast<int64_t>(random() % 4'000'000'000'000'000));
    time.set_offset_minutes(static_cast<int32_t>(random() % 1681) - 840);
    for (const DateOrder order :
         {DateOrder::kIso, DateOrder::kDayMonthYear, DateOrder::kMonthDayYear, DateOrder::kYearMonthDay}) {
      const ValueStyle style{'.', order, std::nullopt};
      const std::string text = MomentText(time, style);
      const absl::StatusOr<v1::LocalTime> back = ParseMoment(text, style);
      ASSERT_TRUE(back.ok()) << back.status();
      ASSERT_EQ(back->unix_us(), time.unix_us()) << text;
      ASSERT_EQ(back->offset_minutes(), time.offset_minutes()) << text;
    }
  }
}

TEST(DamageOfTest, KnowsWhatSpreadsheetsDo) {
  EXPECT_THAT(DamageOf("########"), HasSubstr("too narrow"));
  EXPECT_THAT(DamageOf("#REF!"), HasSubstr("formula failed"));
  EXPECT_THAT(DamageOf("1,23457E+16"), HasSubstr("lost its digits"));
  for (const char* text : {"", "#", "E+1", "12", "1E5", "W-1E+x", "5GZCZ43D13S812715"})
    EXPECT_EQ(DamageOf(text), "") << text;
}

TEST(TrimCellTest, TakesAllBlanksOff) { EXPECT_EQ(TrimCell(" \xC2\xA0 a b\xE3\x80\x80\r\n"), "a b"); }

}  // namespace
}  // namespace ingot::cli
