// What ingotd does with a database that nobody has open, instead of serving it: a stopped server's, a RocksDB
// checkpoint or a restored backup. Nothing is changed, and no key is needed.
#ifndef INGOT_SERVER_OFFLINE_OFFLINE_H_
#define INGOT_SERVER_OFFLINE_OFFLINE_H_

#include <cstdint>
#include <memory>
#include <ostream>
#include <string>

#include "absl/status/statusor.h"
#include "storage/db/database.h"

namespace ingot::offline {

// The database, read only. NotFound, DataLoss, FailedPrecondition as Database::Open's.
absl::StatusOr<std::shared_ptr<const storage::Database>> OpenReadOnly(const std::string& path,
                                                                      size_t block_cache_bytes);

struct DumpedLedger {
  // Entries written, and those beyond the newest checkpoint whose signature the database holds.
  uint64_t entries = 0;
  uint64_t unsigned_entries = 0;
};

// Writes the ledger up to the newest checkpoint that the database holds signed as a dump (docs/FORMAT.md): to the file
// at `path`, which must not exist and gets its name when it is whole, or to standard output for "-".
absl::StatusOr<DumpedLedger> Dump(const std::shared_ptr<const storage::Database>& database, const std::string& path);

// Verifies the database against its own entries (storage::VerifyDatabase), and that it reaches the anchor whose file is
// `anchor_path` (may be empty), and prints what it found. False where something is wrong. The books are made again in
// a folder of its own below `scratch_path`, which is removed at the end; ResourceExhausted where that disk has no room
// for another such database.
absl::StatusOr<bool> Verify(const std::shared_ptr<const storage::Database>& database, const std::string& anchor_path,
                            const std::string& scratch_path, std::ostream& out);

}  // namespace ingot::offline

#endif  // INGOT_SERVER_OFFLINE_OFFLINE_H_
