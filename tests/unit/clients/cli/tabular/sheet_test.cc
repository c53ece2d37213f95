#include "clients/cli/tabular/sheet.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kVin[] = "5GZCZ43D13S812715";

SheetOptions RheinMobil() { return {{'.', DateOrder::kIso, 60}, "rhein-mobil", {}, false}; }

Sheet Open(std::string_view group, const std::vector<std::string>& header, const SheetOptions& options = RheinMobil()) {
  absl::StatusOr<Sheet> sheet = Sheet::Open(*FindGroup(group), header, options);
  EXPECT_TRUE(sheet.ok()) << sheet.status();
  return *std::move(sheet);
}

std::string HeaderError(std::string_view group, const std::vector<std::string>& header,
                        const SheetOptions& options = RheinMobil()) {
  return std::string(FromAbsl(Sheet::Open(*FindGroup(group), header, options).status().message()));
}

TEST(SheetTest, ReadsAContractWithItsTerms) {
  const Sheet sheet =
      Open("contracts", {"Contract ID", "VIN", "Kind", "counterparty", "starts-on", "Term [months]", "currency",
                         "total", "instalment_count", "instalment_amount", "instalment_every_months",
                         "instalment_timing", "instalment2_count", "instalment2_amount", "instalment2_every_months",
                         "instalment2_timing", "excess_rate_per_km", "occurred_at"});
  const RowReading row =
      sheet.Read({"c-17", "5gzcz43d13s812715", "Lease to own", "person", "2026-05-01", "13", "eur", "5,000.00", "12",
                  "400", "1", "advance", "1", "200.00", "1", "arrears", "0.09", "2026-05-01 10:00"});
  ASSERT_THAT(row.problems, IsEmpty()) << row.problems[0].column << ": " << row.problems[0].message;
  const v1::ContractSigned& signed_event = row.draft.event.contract_signed();
  EXPECT_EQ(signed_event.contract_id(), "rhein-mobil/c-17") << "an id without '/' is one's own";
  EXPECT_EQ(signed_event.vin(), kVin);
  EXPECT_EQ(signed_event.kind(), v1::CONTRACT_KIND_LEASE_TO_OWN);
  EXPECT_EQ(signed_event.term_months(), 13);
  const v1::ContractTerms& terms = row.draft.terms->contract();
  EXPECT_EQ(terms.currency(), "EUR");
  EXPECT_EQ(terms.total_minor_units(), 500000);
  ASSERT_EQ(terms.schedule_size(), 2);
  EXPECT_EQ(terms.schedule(1).amount_minor_units(), 20000);
  EXPECT_EQ(terms.excess_rate_per_km().minor_units(), 9);
  EXPECT_EQ(terms.excess_rate_per_km().currency(), "EUR") << "the contract's where none is named";
}

TEST(SheetTest, MoneyFollowsItsCurrencysExponent) {
  const Sheet sheet =
      Open("payments", {"occurred_at", "contract_id", "payment_id", "purpose", "currency", "amount", "paid_on"});
  const auto amount = [&](const std::string& currency, const std::string& text) {
    const RowReading row = sheet.Read({"2026-05-01", "c", "p", "instalment", currency, text, "2026-05-01"});
    return row.Ok() ? row.draft.terms->payment().amount().minor_units() : -1;
  };
  // ISO 4217: EUR 2, JPY 0, KWD 3, CLF 4 decimals.
  EXPECT_EQ(amount("EUR", "399"), 39900);
  EXPECT_EQ(amount("JPY", "399"), 399);
  EXPECT_EQ(amount("KWD", "0.399"), 399);
  EXPECT_EQ(amount("CLF", "1.2345"), 12345);
  EXPECT_EQ(amount("JPY", "3.99"), -1);
  EXPECT_EQ(amount("EUR", "0.399"), -1);
  EXPECT_EQ(amount("XAU", "1"), -1) << "gold has no minor unit";
  EXPECT_EQ(amount("", "1"), -1);
}

