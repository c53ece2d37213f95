#include "storage/keystore/keystore.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "ledger/base/strings.h"
#include "tests/unit/storage/support/temp_dir.h"

namespace ingot::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr Subject kAnna = {.organisation_id = "hansa", .customer_ref = "K-1001"};
constexpr Subject kBert = {.organisation_id = "hansa", .customer_ref = "K-1002"};
// The same reference, of another organisation.
constexpr Subject kCarl = {.organisation_id = "qingdao", .customer_ref = "K-1001"};

Hash LedgerId(uint8_t value = 7) {
  Hash hash{};
  hash.fill(value);
  return hash;
}

class KeystoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Keystore::Create(path_, LedgerId()).ok());
    Reopen();
  }

  void Reopen(uint64_t ledger_size = 1000) {
    keystore_.reset();
    absl::StatusOr<std::unique_ptr<Keystore>> opened = Keystore::Open(path_, LedgerId(), ledger_size);
    ASSERT_TRUE(opened.ok()) << opened.status();
    keystore_ = *std::move(opened);
  }
  absl::Status OpenStatus(const Hash& ledger_id = LedgerId()) {
    keystore_.reset();
    return Keystore::Open(path_, ledger_id, 1000).status();
  }
  Keystore::NamedKey KeyFor(const Subject& subject, uint64_t seq = 0) {
    absl::StatusOr<Keystore::NamedKey> key = keystore_->KeyFor(subject, seq);
    EXPECT_TRUE(key.ok()) << key.status();
    return *std::move(key);
  }
  bool Holds(const std::string& key_id) { return (*keystore_->Find(key_id)).has_value(); }

  // All bytes of all files.
  std::string RawBytes() const {
    std::string bytes;
    for (const auto& file : std::filesystem::directory_iterator(path_)) bytes += ReadFile(file.path().string());
    return bytes;
  }

  TempDir dir_;
  const std::string path_ = dir_.Sub("keystore");
  std::unique_ptr<Keystore> keystore_;
};

TEST_F(KeystoreTest, EachSubjectHasAKeyOfItsOwn) {
  const Keystore::NamedKey anna = KeyFor(kAnna);
  const Keystore::NamedKey bert = KeyFor(kBert);
  const Keystore::NamedKey carl = KeyFor(kCarl);
  EXPECT_EQ(KeyFor(kAnna).key_id, anna.key_id);
  EXPECT_EQ(KeyFor(kAnna).key.bytes(), anna.key.bytes());
  EXPECT_NE(bert.key.bytes(), anna.key.bytes());
  EXPECT_NE(carl.key.bytes(), anna.key.bytes());
  EXPECT_THAT(*keystore_->FindBySubject(kCarl), ElementsAre(carl.key_id));
  keystore_->Sync();
  Reopen();
  EXPECT_EQ(KeyFor(kAnna).key.bytes(), anna.key.bytes());
  EXPECT_EQ((*keystore_->Find(bert.key_id))->bytes(), bert.key.bytes());
  EXPECT_FALSE(Holds(std::string(16, 'x')));
}

TEST_F(KeystoreTest, PlatesLeadToKeys) {
  const std::string anna = KeyFor(kAnna).key_id;
  const std::string bert = KeyFor(kBert).key_id;
  ASSERT_TRUE(keystore_->AddPlate("HHKX1234", anna, 0).ok());
  ASSERT_TRUE(keystore_->AddPlate("HHKX1234", anna, 1).ok()) << "again";
  ASSERT_TRUE(keystore_->AddPlate("HHKX1234", bert, 2).ok()) << "its next keeper";
  EXPECT_THAT(*keystore_->FindByPlate("HHKX1234"), UnorderedElementsAre(anna, bert));
  EXPECT_THAT(*keystore_->FindByPlate("HHKX123"), IsEmpty());
  ASSERT_TRUE(keystore_->ErasePlate("HHKX1234", anna).ok());
  EXPECT_THAT(*keystore_->FindByPlate("HHKX1234"), ElementsAre(bert));
}

TEST_F(KeystoreTest, NothingOfASubjectStandsInClear) {
  const std::string anna = KeyFor(kAnna).key_id;
  ASSERT_TRUE(keystore_->AddPlate("HHKX1234", anna, 0).ok());
  const std::string raw = RawBytes();
  EXPECT_THAT(raw, Not(HasSubstr("K-1001")));
  EXPECT_THAT(raw, Not(HasSubstr("HHKX1234")));
  EXPECT_THAT(raw, Not(HasSubstr("hansa")));
}

