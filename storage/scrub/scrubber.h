// Reads again what is stored and holds it against itself, entry by entry: bytes, links, hash tiles, checkpoints, terms,
// and the heads of the subjects' records. The rules are not replayed (verify_database.h), so it needs little memory and
// may run beside a server.
#ifndef INGOT_STORAGE_SCRUB_SCRUBBER_H_
#define INGOT_STORAGE_SCRUB_SCRUBBER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ingot/v1/entry.pb.h"
#include "ledger/audit/finding.h"
#include "ledger/base/hash.h"
#include "ledger/merkle/tile.h"
#include "storage/db/snapshot.h"

namespace ingot::storage {

// One pass over a ledger, in steps; each step may read a newer snapshot than the one before. Not thread-safe.
class Scrubber {
 public:
  static constexpr size_t kMaxFindings = 100;

  // Checks at most `limit` entries more. False where the pass is over: at the snapshot's end, or where an entry can't
  // be read, behind which nothing can be said.
  bool Step(const Snapshot& snapshot, uint64_t limit);

  // Entries that were checked.
  uint64_t position() const { return tree_.size(); }
  // In the order of discovery, at most kMaxFindings; and those beyond.
  const std::vector<audit::Finding>& findings() const { return findings_; }
  uint64_t findings_dropped() const { return findings_dropped_; }

 private:
  void Report(audit::FindingKind kind, uint64_t seq, std::string message);
  void CheckEntry(const Snapshot& snapshot, const StoredEntry& stored);
  void CheckLink(uint64_t seq, const std::string& prev_hash);
  void CheckTerms(const StoredEntry& stored, const ingot::v1::Entry& entry);
  void CheckHeads(const Snapshot& snapshot, const ingot::v1::Entry& entry, const Hash& leaf);
  void CheckTile(const Snapshot& snapshot, const merkle::FullTile& made);
  // The checkpoint of the size that was just reached, if there is one.
  void CheckCheckpoint(const Snapshot& snapshot);
  void CheckNote(const Snapshot& snapshot, const CheckpointRecord& checkpoint);
  void CheckEnd(const Snapshot& snapshot);

  merkle::TileBuilder tree_;
  Hash ledger_id_{};
  int64_t last_recorded_at_us_ = 0;
  // Leaf hash of the entry before the next one; nullopt where that one is no entry.
  std::optional<Hash> previous_leaf_;
  // The next entry but one is not linked to this one: it was altered, or the next one was. The link after tells.
  std::optional<uint64_t> suspect_;
  // The next stored checkpoint; nullopt where it has to be looked up.
  std::optional<CheckpointRecord> next_checkpoint_;
  // Set where an entry can't be read.
  bool stuck_ = false;
  std::vector<audit::Finding> findings_;
  uint64_t findings_dropped_ = 0;
};

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_SCRUB_SCRUBBER_H_
