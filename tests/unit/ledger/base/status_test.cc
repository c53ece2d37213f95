#include "ledger/base/status.h"

#include <gtest/gtest.h>

#include <memory>
#include <utility>

namespace ingot {
namespace {

absl::StatusOr<int> Half(int value) {
  if (value % 2 != 0) return absl::InvalidArgumentError("odd");
  return value / 2;
}

absl::StatusOr<int> Quarter(int value) {
  INGOT_ASSIGN_OR_RETURN(const int half, Half(value));
  INGOT_ASSIGN_OR_RETURN(const int quarter, Half(half));
  return quarter;
}

absl::Status CheckQuarter(int value) {
  INGOT_RETURN_IF_ERROR(Quarter(value).status());
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<int>> Moved() {
  std::unique_ptr<int> value;
  INGOT_ASSIGN_OR_RETURN(value, absl::StatusOr<std::unique_ptr<int>>(std::make_unique<int>(7)));
  return value;
}

TEST(StatusTest, ValuesPassAndErrorsReturn) {
  EXPECT_EQ(Quarter(12).value(), 3);
  EXPECT_EQ(Quarter(6).status(), absl::InvalidArgumentError("odd"));
  EXPECT_EQ(CheckQuarter(12), absl::OkStatus());
  EXPECT_EQ(CheckQuarter(3), absl::InvalidArgumentError("odd"));
}

TEST(StatusTest, ValuesAreMoved) { EXPECT_EQ(**Moved(), 7); }

}  // namespace
}  // namespace ingot