TEST_F(KeystoreTest, AnErasedKeyIsNowhere) {
  const Keystore::NamedKey anna = KeyFor(kAnna);
  const Keystore::NamedKey bert = KeyFor(kBert);
  ASSERT_THAT(RawBytes(), HasSubstr(std::string(anna.key.bytes())));
  ASSERT_TRUE(keystore_->EraseSubject(kAnna, anna.key_id).ok());
  ASSERT_TRUE(keystore_->EraseKey(anna.key_id).ok());
  EXPECT_THAT(RawBytes(), Not(HasSubstr(std::string(anna.key.bytes()))));
  EXPECT_THAT(RawBytes(), Not(HasSubstr(anna.key_id)));
  EXPECT_FALSE(Holds(anna.key_id));
  EXPECT_TRUE(Holds(bert.key_id)) << "nobody else's";
  EXPECT_NE(KeyFor(kAnna).key_id, anna.key_id);
  EXPECT_TRUE(keystore_->EraseKey(anna.key_id).ok()) << "again";
}

TEST_F(KeystoreTest, ARetiredKeyIsGivenToNobodyAndStillFound) {
  const std::string old = KeyFor(kAnna).key_id;
  keystore_->Retire(old);
  const std::string next = KeyFor(kAnna).key_id;
  EXPECT_NE(next, old);
  EXPECT_EQ(KeyFor(kAnna).key_id, next);
  EXPECT_TRUE(Holds(old));
  EXPECT_THAT(*keystore_->FindBySubject(kAnna), UnorderedElementsAre(old, next));
}

TEST_F(KeystoreTest, KeysThatNoEntryUsesAreErasedAtTheNextStart) {
  const std::string kept = KeyFor(kAnna, 41).key_id;
  const Keystore::NamedKey orphan = KeyFor(kBert, 42);
  ASSERT_TRUE(keystore_->AddPlate("HHKX1234", kept, 42).ok());
  keystore_->Sync();
  Reopen(/*ledger_size=*/42);
  EXPECT_TRUE(Holds(kept));
  EXPECT_FALSE(Holds(orphan.key_id));
  EXPECT_THAT(*keystore_->FindByPlate("HHKX1234"), IsEmpty());
  EXPECT_THAT(RawBytes(), Not(HasSubstr(std::string(orphan.key.bytes()))));
}

TEST_F(KeystoreTest, TenThousandSubjects) {
  std::vector<std::string> keys;
  for (int i = 0; i < 10'000; ++i) {
    keys.push_back(KeyFor({.organisation_id = "hansa", .customer_ref = Cat("N", i)}).key_id);
  }
  keystore_->Sync();
  Reopen();
  for (int i = 0; i < 10'000; ++i) {
    ASSERT_THAT(*keystore_->FindBySubject({.organisation_id = "hansa", .customer_ref = Cat("N", i)}),
                ElementsAre(keys[static_cast<size_t>(i)]));
  }
}

TEST_F(KeystoreTest, RemembersHowFarErasuresAreDone) {
  EXPECT_EQ(keystore_->erased_through(), 0u);
  ASSERT_TRUE(keystore_->SetErasedThrough(77).ok());
  ASSERT_TRUE(keystore_->SetErasedThrough(70).ok()) << "an earlier one changes nothing";
  Reopen();
  EXPECT_EQ(keystore_->erased_through(), 77u);
  // A torn write counts as nothing done: erasing again is harmless, forgetting is not.
  std::string bytes = ReadFile(Cat(path_, "/erased"));
  bytes[7] = '\x7f';
  WriteFile(Cat(path_, "/erased"), bytes);
  Reopen();
  EXPECT_EQ(keystore_->erased_through(), 0u);
}

TEST_F(KeystoreTest, BelongsToOneLedgerAndOneProcess) {
  const absl::Status second = Keystore::Open(path_, LedgerId(), 1000).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(second)) << second;
  const absl::Status foreign = OpenStatus(LedgerId(8));
  EXPECT_TRUE(absl::IsFailedPrecondition(foreign)) << foreign;
  EXPECT_TRUE(absl::IsAlreadyExists(Keystore::Create(path_, LedgerId())));
  EXPECT_TRUE(absl::IsNotFound(Keystore::Open(dir_.Sub("none"), LedgerId(), 0).status()));
}

TEST_F(KeystoreTest, DamagedAndMissingFilesAreNoticed) {
  const std::string master = ReadFile(Cat(path_, "/master"));
  for (const size_t i : {size_t{0}, size_t{20}, size_t{60}, master.size() - 1}) {
    std::string altered = master;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    WriteFile(Cat(path_, "/master"), altered);
    EXPECT_TRUE(absl::IsDataLoss(OpenStatus())) << i;
  }
  WriteFile(Cat(path_, "/master"), master + "x");
  EXPECT_TRUE(absl::IsDataLoss(OpenStatus()));
  WriteFile(Cat(path_, "/master"), master);
  std::filesystem::remove(Cat(path_, "/0c"));
  EXPECT_TRUE(absl::IsDataLoss(OpenStatus()));
}

TEST_F(KeystoreTest, AHalfMadeKeystoreIsMadeAnew) {
  const std::string other = dir_.Sub("other");
  std::filesystem::create_directory(other + ".new");
  WriteFile(other + ".new/master", "half");
  ASSERT_TRUE(Keystore::Create(other, LedgerId()).ok());
  EXPECT_TRUE(Keystore::Open(other, LedgerId(), 0).ok());
}

}  // namespace
}  // namespace ingot::storage
