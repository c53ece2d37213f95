#include "storage/keystore/slot_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "ledger/base/bytes.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/sha256.h"
#include "tests/unit/storage/support/temp_dir.h"

namespace ingot::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr uint64_t kEveryEntry = uint64_t{1} << 40;

// The n-th slot: name and value are hashes, as in a real table.
Slot SlotOf(uint64_t n, uint64_t seq = 0) {
  return {.kind = SlotKind::kKey,
          .seq = seq,
          .name = ToBytes(crypto::Sha256(Cat("name ", n))),
          .value = ToBytes(crypto::Sha256(Cat("value ", n)))};
}

class SlotTableTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(SlotTable::Create(path_).ok()); }

  std::unique_ptr<SlotTable> Opened(uint64_t ledger_size = kEveryEntry) const {
    absl::StatusOr<std::unique_ptr<SlotTable>> table = SlotTable::Open(path_, ledger_size);
    EXPECT_TRUE(table.ok()) << table.status();
    return table.ok() ? *std::move(table) : nullptr;
  }
  static std::vector<Slot> Find(SlotTable& table, const Slot& slot) {
    absl::StatusOr<std::vector<Slot>> found = table.Find(slot.kind, slot.name);
    EXPECT_TRUE(found.ok()) << found.status();
    return found.ok() ? *found : std::vector<Slot>();
  }
  void Insert(uint64_t from, uint64_t to) const {
    const std::unique_ptr<SlotTable> table = Opened();
    for (uint64_t n = from; n < to; ++n) ASSERT_TRUE(table->Insert(SlotOf(n)).ok()) << n;
  }
  void ExpectHolds(uint64_t from, uint64_t to) const {
    const std::unique_ptr<SlotTable> table = Opened();
    for (uint64_t n = from; n < to; ++n) EXPECT_THAT(Find(*table, SlotOf(n)), ElementsAre(SlotOf(n))) << n;
  }

  TempDir dir_;
  const std::string path_ = dir_.Sub("00");
};

// The checksum was computed with Python's hashlib.
TEST(SlotTest, BytesAreTheDocumentedOnes) {
  const Slot slot = {
      .kind = SlotKind::kPlate, .seq = 258, .name = std::string(32, '\x11'), .value = std::string(32, '\x22')};
  std::string expected = *HexDecode(
      "0300000000000000"
      "0000000000000102"
      "1111111111111111111111111111111111111111111111111111111111111111"
      "2222222222222222222222222222222222222222222222222222222222222222"
      "81edea11e3e22ff37e5090dc657204a8b286363cc3eebc517ed0ef56e3f396d3");
  expected.resize(kSlotBytes, '\0');
  EXPECT_EQ(HexEncode(EncodeSlot(slot)), HexEncode(expected));
  EXPECT_EQ(DecodeSlot(expected), slot);
}

TEST(SlotTest, EveryAlteredByteIsNoticed) {
  const std::string bytes = EncodeSlot(SlotOf(1, 7));
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string altered = bytes;
    altered[i] = static_cast<char>(altered[i] ^ 0x40);
    EXPECT_EQ(DecodeSlot(altered), std::nullopt) << i;
  }
  EXPECT_EQ(DecodeSlot(bytes.substr(1)), std::nullopt);
  EXPECT_EQ(DecodeSlot(ErasedSlot()), std::nullopt);
  EXPECT_TRUE(IsFree(std::string(kSlotBytes, '\0')));
  EXPECT_FALSE(IsFree(ErasedSlot()));
}

TEST_F(SlotTableTest, FindsWhatItHolds) {
  const std::unique_ptr<SlotTable> table = Opened();
  Slot other = SlotOf(1);
  other.value = std::string(32, 'o');
  ASSERT_TRUE(table->Insert(SlotOf(1)).ok());
  ASSERT_TRUE(table->Insert(SlotOf(2)).ok());
  ASSERT_TRUE(table->Insert(other).ok());
  EXPECT_THAT(Find(*table, SlotOf(1)), ElementsAre(SlotOf(1), other)) << "one name, two values";
  EXPECT_THAT(Find(*table, SlotOf(2)), ElementsAre(SlotOf(2)));
  EXPECT_THAT(Find(*table, SlotOf(3)), IsEmpty());
  Slot plate = SlotOf(2);
  plate.kind = SlotKind::kPlate;
  EXPECT_THAT(Find(*table, plate), IsEmpty());
}

TEST_F(SlotTableTest, GrowsAndLosesNothing) {
  Insert(0, 1000);
  const std::unique_ptr<SlotTable> table = Opened();
  EXPECT_EQ(table->capacity(), 2048u);
  EXPECT_EQ(std::filesystem::file_size(path_), 2048 * kSlotBytes);
  ExpectHolds(0, 1000);
  EXPECT_FALSE(std::filesystem::exists(path_ + ".old"));
  EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));
}

TEST_F(SlotTableTest, ErasingOverwritesTheBytesInPlace) {
  Insert(0, 48);
  ASSERT_THAT(ReadFile(path_), HasSubstr(SlotOf(5).value));
  const std::unique_ptr<SlotTable> table = Opened();
  EXPECT_TRUE(*table->Erase(SlotKind::kKey, SlotOf(5).name, SlotOf(5).value));
  EXPECT_FALSE(*table->Erase(SlotKind::kKey, SlotOf(5).name, SlotOf(5).value)) << "gone already";
  EXPECT_FALSE(*table->Erase(SlotKind::kKey, SlotOf(6).name, SlotOf(7).value)) << "another value";
  const std::string bytes = ReadFile(path_);
  EXPECT_THAT(bytes, Not(HasSubstr(SlotOf(5).value)));
  EXPECT_THAT(bytes, Not(HasSubstr(SlotOf(5).name)));
  EXPECT_THAT(Find(*table, SlotOf(5)), IsEmpty());
  for (uint64_t n = 0; n < 48; ++n) {
    if (n == 5) continue;
    EXPECT_THAT(Find(*table, SlotOf(n)), ElementsAre(SlotOf(n))) << n;
  }
}

