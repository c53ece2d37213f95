// ingot report maturity, ingot report recovery, ingot report closed-loop.
#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/commands/at_entry.h"
#include "clients/cli/commands/report.h"
#include "clients/cli/commands/report_output.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/message_json.h"
#include "ledger/base/arithmetic.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

using BalanceStub = v1::BalanceService::Stub;

constexpr int kMaxServiceLife = 60;
constexpr int64_t kOneMillion = 1'000'000;

struct FleetOptions {
  ReportOptions output;
  int service_life = 0;
  bool by_brand = false;
  std::vector<std::string> by;
};

std::string YearText(int32_t year) { return year == 0 ? "not known" : Cat(year); }

// Years from the first to the last, those without metal too, so that the axis is a time's.
Plot MaturityPlot(const v1::GetMaturityLadderResponse& ladder) {
  std::map<int32_t, std::pair<int64_t, int64_t>> years;
  int64_t unknown_g = 0;
  for (const v1::MaturityRow& row : ladder.rows()) {
    if (row.year() == 0) {
      unknown_g += row.service_life_g();
      continue;
    }
    years[row.year()].first += row.contract_g();
    years[row.year()].second += row.service_life_g();
  }
  Plot plot;
  plot.kind = PlotKind::kStackedBars;
  plot.title = "Maturity ladder: aluminium due back, by year";
  plot.subtitle = Cat("end of lease, else model year + ", ladder.service_life_years(), " years (an assumption)",
                      unknown_g > 0 ? Cat("; ", Kilograms(unknown_g), " kg of no known model year not shown") : "");
  plot.x_title = "year";
  plot.y_title = "body aluminium";
  plot.series = {{"leases in force", {}}, {"assumed service life", {}}};
  for (int32_t year = years.empty() ? 0 : years.begin()->first; !years.empty() && year <= years.rbegin()->first;
       ++year) {
    plot.places.push_back(Cat(year));
    const auto at = years.find(year);
    plot.series[0].values.push_back(at == years.end() ? 0 : at->second.first);
    plot.series[1].values.push_back(at == years.end() ? 0 : at->second.second);
  }
  return plot;
}

absl::Status NothingToDraw() { return absl::NotFoundError("there is nothing to draw yet"); }

absl::Status ReportMaturity(Context& context, const FleetOptions& options) {
  v1::GetMaturityLadderRequest request;
  request.set_service_life_years(options.service_life);
  request.set_by_brand(options.by_brand);
  INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
  INGOT_ASSIGN_OR_RETURN(const v1::GetMaturityLadderResponse ladder,
                         ledger->Query(ledger->channel().balance(), &BalanceStub::GetMaturityLadder, request));
  if (context.json) {
    context.PrintJson(MessageJson(ladder));
  } else {
    std::vector<ReportColumn> columns = {{"year", "year"}};
    if (options.by_brand) columns.push_back({"brand", "brand"});
    columns.push_back({"leased, kg", "contract_grams", Align::kRight});
    columns.push_back({"vehicles", "contract_vehicles", Align::kRight});
    columns.push_back({"assumed, kg", "service_life_grams", Align::kRight});
    columns.push_back({"vehicles", "service_life_vehicles", Align::kRight});
    ReportRows rows(context, options.output, columns);
    for (const v1::MaturityRow& row : ladder.rows()) {
      std::vector<ReportCell> cells = {{.text = YearText(row.year()), .plain = Cat(row.year())}};
      if (options.by_brand) cells.push_back(TextCell(row.brand_id()));
      cells.push_back(MassCell(row.contract_g()));
      cells.push_back(NumberCell(static_cast<int64_t>(row.contract_vehicles())));
      cells.push_back(MassCell(row.service_life_g()));
      cells.push_back(NumberCell(static_cast<int64_t>(row.service_life_vehicles())));
      INGOT_RETURN_IF_ERROR(rows.Row(cells));
    }
    rows.Finish(Cat("Body aluminium due back: under leases at the end of their term; of all other vehicles on the road "
                    "or in\nstock, ",
                    ladder.service_life_years(), " years after their model year (an assumption: --service-life)\n\n"),
                Cat("\n", CheckpointText(ladder.checkpoint())));
  }
  if (options.output.svg.empty()) return absl::OkStatus();
  const Plot plot = MaturityPlot(ladder);
  return plot.places.empty() ? NothingToDraw() : WritePlot(context, options.output, plot);
}

int64_t Rate(int64_t part, int64_t whole) { return whole == 0 ? 0 : MulDivFloor(part, kOneMillion, whole).value_or(0); }

