#include "storage/commit/applier.h"

#include <array>
#include <string_view>
#include <utility>

#include "ingot/storage/v1/records.pb.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/leaf_hash.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"
#include "storage/db/keys.h"
#include "storage/index/index_keys.h"

namespace ingot::storage {
namespace {

// Checksum that travels with each key and value from here to the log and the memtable.
constexpr size_t kProtectionBytesPerKey = 8;

rocksdb::Slice SliceOf(std::string_view view) { return {view.data(), view.size()}; }

// Collects one batch's write. Errors of WriteBatch are defects (a size beyond 4 GiB), so they abort.
class BatchWriter {
 public:
  BatchWriter(const Database& database, size_t reserved_bytes)
      : database_(database), batch_(reserved_bytes, /*max_bytes=*/0, kProtectionBytesPerKey, /*default_cf_ts_sz=*/0) {}

  void Put(Family family, std::string_view key, std::string_view value) {
    const rocksdb::Status put = batch_.Put(database_.family(family), SliceOf(key), SliceOf(value));
    INGOT_CHECK_MSG(put.ok(), put.ToString());
  }

  // Adds to the sums of a key of the books.
  void Merge(std::string_view key, std::string_view sums) {
    const rocksdb::Status merged = batch_.Merge(database_.family(Family::kBooks), SliceOf(key), SliceOf(sums));
    INGOT_CHECK_MSG(merged.ok(), merged.ToString());
  }

  void Delete(Family family, std::string_view key) {
    const rocksdb::Status deleted = batch_.Delete(database_.family(family), SliceOf(key));
    INGOT_CHECK_MSG(deleted.ok(), deleted.ToString());
  }

  rocksdb::Status TryWrite(bool sync) {
    rocksdb::WriteOptions options;
    options.sync = sync;
    return database_.rocks().Write(options, &batch_);
  }

  void Write(bool sync) {
    const rocksdb::Status written = TryWrite(sync);
    INGOT_CHECK_MSG(written.ok(),
                    Cat("A batch could not be written, and whether it is durable is unknown: ", written.ToString()));
  }

 private:
  const Database& database_;
  rocksdb::WriteBatch batch_;
};

void CheckBatch(const Head& head, const EncodedBatch& batch, const std::vector<BatchEntry>& entries) {
  INGOT_CHECK(batch.first == head.size);
  INGOT_CHECK(batch.prev == head.last_leaf);
  INGOT_CHECK(batch.count <= merkle::kMaxTreeSize - head.size);
  INGOT_CHECK(entries.size() == batch.count);
  INGOT_CHECK(merkle::LeafHash(entries.back().entry) == batch.end);
}

void CheckHead(const Head& head, const Head& next, const EncodedBatch& batch, const std::vector<BatchEntry>& entries) {
  INGOT_CHECK(next.size == batch.first + batch.count);
  INGOT_CHECK(next.last_leaf == batch.end);
  INGOT_CHECK(next.last_recorded_at_us >= head.last_recorded_at_us);
  INGOT_CHECK(next.ledger_id == (head.size == 0 ? merkle::LeafHash(entries.front().entry) : head.ledger_id));
  INGOT_CHECK(next.edge != nullptr);
  for (unsigned level = 0; level < merkle::kMaxTileLevels; ++level) {
    const size_t width = level < next.edge->size() ? (*next.edge)[level].size() / kHashSize : 0;
    INGOT_CHECK(width == merkle::PartialTileWidth(next.size, level));
  }
}

// Exactly the tiles that the tree gains, each level in order.
void CheckTiles(uint64_t old_size, uint64_t new_size, const std::vector<merkle::FullTile>& tiles) {
  std::array<uint64_t, merkle::kMaxTileLevels> next{};
  for (unsigned level = 0; level < merkle::kMaxTileLevels; ++level) {
    next[level] = merkle::FullTileCount(old_size, level);
  }
  for (const merkle::FullTile& tile : tiles) {
    INGOT_CHECK(tile.level < merkle::kMaxTileLevels && tile.index == next[tile.level]++);
    INGOT_CHECK(tile.bytes.size() == merkle::kFullTileBytes);
  }
  for (unsigned level = 0; level < merkle::kMaxTileLevels; ++level) {
    INGOT_CHECK(next[level] == merkle::FullTileCount(new_size, level));
  }
}

void PutSealed(uint64_t seq, std::string_view bytes, BatchWriter& writer) {
  v1::SealedRecord sealed;
  INGOT_CHECK(sealed.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) && !sealed.key_id().empty());
  writer.Put(Family::kVault, SealedPartKey(seq), bytes);
  writer.Put(Family::kVault, SealedUnderPrefix(sealed.key_id()) + NumberKey(seq), "");
}

// What an erasure is to destroy the keys of: found again after a crash, and after the keystore was restored.
void PutErasure(const state::Change& change, BatchWriter& writer) {
  if (!change.after->has_seal() || change.after->seal().erased_seq() == 0) {
    return;
  }
  const ingot::v1::SealState& seal = change.after->seal();
  writer.Put(Family::kVault, ErasureKey(seal.erased_seq(), seal.seq()), "");
}

void PutEntries(uint64_t first, const std::vector<BatchEntry>& entries, BatchWriter& writer) {
  for (size_t i = 0; i < entries.size(); ++i) {
    const std::string key = NumberKey(first + i);
    writer.Put(Family::kEntries, key, entries[i].entry);
    if (!entries[i].terms.empty()) {
      writer.Put(Family::kTerms, key, entries[i].terms);
    }
    if (!entries[i].sealed.empty()) {
      PutSealed(first + i, entries[i].sealed, writer);
    }
  }
}

void PutChanges(const std::vector<state::Change>& changes, BatchWriter& writer) {
  for (const state::Change& change : changes) {
    INGOT_CHECK(change.after != nullptr);
    writer.Put(FamilyOfStateKey(change.key), change.key, change.after->SerializeAsString());
    PutErasure(change, writer);
    const IndexUpdate update = IndexUpdateOf(change);
    for (const std::string& key : update.removed) {
      writer.Delete(Family::kIndex, key);
    }
    for (const std::string& key : update.added) {
      writer.Put(Family::kIndex, key, "");
    }
  }
}

void PutBooks(const BookUpdate& update, BatchWriter& writer) {
  for (const auto& [key, sums] : update.written) writer.Put(Family::kBooks, key, EncodeSums(sums));
  for (const auto& [key, sums] : update.added) writer.Merge(key, EncodeSums(sums));
}

// Adds an earlier batch's note to its record.
void PutNote(const Database& database, uint64_t committed_size, const SignedNote& note, BatchWriter& writer) {
  INGOT_CHECK(note.size <= committed_size && !note.note.empty());
  const std::string key = NumberKey(note.size);
  std::string bytes;
  const rocksdb::Status read =
      database.rocks().Get(rocksdb::ReadOptions(), database.family(Family::kCheckpoints), key, &bytes);
  INGOT_CHECK_MSG(read.ok(), Cat("No readable checkpoint of size ", note.size, ": ", read.ToString()));
  absl::StatusOr<CheckpointRecord> checkpoint = DecodeCheckpoint(note.size, bytes);
  INGOT_CHECK_OK(checkpoint);
  checkpoint->note = note.note;
  writer.Put(Family::kCheckpoints, key, EncodeCheckpoint(*checkpoint));
}

}  // namespace

