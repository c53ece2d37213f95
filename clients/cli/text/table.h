// Tables for people: aligned by what a terminal shows, not by bytes.
#ifndef INGOT_CLIENTS_CLI_TEXT_TABLE_H_
#define INGOT_CLIENTS_CLI_TEXT_TABLE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ingot::cli {

// Terminal cells that valid UTF-8 text takes: 2 for East Asian wide and emoji (UAX #11: W and F), 0 for combining marks
// and joiners, 1 otherwise. Bytes that are no UTF-8 count 1 each.
size_t DisplayWidth(std::string_view text);

// The text with everything that could steer a terminal or fake a line (controls, bidirectional overrides, bytes that
// are no UTF-8) as U+FFFD. Names on the ledger are their makers' words.
std::string Printable(std::string_view text);

enum class Align { kLeft, kRight };

struct Column {
  std::string title;
  Align align = Align::kLeft;
};

// Rows of cells under titles; cells pass Printable.
class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // REQUIRES: as many cells as columns.
  void Row(std::vector<std::string> cells);
  // A line over the whole width before the next row.
  void Rule();
  // Text over the whole width, for groups of rows.
  void Heading(std::string text);

  bool empty() const { return rows_.empty(); }
  // Lines that end in newlines; no trailing spaces.
  std::string Format() const;

 private:
  enum class Kind { kCells, kRule, kHeading };
  struct Line {
    Kind kind;
    std::vector<std::string> cells;
  };
  std::vector<Column> columns_;
  std::vector<Line> rows_;
};

// Two columns without titles: names and values.
class Fields {
 public:
  // Left out where the value is empty.
  void Add(std::string_view name, std::string_view value);
  std::string Format() const;

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_TEXT_TABLE_H_
