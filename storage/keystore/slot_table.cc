#include "storage/keystore/slot_table.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <optional>

#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/secret.h"
#include "storage/file/directory.h"

namespace ingot::storage {
namespace {

// Read or written at once.
constexpr uint64_t kChunkSlots = 8192;

off_t OffsetOf(uint64_t place) { return static_cast<off_t>(place * kSlotBytes); }

// Names are random or keyed hashes: any of their bits spread evenly.
uint64_t HomeOf(std::string_view name, uint64_t capacity) { return ReadBe64(name.substr(8)) & (capacity - 1); }

// At most half of a table is in use once it was rebuilt.
uint64_t CapacityFor(uint64_t slots) {
  uint64_t capacity = kMinTableSlots;
  while (capacity / 2 < slots) capacity *= 2;
  return capacity;
}

std::string UnfinishedPath(const std::string& path) { return Cat(path, ".new"); }
std::string RetiredPath(const std::string& path) { return Cat(path, ".old"); }

absl::StatusOr<Descriptor> MakeFile(const std::string& path, uint64_t capacity) {
  Descriptor fd(open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (fd.get() < 0) {
    return errno == EEXIST ? absl::AlreadyExistsError(Cat("There is a file ", path, " already"))
                           : SystemError(errno, "create", path);
  }
  // All blocks now, so that inserting never meets a full disk.
  const int error = posix_fallocate(fd.get(), 0, OffsetOf(capacity));
  if (error != 0) {
    unlink(path.c_str());
    return SystemError(error, "allocate", path);
  }
  return fd;
}

absl::Status Rename(const std::string& from, const std::string& to) {
  return rename(from.c_str(), to.c_str()) == 0 ? absl::OkStatus() : SystemError(errno, "rename", from);
}

bool Exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

// A crash while the table was rebuilt leaves the unfinished file, the retired one, or both.
absl::Status PutRight(const std::string& path) {
  if (!Exists(path) && Exists(RetiredPath(path))) {
    INGOT_RETURN_IF_ERROR(Rename(RetiredPath(path), path));
  }
  INGOT_RETURN_IF_ERROR(WipeFile(UnfinishedPath(path)));
  INGOT_RETURN_IF_ERROR(WipeFile(RetiredPath(path)));
  return SyncParentDirectory(path);
}

// Calls `visit` for every slot in order.
absl::Status ForEach(int fd, uint64_t capacity, const std::string& path,
                     const std::function<absl::Status(uint64_t place, std::string_view slot)>& visit) {
  for (uint64_t begin = 0; begin < capacity; begin += kChunkSlots) {
    const uint64_t count = std::min(kChunkSlots, capacity - begin);
    INGOT_ASSIGN_OR_RETURN(std::string chunk, ReadAt(fd, count * kSlotBytes, OffsetOf(begin), path));
    absl::Status status =
        chunk.size() == count * kSlotBytes ? absl::OkStatus() : absl::DataLossError(Cat(path, " was cut short"));
    for (uint64_t i = 0; i < count && status.ok(); ++i) {
      status = visit(begin + i, std::string_view(chunk).substr(i * kSlotBytes, kSlotBytes));
    }
    crypto::WipeString(&chunk);
    INGOT_RETURN_IF_ERROR(status);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WipeFile(const std::string& path) {
  const Descriptor fd(open(path.c_str(), O_RDWR | O_CLOEXEC));
  if (fd.get() < 0) {
    return errno == ENOENT ? absl::OkStatus() : SystemError(errno, "open", path);
  }
  // Who copies it (backup.h) comes first.
  if (flock(fd.get(), LOCK_EX) != 0) {
    return SystemError(errno, "lock", path);
  }
  struct stat info {};
  if (fstat(fd.get(), &info) != 0) {
    return SystemError(errno, "look at", path);
  }
  const std::string zeros(kChunkSlots * kSlotBytes, '\0');
  for (off_t at = 0; at < info.st_size; at += static_cast<off_t>(zeros.size())) {
    const auto rest = static_cast<size_t>(info.st_size - at);
    const int error = WriteAt(fd.get(), std::string_view(zeros).substr(0, rest), at);
    if (error != 0) {
      return SystemError(error, "overwrite", path);
    }
  }
  if (fdatasync(fd.get()) != 0) {
    return SystemError(errno, "sync", path);
  }
  return unlink(path.c_str()) == 0 ? absl::OkStatus() : SystemError(errno, "remove", path);
}

absl::Status SlotTable::Create(const std::string& path) {
  INGOT_ASSIGN_OR_RETURN(const Descriptor fd, MakeFile(path, kMinTableSlots));
  if (fsync(fd.get()) != 0) {
    return SystemError(errno, "sync", path);
  }
  return SyncParentDirectory(path);
}

absl::StatusOr<std::unique_ptr<SlotTable>> SlotTable::Open(const std::string& path, uint64_t ledger_size) {
  INGOT_RETURN_IF_ERROR(PutRight(path));
  auto file = std::make_shared<const Descriptor>(open(path.c_str(), O_RDWR | O_CLOEXEC));
  if (file->get() < 0) {
    return SystemError(errno, "open", path);
  }
  struct stat info {};
  if (fstat(file->get(), &info) != 0) {
    return SystemError(errno, "look at", path);
  }
  const uint64_t capacity = static_cast<uint64_t>(info.st_size) / kSlotBytes;
  const bool power_of_two = capacity > 0 && (capacity & (capacity - 1)) == 0;
  if (!power_of_two || capacity < kMinTableSlots || capacity > kMaxTableSlots || OffsetOf(capacity) != info.st_size) {
    return absl::DataLossError(Cat(path, " has ", info.st_size,
                                   " bytes, which no table of keys has: restore the "
                                   "keystore from its backup"));
  }
  return std::unique_ptr<SlotTable>(new SlotTable(path, std::move(file), capacity, ledger_size));
}

absl::StatusOr<std::string> SlotTable::ReadSlot(uint64_t place) const {
  INGOT_ASSIGN_OR_RETURN(std::string slot, ReadAt(file_->get(), kSlotBytes, OffsetOf(place), path_));
  if (slot.size() != kSlotBytes) {
    return absl::DataLossError(Cat(path_, " was cut short"));
  }
  return slot;
}

absl::Status SlotTable::EraseAt(uint64_t place) {
  const int error = WriteAt(file_->get(), ErasedSlot(), OffsetOf(place));
  return error == 0 ? absl::OkStatus() : SystemError(error, "overwrite", path_);
}

absl::Status SlotTable::Load() {
  if (loaded_) {
    return absl::OkStatus();
  }
  uint64_t live = 0;
  uint64_t taken = 0;
  INGOT_RETURN_IF_ERROR(
      ForEach(file_->get(), capacity_, path_, [&](uint64_t place, std::string_view bytes) -> absl::Status {
        if (IsFree(bytes)) {
          return absl::OkStatus();
        }
        ++taken;
        std::optional<Slot> slot = DecodeSlot(bytes);
        const bool kept = slot.has_value() && slot->seq < ledger_size_;
        if (slot.has_value()) crypto::WipeString(&slot->value);
        if (kept) {
          ++live;
          return absl::OkStatus();
        }
        return bytes == ErasedSlot() ? absl::OkStatus() : EraseAt(place);
      }));
  live_ = live;
  taken_ = taken;
  loaded_ = true;
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Slot>> SlotTable::Find(SlotKind kind, std::string_view name) {
  INGOT_RETURN_IF_ERROR(Load());
  std::vector<Slot> found;
  uint64_t place = HomeOf(name, capacity_);
  for (uint64_t i = 0; i < capacity_; ++i, place = (place + 1) & (capacity_ - 1)) {
    INGOT_ASSIGN_OR_RETURN(std::string bytes, ReadSlot(place));
    if (IsFree(bytes)) {
      break;
    }
    std::optional<Slot> slot = DecodeSlot(bytes);
    crypto::WipeString(&bytes);
    if (!slot.has_value()) {
      continue;
    }
    if (slot->kind == kind && slot->name == name) {
      found.push_back(*std::move(slot));
    } else {
      crypto::WipeString(&slot->value);
    }
  }
  return found;
}

absl::Status SlotTable::Insert(const Slot& slot) {
  INGOT_RETURN_IF_ERROR(Load());
  if (taken_ + 1 > capacity_ / 4 * 3) {
    INGOT_RETURN_IF_ERROR(Rebuild());
  }
  uint64_t place = HomeOf(slot.name, capacity_);
  while (true) {
    INGOT_ASSIGN_OR_RETURN(std::string there, ReadSlot(place));
    const bool is_free = IsFree(there);
    const bool is_erased = there == ErasedSlot();
    crypto::WipeString(&there);
    if (is_free || is_erased) {
      std::string bytes = EncodeSlot(slot);
      const int error = WriteAt(file_->get(), bytes, OffsetOf(place));
      crypto::WipeString(&bytes);
      if (error != 0) {
        return SystemError(error, "write", path_);
      }
      ++live_;
      taken_ += is_free ? 1 : 0;
      unsynced_ = true;
      return absl::OkStatus();
    }
    place = (place + 1) & (capacity_ - 1);
  }
}

absl::StatusOr<bool> SlotTable::Erase(SlotKind kind, std::string_view name, std::string_view value) {
  INGOT_RETURN_IF_ERROR(Load());
  bool erased = false;
  uint64_t place = HomeOf(name, capacity_);
  for (uint64_t i = 0; i < capacity_; ++i, place = (place + 1) & (capacity_ - 1)) {
    INGOT_ASSIGN_OR_RETURN(std::string bytes, ReadSlot(place));
    if (IsFree(bytes)) {
      break;
    }
    std::optional<Slot> slot = DecodeSlot(bytes);
    crypto::WipeString(&bytes);
    if (!slot.has_value()) {
      continue;
    }
    const bool wanted = slot->kind == kind && slot->name == name && slot->value == value;
    crypto::WipeString(&slot->value);
    if (wanted) {
      INGOT_RETURN_IF_ERROR(EraseAt(place));
      --live_;
      erased = true;
    }
  }
  if (erased && fdatasync(file_->get()) != 0) {
    return SystemError(errno, "sync", path_);
  }
  return erased;
}

std::shared_ptr<const Descriptor> SlotTable::TakeUnsynced() {
  return std::exchange(unsynced_, false) ? file_ : nullptr;
}

absl::Status SlotTable::CopyTo(int fd, uint64_t capacity) const {
  return ForEach(file_->get(), capacity_, path_, [&](uint64_t, std::string_view bytes) -> absl::Status {
    std::optional<Slot> slot = DecodeSlot(bytes);
    if (!slot.has_value()) {
      return absl::OkStatus();
    }
    crypto::WipeString(&slot->value);
    uint64_t place = HomeOf(slot->name, capacity);
    while (true) {
      INGOT_ASSIGN_OR_RETURN(std::string there, ReadAt(fd, kSlotBytes, OffsetOf(place), path_));
      const bool is_free = IsFree(there);
      crypto::WipeString(&there);
      if (is_free) {
        break;
      }
      place = (place + 1) & (capacity - 1);
    }
    const int error = WriteAt(fd, bytes, OffsetOf(place));
    return error == 0 ? absl::OkStatus() : SystemError(error, "write", UnfinishedPath(path_));
  });
}

absl::Status SlotTable::Rebuild() {
  const uint64_t capacity = CapacityFor(live_ + 1);
  if (capacity > kMaxTableSlots) {
    return absl::ResourceExhaustedError(Cat(path_, " is full: it holds ", live_, " keys and look-ups"));
  }
  const std::string unfinished = UnfinishedPath(path_);
  absl::StatusOr<Descriptor> made = MakeFile(unfinished, capacity);
  if (!made.ok()) {
    return made.status();
  }
  auto file = std::make_shared<const Descriptor>(*std::move(made));
  absl::Status copied = CopyTo(file->get(), capacity);
  if (copied.ok() && fsync(file->get()) != 0) {
    copied = SystemError(errno, "sync", unfinished);
  }
  if (!copied.ok()) {
    INGOT_RETURN_IF_ERROR(WipeFile(unfinished));
    return copied;
  }
  // From the first rename to the last removal a crash leaves files that PutRight knows.
  INGOT_RETURN_IF_ERROR(Rename(path_, RetiredPath(path_)));
  INGOT_RETURN_IF_ERROR(Rename(unfinished, path_));
  INGOT_RETURN_IF_ERROR(SyncParentDirectory(path_));
  file_ = std::move(file);
  capacity_ = capacity;
  taken_ = live_;
  unsynced_ = false;
  INGOT_RETURN_IF_ERROR(WipeFile(RetiredPath(path_)));
  return SyncParentDirectory(path_);
}

}  // namespace ingot::storage
