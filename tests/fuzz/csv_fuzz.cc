// Spreadsheets from untrusted bytes: no crash; the size of the pieces changes nothing; what is read is written and read
// back the same; no row grows beyond its bounds.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/tabular/csv_reader.h"
#include "clients/cli/tabular/sheet.h"
#include "clients/cli/tabular/text_decoder.h"
#include "ledger/base/check.h"

namespace ingot::cli {
namespace {

constexpr CsvLimits kLimits{4096, 32};

struct Parsed {
  std::vector<std::vector<std::string>> rows;
  bool ok = false;
};

Parsed Parse(std::string_view bytes, char delimiter, size_t step) {
  Parsed parsed;
  TextDecoder decoder;
  CsvReader reader(delimiter, kLimits, [&parsed](const CsvRow& row) {
    INGOT_CHECK(row.number == parsed.rows.size() + 1);
    INGOT_CHECK(!row.cells.empty() && row.cells.size() <= kLimits.columns_max);
    parsed.rows.push_back(row.cells);
    return absl::OkStatus();
  });
  std::string text;
  for (size_t at = 0; at < bytes.size(); at += step) {
    text.clear();
    if (!decoder.Push(bytes.substr(at, step), &text).ok() || !reader.Push(text).ok()) return parsed;
  }
  text.clear();
  parsed.ok = decoder.Finish(&text).ok() && reader.Push(text).ok() && reader.Finish().ok();
  return parsed;
}

void CheckReader(std::string_view bytes, char delimiter) {
  const Parsed whole = Parse(bytes, delimiter, bytes.size() + 1);
  const Parsed pieces = Parse(bytes, delimiter, 3);
  INGOT_CHECK(whole.ok == pieces.ok);
  if (!whole.ok) return;
  INGOT_CHECK(whole.rows == pieces.rows);
  std::string written;
  for (const std::vector<std::string>& cells : whole.rows) {
    for (const std::string& cell : cells) INGOT_CHECK(UnprotectCell(ProtectCell(cell)) == cell);
    written += CsvLine(cells, delimiter);
  }
  const Parsed again = Parse(written, delimiter, written.size() + 1);
  // A first cell that begins with a byte order mark loses it; quoting may take a row over its bound.
  INGOT_CHECK(!again.ok || again.rows == whole.rows || written.rfind("\xEF\xBB\xBF", 0) == 0);
}

// Every kind of cell is met through a group with dates, money, lists and numbers.
void CheckSheets(std::string_view bytes) {
  const Parsed parsed = Parse(bytes, ',', bytes.size() + 1);
  for (const char* const name : {"contracts", "facility", "lots"}) {
    std::vector<std::string> header;
    for (const FieldColumn& column : CommonColumns()) header.push_back(column.name());
    header.emplace_back(kEventColumn);
    for (const GroupEvent& event : FindGroup(name)->events) {
      for (const FieldColumn& column : event.columns) {
        const bool there = std::find(header.begin(), header.end(), column.name()) != header.end();
        if (!there && !column.repetition) header.push_back(column.name());
      }
    }
    SheetOptions options{{',', DateOrder::kDayMonthYear, 60}, "rhein-mobil", {}, true};
    const absl::StatusOr<Sheet> sheet = Sheet::Open(*FindGroup(name), header, options);
    INGOT_CHECK_OK(sheet);
    for (std::vector<std::string> cells : parsed.rows) {
      cells.resize(header.size());
      sheet->Read(cells);
    }
    if (!parsed.rows.empty()) Sheet::Open(*FindGroup(name), parsed.rows[0], options).status().IgnoreError();
  }
}

}  // namespace
}  // namespace ingot::cli

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  ingot::cli::CheckReader(bytes, ',');
  ingot::cli::CheckReader(bytes, ';');
  ingot::cli::CheckSheets(bytes);
  return 0;
}
