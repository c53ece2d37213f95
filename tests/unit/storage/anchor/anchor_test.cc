#include "storage/anchor/anchor.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <numeric>
#include <string>

#include "ledger/base/bytes.h"
#include "ledger/base/strings.h"
#include "tests/unit/storage/support/temp_dir.h"

namespace ingot::storage {
namespace {

Hash Filled(uint8_t value) {
  Hash hash{};
  hash.fill(value);
  return hash;
}

class AnchorTest : public ::testing::Test {
 protected:
  AnchorRecord LoadedRecord() const {
    absl::StatusOr<std::unique_ptr<Anchor>> anchor = Anchor::Load(path_);
    EXPECT_TRUE(anchor.ok()) << anchor.status();
    return anchor.ok() ? (*anchor)->record() : AnchorRecord();
  }

  // Leaves a file with the given sizes recorded.
  void Make(std::initializer_list<uint64_t> sizes) {
    absl::StatusOr<std::unique_ptr<Anchor>> anchor = Anchor::Create(path_);
    ASSERT_TRUE(anchor.ok()) << anchor.status();
    for (const uint64_t size : sizes) {
      (*anchor)->Record(size, Filled(static_cast<uint8_t>(size)), Filled(9));
    }
  }

  TempDir dir_;
  const std::string path_ = dir_.Sub("anchor");
};

// The checksum was computed with Python's hashlib.
TEST_F(AnchorTest, SlotBytesAreTheDocumentedOnes) {
  AnchorRecord record;
  record.generation = 7;
  record.size = 123456789;
  std::iota(record.root.begin(), record.root.end(), uint8_t{0});
  std::iota(record.ledger_id.begin(), record.ledger_id.end(), uint8_t{100});
  std::string expected = *HexDecode(
      "696e676f742f616e63686f722f763100"
      "0000000000000007"
      "00000000075bcd15"
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
      "6465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f80818283"
      "f99c9a7d28b34a0636e754b74b03c3d10f41ccc62c595dcd616309187c7cd9ac");
  expected.resize(4096, '\0');
  EXPECT_EQ(HexEncode(EncodeAnchorSlot(record)), HexEncode(expected));
  EXPECT_EQ(DecodeAnchorSlot(expected), record);
}

TEST_F(AnchorTest, EveryAlteredByteOfASlotIsNoticed) {
  const std::string slot = EncodeAnchorSlot({.generation = 3, .size = 17, .root = Filled(1), .ledger_id = Filled(2)});
  for (size_t i = 0; i < slot.size(); ++i) {
    std::string altered = slot;
    altered[i] = static_cast<char>(altered[i] ^ 0x10);
    EXPECT_EQ(DecodeAnchorSlot(altered), std::nullopt) << i;
  }
  EXPECT_EQ(DecodeAnchorSlot(slot.substr(1)), std::nullopt);
  EXPECT_EQ(DecodeAnchorSlot(slot + "x"), std::nullopt);
}

TEST_F(AnchorTest, NewAnchorKnowsNoEntries) {
  Make({});
  EXPECT_EQ(ReadFile(path_).size(), 8192u);
  const AnchorRecord record = LoadedRecord();
  EXPECT_EQ(record.size, 0u);
  EXPECT_EQ(record.ledger_id, Hash{});
}

TEST_F(AnchorTest, LoadsTheNewestRecord) {
  Make({1, 2, 3, 3, 90});
  const AnchorRecord record = LoadedRecord();
  EXPECT_EQ(record.size, 90u);
  EXPECT_EQ(record.root, Filled(90));
  EXPECT_EQ(record.ledger_id, Filled(9));
  EXPECT_EQ(record.generation, 6u);
}

TEST_F(AnchorTest, GoesOnAfterLoading) {
  Make({1, 2});
  {
    absl::StatusOr<std::unique_ptr<Anchor>> anchor = Anchor::Load(path_);
    ASSERT_TRUE(anchor.ok()) << anchor.status();
    (*anchor)->Record(5, Filled(5), Filled(9));
  }
  EXPECT_EQ(LoadedRecord().size, 5u);
}

TEST_F(AnchorTest, CreateKeepsWhatIsThere) {
  Make({4});
  EXPECT_EQ(Anchor::Create(path_).status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(LoadedRecord().size, 4u);
}

TEST_F(AnchorTest, MissingFileAndMissingDirectory) {
  EXPECT_EQ(Anchor::Load(path_).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Anchor::Create(dir_.Sub("none/anchor")).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(AnchorTest, OneHolderAtATime) {
  Make({1});
  const absl::StatusOr<std::unique_ptr<Anchor>> first = Anchor::Load(path_);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(Anchor::Load(path_).status().code(), absl::StatusCode::kFailedPrecondition);
}

// A write that stopped anywhere leaves the record before it or itself, and the next record repairs the slot.
TEST_F(AnchorTest, TornWriteLeavesTheOlderSlot) {
  Make({10, 11});
  const std::string before = ReadFile(path_);
  std::string after;
  {
    absl::StatusOr<std::unique_ptr<Anchor>> anchor = Anchor::Load(path_);
    ASSERT_TRUE(anchor.ok());
    (*anchor)->Record(12, Filled(12), Filled(9));
    after = ReadFile(path_);
  }
  const size_t offset = (*Anchor::Load(path_))->record().generation % 2 * 4096;
  for (size_t cut = 0; cut <= 4096; cut += cut < 200 ? 1 : 512 - cut % 512) {
    std::string torn = before;
    torn.replace(offset, cut, after, offset, cut);
    WriteFile(path_, torn);
    const uint64_t size = LoadedRecord().size;
    EXPECT_TRUE(size == 11 || (size == 12 && torn == after)) << cut << " " << size;
  }
  std::string torn = before;
  torn.replace(offset, 60, after, offset, 60);
  WriteFile(path_, torn);
  {
    absl::StatusOr<std::unique_ptr<Anchor>> anchor = Anchor::Load(path_);
    ASSERT_TRUE(anchor.ok());
    (*anchor)->Record(13, Filled(13), Filled(9));
  }
  EXPECT_EQ(LoadedRecord().size, 13u);
}

TEST_F(AnchorTest, NoWholeSlotIsDataLoss) {
  Make({10, 11});
  std::string bytes = ReadFile(path_);
  bytes[20] ^= 1;
  bytes[4096 + 20] ^= 1;
  WriteFile(path_, bytes);
  EXPECT_EQ(Anchor::Load(path_).status().code(), absl::StatusCode::kDataLoss);
  WriteFile(path_, "");
  EXPECT_EQ(Anchor::Load(path_).status().code(), absl::StatusCode::kDataLoss);
}

// A slot that was copied over the other one is not a record of its place.
TEST_F(AnchorTest, SlotInTheWrongPlaceDoesNotCount) {
  Make({10, 11});
  const std::string bytes = ReadFile(path_);
  WriteFile(path_, bytes.substr(4096) + bytes.substr(0, 4096));
  EXPECT_EQ(Anchor::Load(path_).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(AnchorTest, ShortFileStillHasItsFirstSlot) {
  Make({10, 11});  // generations 2 and 3: the first slot holds 10
  WriteFile(path_, ReadFile(path_).substr(0, 5000));
  EXPECT_EQ(LoadedRecord().size, 10u);
}

using AnchorDeathTest = AnchorTest;

TEST_F(AnchorDeathTest, ContradictionsAbort) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  Make({10});
  absl::StatusOr<std::unique_ptr<Anchor>> anchor = Anchor::Load(path_);
  ASSERT_TRUE(anchor.ok());
  EXPECT_DEATH((*anchor)->Record(9, Filled(9), Filled(9)), "size >= record_.size");
  EXPECT_DEATH((*anchor)->Record(10, Filled(11), Filled(9)), "root == record_.root");
  EXPECT_DEATH((*anchor)->Record(11, Filled(11), Filled(8)), "ledger_id == record_.ledger_id");
}

TEST_F(AnchorDeathTest, FailedWriteAborts) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  Make({10});  // generation 2: the next record goes to the second slot
  const auto record_without_room = [this] {
    absl::StatusOr<std::unique_ptr<Anchor>> anchor = Anchor::Load(path_);
    signal(SIGXFSZ, SIG_IGN);
    const rlimit one_slot = {4096, 4096};
    setrlimit(RLIMIT_FSIZE, &one_slot);
    (*anchor)->Record(11, Filled(11), Filled(9));
  };
  EXPECT_DEATH(record_without_room(), "write the anchor");
  EXPECT_EQ(LoadedRecord().size, 10u);
}

}  // namespace
}  // namespace ingot::storage
