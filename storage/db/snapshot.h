// One published state of the ledger: everything that a query, a proof or a stream needs, as of one head.
#ifndef INGOT_STORAGE_DB_SNAPSHOT_H_
#define INGOT_STORAGE_DB_SNAPSHOT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ingot/storage/v1/records.pb.h"
#include "ingot/v1/entry.pb.h"
#include "ledger/merkle/tile.h"
#include "ledger/state/view.h"
#include "storage/db/database.h"
#include "storage/db/head.h"

namespace ingot::storage {

// An entry as a scan hands it over; the views hold during the callback.
struct StoredEntry {
  uint64_t seq = 0;
  std::string_view entry;
  // Serialised ingot.v1.DetachedPart; empty where the event has no terms.
  std::string_view terms;
};

// Immutable and thread-safe; shared by pointer. While it lives RocksDB keeps what it shows, so nobody may hold one for
// longer than a call; a long stream takes the next page from a newer one (entries never change).
//
// Errors of reads: REFUSAL_REASON_DATA_LOSS (kDataLoss) where stored bytes are damaged or missing, naming the sequence
// number or the key's kind; nothing aborts. Callbacks of scans return false to stop early; `limit` bounds what a scan
// examines.
class Snapshot : public std::enable_shared_from_this<Snapshot> {
 public:
  // The committed state now. REQUIRES: `head` is its head, so only the Applier (between two batches) and OpenLedger
  // make snapshots.
  static std::shared_ptr<const Snapshot> Take(std::shared_ptr<const Database> database, Head head);

  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  // The same state with the head's signed checkpoint.
  std::shared_ptr<const Snapshot> WithNote(std::string note) const;

  const Head& head() const { return head_; }
  // Signed checkpoint of head(); empty until WithNote.
  const std::string& note() const { return note_; }

  // Stored bytes. OutOfRange from head().size on.
  absl::StatusOr<std::string> Entry(uint64_t seq) const;
  // nullopt where the entry's event has no terms. OutOfRange from head().size on.
  absl::StatusOr<std::optional<ingot::v1::DetachedPart>> Terms(uint64_t seq) const;
  // The sealed part as it is stored, encrypted; nullopt where the entry has none. OutOfRange from head().size on.
  absl::StatusOr<std::optional<v1::SealedRecord>> Sealed(uint64_t seq) const;
  // The record of a key of ledger/state/record_key.h, or nullptr.
  absl::StatusOr<state::RecordPtr> Record(const std::string& key) const;

  // The checkpoint of the batch with the smallest size >= `size`: for size = seq + 1 that of the entry's own batch.
  // OutOfRange above head().size, and where size is 0 in an empty ledger.
  absl::StatusOr<CheckpointRecord> CheckpointAtOrAfter(uint64_t size) const;
  // The one of the batch with the largest size <= `size`; OutOfRange as above, and where there is none so small.
  absl::StatusOr<CheckpointRecord> CheckpointAtOrBefore(uint64_t size) const;
  // The newest checkpoints whose notes are not stored, oldest first; at most `limit` (the newest ones).
  absl::StatusOr<std::vector<CheckpointRecord>> UnsignedCheckpoints(size_t limit) const;

  // Nodes of the tree of head().size leaves, for proofs at any size up to it. Make one a request; it holds the snapshot
  // and is not thread-safe.
  merkle::TileReader Nodes() const;
  // A full tile. OutOfRange where the tree has none there.
  absl::StatusOr<std::string> Tile(unsigned level, uint64_t index) const;

  // Records whose key begins with `prefix` and sorts after `start_after` (a whole key, or empty), by key.
  absl::Status ScanState(std::string_view prefix, std::string_view start_after, size_t limit,
                         absl::FunctionRef<bool(std::string_view key, state::RecordPtr record)> callback) const;
  // Keys of the index family that begin with `prefix` and whose rest sorts after `start_after` (empty: from the first);
  // the callback gets the rest.
  absl::Status ScanIndex(std::string_view prefix, std::string_view start_after, size_t limit,
                         absl::FunctionRef<bool(std::string_view suffix)> callback) const;
  // The same for keys of the vault family (keys.h).
  absl::Status ScanVault(std::string_view prefix, std::string_view start_after, size_t limit,
                         absl::FunctionRef<bool(std::string_view suffix)> callback) const;
  // Consecutive entries from `first_seq` to the head. Reads ahead and leaves the cache alone.
  absl::Status ScanEntries(uint64_t first_seq, uint64_t limit,
                           absl::FunctionRef<bool(const StoredEntry& entry)> callback) const;
  // Consecutive full tiles of one level. Reads ahead and leaves the cache alone.
  absl::Status ScanTiles(unsigned level, uint64_t first_index, uint64_t limit,
                         absl::FunctionRef<bool(uint64_t index, std::string_view tile)> callback) const;

 private:
  friend class BookCursor;
  class Pin;  // RocksDB's snapshot, shared by WithNote

  Snapshot(std::shared_ptr<const Pin> pin, Head head, std::string note);

  absl::Status ScanKeys(Family family, std::string_view what, std::string_view prefix, std::string_view start_after,
                        size_t limit, absl::FunctionRef<bool(std::string_view suffix)> callback) const;

  std::shared_ptr<const Pin> pin_;
  Head head_;
  std::string note_;
};

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_DB_SNAPSHOT_H_
