// What earlier imports have recorded, so that a row is never recorded twice: not by a second run, not after a crash or
// a pulled cord in the middle, and not from a corrected copy of the same file.
#ifndef INGOT_CLIENTS_CLI_IMPORT_JOURNAL_H_
#define INGOT_CLIENTS_CLI_IMPORT_JOURNAL_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ingot/v1/entry.pb.h"
#include "ledger/base/hash.h"

namespace ingot::cli {

// One organisation's journal of one ledger, in the profile's state folder:
//   <16 digits of the ledger id>-<organisation>.imported   a line "<fingerprint> <seq>" for each recorded row
//   ....importing                                          the signed submission that is on its way
// The submission is durable before it is sent, and its rows are durable before it is forgotten. If its outcome is not
// known at the next start, the same bytes are sent again: the ledger answers with the same receipt, or, once they have
// expired, refuses them for ever. Not thread-safe; other processes are kept out by a lock.
class Journal {
 public:
  // Rows that are remembered; the older half of more is forgotten at the next start.
  static constexpr size_t kMaxRows = 2'000'000;

  // Makes the folder where missing. UNAVAILABLE where another import of this organisation runs; errors of reading and
  // writing name the file. `rows_max`: for tests.
  static absl::StatusOr<std::unique_ptr<Journal>> Open(const std::string& state, const Hash& ledger_id,
                                                       const std::string& organisation, size_t rows_max = kMaxRows);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // The entry that recorded the row of this fingerprint (row_checks.h).
  std::optional<uint64_t> Find(const std::string& fingerprint) const;
  // The submission whose outcome is not known; nullopt for none.
  absl::StatusOr<std::optional<v1::Submission>> Unanswered() const;

  // Keeps a submission; durable when it returns.
  absl::Status Begin(const v1::Submission& submission);
  // It is recorded: its events' rows are remembered, from this entry on; durable when it returns.
  absl::Status Recorded(const v1::Submission& submission, uint64_t first_seq);
  // It is refused: forgets it.
  absl::Status Refused();

  size_t rows() const { return rows_.size(); }

 private:
  Journal(std::string path, std::string pending, int lock)
      : path_(std::move(path)), pending_(std::move(pending)), lock_(lock) {}
  absl::Status Load(size_t rows_max);

  const std::string path_;
  const std::string pending_;
  const int lock_;
  int file_ = -1;
  // By fingerprint, as two numbers: half the memory of strings.
  absl::flat_hash_map<std::pair<uint64_t, uint64_t>, uint64_t> rows_;
};

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_IMPORT_JOURNAL_H_
