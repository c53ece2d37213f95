// Holds the tables against published machine-readable copies of the standards' lists, where they are at hand.
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "ledger/iso/country.h"
#include "ledger/iso/currency.h"

namespace ingot::iso {
namespace {

// Fields of one line of CSV (RFC 4180, no line breaks inside fields).
std::vector<std::string> SplitCsv(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back().push_back(c);
    }
  }
  return fields;
}

using Row = std::map<std::string, std::string>;

std::string DataPath(const std::string& file) {
  const char* const folder = std::getenv("INGOT_SHARED_DATA");
  return std::string(folder != nullptr ? folder : "../shared/data") + "/" + file;
}

// The rows by column name; empty where there is no such file.
std::vector<Row> ReadCsv(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line)) return {};
  const std::vector<std::string> columns = SplitCsv(line);
  std::vector<Row> rows;
  while (std::getline(file, line)) {
    const std::vector<std::string> fields = SplitCsv(line);
    Row& row = rows.emplace_back();
    for (size_t i = 0; i < columns.size() && i < fields.size(); ++i) row[columns[i]] = fields[i];
  }
  return rows;
}

std::vector<std::string> AllCodes(size_t letters) {
  std::vector<std::string> codes = {""};
  for (size_t i = 0; i < letters; ++i) {
    std::vector<std::string> longer;
    for (const std::string& code : codes) {
      for (char c = 'A'; c <= 'Z'; ++c) longer.push_back(code + c);
    }
    codes = std::move(longer);
  }
  return codes;
}

TEST(PublishedListsTest, CurrenciesAgree) {
  const std::string path = DataPath("iso4217/data/codes-all.csv");
  const std::vector<Row> rows = ReadCsv(path);
  if (rows.empty()) {
    GTEST_SKIP() << "no published list of ISO 4217 at " << path << " (set INGOT_SHARED_DATA to its folder)";
  }
  std::map<std::string, int> current;
  bool lev_withdrawn_2026 = false;
  for (const Row& row : rows) {
    if (row.at("AlphabeticCode") == "BGN" && row.at("WithdrawalDate") == "2026-01") lev_withdrawn_2026 = true;
    const std::string& unit = row.at("MinorUnit");
    if (!row.at("WithdrawalDate").empty() || unit.empty() || unit == "-") continue;
    current[row.at("AlphabeticCode")] = std::stoi(unit);
  }
  ASSERT_GT(current.size(), 150u);
  EXPECT_TRUE(lev_withdrawn_2026);
  for (const std::string& code : AllCodes(3)) {
    const auto published = current.find(code);
    const std::optional<int> expected =
        published != current.end() ? std::optional<int>(published->second) : std::nullopt;
    EXPECT_EQ(CurrencyExponent(2, code), expected) << code;
    EXPECT_EQ(CurrencyExponent(1, code), code == "BGN" ? std::optional<int>(2) : expected) << code;
  }
}

TEST(PublishedListsTest, CountriesAgree) {
  const std::string path = DataPath("iso3166/data/country-codes.csv");
  const std::vector<Row> rows = ReadCsv(path);
  if (rows.empty()) {
    GTEST_SKIP() << "no published list of ISO 3166-1 at " << path << " (set INGOT_SHARED_DATA to its folder)";
  }
  std::set<std::string> published;
  for (const Row& row : rows) published.insert(row.at("ISO3166-1-Alpha-2"));
  ASSERT_EQ(published.size(), 249u);
  for (const std::string& code : AllCodes(2)) EXPECT_EQ(IsCountry(1, code), published.contains(code)) << code;
}

}  // namespace
}  // namespace ingot::iso
