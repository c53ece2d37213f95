// The keys of the vault: one a data subject, apart from the database, its log and its backups, so that destroying a key
// destroys what it sealed wherever copies of that lie. Beside the keys stand the keyed look-ups that lead to them. The
// vault (storage/vault) alone uses it.
//
// A directory: "master" (ledger id, secret of the look-ups), "erased" (how far erasures are done), "00" to "0f" (tables
// of slots). docs/FORMAT.md gives the bytes.
#ifndef INGOT_STORAGE_KEYSTORE_KEYSTORE_H_
#define INGOT_STORAGE_KEYSTORE_KEYSTORE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "ledger/base/hash.h"
#include "ledger/crypto/secret.h"
#include "storage/keystore/slot_table.h"

namespace ingot::storage {

inline constexpr size_t kKeyIdBytes = 16;
inline constexpr size_t kKeystoreTables = 16;

// Names of the directory's files.
inline constexpr char kMasterFile[] = "master";
inline constexpr char kErasedFile[] = "erased";
std::string TableFile(size_t table);

// A data subject: the reference that one organisation uses for it.
struct Subject {
  std::string_view organisation_id;
  std::string_view customer_ref;
};

// Thread-safe. Errors: ResourceExhausted for a full disk, DataLoss for damaged files, else Internal.
class Keystore {
 public:
  // A new keystore for a ledger, durable, in a directory that does not exist yet (AlreadyExists) below one that does.
  static absl::Status Create(const std::string& path, const Hash& ledger_id);

  // NotFound where there is none; FailedPrecondition for another ledger's, or where another process has it open.
  // What was made for entries from `ledger_size` on is an orphan of a crash and is erased.
  static absl::StatusOr<std::unique_ptr<Keystore>> Open(const std::string& path, const Hash& ledger_id,
                                                        uint64_t ledger_size);

  Keystore(const Keystore&) = delete;
  Keystore& operator=(const Keystore&) = delete;
  ~Keystore() = default;

  struct NamedKey {
    std::string key_id;
    crypto::Secret key;
  };
  // The subject's key; a new one where it has none that is not retired. Durable after the next Sync.
  absl::StatusOr<NamedKey> KeyFor(const Subject& subject, uint64_t seq) ABSL_LOCKS_EXCLUDED(mutex_);
  // Lets FindByPlate lead from the plate, as the vault spells it, to the key. Durable after the next Sync.
  absl::Status AddPlate(std::string_view plate, std::string_view key_id, uint64_t seq) ABSL_LOCKS_EXCLUDED(mutex_);
  // Everything added by now is durable when it returns. Aborts where that fails.
  void Sync() ABSL_LOCKS_EXCLUDED(mutex_);

  // nullopt where the key was destroyed, or was never here.
  absl::StatusOr<std::optional<crypto::Secret>> Find(std::string_view key_id) ABSL_LOCKS_EXCLUDED(mutex_);
  // Ids of keys, ascending.
  absl::StatusOr<std::vector<std::string>> FindBySubject(const Subject& subject) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<std::vector<std::string>> FindByPlate(std::string_view plate) ABSL_LOCKS_EXCLUDED(mutex_);

  // KeyFor never gives this key again: what comes for its subject from now on gets a new one. Until the process ends.
  void Retire(std::string_view key_id) ABSL_LOCKS_EXCLUDED(mutex_);
  // Each overwrites one slot, durably; nothing where it is gone already. The look-ups of a key first: they are found by
  // what it sealed.
  absl::Status EraseSubject(const Subject& subject, std::string_view key_id) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status ErasePlate(std::string_view plate, std::string_view key_id) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status EraseKey(std::string_view key_id) ABSL_LOCKS_EXCLUDED(mutex_);

  // The last entry SealErased that is done here: a restored copy knows an earlier one. 0 for none.
  uint64_t erased_through() const ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status SetErasedThrough(uint64_t seq) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  Keystore(std::string path, Descriptor master, const crypto::Secret& secret);

  // Of look-ups; fixed width.
  std::string SubjectName(const Subject& subject) const;
  std::string PlateName(std::string_view plate) const;

  SlotTable& TableOf(std::string_view name) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Insert(SlotKind kind, std::string_view name, std::string_view value, uint64_t seq)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Erase(SlotKind kind, std::string_view name, std::string_view value) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<std::vector<std::string>> KeyIdsOf(SlotKind kind, std::string_view name)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<std::optional<crypto::Secret>> FindKey(std::string_view key_id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string path_;
  const Descriptor master_;  // holds the lock
  const crypto::Secret subject_secret_;
  const crypto::Secret plate_secret_;

  mutable absl::Mutex mutex_;
  std::array<std::unique_ptr<SlotTable>, kKeystoreTables> tables_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string, std::less<>> retired_ ABSL_GUARDED_BY(mutex_);
  uint64_t erased_through_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_KEYSTORE_KEYSTORE_H_
