// Sealed parts: encrypted with the key of their data subject before they enter any write, so that the database, its log
// and its backups hold nothing that can be read once the key is destroyed.
//
// Around a sealed part: Seal gives what is stored; Sync makes its key durable, before the batch commits; Read shows it;
// FindBySubject and FindByPlate find it; Destroy erases everything that one key sealed.
#ifndef INGOT_STORAGE_VAULT_VAULT_H_
#define INGOT_STORAGE_VAULT_VAULT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ingot/v1/entry.pb.h"
#include "ingot/v1/sealed.pb.h"
#include "ledger/base/hash.h"
#include "storage/db/snapshot.h"
#include "storage/keystore/keystore.h"

namespace ingot::storage {

// What a stored part is bound to: bytes moved elsewhere don't decrypt.
struct SealedPlace {
  Hash ledger_id{};
  uint64_t seq = 0;
  std::string organisation_id;
  // The event's sealed_commitment.
  std::string commitment;
};

// A part as it was sealed.
struct OpenedPart {
  std::string key_id;
  // The submitter, within which body.customer_ref names the data subject.
  std::string organisation_id;
  ingot::v1::DetachedPart part;
  ingot::v1::SealedBody body;
};

// Thread-safe. Errors of reads: those of Snapshot and of Keystore.
class Vault {
 public:
  // Opens the keystore of the ledger that `snapshot` shows, at its path; makes a new one where there is none and the
  // ledger holds no sealed part. FailedPrecondition where it holds some: without their keystore they can't be read, and
  // nobody should believe that they were erased.
  static absl::StatusOr<std::unique_ptr<Vault>> Open(const std::string& keystore_path, const Snapshot& snapshot);

  // The sequencer's thread: what to store for a part with this body, which `part` holds serialised. Not durable before
  // Sync. ResourceExhausted where the keystore has no room.
  absl::StatusOr<std::string> Seal(const SealedPlace& place, const ingot::v1::DetachedPart& part,
                                   const ingot::v1::SealedBody& body);
  // The committer's thread, before the batch commits. Aborts where the keys can't be made durable.
  void Sync() { keystore_->Sync(); }

  // The sealed part of an entry; nullopt where its key is destroyed, or lost. DATA_LOSS where the entry has none, or
  // what is stored does not decrypt.
  absl::StatusOr<std::optional<OpenedPart>> Read(const Snapshot& snapshot, uint64_t seq);

  // Keys, ascending, that seal parts about the data subject, or parts with this plate.
  absl::StatusOr<std::vector<std::string>> FindBySubject(const Subject& subject);
  absl::StatusOr<std::vector<std::string>> FindByPlate(std::string_view number);
  // Entries from `first_seq` on whose parts the key seals or sealed, ascending, at most `limit`.
  static absl::StatusOr<std::vector<uint64_t>> SealedUnder(const Snapshot& snapshot, std::string_view key_id,
                                                           uint64_t first_seq, size_t limit);

  // Parts that are sealed from now on get another key than this one.
  void Retire(std::string_view key_id) { keystore_->Retire(key_id); }

  // Destroys the key and every look-up that leads to it, durably. The key goes last: what it sealed tells the look-ups,
  // so a destruction that a crash broke off is completed by calling it again.
  absl::Status Destroy(const Snapshot& snapshot, std::string_view key_id);

  // Erasures that are in the ledger and not done here, as (entry SealErased, erased entry), ascending; at most `limit`.
  struct PendingErasure {
    uint64_t erased_seq = 0;
    uint64_t sealed_seq = 0;
  };
  absl::StatusOr<std::vector<PendingErasure>> PendingErasures(const Snapshot& snapshot, size_t limit) const;
  // Everything up to this entry is done.
  absl::Status SetErasedThrough(uint64_t seq) { return keystore_->SetErasedThrough(seq); }

 private:
  explicit Vault(std::unique_ptr<Keystore> keystore) : keystore_(std::move(keystore)) {}

  const std::unique_ptr<Keystore> keystore_;
};

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_VAULT_VAULT_H_
