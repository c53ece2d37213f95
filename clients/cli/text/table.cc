#include "clients/cli/text/table.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

#include "ledger/base/check.h"

namespace ingot::cli {
namespace {

struct Range {
  uint32_t first;
  uint32_t last;
};

// Unicode 15, East_Asian_Width W and F, joined where only unassigned code points lie between.
constexpr Range kWide[] = {
    {0x1100, 0x115f},   {0x231a, 0x231b},   {0x2329, 0x232a},   {0x23e9, 0x23ec},   {0x23f0, 0x23f0},
    {0x23f3, 0x23f3},   {0x25fd, 0x25fe},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267f, 0x267f},
    {0x2693, 0x2693},   {0x26a1, 0x26a1},   {0x26aa, 0x26ab},   {0x26bd, 0x26be},   {0x26c4, 0x26c5},
    {0x26ce, 0x26ce},   {0x26d4, 0x26d4},   {0x26ea, 0x26ea},   {0x26f2, 0x26f3},   {0x26f5, 0x26f5},
    {0x26fa, 0x26fa},   {0x26fd, 0x26fd},   {0x2705, 0x2705},   {0x270a, 0x270b},   {0x2728, 0x2728},
    {0x274c, 0x274c},   {0x274e, 0x274e},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
    {0x27b0, 0x27b0},   {0x27bf, 0x27bf},   {0x2b1b, 0x2b1c},   {0x2b50, 0x2b50},   {0x2b55, 0x2b55},
    {0x2e80, 0x303e},   {0x3041, 0x33ff},   {0x3400, 0x4dbf},   {0x4e00, 0xa4c6},   {0xa960, 0xa97c},
    {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe10, 0xfe19},   {0xfe30, 0xfe6b},   {0xff01, 0xff60},
    {0xffe0, 0xffe6},   {0x16fe0, 0x18d08}, {0x1aff0, 0x1b2fb}, {0x1f004, 0x1f004}, {0x1f0cf, 0x1f0cf},
    {0x1f18e, 0x1f18e}, {0x1f191, 0x1f19a}, {0x1f200, 0x1f320}, {0x1f32d, 0x1f335}, {0x1f337, 0x1f37c},
    {0x1f37e, 0x1f393}, {0x1f3a0, 0x1f3ca}, {0x1f3cf, 0x1f3d3}, {0x1f3e0, 0x1f3f0}, {0x1f3f4, 0x1f3f4},
    {0x1f3f8, 0x1f43e}, {0x1f440, 0x1f440}, {0x1f442, 0x1f4fc}, {0x1f4ff, 0x1f53d}, {0x1f54b, 0x1f54e},
    {0x1f550, 0x1f567}, {0x1f57a, 0x1f57a}, {0x1f595, 0x1f596}, {0x1f5a4, 0x1f5a4}, {0x1f5fb, 0x1f64f},
    {0x1f680, 0x1f6c5}, {0x1f6cc, 0x1f6cc}, {0x1f6d0, 0x1f6d2}, {0x1f6d5, 0x1f6df}, {0x1f6eb, 0x1f6ec},
    {0x1f6f4, 0x1f6fc}, {0x1f7e0, 0x1f7f0}, {0x1f90c, 0x1f93a}, {0x1f93c, 0x1f945}, {0x1f947, 0x1f9ff},
    {0x1fa70, 0x1faf8}, {0x20000, 0x2fffd}, {0x30000, 0x3fffd}};

// Combining marks of the scripts that names are written in, joiners, variation selectors.
constexpr Range kZero[] = {{0x0300, 0x036f},  {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x0610, 0x061a}, {0x064b, 0x065f},
                           {0x0670, 0x0670},  {0x06d6, 0x06dc}, {0x06df, 0x06e4}, {0x0900, 0x0902}, {0x093c, 0x093c},
                           {0x0941, 0x0948},  {0x094d, 0x094d}, {0x0e31, 0x0e31}, {0x0e34, 0x0e3a}, {0x0e47, 0x0e4e},
                           {0x1160, 0x11ff},  {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x200b, 0x200d}, {0x2060, 0x2060},
                           {0x20d0, 0x20f0},  {0x302a, 0x302d}, {0x3099, 0x309a}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
                           {0xe0100, 0xe01ef}};

template <size_t N>
bool In(const Range (&ranges)[N], uint32_t c) {
  const auto after =
      std::upper_bound(std::begin(ranges), std::end(ranges), c, [](uint32_t v, const Range& r) { return v < r.first; });
  return after != std::begin(ranges) && c <= std::prev(after)->last;
}

// The code point at the front of `text`, and its length; length 0 where it is no UTF-8.
struct Decoded {
  uint32_t code_point = 0;
  size_t length = 0;
};

Decoded Decode(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return {};
  uint32_t c = lead & (0x7f >> length);
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    c = (c << 6) | (byte(i) & 0x3f);
  }
  constexpr uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (c < kLeast[length] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) return {};
  return {c, length};
}