// Models by what entered them; beyond the colours the smaller ones together.
Plot RecoveryPlot(const v1::GetRecoveryResponse& recovery) {
  using Sums = std::pair<int64_t, int64_t>;  // recovered, entered
  std::map<std::string, std::map<int32_t, Sums>> models;
  std::map<std::string, int64_t> entered;
  std::map<int32_t, size_t> years;
  for (const v1::RecoveryRow& row : recovery.rows()) {
    if (row.recovered_entered_g() == 0) continue;
    Sums& sums = models[row.model_id()][row.year()];
    sums.first += row.recovered_g();
    sums.second += row.recovered_entered_g();
    entered[row.model_id()] += row.recovered_entered_g();
    years.emplace(row.year(), 0);
  }
  std::vector<std::pair<int64_t, std::string>> order;
  order.reserve(entered.size());
  for (const auto& [model, grams] : entered) order.emplace_back(-grams, model);
  std::sort(order.begin(), order.end());
  Plot plot;
  plot.kind = PlotKind::kGroupedBars;
  plot.unit = PlotUnit::kPpm;
  plot.title = "Recovery rate by model and year";
  plot.subtitle = "metal allocated back, of the body metal that had entered the vehicles recovered in that year";
  plot.x_title = "year of recovery";
  plot.y_title = "recovered";
  size_t place = 0;
  for (auto& [year, index] : years) {
    index = place++;
    plot.places.push_back(YearText(year));
  }
  std::map<std::string, size_t> series_of;
  std::vector<std::vector<Sums>> sums;
  for (size_t i = 0; i < order.size(); ++i) {
    const bool others = order.size() > kMaxPlotSeries && i + 1 >= kMaxPlotSeries;
    if (!others || plot.series.size() < kMaxPlotSeries) {
      const std::string name = order[i].second.empty() ? "without model" : order[i].second;
      plot.series.push_back({others ? "others" : name, {}});
      sums.emplace_back(plot.places.size(), Sums(0, 0));
    }
    for (const auto& [year, model_sums] : models[order[i].second]) {
      Sums& sum = sums.back()[years[year]];
      sum.first += model_sums.first;
      sum.second += model_sums.second;
    }
  }
  for (size_t s = 0; s < sums.size(); ++s) {
    for (const Sums& sum : sums[s]) plot.series[s].values.push_back(std::max<int64_t>(0, Rate(sum.first, sum.second)));
  }
  return plot;
}

absl::StatusOr<v1::GetRecoveryRequest> RecoveryRequest(const FleetOptions& options) {
  v1::GetRecoveryRequest request;
  for (const std::string& by : options.by) {
    const absl::StatusOr<v1::RecoveryDimension> dimension = ParseEnum<v1::RecoveryDimension>(by);
    if (!dimension.ok()) return UsageError("--by", FromAbsl(dimension.status().message()));
    request.add_by(*dimension);
  }
  if (options.by.empty()) {
    request.add_by(v1::RECOVERY_DIMENSION_MODEL);
    request.add_by(v1::RECOVERY_DIMENSION_YEAR);
  }
  return request;
}

ReportCell GroupCell(const v1::RecoveryRow& row, v1::RecoveryDimension by) {
  switch (by) {
    case v1::RECOVERY_DIMENSION_BRAND:
      return TextCell(row.brand_id());
    case v1::RECOVERY_DIMENSION_MODEL:
      return TextCell(row.model_id());
    case v1::RECOVERY_DIMENSION_REGION:
      return TextCell(row.region());
    case v1::RECOVERY_DIMENSION_MODEL_YEAR:
      return {.text = YearText(row.model_year()), .plain = Cat(row.model_year())};
    default:
      return {.text = row.year() == 0 ? "under way" : Cat(row.year()), .plain = Cat(row.year())};
  }
}

std::string DimensionTitle(v1::RecoveryDimension by) {
  std::string title = EnumText(by);
  std::transform(title.begin(), title.end(), title.begin(), [](unsigned char c) { return std::tolower(c); });
  return title;
}

absl::Status ReportRecovery(Context& context, const FleetOptions& options) {
  INGOT_ASSIGN_OR_RETURN(const v1::GetRecoveryRequest request, RecoveryRequest(options));
  INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
  INGOT_ASSIGN_OR_RETURN(const v1::GetRecoveryResponse recovery,
                         ledger->Query(ledger->channel().balance(), &BalanceStub::GetRecovery, request));
  if (context.json) {
    context.PrintJson(MessageJson(recovery));
  } else {
    std::vector<ReportColumn> columns;
    for (const int by : request.by()) {
      const std::string title = DimensionTitle(static_cast<v1::RecoveryDimension>(by));
      columns.push_back({title == "model_year" ? "model year" : title, title});
    }
    columns.push_back({"recovered", "recovered_vehicles", Align::kRight});
    columns.push_back({"had entered, kg", "recovered_entered_grams", Align::kRight});
    columns.push_back({"came back, kg", "recovered_grams", Align::kRight});
    columns.push_back({"rate", "rate_ppm", Align::kRight});
    columns.push_back({"under way", "underway_vehicles", Align::kRight});
    columns.push_back({"kg", "underway_grams", Align::kRight});
    ReportRows rows(context, options.output, columns);
    for (const v1::RecoveryRow& row : recovery.rows()) {
      std::vector<ReportCell> cells;
      for (const int by : request.by()) cells.push_back(GroupCell(row, static_cast<v1::RecoveryDimension>(by)));
      cells.push_back(NumberCell(static_cast<int64_t>(row.recovered_vehicles())));
      cells.push_back(MassCell(row.recovered_entered_g()));
      cells.push_back(MassCell(row.recovered_g()));
      cells.push_back(ShareCell(row.rate_ppm(), row.recovered_entered_g() == 0));
      cells.push_back(NumberCell(static_cast<int64_t>(row.underway_vehicles())));
      cells.push_back(MassCell(row.underway_g()));
      INGOT_RETURN_IF_ERROR(rows.Row(cells));
    }
    rows.Finish("Own bodies at their end: what had entered them, and what was allocated back\n\n",
                Cat("\n", CheckpointText(recovery.checkpoint())));
  }
  if (options.output.svg.empty()) return absl::OkStatus();
  INGOT_ASSIGN_OR_RETURN(const v1::GetRecoveryRequest by_model, RecoveryRequest({}));
  INGOT_ASSIGN_OR_RETURN(const v1::GetRecoveryResponse drawn,
                         ledger->Query(ledger->channel().balance(), &BalanceStub::GetRecovery, by_model));
  const Plot plot = RecoveryPlot(drawn);
  return plot.places.empty() ? NothingToDraw() : WritePlot(context, options.output, plot);
}

