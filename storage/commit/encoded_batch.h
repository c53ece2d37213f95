// A batch as it goes through the commit log: final bytes, before anything touches RocksDB.
#ifndef INGOT_STORAGE_COMMIT_ENCODED_BATCH_H_
#define INGOT_STORAGE_COMMIT_ENCODED_BATCH_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/base/hash.h"

namespace ingot::storage {

struct EncodedBatch {
  // Sequence number of the first entry.
  uint64_t first = 0;
  // Number of entries, 1 to kMaxBatchEntries.
  uint64_t count = 0;
  // Leaf hash of entry first - 1 (zeros for first = 0), and of the last entry.
  Hash prev{};
  Hash end{};
  // Who led when the batch was made. It travels, and is never hashed.
  uint64_t epoch = 0;
  // What EncodeEntries made of the entries.
  std::string bytes;
};

// Bounds of a batch. A submission is never split and comes to at most 1 MiB and 1000 entries, so each bound leaves room
// for several.
inline constexpr size_t kMaxBatchEntries = 16'384;
inline constexpr size_t kMaxBatchBytes = size_t{16} << 20;

// An entry of a batch, as views.
struct BatchEntry {
  // Stored bytes, never empty.
  std::string_view entry;
  // Serialised ingot.v1.DetachedPart with the event's terms; empty where there are none.
  std::string_view terms;
  // Serialised ingot.storage.v1.SealedRecord, encrypted; empty where the event has no sealed part.
  std::string_view sealed;
};

// The batch's bytes: u8 version (2), then for each entry u32be length, entry bytes, u32be length, terms bytes, u32be
// length, sealed bytes.
// REQUIRES: the bounds above.
std::string EncodeEntries(std::span<const BatchEntry> entries);

// The inverse, strictly: version, count, lengths, bounds, nothing left over; else DataLoss. The views point into
// batch.bytes.
absl::StatusOr<std::vector<BatchEntry>> DecodeEntries(const EncodedBatch& batch);

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_COMMIT_ENCODED_BATCH_H_