TEST(SheetTest, MassesAreExactInAnyUnit) {
  const std::vector<std::string> others = {"2026-05-01",       "l-1",  "b-1",   "scale-1", "W-1",
                                           "2026-05-01 10:00", "rema", "Twitch"};
  for (const auto& [name, text] : std::vector<std::pair<std::string, std::string>>{
           {"gross_kg", "18460.5"}, {"gross_t", "18.4605"}, {"gross_g", "18460500"}}) {
    const Sheet sheet = Open("lots", {"occurred_at", "lot_id", "batch_id", "instrument_id", "ticket_number", "gross_at",
                                      "grade_scheme", "grade_code", "event", name});
    std::vector<std::string> cells = others;
    cells.insert(cells.end(), {"weighed", text});
    const RowReading row = sheet.Read(cells);
    ASSERT_TRUE(row.Ok()) << row.problems[0].column << row.problems[0].message;
    EXPECT_EQ(row.draft.event.lot_weighed().ticket().gross_g(), 18460500) << name;
  }
}

TEST(SheetTest, TellsEveryMistakeOfARow) {
  const Sheet sheet = Open("odometer", {"event", "occurred_at", "vin", "odometer_km", "new_odometer_km", ""});
  const RowReading row = sheet.Read({"read", "1.5.2026", "5GZCZ43D13S81271O", "1.23457E+16", "5", "x", "y"});
  EXPECT_FALSE(row.Ok());
  ASSERT_THAT(row.problems, SizeIs(6));
  std::string all;
  for (const Problem& problem : row.problems) all += Cat(problem.column, "|", problem.message, "\n");
  EXPECT_THAT(all, HasSubstr("new_odometer_km|a row with the event read has no such value"));
  EXPECT_THAT(all, HasSubstr("column 6|its column has no name"));
  EXPECT_THAT(all, HasSubstr("|stands in column 7"));
  EXPECT_THAT(all, HasSubstr("occurred_at|\"1.5.2026\" is no date as --date-format iso"));
  EXPECT_THAT(all, HasSubstr("vin|\"5GZCZ43D13S81271O\" holds the letter O at position 17"));
  EXPECT_THAT(all, HasSubstr("odometer_km|\"1.23457E+16\": the spreadsheet"));
}

TEST(SheetTest, NeedsWhatTheEventNeeds) {
  const Sheet sheet = Open("stock", {"event", "occurred_at", "vin", "transfer_id"});
  const RowReading sent = sheet.Read({"sent", "2026-05-01", kVin, "t-1"});
  ASSERT_THAT(sent.problems, SizeIs(1));
  EXPECT_THAT(sent.problems[0].message, HasSubstr("needs the column to_organisation"));
  EXPECT_THAT(sheet.Read({"", "2026-05-01", kVin}).problems[0].message, HasSubstr("sent, received, condition"));
  EXPECT_THAT(sheet.Read({"lost", "2026-05-01", kVin}).problems[0].message, HasSubstr("is no event of this group"));
}

TEST(SheetTest, AVinThatFailsItsCheckIsNotedWhereItCannotBeDemanded) {
  const Sheet sheet = Open("odometer", {"event", "occurred_at", "vin", "odometer_km"});
  const RowReading row = sheet.Read({"read", "2026-05-01", "SGZCZ43D13S812715", "5"});
  EXPECT_TRUE(row.Ok());
  ASSERT_THAT(row.problems, SizeIs(1));
  EXPECT_TRUE(row.problems[0].note);
}

TEST(SheetTest, AListStandsInOneCell) {
  const Sheet sheet = Open("facility", {"event", "occurred_at", "vin", "site_id", "items"});
  const RowReading row = sheet.Read({"depolluted", "2026-05-01", kVin, "s-1", "oils; fuel|starter_battery"});
  ASSERT_TRUE(row.Ok()) << row.problems[0].message;
  ASSERT_EQ(row.draft.event.depolluted().items_size(), 3);
  EXPECT_EQ(row.draft.event.depolluted().items(0), v1::DEPOLLUTION_ITEM_STARTER_BATTERY) << "in the schema's order";
  EXPECT_FALSE(sheet.Read({"depolluted", "2026-05-01", kVin, "s-1", "oils oils"}).Ok());
}

