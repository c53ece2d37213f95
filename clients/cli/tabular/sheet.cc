#include "clients/cli/tabular/sheet.h"

#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "clients/cli/tabular/cell.h"
#include "clients/cli/tabular/csv_reader.h"
#include "clients/cli/tabular/event_table.h"
#include "clients/cli/tabular/row_checks.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

bool IsReportColumn(std::string_view name) {
  return name == kStatusColumn || name == kReasonColumn || name == kMessageColumn || name == kSeqColumn;
}

// What an export says of the entry: no event has it.
bool IsExportColumn(std::string_view name) {
  return name == kEntrySeqColumn || name == kRecordedAtColumn || name == kRecordedByColumn;
}

// Edits that lead from one name to the other (Levenshtein); names are short.
size_t Distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

// "odometer" for odometer_km: the name that lacks its unit.
bool LacksUnit(const FieldColumn& column, std::string_view name) {
  return column.names.size() > 1 && column.name().size() > name.size() && !name.empty() &&
         column.name().compare(0, name.size() + 1, Cat(name, "_")) == 0 && column.name().size() <= name.size() + 8;
}

std::string_view CellAt(const std::vector<std::string>& cells, size_t at) {
  return at < cells.size() ? std::string_view(cells[at]) : std::string_view();
}

bool IsEmptyCell(std::string_view cell) { return TrimCell(cell).empty(); }

}  // namespace

std::string HeaderName(std::string_view cell) {
  std::string name;
  for (const char c : TrimCell(UnprotectCell(cell))) {
    if (c == '(' || c == ')' || c == '[' || c == ']') continue;
    const bool blank = c == ' ' || c == '-' || c == '\n' || c == '\r';
    if (blank && (name.empty() || name.back() == '_')) continue;
    name += blank ? '_' : absl::ascii_tolower(static_cast<unsigned char>(c));
  }
  return name;
}

bool IsEmptyRow(const std::vector<std::string>& cells) {
  return std::all_of(cells.begin(), cells.end(), [](const std::string& cell) { return IsEmptyCell(cell); });
}

bool RowReading::Ok() const {
  return std::all_of(problems.begin(), problems.end(), [](const Problem& problem) { return problem.note; });
}

void RowReading::Wrong(std::string_view column, std::string_view value, std::string_view message) {
  problems.push_back({std::string(column), std::string(value), std::string(message)});
}

void RowReading::Note(std::string_view column, std::string_view value, std::string_view message) {
  problems.push_back({std::string(column), std::string(value), std::string(message), /*note=*/true});
}

Sheet::Sheet(const Group& group, std::vector<std::string> header, SheetOptions options)
    : group_(&group), header_(std::move(header)), options_(std::move(options)), bound_(header_.size()) {}

absl::StatusOr<Sheet> Sheet::Open(const Group& group, const std::vector<std::string>& header,
                                  const SheetOptions& options) {
  Sheet sheet(group, header, options);
  INGOT_RETURN_IF_ERROR(sheet.Bind());
  INGOT_RETURN_IF_ERROR(sheet.CheckMissing());
  return sheet;
}

absl::Status Sheet::Bind() {
  for (const GroupEvent& event : group_->events) events_.push_back({&event, {}});
  for (std::string& ignored : options_.ignored) ignored = HeaderName(ignored);
  std::map<std::string, size_t> seen;
  for (size_t at = 0; at < header_.size(); ++at) {
    const std::string name = HeaderName(header_[at]);
    const bool ignored = std::find(options_.ignored.begin(), options_.ignored.end(), name) != options_.ignored.end();
    if (name == kStatusColumn) status_at_ = at;
    if (name == kRecordedByColumn) recorded_by_at_ = at;
    if (!IsReportColumn(name)) own_columns_.push_back(at);
    if (name.empty() || IsReportColumn(name) || IsExportColumn(name) || ignored) {
      bound_[at] = !name.empty();
      continue;
    }
    const auto [first, fresh] = seen.try_emplace(name, at);
    if (!fresh) {
      return absl::InvalidArgumentError(Cat("column ", at + 1, " (", name, ") is there already as column ",
                                            first->second + 1, ": take one out, or pass over it with --ignore"));
    }
    INGOT_RETURN_IF_ERROR(BindOne(at, name));
  }
  return absl::OkStatus();
}

