// Plots as SVG files: axes, units, a legend, colours that stand apart on white and on black. The same figures make the
// same bytes.
#ifndef INGOT_CLIENTS_CLI_TEXT_SVG_PLOT_H_
#define INGOT_CLIENTS_CLI_TEXT_SVG_PLOT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ingot::cli {

// As many series as there are colours; what is more goes into one named "others" by whoever makes the plot.
inline constexpr size_t kMaxPlotSeries = 10;

// What the values count.
enum class PlotUnit {
  // Grams; the axis is in g, kg or t, by the largest.
  kGrams,
  // Parts per million; the axis is in per cent.
  kPpm,
};

enum class PlotKind {
  // Areas on top of each other, over a course of places on the axis.
  kStackedAreas,
  // Bars on top of each other.
  kStackedBars,
  // Bars beside each other.
  kGroupedBars,
};

struct PlotSeries {
  std::string name;
  // One for each place, none below 0.
  std::vector<int64_t> values;
};

struct Plot {
  PlotKind kind = PlotKind::kStackedBars;
  PlotUnit unit = PlotUnit::kGrams;
  std::string title;
  // Under the title: what the figures are of.
  std::string subtitle;
  // Names of the axes; the unit is added to the vertical one.
  std::string x_title;
  std::string y_title;
  // Names of the places, left to right.
  std::vector<std::string> places;
  // The first one at the bottom. At most kMaxPlotSeries.
  std::vector<PlotSeries> series;
};

// The file. REQUIRES: at least one place, every series as long as the places, no value below 0, kMaxPlotSeries.
std::string SvgPlot(const Plot& plot);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_TEXT_SVG_PLOT_H_