absl::Status ReportClosedLoop(Context& context, const FleetOptions& options) {
  INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
  INGOT_ASSIGN_OR_RETURN(
      const v1::GetClosedLoopResponse loop,
      ledger->Query(ledger->channel().balance(), &BalanceStub::GetClosedLoop, v1::GetClosedLoopRequest()));
  if (context.json) {
    context.PrintJson(MessageJson(loop));
    return absl::OkStatus();
  }
  ReportRows rows(context, options.output,
                  {{"brand", "brand"},
                   {"own bodies, kg", "own_body_grams", Align::kRight},
                   {"repair scrap, kg", "repair_grams", Align::kRight},
                   {"retired, kg", "retired_grams", Align::kRight},
                   {"share", "share_ppm", Align::kRight}});
  const auto add = [&rows](const v1::ClosedLoopRow& row, const std::string& brand) {
    return rows.Row({TextCell(brand), MassCell(row.own_body_g()), MassCell(row.repair_g()), MassCell(row.retired_g()),
                     ShareCell(row.share_ppm(), row.retired_g() == 0)});
  };
  for (const v1::ClosedLoopRow& row : loop.rows()) INGOT_RETURN_IF_ERROR(add(row, row.brand_id()));
  rows.Rule();
  INGOT_RETURN_IF_ERROR(add(loop.total(), "all"));
  rows.Finish("Own metal that came back into production, of what was retired\n\n",
              Cat("\n", CheckpointText(loop.checkpoint())));
  return absl::OkStatus();
}

}  // namespace

void AddFleetReports(CLI::App& report, Context& context) {
  const auto maturity = std::make_shared<FleetOptions>();
  CLI::App* const ladder =
      AddCommand(report, "maturity", "Maturity ladder: body aluminium due back, by year",
                 {"ingot report maturity", "ingot report maturity --service-life 12 --by-brand --svg ladder.svg"});
  ladder
      ->add_option("--service-life", maturity->service_life,
                   "Years from model year to the end of life, assumed where no lease says, 1 to 60 (15)")
      ->check(CLI::Range(1, kMaxServiceLife));
  ladder->add_flag("--by-brand", maturity->by_brand, "A line for each brand");
  AddAtOptions(ladder, context);
  AddReportOptions(ladder, &maturity->output);
  AddPlotOption(ladder, &maturity->output, "the ladder");
  SetAction(ladder, context, [&context, maturity] { return ReportMaturity(context, *maturity); });

  const auto recovery = std::make_shared<FleetOptions>();
  CLI::App* const rate = AddCommand(report, "recovery", "Recovery rate of vehicles at their end",
                                    {"ingot report recovery", "ingot report recovery --by brand --by region --csv",
                                     "ingot report recovery --svg recovery.svg"});
  rate->add_option("--by", recovery->by, "brand, model, model-year, region or year; may be given several times")
      ->type_name("DIMENSION");
  AddAtOptions(rate, context);
  AddReportOptions(rate, &recovery->output);
  AddPlotOption(rate, &recovery->output, "the rate by model and year");
  SetAction(rate, context, [&context, recovery] { return ReportRecovery(context, *recovery); });

  const auto loop = std::make_shared<FleetOptions>();
  CLI::App* const closed =
      AddCommand(report, "closed-loop", "Own metal back in production, of what was retired, by brand",
                 {"ingot report closed-loop", "ingot report closed-loop --csv"});
  AddAtOptions(closed, context);
  AddReportOptions(closed, &loop->output);
  SetAction(closed, context, [&context, loop] { return ReportClosedLoop(context, *loop); });
}

}  // namespace ingot::cli
