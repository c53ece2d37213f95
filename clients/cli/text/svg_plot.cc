#include "clients/cli/text/svg_plot.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "clients/cli/text/format.h"
#include "clients/cli/text/table.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

// Pixels.
constexpr int kWidth = 1000;
constexpr int kHeight = 560;
constexpr int kTop = 78;
constexpr int kBottom = 74;
constexpr int kLegendWidth = 214;
constexpr int kRightMargin = 18;
constexpr int kLegendRow = 22;
// Of a character of 13 pixels, generously.
constexpr int kCharWidth = 8;
constexpr int kTickGap = 10;
constexpr int kAxisTitleWidth = 30;
constexpr int kMaxLegendChars = 25;
constexpr int kTicks = 6;

// Okabe and Ito's colours, which colour-blind people tell apart, and two more; in an order in which neighbours differ
// in lightness too.
constexpr std::array<std::string_view, kMaxPlotSeries> kColours = {
    "#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7", "#8c6bb1", "#b8a600", "#7f7f7f", "#a65628"};

constexpr char kStyle[] =
    "<style>text{font-family:Helvetica,Arial,sans-serif;font-size:13px;fill:#1b2530}"
    ".title{font-size:19px;font-weight:bold}.sub{fill:#5a6672}.page{fill:#ffffff}.grid{stroke:#d7dde3;stroke-width:1}"
    ".axis{stroke:#5a6672;stroke-width:1}.edge{stroke:#ffffff;stroke-width:1}"
    "@media (prefers-color-scheme:dark){text{fill:#e8edf2}.sub{fill:#a3afba}.page{fill:#14191e}.grid{stroke:#333d47}"
    ".axis{stroke:#a3afba}.edge{stroke:#14191e}}</style>\n";

// Names come from the ledger: nothing of them may become markup.
std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : Printable(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped.push_back(c);
    }
  }
  return escaped;
}

// A coordinate in hundredths of a pixel, as text.
std::string Coordinate(double pixels) {
  const auto hundredths = static_cast<int64_t>(std::llround(pixels * 100));
  const int64_t rest = std::abs(hundredths % 100);
  return Cat(hundredths < 0 ? "-" : "", std::abs(hundredths / 100),
             rest == 0   ? ""
             : rest < 10 ? ".0"
                         : ".",
             rest == 0 ? "" : Cat(rest));
}

std::string Shortened(const std::string& text) {
  if (DisplayWidth(text) <= kMaxLegendChars) return text;
  // Ids differ at their ends.
  std::string end = text.substr(text.size() - std::min<size_t>(text.size(), kMaxLegendChars - 1));
  while (!end.empty() && (static_cast<unsigned char>(end.front()) & 0xc0) == 0x80) end.erase(0, 1);
  return Cat("…", end);
}

struct Scale {
  // Value of the axis's end, a multiple of `step`.
  int64_t end = 1;
  int64_t step = 1;
  // Values for one of the unit shown.
  int64_t divisor = 1;
  std::string unit;
};

// Steps of 1, 2 or 5 times a power of ten, at most kTicks of them.
Scale ScaleFor(int64_t largest, PlotUnit unit) {
  Scale scale;
  largest = std::max<int64_t>(largest, 1);
  int64_t step = 1;
  while (largest / step > kTicks) {
    if (largest / (2 * step) <= kTicks) {
      step *= 2;
    } else if (largest / (5 * step) <= kTicks) {
      step *= 5;
    } else {
      step *= 10;
    }
  }
  scale.step = step;
  scale.end = (largest + step - 1) / step * step;
  if (unit == PlotUnit::kPpm) {
    scale.divisor = 10'000;
    scale.unit = "%";
  } else if (largest >= 10'000'000) {
    scale.divisor = 1'000'000;
    scale.unit = "t";
  } else if (largest >= 10'000) {
    scale.divisor = 1'000;
    scale.unit = "kg";
  } else {
    scale.unit = "g";
  }
  return scale;
}

