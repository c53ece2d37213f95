#include <algorithm>
#include <string>

#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "storage/db/keys.h"
#include "storage/db/rocks_status.h"
#include "storage/db/snapshot.h"
#include "storage/db/snapshot_pin.h"

namespace ingot::storage {
namespace {

// Scans of fewer rows stay with the reads that RocksDB plans by itself.
constexpr uint64_t kReadAheadFrom = 256;
constexpr size_t kReadAheadBytes = size_t{2} << 20;

// A long pass over bytes that nobody else will ask for soon.
rocksdb::ReadOptions PassOptions(rocksdb::ReadOptions options, uint64_t rows) {
  if (rows >= kReadAheadFrom) {
    options.readahead_size = kReadAheadBytes;
  }
  options.fill_cache = false;
  return options;
}

// The least key that follows `key`.
std::string After(std::string_view key) { return Cat(key, std::string_view("\0", 1)); }

}  // namespace

absl::Status Snapshot::ScanState(
    std::string_view prefix, std::string_view start_after, size_t limit,
    absl::FunctionRef<bool(std::string_view key, state::RecordPtr record)> callback) const {
  INGOT_CHECK(!prefix.empty());
  const std::string end = PrefixEnd(prefix);
  const rocksdb::Slice bound(end);
  rocksdb::ReadOptions options = pin_->Options();
  options.iterate_upper_bound = end.empty() ? nullptr : &bound;
  const std::unique_ptr<rocksdb::Iterator> at = pin_->Iterate(FamilyOfStateKey(prefix), options);
  size_t examined = 0;
  for (at->Seek(start_after < prefix ? std::string(prefix) : After(start_after)); at->Valid() && examined < limit;
       at->Next()) {
    ++examined;
    absl::StatusOr<state::RecordPtr> record = ParseRecord(ViewOf(at->key()), ViewOf(at->value()));
    if (!record.ok()) {
      return record.status();
    }
    if (!callback(ViewOf(at->key()), *std::move(record))) {
      return absl::OkStatus();
    }
  }
  return at->status().ok() ? absl::OkStatus()
                           : Damaged(Cat("state records of kind '", prefix.substr(0, 1), "'"), at->status());
}

absl::Status Snapshot::ScanIndex(std::string_view prefix, std::string_view start_after, size_t limit,
                                 absl::FunctionRef<bool(std::string_view suffix)> callback) const {
  return ScanKeys(Family::kIndex, "an index", prefix, start_after, limit, callback);
}

absl::Status Snapshot::ScanVault(std::string_view prefix, std::string_view start_after, size_t limit,
                                 absl::FunctionRef<bool(std::string_view suffix)> callback) const {
  return ScanKeys(Family::kVault, "the vault", prefix, start_after, limit, callback);
}

absl::Status Snapshot::ScanKeys(Family family, std::string_view what, std::string_view prefix,
                                std::string_view start_after, size_t limit,
                                absl::FunctionRef<bool(std::string_view suffix)> callback) const {
  INGOT_CHECK(!prefix.empty());
  const std::string end = PrefixEnd(prefix);
  const rocksdb::Slice bound(end);
  rocksdb::ReadOptions options = pin_->Options();
  options.iterate_upper_bound = end.empty() ? nullptr : &bound;
  const std::unique_ptr<rocksdb::Iterator> at = pin_->Iterate(family, options);
  size_t examined = 0;
  for (at->Seek(start_after.empty() ? std::string(prefix) : After(Cat(prefix, start_after)));
       at->Valid() && examined < limit; at->Next()) {
    ++examined;
    if (!callback(ViewOf(at->key()).substr(prefix.size()))) {
      return absl::OkStatus();
    }
  }
  return at->status().ok() ? absl::OkStatus() : Damaged(what, at->status());
}

absl::Status Snapshot::ScanEntries(uint64_t first_seq, uint64_t limit,
                                   absl::FunctionRef<bool(const StoredEntry& entry)> callback) const {
  if (first_seq >= head_.size || limit == 0) {
    return absl::OkStatus();
  }
  const uint64_t end_seq = first_seq + std::min(limit, head_.size - first_seq);
  const std::string end = NumberKey(end_seq);
  const rocksdb::Slice bound(end);
  rocksdb::ReadOptions options = PassOptions(pin_->Options(), end_seq - first_seq);
  options.iterate_upper_bound = &bound;
  const std::unique_ptr<rocksdb::Iterator> entries = pin_->Iterate(Family::kEntries, options);
  const std::unique_ptr<rocksdb::Iterator> terms = pin_->Iterate(Family::kTerms, options);
  entries->Seek(NumberKey(first_seq));
  terms->Seek(NumberKey(first_seq));
  for (uint64_t seq = first_seq; seq < end_seq; ++seq) {
    const std::string key = NumberKey(seq);
    if (!entries->Valid() || ViewOf(entries->key()) != key) {
      return Damaged(Cat("entry ", seq), entries->status());
    }
    // One read past a damaged block would look like an entry without terms.
    if (!terms->status().ok()) {
      return Damaged(Cat("the terms of entry ", seq, " or a later one"), terms->status());
    }
    StoredEntry entry;
    entry.seq = seq;
    entry.entry = ViewOf(entries->value());
    const bool has_terms = terms->Valid() && ViewOf(terms->key()) == key;
    if (has_terms) {
      entry.terms = ViewOf(terms->value());
    }
    if (!callback(entry)) {
      return absl::OkStatus();
    }
    entries->Next();
    if (has_terms) {
      terms->Next();
    }
  }
  return absl::OkStatus();
}

absl::Status Snapshot::ScanTiles(unsigned level, uint64_t first_index, uint64_t limit,
                                 absl::FunctionRef<bool(uint64_t index, std::string_view tile)> callback) const {
  const uint64_t count = level < merkle::kMaxTileLevels ? merkle::FullTileCount(head_.size, level) : 0;
  if (first_index >= count || limit == 0) {
    return absl::OkStatus();
  }
  const uint64_t end_index = first_index + std::min(limit, count - first_index);
  const std::string end = TileKey(level, end_index);
  const rocksdb::Slice bound(end);
  rocksdb::ReadOptions options = PassOptions(pin_->Options(), end_index - first_index);
  options.iterate_upper_bound = &bound;
  const std::unique_ptr<rocksdb::Iterator> at = pin_->Iterate(Family::kTiles, options);
  at->Seek(TileKey(level, first_index));
  for (uint64_t index = first_index; index < end_index; ++index) {
    if (!at->Valid() || ViewOf(at->key()) != TileKey(level, index) || at->value().size() != merkle::kFullTileBytes) {
      return Damaged(Cat("tile ", index, " of level ", level), at->status());
    }
    if (!callback(index, ViewOf(at->value()))) {
      return absl::OkStatus();
    }
    at->Next();
  }
  return absl::OkStatus();
}

}  // namespace ingot::storage
