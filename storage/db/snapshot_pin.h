// RocksDB's part of a Snapshot. For storage/db only.
#ifndef INGOT_STORAGE_DB_SNAPSHOT_PIN_H_
#define INGOT_STORAGE_DB_SNAPSHOT_PIN_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "ledger/state/view.h"
#include "rocksdb/db.h"
#include "storage/db/database.h"
#include "storage/db/snapshot.h"

namespace ingot::storage {

class Snapshot::Pin {
 public:
  explicit Pin(std::shared_ptr<const Database> database)
      : database_(std::move(database)), snapshot_(database_->rocks().GetSnapshot()) {}
  Pin(const Pin&) = delete;
  Pin& operator=(const Pin&) = delete;
  ~Pin() { database_->rocks().ReleaseSnapshot(snapshot_); }

  rocksdb::ReadOptions Options() const {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot_;
    return options;
  }

  rocksdb::Status Get(Family family, std::string_view key, rocksdb::PinnableSlice* value) const {
    return database_->rocks().Get(Options(), database_->family(family), rocksdb::Slice(key.data(), key.size()), value);
  }

  // The options' bounds outlive the iterator.
  std::unique_ptr<rocksdb::Iterator> Iterate(Family family, const rocksdb::ReadOptions& options) const {
    return std::unique_ptr<rocksdb::Iterator>(database_->rocks().NewIterator(options, database_->family(family)));
  }

 private:
  std::shared_ptr<const Database> database_;
  const rocksdb::Snapshot* const snapshot_;
};

inline std::string_view ViewOf(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// A stored record; DATA_LOSS naming the key's kind where it is not a message.
absl::StatusOr<state::RecordPtr> ParseRecord(std::string_view key, std::string_view bytes);

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_DB_SNAPSHOT_PIN_H_
