#include "clients/cli/commands/report_output.h"

#include "clients/cli/commands/at_entry.h"
#include "clients/cli/tabular/csv_reader.h"
#include "clients/cli/text/format.h"
#include "clients/cpp/files.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/note/checkpoint.h"

namespace ingot::cli {
namespace {

constexpr size_t kMaxTableRows = 1'000'000;
constexpr int kLastMonth = 12;
constexpr int kLastDay = 31;
constexpr int kLastYear = 9999;

std::vector<Column> ColumnsOf(const std::vector<ReportColumn>& columns) {
  std::vector<Column> titles;
  for (const ReportColumn& column : columns) titles.push_back({column.title, column.align});
  return titles;
}

}  // namespace

void AddReportOptions(CLI::App* command, ReportOptions* options) {
  command->add_flag("--csv", options->csv, "Comma-separated values, masses in grams and shares in ppm");
}

void AddPlotOption(CLI::App* command, ReportOptions* options, const std::string& shows) {
  command->add_option("--svg", options->svg, Cat("Draw ", shows, " into this file"))->type_name("FILE");
}

ReportCell TextCell(std::string_view text) { return {.text = std::string(text), .plain = ProtectCell(text)}; }

ReportCell MassCell(int64_t grams) { return {.text = Kilograms(grams), .plain = Cat(grams)}; }

ReportCell NumberCell(int64_t number) { return {.text = Thousands(number), .plain = Cat(number)}; }

ReportCell ShareCell(int64_t ppm, bool none) {
  return {.text = none ? "" : PerCent(static_cast<int32_t>(ppm)), .plain = Cat(ppm)};
}

ReportRows::ReportRows(Context& context, const ReportOptions& options, std::vector<ReportColumn> columns)
    : context_(context), csv_(options.csv), table_(ColumnsOf(columns)) {
  for (const ReportColumn& column : columns) header_.push_back(column.csv_name);
}

void ReportRows::PrintHeader() {
  if (!header_.empty()) context_.Print(CsvLine(header_, ','));
  header_.clear();
}

absl::Status ReportRows::Row(const std::vector<ReportCell>& cells) {
  std::vector<std::string> texts;
  for (const ReportCell& cell : cells) texts.push_back(csv_ ? cell.plain : cell.text);
  if (csv_) {
    PrintHeader();
    context_.Print(CsvLine(texts, ','));
    return absl::OkStatus();
  }
  if (++rows_ > kMaxTableRows) {
    return absl::InvalidArgumentError("more than a million rows: take --csv or --json, which are printed as they come");
  }
  table_.Row(std::move(texts));
  return absl::OkStatus();
}

void ReportRows::Rule() {
  if (!csv_) table_.Rule();
}

void ReportRows::Finish(std::string_view heading, std::string_view footing) {
  if (csv_) {
    PrintHeader();
    return;
  }
  context_.Print(Cat(heading, table_.empty() ? "Nothing.\n" : table_.Format(), footing));
}

void AddPointOptions(CLI::App* command, Context& context, PointOptions* options) {
  command->add_option("--at", options->at, "As of this entry: entries 0 to SEQ count")
      ->type_name("SEQ")
      ->check(EntryNumber());
  command->add_option("--on", options->on, "Through this day (2026-05-01)")->type_name("DATE");
  command
      ->add_option("--as", options->as,
                   "recorded: by when entries were recorded (UTC); occurred: by when they happened, or were posted")
      ->check(CLI::IsMember({"recorded", "occurred"}));
  AddWaitOption(command, context);
}

absl::StatusOr<v1::BalancePoint> PointOf(Context& context, const PointOptions& options, bool whole) {
  v1::BalancePoint point;
  point.set_basis(options.as == "occurred" ? v1::BALANCE_BASIS_AS_OCCURRED : v1::BALANCE_BASIS_AS_RECORDED);
  if (options.at.has_value()) {
    if (whole || point.basis() == v1::BALANCE_BASIS_AS_OCCURRED || !options.on.empty()) {
      context.at_seq = options.at;
    } else {
      point.set_size(*options.at + 1);
    }
  }
  if (!options.on.empty()) {
    const absl::StatusOr<v1::Date> on = ParseDate(options.on);
    if (!on.ok()) return UsageError("--on", FromAbsl(on.status().message()));
    *point.mutable_on() = *on;
  }
  return point;
}

std::string PointText(const v1::BalancePoint& point) {
  if (point.basis() == v1::BALANCE_BASIS_AS_OCCURRED) {
    const bool open =
        point.on().year() == kLastYear && point.on().month() == kLastMonth && point.on().day() == kLastDay;
    return open ? "as occurred, all entries" : Cat("as occurred through ", DateText(point.on()));
  }
  if (point.size() == 0) return "as recorded, no entries";
  return Cat("as recorded, entries 0 to ", point.size() - 1);
}

std::string CheckpointText(std::string_view checkpoint) {
  const absl::StatusOr<note::Checkpoint> peeked = note::PeekCheckpoint(checkpoint);
  if (!peeked.ok()) return "";
  return Cat("Computed from the checkpoint of ", Thousands(static_cast<int64_t>(peeked->size)), " entries.\n");
}

absl::Status WritePlot(Context& context, const ReportOptions& options, const Plot& plot) {
  INGOT_RETURN_IF_ERROR(client::WriteFile(options.svg, SvgPlot(plot), client::kPublicFile, client::Existing::kReplace));
  context.Remark(Cat("Drawn into ", options.svg, "\n"));
  return absl::OkStatus();
}

}  // namespace ingot::cli
