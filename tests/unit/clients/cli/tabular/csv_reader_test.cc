#include "clients/cli/tabular/csv_reader.h"

#include <random>
#include <string>
#include <vector>

#include "clients/cpp/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Table = std::vector<std::vector<std::string>>;

struct Parsed {
  Table rows;
  absl::Status status;
};

// Reads in pieces of `step` bytes.
Parsed Parse(std::string_view text, char delimiter = ',', size_t step = 1 << 20, const CsvLimits& limits = {}) {
  Parsed parsed;
  CsvReader reader(delimiter, limits, [&parsed](const CsvRow& row) {
    EXPECT_EQ(row.number, parsed.rows.size() + 1);
    parsed.rows.push_back(row.cells);
    return absl::OkStatus();
  });
  for (size_t at = 0; at < text.size() && parsed.status.ok(); at += step) {
    parsed.status = reader.Push(text.substr(at, step));
  }
  if (parsed.status.ok()) parsed.status = reader.Finish();
  return parsed;
}

// RFC 4180 the slow way: over the whole text, with an index, one cell after the other. nullopt where it is no CSV.
std::optional<Table> Reference(const std::string& text, char delimiter) {
  Table table;
  size_t i = 0;
  while (i < text.size()) {
    std::vector<std::string> row;
    while (true) {
      std::string cell;
      if (i < text.size() && text[i] == '"') {
        // Up to the next quote that is not doubled.
        ++i;
        while (true) {
          const size_t quote = text.find('"', i);
          if (quote == std::string::npos) return std::nullopt;
          cell += text.substr(i, quote - i);
          i = quote + 1;
          if (i >= text.size() || text[i] != '"') break;
          cell += '"';
          ++i;
        }
        const bool ends = i == text.size() || text[i] == delimiter || text[i] == '\n' || text[i] == '\r';
        if (!ends) return std::nullopt;
      } else {
        const size_t end = std::min(text.find_first_of(std::string("\r\n") + delimiter, i), text.size());
        cell = text.substr(i, end - i);
        i = end;
      }
      row.push_back(cell);
      if (i >= text.size() || text[i] != delimiter) break;
      ++i;
    }
    table.push_back(row);
    if (text.compare(i, 2, "\r\n") == 0) {
      i += 2;
    } else if (i < text.size()) {
      ++i;
    }
  }
  return table;
}

TEST(CsvReaderTest, ReadsTheExamplesOfRfc4180) {
  // Section 2, items 1, 2, 5, 6 and 7.
  EXPECT_THAT(Parse("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n").rows,
              ElementsAre(ElementsAre("aaa", "bbb", "ccc"), ElementsAre("zzz", "yyy", "xxx")));
  EXPECT_THAT(Parse("aaa,bbb,ccc\r\nzzz,yyy,xxx").rows.size(), 2u);
  EXPECT_THAT(Parse("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx").rows[0], ElementsAre("aaa", "b\r\nbb", "ccc"));
  EXPECT_THAT(Parse("\"aaa\",\"b\"\"bb\",\"ccc\"").rows[0], ElementsAre("aaa", "b\"bb", "ccc"));
}

TEST(CsvReaderTest, KnowsAllLineBreaksAndCountsEmptyRows) {
  EXPECT_EQ(Parse("a\n\nb\r\n\r\nc\rd").rows, (Table{{"a"}, {""}, {"b"}, {""}, {"c"}, {"d"}}));
  EXPECT_EQ(Parse("a;b;;\r\n", ';').rows, (Table{{"a", "b", "", ""}}));
  EXPECT_TRUE(Parse("").rows.empty());
}

TEST(CsvReaderTest, AQuoteInsideACellIsAnOrdinaryCharacter) {
  EXPECT_EQ(Parse("5\" wheel,x").rows, (Table{{"5\" wheel", "x"}}));
}

TEST(CsvReaderTest, NamesTheRowThatIsWrong) {
  EXPECT_THAT(Parse("a\n\"b\"c\n").status.ToString(), HasSubstr("row 2: after a cell's closing quote"));
  EXPECT_THAT(Parse("a\n\"b\nc").status.ToString(), HasSubstr("row 2: a closing quote is missing"));
}

TEST(CsvReaderTest, BoundsRowsAndColumns) {
  const CsvLimits limits{10, 3};
  EXPECT_TRUE(Parse("123456789\n", ',', 100, limits).status.ok());
  EXPECT_THAT(Parse("x\n12345678901\n", ',', 100, limits).status.ToString(),
              HasSubstr("row 2: is longer than 10 bytes"));
  EXPECT_TRUE(Parse("1,2,3\n", ',', 100, limits).status.ok());
  EXPECT_THAT(Parse("1,2,3,4\n", ',', 100, limits).status.ToString(), HasSubstr("more than 3 columns"));
}

TEST(CsvReaderTest, AnErrorOfTheSinkEndsReading) {
  int rows = 0;
  CsvReader reader(',', CsvLimits(),
                   [&rows](const CsvRow&) { return ++rows == 2 ? absl::CancelledError("enough") : absl::OkStatus(); });
  EXPECT_TRUE(absl::IsCancelled(reader.Push("a\nb\nc\n")));
  EXPECT_EQ(rows, 2);
}

