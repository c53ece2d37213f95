#include "ledger/books/mixture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "ledger/mass/amounts.h"

namespace ingot::books {
namespace {

std::string Text(const MixtureShare& share) {
  return std::to_string(share.at_least_g) + ".." + std::to_string(share.at_most_g) + " ~" +
         std::to_string(share.pro_rata_g);
}

// docs/DOMAIN.md, "Ancestry": a body of 156 000 g with 40 000 g of a heat, whose charge was a lot of 300 000 g and
// 100 000 g primary metal; the lot's batch held 156 000 g of one hulk, 70 000 g castings, 74 000 g scrap.
TEST(MixtureTest, WorkedExample) {
  const std::vector<MixturePool> pools = {
      {.parts = {{.pool = 1, .grams = 40'000}, {.pool = 2, .grams = 116'000}}},   // body
      {.parts = {{.pool = 3, .grams = 300'000}, {.pool = 4, .grams = 100'000}}},  // heat
      {},                                                                         // new
      {.parts = {{.pool = 5, .grams = 300'000}}},                                 // lot
      {},                                                                         // primary
      {.parts = {{.pool = 6, .grams = 156'000}, {.pool = 7, .grams = 70'000}, {.pool = 8, .grams = 74'000}}},  // batch
      {},
      {},
      {}};
  const MixtureShares shares = FollowMixture(pools, 156'000);
  EXPECT_EQ(Text(shares.pools[0]), "156000..156000 ~156000");
  EXPECT_EQ(Text(shares.pools[1]), "40000..40000 ~40000");
  EXPECT_EQ(Text(shares.pools[2]), "116000..116000 ~116000");
  EXPECT_EQ(Text(shares.pools[3]), "0..40000 ~30000");
  EXPECT_EQ(Text(shares.pools[4]), "0..40000 ~10000");
  EXPECT_EQ(Text(shares.pools[5]), "0..40000 ~30000");
  EXPECT_EQ(Text(shares.pools[6]), "0..40000 ~15600");
  EXPECT_EQ(Text(shares.pools[7]), "0..40000 ~7000");
  EXPECT_EQ(Text(shares.pools[8]), "0..40000 ~7400");
  EXPECT_EQ(shares.circling.at_most_g, 0);
}

// 340 000 of the heat's 400 000 g: 240 000 at least are of the lot, since primary metal is only 100 000; of these
// 96 000 are the hulk's, since the rest of the batch is only 144 000.
TEST(MixtureTest, WhatIsNearlyTheWholeHasAFloor) {
  const std::vector<MixturePool> pools = {{.parts = {{.pool = 1, .grams = 340'000}}},
                                          {.parts = {{.pool = 2, .grams = 300'000}, {.pool = 3, .grams = 100'000}}},
                                          {.parts = {{.pool = 4, .grams = 156'000}, {.pool = 5, .grams = 144'000}}},
                                          {},
                                          {},
                                          {}};
  const MixtureShares shares = FollowMixture(pools, 340'000);
  EXPECT_EQ(Text(shares.pools[2]), "240000..300000 ~255000");
  EXPECT_EQ(Text(shares.pools[3]), "40000..100000 ~85000");
  EXPECT_EQ(Text(shares.pools[4]), "96000..156000 ~132600");
}

// Two lots of one batch in one heat: the batch is one pool, whichever way its metal came.
TEST(MixtureTest, WaysThatMeetAddUp) {
  const std::vector<MixturePool> pools = {{.parts = {{.pool = 1, .grams = 60}, {.pool = 2, .grams = 40}}},
                                          {.parts = {{.pool = 3, .grams = 60}}},
                                          {.parts = {{.pool = 3, .grams = 40}}},
                                          {.parts = {{.pool = 4, .grams = 30}, {.pool = 5, .grams = 80}}},
                                          {},
                                          {}};
  const MixtureShares shares = FollowMixture(pools, 100);
  EXPECT_EQ(Text(shares.pools[3]), "100..100 ~100");
  EXPECT_EQ(Text(shares.pools[4]), "20..30 ~27");
  EXPECT_EQ(Text(shares.pools[5]), "70..80 ~73");
}

TEST(MixtureTest, ACircleEnds) {
  const std::vector<MixturePool> pools = {{.parts = {{.pool = 1, .grams = 10}}},
                                          {.parts = {{.pool = 2, .grams = 5}, {.pool = 3, .grams = 5}}},
                                          {.parts = {{.pool = 1, .grams = 5}}},
                                          {}};
  const MixtureShares shares = FollowMixture(pools, 10);
  EXPECT_EQ(Text(shares.pools[3]), "5..5 ~5");
  EXPECT_EQ(Text(shares.circling), "5..5 ~5");
}

TEST(MixtureDeathTest, MoreThanThereIsAborts) {
  EXPECT_DEATH(FollowMixture({{.parts = {{.pool = 1, .grams = 10}}}, {}}, 11), "grams");
}

// A pool's share by the definition, from all pools that it is a part of; slow, and in no particular order.
MixtureShares Slowly(const std::vector<MixturePool>& pools, int64_t grams) {
  MixtureShares found;
  found.pools.assign(pools.size(), {});
  for (size_t round = 0; round <= pools.size(); ++round) {
    std::vector<MixtureShare> next(pools.size());
    next[0] = {.at_least_g = grams, .at_most_g = grams, .pro_rata_g = grams};
    for (size_t i = 0; i < pools.size(); ++i) {
      int64_t total = 0;
      std::vector<int64_t> weights;
      for (const MixturePart& part : pools[i].parts) {
        total += part.grams;
        weights.push_back(part.grams);
      }
      if (weights.empty()) continue;
      const std::vector<int64_t> parts = mass::LargestRemainder(found.pools[i].pro_rata_g, weights);
      for (size_t k = 0; k < weights.size(); ++k) {
        MixtureShare& to = next[pools[i].parts[k].pool];
        to.at_least_g += std::max<int64_t>(0, found.pools[i].at_least_g - (total - weights[k]));
        to.at_most_g += std::min({found.pools[i].at_most_g, total, weights[k]});
        to.pro_rata_g += parts[k];
      }
    }
    for (size_t i = 0; i < pools.size(); ++i) {
      int64_t total = 0;
      for (const MixturePart& part : pools[i].parts) total += part.grams;
      next[i].at_most_g = std::min(next[i].at_most_g, grams);
      if (total > 0) next[i].at_most_g = std::min(next[i].at_most_g, total);
    }
    found.pools = next;
  }
  return found;
}

// Pools whose parts come later in the list and hold at least what they are parts of.
std::vector<MixturePool> RandomPools(std::mt19937_64& random) {
  const size_t count = 3 + random() % 12;
  std::vector<MixturePool> pools(count);
  std::vector<int64_t> wanted(count, 0);
  wanted[0] = 50;
  for (size_t i = 0; i + 1 < count; ++i) {
    if (i > 0 && (wanted[i] == 0 || random() % 4 == 0)) continue;
    int64_t total = 0;
    for (size_t k = 1 + random() % 4; k > 0 || total<wanted[i]; k = k> 0 ? k - 1 : 0) {
      const size_t to = i + 1 + random() % (count - i - 1);
      const auto grams = static_cast<int64_t>(1 + random() % 40);
      pools[i].parts.push_back({.pool = to, .grams = grams});
      wanted[to] += grams;
      total += grams;
    }
  }
  return pools;
}

// Someone's actual metal: every pool gives what is asked of it out of its parts, one way or another.
std::vector<int64_t> Mix(const std::vector<MixturePool>& pools, int64_t grams, std::mt19937_64& random) {
  std::vector<int64_t> taken(pools.size(), 0);
  taken[0] = grams;
  for (size_t i = 0; i < pools.size(); ++i) {
    std::vector<MixturePart> left = pools[i].parts;
    if (left.empty()) continue;
    const bool greedy = random() % 2 == 0;
    std::shuffle(left.begin(), left.end(), random);
    for (int64_t rest = taken[i]; rest > 0; --rest) {
      size_t from = greedy ? 0 : random() % left.size();
      while (left[from].grams == 0) from = (from + 1) % left.size();
      --left[from].grams;
      ++taken[left[from].pool];
    }
  }
  return taken;
}

TEST(MixtureTest, RandomGraphsAgreeWithTheDefinitionAndHoldEveryMixture) {
  std::mt19937_64 random(22'095);
  for (int graph = 0; graph < 2'000; ++graph) {
    const std::vector<MixturePool> pools = RandomPools(random);
    const auto grams = static_cast<int64_t>(random() % 51);
    const MixtureShares shares = FollowMixture(pools, grams);
    const MixtureShares slow = Slowly(pools, grams);
    for (size_t i = 0; i < pools.size(); ++i) {
      ASSERT_EQ(Text(shares.pools[i]), Text(slow.pools[i])) << "graph " << graph << " pool " << i;
    }
    ASSERT_EQ(shares.circling.at_most_g, 0);
    for (int mixture = 0; mixture < 20; ++mixture) {
      const std::vector<int64_t> taken = Mix(pools, grams, random);
      for (size_t i = 0; i < pools.size(); ++i) {
        ASSERT_GE(taken[i], shares.pools[i].at_least_g) << "graph " << graph << " pool " << i;
        ASSERT_LE(taken[i], shares.pools[i].at_most_g) << "graph " << graph << " pool " << i;
      }
    }
  }
}

}  // namespace
}  // namespace ingot::books
