#include "ledger/merkle/compact_range.h"

#include <gtest/gtest.h>

#include <map>
#include <utility>

#include "tests/unit/ledger/merkle/reference.h"

namespace ingot::merkle {
namespace {

using reference::Data;
using reference::Slice;

TEST(CompactRangeTest, PublishedRoots) {
  CompactRange range;
  EXPECT_EQ(ToHex(range.Root()), reference::CtRoots()[0]);
  for (size_t i = 0; i < 8; ++i) {
    range.Append(reference::LeafHashes(reference::CtLeaves())[i]);
    EXPECT_EQ(range.size(), i + 1);
    EXPECT_EQ(ToHex(range.Root()), reference::CtRoots()[i + 1]);
  }
}

TEST(CompactRangeTest, RootsEqualTheReference) {
  const Data data = reference::Leaves(300);
  CompactRange range;
  for (size_t n = 1; n <= data.size(); ++n) {
    range.Append(reference::LeafHashes(data)[n - 1]);
    ASSERT_EQ(range.Root(), reference::Mth(Slice(data, 0, n))) << n;
  }
}

TEST(CompactRangeTest, ReportsEachPerfectSubtreeOnce) {
  const Data data = reference::Leaves(130);
  const std::vector<Hash> leaves = reference::LeafHashes(data);
  const reference::ReferenceNodes nodes(data);
  std::map<std::pair<unsigned, uint64_t>, Hash> seen;
  CompactRange range;
  for (uint64_t n = 1; n <= data.size(); ++n) {
    unsigned expected_level = 0;
    range.Append(leaves[n - 1], [&](unsigned level, uint64_t index, const Hash& hash) {
      EXPECT_EQ(level, expected_level++);
      EXPECT_EQ((index + 1) << level, n);
      EXPECT_TRUE(seen.emplace(std::make_pair(level, index), hash).second);
    });
  }
  size_t total = 0;
  for (unsigned level = 0; level < 8; ++level) total += 130 >> level;
  EXPECT_EQ(seen.size(), total);
  for (const auto& [place, hash] : seen) EXPECT_EQ(nodes.Node(place.first, place.second).value(), hash);
}

TEST(CompactRangeTest, ContinuesFromItsPeaks) {
  const std::vector<Hash> leaves = reference::LeafHashes(reference::Leaves(100));
  CompactRange whole;
  for (size_t n = 0; n < leaves.size(); ++n) {
    absl::StatusOr<CompactRange> restored = CompactRange::FromPeaks(whole.size(), whole.peaks());
    ASSERT_TRUE(restored.ok());
    EXPECT_EQ(*restored, whole);
    whole.Append(leaves[n]);
    restored->Append(leaves[n]);
    EXPECT_EQ(*restored, whole);
  }
}

TEST(CompactRangeTest, WrongPeaksAreRefused) {
  EXPECT_FALSE(CompactRange::FromPeaks(0, {Hash{}}).ok());
  EXPECT_FALSE(CompactRange::FromPeaks(3, {Hash{}}).ok());
  EXPECT_FALSE(CompactRange::FromPeaks(4, {Hash{}, Hash{}}).ok());
  EXPECT_FALSE(CompactRange::FromPeaks(kMaxTreeSize + 1, {Hash{}}).ok());
  EXPECT_TRUE(CompactRange::FromPeaks(kMaxTreeSize, std::vector<Hash>(63)).ok());
}

TEST(CompactRangeDeathTest, TheLargestTreeIsFull) {
  CompactRange range = CompactRange::FromPeaks(kMaxTreeSize, std::vector<Hash>(63)).value();
  EXPECT_DEATH(range.Append(Hash{}), "kMaxTreeSize");
}

}  // namespace
}  // namespace ingot::merkle
