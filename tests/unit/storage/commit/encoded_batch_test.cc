#include "storage/commit/encoded_batch.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ingot::storage {
namespace {

using namespace std::string_literals;

EncodedBatch BatchOf(std::string bytes, uint64_t count) {
  EncodedBatch batch;
  batch.count = count;
  batch.bytes = std::move(bytes);
  return batch;
}

const std::string kTwoEntries =
    "\x02"
    "\x00\x00\x00\x05"
    "first"
    "\x00\x00\x00\x00"
    "\x00\x00\x00\x03"
    "box"
    "\x00\x00\x00\x06"
    "second"
    "\x00\x00\x00\x05"
    "terms"
    "\x00\x00\x00\x00"s;

TEST(EncodedBatchTest, BytesAreTheDocumentedOnes) {
  const std::vector<BatchEntry> entries = {{"first", "", "box"}, {"second", "terms", ""}};
  EXPECT_EQ(EncodeEntries(entries), kTwoEntries);
}

TEST(EncodedBatchTest, DecodesWhatWasEncoded) {
  const EncodedBatch batch = BatchOf(kTwoEntries, 2);
  const absl::StatusOr<std::vector<BatchEntry>> entries = DecodeEntries(batch);
  ASSERT_TRUE(entries.ok()) << entries.status();
  ASSERT_EQ(entries->size(), 2u);
  EXPECT_EQ((*entries)[0].entry, "first");
  EXPECT_EQ((*entries)[0].terms, "");
  EXPECT_EQ((*entries)[0].sealed, "box");
  EXPECT_EQ((*entries)[1].entry, "second");
  EXPECT_EQ((*entries)[1].terms, "terms");
  EXPECT_EQ((*entries)[1].sealed, "");
}

TEST(EncodedBatchTest, EveryTruncationAndExtensionIsRefused) {
  for (size_t size = 0; size < kTwoEntries.size(); ++size) {
    EXPECT_EQ(DecodeEntries(BatchOf(kTwoEntries.substr(0, size), 2)).status().code(), absl::StatusCode::kDataLoss)
        << size;
  }
  EXPECT_FALSE(DecodeEntries(BatchOf(kTwoEntries + "x", 2)).ok());
}

TEST(EncodedBatchTest, CountVersionAndEmptyEntriesAreChecked) {
  EXPECT_FALSE(DecodeEntries(BatchOf(kTwoEntries, 1)).ok());
  EXPECT_FALSE(DecodeEntries(BatchOf(kTwoEntries, 3)).ok());
  EXPECT_FALSE(DecodeEntries(BatchOf("\x02", 0)).ok());
  EXPECT_FALSE(DecodeEntries(BatchOf(kTwoEntries, kMaxBatchEntries + 1)).ok());
  std::string other_version = kTwoEntries;
  other_version[0] = 1;
  EXPECT_FALSE(DecodeEntries(BatchOf(other_version, 2)).ok());
  EXPECT_FALSE(DecodeEntries(BatchOf("\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"s, 1)).ok());
}

TEST(EncodedBatchTest, ALengthBeyondTheEndIsRefused) {
  EXPECT_FALSE(DecodeEntries(BatchOf("\x02\xff\xff\xff\xff"s + "abc", 1)).ok());
  EXPECT_FALSE(DecodeEntries(BatchOf("\x02\x00\x00\x00\x01"s + "a" + "\x7f\xff\xff\xff"s, 1)).ok());
}

TEST(EncodedBatchTest, TheBoundsHoldExactly) {
  const std::vector<BatchEntry> most(kMaxBatchEntries, BatchEntry{"e", ""});
  EXPECT_TRUE(DecodeEntries(BatchOf(EncodeEntries(most), kMaxBatchEntries)).ok());
  const std::string largest(kMaxBatchBytes - 13, 'x');
  const std::vector<BatchEntry> one = {{largest, ""}};
  const std::string bytes = EncodeEntries(one);
  EXPECT_EQ(bytes.size(), kMaxBatchBytes);
  EXPECT_TRUE(DecodeEntries(BatchOf(bytes, 1)).ok());
}

TEST(EncodedBatchDeathTest, BeyondTheBoundsAborts) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const std::vector<BatchEntry> too_many(kMaxBatchEntries + 1, BatchEntry{"e", ""});
  EXPECT_DEATH(EncodeEntries(too_many), "kMaxBatchEntries");
  const std::string larger(kMaxBatchBytes - 8, 'x');
  const std::vector<BatchEntry> too_large = {{larger, ""}};
  EXPECT_DEATH(EncodeEntries(too_large), "kMaxBatchBytes");
  EXPECT_DEATH(EncodeEntries({}), "empty");
}

}  // namespace
}  // namespace ingot::storage
