// The ledger's home: one RocksDB with a column family for each kind of key. This folder alone knows its options and its
// bytes; nobody outside storage/ includes RocksDB.
#ifndef INGOT_STORAGE_DB_DATABASE_H_
#define INGOT_STORAGE_DB_DATABASE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
class Env;
class FileSystem;
struct DBOptions;
}  // namespace rocksdb

namespace ingot::storage {

// Version of the on-disk form that this code reads and writes.
inline constexpr uint32_t kDatabaseFormatVersion = 3;

// What to do where the write-ahead log is damaged. A last record that was cut short is always left out: its write never
// returned.
enum class LogDamage {
  // DataLoss, and nothing is touched.
  kRefuse,
  // Everything from the damage on is left out. Only for who knows that nobody was told of it (storage/open).
  kLeaveOutRest,
};

struct DatabaseOptions {
  // Directory of the database; its parent must exist.
  std::string path;
  // Creates an empty database where there is none. Without it a missing database is NotFound: a mistyped path must not
  // look like a new ledger.
  bool create_if_missing = false;
  LogDamage log_damage = LogDamage::kRefuse;
  // Changes no stored byte, and takes no lock.
  bool read_only = false;
  // One cache for all families: data, index and filter blocks.
  size_t block_cache_bytes = size_t{512} << 20;
  // All families' memtables together.
  size_t memtable_bytes = size_t{256} << 20;
  // Flushes and compactions at a time.
  int background_jobs = 2;
  // What RocksDB writes through; the machine's own unless a test injects faults.
  std::shared_ptr<rocksdb::FileSystem> file_system;
};

// Column families. Numbers are indices, not stored.
enum class Family : size_t {
  kMeta,         // RocksDB's default family: format and head
  kEntries,      // u64be seq -> entry bytes
  kTerms,        // u64be seq -> ingot.v1.DetachedPart; only where the event has terms
  kTiles,        // u8 level, u64be index -> full tile, 8192 bytes
  kState,        // state::*Key -> ingot.v1.Record
  kIdempotency,  // state::IdempotencyKey -> ingot.v1.Record
  kCheckpoints,  // u64be size -> ingot.storage.v1.CheckpointRecord
  kIndex,        // storage/index/index_keys.h -> empty
  kVault,        // keys.h: sealed parts as ingot.storage.v1.SealedRecord, which of them a key seals, what is erased
  kCommitment,   // storage/commitment: pages of the authenticated index, and where it ends
  kBooks,        // storage/books/book_keys.h -> Sums; merges add
  kRefused,      // storage/refused/refused_keys.h: refused submissions; no part of the ledger's state
};
inline constexpr size_t kFamilyCount = 12;

// An open database. Thread-safe. Snapshots share it, so it closes with the last of them. Any background failure of
// RocksDB (a write, sync, flush or compaction that failed, a full disk, a damaged block met by a compaction) aborts the
// process: what is durable is unknown then, and a restart is the only recovery.
class Database : public std::enable_shared_from_this<Database> {
 public:
  // Opens or creates, and takes RocksDB's lock on the directory. NotFound without create_if_missing; FailedPrecondition
  // for an unknown on-disk version or families, or where another process holds the lock; DataLoss for damaged files.
  static absl::StatusOr<std::shared_ptr<Database>> Open(const DatabaseOptions& options);

  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  const std::string& path() const { return path_; }

  // Bytes that stand in memory and in the write-ahead log alone, as memtables count them.
  uint64_t UnflushedBytes() const;
  // Writes them to table files, so that the next Open has no log to replay; without it nothing is lost. For a stop:
  // nobody may write meanwhile. DeadlineExceeded where it takes longer than `timeout`: it goes on in the background
  // and what it did not reach stays in the log. REQUIRES: not read-only.
  absl::Status Flush(absl::Duration timeout) const;

  // Copies the database as it stands into the new directory `path` on the same file system: files are linked, not
  // copied. Nobody may write meanwhile.
  absl::Status CopyTo(const std::string& path) const;

  // For storage/ only.
  rocksdb::DB& rocks() const { return *db_; }
  rocksdb::ColumnFamilyHandle* family(Family family) const { return families_[static_cast<size_t>(family)]; }

 private:
  Database() = default;

  absl::Status OpenFamilies(const DatabaseOptions& options, const rocksdb::DBOptions& db_options);
  // Reads the format record, or writes it into a database that was just made.
  absl::Status CheckFormat(bool create);

  std::string path_;
  std::shared_ptr<rocksdb::Env> env_;  // null for the machine's own; outlives db_
  std::unique_ptr<rocksdb::DB> db_;
  std::array<rocksdb::ColumnFamilyHandle*, kFamilyCount> families_{};  // owned; destroyed before db_
};

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_DB_DATABASE_H_
