// Files as LibreOffice Calc and Excel write them, in the countries of the people who use them, and what these programs
// do to numbers on the way.
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/import/row_source.h"
#include "clients/cli/tabular/values.h"
#include "clients/cpp/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "tests/unit/clients/support/reference.h"

namespace ingot::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr char kVin[] = "5GZCZ43D13S812715";

struct Dialect {
  char decimal = '.';
  DateOrder dates = DateOrder::kIso;
};

// Every row; the file must be readable as a table.
std::vector<ImportRow> Read(std::string_view group, std::string_view bytes, Dialect dialect = {}) {
  SourceOptions options;
  options.path = client::FreshFolder("dialect") + "/file.csv";
  EXPECT_TRUE(client::WriteFile(options.path, bytes, 0600, client::Existing::kReplace).ok());
  options.group = FindGroup(group);
  options.sheet.organisation = "rhein-mobil";
  options.sheet.style = {.decimal = dialect.decimal, .dates = dialect.dates, .offset_minutes = 60};
  std::vector<ImportRow> rows;
  SourceSinks sinks;
  sinks.layout = [](const SourceLayout&) { return absl::OkStatus(); };
  sinks.row = [&rows](ImportRow row) {
    rows.push_back(std::move(row));
    return absl::OkStatus();
  };
  const absl::Status status = ReadRows(options, sinks);
  EXPECT_TRUE(status.ok()) << status;
  return rows;
}

// What is said of a reading of which one cell is as given; empty where it is good.
std::string Said(std::string_view column, std::string_view cell) {
  const auto of = [&](std::string_view name, std::string_view usual) { return name == column ? cell : usual; };
  const std::vector<ImportRow> rows =
      Read("odometer", Cat("event;occurred_at;vin;odometer_km\r\nread;", of("occurred_at", "2026-05-01 10:00"), ";",
                           of("vin", kVin), ";", of("odometer_km", "12345"), "\r\n"));
  return rows.size() == 1 ? RowMessage(rows[0]) : Cat(rows.size(), " rows");
}

void ExpectReadings(const std::vector<ImportRow>& rows, const std::vector<int64_t>& metres) {
  ASSERT_THAT(rows, SizeIs(metres.size()));
  for (size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].state, RowState::kGood) << RowMessage(rows[i]);
    EXPECT_EQ(rows[i].reading.draft.event.odometer_read().vin(), kVin);
    EXPECT_EQ(rows[i].reading.draft.event.odometer_read().odometer_m(), metres[i]);
  }
}

// "CSV UTF-8" of Excel in Germany: mark, semicolons, CR LF, decimal commas, 01.05.2026, a column that is empty to the
// end, cells with line breaks (Alt+Enter makes a LF).
TEST(DialectTest, ExcelInGermany) {
  ExpectReadings(Read("odometer",
                      Cat("\xEF\xBB\xBF"
                          "event;occurred_at;vin;\"odometer\nkm\";\r\n"
                          "read;01.05.2026 10:00;",
                          kVin, ";12.345,6;\r\nread;02.05.2026 10:00;\"", kVin, "\n\";12346;\r\n;;;;\r\n"),
                      {',', DateOrder::kDayMonthYear}),
                 {12'345'600, 12'346'000});
}