// Ten thousand texts of the characters that matter, read whole and in pieces, against the slow parser.
TEST(CsvReaderTest, AgreesWithASlowParserOnAnyText) {
  std::mt19937 random(20260501);
  constexpr std::string_view kAlphabet = "ab,;\"\"\r\n\n ";
  int refused = 0;
  for (int round = 0; round < 10'000; ++round) {
    std::string text;
    for (size_t length = random() % 24; length > 0; --length) text += kAlphabet[random() % kAlphabet.size()];
    const char delimiter = round % 2 == 0 ? ',' : ';';
    const std::optional<Table> expected = Reference(text, delimiter);
    for (const size_t step : {size_t{1}, size_t{3}, size_t{1000}}) {
      const Parsed parsed = Parse(text, delimiter, step);
      ASSERT_EQ(parsed.status.ok(), expected.has_value()) << ::testing::PrintToString(text) << " " << parsed.status;
      if (expected) {
        ASSERT_EQ(parsed.rows, *expected) << ::testing::PrintToString(text) << " in steps of " << step;
      }
    }
    refused += expected ? 0 : 1;
  }
  EXPECT_GT(refused, 500) << "the texts are to hold mistakes";
  EXPECT_LT(refused, 9000);
}

// Written by Python's csv module in its dialects; testdata/*.cells holds what the same module reads back, in
// hexadecimal.
TEST(CsvReaderTest, ReadsWhatPythonsCsvModuleWrites) {
  for (const auto& [name, delimiter] :
       std::vector<std::pair<std::string, char>>{{"excel", ','}, {"semicolon", ';'}, {"tab", '\t'}}) {
    const std::string base = "tests/unit/clients/cli/tabular/testdata/" + name;
    const absl::StatusOr<std::string> text = client::ReadFile(base + ".csv", 1 << 20);
    const absl::StatusOr<std::string> expected = client::ReadFile(base + ".cells", 1 << 20);
    ASSERT_TRUE(text.ok() && expected.ok()) << name;
    const Parsed parsed = Parse(*text, delimiter, 7);
    ASSERT_TRUE(parsed.status.ok()) << parsed.status;
    // One cell a line, in hexadecimal; a dot ends a row.
    std::string cells;
    for (const std::vector<std::string>& row : parsed.rows) {
      for (const std::string& cell : row) {
        for (const char c : cell) {
          constexpr char kDigits[] = "0123456789abcdef";
          cells += kDigits[static_cast<unsigned char>(c) >> 4];
          cells += kDigits[static_cast<unsigned char>(c) & 15];
        }
        cells += "\n";
      }
      cells += ".\n";
    }
    EXPECT_EQ(cells, *expected) << name;
    EXPECT_GT(parsed.rows.size(), 100u);
  }
}

TEST(CsvLineTest, IsReadBackAsItWas) {
  std::mt19937 random(7);
  constexpr std::string_view kAlphabet = "ab,;\t\"\r\n '=";
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::string> cells(1 + random() % 5);
    for (std::string& cell : cells) {
      for (size_t length = random() % 6; length > 0; --length) cell += kAlphabet[random() % kAlphabet.size()];
    }
    for (const char delimiter : {',', ';', '\t'}) {
      const Parsed parsed = Parse(CsvLine(cells, delimiter), delimiter);
      ASSERT_TRUE(parsed.status.ok()) << parsed.status;
      ASSERT_EQ(parsed.rows, Table{cells});
    }
  }
}

TEST(ProtectCellTest, KeepsFormulasFromRunning) {
  EXPECT_EQ(ProtectCell("=HYPERLINK(\"http://x\")"), "'=HYPERLINK(\"http://x\")");
  EXPECT_EQ(ProtectCell("+49 30 1"), "'+49 30 1");
  EXPECT_EQ(ProtectCell("@SUM(A1)"), "'@SUM(A1)");
  EXPECT_EQ(ProtectCell("-2+3+cmd|' /C calc'!A0"), "'-2+3+cmd|' /C calc'!A0");
  EXPECT_EQ(ProtectCell("\t=1"), "'\t=1");
  EXPECT_EQ(ProtectCell("-12.5"), "-12.5") << "a number stays a number";
  EXPECT_EQ(ProtectCell("a=b"), "a=b");
  EXPECT_EQ(ProtectCell(""), "");
}

TEST(ProtectCellTest, IsTakenOffAgain) {
  std::mt19937 random(11);
  constexpr std::string_view kAlphabet = "'=+-@1a.\t";
  for (int round = 0; round < 5000; ++round) {
    std::string cell;
    for (size_t length = random() % 6; length > 0; --length) cell += kAlphabet[random() % kAlphabet.size()];
    ASSERT_EQ(UnprotectCell(ProtectCell(cell)), cell);
  }
}

TEST(DetectDelimiterTest, TakesWhatSeparatesMost) {
  EXPECT_EQ(DetectDelimiter("vin,occurred_at,odometer_km"), ',');
  EXPECT_EQ(DetectDelimiter("vin;occurred_at;odometer_km"), ';');
  EXPECT_EQ(DetectDelimiter("vin\toccurred_at"), '\t');
  EXPECT_EQ(DetectDelimiter("\"a,b,c\";d"), ';') << "what stands in quotes does not count";
  EXPECT_EQ(DetectDelimiter("vin"), ',');
  EXPECT_EQ(DetectDelimiter("a,b;c"), '\0');
}

}  // namespace
}  // namespace ingot::cli
