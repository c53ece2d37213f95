#include "clients/cli/import/row_source.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

#include "clients/cli/tabular/row_checks.h"
#include "clients/cli/tabular/text_decoder.h"
#include "clients/cli/text/events_json.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

constexpr size_t kReadBytes = 64 * 1024;

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// What both kinds of files share: counting, checking against earlier rows, handing on.
class RowKeeper {
 public:
  explicit RowKeeper(const SourceSinks& sinks) : sinks_(sinks) {}

  absl::Status Take(ImportRow row) {
    if (++rows_ > kMaxRows) {
      return absl::InvalidArgumentError(Cat("has more than ", kMaxRows, " rows: split the file"));
    }
    const bool already =
        row.reading.status == StateWord(RowState::kRecorded) || row.reading.status == StateWord(RowState::kAlready);
    if (row.reading.Ok()) CheckRepetitions(&row);
    row.state = already ? RowState::kAlready : row.reading.Ok() ? RowState::kGood : RowState::kWrong;
    return sinks_.row(std::move(row));
  }

 private:
  void CheckRepetitions(ImportRow* row) {
    RowReading& reading = row->reading;
    if (const auto first = facts_.Meet(Fingerprint(reading.draft), row->number)) {
      reading.Wrong("", "", Cat("says the same as row ", *first, ": take one of them out"));
      return;
    }
    for (const UniqueValue& value : UniqueValuesOf(reading.draft.event)) {
      if (const auto first = values_.Meet(value.key, row->number)) {
        reading.Wrong(value.column, "", Cat("stands in row ", *first, " already, and may be there only once"));
      }
    }
  }

  const SourceSinks& sinks_;
  Repetitions facts_;
  Repetitions values_;
  uint64_t rows_ = 0;
};

// Text in, rows out.
class TextSink {
 public:
  virtual ~TextSink() = default;
  virtual absl::Status Push(std::string_view text, bool marked) = 0;
  virtual absl::Status Finish() = 0;
};

class CsvSink : public TextSink {
 public:
  CsvSink(const SourceOptions& options, const SourceSinks& sinks) : options_(options), sinks_(sinks), keeper_(sinks) {}

  absl::Status Push(std::string_view text, bool marked) override {
    layout_.marked = marked;
    if (reader_ != nullptr) return reader_->Push(text);
    first_ += text;
    // The delimiter is found out from the first line with anything in it.
    const size_t begin = first_.find_first_not_of("\r\n");
    const size_t end = begin == std::string::npos ? begin : first_.find_first_of("\r\n", begin);
    if (end == std::string::npos && first_.size() <= CsvLimits().row_bytes_max) return absl::OkStatus();
    return Begin();
  }

  absl::Status Finish() override {
    if (reader_ == nullptr) INGOT_RETURN_IF_ERROR(Begin());
    INGOT_RETURN_IF_ERROR(reader_->Finish());
    return layout_.sheet ? absl::OkStatus() : absl::InvalidArgumentError("is empty: it has no header");
  }

 private:
  absl::Status Begin() {
    const size_t begin = first_.find_first_not_of("\r\n");
    const std::string_view line = begin == std::string::npos ? ""
                                                             : std::string_view(first_).substr(
                                                                   begin, first_.find_first_of("\r\n", begin) - begin);
    layout_.delimiter = options_.delimiter;
    // Excel's own way to say it: a first line "sep=;".
    constexpr std::string_view kSeparates = "sep=";
    if (layout_.delimiter == '\0' && line.size() == kSeparates.size() + 1 && line.substr(0, 4) == kSeparates) {
      layout_.delimiter = line.back();
    }
    if (layout_.delimiter == '\0') layout_.delimiter = DetectDelimiter(line);
    if (layout_.delimiter == '\0') {
      return absl::InvalidArgumentError(
          "the header does not tell what separates columns: pass --delimiter ',' ';' or tab");
    }
    reader_ =
        std::make_unique<CsvReader>(layout_.delimiter, CsvLimits(), [this](const CsvRow& row) { return Row(row); });
    return reader_->Push(std::exchange(first_, std::string()));
  }

  absl::Status Row(const CsvRow& row) {
    if (IsEmptyRow(row.cells)) return absl::OkStatus();
    if (!layout_.sheet) {
      if (row.number == 1 && row.cells.front().rfind("sep=", 0) == 0) return absl::OkStatus();
      INGOT_ASSIGN_OR_RETURN(layout_.sheet, Sheet::Open(*options_.group, row.cells, options_.sheet));
      return sinks_.layout(layout_);
    }
    ImportRow import_row;
    import_row.number = row.number;
    import_row.cells = row.cells;
    import_row.reading = layout_.sheet->Read(row.cells);
    return keeper_.Take(std::move(import_row));
  }

  const SourceOptions& options_;
  const SourceSinks& sinks_;
  RowKeeper keeper_;
  SourceLayout layout_;
  std::string first_;
  std::unique_ptr<CsvReader> reader_;
};

class JsonLinesSink : public TextSink {
 public:
  JsonLinesSink(const SourceOptions& options, const SourceSinks& sinks)
      : options_(options), sinks_(sinks), keeper_(sinks) {}