// "Unicode Text" of Excel: UTF-16 little-endian with its mark, tabs.
TEST(DialectTest, ExcelAsUnicodeText) {
  const std::string text = Cat("event\toccurred_at\tvin\todometer_km\r\nread\t2026-05-01 10:00\t", kVin, "\t7,5\r\n");
  std::string utf16 = "\xFF\xFE";
  for (const char c : text) utf16 += {c, '\0'};
  ExpectReadings(Read("odometer", utf16, {',', DateOrder::kIso}), {7'500});
}

TEST(DialectTest, ExcelThatWasToldItsSeparator) {
  ExpectReadings(
      Read("odometer", Cat("sep=;\r\nevent;occurred_at;vin;odometer_km\r\nread;2026-05-01 10:00;", kVin, ";8\r\n")),
      {8'000});
  ExpectReadings(Read("odometer", Cat("\xEF\xBB\xBFsep=\t\nevent\toccurred_at\tvin\todometer_km\nread\t2026-05-01 "
                                      "10:00\t",
                                      kVin, "\t8\n")),
                 {8'000});
}

// LibreOffice Calc with "quote all text cells": commas, LF, text quoted and numbers not, no mark.
TEST(DialectTest, LibreOfficeCalc) {
  ExpectReadings(Read("odometer", Cat("\"event\",\"occurred_at\",\"vin\",\"odometer_km\",\n\"read\",2026-05-01 "
                                      "10:00:00,\"",
                                      kVin, "\",12345.6,\n\"read\",2026-05-02 10:00:00,\"", kVin, "\",12346,\n,,,,\n")),
                 {12'345'600, 12'346'000});
}

// What Calc 7.4 made of a sheet with a German date format, a line break in a heading and a separator of thousands,
// saved "as shown": no mark, LF, quotes only where needed.
TEST(DialectTest, LibreOfficeCalcAsShown) {
  ExpectReadings(
      Read("odometer", Cat("event;occurred_at;vin;\"odometer\nkm\"\nread;01.05.2026 10:00;", kVin, ";12,345.6\n"),
           {'.', DateOrder::kDayMonthYear}),
      {12'345'600});
}

// WPS in China: 2026/5/1 and half-width digits.
TEST(DialectTest, SpreadsheetsInChina) {
  ExpectReadings(Read("odometer",
                      Cat("\xEF\xBB\xBF"
                          "event,occurred_at,vin,odometer_km\r\nread,2026/5/1 10:00,",
                          kVin, ",\"12,345.6\"\r\n"),
                      {'.', DateOrder::kYearMonthDay}),
                 {12'345'600});
}

// What happens to numbers is said, with its cause and the way out.
TEST(DialectTest, DamageIsSaid) {
  EXPECT_EQ(Said("", ""), "");
  EXPECT_THAT(Said("odometer_km", "1,23457E+12"), HasSubstr("turned a long number into this and lost its digits"));
  EXPECT_THAT(Said("vin", "1,23457E+16"), HasSubstr("turned a long number into this and lost its digits"));
  // As LibreOffice Calc 7.4 writes 12345678901234567.
  EXPECT_THAT(Said("vin", "1.23456789012346E+016"), HasSubstr("turned a long number into this and lost its digits"));
  EXPECT_THAT(Said("odometer_km", "#####"), HasSubstr("too narrow"));
  EXPECT_THAT(Said("occurred_at", "46143"), HasSubstr("is the number that a spreadsheet keeps for a date"));
  EXPECT_THAT(Said("occurred_at", "########"), HasSubstr("too narrow"));
  EXPECT_THAT(Said("occurred_at", "1.5.2026"), HasSubstr("--date-format"));
  for (const std::string_view column : {"odometer_km", "vin", "occurred_at"}) {
    EXPECT_THAT(Said(column, "１２３４５"), HasSubstr("full-width characters: switch the input method")) << column;
  }
  // In a name they are as good as any.
  EXPECT_EQ(DamageOf("第１工厂"), "");
}

// What keeps a number from being changed is taken off: an apostrophe that marks text, a formula that says text.
TEST(DialectTest, WhatProtectsANumberIsTakenOff) {
  EXPECT_EQ(Said("odometer_km", "'12345"), "");
  EXPECT_EQ(Said("odometer_km", "\"=\"\"12345\"\"\""), "");
  EXPECT_EQ(Said("odometer_km", "=\"12345\""), "");
  const std::vector<ImportRow> rows =
      Read("payments", Cat("contract_id;payment_id;purpose;amount;currency;paid_on;occurred_at\r\n",
                           "'0017;=\"00042\";instalment;1.50;EUR;2026-05-01;2026-05-01\r\n",
                           "17;42;instalment;1.50;EUR;2026-05-01;2026-05-01\r\n"));
  ASSERT_THAT(rows, SizeIs(2));
  for (const ImportRow& row : rows) EXPECT_EQ(RowMessage(row), "");
  EXPECT_EQ(rows[0].reading.draft.event.payment_recorded().contract_id(), "rhein-mobil/0017");
  EXPECT_EQ(rows[0].reading.draft.event.payment_recorded().payment_id(), "00042");
  // Zeros that a spreadsheet dropped are gone: this is another contract, and the ledger says that there is none.
  EXPECT_EQ(rows[1].reading.draft.event.payment_recorded().contract_id(), "rhein-mobil/17");
}

TEST(DialectTest, AnApostropheInANameStays) {
  for (const std::string_view text : {"'s-Hertogenbosch", "'", "O'Neill", "''12"}) EXPECT_EQ(PlainCell(text), text);
  for (const std::string_view text : {"=\"", "=\"a", "=\"a\"b\"", "=A1"}) EXPECT_EQ(PlainCell(text), text);
}

}  // namespace
}  // namespace ingot::cli
