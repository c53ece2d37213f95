// Where a ledger ends, and its checkpoints.
#ifndef INGOT_STORAGE_DB_HEAD_H_
#define INGOT_STORAGE_DB_HEAD_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/base/hash.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/merkle/tile.h"

namespace ingot::storage {

class Database;

// The end of a ledger: what the next batch continues. A value; the edge is shared and immutable.
struct Head {
  // Number of entries.
  uint64_t size = 0;
  // RFC 6962 root over them.
  Hash root = merkle::EmptyRoot();
  // UTC microseconds since 1970, of the last entry.
  int64_t last_recorded_at_us = 0;
  // Leaf hash of entry 0; zeros while size is 0.
  Hash ledger_id{};
  // Leaf hash of entry size - 1; zeros while size is 0.
  Hash last_leaf{};
  // Partial tiles of the tree; lives in memory only and is rebuilt at start. Never null.
  std::shared_ptr<const merkle::TileEdge> edge = std::make_shared<const merkle::TileEdge>();
};

// A batch's checkpoint.
struct CheckpointRecord {
  uint64_t size = 0;
  Hash root{};
  // SHA-256 of the public keys that sign it, in the order of the note's lines.
  std::vector<Hash> key_ids;
  // Signed note; empty where it is not stored (the newest checkpoints, or after a crash): then sign it again.
  std::string note;
};

// The stored head, without edge; size 0 in a new database. DataLoss where it can't be read, or entries stand beyond it.
absl::StatusOr<Head> ReadStoredHead(const Database& database);

// Stored forms (ingot.storage.v1). The edge is not stored. DataLoss for bytes that are not such a record.
std::string EncodeHead(const Head& head);
absl::StatusOr<Head> DecodeHead(std::string_view bytes);
std::string EncodeCheckpoint(const CheckpointRecord& checkpoint);
absl::StatusOr<CheckpointRecord> DecodeCheckpoint(uint64_t size, std::string_view bytes);

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_DB_HEAD_H_