absl::Status Sheet::BindOne(size_t at, const std::string& name) {
  if (name == kEventColumn && group_->events.size() > 1) {
    event_at_ = at;
    bound_[at] = true;
    return absl::OkStatus();
  }
  for (BoundEvent& bound : events_) {
    for (const auto* const columns : {&CommonColumns(), &bound.event->columns}) {
      for (const FieldColumn& column : *columns) {
        const auto found = std::find_if(column.names.begin(), column.names.end(),
                                        [&](const ColumnName& candidate) { return candidate.name == name; });
        if (found == column.names.end()) continue;
        for (const Bound& other : bound.columns) {
          if (other.column != &column) continue;
          return absl::InvalidArgumentError(
              Cat("columns ", header_[other.at], " and ", header_[at], " say the same: take one out"));
        }
        bound.columns.push_back({&column, at, found->decimals});
        bound_[at] = true;
      }
    }
  }
  if (bound_[at] || options_.ignore_unknown) return absl::OkStatus();
  return absl::InvalidArgumentError(Cat("column ", at + 1, " (", name, ") is none of the group ", group_->name,
                                        Suggest(name), ". ingot import template ", group_->name,
                                        " --explain lists the columns; --ignore \"", name, "\" passes over this one"));
}

std::string Sheet::Suggest(const std::string& name) const {
  std::string nearest;
  size_t least = std::max<size_t>(2, name.size() / 3) + 1;
  for (const BoundEvent& bound : events_) {
    for (const auto* const columns : {&CommonColumns(), &bound.event->columns}) {
      for (const FieldColumn& column : *columns) {
        if (LacksUnit(column, name)) {
          std::string names;
          for (const ColumnName& unit : column.names) names += Cat(names.empty() ? "" : " or ", unit.name);
          return Cat(": say its unit in its name: ", names);
        }
        for (const ColumnName& candidate : column.names) {
          const size_t distance = Distance(name, candidate.name);
          if (distance >= least) continue;
          least = distance;
          nearest = candidate.name;
        }
      }
    }
  }
  return nearest.empty() ? "" : Cat(": is ", nearest, " meant?");
}

