// Opens a ledger, or refuses to: the checks between the database, its own hashes and the anchor.
#ifndef INGOT_STORAGE_OPEN_OPEN_LEDGER_H_
#define INGOT_STORAGE_OPEN_OPEN_LEDGER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/anchor/anchor.h"
#include "storage/commit/disk_reserve.h"
#include "storage/db/database.h"
#include "storage/db/head.h"
#include "storage/db/snapshot.h"

namespace ingot::storage {

struct LedgerOptions {
  DatabaseOptions database;
  // File of the anchor, outside the database's directory; its directory must exist.
  std::string anchor_path;
  uint64_t disk_reserve_bytes = kDefaultDiskReserveBytes;
};

// At most this many checkpoints may wait for their notes to be stored.
inline constexpr size_t kMaxUnsignedCheckpoints = 1024;

struct OpenedLedger {
  std::shared_ptr<const Database> database;
  std::unique_ptr<Anchor> anchor;
  std::unique_ptr<DiskReserve> disk_reserve;
  // The stored head with its edge rebuilt; size 0 for a new ledger.
  Head head;
  // The state at the head, without note.
  std::shared_ptr<const Snapshot> snapshot;
  // The newest checkpoints without stored notes, oldest first: the server signs them again (the last one is the head's)
  // and hands the notes to the next batch. Empty where the head's note is stored.
  std::vector<CheckpointRecord> unsigned_checkpoints;
};

// Takes time and memory independent of the ledger's size: reads the head, at most 255 entries and 255 tiles a level,
// and the anchor. With create_if_missing, neither database nor anchor existing makes an empty ledger.
//
// Refuses (FailedPrecondition, with what to do) a ledger without its anchor, one shorter than its anchor (entries were
// lost), one with another root or another ledger than its anchor, and an anchor inside the database's directory.
// DataLoss where the stored head does not follow from the stored entries and tiles, and where a damaged write-ahead log
// holds batches that were signed; damage beyond the anchor is left out, since nobody was told of it.
absl::StatusOr<OpenedLedger> OpenLedger(const LedgerOptions& options);

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_OPEN_OPEN_LEDGER_H_
