// How reports are printed: a table for people, CSV for spreadsheets, JSON for programs, SVG to look at.
#ifndef INGOT_CLIENTS_CLI_COMMANDS_REPORT_OUTPUT_H_
#define INGOT_CLIENTS_CLI_COMMANDS_REPORT_OUTPUT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "clients/cli/commands/context.h"
#include "clients/cli/text/svg_plot.h"
#include "clients/cli/text/table.h"
#include "ingot/v1/balance_service.pb.h"

namespace ingot::cli {

struct ReportOptions {
  bool csv = false;
  std::string svg;
};

// --csv.
void AddReportOptions(CLI::App* command, ReportOptions* options);
// --svg FILE, of what `shows` names.
void AddPlotOption(CLI::App* command, ReportOptions* options, const std::string& shows);

// A cell as people read it and as a spreadsheet takes it.
struct ReportCell {
  std::string text;
  std::string plain;
};
ReportCell TextCell(std::string_view text);
// Kilograms for people, grams for spreadsheets.
ReportCell MassCell(int64_t grams);
ReportCell NumberCell(int64_t number);
// Per cent, and ppm. Empty for people where `none`.
ReportCell ShareCell(int64_t ppm, bool none = false);

struct ReportColumn {
  std::string title;
  // In the header of CSV: with the unit, "grams".
  std::string csv_name;
  Align align = Align::kLeft;
};

// The rows of a report. With --csv they are printed as they come, else kept for the table.
class ReportRows {
 public:
  ReportRows(Context& context, const ReportOptions& options, std::vector<ReportColumn> columns);

  // REQUIRES: as many cells as columns. LIMIT_REACHED beyond a million rows of a table.
  absl::Status Row(const std::vector<ReportCell>& cells);
  void Rule();
  // Prints the table, under `heading` and over `footing`; nothing with --csv, where the rows are printed already.
  void Finish(std::string_view heading, std::string_view footing);

 private:
  // Before the first row: a refusal leaves nothing behind.
  void PrintHeader();

  Context& context_;
  const bool csv_;
  std::vector<std::string> header_;
  Table table_;
  size_t rows_ = 0;
};

// --at, --on, --as.
struct PointOptions {
  std::optional<uint64_t> at;
  std::string on;
  std::string as = "recorded";
};
void AddPointOptions(CLI::App* command, Context& context, PointOptions* options);
// The point to ask for. As recorded, --at is a point of the books; as occurred, and where `whole` says that more than
// balances is asked for, it is an earlier state that the context's ledger() then asks for.
absl::StatusOr<v1::BalancePoint> PointOf(Context& context, const PointOptions& options, bool whole = false);
// "as recorded, entries 0 to 4711", "as occurred through 2026-05-01".
std::string PointText(const v1::BalancePoint& point);

// Size and time of the checkpoint that an answer names: "Computed from the checkpoint of 4 712 entries.\n".
std::string CheckpointText(std::string_view checkpoint);

// Writes the plot; a remark says where.
absl::Status WritePlot(Context& context, const ReportOptions& options, const Plot& plot);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_COMMANDS_REPORT_OUTPUT_H_
