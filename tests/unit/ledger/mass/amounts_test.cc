#include "ledger/mass/amounts.h"

#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace ingot::mass {
namespace {

constexpr Cell kBody6 = {v1::ALLOY_FAMILY_6XXX, v1::ORIGIN_OWN_BODY};
constexpr Cell kBody5 = {v1::ALLOY_FAMILY_5XXX, v1::ORIGIN_OWN_BODY};
constexpr Cell kCast = {v1::ALLOY_FAMILY_CAST, v1::ORIGIN_OWN_OTHER};

TEST(CellsTest, AddsAndForgetsZeros) {
  Cells cells;
  Add(cells, kBody6, 5);
  Add(cells, kBody6, -2);
  Add(cells, kCast, 0);
  EXPECT_EQ(cells, (Cells{{kBody6, 3}}));
  Add(cells, kBody6, -3);
  EXPECT_TRUE(cells.empty());
}

TEST(CellsTest, AddsAndSubtractsWhole) {
  Cells cells{{kBody5, 1}, {kBody6, 2}};
  AddAll(cells, {{kBody6, 3}, {kCast, 4}});
  EXPECT_EQ(cells, (Cells{{kBody5, 1}, {kBody6, 5}, {kCast, 4}}));
  AddAll(cells, {{kBody5, 1}, {kBody6, 6}}, -1);
  EXPECT_EQ(cells, (Cells{{kBody6, -1}, {kCast, 4}}));
}

TEST(CellsTest, TotalsByOrigin) {
  const Cells cells{{kBody5, 1}, {kBody6, 2}, {kCast, 4}};
  EXPECT_EQ(Total(cells), 7);
  EXPECT_EQ(TotalOf(cells, v1::ORIGIN_OWN_BODY), 3);
  EXPECT_EQ(TotalOf(cells, v1::ORIGIN_OWN_OTHER), 4);
  EXPECT_EQ(TotalOf(cells, v1::ORIGIN_PRIMARY), 0);
}

TEST(CellsTest, ListsAreAscendingAndComeBack) {
  const Cells cells{{kCast, 4}, {kBody5, 1}, {kBody6, 0}};
  const auto amounts = ToAmounts(cells);
  ASSERT_EQ(amounts.size(), 2);
  EXPECT_EQ(amounts[0].family(), v1::ALLOY_FAMILY_5XXX);
  EXPECT_EQ(amounts[1].family(), v1::ALLOY_FAMILY_CAST);
  EXPECT_EQ(ToCells(amounts), (Cells{{kBody5, 1}, {kCast, 4}}));
}

TEST(CellsDeathTest, OverflowStops) {
  Cells cells{{kBody6, std::numeric_limits<int64_t>::max()}};
  EXPECT_DEATH(Add(cells, kBody6, 1), "overflows");
}

TEST(FamilyMassTest, Totals) {
  google::protobuf::RepeatedPtrField<v1::FamilyMass> masses;
  EXPECT_EQ(Total(masses), 0);
  masses.Add()->set_grams(61'000);
  masses.Add()->set_grams(95'000);
  EXPECT_EQ(Total(masses), 156'000);
}

TEST(CellsTest, CommonIsWhatBothHold) {
  const Cells a{{kBody5, 10}, {kBody6, 7}, {kCast, -3}};
  const Cells b{{kBody5, 4}, {kBody6, 9}, {kCast, 5}};
  EXPECT_EQ(Common(a, b), (Cells{{kBody5, 4}, {kBody6, 7}})) << "what is owed covers nothing";
  EXPECT_EQ(Common(b, a), Common(a, b));
  EXPECT_TRUE(Common(a, {}).empty());
}

TEST(CellsTest, RegradesAndKeepsOrigins) {
  const Cells cells{{kBody5, 1}, {kBody6, 2}, {kCast, 4}};
  EXPECT_EQ(Regraded(cells, v1::ALLOY_FAMILY_6XXX),
            (Cells{{kBody6, 3}, {{v1::ALLOY_FAMILY_6XXX, v1::ORIGIN_OWN_OTHER}, 4}}));
  EXPECT_EQ(OfFamily(cells, v1::ALLOY_FAMILY_CAST), (Cells{{kCast, 4}}));
}

TEST(CellsTest, MassesComeAndGo) {
  const auto masses = ToMasses({{kBody5, 1}, {{v1::ALLOY_FAMILY_5XXX, v1::ORIGIN_REPAIR}, 2}, {kCast, 4}});
  ASSERT_EQ(masses.size(), 2);
  EXPECT_EQ(masses[0].family(), v1::ALLOY_FAMILY_5XXX);
  EXPECT_EQ(masses[0].grams(), 3);
  EXPECT_EQ(ToCells(masses), (Cells{{{v1::ALLOY_FAMILY_5XXX, v1::ORIGIN_UNSPECIFIED}, 3},
                                    {{v1::ALLOY_FAMILY_CAST, v1::ORIGIN_UNSPECIFIED}, 4}}));
}

TEST(TakeProRataTest, PartsOfPartsSumToTheWhole) {
  std::mt19937_64 random(13'920);
  for (int round = 0; round < 200; ++round) {
    Cells rest;
    for (int family = 1; family <= 7; ++family) {
      Add(rest, {static_cast<v1::AlloyFamily>(family), v1::ORIGIN_OWN_BODY},
          static_cast<int64_t>(random() % 1'000'000'000'000));
    }
    const Cells whole = rest;
    Cells sum;
    while (Total(rest) > 0) {
      const auto amount = static_cast<int64_t>(random() % static_cast<uint64_t>(Total(rest))) + 1;
      const Cells part = TakeProRata(rest, amount);
      EXPECT_EQ(Total(part), amount);
      AddAll(sum, part);
      for (const auto& [cell, grams] : rest) ASSERT_GT(grams, 0);
    }
    EXPECT_EQ(sum, whole);
  }
}

TEST(BandTest, BothEndsLieWithin) {
  EXPECT_FALSE(IsOutsideBand(10, 1'000, 10'000, 60'000));
  EXPECT_FALSE(IsOutsideBand(60, 1'000, 10'000, 60'000));
  EXPECT_TRUE(IsOutsideBand(9, 1'000, 10'000, 60'000));
  EXPECT_TRUE(IsOutsideBand(61, 1'000, 10'000, 60'000));
  EXPECT_TRUE(IsOutsideBand(-1, 1'000, 0, 60'000)) << "an excess";
  EXPECT_FALSE(IsOutsideBand(0, 0, 10'000, 60'000)) << "nothing of nothing";
  EXPECT_TRUE(IsOutsideBand(1, 0, 10'000, 60'000));
  constexpr int64_t kHuge = std::numeric_limits<int64_t>::max();
  EXPECT_FALSE(IsOutsideBand(kHuge, kHuge, 1'000'000, 1'000'000)) << "products beyond 64 bits";
  EXPECT_TRUE(IsOutsideBand(kHuge - 1, kHuge, 1'000'000, 1'000'000));
}

TEST(LargestRemainderTest, DividesByHand) {
  // Hamilton's method on paper: 10 over 1:1:1 gives 4 3 3, the first of the equal remainders wins.
  EXPECT_EQ(LargestRemainder(10, {1, 1, 1}), (std::vector<int64_t>{4, 3, 3}));
  EXPECT_EQ(LargestRemainder(11, {1, 1, 1}), (std::vector<int64_t>{4, 4, 3}));
  // Quotas 6.6, 1.9, 1.5: floors 6 1 1, missing 2 go to .9 and .6.
  EXPECT_EQ(LargestRemainder(10, {66, 19, 15}), (std::vector<int64_t>{7, 2, 1}));
  // Quotas 0.5, 0.5, 9.
  EXPECT_EQ(LargestRemainder(10, {1, 1, 18}), (std::vector<int64_t>{1, 0, 9}));
  EXPECT_EQ(LargestRemainder(0, {3, 4}), (std::vector<int64_t>{0, 0}));
  EXPECT_EQ(LargestRemainder(0, {}), (std::vector<int64_t>{}));
  EXPECT_EQ(LargestRemainder(0, {0, 0}), (std::vector<int64_t>{0, 0}));
  EXPECT_EQ(LargestRemainder(5, {0, 5, 0}), (std::vector<int64_t>{0, 5, 0}));
}

TEST(LargestRemainderTest, ProductsBeyond64Bits) {
  const int64_t big = int64_t{4'000'000'000'000'000'000};
  EXPECT_EQ(LargestRemainder(big, {big, big}), (std::vector<int64_t>{big / 2, big / 2}));
}

TEST(LargestRemainderTest, NothingIsLostAndNoPartExceedsItsWeight) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 2'000; ++round) {
    std::vector<int64_t> weights(1 + random() % 40);
    for (int64_t& weight : weights) weight = static_cast<int64_t>(random() % 3 == 0 ? 0 : random() % 200'000);
    const int64_t sum = std::accumulate(weights.begin(), weights.end(), int64_t{0});
    if (sum == 0) continue;
    const int64_t amount = static_cast<int64_t>(random() % static_cast<uint64_t>(sum + 1));
    const std::vector<int64_t> parts = LargestRemainder(amount, weights);
    EXPECT_EQ(std::accumulate(parts.begin(), parts.end(), int64_t{0}), amount);
    for (size_t i = 0; i < parts.size(); ++i) {
      EXPECT_LE(parts[i], weights[i]);
      // Quota rule: never further than one gram from the exact share.
      const __int128 exact = static_cast<__int128>(amount) * weights[i];
      EXPECT_LE(exact - sum, static_cast<__int128>(parts[i]) * sum);
      EXPECT_GE(exact + sum, static_cast<__int128>(parts[i]) * sum);
    }
  }
}

TEST(LargestRemainderDeathTest, NothingToDivideOver) {
  EXPECT_DEATH(LargestRemainder(1, {}), "nothing to divide");
  EXPECT_DEATH(LargestRemainder(1, {0, 0}), "nothing to divide");
  EXPECT_DEATH(LargestRemainder(-1, {1}), "amount >= 0");
  EXPECT_DEATH(LargestRemainder(1, {2, -1}), "weight >= 0");
}

TEST(ProRataTest, LeavesOutEmptyParts) {
  EXPECT_EQ(ProRata({{kBody5, 1}, {kBody6, 2}, {kCast, 1'000}}, 3), (Cells{{kCast, 3}}));
  EXPECT_EQ(ProRata({{kBody5, 1}, {kBody6, 1}}, 1), (Cells{{kBody5, 1}}));
}

TEST(ContainedMetalTest, WorkedExampleToTheGram) {
  // 11 500 000 g net, moisture 1.5 %, foreign 2 %, metal content 97 %.
  EXPECT_EQ(ContainedMetal(11'500'000, 15'000, 20'000, 970'000), std::optional<int64_t>(10'764'575));
  // The same lot with moisture corrected to 4.5 %.
  EXPECT_EQ(ContainedMetal(11'500'000, 45'000, 20'000, 970'000), std::optional<int64_t>(10'429'925));
}

TEST(ContainedMetalTest, RoundsDownOnce) {
  EXPECT_EQ(ContainedMetal(1, 0, 0, 999'999), std::optional<int64_t>(0));
  EXPECT_EQ(ContainedMetal(1, 0, 0, 1'000'000), std::optional<int64_t>(1));
  // 3 x 666 667 x 999 999 / 10^12 = 1.99999...: rounding the dry mass first would give 2.
  EXPECT_EQ(ContainedMetal(3, 333'333, 0, 999'999), std::optional<int64_t>(1));
  EXPECT_EQ(ContainedMetal(0, 0, 0, 1'000'000), std::optional<int64_t>(0));
  EXPECT_EQ(ContainedMetal(1'000, 0, 0, 0), std::optional<int64_t>(0));
}

TEST(ContainedMetalTest, RefusesSharesOutsideTheirRange) {
  EXPECT_EQ(ContainedMetal(-1, 0, 0, 0), std::nullopt);
  EXPECT_EQ(ContainedMetal(1, -1, 0, 0), std::nullopt);
  EXPECT_EQ(ContainedMetal(1, 0, -1, 0), std::nullopt);
  EXPECT_EQ(ContainedMetal(1, 0, 0, -1), std::nullopt);
  EXPECT_EQ(ContainedMetal(1, 0, 0, 1'000'001), std::nullopt);
  EXPECT_EQ(ContainedMetal(1, 500'000, 500'000, 0), std::nullopt);
  EXPECT_EQ(ContainedMetal(1, 500'000, 499'999, 1'000'000), std::optional<int64_t>(0));
  EXPECT_EQ(ContainedMetal(1, std::numeric_limits<int32_t>::max(), std::numeric_limits<int32_t>::max(), 0),
            std::nullopt);
}

TEST(ContainedMetalTest, BeyondTheProductsOf64Bits) {
  const int64_t max = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(ContainedMetal(max, 0, 0, 1'000'000), std::optional<int64_t>(max));
}

}  // namespace
}  // namespace ingot::mass
