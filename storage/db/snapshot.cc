#include "storage/db/snapshot.h"

#include <algorithm>
#include <utility>

#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "storage/db/keys.h"
#include "storage/db/rocks_status.h"
#include "storage/db/snapshot_pin.h"

namespace ingot::storage {
namespace {

std::string EntryName(uint64_t seq) { return Cat("entry ", seq); }
std::string TileName(unsigned level, uint64_t index) { return Cat("tile ", index, " of level ", level); }

absl::Status BeyondHead(uint64_t seq, uint64_t size) {
  return absl::OutOfRangeError(Cat("Entry ", seq, " is not in a ledger of ", size, " entries"));
}

absl::StatusOr<CheckpointRecord> ParseCheckpoint(const rocksdb::Iterator& at) {
  if (at.key().size() != sizeof(uint64_t)) {
    return Damaged("a checkpoint's key", "its length is not 8");
  }
  const uint64_t size = ReadBe64(ViewOf(at.key()));
  absl::StatusOr<CheckpointRecord> checkpoint = DecodeCheckpoint(size, ViewOf(at.value()));
  if (!checkpoint.ok()) {
    return Damaged(Cat("the checkpoint of size ", size), FromAbsl(checkpoint.status().message()));
  }
  return checkpoint;
}

}  // namespace

absl::StatusOr<state::RecordPtr> ParseRecord(std::string_view key, std::string_view bytes) {
  auto record = std::make_shared<ingot::v1::Record>();
  if (!record->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Damaged(Cat("a state record of kind '", key.substr(0, 1), "'"), "it is not a message");
  }
  return state::RecordPtr(std::move(record));
}

Snapshot::Snapshot(std::shared_ptr<const Pin> pin, Head head, std::string note)
    : pin_(std::move(pin)), head_(std::move(head)), note_(std::move(note)) {}

std::shared_ptr<const Snapshot> Snapshot::Take(std::shared_ptr<const Database> database, Head head) {
  return std::shared_ptr<const Snapshot>(
      new Snapshot(std::make_shared<const Pin>(std::move(database)), std::move(head), std::string()));
}

std::shared_ptr<const Snapshot> Snapshot::WithNote(std::string note) const {
  return std::shared_ptr<const Snapshot>(new Snapshot(pin_, head_, std::move(note)));
}

absl::StatusOr<std::string> Snapshot::Entry(uint64_t seq) const {
  if (seq >= head_.size) {
    return BeyondHead(seq, head_.size);
  }
  rocksdb::PinnableSlice value;
  const rocksdb::Status read = pin_->Get(Family::kEntries, NumberKey(seq), &value);
  if (!read.ok()) {
    return Damaged(EntryName(seq), read);
  }
  return std::string(ViewOf(value));
}

absl::StatusOr<std::optional<ingot::v1::DetachedPart>> Snapshot::Terms(uint64_t seq) const {
  if (seq >= head_.size) {
    return BeyondHead(seq, head_.size);
  }
  rocksdb::PinnableSlice value;
  const rocksdb::Status read = pin_->Get(Family::kTerms, NumberKey(seq), &value);
  if (read.IsNotFound()) {
    return std::nullopt;
  }
  if (!read.ok()) {
    return Damaged(Cat("the terms of ", EntryName(seq)), read);
  }
  ingot::v1::DetachedPart terms;
  if (!terms.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
    return Damaged(Cat("the terms of ", EntryName(seq)), "they are not a message");
  }
  return terms;
}

absl::StatusOr<std::optional<v1::SealedRecord>> Snapshot::Sealed(uint64_t seq) const {
  if (seq >= head_.size) {
    return BeyondHead(seq, head_.size);
  }
  rocksdb::PinnableSlice value;
  const rocksdb::Status read = pin_->Get(Family::kVault, SealedPartKey(seq), &value);
  if (read.IsNotFound()) {
    return std::nullopt;
  }
  if (!read.ok()) {
    return Damaged(Cat("the sealed part of ", EntryName(seq)), read);
  }
  v1::SealedRecord sealed;
  if (!sealed.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
    return Damaged(Cat("the sealed part of ", EntryName(seq)), "it is not a message");
  }
  return sealed;
}

absl::StatusOr<state::RecordPtr> Snapshot::Record(const std::string& key) const {
  rocksdb::PinnableSlice value;
  const rocksdb::Status read = pin_->Get(FamilyOfStateKey(key), key, &value);
  if (read.IsNotFound()) {
    return state::RecordPtr();
  }
  if (!read.ok()) {
    return Damaged(Cat("a state record of kind '", key.substr(0, 1), "'"), read);
  }
  return ParseRecord(key, ViewOf(value));
}

absl::StatusOr<CheckpointRecord> Snapshot::CheckpointAtOrAfter(uint64_t size) const {
  if (size > head_.size || head_.size == 0) {
    return absl::OutOfRangeError(Cat("No checkpoint of size ", size, " in a ledger of ", head_.size, " entries"));
  }
  const std::unique_ptr<rocksdb::Iterator> at = pin_->Iterate(Family::kCheckpoints, pin_->Options());
  at->Seek(NumberKey(size));
  if (!at->Valid()) {
    return Damaged(Cat("the checkpoint at or after size ", size), at->status());
  }
  return ParseCheckpoint(*at);
}

absl::StatusOr<CheckpointRecord> Snapshot::CheckpointAtOrBefore(uint64_t size) const {
  if (size > head_.size) {
    return absl::OutOfRangeError(Cat("No checkpoint of size ", size, " in a ledger of ", head_.size, " entries"));
  }
  const std::unique_ptr<rocksdb::Iterator> at = pin_->Iterate(Family::kCheckpoints, pin_->Options());
  at->SeekForPrev(NumberKey(size));
  if (at->Valid()) {
    return ParseCheckpoint(*at);
  }
  return at->status().ok() ? absl::OutOfRangeError(Cat("No checkpoint of size ", size, " or below"))
                           : Damaged(Cat("the checkpoint at or before size ", size), at->status());
}

absl::StatusOr<std::vector<CheckpointRecord>> Snapshot::UnsignedCheckpoints(size_t limit) const {
  std::vector<CheckpointRecord> found;
  const std::unique_ptr<rocksdb::Iterator> at = pin_->Iterate(Family::kCheckpoints, pin_->Options());
  for (at->SeekToLast(); at->Valid() && found.size() < limit; at->Prev()) {
    absl::StatusOr<CheckpointRecord> checkpoint = ParseCheckpoint(*at);
    if (!checkpoint.ok()) {
      return checkpoint.status();
    }
    if (!checkpoint->note.empty()) {
      break;
    }
    found.push_back(*std::move(checkpoint));
  }
  if (!at->status().ok()) {
    return Damaged("the newest checkpoints", at->status());
  }
  std::reverse(found.begin(), found.end());
  return found;
}

merkle::TileReader Snapshot::Nodes() const {
  return merkle::TileReader(head_.size, head_.edge,
                            [self = shared_from_this()](
                                unsigned level, uint64_t index) -> absl::StatusOr<std::shared_ptr<const std::string>> {
                              absl::StatusOr<std::string> tile = self->Tile(level, index);
                              if (!tile.ok()) {
                                return tile.status();
                              }
                              return std::make_shared<const std::string>(*std::move(tile));
                            });
}

absl::StatusOr<std::string> Snapshot::Tile(unsigned level, uint64_t index) const {
  if (level >= merkle::kMaxTileLevels || index >= merkle::FullTileCount(head_.size, level)) {
    return absl::OutOfRangeError(Cat("No full ", TileName(level, index), " in the tree of ", head_.size, " entries"));
  }
  rocksdb::PinnableSlice value;
  const rocksdb::Status read = pin_->Get(Family::kTiles, TileKey(level, index), &value);
  if (!read.ok()) {
    return Damaged(TileName(level, index), read);
  }
  if (value.size() != merkle::kFullTileBytes) {
    return Damaged(TileName(level, index), "its length is not 8192");
  }
  return std::string(ViewOf(value));
}

}  // namespace ingot::storage
