#include "clients/cli/tabular/csv_reader.h"

#include <algorithm>
#include <utility>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

bool BeginsFormula(std::string_view cell) {
  return !cell.empty() && std::string_view("=+-@\t\r").find(cell.front()) != std::string_view::npos;
}

// Digits with signs that numbers have; nothing that a spreadsheet could run.
bool IsPlainNumber(std::string_view cell) {
  if (cell.size() < 2 || (cell.front() != '-' && cell.front() != '+')) return false;
  return std::all_of(cell.begin() + 1, cell.end(),
                     [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == ','; });
}

// Apostrophes, then what begins a formula.
bool LooksProtected(std::string_view cell) {
  const size_t begin = cell.find_first_not_of('\'');
  return begin != std::string_view::npos && begin > 0 && BeginsFormula(cell.substr(begin));
}

}  // namespace

CsvReader::CsvReader(char delimiter, const CsvLimits& limits, Sink sink)
    : delimiter_(delimiter), limits_(limits), sink_(std::move(sink)) {}

absl::Status CsvReader::Error(std::string_view what) const {
  return absl::InvalidArgumentError(Cat("row ", row_.number + 1, ": ", what));
}

absl::Status CsvReader::Push(std::string_view text) {
  for (const char c : text) {
    if (after_cr_) {
      after_cr_ = false;
      if (c == '\n') continue;
    }
    INGOT_RETURN_IF_ERROR(Take(c));
  }
  return absl::OkStatus();
}

absl::Status CsvReader::Take(char c) {
  if (++row_bytes_ > limits_.row_bytes_max) {
    return Error(Cat("is longer than ", limits_.row_bytes_max, " bytes: a closing quote may be missing in it"));
  }
  if (state_ == State::kQuoted) {
    if (c == '"') {
      state_ = State::kQuoteInQuoted;
    } else {
      cell_ += c;
    }
    return absl::OkStatus();
  }
  if (c == delimiter_) {
    row_open_ = true;
    return EndCell();
  }
  if (c == '\n' || c == '\r') {
    after_cr_ = c == '\r';
    return EndRow();
  }
  row_open_ = true;
  switch (state_) {
    case State::kCellBegins:
      state_ = c == '"' ? State::kQuoted : State::kPlain;
      if (c != '"') cell_ += c;
      return absl::OkStatus();
    case State::kQuoteInQuoted:
      if (c != '"')
        return Error("after a cell's closing quote only the delimiter may follow; write quotes inside twice");
      cell_ += c;
      state_ = State::kQuoted;
      return absl::OkStatus();
    default:
      cell_ += c;
      return absl::OkStatus();
  }
}

absl::Status CsvReader::EndCell() {
  if (row_.cells.size() >= limits_.columns_max) {
    return Error(Cat("has more than ", limits_.columns_max, " columns"));
  }
  row_.cells.push_back(std::move(cell_));
  cell_.clear();
  state_ = State::kCellBegins;
  return absl::OkStatus();
}

absl::Status CsvReader::EndRow() {
  INGOT_RETURN_IF_ERROR(EndCell());
  ++row_.number;
  row_open_ = false;
  row_bytes_ = 0;
  INGOT_RETURN_IF_ERROR(sink_(row_));
  row_.cells.clear();
  return absl::OkStatus();
}

absl::Status CsvReader::Finish() {
  if (state_ == State::kQuoted) return Error("a closing quote is missing: the file ends inside a cell");
  return row_open_ ? EndRow() : absl::OkStatus();
}

char DetectDelimiter(std::string_view header) {
  constexpr char kCandidates[] = {',', ';', '\t'};
  size_t counts[] = {0, 0, 0};
  bool quoted = false;
  for (const char c : header) {
    if (c == '"') quoted = !quoted;
    for (size_t i = 0; i < 3 && !quoted; ++i) counts[i] += c == kCandidates[i] ? 1 : 0;
  }
  const size_t* const most = std::max_element(counts, counts + 3);
  if (*most == 0) return ',';
  if (std::count(counts, counts + 3, *most) > 1) return '\0';
  return kCandidates[most - counts];
}

std::string CsvLine(const std::vector<std::string>& cells, char delimiter) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += delimiter;
    const std::string& cell = cells[i];
    if (cell.find_first_of("\"\r\n") == std::string::npos && cell.find(delimiter) == std::string::npos) {
      line += cell;
      continue;
    }
    line += '"';
    for (const char c : cell) {
      if (c == '"') line += '"';
      line += c;
    }
    line += '"';
  }
  return line + "\r\n";
}

std::string ProtectCell(std::string_view cell) {
  const bool formula = BeginsFormula(cell) && !IsPlainNumber(cell);
  return formula || LooksProtected(cell) ? Cat("'", cell) : std::string(cell);
}

std::string_view UnprotectCell(std::string_view cell) { return LooksProtected(cell) ? cell.substr(1) : cell; }

}  // namespace ingot::cli
