#include "clients/simulate/random.h"

#include <array>
#include <set>

#include "gtest/gtest.h"

namespace ingot::simulate {
namespace {

// The first five numbers of seed 1234567, as published with the algorithm (rosettacode.org, "Pseudo-random
// numbers/Splitmix64").
TEST(RandomTest, IsSplitMix64) {
  Random random(1'234'567);
  for (const uint64_t expected :
       {UINT64_C(6457827717110365317), UINT64_C(3203168211198807973), UINT64_C(9817491932198370423),
        UINT64_C(4593380528125082431), UINT64_C(16408922859458223821)}) {
    EXPECT_EQ(random.Next(), expected);
  }
}

TEST(RandomTest, StaysWithinItsBounds) {
  Random random(1);
  std::set<int64_t> seen;
  for (int i = 0; i < 1'000; ++i) {
    EXPECT_EQ(random.Below(1), 0u);
    const int64_t value = random.Between(-2, 2);
    EXPECT_GE(value, -2);
    EXPECT_LE(value, 2);
    seen.insert(value);
    EXPECT_FALSE(random.Chance(0));
    EXPECT_TRUE(random.Chance(1'000'000));
  }
  EXPECT_EQ(seen.size(), 5u);
  EXPECT_EQ(random.Bytes(16).size(), 16u);
  EXPECT_EQ(random.Bytes(33).size(), 33u);
}

// Sixteen equal parts of 16 000 draws: 1 000 each, with a standard deviation of 31.
TEST(RandomTest, DrawsEvenly) {
  Random random(42);
  std::array<int, 16> counts{};
  for (int i = 0; i < 16'000; ++i) ++counts[random.Below(16)];
  for (const int count : counts) EXPECT_NEAR(count, 1'000, 155);
}

TEST(RandomTest, StreamsDifferInEveryPartOfTheirName) {
  std::set<uint64_t> first;
  for (uint64_t seed = 0; seed < 3; ++seed) {
    for (uint64_t kind = 0; kind < 3; ++kind) {
      for (uint64_t thing = 0; thing < 3; ++thing) {
        for (uint64_t step = 0; step < 3; ++step) first.insert(StreamOf(seed, kind, thing, step).Next());
      }
    }
  }
  EXPECT_EQ(first.size(), 81u);
  EXPECT_EQ(StreamOf(1, 2, 3, 4).Next(), StreamOf(1, 2, 3, 4).Next());
}

}  // namespace
}  // namespace ingot::simulate
