// Proofs against the reference, for every tree up to a size and every place in it; then everything that must be
// refused.
#include "ledger/merkle/proof.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <vector>

#include "ledger/merkle/leaf_hash.h"
#include "tests/unit/ledger/merkle/reference.h"

namespace ingot::merkle {
namespace {

using reference::Data;
using reference::LeafHashes;
using reference::Leaves;
using reference::Mth;
using reference::ReferenceNodes;

constexpr size_t kMaxSize = 130;   // past the next power of two
constexpr size_t kRangeSize = 70;  // all ranges of all trees: cubic

std::vector<Hash> Roots(size_t max_size) {
  std::vector<Hash> roots;
  for (size_t n = 0; n <= max_size; ++n) roots.push_back(Mth(Leaves(n)));
  return roots;
}

std::span<const Hash> Part(const std::vector<Hash>& hashes, size_t b, size_t e) {
  return std::span(hashes).subspan(b, e - b);
}

TEST(RootTest, EqualsTheReference) {
  const ReferenceNodes nodes(Leaves(kMaxSize));
  const std::vector<Hash> roots = Roots(kMaxSize);
  for (size_t n = 0; n <= kMaxSize; ++n) {
    EXPECT_EQ(RootFromNodes(nodes, n).value(), roots[n]);
    EXPECT_EQ(RangeFromNodes(nodes, n)->Root(), roots[n]);
    EXPECT_EQ(RangeFromNodes(nodes, n)->size(), n);
  }
  EXPECT_EQ(RootFromNodes(nodes, kMaxSize + 1).status().code(), absl::StatusCode::kNotFound);
}

TEST(InclusionTest, EveryLeafOfEveryTree) {
  const ReferenceNodes nodes(Leaves(kMaxSize));
  const std::vector<Hash> leaves = LeafHashes(Leaves(kMaxSize));
  for (size_t n = 1; n <= kMaxSize; ++n) {
    const Data tree = Leaves(n);
    const Hash root = Mth(tree);
    for (size_t m = 0; m < n; ++m) {
      const absl::StatusOr<Proof> proof = InclusionProof(nodes, m, n);
      ASSERT_TRUE(proof.ok());
      ASSERT_EQ(*proof, reference::Path(m, tree)) << m << " of " << n;
      ASSERT_EQ(VerifyInclusion(m, n, leaves[m], *proof, root), absl::OkStatus()) << m << " of " << n;
      if (n > 1) {
        ASSERT_FALSE(VerifyInclusion((m + 1) % n, n, leaves[m], *proof, root).ok());
        ASSERT_FALSE(VerifyInclusion(m, n, leaves[(m + 1) % n], *proof, root).ok());
      }
    }
  }
}

TEST(ConsistencyTest, EveryPairOfTrees) {
  const ReferenceNodes nodes(Leaves(kMaxSize));
  const std::vector<Hash> roots = Roots(kMaxSize);
  for (size_t n = 1; n <= kMaxSize; ++n) {
    const Data tree = Leaves(n);
    for (size_t m = 1; m <= n; ++m) {
      const absl::StatusOr<Proof> proof = ConsistencyProof(nodes, m, n);
      ASSERT_TRUE(proof.ok());
      ASSERT_EQ(*proof, reference::ConsistencyProof(m, tree)) << m << " to " << n;
      ASSERT_EQ(VerifyConsistency(m, n, roots[m], roots[n], *proof), absl::OkStatus()) << m << " to " << n;
      ASSERT_FALSE(VerifyConsistency(m, n, roots[m - 1], roots[n], *proof).ok());
      ASSERT_FALSE(VerifyConsistency(m, n, roots[m], roots[n - 1], *proof).ok());
    }
  }
}

TEST(ConsistencyTest, TheEmptyTreeIsAPrefixOfEveryTree) {
  const ReferenceNodes nodes(Leaves(9));
  EXPECT_EQ(ConsistencyProof(nodes, 0, 9).value(), Proof());
  EXPECT_TRUE(VerifyConsistency(0, 9, EmptyRoot(), Mth(Leaves(9)), {}).ok());
  EXPECT_TRUE(VerifyConsistency(0, 0, EmptyRoot(), EmptyRoot(), {}).ok());
  EXPECT_FALSE(VerifyConsistency(0, 9, Mth(Leaves(1)), Mth(Leaves(9)), {}).ok());
  EXPECT_FALSE(VerifyConsistency(0, 9, EmptyRoot(), Mth(Leaves(9)), Proof{EmptyRoot()}).ok());
}

TEST(RangeTest, EveryRangeOfEveryTree) {
  const ReferenceNodes nodes(Leaves(kRangeSize));
  const std::vector<Hash> leaves = LeafHashes(Leaves(kRangeSize));
  for (size_t n = 1; n <= kRangeSize; ++n) {
    const Data tree = Leaves(n);
    const Hash root = Mth(tree);
    for (size_t b = 0; b < n; ++b) {
      for (size_t e = b + 1; e <= n; ++e) {
        const absl::StatusOr<Proof> proof = RangeProof(nodes, b, e, n);
        ASSERT_TRUE(proof.ok());
        ASSERT_EQ(*proof, reference::RangeProof(b, e, tree)) << b << ".." << e << " of " << n;
        ASSERT_EQ(VerifyRange(b, Part(leaves, b, e), n, *proof, root), absl::OkStatus())
            << b << ".." << e << " of " << n;
      }
    }
  }
}

TEST(RangeTest, TheLargestReferenceTree) {
  const Data tree = Leaves(kMaxSize);
  const ReferenceNodes nodes(tree);
  const std::vector<Hash> leaves = LeafHashes(tree);
  const Hash root = Mth(tree);
  for (size_t b = 0; b < kMaxSize; ++b) {
    for (size_t e = b + 1; e <= kMaxSize; ++e) {
      const Proof proof = RangeProof(nodes, b, e, kMaxSize).value();
      ASSERT_EQ(VerifyRange(b, Part(leaves, b, e), kMaxSize, proof, root), absl::OkStatus());
      // Sampled, since the reference is slow: the definition's own walk.
      if ((b + e) % 17 == 0) {
        ASSERT_EQ(proof, reference::RangeProof(b, e, tree));
      }
    }
  }
}

TEST(RangeTest, OfOneLeafHoldsTheHashesOfItsInclusionProof) {
  const ReferenceNodes nodes(Leaves(37));
  for (uint64_t m = 0; m < 37; ++m) {
    Proof range = RangeProof(nodes, m, m + 1, 37).value();
    Proof inclusion = InclusionProof(nodes, m, 37).value();
    std::sort(range.begin(), range.end());
    std::sort(inclusion.begin(), inclusion.end());
    EXPECT_EQ(range, inclusion);
  }
}

// Every change of one bit of the proof, one hash more or fewer, shifted or shortened leaves.
TEST(RangeTest, EveryChangeIsRefused) {
  const size_t n = 23;
  const ReferenceNodes nodes(Leaves(n));
  const std::vector<Hash> leaves = LeafHashes(Leaves(n));
  const Hash root = Mth(Leaves(n));
  for (size_t b = 0; b < n; ++b) {
    for (size_t e = b + 1; e <= n; ++e) {
      const Proof proof = RangeProof(nodes, b, e, n).value();
      for (size_t i = 0; i < proof.size(); ++i) {
        Proof changed = proof;
        changed[i][i % 32] ^= 1;
        EXPECT_FALSE(VerifyRange(b, Part(leaves, b, e), n, changed, root).ok());
        changed = proof;
        changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_FALSE(VerifyRange(b, Part(leaves, b, e), n, changed, root).ok());
      }
      Proof longer = proof;
      longer.push_back(root);
      EXPECT_FALSE(VerifyRange(b, Part(leaves, b, e), n, longer, root).ok());
      if (e - b > 1) {
        EXPECT_FALSE(VerifyRange(b, Part(leaves, b, e - 1), n, proof, root).ok());
      }
      if (e < n) {
        EXPECT_FALSE(VerifyRange(b + 1, Part(leaves, b, e), n, proof, root).ok());
      }
      if (b > 0) {
        EXPECT_FALSE(VerifyRange(b - 1, Part(leaves, b, e), n, proof, root).ok());
      }
    }
  }
}

TEST(InclusionTest, EveryChangeIsRefused) {
  const size_t n = 23;
  const ReferenceNodes nodes(Leaves(n));
  const std::vector<Hash> leaves = LeafHashes(Leaves(n));
  const Hash root = Mth(Leaves(n));
  for (size_t m = 0; m < n; ++m) {
    const Proof proof = InclusionProof(nodes, m, n).value();
    for (size_t i = 0; i < proof.size(); ++i) {
      Proof changed = proof;
      changed[i][i % 32] ^= 0x80;
      EXPECT_FALSE(VerifyInclusion(m, n, leaves[m], changed, root).ok());
      changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
      EXPECT_FALSE(VerifyInclusion(m, n, leaves[m], changed, root).ok());
    }
    Proof longer = proof;
    longer.push_back(root);
    EXPECT_FALSE(VerifyInclusion(m, n, leaves[m], longer, root).ok());
  }
}

TEST(ConsistencyTest, EveryChangeIsRefused) {
  const size_t n = 23;
  const ReferenceNodes nodes(Leaves(n));
  const std::vector<Hash> roots = Roots(n);
  for (size_t m = 1; m < n; ++m) {
    const Proof proof = ConsistencyProof(nodes, m, n).value();
    for (size_t i = 0; i < proof.size(); ++i) {
      Proof changed = proof;
      changed[i][i % 32] ^= 1;
      EXPECT_FALSE(VerifyConsistency(m, n, roots[m], roots[n], changed).ok());
      changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
      EXPECT_FALSE(VerifyConsistency(m, n, roots[m], roots[n], changed).ok());
    }
    Proof longer = proof;
    longer.push_back(roots[n]);
    EXPECT_FALSE(VerifyConsistency(m, n, roots[m], roots[n], longer).ok());
    EXPECT_FALSE(VerifyConsistency(m, n, roots[m], roots[n], {}).ok());
  }
}

TEST(ProofTest, PlacesOutsideTheTreeAreRefused) {
  const ReferenceNodes nodes(Leaves(8));
  const Hash hash = Mth(Leaves(8));
  const std::vector<Hash> leaves = LeafHashes(Leaves(8));
  constexpr uint64_t kHuge = ~uint64_t{0};
  EXPECT_FALSE(InclusionProof(nodes, 8, 8).ok());
  EXPECT_FALSE(InclusionProof(nodes, 0, 0).ok());
  EXPECT_FALSE(InclusionProof(nodes, 0, kMaxTreeSize + 1).ok());
  EXPECT_FALSE(ConsistencyProof(nodes, 9, 8).ok());
  EXPECT_FALSE(ConsistencyProof(nodes, 1, kHuge).ok());
  EXPECT_FALSE(RangeProof(nodes, 3, 3, 8).ok());
  EXPECT_FALSE(RangeProof(nodes, 4, 3, 8).ok());
  EXPECT_FALSE(RangeProof(nodes, 7, 9, 8).ok());
  EXPECT_FALSE(RangeProof(nodes, kHuge - 1, kHuge, 8).ok());
  EXPECT_FALSE(VerifyInclusion(8, 8, hash, {}, hash).ok());
  EXPECT_FALSE(VerifyInclusion(0, 0, hash, {}, hash).ok());
  EXPECT_FALSE(VerifyInclusion(kHuge - 1, kHuge, hash, {}, hash).ok());
  EXPECT_FALSE(VerifyConsistency(9, 8, hash, hash, {}).ok());
  EXPECT_FALSE(VerifyConsistency(kHuge, kHuge, hash, hash, {}).ok());
  EXPECT_FALSE(VerifyRange(0, {}, 8, {}, hash).ok());
  EXPECT_FALSE(VerifyRange(1, leaves, 8, {}, hash).ok());
  EXPECT_FALSE(VerifyRange(kHuge, leaves, 8, {}, hash).ok());
  EXPECT_TRUE(VerifyRange(0, leaves, 8, {}, hash).ok());
}

// A tree of any size, all of whose leaves have the same hash: one node hash a level.
class EqualLeaves : public NodeReader {
 public:
  absl::StatusOr<Hash> Node(unsigned level, uint64_t index) const override {
    if (level > 62 || index >= kMaxTreeSize >> level) return absl::InternalError("asked for a node of no tree");
    Hash hash{};
    for (unsigned i = 0; i < level; ++i) hash = NodeHash(hash, hash);
    return hash;
  }
};

TEST(ProofTest, LengthsKeepTheirBounds) {
  const EqualLeaves nodes;
  const uint64_t size = kMaxTreeSize;
  const Hash root = RootFromNodes(nodes, size).value();
  const Hash leaf{};
  size_t longest[3] = {0, 0, 0};
  for (const uint64_t at : {uint64_t{0}, uint64_t{1}, size / 2 - 1, size / 2, size / 3, size - 2, size - 1}) {
    const Proof inclusion = InclusionProof(nodes, at, size).value();
    longest[0] = std::max(longest[0], inclusion.size());
    EXPECT_EQ(VerifyInclusion(at, size, leaf, inclusion, root), absl::OkStatus()) << at;
    longest[1] = std::max(longest[1], ConsistencyProof(nodes, at, size)->size());
    const Proof range = RangeProof(nodes, at, at + 1, size).value();
    EXPECT_EQ(VerifyRange(at, std::span(&leaf, 1), size, range, root), absl::OkStatus()) << at;
  }
  longest[2] = RangeProof(nodes, size / 2 - 1, size / 2 + 3, size)->size();
  EXPECT_LE(longest[0], kMaxInclusionHashes);
  EXPECT_LE(longest[1], kMaxConsistencyHashes);
  EXPECT_LE(longest[2], kMaxRangeHashes);
  EXPECT_GE(longest[0], 62u);
  EXPECT_GE(longest[2], 100u);
}

// What a proof says the tree began with, for every pair of sizes; the expected roots are RFC 6962's definition.
TEST(PrefixTest, FindsTheRootThatTheTreeBeganWith) {
  const reference::Data leaves = reference::Leaves(40);
  for (size_t second = 2; second <= leaves.size(); ++second) {
    const reference::Data tree = reference::Slice(leaves, 0, second);
    const Hash root = reference::Mth(tree);
    for (size_t first = 1; first < second; ++first) {
      const Hash expected = reference::Mth(reference::Slice(leaves, 0, first));
      const Proof proof = reference::ConsistencyProof(first, tree);
      if (std::has_single_bit(first)) {
        const auto prefix = PrefixOfPath(first, second, root, LeafHash(leaves[0]), reference::Path(0, tree));
        ASSERT_TRUE(prefix.ok()) << first << " " << second;
        EXPECT_EQ(prefix->root, expected);
        EXPECT_EQ(prefix->proof, proof);
        EXPECT_FALSE(PrefixOfPath(first, second, root, LeafHash("other"), reference::Path(0, tree)).ok());
      } else {
        const auto found = PrefixRoot(first, second, root, proof);
        ASSERT_TRUE(found.ok()) << first << " " << second;
        EXPECT_EQ(*found, expected);
        EXPECT_FALSE(PrefixRoot(first, second, expected, proof).ok()) << "it must lead to the newer root";
        EXPECT_FALSE(PrefixRoot(first, second, root, {}).ok());
      }
    }
  }
}

}  // namespace
}  // namespace ingot::merkle
