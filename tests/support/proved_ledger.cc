#include "tests/support/proved_ledger.h"

#include <algorithm>

#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/crypto/sha256.h"
#include "ledger/merkle/batch_tree.h"
#include "ledger/merkle/proof.h"
#include "ledger/note/checkpoint.h"

namespace ingot::testing {
namespace {

constexpr char kVin[] = "1M8GDM9AXKP042788";
constexpr char kOrigin[] = "bank.example/aluminium";

v1::VehicleRegistered Vehicle(const std::string& vin) {
  v1::VehicleRegistered e;
  e.set_vin(vin);
  e.set_brand_id("maker/brand");
  e.set_model_id("maker/model");
  e.set_category(v1::VEHICLE_CATEGORY_M1);
  e.set_market("DE");
  auto* mass = e.add_body();
  mass->set_family(v1::ALLOY_FAMILY_6XXX);
  mass->set_grams(156'000);
  e.set_body_basis(v1::MASS_BASIS_WEIGHED);
  return e;
}

merkle::BatchTree TreeOf(const TestLedger& ledger) {
  merkle::BatchTree tree{merkle::CompactRange()};
  for (const rules::NewEntry& entry : ledger.entries()) tree.Append(entry.leaf);
  return tree;
}

}  // namespace

ProvedLedger::ProvedLedger() {
  ledger_.Enrol("maker", {v1::ROLE_MANUFACTURER}, "DE");
  ledger_.Enrol("dealer", {v1::ROLE_LESSOR, v1::ROLE_DEALER}, "DE");
  v1::BrandRegistered brand;
  brand.set_brand_id("maker/brand");
  brand.set_name("Brand");
  ledger_.MustSubmit("maker", Fact(brand));
  ledger_.MustSubmit("maker", {Fact(Vehicle(kVin)), Fact(Vehicle("WDB11111111111112"))});
  for (const int64_t odometer_m : {1'000, 2'000}) {
    v1::OdometerRead read;
    read.set_vin(kVin);
    read.set_odometer_m(odometer_m);
    ledger_.MustSubmit("maker", Fact(read));
  }
  covers_size_ = ledger_.entries().size();
  for (uint64_t seq = 0; seq < covers_size_; ++seq) index_.Add(ledger_.EntryAt(seq), ledger_.entries()[seq].leaf);
  v1::CommitmentPublished commitment;
  commitment.set_covers_size(covers_size_);
  commitment.set_root(ToBytes(index_.Root()));
  commitment.set_structure_version(1);
  ledger_.UseKey(TestLedger::kOperator, TestKey("service"));
  ledger_.MustSubmit(TestLedger::kOperator, Fact(commitment));
  v1::OdometerRead read;
  read.set_vin(kVin);
  read.set_odometer_m(3'000);
  ledger_.MustSubmit("maker", Fact(read));
}

note::VerifierKey ProvedLedger::vkey() const {
  return *note::VerifierKey::Create(kOrigin, note::SignatureType::kEd25519, TestKey("checkpoint").public_key());
}

std::string ProvedLedger::CheckpointOf(uint64_t size) const {
  const merkle::BatchTree tree = TreeOf(ledger_);
  const crypto::PrivateKey key = TestKey("checkpoint");
  const crypto::PrivateKey* keys[] = {&key};
  return *note::SignCheckpoint({kOrigin, size, *merkle::RootFromNodes(tree, size)}, keys);
}

v1::Account ProvedLedger::stock() const {
  v1::Account account;
  account.set_account_class(v1::ACCOUNT_CLASS_STOCK);
  account.set_party("maker/brand");
  return account;
}

v1::IndexProof ProvedLedger::Begin(const Hash& key_hash, const std::string** value) const {
  v1::IndexProof proof;
  proof.set_ledger_id(ToBytes(ledger_.ledger_id()));
  std::string occupant;
  for (const Hash& sibling : index_.Siblings(key_hash, &occupant)) {
    proof.add_siblings(sibling == Hash{} ? std::string() : ToBytes(sibling));
  }
  *value = index_.Find(key_hash);
  if (*value == nullptr && !occupant.empty()) {
    const ReferenceIndex::Item& other = index_.ItemOf(occupant);
    proof.mutable_other()->set_key_hash(ToBytes(other.key_hash));
    proof.mutable_other()->set_value_hash(ToBytes(crypto::Sha256(other.value)));
  }
  const uint64_t size = ledger_.entries().size();
  v1::Commitment& commitment = *proof.mutable_commitment();
  commitment.set_entry(ledger_.entries()[covers_size_].bytes);
  const merkle::BatchTree tree = TreeOf(ledger_);
  const absl::StatusOr<merkle::Proof> path = merkle::InclusionProof(tree, covers_size_, size);
  INGOT_CHECK_OK(path);
  for (const Hash& hash : *path) commitment.add_inclusion_proof(ToBytes(hash));
  commitment.set_checkpoint(CheckpointOf(size));
  return proof;
}

v1::IndexProof ProvedLedger::History(const std::string& vin) const {
  const std::string* value = nullptr;
  v1::IndexProof proof = Begin(VehicleKeyHash(vin), &value);
  v1::SubjectClaim& subject = *proof.mutable_subject();
  subject.set_kind(v1::SUBJECT_KIND_VEHICLE);
  subject.set_id(vin);
  if (value == nullptr) return proof;
  subject.mutable_head()->set_count(ReadBe64(*value));
  subject.mutable_head()->set_last_seq(ReadBe64(std::string_view(*value).substr(8)));
  subject.mutable_head()->set_last_hash(value->substr(16));
  for (uint64_t seq = 0; seq < covers_size_; ++seq) {
    const v1::Entry entry = ledger_.EntryAt(seq);
    const bool names = std::any_of(entry.subjects().begin(), entry.subjects().end(),
                                   [&vin](const v1::SubjectLink& link) { return link.id() == vin; });
    if (names) proof.add_entries(ledger_.entries()[seq].bytes);
  }
  return proof;
}

v1::IndexProof ProvedLedger::Balance(const v1::Account& account) const {
  const std::string* value = nullptr;
  v1::IndexProof proof = Begin(AccountKeyHash(account), &value);
  *proof.mutable_account()->mutable_account() = account;
  if (value == nullptr) return proof;
  v1::AccountBalance& balance = *proof.mutable_account()->mutable_balance();
  for (std::string_view rest = *value; !rest.empty(); rest.remove_prefix(10)) {
    v1::Amount& amount = *balance.add_amounts();
    amount.set_family(static_cast<v1::AlloyFamily>(rest[0]));
    amount.set_origin(static_cast<v1::Origin>(rest[1]));
    amount.set_grams(static_cast<int64_t>(ReadBe64(rest.substr(2))));
  }
  return proof;
}

}  // namespace ingot::testing
