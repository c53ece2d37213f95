#include "storage/vault/vault.h"

#include <utility>

#include "ingot/storage/v1/records.pb.h"
#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/aead.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/entry.h"
#include "storage/db/damage.h"
#include "storage/db/keys.h"
#include "storage/file/file.h"
#include "storage/vault/plate.h"

namespace ingot::storage {
namespace {

constexpr std::string_view kVaultTag("ingot/v1/vault\0", 15);
// Parts that Destroy looks at between two reads of the index.
constexpr size_t kDestroyPage = 1000;

std::string AssociatedData(const SealedPlace& place) {
  INGOT_CHECK(place.organisation_id.size() <= 0xff && place.commitment.size() == kHashSize);
  std::string data(kVaultTag);
  data.append(AsBytes(place.ledger_id));
  AppendBe64(place.seq, &data);
  data.push_back(static_cast<char>(place.organisation_id.size()));
  data.append(place.organisation_id);
  data.append(place.commitment);
  return data;
}

absl::StatusOr<SealedPlace> PlaceOf(const Snapshot& snapshot, uint64_t seq) {
  INGOT_ASSIGN_OR_RETURN(const std::string bytes, snapshot.Entry(seq));
  const absl::StatusOr<ingot::v1::Entry> entry = entry::ParseEntry(bytes);
  const absl::StatusOr<ingot::v1::Event> event = entry.ok() ? entry::ParseEvent(entry->event()) : entry.status();
  if (!event.ok()) return Damaged(Cat("entry ", seq), FromAbsl(event.status().message()));
  if (event->sealed_commitment().size() != kHashSize) {
    return Damaged(Cat("the sealed part of entry ", seq), "the entry commits to none");
  }
  return SealedPlace{.ledger_id = snapshot.head().ledger_id,
                     .seq = seq,
                     .organisation_id = event->actor().organisation_id(),
                     .commitment = event->sealed_commitment()};
}

// Decrypts, and takes apart what comes out.
absl::StatusOr<OpenedPart> Unseal(const SealedPlace& place, const crypto::Secret& key, const v1::SealedRecord& sealed) {
  const std::string what = Cat("the sealed part of entry ", place.seq);
  absl::StatusOr<std::string> plaintext =
      crypto::AeadOpen(key, sealed.nonce(), AssociatedData(place), sealed.ciphertext());
  if (!plaintext.ok()) return Damaged(what, FromAbsl(plaintext.status().message()));
  OpenedPart opened;
  const bool parsed = opened.part.ParseFromString(*plaintext) && opened.body.ParseFromString(opened.part.body());
  crypto::WipeString(&*plaintext);
  if (!parsed) return Damaged(what, "it is not a message");
  opened.key_id = sealed.key_id();
  opened.organisation_id = place.organisation_id;
  return opened;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Vault>> Vault::Open(const std::string& keystore_path, const Snapshot& snapshot) {
  const Head& head = snapshot.head();
  absl::StatusOr<std::unique_ptr<Keystore>> keystore = Keystore::Open(keystore_path, head.ledger_id, head.size);
  if (absl::IsNotFound(keystore.status())) {
    bool has_parts = false;
    INGOT_RETURN_IF_ERROR(snapshot.ScanVault(kSealedPartPrefix, "", 1, [&has_parts](std::string_view) {
      has_parts = true;
      return false;
    }));
    if (has_parts) {
      return absl::FailedPreconditionError(
          Cat("The ledger holds sealed parts, and there is no keystore at ", keystore_path,
              ": configure its path, or restore it from its backup; without --keystore the server runs and shows no "
              "sealed part"));
    }
    INGOT_RETURN_IF_ERROR(Keystore::Create(keystore_path, head.ledger_id));
    keystore = Keystore::Open(keystore_path, head.ledger_id, head.size);
  }
  if (!keystore.ok()) return keystore.status();
  return std::unique_ptr<Vault>(new Vault(*std::move(keystore)));
}

absl::StatusOr<std::string> Vault::Seal(const SealedPlace& place, const ingot::v1::DetachedPart& part,
                                        const ingot::v1::SealedBody& body) {
  INGOT_ASSIGN_OR_RETURN(
      const Keystore::NamedKey named,
      keystore_->KeyFor({.organisation_id = place.organisation_id, .customer_ref = body.customer_ref()}, place.seq));
  for (const ingot::v1::Plate& plate : body.plates()) {
    INGOT_RETURN_IF_ERROR(keystore_->AddPlate(ComparablePlate(plate.number()), named.key_id, place.seq));
  }
  v1::SealedRecord sealed;
  sealed.set_key_id(named.key_id);
  sealed.set_nonce(RandomBytes(crypto::kAeadNonceSize));
  std::string plaintext = part.SerializeAsString();
  sealed.set_ciphertext(crypto::AeadSeal(named.key, sealed.nonce(), AssociatedData(place), plaintext));
  crypto::WipeString(&plaintext);
  return sealed.SerializeAsString();
}

absl::StatusOr<std::optional<OpenedPart>> Vault::Read(const Snapshot& snapshot, uint64_t seq) {
  INGOT_ASSIGN_OR_RETURN(const SealedPlace place, PlaceOf(snapshot, seq));
  INGOT_ASSIGN_OR_RETURN(const std::optional<v1::SealedRecord> sealed, snapshot.Sealed(seq));
  if (!sealed.has_value() || sealed->key_id().size() != kKeyIdBytes) {
    return Damaged(Cat("the sealed part of entry ", seq), "it is missing");
  }
  INGOT_ASSIGN_OR_RETURN(const std::optional<crypto::Secret> key, keystore_->Find(sealed->key_id()));
  if (!key.has_value()) return std::nullopt;
  return Unseal(place, *key, *sealed);
}

absl::StatusOr<std::vector<std::string>> Vault::FindBySubject(const Subject& subject) {
  return keystore_->FindBySubject(subject);
}

absl::StatusOr<std::vector<std::string>> Vault::FindByPlate(std::string_view number) {
  return keystore_->FindByPlate(ComparablePlate(number));
}

absl::StatusOr<std::vector<uint64_t>> Vault::SealedUnder(const Snapshot& snapshot, std::string_view key_id,
                                                         uint64_t first_seq, size_t limit) {
  std::vector<uint64_t> seqs;
  const std::string after = first_seq == 0 ? std::string() : NumberKey(first_seq - 1);
  INGOT_RETURN_IF_ERROR(snapshot.ScanVault(SealedUnderPrefix(key_id), after, limit, [&seqs](std::string_view suffix) {
    seqs.push_back(ReadBe64(suffix));
    return true;
  }));
  return seqs;
}

absl::Status Vault::Destroy(const Snapshot& snapshot, std::string_view key_id) {
  uint64_t first_seq = 0;
  while (true) {
    INGOT_ASSIGN_OR_RETURN(const std::vector<uint64_t> seqs, SealedUnder(snapshot, key_id, first_seq, kDestroyPage));
    for (const uint64_t seq : seqs) {
      INGOT_ASSIGN_OR_RETURN(const std::optional<OpenedPart> opened, Read(snapshot, seq));
      if (!opened.has_value()) continue;
      for (const ingot::v1::Plate& plate : opened->body.plates()) {
        INGOT_RETURN_IF_ERROR(keystore_->ErasePlate(ComparablePlate(plate.number()), key_id));
      }
      INGOT_RETURN_IF_ERROR(keystore_->EraseSubject(
          {.organisation_id = opened->organisation_id, .customer_ref = opened->body.customer_ref()}, key_id));
    }
    if (seqs.size() < kDestroyPage) break;
    first_seq = seqs.back() + 1;
  }
  return keystore_->EraseKey(key_id);
}

absl::StatusOr<std::vector<Vault::PendingErasure>> Vault::PendingErasures(const Snapshot& snapshot,
                                                                          size_t limit) const {
  std::vector<PendingErasure> pending;
  // Behind every erasure of that entry.
  const std::string after = NumberKey(keystore_->erased_through()) + std::string(sizeof(uint64_t), '\xff');
  INGOT_RETURN_IF_ERROR(snapshot.ScanVault(kErasurePrefix, after, limit, [&pending](std::string_view suffix) {
    pending.push_back({.erased_seq = ReadBe64(suffix), .sealed_seq = ReadBe64(suffix.substr(sizeof(uint64_t)))});
    return true;
  }));
  return pending;
}

}  // namespace ingot::storage
