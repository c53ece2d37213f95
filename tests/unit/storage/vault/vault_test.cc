#include "storage/vault/vault.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/strings.h"
#include "ledger/entry/canonical.h"
#include "storage/batch/batch_builder.h"
#include "storage/commit/applier.h"
#include "storage/open/open_ledger.h"
#include "tests/support/test_ledger.h"
#include "tests/unit/storage/support/corruption.h"
#include "tests/unit/storage/support/ledger_maker.h"
#include "tests/unit/storage/support/temp_dir.h"

namespace ingot::storage {
namespace {

using ingot::testing::Fact;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Subject kAnna = {.organisation_id = "hansa", .customer_ref = "K-1001"};
constexpr Subject kBert = {.organisation_id = "hansa", .customer_ref = "K-1002"};

ingot::v1::SealedBody BodyOf(std::string_view customer_ref, std::string_view name, std::string_view plate) {
  ingot::v1::SealedBody body;
  body.set_customer_ref(std::string(customer_ref));
  body.add_plates()->set_number(std::string(plate));
  ingot::v1::SealedPerson& person = *body.add_persons();
  person.set_role(ingot::v1::PERSON_ROLE_LESSEE);
  person.set_name(std::string(name));
  return body;
}

// A ledger of the rules, written to a database as the pipeline writes it, with a vault.
class VaultTest : public ::testing::Test {
 protected:
  VaultTest() { ledger_.Enrol("hansa", {ingot::v1::ROLE_DEALER}); }

  void SetUp() override {
    OpenLedgerAnew();
    builder_ = std::make_unique<BatchBuilder>(opened_->head);
    rules::Execution begun;
    begun.entries = ledger_.entries();
    for (const auto& [key, record] : ledger_.state().records()) begun.changes.push_back({key, nullptr, record});
    Write(begun, {});
    OpenVault();
  }

  void OpenLedgerAnew() {
    LedgerOptions options = TestOptions(dir_.path());
    absl::StatusOr<OpenedLedger> opened = OpenLedger(options);
    ASSERT_TRUE(opened.ok()) << opened.status();
    opened_ = std::make_unique<OpenedLedger>(*std::move(opened));
    applier_ = std::make_unique<Applier>(opened_->database, opened_->head, true);
    snapshot_ = opened_->snapshot;
  }
  void OpenVault() {
    vault_.reset();
    absl::StatusOr<std::unique_ptr<Vault>> vault = Vault::Open(keystore_path_, *snapshot_);
    ASSERT_TRUE(vault.ok()) << vault.status();
    vault_ = *std::move(vault);
  }
  void Write(const rules::Execution& execution, std::vector<std::string> sealed) {
    builder_->Add(execution, ledger_.now_us(), std::move(sealed));
    BuiltBatch batch = builder_->Close({Hash{}}, 0);
    snapshot_ = applier_->Apply(batch.encoded, batch.effects);
    opened_->anchor->Record(snapshot_->head().size, snapshot_->head().root, snapshot_->head().ledger_id);
  }

  // Records something with this sealed part; returns its entry.
  uint64_t Seal(ingot::v1::SealedBody body) {
    const uint64_t seq = ledger_.entries().size();
    ingot::v1::SiteRegistered site;
    site.set_site_id(Cat("hansa/yard-", seq));
    site.set_name("Yard");
    site.set_country("DE");
    ingot::testing::TestEvent event = Fact(site);
    event.sealed = body;
    std::vector<ingot::testing::TestEvent> events;
    events.push_back(std::move(event));
    const ingot::v1::Submission submission = ledger_.Build("hansa", std::move(events));
    const absl::StatusOr<rules::Execution> execution = ledger_.Run(submission);
    EXPECT_TRUE(execution.ok()) << execution.status();
    const SealedPlace place{.ledger_id = ledger_.ledger_id(),
                            .seq = seq,
                            .organisation_id = "hansa",
                            .commitment = entry::ParseEvent(submission.events(0).event())->sealed_commitment()};
    const absl::StatusOr<std::string> stored = vault_->Seal(place, submission.events(0).sealed(), body);
    EXPECT_TRUE(stored.ok()) << stored.status();
    vault_->Sync();
    Write(*execution, {*stored});
    return seq;
  }
  void RecordErasure(const std::vector<uint64_t>& seqs) {
    ingot::v1::SealErased erased;
    for (const uint64_t seq : seqs) erased.add_sealed_seqs(seq);
    erased.set_reason(ingot::v1::ERASURE_REASON_SUBJECT_REQUEST);
    erased.set_requested_by("hansa");
    ledger_.UseKey("operator", ingot::testing::TestKey("service"));
    Write(ledger_.MustSubmit("operator", Fact(erased)), {});
    ledger_.UseKey("operator", ingot::testing::TestKey("operator"));
  }

