// A file of slots as a hash table: what is found by name is one read away, and what is erased is overwritten where it
// lies. Grows by copying into a file of twice the size; the old one is overwritten before it goes.
#ifndef INGOT_STORAGE_KEYSTORE_SLOT_TABLE_H_
#define INGOT_STORAGE_KEYSTORE_SLOT_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/file/file.h"
#include "storage/keystore/slot.h"

namespace ingot::storage {

// Slots of a table: a power of two within these. At most three quarters of them are in use.
inline constexpr uint64_t kMinTableSlots = 64;
inline constexpr uint64_t kMaxTableSlots = uint64_t{1} << 24;

// Not thread-safe. A file that a crash left half made is put right by Open.
class SlotTable {
 public:
  // A new, empty file, durable; AlreadyExists where there is one.
  static absl::Status Create(const std::string& path);

  // NotFound; DataLoss for a file of another size than a table's. Reads nothing yet: the first use does, and erases
  // what was torn by a crash and what was made for entries from `ledger_size` on, which the ledger never got.
  static absl::StatusOr<std::unique_ptr<SlotTable>> Open(const std::string& path, uint64_t ledger_size);

  // All slots of this kind and name. The caller wipes what is secret in them.
  absl::StatusOr<std::vector<Slot>> Find(SlotKind kind, std::string_view name);

  // Adds a slot, durable with the next sync of TakeUnsynced's file. ResourceExhausted where the disk is full or the
  // table at its bound: then nothing has changed. Several slots may have one name; their values differ.
  absl::Status Insert(const Slot& slot);

  // Overwrites the slot, durably. Returns whether it was there.
  absl::StatusOr<bool> Erase(SlotKind kind, std::string_view name, std::string_view value);

  // The file, if anything was inserted since the last call; else null. It may be synced on another thread.
  std::shared_ptr<const Descriptor> TakeUnsynced();

  uint64_t capacity() const { return capacity_; }

 private:
  SlotTable(std::string path, std::shared_ptr<const Descriptor> file, uint64_t capacity, uint64_t ledger_size)
      : path_(std::move(path)), file_(std::move(file)), capacity_(capacity), ledger_size_(ledger_size) {}

  absl::Status Load();
  absl::Status EraseAt(uint64_t place);
  absl::StatusOr<std::string> ReadSlot(uint64_t place) const;
  // Into a file of which at most half is in use, without what was erased.
  absl::Status Rebuild();
  absl::Status CopyTo(int fd, uint64_t capacity) const;

  const std::string path_;
  std::shared_ptr<const Descriptor> file_;
  uint64_t capacity_ = 0;
  const uint64_t ledger_size_;
  bool loaded_ = false;
  bool unsynced_ = false;
  // Slots that hold something, and slots that are not free.
  uint64_t live_ = 0;
  uint64_t taken_ = 0;
};

// Overwrites a file with zeros, syncs it and removes it. NotFound is no error.
absl::Status WipeFile(const std::string& path);

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_KEYSTORE_SLOT_TABLE_H_
