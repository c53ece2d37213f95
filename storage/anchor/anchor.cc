#include "storage/anchor/anchor.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "absl/status/status.h"
#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/sha256.h"
#include "storage/file/directory.h"
#include "storage/file/file.h"

namespace ingot::storage {
namespace {

constexpr std::string_view kMagic("ingot/anchor/v1\0", 16);

off_t SlotOffset(uint64_t generation) { return static_cast<off_t>(generation % 2 * kAnchorSlotBytes); }

absl::Status Lock(int fd, const std::string& path) {
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
    return absl::OkStatus();
  }
  return errno == EWOULDBLOCK ? absl::FailedPreconditionError(Cat("The anchor ", path, " is in use by another process"))
                              : SystemError(errno, "lock anchor", path);
}

}  // namespace

std::string EncodeAnchorSlot(const AnchorRecord& record) {
  std::string slot(kMagic);
  AppendBe64(record.generation, &slot);
  AppendBe64(record.size, &slot);
  slot.append(AsBytes(record.root));
  slot.append(AsBytes(record.ledger_id));
  slot.append(AsBytes(crypto::Sha256(slot)));
  slot.resize(kAnchorSlotBytes, '\0');
  return slot;
}

std::optional<AnchorRecord> DecodeAnchorSlot(std::string_view slot) {
  if (slot.size() != kAnchorSlotBytes || slot.substr(0, kMagic.size()) != kMagic) {
    return std::nullopt;
  }
  AnchorRecord record;
  std::string_view rest = slot.substr(kMagic.size());
  record.generation = ReadBe64(rest);
  rest.remove_prefix(sizeof(uint64_t));
  record.size = ReadBe64(rest);
  rest.remove_prefix(sizeof(uint64_t));
  record.root = *HashFromBytes(rest.substr(0, kHashSize));
  record.ledger_id = *HashFromBytes(rest.substr(kHashSize, kHashSize));
  // One spelling a record: this compares the checksum and the zeros too.
  return EncodeAnchorSlot(record) == slot ? std::make_optional(record) : std::nullopt;
}

absl::StatusOr<std::unique_ptr<Anchor>> Anchor::Create(const std::string& path) {
  // A name of its own until it is whole: an anchor is never seen half made.
  const std::string unfinished = Cat(path, ".new");
  Descriptor fd(open(unfinished.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (fd.get() < 0) {
    return SystemError(errno, "create anchor", unfinished);
  }
  INGOT_RETURN_IF_ERROR(Lock(fd.get(), unfinished));
  AnchorRecord record;
  for (uint64_t generation = 0; generation < 2; ++generation) {
    record.generation = generation;
    const int error = WriteAt(fd.get(), EncodeAnchorSlot(record), SlotOffset(generation));
    if (error != 0) {
      return SystemError(error, "write anchor", unfinished);
    }
  }
  if (fsync(fd.get()) != 0) {
    return SystemError(errno, "sync anchor", unfinished);
  }
  if (renameat2(AT_FDCWD, unfinished.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) != 0) {
    return errno == EEXIST ? absl::AlreadyExistsError(Cat("There is an anchor at ", path, " already"))
                           : SystemError(errno, "name anchor", path);
  }
  INGOT_RETURN_IF_ERROR(SyncParentDirectory(path));
  return std::unique_ptr<Anchor>(new Anchor(fd.Release(), record));
}

absl::StatusOr<std::unique_ptr<Anchor>> Anchor::Load(const std::string& path) {
  Descriptor fd(open(path.c_str(), O_RDWR | O_CLOEXEC));
  if (fd.get() < 0) {
    return SystemError(errno, "open anchor", path);
  }
  INGOT_RETURN_IF_ERROR(Lock(fd.get(), path));
  std::optional<AnchorRecord> newest;
  for (uint64_t slot = 0; slot < 2; ++slot) {
    INGOT_ASSIGN_OR_RETURN(const std::string bytes, ReadAt(fd.get(), kAnchorSlotBytes, SlotOffset(slot), path));
    const std::optional<AnchorRecord> record = DecodeAnchorSlot(bytes);
    if (record.has_value() && record->generation % 2 == slot &&
        (!newest.has_value() || record->generation > newest->generation)) {
      newest = record;
    }
  }
  if (!newest.has_value()) {
    return absl::DataLossError(Cat("Neither slot of the anchor ", path,
                                   " is whole. Without an anchor nobody knows whether the database lost entries that "
                                   "were signed: go on with a successor ledger that cites the last known checkpoint"));
  }
  return std::unique_ptr<Anchor>(new Anchor(fd.Release(), *newest));
}

Anchor::~Anchor() { close(fd_); }

void Anchor::Record(uint64_t size, const Hash& root, const Hash& ledger_id) {
  INGOT_CHECK(size >= record_.size && size > 0);
  INGOT_CHECK(size > record_.size || root == record_.root);
  INGOT_CHECK(record_.size == 0 || ledger_id == record_.ledger_id);
  const AnchorRecord next = {.generation = record_.generation + 1, .size = size, .root = root, .ledger_id = ledger_id};
  const int error = WriteAt(fd_, EncodeAnchorSlot(next), SlotOffset(next.generation));
  INGOT_CHECK_MSG(error == 0, SystemError(error, "write", "the anchor").ToString());
  // The blocks are there since Create, so that no metadata needs a sync.
  INGOT_CHECK_MSG(fdatasync(fd_) == 0, SystemError(errno, "sync", "the anchor").ToString());
  record_ = next;
}

}  // namespace ingot::storage
