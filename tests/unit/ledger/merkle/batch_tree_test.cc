#include "ledger/merkle/batch_tree.h"

#include <gtest/gtest.h>

#include <span>
#include <vector>

#include "ledger/merkle/proof.h"
#include "tests/unit/ledger/merkle/reference.h"

namespace ingot::merkle {
namespace {

using reference::Data;
using reference::LeafHashes;
using reference::Leaves;
using reference::Mth;
using reference::ReferenceNodes;
using reference::Slice;

constexpr size_t kEnd = 70;

CompactRange RangeOf(const std::vector<Hash>& leaves, size_t size) {
  CompactRange range;
  for (size_t i = 0; i < size; ++i) range.Append(leaves[i]);
  return range;
}

TEST(BatchTreeTest, ProvesEveryRangeOfTheBatchAtEverySize) {
  const Data data = Leaves(kEnd);
  const std::vector<Hash> leaves = LeafHashes(data);
  const ReferenceNodes nodes(data);
  for (size_t start = 0; start < kEnd; ++start) {
    BatchTree batch(RangeOf(leaves, start));
    for (size_t i = start; i < kEnd; ++i) batch.Append(leaves[i]);
    EXPECT_EQ(batch.start_size(), start);
    EXPECT_EQ(batch.size(), kEnd);
    EXPECT_EQ(batch.Root(), Mth(data));
    for (const size_t n : {start + 1, (start + kEnd) / 2 + 1, kEnd}) {
      if (n > kEnd) continue;
      EXPECT_EQ(RootFromNodes(batch, n).value(), Mth(Slice(data, 0, n)));
      EXPECT_EQ(ConsistencyProof(batch, start, n).value(), ConsistencyProof(nodes, start, n).value());
      for (size_t b = start; b < n; ++b) {
        EXPECT_EQ(InclusionProof(batch, b, n).value(), InclusionProof(nodes, b, n).value());
        for (size_t e = b + 1; e <= n; e += 3) {
          ASSERT_EQ(RangeProof(batch, b, e, n).value(), RangeProof(nodes, b, e, n).value())
              << start << ": " << b << ".." << e << " of " << n;
        }
      }
    }
  }
}

TEST(BatchTreeTest, HoldsItsLeaves) {
  const std::vector<Hash> leaves = LeafHashes(Leaves(10));
  BatchTree batch(RangeOf(leaves, 5));
  for (size_t i = 5; i < 10; ++i) batch.Append(leaves[i]);
  for (size_t i = 5; i < 10; ++i) EXPECT_EQ(batch.Leaf(i), leaves[i]);
  EXPECT_EQ(batch.start().size(), 5u);
  EXPECT_EQ(batch.end(), RangeOf(leaves, 10));
}

TEST(BatchTreeTest, HoldsNothingElse) {
  const std::vector<Hash> leaves = LeafHashes(Leaves(10));
  BatchTree batch(RangeOf(leaves, 6));
  EXPECT_TRUE(batch.Node(2, 0).ok());  // the peaks of 6
  EXPECT_TRUE(batch.Node(1, 2).ok());
  for (const auto& [level, index] : std::vector<std::pair<unsigned, uint64_t>>{
           {0, 0}, {0, 5}, {0, 6}, {1, 0}, {1, 1}, {1, 3}, {2, 1}, {3, 0}, {62, 0}, {63, 0}, {64, 0}, {200, 1}}) {
    EXPECT_EQ(batch.Node(level, index).status().code(), absl::StatusCode::kNotFound) << level << "/" << index;
  }
  batch.Append(leaves[6]);
  EXPECT_EQ(batch.Node(0, 6).value(), leaves[6]);
  EXPECT_FALSE(batch.Node(0, 7).ok());
}

TEST(BatchTreeDeathTest, LeavesBeforeTheBatchAreNotItsOwn) {
  const BatchTree batch(RangeOf(LeafHashes(Leaves(3)), 3));
  EXPECT_DEATH(batch.Leaf(2), "start_size");
}

}  // namespace
}  // namespace ingot::merkle
