#include "clients/cli/import/report.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "clients/cli/tabular/csv_reader.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

// Whatever a message cites, it stays one line.
std::string OneLine(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return text;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Report>> Report::Create(const std::string& path, const SourceLayout& layout, Rows rows) {
  INGOT_ASSIGN_OR_RETURN(std::unique_ptr<client::PendingFile> file,
                         client::PendingFile::Create(path, client::kPublicFile, client::Existing::kReplace));
  std::unique_ptr<Report> report(new Report(std::move(file), layout, rows));
  if (report->IsJsonLines()) return report;
  std::vector<std::string> header;
  if (layout.sheet) {
    for (const size_t at : layout.sheet->own_columns()) {
      header.push_back(ProtectCell(UnprotectCell(layout.sheet->header()[at])));
    }
  } else {
    header = {"row", "input"};
  }
  for (const std::string_view name : {kStatusColumn, kReasonColumn, kMessageColumn, kSeqColumn}) {
    header.emplace_back(name);
  }
  // Excel takes a file without the mark for one in its own code page.
  if (layout.marked) INGOT_RETURN_IF_ERROR(report->file_->Write("\xEF\xBB\xBF"));
  INGOT_RETURN_IF_ERROR(report->file_->Write(CsvLine(header, layout.delimiter)));
  return report;
}

absl::Status Report::Add(const ImportRow& row) {
  const bool placed = row.state == RowState::kRecorded || row.state == RowState::kAlready;
  if (rows_ == Rows::kOpen && placed) return absl::OkStatus();
  if (IsJsonLines()) {
    const std::string message = RowMessage(row);
    return file_->Write(Cat("# line ", row.number, ": ", StateWord(row.state),
                            row.reason.empty() ? "" : Cat(" ", row.reason),
                            message.empty() ? "" : Cat(": ", OneLine(message)), "\n", row.cells.front(), "\n"));
  }
  std::vector<std::string> cells;
  if (layout_.sheet) {
    for (const size_t at : layout_.sheet->own_columns()) {
      cells.push_back(at < row.cells.size() ? ProtectCell(UnprotectCell(row.cells[at])) : "");
    }
  } else {
    cells = {std::to_string(row.number), ProtectCell(row.cells.front())};
  }
  cells.emplace_back(StateWord(row.state));
  cells.push_back(row.reason);
  cells.push_back(ProtectCell(RowMessage(row)));
  cells.push_back(placed && row.seq > 0 ? std::to_string(row.seq) : "");
  return file_->Write(CsvLine(cells, layout_.delimiter));
}

absl::Status Report::Commit() { return file_->Commit(); }

}  // namespace ingot::cli
