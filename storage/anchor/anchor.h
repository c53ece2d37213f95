// The anchor remembers, outside the database, the last size and root that were about to be signed. A database that lost
// its tail, or was restored from a backup, does not reach it and is not served: it would sign a second history.
//
// The file: two slots of 4096 bytes, written in turn:
//   "ingot/anchor/v1" 0x00 || u64be generation || u64be size || root[32] || ledger_id[32] || SHA-256 of all that ||
//   zeros
// The valid slot with the higher generation counts; a torn write leaves the other one.
#ifndef INGOT_STORAGE_ANCHOR_ANCHOR_H_
#define INGOT_STORAGE_ANCHOR_ANCHOR_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ledger/base/hash.h"

namespace ingot::storage {

inline constexpr size_t kAnchorSlotBytes = 4096;

struct AnchorRecord {
  // Counts the records from 1.
  uint64_t generation = 0;
  uint64_t size = 0;
  Hash root{};
  // Zeros while size is 0.
  Hash ledger_id{};

  friend bool operator==(const AnchorRecord&, const AnchorRecord&) = default;
};

// One slot's bytes, and back: nullopt if the slot is not whole.
std::string EncodeAnchorSlot(const AnchorRecord& record);
std::optional<AnchorRecord> DecodeAnchorSlot(std::string_view slot);

// Holds the file open and locked (flock). Not thread-safe: the publisher's thread owns it.
class Anchor {
 public:
  // Makes the anchor of an empty ledger, synced with its directory. AlreadyExists where there is a file.
  static absl::StatusOr<std::unique_ptr<Anchor>> Create(const std::string& path);

  // NotFound where there is no file; DataLoss where neither slot is whole; FailedPrecondition where another process
  // holds it.
  static absl::StatusOr<std::unique_ptr<Anchor>> Load(const std::string& path);

  Anchor(const Anchor&) = delete;
  Anchor& operator=(const Anchor&) = delete;
  ~Anchor();

  const AnchorRecord& record() const { return record_; }

  // Replaces the record and syncs it: only then may a signature over it leave. Aborts where the size shrinks, a size
  // has two roots or the ledger changes, and where the write or the sync fails.
  void Record(uint64_t size, const Hash& root, const Hash& ledger_id);

 private:
  Anchor(int fd, const AnchorRecord& record) : fd_(fd), record_(record) {}

  const int fd_;
  AnchorRecord record_;
};

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_ANCHOR_ANCHOR_H_
