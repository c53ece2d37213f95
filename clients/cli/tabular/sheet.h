// A table of one group's events: its header understood, its rows turned into events, its cells' mistakes told in words.
#ifndef INGOT_CLIENTS_CLI_TABULAR_SHEET_H_
#define INGOT_CLIENTS_CLI_TABULAR_SHEET_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/tabular/group.h"
#include "clients/cli/tabular/values.h"
#include "clients/cpp/signer.h"

namespace ingot::cli {

// What is wrong with a row, for whoever typed it.
struct Problem {
  // As the file's header spells it; empty for the row as a whole.
  std::string column;
  // The cell as it stands there.
  std::string value;
  // What is wrong, and how to put it right.
  std::string message;
  // Worth a look, but no reason not to record the row.
  bool note = false;
};

struct SheetOptions {
  ValueStyle style;
  // Whose ids need no prefix.
  std::string organisation;
  // Columns to pass over, by their names in the file.
  std::vector<std::string> ignored;
  bool ignore_unknown = false;
};

// One row.
struct RowReading {
  // Complete where Ok(); without salt and organisation, which signing fills in.
  client::Draft draft;
  // nullptr where the row does not say.
  const GroupEvent* event = nullptr;
  std::vector<Problem> problems;
  // What an earlier import's report says of the row; empty for none.
  std::string status;

  bool Ok() const;
  void Wrong(std::string_view column, std::string_view value, std::string_view message);
  void Note(std::string_view column, std::string_view value, std::string_view message);
};

// Columns that a report adds (docs/CLI.md); a file that has them is a report that comes back.
inline constexpr std::string_view kStatusColumn = "ingot_status";
inline constexpr std::string_view kReasonColumn = "ingot_reason";
inline constexpr std::string_view kMessageColumn = "ingot_message";
inline constexpr std::string_view kSeqColumn = "ingot_seq";

class Sheet {
 public:
  // INVALID_ARGUMENT names the column: unknown (with the nearest one), twice there, without its unit; or missing where
  // every row needs it. `group` outlives the sheet.
  static absl::StatusOr<Sheet> Open(const Group& group, const std::vector<std::string>& header,
                                    const SheetOptions& options);

  // Checks every cell. Thread-safe.
  RowReading Read(const std::vector<std::string>& cells) const;

  // The column, in the file's spelling, that a refusal's field ("events[3].vehicle_sent.vin") is about; empty for none.
  std::string ColumnOf(const GroupEvent& event, std::string_view field) const;
  // Where the columns are that the file itself brought: all but a report's.
  const std::vector<size_t>& own_columns() const { return own_columns_; }
  const std::vector<std::string>& header() const { return header_; }

 private:
  struct Bound {
    const FieldColumn* column;
    size_t at;
    int decimals;
  };
  struct BoundEvent {
    const GroupEvent* event;
    // In the order of the event's columns, common ones first.
    std::vector<Bound> columns;
  };

  Sheet(const Group& group, std::vector<std::string> header, SheetOptions options);
  absl::Status Bind();
  absl::Status BindOne(size_t at, const std::string& name);
  absl::Status CheckMissing() const;
  std::string Suggest(const std::string& name) const;
  const BoundEvent* EventOf(const std::vector<std::string>& cells, RowReading* row) const;
  void CheckForeignCells(const BoundEvent& event, const std::vector<std::string>& cells, RowReading* row) const;
  void ReadCell(const BoundEvent& event, const Bound& bound, const std::vector<std::string>& cells,
                RowReading* row) const;
  // The currency that a money column's cell is in.
  std::string CurrencyOf(const BoundEvent& event, const FieldColumn& column,
                         const std::vector<std::string>& cells) const;

  const Group* group_;
  std::vector<std::string> header_;
  SheetOptions options_;
  std::vector<BoundEvent> events_;
  std::optional<size_t> event_at_;
  std::optional<size_t> status_at_;
  std::optional<size_t> recorded_by_at_;
  std::vector<size_t> own_columns_;
  // File columns that some event has.
  std::vector<bool> bound_;
};

// A header as it is compared: trimmed, in lower case, '_' for blanks and '-', without brackets.
std::string HeaderName(std::string_view cell);

// Whether a row has nothing in it.
bool IsEmptyRow(const std::vector<std::string>& cells);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_TABULAR_SHEET_H_
