// Balances at any point in time, from the books of one snapshot.
#ifndef INGOT_STORAGE_BOOKS_BOOK_READER_H_
#define INGOT_STORAGE_BOOKS_BOOK_READER_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/mass/amounts.h"
#include "storage/books/book_keys.h"
#include "storage/db/book_cursor.h"
#include "storage/db/snapshot.h"

namespace ingot::storage {

// How accounts that come and go are shown.
enum class Accounts {
  // Each by itself.
  kEach,
  // All of one owner's together (OwnersAccount); only for classes that come and go.
  kByOwner,
};

// The balances of one point in time. Holds the snapshot. Not thread-safe. Errors of reads: DATA_LOSS.
class Balances {
 public:
  // Of the first `size` entries. One seek an account, and at most one batch of entries read once.
  // REQUIRES: size <= the snapshot's.
  static absl::StatusOr<std::unique_ptr<Balances>> AsRecorded(std::shared_ptr<const Snapshot> snapshot, uint64_t size);
  // Of all the snapshot's entries that occurred through `day`. Reads a row for each day on which something occurred.
  static std::unique_ptr<Balances> AsOccurred(std::shared_ptr<const Snapshot> snapshot, const ingot::v1::Date& day);

  // Of one account (an OwnersAccount with kByOwner); empty where it holds nothing.
  absl::StatusOr<mass::Cells> Of(const ingot::v1::Account& account, Accounts accounts = Accounts::kEach);

  // Accounts, of one class or (UNSPECIFIED) of all, ascending, behind `start_after`; also those that hold nothing then.
  // `limit` bounds what is looked at; the callback returns false to stop.
  absl::Status Scan(Accounts accounts, ingot::v1::AccountClass account_class,
                    const std::optional<ingot::v1::Account>& start_after, size_t limit,
                    absl::FunctionRef<bool(const ingot::v1::Account& account, const mass::Cells& cells)> callback);

 private:
  explicit Balances(std::shared_ptr<const Snapshot> snapshot);

  // The entries behind the last batch that ends at or before `size`.
  absl::Status ReadPart(uint64_t size);
  Book BookOf(Accounts accounts) const;
  // The stored balance of the account whose keys begin with `prefix`.
  absl::StatusOr<Sums> Stored(std::string_view prefix);
  absl::StatusOr<Sums> LastRecorded(std::string_view prefix);
  absl::StatusOr<Sums> SumOccurred(std::string_view prefix);

  std::shared_ptr<const Snapshot> snapshot_;
  BookCursor cursor_;
  bool occurred_ = false;
  // Recorded: size of the last batch that counts whole. Occurred: the last day.
  uint64_t batch_size_ = 0;
  uint32_t day_ = 0;
  // What the part of the next batch that counts adds, by key prefix.
  std::map<std::string, Sums> part_;
};

// How many entries were recorded through that day (UTC).
absl::StatusOr<uint64_t> SizeRecordedThrough(const Snapshot& snapshot, const ingot::v1::Date& day);

// What occurred on all accounts, by account and day, accounts that come and go by their owners. The callback returns
// false to stop.
absl::Status ScanOccurred(
    std::shared_ptr<const Snapshot> snapshot,
    absl::FunctionRef<bool(const ingot::v1::Account& account, uint32_t day, const mass::Cells& cells)> callback);

// Keys of the books that begin with `prefix`, with their sums, in order. The callback returns false to stop.
absl::Status ScanSums(std::shared_ptr<const Snapshot> snapshot, std::string_view prefix,
                      absl::FunctionRef<bool(std::string_view key, const Sums& sums)> callback);

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_BOOKS_BOOK_READER_H_