absl::Status Sheet::CheckMissing() const {
  std::string missing;
  const auto miss = [&missing](std::string_view name) { missing += Cat(missing.empty() ? "" : ", ", name); };
  if (group_->events.size() > 1 && !event_at_) miss(kEventColumn);
  const auto has = [](const BoundEvent& bound, const FieldColumn& column) {
    return std::any_of(bound.columns.begin(), bound.columns.end(),
                       [&](const Bound& candidate) { return candidate.column == &column; });
  };
  for (const FieldColumn& column : CommonColumns()) {
    if (column.required && !has(events_.front(), column)) miss(column.name());
  }
  if (group_->events.size() == 1) {
    for (const FieldColumn& column : events_.front().event->columns) {
      if (column.required && !has(events_.front(), column)) miss(column.name());
    }
  }
  if (missing.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(Cat("the header lacks what every row needs: ", missing, ". ingot import template ",
                                        group_->name, " prints a header"));
}

const Sheet::BoundEvent* Sheet::EventOf(const std::vector<std::string>& cells, RowReading* row) const {
  if (!event_at_) return &events_.front();
  const std::string_view word = TrimCell(CellAt(cells, *event_at_));
  const GroupEvent* const event = FindEvent(*group_, word);
  for (const BoundEvent& bound : events_) {
    if (bound.event == event) return &bound;
  }
  std::string words;
  for (const BoundEvent& bound : events_) words += Cat(words.empty() ? "" : ", ", bound.event->word);
  row->Wrong(header_[*event_at_], word,
             Cat(word.empty() ? "is empty" : "is no event of this group", ": say one of ", words));
  return nullptr;
}

void Sheet::CheckForeignCells(const BoundEvent& event, const std::vector<std::string>& cells, RowReading* row) const {
  for (size_t at = 0; at < cells.size(); ++at) {
    if (IsEmptyCell(cells[at]) || (event_at_ && at == *event_at_)) continue;
    if (at >= header_.size()) {
      row->Wrong("", cells[at], Cat("stands in column ", at + 1, ", which has no name: a delimiter or quote is wrong"));
      continue;
    }
    if (HeaderName(header_[at]).empty()) {
      row->Wrong(Cat("column ", at + 1), cells[at], "its column has no name in the header: name it, or empty it");
      continue;
    }
    if (std::any_of(event.columns.begin(), event.columns.end(), [&](const Bound& bound) { return bound.at == at; })) {
      continue;
    }
    const bool of_another = std::any_of(events_.begin(), events_.end(), [&](const BoundEvent& other) {
      return std::any_of(other.columns.begin(), other.columns.end(),
                         [&](const Bound& bound) { return bound.at == at; });
    });
    if (of_another) {
      row->Wrong(header_[at], cells[at],
                 Cat("a row with the event ", event.event->word, " has no such value: empty the cell"));
    }
  }
}

std::string Sheet::CurrencyOf(const BoundEvent& event, const FieldColumn& column,
                              const std::vector<std::string>& cells) const {
  if (column.kind != ColumnKind::kMoney) return "";
  // The rate for excess kilometres may name one of its own; else the contract's counts.
  for (const std::string& name : {column.currency, std::string("currency")}) {
    for (const Bound& bound : event.columns) {
      const std::string_view cell = TrimCell(CellAt(cells, bound.at));
      if (bound.column->name() == name && !cell.empty()) return absl::AsciiStrToUpper(ToAbsl(cell));
    }
  }
  return "";
}

void Sheet::ReadCell(const BoundEvent& event, const Bound& bound, const std::vector<std::string>& cells,
                     RowReading* row) const {
  const std::string_view cell = CellAt(cells, bound.at);
  const FieldColumn& column = *bound.column;
  if (IsEmptyCell(cell)) {
    if (column.required) row->Wrong(header_[bound.at], "", Cat("is empty; it takes: ", DescribeColumn(column)));
    return;
  }
  const std::string currency = CurrencyOf(event, column, cells);
  const CellContext context{options_.style, options_.organisation, bound.decimals, currency};
  absl::Status status;
  if (column.path.empty()) {
    v1::Money scratch;  // Says a unit and fills no field: read for its form alone.
    FieldColumn form = column;
    form.path = {{v1::Money::descriptor()->FindFieldByName("currency"), -1}};
    status = SetCell(form, cell, context, &scratch);
  } else if (column.in_terms) {
    if (!row->draft.terms) row->draft.terms.emplace();
    status = SetCell(column, cell, context, &*row->draft.terms);
  } else {
    status = SetCell(column, cell, context, &row->draft.event);
  }
  if (!status.ok()) row->Wrong(header_[bound.at], cell, FromAbsl(status.message()));
}

RowReading Sheet::Read(const std::vector<std::string>& cells) const {
  RowReading row;
  if (status_at_) row.status = std::string(TrimCell(CellAt(cells, *status_at_)));
  const BoundEvent* const bound = EventOf(cells, &row);
  if (bound == nullptr) return row;
  row.event = bound->event;
  v1::Event& event = row.draft.event;
  event.GetReflection()->MutableMessage(&event, bound->event->field);
  CheckForeignCells(*bound, cells, &row);
  // An export holds others' entries too; repeated, they would be one's own statements.
  const std::string_view by = recorded_by_at_ ? TrimCell(CellAt(cells, *recorded_by_at_)) : std::string_view();
  if (!by.empty() && by != options_.organisation) {
    row.Wrong(header_[*recorded_by_at_], by,
              Cat("is an entry of ", by, ", which is recorded already: take the row out"));
  }
  // In the order of the event's columns, so that lists come out in theirs.
  for (const auto* const columns : {&CommonColumns(), &bound->event->columns}) {
    for (const FieldColumn& column : *columns) {
      const auto found = std::find_if(bound->columns.begin(), bound->columns.end(),
                                      [&](const Bound& candidate) { return candidate.column == &column; });
      if (found != bound->columns.end()) {
        ReadCell(*bound, *found, cells, &row);
      } else if (column.required) {
        row.Wrong("", "", Cat("needs the column ", column.name(), ", which the file lacks: ", DescribeColumn(column)));
      }
    }
  }
  DropEmptyElements(&event);
  // A service without a reading says so by -1 metres.
  const bool read = std::any_of(bound->columns.begin(), bound->columns.end(), [&](const Bound& candidate) {
    return candidate.column->field == "serviced.odometer_m" && !IsEmptyCell(CellAt(cells, candidate.at));
  });
  if (event.has_serviced() && !read) event.mutable_serviced()->set_odometer_m(-1);
  if (row.draft.terms) DropEmptyElements(&*row.draft.terms);
  if (!row.Ok()) return row;
  for (const RowFinding& finding : CheckEvent(row.draft)) {
    std::string name = finding.column;
    std::string value;
    for (const Bound& candidate : bound->columns) {
      if (candidate.column->name() != finding.column) continue;
      name = header_[candidate.at];
      value = CellAt(cells, candidate.at);
    }
    row.problems.push_back({name, value, finding.message, finding.note});
  }
  return row;
}

std::string Sheet::ColumnOf(const GroupEvent& event, std::string_view field) const {
  constexpr std::string_view kPrefix = "events[";
  if (field.substr(0, kPrefix.size()) == kPrefix) {
    const size_t end = field.find("].");
    field = end == std::string_view::npos ? "" : field.substr(end + 2);
  }
  if (field.empty()) return "";
  const auto below = [](std::string_view inner, std::string_view outer) {
    return inner.size() > outer.size() && inner.substr(0, outer.size()) == outer &&
           (inner[outer.size()] == '.' || inner[outer.size()] == '[');
  };
  // The column itself; else one of what the field holds; else the one that holds the field.
  for (int attempt = 0; attempt < 3; ++attempt) {
    for (const BoundEvent& bound : events_) {
      if (bound.event != &event) continue;
      for (const Bound& candidate : bound.columns) {
        const std::string& path = candidate.column->field;
        if (path.empty()) continue;
        if (attempt == 0 ? path == field : attempt == 1 ? below(path, field) : below(field, path)) {
          return header_[candidate.at];
        }
      }
    }
  }
  return "";
}

}  // namespace ingot::cli