bool Steers(uint32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || c == 0x200e || c == 0x200f || c == 0x2028 ||
         c == 0x2029 || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

std::string Pad(const std::string& text, size_t width, Align align) {
  const size_t used = DisplayWidth(text);
  const std::string fill(width > used ? width - used : 0, ' ');
  return align == Align::kRight ? fill + text : text + fill;
}

void AppendLine(std::string line, std::string* out) {
  line.erase(line.find_last_not_of(' ') + 1);
  *out += line;
  *out += '\n';
}

}  // namespace

size_t DisplayWidth(std::string_view text) {
  size_t width = 0;
  while (!text.empty()) {
    const Decoded decoded = Decode(text);
    width += decoded.length == 0 ? 1 : In(kZero, decoded.code_point) ? 0 : In(kWide, decoded.code_point) ? 2 : 1;
    text.remove_prefix(std::max<size_t>(decoded.length, 1));
  }
  return width;
}

std::string Printable(std::string_view text) {
  constexpr std::string_view kReplacement = "\xef\xbf\xbd";
  std::string out;
  while (!text.empty()) {
    const Decoded decoded = Decode(text);
    if (decoded.length == 0 || Steers(decoded.code_point)) {
      out += kReplacement;
    } else {
      out += text.substr(0, decoded.length);
    }
    text.remove_prefix(std::max<size_t>(decoded.length, 1));
  }
  return out;
}

void Table::Row(std::vector<std::string> cells) {
  INGOT_CHECK(cells.size() == columns_.size());
  for (std::string& cell : cells) cell = Printable(cell);
  rows_.push_back({Kind::kCells, std::move(cells)});
}

void Table::Rule() { rows_.push_back({Kind::kRule, {}}); }

void Table::Heading(std::string text) { rows_.push_back({Kind::kHeading, {Printable(text)}}); }

std::string Table::Format() const {
  std::vector<size_t> widths;
  for (const Column& column : columns_) widths.push_back(DisplayWidth(column.title));
  for (const Line& line : rows_) {
    for (size_t i = 0; i < line.cells.size() && line.kind == Kind::kCells; ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(line.cells[i]));
    }
  }
  size_t total = columns_.empty() ? 0 : 2 * (columns_.size() - 1);
  for (const size_t width : widths) total += width;

  std::string out;
  const auto append_cells = [&](const std::vector<std::string>& cells) {
    std::string line;
    for (size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) line += "  ";
      line += Pad(cells[i], widths[i], columns_[i].align);
    }
    AppendLine(std::move(line), &out);
  };
  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  append_cells(titles);
  for (const Line& line : rows_) {
    switch (line.kind) {
      case Kind::kCells:
        append_cells(line.cells);
        break;
      case Kind::kRule:
        AppendLine(std::string(total, '-'), &out);
        break;
      case Kind::kHeading:
        AppendLine(line.cells.front(), &out);
        break;
    }
  }
  return out;
}

void Fields::Add(std::string_view name, std::string_view value) {
  if (!value.empty()) fields_.emplace_back(std::string(name), Printable(value));
}

std::string Fields::Format() const {
  size_t width = 0;
  for (const auto& [name, value] : fields_) width = std::max(width, DisplayWidth(name));
  std::string out;
  for (const auto& [name, value] : fields_) AppendLine(Pad(name, width, Align::kLeft) + "  " + value, &out);
  return out;
}

}  // namespace ingot::cli
