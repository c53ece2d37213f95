// ingot report balance, ingot report untraced.
#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/commands/report.h"
#include "clients/cli/commands/report_output.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/message_json.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

using BalanceStub = v1::BalanceService::Stub;

constexpr int kMinPoints = 2;
constexpr int kMaxPoints = 400;

struct BalanceOptions {
  PointOptions point;
  ReportOptions output;
  std::vector<std::string> by;
  int points = 0;
};

std::string_view StageText(v1::BalanceStage stage) {
  switch (stage) {
    case v1::BALANCE_STAGE_EXTERNAL:
      return "came from outside";
    case v1::BALANCE_STAGE_STOCK:
      return "in stock";
    case v1::BALANCE_STAGE_IN_SERVICE:
      return "in service";
    case v1::BALANCE_STAGE_SALVAGE:
      return "total losses";
    case v1::BALANCE_STAGE_UNTRACED:
      return "out of sight";
    case v1::BALANCE_STAGE_RETIREMENT:
      return "retired, being treated";
    case v1::BALANCE_STAGE_IN_TRANSIT:
      return "under way";
    case v1::BALANCE_STAGE_RECOVERY:
      return "in recovery";
    case v1::BALANCE_STAGE_MELT:
      return "at the smelters";
    case v1::BALANCE_STAGE_BACK_IN_PRODUCTION:
      return "back in production";
    case v1::BALANCE_STAGE_GONE:
      return "left the loop";
    case v1::BALANCE_STAGE_CONTROL:
      return "differences";
    default:
      return "";
  }
}

absl::Status PrintSheet(Context& context, const BalanceOptions& options, const v1::GetBalanceSheetRequest& request,
                        const v1::GetBalanceSheetResponse& sheet) {
  std::vector<ReportColumn> columns;
  for (const int by : request.by()) {
    const std::string name = options.by.empty() ? "stage" : EnumText(static_cast<v1::BalanceDimension>(by));
    std::string title = name;
    std::transform(title.begin(), title.end(), title.begin(), [](unsigned char c) { return std::tolower(c); });
    columns.push_back({title, title});
  }
  columns.push_back({"kg", "grams", Align::kRight});
  columns.push_back({"share", "share_ppm", Align::kRight});
  ReportRows rows(context, options.output, columns);
  for (const v1::BalanceSheetRow& row : sheet.rows()) {
    std::vector<ReportCell> cells;
    for (const int by : request.by()) {
      switch (by) {
        case v1::BALANCE_DIMENSION_STAGE:
          cells.push_back({.text = std::string(StageText(row.stage())), .plain = EnumText(row.stage())});
          break;
        case v1::BALANCE_DIMENSION_BRAND:
          cells.push_back(TextCell(row.brand_id()));
          break;
        case v1::BALANCE_DIMENSION_MODE:
          cells.push_back(TextCell(row.mode()));
          break;
        default:
          cells.push_back(TextCell(row.organisation_id()));
      }
    }
    cells.push_back(MassCell(row.grams()));
    cells.push_back(ShareCell(row.share_ppm(), row.share_ppm() == 0));
    INGOT_RETURN_IF_ERROR(rows.Row(cells));
  }
  rows.Finish(Cat("The Aluminium Bank ", PointText(sheet.point()), "\n\n"),
              Cat("\nIn the loop: ", Kilograms(sheet.in_loop_g()), " kg\n", CheckpointText(sheet.checkpoint())));
  return absl::OkStatus();
}

// Stages of the loop and what left it; what came in and the differences are its other side.
absl::StatusOr<Plot> HistoryPlot(client::LedgerClient& ledger, const BalanceOptions& options) {
  v1::GetBalanceHistoryRequest request;
  request.set_basis(options.point.as == "recorded" ? v1::BALANCE_BASIS_AS_RECORDED : v1::BALANCE_BASIS_AS_OCCURRED);
  request.set_points(options.points);
  INGOT_ASSIGN_OR_RETURN(const v1::GetBalanceHistoryResponse history,
                         ledger.Query(ledger.channel().balance(), &BalanceStub::GetBalanceHistory, request));
  if (history.points().empty()) return absl::NotFoundError("nothing has been posted yet: there is nothing to draw");
  const bool recorded = request.basis() == v1::BALANCE_BASIS_AS_RECORDED;
  Plot plot;
  plot.kind = PlotKind::kStackedAreas;
  plot.title = "Aluminium Bank: where the metal is";
  plot.x_title = recorded ? "entries recorded" : "day";
  plot.y_title = "aluminium alloy";
  std::map<v1::BalanceStage, std::vector<int64_t>> stages;
  for (const v1::BalanceHistoryPoint& point : history.points()) {
    plot.places.push_back(recorded ? Thousands(static_cast<int64_t>(point.point().size())) : DateText(point.day()));
  }
  for (int i = 0; i < history.points_size(); ++i) {
    for (const v1::StageAmount& amount : history.points(i).stages()) {
      if (amount.stage() == v1::BALANCE_STAGE_EXTERNAL || amount.stage() == v1::BALANCE_STAGE_CONTROL) continue;
      std::vector<int64_t>& values = stages[amount.stage()];
      values.resize(plot.places.size());
      // As occurred a stage may be below zero for a day: an area can't show it.
      values[static_cast<size_t>(i)] = std::max<int64_t>(0, amount.grams());
    }
  }
  for (auto& [stage, values] : stages) plot.series.push_back({std::string(StageText(stage)), std::move(values)});
  const v1::BalanceHistoryPoint& last = history.points(history.points_size() - 1);
  plot.subtitle = Cat(recorded ? "as recorded" : "as occurred", ", ", DateText(history.points(0).day()), " to ",
                      DateText(last.day()), "; differences of measurement not shown");
  return plot;
}

