#include "clients/cli/text/svg_plot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Plot Ladder() {
  Plot plot;
  plot.title = "Ladder";
  plot.subtitle = "what it is of";
  plot.x_title = "year";
  plot.y_title = "body aluminium";
  plot.places = {"2027", "2028"};
  plot.series = {{"leases", {1'500'000, 0}}, {"assumed", {500'000, 3'000'000}}};
  return plot;
}

int Count(const std::string& text, const std::string& part) {
  int count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// 3 000 kg in all: steps of 500 kg are the finest that give at most six.
TEST(SvgPlotTest, AxisHasRoundStepsAndTheUnit) {
  const std::string svg = SvgPlot(Ladder());
  EXPECT_THAT(svg, HasSubstr("body aluminium (kg)"));
  for (const char* tick : {">0<", ">500<", ">1 000<", ">1 500<", ">2 000<", ">2 500<", ">3 000<"}) {
    EXPECT_THAT(svg, HasSubstr(tick));
  }
  EXPECT_THAT(svg, Not(HasSubstr(">3 500<")));
  EXPECT_THAT(svg, HasSubstr(">2027<"));
  EXPECT_THAT(svg, HasSubstr(">what it is of<"));
}

TEST(SvgPlotTest, BarsSayTheirExactFigures) {
  const std::string svg = SvgPlot(Ladder());
  EXPECT_THAT(svg, HasSubstr("<title>leases, 2027: 1 500 kg</title>"));
  EXPECT_THAT(svg, HasSubstr("<title>assumed, 2028: 3 000 kg</title>"));
  // Nothing for nothing.
  EXPECT_THAT(svg, Not(HasSubstr("leases, 2028")));
  // The page, three bars, two squares of the legend.
  EXPECT_EQ(Count(svg, "<rect"), 6);
}

TEST(SvgPlotTest, UnitsFollowTheLargest) {
  Plot plot = Ladder();
  plot.series = {{"all", {9'000, 1}}};
  EXPECT_THAT(SvgPlot(plot), HasSubstr("(g)"));
  plot.series = {{"all", {25'000'000, 1}}};
  const std::string tonnes = SvgPlot(plot);
  EXPECT_THAT(tonnes, HasSubstr("(t)"));
  EXPECT_THAT(tonnes, HasSubstr(">25<"));
  plot.unit = PlotUnit::kPpm;
  plot.kind = PlotKind::kGroupedBars;
  plot.series = {{"a", {912'345, 0}}, {"b", {800'000, 1}}};
  const std::string per_cent = SvgPlot(plot);
  EXPECT_THAT(per_cent, HasSubstr("(%)"));
  EXPECT_THAT(per_cent, HasSubstr("a, 2027: 91.2345 %"));
  EXPECT_THAT(per_cent, HasSubstr(">100<"));
}

TEST(SvgPlotTest, NamesAreNoMarkup) {
  Plot plot = Ladder();
  plot.title = "<script>\"&";
  plot.series[0].name = "a\x1b[31m<b>";
  const std::string svg = SvgPlot(plot);
  EXPECT_THAT(svg, Not(HasSubstr("<script>")));
  EXPECT_THAT(svg, HasSubstr("&lt;script&gt;&quot;&amp;"));
  EXPECT_THAT(svg, Not(HasSubstr("\x1b")));
  EXPECT_THAT(svg, Not(HasSubstr("<b>")));
}

TEST(SvgPlotTest, ManyPlacesShareTheRoomForNames) {
  Plot plot = Ladder();
  plot.kind = PlotKind::kStackedAreas;
  plot.places.clear();
  plot.series = {{"all", {}}};
  for (int i = 0; i < 400; ++i) {
    plot.places.push_back(Cat("2026-", 100 + i));
    plot.series[0].values.push_back(i);
  }
  const std::string svg = SvgPlot(plot);
  const int names = Count(svg, ">2026-");
  EXPECT_GE(names, 5);
  EXPECT_LE(names, 10);
}

TEST(SvgPlotTest, TheSameFiguresMakeTheSameBytes) { EXPECT_EQ(SvgPlot(Ladder()), SvgPlot(Ladder())); }

TEST(SvgPlotTest, NothingAtAllIsStillAPlot) {
  Plot plot = Ladder();
  plot.series = {{"all", {0, 0}}};
  EXPECT_THAT(SvgPlot(plot), HasSubstr("(g)"));
}

TEST(SvgPlotDeathTest, AValueBelowZeroAborts) {
  Plot plot = Ladder();
  plot.series[0].values[0] = -1;
  EXPECT_DEATH(SvgPlot(plot), "");
}

}  // namespace
}  // namespace ingot::cli
