#include "storage/keystore/keystore.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/hmac.h"
#include "ledger/crypto/sha256.h"
#include "storage/file/directory.h"

namespace ingot::storage {
namespace {

constexpr std::string_view kMasterMagic("ingot/keystore/v1\0", 18);
constexpr size_t kMasterBytes = 18 + 3 * kHashSize;
constexpr size_t kErasedBytes = sizeof(uint64_t) + kHashSize;

// Purposes of the keys that are derived from the master's secret.
constexpr std::string_view kSubjectPurpose = "ingot/v1/keystore/subject";
constexpr std::string_view kPlatePurpose = "ingot/v1/keystore/plate";

// Key ids fill the first half of a slot's field.
std::string Padded(std::string_view key_id) {
  INGOT_CHECK(key_id.size() == kKeyIdBytes);
  std::string field(key_id);
  field.resize(kSlotFieldBytes, '\0');
  return field;
}

std::string EncodeMaster(const Hash& ledger_id, std::string_view secret) {
  std::string bytes(kMasterMagic);
  bytes.reserve(kMasterBytes);
  bytes.append(AsBytes(ledger_id));
  bytes.append(secret);
  bytes.append(AsBytes(crypto::Sha256(bytes)));
  return bytes;
}

std::string EncodeErased(uint64_t seq) {
  std::string bytes;
  AppendBe64(seq, &bytes);
  bytes.append(AsBytes(crypto::Sha256(bytes)));
  return bytes;
}

absl::Status WriteNew(const std::string& path, std::string_view bytes) {
  const Descriptor fd(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (fd.get() < 0) {
    return SystemError(errno, "create", path);
  }
  const int error = WriteAt(fd.get(), bytes, 0);
  if (error != 0) {
    return SystemError(error, "write", path);
  }
  return fsync(fd.get()) == 0 ? absl::OkStatus() : SystemError(errno, "sync", path);
}

// The master's secret, where the file is whole and of this ledger.
absl::StatusOr<crypto::Secret> ReadMaster(int fd, const std::string& path, const Hash& ledger_id) {
  INGOT_ASSIGN_OR_RETURN(std::string bytes, ReadAt(fd, kMasterBytes + 1, 0, path));
  const bool whole = bytes.size() == kMasterBytes && std::string_view(bytes).substr(0, 18) == kMasterMagic &&
                     AsBytes(crypto::Sha256(std::string_view(bytes).substr(0, kMasterBytes - kHashSize))) ==
                         std::string_view(bytes).substr(kMasterBytes - kHashSize);
  if (!whole) {
    crypto::WipeString(&bytes);
    return absl::DataLossError(Cat(path, " is damaged: restore the keystore from its backup"));
  }
  const Hash owner = *HashFromBytes(std::string_view(bytes).substr(kMasterMagic.size(), kHashSize));
  absl::StatusOr<crypto::Secret> secret =
      crypto::Secret::FromBytes(std::string_view(bytes).substr(kMasterMagic.size() + kHashSize, kHashSize));
  crypto::WipeString(&bytes);
  if (owner != ledger_id) {
    return absl::FailedPreconditionError(Cat("The keystore of ", path, " belongs to the ledger ", ToHex(owner),
                                             ", the database to ", ToHex(ledger_id),
                                             ": configure the directories that belong together"));
  }
  return secret;
}

// What is damaged counts as nothing done: erasing again does no harm.
absl::StatusOr<uint64_t> ReadErased(const std::string& path) {
  const Descriptor fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) {
    return SystemError(errno, "open", path);
  }
  INGOT_ASSIGN_OR_RETURN(const std::string bytes, ReadAt(fd.get(), kErasedBytes, 0, path));
  if (bytes.size() != kErasedBytes) {
    return 0;
  }
  const uint64_t seq = ReadBe64(bytes);
  return bytes == EncodeErased(seq) ? seq : 0;
}

}  // namespace

std::string TableFile(size_t table) {
  INGOT_CHECK(table < kKeystoreTables);
  return HexEncode(std::string(1, static_cast<char>(table)));
}

absl::Status Keystore::Create(const std::string& path, const Hash& ledger_id) {
  // A name of its own until it is whole: a keystore is never seen half made. What a crash left has no key in use.
  const std::string unfinished = Cat(path, ".new");
  const auto file = [&unfinished](std::string_view name) { return Cat(unfinished, "/", name); };
  for (const char* const name : {kMasterFile, kErasedFile}) INGOT_RETURN_IF_ERROR(WipeFile(file(name)));
  for (size_t i = 0; i < kKeystoreTables; ++i) INGOT_RETURN_IF_ERROR(WipeFile(file(TableFile(i))));
  if (rmdir(unfinished.c_str()) != 0 && errno != ENOENT) {
    return SystemError(errno, "remove", unfinished);
  }
  if (mkdir(unfinished.c_str(), 0700) != 0) {
    return SystemError(errno, "create", unfinished);
  }
  std::string secret = RandomBytes(crypto::kSecretSize);
  std::string master = EncodeMaster(ledger_id, secret);
  crypto::WipeString(&secret);
  const absl::Status written = WriteNew(file(kMasterFile), master);
  crypto::WipeString(&master);
  INGOT_RETURN_IF_ERROR(written);
  INGOT_RETURN_IF_ERROR(WriteNew(file(kErasedFile), EncodeErased(0)));
  for (size_t i = 0; i < kKeystoreTables; ++i) INGOT_RETURN_IF_ERROR(SlotTable::Create(file(TableFile(i))));
  if (renameat2(AT_FDCWD, unfinished.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) != 0) {
    return errno == EEXIST ? absl::AlreadyExistsError(Cat("There is something at ", path, " already"))
                           : SystemError(errno, "name the keystore", path);
  }
  return SyncParentDirectory(path);
}

absl::StatusOr<std::unique_ptr<Keystore>> Keystore::Open(const std::string& path, const Hash& ledger_id,
                                                         uint64_t ledger_size) {
  const std::string master_path = Cat(path, "/", kMasterFile);
  Descriptor master(open(master_path.c_str(), O_RDONLY | O_CLOEXEC));
  if (master.get() < 0) {
    return SystemError(errno, "open the keystore", master_path);
  }
  if (flock(master.get(), LOCK_EX | LOCK_NB) != 0) {
    return errno == EWOULDBLOCK
               ? absl::FailedPreconditionError(Cat("The keystore ", path, " is in use by another process"))
               : SystemError(errno, "lock", master_path);
  }
  INGOT_ASSIGN_OR_RETURN(const crypto::Secret secret, ReadMaster(master.get(), master_path, ledger_id));
  std::unique_ptr<Keystore> keystore(new Keystore(path, std::move(master), secret));
  const absl::MutexLock lock(&keystore->mutex_);
  INGOT_ASSIGN_OR_RETURN(keystore->erased_through_, ReadErased(Cat(path, "/", kErasedFile)));
  for (size_t i = 0; i < kKeystoreTables; ++i) {
    absl::StatusOr<std::unique_ptr<SlotTable>> table = SlotTable::Open(Cat(path, "/", TableFile(i)), ledger_size);
    if (absl::IsNotFound(table.status())) {
      return absl::DataLossError(
          Cat("The keystore ", path, " lacks its file ", TableFile(i), ": restore it from its backup"));
    }
    if (!table.ok()) {
      return table.status();
    }
    keystore->tables_[i] = *std::move(table);
  }
  return keystore;
}

Keystore::Keystore(std::string path, Descriptor master, const crypto::Secret& secret)
    : path_(std::move(path)),
      master_(std::move(master)),
      subject_secret_(crypto::DeriveSecret(secret, kSubjectPurpose)),
      plate_secret_(crypto::DeriveSecret(secret, kPlatePurpose)) {}

std::string Keystore::SubjectName(const Subject& subject) const {
  INGOT_CHECK(subject.organisation_id.size() <= 0xff);
  std::string message(1, static_cast<char>(subject.organisation_id.size()));
  message.append(subject.organisation_id);
  message.append(subject.customer_ref);
  return ToBytes(crypto::HmacSha256(subject_secret_.bytes(), message));
}

std::string Keystore::PlateName(std::string_view plate) const {
  return ToBytes(crypto::HmacSha256(plate_secret_.bytes(), plate));
}

SlotTable& Keystore::TableOf(std::string_view name) const {
  return *tables_[static_cast<uint8_t>(name.front()) % kKeystoreTables];
}

absl::Status Keystore::Insert(SlotKind kind, std::string_view name, std::string_view value, uint64_t seq) {
  Slot slot = {.kind = kind, .seq = seq, .name = std::string(name), .value = std::string(value)};
  const absl::Status inserted = TableOf(name).Insert(slot);
  crypto::WipeString(&slot.value);
  return inserted;
}

absl::StatusOr<std::vector<std::string>> Keystore::KeyIdsOf(SlotKind kind, std::string_view name) {
  INGOT_ASSIGN_OR_RETURN(const std::vector<Slot> slots, TableOf(name).Find(kind, name));
  std::vector<std::string> key_ids;
  for (const Slot& slot : slots) key_ids.push_back(slot.value.substr(0, kKeyIdBytes));
  std::sort(key_ids.begin(), key_ids.end());
  return key_ids;
}

absl::StatusOr<std::optional<crypto::Secret>> Keystore::FindKey(std::string_view key_id) {
  const std::string name = Padded(key_id);
  INGOT_ASSIGN_OR_RETURN(std::vector<Slot> slots, TableOf(name).Find(SlotKind::kKey, name));
  std::optional<crypto::Secret> key;
  for (Slot& slot : slots) {
    absl::StatusOr<crypto::Secret> secret = crypto::Secret::FromBytes(slot.value);
    crypto::WipeString(&slot.value);
    INGOT_CHECK_OK(secret);
    key = *std::move(secret);
  }
  return key;
}

absl::StatusOr<Keystore::NamedKey> Keystore::KeyFor(const Subject& subject, uint64_t seq) {
  const std::string name = SubjectName(subject);
  const absl::MutexLock lock(&mutex_);
  INGOT_ASSIGN_OR_RETURN(const std::vector<std::string> known, KeyIdsOf(SlotKind::kSubject, name));
  for (const std::string& key_id : known) {
    if (retired_.contains(key_id)) continue;
    INGOT_ASSIGN_OR_RETURN(std::optional<crypto::Secret> key, FindKey(key_id));
    // Without its key a look-up is what an erasure that a crash broke off left.
    if (key.has_value()) return NamedKey{.key_id = key_id, .key = *std::move(key)};
  }
  std::string key_id = RandomBytes(kKeyIdBytes);
  std::string secret = RandomBytes(crypto::kSecretSize);
  absl::StatusOr<crypto::Secret> key = crypto::Secret::FromBytes(secret);
  const absl::Status inserted = Insert(SlotKind::kKey, Padded(key_id), secret, seq);
  crypto::WipeString(&secret);
  INGOT_RETURN_IF_ERROR(inserted);
  INGOT_RETURN_IF_ERROR(Insert(SlotKind::kSubject, name, Padded(key_id), seq));
  INGOT_CHECK_OK(key);
  return NamedKey{.key_id = std::move(key_id), .key = *std::move(key)};
}

absl::Status Keystore::AddPlate(std::string_view plate, std::string_view key_id, uint64_t seq) {
  const std::string name = PlateName(plate);
  const absl::MutexLock lock(&mutex_);
  INGOT_ASSIGN_OR_RETURN(const std::vector<std::string> known, KeyIdsOf(SlotKind::kPlate, name));
  if (std::binary_search(known.begin(), known.end(), key_id)) return absl::OkStatus();
  return Insert(SlotKind::kPlate, name, Padded(key_id), seq);
}

void Keystore::Sync() {
  std::vector<std::shared_ptr<const Descriptor>> files;
  {
    const absl::MutexLock lock(&mutex_);
    for (const std::unique_ptr<SlotTable>& table : tables_) {
      if (std::shared_ptr<const Descriptor> file = table->TakeUnsynced(); file != nullptr) {
        files.push_back(std::move(file));
      }
    }
  }
  // Without the lock: the sequencer goes on meanwhile.
  for (const std::shared_ptr<const Descriptor>& file : files) {
    INGOT_CHECK_MSG(fdatasync(file->get()) == 0, SystemError(errno, "sync", path_).ToString());
  }
}

absl::StatusOr<std::optional<crypto::Secret>> Keystore::Find(std::string_view key_id) {
  const absl::MutexLock lock(&mutex_);
  return FindKey(key_id);
}

absl::StatusOr<std::vector<std::string>> Keystore::FindBySubject(const Subject& subject) {
  const absl::MutexLock lock(&mutex_);
  return KeyIdsOf(SlotKind::kSubject, SubjectName(subject));
}

absl::StatusOr<std::vector<std::string>> Keystore::FindByPlate(std::string_view plate) {
  const absl::MutexLock lock(&mutex_);
  return KeyIdsOf(SlotKind::kPlate, PlateName(plate));
}

void Keystore::Retire(std::string_view key_id) {
  const absl::MutexLock lock(&mutex_);
  retired_.emplace(key_id);
}

absl::Status Keystore::Erase(SlotKind kind, std::string_view name, std::string_view value) {
  const absl::MutexLock lock(&mutex_);
  return TableOf(name).Erase(kind, name, value).status();
}

absl::Status Keystore::EraseSubject(const Subject& subject, std::string_view key_id) {
  return Erase(SlotKind::kSubject, SubjectName(subject), Padded(key_id));
}

absl::Status Keystore::ErasePlate(std::string_view plate, std::string_view key_id) {
  return Erase(SlotKind::kPlate, PlateName(plate), Padded(key_id));
}

absl::Status Keystore::EraseKey(std::string_view key_id) {
  const std::string name = Padded(key_id);
  const absl::MutexLock lock(&mutex_);
  INGOT_ASSIGN_OR_RETURN(std::vector<Slot> slots, TableOf(name).Find(SlotKind::kKey, name));
  absl::Status status;
  for (Slot& slot : slots) {
    if (status.ok()) status = TableOf(name).Erase(SlotKind::kKey, name, slot.value).status();
    crypto::WipeString(&slot.value);
  }
  if (status.ok()) retired_.erase(std::string(key_id));
  return status;
}

uint64_t Keystore::erased_through() const {
  const absl::MutexLock lock(&mutex_);
  return erased_through_;
}

absl::Status Keystore::SetErasedThrough(uint64_t seq) {
  const absl::MutexLock lock(&mutex_);
  if (seq <= erased_through_) return absl::OkStatus();
  const std::string path = Cat(path_, "/", kErasedFile);
  const Descriptor fd(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (fd.get() < 0) {
    return SystemError(errno, "open", path);
  }
  const int error = WriteAt(fd.get(), EncodeErased(seq), 0);
  if (error != 0) {
    return SystemError(error, "write", path);
  }
  if (fdatasync(fd.get()) != 0) {
    return SystemError(errno, "sync", path);
  }
  erased_through_ = seq;
  return absl::OkStatus();
}

}  // namespace ingot::storage
