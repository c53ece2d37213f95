// The rows of a file, read and checked one after the other: memory does not grow with the file.
#ifndef INGOT_CLIENTS_CLI_IMPORT_ROW_SOURCE_H_
#define INGOT_CLIENTS_CLI_IMPORT_ROW_SOURCE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/cli/import/import_row.h"
#include "clients/cli/tabular/csv_reader.h"
#include "clients/cli/tabular/sheet.h"

namespace ingot::cli {

inline constexpr uint64_t kMaxFileBytes = uint64_t{1} << 30;
// Rows of a spreadsheet.
inline constexpr uint64_t kMaxRows = 1'048'576;

struct SourceOptions {
  std::string path;
  const Group* group = nullptr;
  SheetOptions sheet;
  // '\0': found out from the header.
  char delimiter = '\0';
  // JSON Lines as `ingot submit` reads them, one event a line; lines that begin with '#' are passed over.
  bool jsonl = false;
};

// How the file is laid out: known before its first row.
struct SourceLayout {
  // Of a JSON Lines file none.
  std::optional<Sheet> sheet;
  char delimiter = ',';
  // Began with a byte order mark.
  bool marked = false;
};

struct SourceSinks {
  std::function<absl::Status(const SourceLayout&)> layout;
  // Every row that is not empty, checked for itself and against the rows before it: kGood, kWrong or kAlready (by an
  // earlier report's word).
  std::function<absl::Status(ImportRow)> row;
  // Bytes read so far, and in all.
  std::function<void(uint64_t done, uint64_t total)> progress;
};

// Reads the whole file. INVALID_ARGUMENT where it can't be read as a table (encoding, delimiter, header, bounds): the
// message names the file, and the row where one is to blame. Errors of the sinks end reading.
absl::Status ReadRows(const SourceOptions& options, const SourceSinks& sinks);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_IMPORT_ROW_SOURCE_H_
