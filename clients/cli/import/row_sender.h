// Sends good rows in batches, and finds out which rows the ledger refuses.
#ifndef INGOT_CLIENTS_CLI_IMPORT_ROW_SENDER_H_
#define INGOT_CLIENTS_CLI_IMPORT_ROW_SENDER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/import/import_row.h"
#include "clients/cli/import/journal.h"
#include "clients/cpp/error.h"
#include "clients/cpp/signer.h"
#include "ingot/v1/receipt.pb.h"

namespace ingot::cli {

struct SenderSinks {
  // Submits, with retries; the receipt is verified.
  std::function<absl::StatusOr<v1::Receipt>(const v1::Submission&)> submit;
  // The receipt of an earlier submission by its idempotency key.
  std::function<absl::StatusOr<v1::Receipt>(const std::string& idempotency_key)> find;
  // The column that a refusal's field is about; empty for none.
  std::function<std::string(const ImportRow&, std::string_view field)> column_of;
  // Every row with what became of it, in the file's order.
  std::function<absl::Status(const ImportRow&)> done;
  // Whether to end before the next submission.
  std::function<bool()> interrupted;
};

// A refused batch is sent again without the row that was refused, and without the later rows of its subjects, so that
// good rows get in. Rows of one subject keep their order. Not thread-safe.
class RowSender {
 public:
  // Rows that wait for their batch, good or not, and the bytes of their cells.
  static constexpr size_t kMaxWindow = 4096;
  static constexpr size_t kMaxWindowBytes = 16 * 1024 * 1024;

  // `batch` from 1 to entry::kMaxSubmissionEvents. All outlive the sender.
  RowSender(Journal& journal, const client::Signer& signer, size_t batch, SenderSinks sinks);

  // Learns what became of the submission that an earlier import left unanswered. Call it first.
  absl::Status Resume();
  // Takes the next row of the file. Where the ledger can't be reached, or refuses for a reason that is no row's, this
  // and all later rows are kNotSent, and stopped() tells why. An error: the journal or the report can't be written.
  absl::Status Add(ImportRow row);
  // After the last row.
  absl::Status Finish();

  // Why it stopped before the end; OK where it did not.
  const absl::Status& stopped() const { return stopped_; }

 private:
  struct Waiting {
    ImportRow row;
    std::vector<std::string> subjects;
    std::string fingerprint;
  };
  // What is refused of every event of a type.
  struct TypeRefusal {
    std::string reason;
    std::string message;
  };

  absl::Status Flush();
  // Sends the rows with these places in the window, split where the ledger names no row.
  absl::Status Send(std::vector<size_t> places);
  absl::StatusOr<v1::Submission> Sign(const std::vector<size_t>& places) const;
  absl::Status Record(const std::vector<size_t>& places, const v1::Submission& submission, const v1::Receipt& receipt);
  void Refuse(Waiting* waiting, const client::ClientError& error);
  // Rows that are not to be sent after all: of a refused subject or type.
  bool HeldBack(Waiting* waiting);
  void Block(const Waiting& waiting);

  Journal& journal_;
  const client::Signer& signer_;
  const size_t batch_;
  const SenderSinks sinks_;
  std::vector<Waiting> window_;
  size_t good_ = 0;
  size_t window_bytes_ = 0;
  // Subject -> the row that is not recorded.
  absl::flat_hash_map<std::string, uint64_t> blocked_;
  // By event type.
  std::map<std::string, TypeRefusal> refused_types_;
  absl::Status stopped_;
};

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_IMPORT_ROW_SENDER_H_
