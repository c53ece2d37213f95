#include "storage/db/head.h"

#include <gtest/gtest.h>

#include <string>

#include "ingot/storage/v1/records.pb.h"
#include "ledger/base/bytes.h"

namespace ingot::storage {
namespace {

Hash Filled(uint8_t value) {
  Hash hash{};
  hash.fill(value);
  return hash;
}

TEST(HeadTest, DecodesWhatItEncoded) {
  Head head;
  head.size = uint64_t{1} << 40;
  head.root = Filled(1);
  head.last_recorded_at_us = 1'700'000'000'000'000;
  head.ledger_id = Filled(2);
  head.last_leaf = Filled(3);
  const absl::StatusOr<Head> decoded = DecodeHead(EncodeHead(head));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(decoded->size, head.size);
  EXPECT_EQ(decoded->root, head.root);
  EXPECT_EQ(decoded->last_recorded_at_us, head.last_recorded_at_us);
  EXPECT_EQ(decoded->ledger_id, head.ledger_id);
  EXPECT_EQ(decoded->last_leaf, head.last_leaf);
}

TEST(HeadTest, RefusesWhatIsNoHead) {
  EXPECT_EQ(DecodeHead("").status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(DecodeHead("\xff\xff").status().code(), absl::StatusCode::kDataLoss);
  v1::HeadRecord record;
  record.set_size(1);
  record.set_root(std::string(32, 'r'));
  record.set_ledger_id(std::string(32, 'i'));
  record.set_last_leaf(std::string(31, 'l'));
  EXPECT_EQ(DecodeHead(record.SerializeAsString()).status().code(), absl::StatusCode::kDataLoss);
  record.set_last_leaf(std::string(32, 'l'));
  EXPECT_TRUE(DecodeHead(record.SerializeAsString()).ok());
  record.set_size(uint64_t{1} << 63);
  EXPECT_EQ(DecodeHead(record.SerializeAsString()).status().code(), absl::StatusCode::kDataLoss);
}

TEST(CheckpointRecordTest, DecodesWhatItEncoded) {
  CheckpointRecord checkpoint;
  checkpoint.size = 77;
  checkpoint.root = Filled(4);
  checkpoint.key_ids = {Filled(5), Filled(6)};
  checkpoint.note = "example.org/ledger\n77\n\n— example.org/ledger AAAA\n";
  const absl::StatusOr<CheckpointRecord> decoded = DecodeCheckpoint(77, EncodeCheckpoint(checkpoint));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(decoded->size, 77u);
  EXPECT_EQ(decoded->root, checkpoint.root);
  EXPECT_EQ(decoded->key_ids, checkpoint.key_ids);
  EXPECT_EQ(decoded->note, checkpoint.note);
}

TEST(CheckpointRecordTest, RefusesWhatIsNoCheckpoint) {
  EXPECT_EQ(DecodeCheckpoint(1, "").status().code(), absl::StatusCode::kDataLoss);
  v1::CheckpointRecord record;
  record.set_root(std::string(32, 'r'));
  record.add_key_ids("short");
  EXPECT_EQ(DecodeCheckpoint(1, record.SerializeAsString()).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace ingot::storage
