#include "ledger/base/hash.h"

#include <gtest/gtest.h>

#include <string>

namespace ingot {
namespace {

TEST(HashTest, BytesAndHexGoThereAndBack) {
  std::string bytes;
  for (int i = 0; i < 32; ++i) bytes.push_back(static_cast<char>(0xf0 + i));
  const absl::StatusOr<Hash> hash = HashFromBytes(bytes);
  ASSERT_TRUE(hash.ok());
  EXPECT_EQ(AsBytes(*hash), bytes);
  EXPECT_EQ(ToBytes(*hash), bytes);
  EXPECT_EQ(ToHex(*hash), "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff000102030405060708090a0b0c0d0e0f");
  EXPECT_EQ(HashFromHex(ToHex(*hash)).value(), *hash);
}

TEST(HashTest, WrongLengthsAreRefused) {
  EXPECT_EQ(HashFromBytes(std::string(31, 'x')).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(HashFromBytes(std::string(33, 'x')).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(HashFromHex(std::string(62, 'a')).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(HashFromHex(std::string(64, 'A')).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace ingot