absl::Status ReportBalance(Context& context, const BalanceOptions& options) {
  v1::GetBalanceSheetRequest request;
  INGOT_ASSIGN_OR_RETURN(*request.mutable_point(),
                         PointOf(context, options.point, /*whole=*/!options.output.svg.empty()));
  for (const std::string& by : options.by) {
    const absl::StatusOr<v1::BalanceDimension> dimension = ParseEnum<v1::BalanceDimension>(by);
    if (!dimension.ok()) return UsageError("--by", FromAbsl(dimension.status().message()));
    request.add_by(*dimension);
  }
  if (options.by.empty()) request.add_by(v1::BALANCE_DIMENSION_STAGE);
  INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
  INGOT_ASSIGN_OR_RETURN(const v1::GetBalanceSheetResponse sheet,
                         ledger->Query(ledger->channel().balance(), &BalanceStub::GetBalanceSheet, request));
  if (context.json) {
    context.PrintJson(MessageJson(sheet));
  } else {
    INGOT_RETURN_IF_ERROR(PrintSheet(context, options, request, sheet));
  }
  if (options.output.svg.empty()) return absl::OkStatus();
  INGOT_ASSIGN_OR_RETURN(const Plot plot, HistoryPlot(*ledger, options));
  return WritePlot(context, options.output, plot);
}

absl::Status ReportUntraced(Context& context, const BalanceOptions& options) {
  v1::GetUntracedRequest request;
  INGOT_ASSIGN_OR_RETURN(*request.mutable_point(), PointOf(context, options.point));
  INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
  INGOT_ASSIGN_OR_RETURN(const v1::GetUntracedResponse untraced,
                         ledger->Query(ledger->channel().balance(), &BalanceStub::GetUntraced, request));
  if (context.json) {
    context.PrintJson(MessageJson(untraced));
    return absl::OkStatus();
  }
  ReportRows rows(context, options.output, {{"last holder", "last_holder"}, {"kg", "grams", Align::kRight}});
  for (const v1::UntracedRow& row : untraced.rows()) {
    INGOT_RETURN_IF_ERROR(rows.Row({TextCell(row.organisation_id()), MassCell(row.grams())}));
  }
  rows.Finish(Cat("Out of sight ", PointText(untraced.point()), "\n\n"),
              Cat("\n", CheckpointText(untraced.checkpoint())));
  return absl::OkStatus();
}

}  // namespace

void AddBalanceReports(CLI::App& report, Context& context) {
  const auto balance = std::make_shared<BalanceOptions>();
  CLI::App* const sheet =
      AddCommand(report, "balance", "The Aluminium Bank's balance sheet: mass and share, at any entry or day",
                 {"ingot report balance", "ingot report balance --by brand --by mode --on 2026-06-30 --as occurred",
                  "ingot report balance --as occurred --svg balance.svg"});
  AddPointOptions(sheet, context, &balance->point);
  sheet->add_option("--by", balance->by, "stage, brand, mode or organisation; may be given several times")
      ->type_name("DIMENSION");
  AddReportOptions(sheet, &balance->output);
  AddPlotOption(sheet, &balance->output, "the balance by stage over time");
  sheet->add_option("--points", balance->points, "Points in time of the drawing, 2 to 400 (48)")
      ->check(CLI::Range(kMinPoints, kMaxPoints));
  SetAction(sheet, context, [&context, balance] { return ReportBalance(context, *balance); });

  const auto options = std::make_shared<BalanceOptions>();
  CLI::App* const untraced = AddCommand(report, "untraced", "Metal out of sight, with whoever held it last",
                                        {"ingot report untraced", "ingot report untraced --on 2026-12-31 --csv"});
  AddPointOptions(untraced, context, &options->point);
  AddReportOptions(untraced, &options->output);
  SetAction(untraced, context, [&context, options] { return ReportUntraced(context, *options); });
}

}  // namespace ingot::cli