  absl::Status Push(std::string_view text, bool marked) override {
    INGOT_RETURN_IF_ERROR(Begin(marked));
    line_ += text;
    size_t begin = 0;
    for (size_t end = 0; (end = line_.find('\n', begin)) != std::string::npos; begin = end + 1) {
      INGOT_RETURN_IF_ERROR(Line(std::string_view(line_).substr(begin, end - begin)));
    }
    line_.erase(0, begin);
    return line_.size() <= CsvLimits().row_bytes_max ? absl::OkStatus() : TooLong();
  }

  absl::Status Finish() override {
    INGOT_RETURN_IF_ERROR(Begin(false));
    return Line(line_);
  }

 private:
  absl::Status Begin(bool marked) {
    if (std::exchange(begun_, true)) return absl::OkStatus();
    SourceLayout layout;
    layout.marked = marked;
    return sinks_.layout(layout);
  }

  absl::Status TooLong() const {
    return absl::InvalidArgumentError(
        Cat("row ", number_ + 1, ": is longer than ", CsvLimits().row_bytes_max, " bytes"));
  }

  absl::Status Line(std::string_view line) {
    if (line.size() > CsvLimits().row_bytes_max) return TooLong();
    ++number_;
    // '#': what an earlier import said of the next line (Report).
    if (TrimCell(line).empty() || line.front() == '#') return absl::OkStatus();
    ImportRow row;
    row.number = number_;
    row.cells = {std::string(TrimCell(line))};
    absl::StatusOr<std::vector<LocatedDraft>> drafts = ParseDrafts(line, "line", std::nullopt);
    if (!drafts.ok()) {
      // "line:1: field: what": one line is read at a time.
      std::string message(FromAbsl(drafts.status().message()));
      if (message.rfind("line:1: ", 0) == 0) message.erase(0, 8);
      row.reading.Wrong("", "", message);
    } else if (drafts->size() != 1) {
      row.reading.Wrong("", "", Cat("holds ", drafts->size(), " events: put each on a line of its own"));
    } else {
      Check((*drafts)[0], &row.reading);
    }
    return keeper_.Take(std::move(row));
  }

  void Check(LocatedDraft& located, RowReading* reading) const {
    const std::string_view type = EventType(located.draft.event);
    reading->draft = std::move(located.draft);
    reading->event = FindEvent(*options_.group, type);
    if (reading->event == nullptr) {
      const Group* const group = GroupOfEvent(type);
      reading->Wrong("", type,
                     Cat("is no event of the group ", options_.group->name,
                         group == nullptr ? "" : Cat(": it belongs to ", group->name)));
      return;
    }
    const std::string& by = reading->draft.event.actor().organisation_id();
    if (!by.empty() && by != options_.sheet.organisation) {
      reading->Wrong("actor.organisationId", by, Cat("is an event of ", by, ", not yours to state: take the line out"));
    }
    for (const RowFinding& finding : CheckEvent(reading->draft)) {
      reading->problems.push_back({finding.column, "", finding.message, finding.note});
    }
  }

  const SourceOptions& options_;
  const SourceSinks& sinks_;
  RowKeeper keeper_;
  std::string line_;
  uint64_t number_ = 0;
  bool begun_ = false;
};

absl::Status Read(std::FILE* file, uint64_t total, const SourceSinks& sinks, TextSink* sink) {
  TextDecoder decoder;
  std::string bytes(kReadBytes, '\0');
  std::string text;
  uint64_t done = 0;
  while (true) {
    const size_t count = std::fread(bytes.data(), 1, bytes.size(), file);
    if (count == 0) break;
    done += count;
    if (done > kMaxFileBytes) {
      return absl::InvalidArgumentError(Cat("is larger than ", kMaxFileBytes >> 20, " MiB: split the file"));
    }
    text.clear();
    INGOT_RETURN_IF_ERROR(decoder.Push(std::string_view(bytes).substr(0, count), &text));
    INGOT_RETURN_IF_ERROR(sink->Push(text, decoder.marked()));
    if (sinks.progress) sinks.progress(done, std::max(done, total));
  }
  if (std::ferror(file) != 0) return absl::InvalidArgumentError(Cat("can't be read: ", std::strerror(errno)));
  text.clear();
  INGOT_RETURN_IF_ERROR(decoder.Finish(&text));
  if (!text.empty()) INGOT_RETURN_IF_ERROR(sink->Push(text, decoder.marked()));
  return sink->Finish();
}

}  // namespace

absl::Status ReadRows(const SourceOptions& options, const SourceSinks& sinks) {
  const std::unique_ptr<std::FILE, FileCloser> file(std::fopen(options.path.c_str(), "rbe"));
  if (file == nullptr) {
    return absl::InvalidArgumentError(Cat("can't open ", options.path, ": ", std::strerror(errno)));
  }
  struct stat info {};
  if (fstat(fileno(file.get()), &info) != 0 || !S_ISREG(info.st_mode)) {
    return absl::InvalidArgumentError(Cat(options.path, " is no ordinary file: an import reads it twice"));
  }
  std::unique_ptr<TextSink> sink;
  if (options.jsonl) {
    sink = std::make_unique<JsonLinesSink>(options, sinks);
  } else {
    sink = std::make_unique<CsvSink>(options, sinks);
  }
  const absl::Status status = Read(file.get(), static_cast<uint64_t>(info.st_size), sinks, sink.get());
  if (!absl::IsInvalidArgument(status)) return status;
  return absl::InvalidArgumentError(Cat(options.path, ": ", FromAbsl(status.message())));
}

}  // namespace ingot::cli
