#include "ledger/base/check.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/status/statusor.h"

namespace ingot {
namespace {

TEST(CheckTest, PassesSilently) {
  INGOT_CHECK(1 + 1 == 2);
  INGOT_CHECK_MSG(true, "unused");
  INGOT_CHECK_OK(absl::OkStatus());
  INGOT_CHECK_OK(absl::StatusOr<int>(3));
}

TEST(CheckTest, MessageIsBuiltOnFailureOnly) {
  int built = 0;
  const auto message = [&built] {
    ++built;
    return std::string("why");
  };
  INGOT_CHECK_MSG(true, message());
  EXPECT_EQ(built, 0);
}

TEST(CheckDeathTest, NamesPlaceAndCondition) {
  EXPECT_DEATH(INGOT_CHECK(1 == 2), "check_test.cc:[0-9]+: check failed: 1 == 2");
  EXPECT_DEATH(INGOT_CHECK_MSG(false, "the reason"), "check failed: false: the reason");
  EXPECT_DEATH(INGOT_CHECK_OK(absl::DataLossError("gone")), "DATA_LOSS: gone");
  EXPECT_DEATH(INGOT_CHECK_OK(absl::StatusOr<int>(absl::NotFoundError("no"))), "NOT_FOUND: no");
}

}  // namespace
}  // namespace ingot