// The value in the scale's unit, exact: "1 500", "2.5".
std::string InUnit(int64_t value, const Scale& scale) {
  std::string text = Thousands(value / scale.divisor);
  int64_t rest = value % scale.divisor;
  if (rest == 0) return text;
  std::string decimals = Cat(scale.divisor + rest).substr(1);
  while (decimals.back() == '0') decimals.pop_back();
  return Cat(text, ".", decimals);
}

class Drawing {
 public:
  explicit Drawing(const Plot& plot) : plot_(plot) {
    INGOT_CHECK(!plot.places.empty() && plot.series.size() <= kMaxPlotSeries);
    int64_t largest = 0;
    for (size_t place = 0; place < plot.places.size(); ++place) {
      int64_t sum = 0;
      for (const PlotSeries& series : plot.series) {
        INGOT_CHECK(series.values.size() == plot.places.size() && series.values[place] >= 0);
        sum += series.values[place];
        if (plot.kind == PlotKind::kGroupedBars) largest = std::max(largest, series.values[place]);
      }
      if (plot.kind != PlotKind::kGroupedBars) largest = std::max(largest, sum);
    }
    scale_ = ScaleFor(largest, plot.unit);
    size_t widest = 1;
    for (int64_t tick = 0; tick <= scale_.end; tick += scale_.step) {
      widest = std::max(widest, InUnit(tick, scale_).size());
    }
    left_ = kAxisTitleWidth + kTickGap + static_cast<int>(widest) * kCharWidth;
    right_ = kWidth - kLegendWidth - kRightMargin;
  }

  std::string Draw() && {
    svg_ = Cat("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"", kWidth, "\" height=\"", kHeight,
               "\" viewBox=\"0 0 ", kWidth, " ", kHeight, "\" role=\"img\" aria-label=\"", Escaped(plot_.title),
               "\">\n", kStyle, "<rect class=\"page\" width=\"", kWidth, "\" height=\"", kHeight, "\"/>\n");
    Text(20, 32, plot_.title, "class=\"title\"");
    Text(20, 54, plot_.subtitle, "class=\"sub\"");
    DrawVerticalAxis();
    if (plot_.kind == PlotKind::kStackedAreas) {
      DrawAreas();
    } else {
      DrawBars();
    }
    DrawHorizontalAxis();
    DrawLegend();
    svg_ += "</svg>\n";
    return std::move(svg_);
  }

 private:
  double Y(int64_t value) const {
    const double height = kHeight - kTop - kBottom;
    return kHeight - kBottom - height * static_cast<double>(value) / static_cast<double>(scale_.end);
  }

  // Middle of a place; areas begin and end at the edges.
  double X(size_t place) const {
    const double width = right_ - left_;
    const auto count = static_cast<double>(plot_.places.size());
    if (plot_.kind == PlotKind::kStackedAreas && plot_.places.size() > 1) {
      return left_ + width * static_cast<double>(place) / (count - 1);
    }
    return left_ + width * (static_cast<double>(place) + 0.5) / count;
  }

  void Text(double x, double y, std::string_view text, std::string_view attributes) {
    if (text.empty()) return;
    svg_ +=
        Cat("<text x=\"", Coordinate(x), "\" y=\"", Coordinate(y), "\" ", attributes, ">", Escaped(text), "</text>\n");
  }

  void Line(double x1, double y1, double x2, double y2, std::string_view style) {
    svg_ += Cat("<line class=\"", style, "\" x1=\"", Coordinate(x1), "\" y1=\"", Coordinate(y1), "\" x2=\"",
                Coordinate(x2), "\" y2=\"", Coordinate(y2), "\"/>\n");
  }

  void DrawVerticalAxis() {
    for (int64_t tick = 0; tick <= scale_.end; tick += scale_.step) {
      Line(left_, Y(tick), right_, Y(tick), "grid");
      Text(left_ - kTickGap, Y(tick) + 4, InUnit(tick, scale_), "text-anchor=\"end\"");
    }
    const double middle = (kTop + kHeight - kBottom) / 2.0;
    Text(18, middle, Cat(plot_.y_title, " (", scale_.unit, ")"),
         Cat("class=\"sub\" text-anchor=\"middle\" transform=\"rotate(-90 18 ", Coordinate(middle), ")\""));
  }