TEST_F(SlotTableTest, ErasedPlacesAreUsedAgain) {
  for (uint64_t round = 0; round < 20; ++round) {
    Insert(round * 40, round * 40 + 40);
    const std::unique_ptr<SlotTable> table = Opened();
    for (uint64_t n = round * 40; n < round * 40 + 40; ++n) {
      ASSERT_TRUE(*table->Erase(SlotKind::kKey, SlotOf(n).name, SlotOf(n).value)) << n;
    }
  }
  EXPECT_LE(Opened()->capacity(), 256u) << "800 slots, of which 40 at most were in use";
}

TEST_F(SlotTableTest, OrphansOfACrashAreErased) {
  {
    const std::unique_ptr<SlotTable> table = Opened();
    ASSERT_TRUE(table->Insert(SlotOf(1, 9)).ok());
    ASSERT_TRUE(table->Insert(SlotOf(2, 10)).ok());
  }
  const std::unique_ptr<SlotTable> table = Opened(/*ledger_size=*/10);
  EXPECT_THAT(Find(*table, SlotOf(1)), ElementsAre(SlotOf(1, 9)));
  EXPECT_THAT(Find(*table, SlotOf(2)), IsEmpty()) << "the ledger ends before entry 10";
  EXPECT_THAT(ReadFile(path_), Not(HasSubstr(SlotOf(2).value)));
}

TEST_F(SlotTableTest, ATornSlotIsErasedAndHidesNothingBehindIt) {
  Insert(0, 40);
  const std::string bytes = ReadFile(path_);
  const size_t at = bytes.find(SlotOf(7).name);
  ASSERT_NE(at, std::string::npos);
  std::string torn = bytes;
  torn.replace(at + 48, 16, 16, '\0');  // the second half of its value never reached the disk
  WriteFile(path_, torn);
  const std::unique_ptr<SlotTable> table = Opened();
  for (uint64_t n = 0; n < 40; ++n) {
    if (n == 7) {
      EXPECT_THAT(Find(*table, SlotOf(n)), IsEmpty());
    } else {
      EXPECT_THAT(Find(*table, SlotOf(n)), ElementsAre(SlotOf(n))) << n;
    }
  }
  EXPECT_THAT(ReadFile(path_), Not(HasSubstr(SlotOf(7).value.substr(0, 16))));
}

// Every state in which a crash can leave the files of a table that grows.
TEST_F(SlotTableTest, ABrokenOffGrowthIsPutRight) {
  Insert(0, 48);
  const std::string small = ReadFile(path_);
  Insert(48, 49);
  const std::string grown = ReadFile(path_);
  ASSERT_GT(grown.size(), small.size());
  const std::string half = grown.substr(0, grown.size() / 2 + 17);
  const auto leave = [this](const std::string& named, const std::string& unfinished, const std::string& retired) {
    const std::pair<std::string, const std::string&> files[] = {{"", named}, {".new", unfinished}, {".old", retired}};
    for (const auto& [suffix, bytes] : files) {
      std::filesystem::remove(path_ + suffix);
      if (!bytes.empty()) WriteFile(path_ + suffix, bytes);
    }
  };
  const auto expect_right = [this](uint64_t slots) {
    ExpectHolds(0, slots);
    EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));
    EXPECT_FALSE(std::filesystem::exists(path_ + ".old"));
  };
  leave(small, half, "");
  expect_right(48);
  leave(small, grown, "");
  expect_right(48);
  leave("", grown, small);
  expect_right(48);
  leave(grown, "", small);
  expect_right(49);
  leave(grown, "", std::string(small.size(), '\0'));
  expect_right(49);
}

TEST_F(SlotTableTest, OtherFilesAreRefused) {
  const std::string whole = ReadFile(path_);
  const std::string others[] = {whole.substr(1), whole + "x", whole.substr(0, whole.size() / 2), whole + whole + whole,
                                std::string()};
  for (const std::string& bytes : others) {
    WriteFile(path_, bytes);
    EXPECT_TRUE(absl::IsDataLoss(SlotTable::Open(path_, kEveryEntry).status())) << bytes.size();
  }
  std::filesystem::remove(path_);
  EXPECT_TRUE(absl::IsNotFound(SlotTable::Open(path_, kEveryEntry).status()));
  EXPECT_TRUE(absl::IsAlreadyExists((WriteFile(path_, "x"), SlotTable::Create(path_))));
}

TEST_F(SlotTableTest, SaysWhatIsUnsynced) {
  const std::unique_ptr<SlotTable> table = Opened();
  EXPECT_EQ(table->TakeUnsynced(), nullptr);
  ASSERT_TRUE(table->Insert(SlotOf(1)).ok());
  EXPECT_NE(table->TakeUnsynced(), nullptr);
  EXPECT_EQ(table->TakeUnsynced(), nullptr);
}

TEST_F(SlotTableTest, WipedFilesLeaveNoBytes) {
  Insert(0, 10);
  const std::string link = path_ + ".link";
  std::filesystem::create_hard_link(path_, link);  // what a disk's block would show
  ASSERT_TRUE(WipeFile(path_).ok());
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_EQ(ReadFile(link), std::string(kMinTableSlots * kSlotBytes, '\0'));
  EXPECT_TRUE(WipeFile(path_).ok()) << "nothing there is no error";
}

}  // namespace
}  // namespace ingot::storage