Applier::Applier(std::shared_ptr<const Database> database, Head head, bool must_sync)
    : database_(std::move(database)), books_(database_), head_(std::move(head)), must_sync_(must_sync) {}

std::shared_ptr<const Snapshot> Applier::Apply(const EncodedBatch& batch, const BatchEffects& effects) {
  const absl::StatusOr<std::vector<BatchEntry>> entries = DecodeEntries(batch);
  INGOT_CHECK_OK(entries);
  CheckBatch(head_, batch, *entries);
  CheckHead(head_, effects.head, batch, *entries);
  CheckTiles(head_.size, effects.head.size, effects.tiles);
  INGOT_CHECK(!effects.checkpoint_key_ids.empty());

  BatchWriter writer(*database_, 2 * batch.bytes.size());
  PutEntries(batch.first, *entries, writer);
  for (const merkle::FullTile& tile : effects.tiles) {
    writer.Put(Family::kTiles, TileKey(tile.level, tile.index), tile.bytes);
  }
  PutChanges(effects.changes, writer);
  std::vector<std::string_view> stored;
  stored.reserve(entries->size());
  for (const BatchEntry& entry : *entries) stored.push_back(entry.entry);
  PutBooks(books_.Update(stored, effects.changes, effects.head.size), writer);
  for (const SignedNote& note : effects.notes) {
    PutNote(*database_, head_.size, note, writer);
  }
  const CheckpointRecord checkpoint = {
      .size = effects.head.size, .root = effects.head.root, .key_ids = effects.checkpoint_key_ids, .note = {}};
  writer.Put(Family::kCheckpoints, NumberKey(checkpoint.size), EncodeCheckpoint(checkpoint));
  writer.Put(Family::kMeta, kHeadKey, EncodeHead(effects.head));
  writer.Write(must_sync_);

  head_ = effects.head;
  return Snapshot::Take(database_, head_);
}

absl::Status Applier::StoreNotes(const std::vector<SignedNote>& notes) {
  if (notes.empty()) {
    return absl::OkStatus();
  }
  BatchWriter writer(*database_, 0);
  for (const SignedNote& note : notes) {
    PutNote(*database_, head_.size, note, writer);
  }
  const rocksdb::Status written = writer.TryWrite(/*sync=*/true);
  return written.ok() ? absl::OkStatus() : absl::InternalError(written.ToString());
}

}  // namespace ingot::storage
