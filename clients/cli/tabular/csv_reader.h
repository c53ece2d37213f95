// Rows of comma-separated values (RFC 4180) and its dialects: any delimiter; CR, LF or CR LF; quoted cells with
// newlines, delimiters and doubled quotes in them.
#ifndef INGOT_CLIENTS_CLI_TABULAR_CSV_READER_H_
#define INGOT_CLIENTS_CLI_TABULAR_CSV_READER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace ingot::cli {

// Bounds of one row. Excel's own are 32 767 characters a cell and 16 384 columns.
struct CsvLimits {
  size_t row_bytes_max = 256 * 1024;
  size_t columns_max = 512;
};

struct CsvRow {
  // As the spreadsheet counts: from 1, a row with newlines in a cell counts once, empty rows count.
  uint64_t number = 0;
  std::vector<std::string> cells;
};

// Takes text in pieces of any size and calls the sink with every row, also with empty ones (one empty cell). A quote
// that does not begin a cell is an ordinary character. An error of the sink ends reading. Not thread-safe.
class CsvReader {
 public:
  using Sink = std::function<absl::Status(const CsvRow&)>;

  CsvReader(char delimiter, const CsvLimits& limits, Sink sink);

  // INVALID_ARGUMENT names the row: something after a closing quote, a row beyond the limits; or the sink's error.
  absl::Status Push(std::string_view text);
  // The text ends: a last row without a line break is a row. INVALID_ARGUMENT for an open quote.
  absl::Status Finish();

 private:
  enum class State { kCellBegins, kPlain, kQuoted, kQuoteInQuoted };
  absl::Status Take(char c);
  absl::Status EndCell();
  absl::Status EndRow();
  absl::Status Error(std::string_view what) const;

  const char delimiter_;
  const CsvLimits limits_;
  const Sink sink_;
  State state_ = State::kCellBegins;
  CsvRow row_;
  std::string cell_;
  size_t row_bytes_ = 0;
  // A row has begun: something was read since the last line break.
  bool row_open_ = false;
  // The last character was a CR outside quotes: a LF belongs to it.
  bool after_cr_ = false;
};

// The delimiter of a header: ',', ';' or tab, whichever separates the most cells (',' where none does); '\0' where two
// separate equally many. `header` is the first row's text; what stands in quotes does not count.
char DetectDelimiter(std::string_view header);

// REQUIRES: at least one cell. The row as a line of CSV, with CR LF, quoted where RFC 4180 demands it. Reading it gives
// the same cells.
std::string CsvLine(const std::vector<std::string>& cells, char delimiter);

// Spreadsheets take cells that begin with = + - @ tab or CR for formulas, and run them. A cell that would be one, and
// is no plain number, gets an apostrophe in front ("'=SUM(A1)"), which spreadsheets hide; UnprotectCell takes it off
// again.
std::string ProtectCell(std::string_view cell);
// REQUIRES: nothing. UnprotectCell(ProtectCell(x)) == x for every x.
std::string_view UnprotectCell(std::string_view cell);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_TABULAR_CSV_READER_H_