TEST(SheetTest, AServiceWithoutAReadingSaysSo) {
  const Sheet sheet = Open("service", {"event", "occurred_at", "vin", "kind", "odometer_km"});
  EXPECT_EQ(sheet.Read({"serviced", "2026-05-01", kVin, "repair", ""}).draft.event.serviced().odometer_m(), -1);
  EXPECT_EQ(sheet.Read({"serviced", "2026-05-01", kVin, "repair", "0"}).draft.event.serviced().odometer_m(), 0);
}

TEST(SheetTest, TheHeaderIsReadStrictlyAndHelpfully) {
  EXPECT_THAT(HeaderError("retirements", {"vin", "reason", "occurred_at", "colour"}), HasSubstr("column 4 (colour)"));
  EXPECT_THAT(HeaderError("retirements", {"vin", "raeson", "occurred_at"}), HasSubstr("is reason meant?"));
  EXPECT_THAT(HeaderError("odometer", {"event", "vin", "odometer", "occurred_at"}),
              HasSubstr("say its unit in its name: odometer_km or odometer_m"));
  EXPECT_THAT(HeaderError("retirements", {"vin", "vin", "occurred_at"}), HasSubstr("is there already as column 1"));
  EXPECT_THAT(HeaderError("odometer", {"event", "vin", "occurred_at", "odometer_km", "odometer_m"}),
              HasSubstr("say the same"));
  EXPECT_THAT(HeaderError("retirements", {"vin", "occurred_at"}), HasSubstr("lacks what every row needs: reason"));
  EXPECT_THAT(HeaderError("stock", {"vin"}), HasSubstr("event, occurred_at"));
  SheetOptions ignoring = RheinMobil();
  ignoring.ignored = {"Colour"};
  EXPECT_EQ(HeaderError("retirements", {"vin", "reason", "occurred_at", "colour", "", ""}, ignoring), "");
  ignoring.ignored.clear();
  ignoring.ignore_unknown = true;
  EXPECT_EQ(HeaderError("retirements", {"vin", "reason", "occurred_at", "colour"}, ignoring), "");
}

TEST(SheetTest, ARefusalsFieldLeadsToItsColumn) {
  const Sheet sheet = Open("contracts", {"occurred_at", "Contract ID", "vin", "kind", "counterparty", "starts_on",
                                         "currency", "total", "instalment_count"});
  const GroupEvent& event = FindGroup("contracts")->events[0];
  EXPECT_EQ(sheet.ColumnOf(event, "events[3].contract_signed.contract_id"), "Contract ID");
  EXPECT_EQ(sheet.ColumnOf(event, "events[3].terms.contract.total_minor_units"), "total");
  EXPECT_EQ(sheet.ColumnOf(event, "events[3].terms.contract.schedule"), "instalment_count");
  EXPECT_EQ(sheet.ColumnOf(event, "events[3].occurred_at.offset_minutes"), "occurred_at");
  EXPECT_EQ(sheet.ColumnOf(event, "events[3].contract_signed.term_months"), "") << "not in the file";
  EXPECT_EQ(sheet.ColumnOf(event, "events[3]"), "");
  EXPECT_EQ(sheet.ColumnOf(event, ""), "");
}

TEST(SheetTest, AReportThatComesBackKeepsItsStatus) {
  const Sheet sheet = Open(
      "retirements", {"vin", "reason", "occurred_at", "ingot_status", "ingot_reason", "ingot_message", "ingot_seq"});
  EXPECT_EQ(sheet.Read({kVin, "end_of_life", "2026-05-01", "recorded", "", "", "17"}).status, "recorded");
  EXPECT_THAT(sheet.own_columns(), SizeIs(3));
}

}  // namespace
}  // namespace ingot::cli
