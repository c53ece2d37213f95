// The report of an import: the file again, with what became of its rows.
#ifndef INGOT_CLIENTS_CLI_IMPORT_REPORT_H_
#define INGOT_CLIENTS_CLI_IMPORT_REPORT_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/import/import_row.h"
#include "clients/cli/import/row_source.h"
#include "clients/cpp/files.h"

namespace ingot::cli {

// CSV in the file's own dialect: its columns, then ingot_status, ingot_reason, ingot_message, ingot_seq. The corrected
// report can be imported itself: rows with the status "recorded" or "already" are passed over. Of a JSON Lines file:
// row, input, and the four; a draft of one is JSON Lines again, with a line of '#' before each that says what is wrong.
// The file gets its name when it is complete. Not thread-safe.
class Report {
 public:
  enum class Rows {
    kAll,
    // A draft: those that are not on the ledger, to be completed and imported.
    kOpen,
  };
  static absl::StatusOr<std::unique_ptr<Report>> Create(const std::string& path, const SourceLayout& layout, Rows rows);
  absl::Status Add(const ImportRow& row);
  absl::Status Commit();

 private:
  Report(std::unique_ptr<client::PendingFile> file, const SourceLayout& layout, Rows rows)
      : file_(std::move(file)), layout_(layout), rows_(rows) {}

  bool IsJsonLines() const { return rows_ == Rows::kOpen && !layout_.sheet; }

  std::unique_ptr<client::PendingFile> file_;
  const SourceLayout layout_;
  const Rows rows_;
};

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_IMPORT_REPORT_H_
