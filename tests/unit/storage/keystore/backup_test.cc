#include "storage/keystore/backup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "ledger/base/strings.h"
#include "storage/keystore/keystore.h"
#include "storage/keystore/slot.h"
#include "tests/unit/storage/support/temp_dir.h"

namespace ingot::storage {
namespace {

using ::testing::ElementsAre;

constexpr Subject kDora = {.organisation_id = "hansa", .customer_ref = "K-7"};
constexpr absl::Duration kMonth = absl::Hours(24 * 30);

absl::Time Day(int day) { return absl::FromCivil(absl::CivilSecond(2026, 11, day, 3, 0, 0), absl::UTCTimeZone()); }

class BackupTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Keystore::Create(path_, Hash{}).ok());
    keystore_ = *Keystore::Open(path_, Hash{}, 1000);
  }
  std::string BackUp(int day) {
    const absl::StatusOr<std::string> copy = BackUpKeystore(path_, to_, Day(day), kMonth);
    EXPECT_TRUE(copy.ok()) << copy.status();
    return copy.ok() ? *copy : std::string();
  }
  std::vector<std::string> Copies() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(to_)) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }

  TempDir dir_;
  const std::string path_ = dir_.Sub("keystore");
  const std::string to_ = dir_.Sub("copies");
  std::unique_ptr<Keystore> keystore_;
};

TEST_F(BackupTest, ACopyOpensAsAKeystoreWhileTheServerRuns) {
  const Keystore::NamedKey key = *keystore_->KeyFor(kDora, 1);
  keystore_->Sync();
  const std::string copy = BackUp(1);
  EXPECT_EQ(copy, Cat(to_, "/20261101T030000Z"));
  const absl::StatusOr<std::unique_ptr<Keystore>> restored = Keystore::Open(copy, Hash{}, 1000);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ((*(*restored)->Find(key.key_id))->bytes(), key.key.bytes());
}

TEST_F(BackupTest, OldCopiesGoAndTheirBytesWithThem) {
  const Keystore::NamedKey key = *keystore_->KeyFor(kDora, 1);
  keystore_->Sync();
  const std::string first = BackUp(1);
  // Where the key lies in the copy, seen by another name: what a disk's block would show.
  std::string table;
  for (const auto& file : std::filesystem::directory_iterator(first)) {
    if (ReadFile(file.path()).find(key.key.bytes()) != std::string::npos) table = file.path();
  }
  ASSERT_FALSE(table.empty());
  std::filesystem::create_hard_link(table, dir_.Sub("block"));
  ASSERT_TRUE(keystore_->EraseKey(key.key_id).ok());
  BackUp(20);
  EXPECT_THAT(Copies(), ElementsAre("20261101T030000Z", "20261120T030000Z"));
  EXPECT_NE(ReadFile(dir_.Sub("block")).find(key.key.bytes()), std::string::npos) << "kept for its month";
  // Thirty days later to the second it is kept, a second later it goes.
  ASSERT_TRUE(BackUpKeystore(path_, to_, Day(1) + kMonth, kMonth).ok());
  EXPECT_EQ(Copies().size(), 3u);
  ASSERT_TRUE(BackUpKeystore(path_, to_, Day(1) + kMonth + absl::Seconds(1), kMonth).ok());
  EXPECT_THAT(Copies(), ElementsAre("20261120T030000Z", "20261201T030000Z", "20261201T030001Z"));
  const std::string block = ReadFile(dir_.Sub("block"));
  EXPECT_TRUE(IsFree(block)) << "all of its bytes are zero";
}

TEST_F(BackupTest, WhatACrashLeftGoesAndForeignFilesStay) {
  std::filesystem::create_directories(to_ + "/20261102T030000Z.new");
  WriteFile(to_ + "/20261102T030000Z.new/master", "half");
  std::filesystem::create_directories(to_ + "/notes");
  BackUp(3);
  EXPECT_THAT(Copies(), ElementsAre("20261103T030000Z", "notes"));
}

TEST_F(BackupTest, CopiesLieOutsideTheKeystore) {
  EXPECT_TRUE(absl::IsInvalidArgument(BackUpKeystore(path_, path_ + "/copies", Day(1), kMonth).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(BackUpKeystore(path_, path_, Day(1), kMonth).status()));
  EXPECT_FALSE(BackUpKeystore(dir_.Sub("none"), to_, Day(1), kMonth).ok());
}

}  // namespace
}  // namespace ingot::storage