  std::optional<OpenedPart> Read(uint64_t seq) {
    absl::StatusOr<std::optional<OpenedPart>> opened = vault_->Read(*snapshot_, seq);
    EXPECT_TRUE(opened.ok()) << opened.status();
    return opened.ok() ? *std::move(opened) : std::nullopt;
  }
  std::string KeyIdOf(uint64_t seq) { return Read(seq)->key_id; }
  std::vector<uint64_t> Under(const std::string& key_id) { return *Vault::SealedUnder(*snapshot_, key_id, 0, 100); }

  // Whether any file below the test's folder holds the text.
  bool OnDisk(std::string_view text) {
    FlushAll(*opened_->database);
    for (const auto& file : std::filesystem::recursive_directory_iterator(dir_.path())) {
      if (file.is_regular_file() && ReadFile(file.path().string()).find(text) != std::string::npos) return true;
    }
    return false;
  }

  TempDir dir_;
  const std::string keystore_path_ = dir_.Sub("keystore");
  ingot::testing::TestLedger ledger_;
  std::unique_ptr<OpenedLedger> opened_;
  std::unique_ptr<Applier> applier_;
  std::unique_ptr<BatchBuilder> builder_;
  std::shared_ptr<const Snapshot> snapshot_;
  std::unique_ptr<Vault> vault_;
};

TEST_F(VaultTest, ReadsWhatWasSealedAlsoAfterARestart) {
  const uint64_t seq = Seal(BodyOf("K-1001", "Anna Schmidt", "HH-KX 1234"));
  OpenVault();
  const std::optional<OpenedPart> opened = Read(seq);
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->body.persons(0).name(), "Anna Schmidt");
  EXPECT_EQ(opened->organisation_id, "hansa");
  EXPECT_EQ(opened->part.salt().size(), 32u);
  const absl::StatusOr<ingot::v1::Event> event = entry::ParseEvent(ledger_.EntryAt(seq).event());
  EXPECT_EQ(event->sealed_commitment(), AsBytes(entry::DetachedCommitment(entry::DetachedKind::kSealed,
                                                                          ledger_.ledger_id(), "hansa", opened->part)));
}

TEST_F(VaultTest, NothingIsWrittenInClear) {
  Seal(BodyOf("K-1001", "Anna Schmidt", "HH-KX 1234"));
  for (const char* const text : {"Anna Schmidt", "K-1001", "HH-KX 1234", "HHKX1234"}) {
    EXPECT_FALSE(OnDisk(text)) << text;
  }
  EXPECT_TRUE(OnDisk("hansa/yard-")) << "the clear part is found, so the search works";
}

TEST_F(VaultTest, FindsBySubjectAndPlate) {
  const uint64_t first = Seal(BodyOf("K-1001", "Anna Schmidt", "HH-KX 1234"));
  const uint64_t second = Seal(BodyOf("K-1002", "Bert Meyer", "hh kx 1234"));
  const uint64_t third = Seal(BodyOf("K-1001", "Anna Schmidt", "B-AA 1"));
  EXPECT_NE(KeyIdOf(first), KeyIdOf(second));
  EXPECT_EQ(KeyIdOf(first), KeyIdOf(third)) << "a key a data subject";
  EXPECT_THAT(*vault_->FindBySubject(kAnna), ElementsAre(KeyIdOf(first)));
  EXPECT_THAT(*vault_->FindByPlate("HHKX1234"), ::testing::UnorderedElementsAre(KeyIdOf(first), KeyIdOf(second)));
  EXPECT_THAT(*vault_->FindByPlate("B AA 1"), ElementsAre(KeyIdOf(first)));
  EXPECT_THAT(*vault_->FindByPlate("B AA 2"), IsEmpty());
  EXPECT_THAT(Under(KeyIdOf(first)), ElementsAre(first, third));
  EXPECT_THAT(*Vault::SealedUnder(*snapshot_, KeyIdOf(first), first + 1, 100), ElementsAre(third));
  EXPECT_THAT(*Vault::SealedUnder(*snapshot_, KeyIdOf(first), 0, 1), ElementsAre(first));
}

TEST_F(VaultTest, DestructionLeavesNothingOfOneSubjectAndAllOfTheOthers) {
  const uint64_t anna = Seal(BodyOf("K-1001", "Anna Schmidt", "HH-KX 1234"));
  const uint64_t bert = Seal(BodyOf("K-1002", "Bert Meyer", "HH-KX 1234"));
  const std::string key_id = KeyIdOf(anna);
  RecordErasure({anna});
  ASSERT_TRUE(vault_->Destroy(*snapshot_, key_id).ok());
  EXPECT_FALSE(Read(anna).has_value());
  EXPECT_THAT(*vault_->FindBySubject(kAnna), IsEmpty());
  EXPECT_THAT(*vault_->FindByPlate("HHKX1234"), ElementsAre(KeyIdOf(bert)));
  EXPECT_EQ(Read(bert)->body.persons(0).name(), "Bert Meyer");
  EXPECT_TRUE(vault_->Destroy(*snapshot_, key_id).ok()) << "again";
  OpenVault();
  EXPECT_FALSE(Read(anna).has_value());
  EXPECT_EQ(Read(bert)->body.persons(0).name(), "Bert Meyer");
}

// What a crash between the look-ups and the key leaves.
TEST_F(VaultTest, ADestructionThatWasBrokenOffIsCompleted) {
  const uint64_t seq = Seal(BodyOf("K-1001", "Anna Schmidt", "HH-KX 1234"));
  const std::string key_id = KeyIdOf(seq);
  RecordErasure({seq});
  vault_.reset();
  {
    absl::StatusOr<std::unique_ptr<Keystore>> keystore =
        Keystore::Open(keystore_path_, ledger_.ledger_id(), snapshot_->head().size);
    ASSERT_TRUE(keystore.ok()) << keystore.status();
    ASSERT_TRUE((*keystore)->ErasePlate("HHKX1234", key_id).ok());
  }
  OpenVault();
  ASSERT_THAT(*vault_->PendingErasures(*snapshot_, 10), SizeIs(1));
  ASSERT_TRUE(vault_->Destroy(*snapshot_, key_id).ok());
  EXPECT_FALSE(Read(seq).has_value());
  EXPECT_THAT(*vault_->FindBySubject(kAnna), IsEmpty());
}

TEST_F(VaultTest, KnowsWhichErasuresARestoredKeystoreMissed) {
  const uint64_t anna = Seal(BodyOf("K-1001", "Anna Schmidt", "HH-KX 1234"));
  const uint64_t bert = Seal(BodyOf("K-1002", "Bert Meyer", "B-AA 1"));
  vault_.reset();
  std::filesystem::copy(keystore_path_, dir_.Sub("copy"));
  OpenVault();
  RecordErasure({anna});
  const uint64_t erased = ledger_.entries().size() - 1;
  EXPECT_THAT(*vault_->PendingErasures(*snapshot_, 10), SizeIs(1));
  ASSERT_TRUE(vault_->Destroy(*snapshot_, KeyIdOf(anna)).ok());
  ASSERT_TRUE(vault_->SetErasedThrough(erased).ok());
  EXPECT_THAT(*vault_->PendingErasures(*snapshot_, 10), IsEmpty());
  // The copy comes back, and with it the key.
  vault_.reset();
  std::filesystem::remove_all(keystore_path_);
  std::filesystem::rename(dir_.Sub("copy"), keystore_path_);
  OpenVault();
  EXPECT_TRUE(Read(anna).has_value());
  const std::vector<Vault::PendingErasure> pending = *vault_->PendingErasures(*snapshot_, 10);
  ASSERT_THAT(pending, SizeIs(1));
  EXPECT_EQ(pending[0].erased_seq, erased);
  EXPECT_EQ(pending[0].sealed_seq, anna);
  ASSERT_TRUE(vault_->Destroy(*snapshot_, KeyIdOf(anna)).ok());
  EXPECT_FALSE(Read(anna).has_value());
  EXPECT_TRUE(Read(bert).has_value());
}

TEST_F(VaultTest, PartsThatWereMovedOrAlteredDoNotDecrypt) {
  const uint64_t first = Seal(BodyOf("K-1001", "Anna Schmidt", "B-AA 1"));
  const uint64_t second = Seal(BodyOf("K-1001", "Anna Schmidt", "B-AA 2"));
  const auto key_of = [](uint64_t seq) { return "c" + std::string("\0\0\0\0\0\0\0", 7) + static_cast<char>(seq); };
  const std::string stored = Stored(*opened_->database, Family::kVault, key_of(first));
  Overwrite(*opened_->database, Family::kVault, key_of(second), stored);
  const std::shared_ptr<const Snapshot> moved = Snapshot::Take(opened_->database, snapshot_->head());
  EXPECT_TRUE(absl::IsDataLoss(vault_->Read(*moved, second).status()));
  std::string altered = stored;
  altered.back() = static_cast<char>(altered.back() ^ 1);
  Overwrite(*opened_->database, Family::kVault, key_of(first), altered);
  const std::shared_ptr<const Snapshot> after = Snapshot::Take(opened_->database, snapshot_->head());
  EXPECT_TRUE(absl::IsDataLoss(vault_->Read(*after, first).status()));
  Erase(*opened_->database, Family::kVault, key_of(first));
  const std::shared_ptr<const Snapshot> gone = Snapshot::Take(opened_->database, snapshot_->head());
  EXPECT_TRUE(absl::IsDataLoss(vault_->Read(*gone, first).status()));
  EXPECT_TRUE(absl::IsDataLoss(vault_->Read(*snapshot_, 0).status())) << "an entry without a sealed part";
}

TEST_F(VaultTest, ALostKeystoreIsNotReplacedSilently) {
  const uint64_t seq = Seal(BodyOf("K-1001", "Anna Schmidt", "B-AA 1"));
  vault_.reset();
  std::filesystem::rename(keystore_path_, dir_.Sub("elsewhere"));
  EXPECT_TRUE(absl::IsFailedPrecondition(Vault::Open(keystore_path_, *snapshot_).status()));
  std::filesystem::rename(dir_.Sub("elsewhere"), keystore_path_);
  OpenVault();
  EXPECT_TRUE(Read(seq).has_value());
}

TEST_F(VaultTest, WhatIsSealedAfterARetirementHasAnotherKey) {
  const uint64_t before = Seal(BodyOf("K-1002", "Bert Meyer", "B-AA 1"));
  vault_->Retire(KeyIdOf(before));
  const uint64_t after = Seal(BodyOf("K-1002", "Bert Meyer", "B-AA 1"));
  EXPECT_NE(KeyIdOf(before), KeyIdOf(after));
  EXPECT_THAT(*vault_->FindBySubject(kBert), SizeIs(2));
  ASSERT_TRUE(vault_->Destroy(*snapshot_, KeyIdOf(before)).ok());
  EXPECT_EQ(Read(after)->body.persons(0).name(), "Bert Meyer");
  EXPECT_THAT(*vault_->FindByPlate("B-AA 1"), ElementsAre(KeyIdOf(after)));
}

}  // namespace
}  // namespace ingot::storage
