#include "ledger/base/arithmetic.h"

#include <gtest/gtest.h>

#include <limits>

namespace ingot {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();

TEST(CheckedAddTest, AddsUpToTheBounds) {
  EXPECT_EQ(CheckedAdd(2, 3), 5);
  EXPECT_EQ(CheckedAdd(kMax - 1, 1), kMax);
  EXPECT_EQ(CheckedAdd(kMin, kMax), -1);
  EXPECT_EQ(CheckedAdd(kMin + 1, -1), kMin);
}

TEST(CheckedAddTest, OverflowIsAbsent) {
  EXPECT_EQ(CheckedAdd(kMax, 1), std::nullopt);
  EXPECT_EQ(CheckedAdd(kMin, -1), std::nullopt);
}

TEST(CheckedSubTest, SubtractsUpToTheBounds) {
  EXPECT_EQ(CheckedSub(2, 3), -1);
  EXPECT_EQ(CheckedSub(-1, kMax), kMin);
  EXPECT_EQ(CheckedSub(-1, kMin), kMax);
}

TEST(CheckedSubTest, OverflowIsAbsent) {
  EXPECT_EQ(CheckedSub(kMin, 1), std::nullopt);
  EXPECT_EQ(CheckedSub(0, kMin), std::nullopt);
}

TEST(MulDivFloorTest, RoundsTowardsMinusInfinity) {
  EXPECT_EQ(MulDivFloor(7, 1, 2), 3);
  EXPECT_EQ(MulDivFloor(-7, 1, 2), -4);
  EXPECT_EQ(MulDivFloor(7, 1, -2), -4);
  EXPECT_EQ(MulDivFloor(-7, 1, -2), 3);
  EXPECT_EQ(MulDivFloor(-6, 1, 2), -3);
  EXPECT_EQ(MulDivFloor(0, -5, 3), 0);
}

TEST(MulDivFloorTest, ProductMayExceedSixtyFourBits) {
  // Worked with Python's integers: 9223372036854775807 * 999999 // 1000000.
  EXPECT_EQ(MulDivFloor(kMax, 999'999, 1'000'000), 9'223'362'813'482'738'952);
  EXPECT_EQ(MulDivFloor(kMax, kMax, kMax), kMax);
  EXPECT_EQ(MulDivFloor(kMin, kMin, kMin), kMin);
  EXPECT_EQ(MulDivFloor(kMax, kMin, kMax), kMin);
}

TEST(MulDivFloorTest, WhatDoesNotFitIsAbsent) {
  EXPECT_EQ(MulDivFloor(kMax, 2, 1), std::nullopt);
  EXPECT_EQ(MulDivFloor(kMin, 1, -1), std::nullopt);
  EXPECT_EQ(MulDivFloor(kMin, kMin, 1), std::nullopt);
  EXPECT_EQ(MulDivFloor(1, 1, 0), std::nullopt);
  EXPECT_EQ(MulDivFloor(0, 0, 0), std::nullopt);
}

}  // namespace
}  // namespace ingot
