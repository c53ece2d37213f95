#include "ledger/crypto/secret.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace ingot::crypto {
namespace {

TEST(SecretTest, HasThirtyTwoBytes) {
  EXPECT_FALSE(Secret::FromBytes(std::string(31, 'k')).ok());
  EXPECT_FALSE(Secret::FromBytes(std::string(33, 'k')).ok());
  const absl::StatusOr<Secret> secret = Secret::FromBytes(std::string(32, 'k'));
  ASSERT_TRUE(secret.ok());
  EXPECT_EQ(secret->bytes(), std::string(32, 'k'));
}

TEST(SecretTest, MovingLeavesNothingBehind) {
  Secret secret = *Secret::FromBytes(std::string(32, 'k'));
  Secret moved = std::move(secret);
  EXPECT_EQ(moved.bytes(), std::string(32, 'k'));
  EXPECT_EQ(secret.bytes(), std::string(32, '\0'));  // NOLINT(bugprone-use-after-move): what is left is the point
  secret = std::move(moved);
  EXPECT_EQ(secret.bytes(), std::string(32, 'k'));
  EXPECT_EQ(moved.bytes(), std::string(32, '\0'));  // NOLINT(bugprone-use-after-move): what is left is the point
}

TEST(WipeStringTest, LeavesNothing) {
  std::string secret(100, 's');
  const char* data = secret.data();
  WipeString(&secret);
  EXPECT_TRUE(secret.empty());
  ASSERT_EQ(secret.data(), data);  // the buffer is kept, so it can be looked at
  EXPECT_EQ(std::string(data, 100), std::string(100, '\0'));
}

}  // namespace
}  // namespace ingot::crypto