  // As many names as have room; the first one always.
  void DrawHorizontalAxis() {
    Line(left_, kHeight - kBottom, right_, kHeight - kBottom, "axis");
    size_t widest = 1;
    for (const std::string& place : plot_.places) widest = std::max(widest, DisplayWidth(place));
    const double room = static_cast<double>(right_ - left_) / static_cast<double>(plot_.places.size());
    const double needed = static_cast<double>(widest * kCharWidth) + kTickGap;
    const auto every = static_cast<size_t>(std::max(1.0, std::ceil(needed / room)));
    for (size_t place = 0; place < plot_.places.size(); place += every) {
      Line(X(place), kHeight - kBottom, X(place), kHeight - kBottom + 5, "axis");
      Text(X(place), kHeight - kBottom + 21, plot_.places[place], "text-anchor=\"middle\"");
    }
    Text((left_ + right_) / 2.0, kHeight - kBottom + 50, plot_.x_title, "class=\"sub\" text-anchor=\"middle\"");
  }

  void DrawAreas() {
    std::vector<int64_t> below(plot_.places.size(), 0);
    for (size_t s = 0; s < plot_.series.size(); ++s) {
      std::string path;
      std::vector<int64_t> above = below;
      for (size_t place = 0; place < above.size(); ++place) {
        above[place] += plot_.series[s].values[place];
        path += Cat(path.empty() ? "M" : "L", Coordinate(X(place)), " ", Coordinate(Y(above[place])));
      }
      for (size_t place = above.size(); place-- > 0;) {
        path += Cat("L", Coordinate(X(place)), " ", Coordinate(Y(below[place])));
      }
      svg_ += Cat("<path fill=\"", kColours[s], "\" d=\"", path, "Z\"><title>", Escaped(plot_.series[s].name),
                  "</title></path>\n");
      below = std::move(above);
    }
  }

  void Bar(size_t s, size_t place, double x, double width, int64_t from, int64_t to) {
    if (to == from) return;
    svg_ += Cat("<rect class=\"edge\" fill=\"", kColours[s], "\" x=\"", Coordinate(x), "\" y=\"", Coordinate(Y(to)),
                "\" width=\"", Coordinate(width), "\" height=\"", Coordinate(Y(from) - Y(to)), "\"><title>",
                Escaped(plot_.series[s].name), ", ", Escaped(plot_.places[place]), ": ", InUnit(to - from, scale_), " ",
                scale_.unit, "</title></rect>\n");
  }

  void DrawBars() {
    const double room = static_cast<double>(right_ - left_) / static_cast<double>(plot_.places.size());
    const bool grouped = plot_.kind == PlotKind::kGroupedBars;
    const double all = std::min(room * 0.8, grouped ? 220.0 : 90.0);
    const double width = grouped ? all / static_cast<double>(std::max<size_t>(1, plot_.series.size())) : all;
    for (size_t place = 0; place < plot_.places.size(); ++place) {
      const double left = X(place) - all / 2;
      int64_t below = 0;
      for (size_t s = 0; s < plot_.series.size(); ++s) {
        const int64_t value = plot_.series[s].values[place];
        if (grouped) {
          Bar(s, place, left + width * static_cast<double>(s), width, 0, value);
        } else {
          Bar(s, place, left, width, below, below + value);
          below += value;
        }
      }
    }
  }

  // From the top: the order in which areas and bars lie on each other.
  void DrawLegend() {
    const bool stacked = plot_.kind != PlotKind::kGroupedBars;
    const int x = right_ + 20;
    for (size_t i = 0; i < plot_.series.size(); ++i) {
      const size_t s = stacked ? plot_.series.size() - 1 - i : i;
      const int y = kTop + static_cast<int>(i) * kLegendRow;
      svg_ += Cat("<rect fill=\"", kColours[s], "\" x=\"", x, "\" y=\"", y, "\" width=\"14\" height=\"14\"/>\n");
      Text(x + 22, y + 12, Shortened(plot_.series[s].name), "");
    }
  }

  const Plot& plot_;
  Scale scale_;
  int left_ = 0;
  int right_ = 0;
  std::string svg_;
};

}  // namespace

std::string SvgPlot(const Plot& plot) { return Drawing(plot).Draw(); }

}  // namespace ingot::cli
