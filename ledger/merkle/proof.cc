#include "ledger/merkle/proof.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/leaf_hash.h"

namespace ingot::merkle {
namespace {

// Largest power of two below `leaves`, where the RFC 6962 tree splits. REQUIRES: leaves > 1.
uint64_t SplitPoint(uint64_t leaves) { return std::bit_floor(leaves - 1); }

absl::Status CheckSize(uint64_t size) {
  if (size > kMaxTreeSize) return absl::InvalidArgumentError(Cat("tree size ", size, " is above 2^63 - 1"));
  return absl::OkStatus();
}

absl::Status CheckIndex(uint64_t index, uint64_t size) {
  INGOT_RETURN_IF_ERROR(CheckSize(size));
  if (index >= size) {
    return absl::InvalidArgumentError(Cat("leaf ", index, " is not in a tree of ", size, " leaves"));
  }
  return absl::OkStatus();
}

absl::Status CheckSizes(uint64_t old_size, uint64_t new_size) {
  INGOT_RETURN_IF_ERROR(CheckSize(new_size));
  if (old_size > new_size) {
    return absl::InvalidArgumentError(Cat("a tree of ", old_size, " leaves is no prefix of one of ", new_size));
  }
  return absl::OkStatus();
}

// `count` leaves from `begin` on.
absl::Status CheckRange(uint64_t begin, uint64_t count, uint64_t size) {
  INGOT_RETURN_IF_ERROR(CheckSize(size));
  if (count == 0) return absl::InvalidArgumentError("a range proof covers at least one leaf");
  if (begin > size || count > size - begin) {
    return absl::InvalidArgumentError(
        Cat(count, " leaves from leaf ", begin, " on do not fit a tree of ", size, " leaves"));
  }
  return absl::OkStatus();
}

absl::Status WrongLength() { return absl::InvalidArgumentError("the proof has a wrong number of hashes"); }
absl::Status WrongRoot() { return absl::InvalidArgumentError("the proof does not lead to the root"); }

// MTH(D[begin:end]) of a subtree that the RFC 6962 walk reaches: begin is a multiple of a perfect subtree's size.
absl::StatusOr<Hash> SubtreeHash(const NodeReader& nodes, uint64_t begin, uint64_t end) {
  const uint64_t leaves = end - begin;
  if (std::has_single_bit(leaves)) {
    const auto level = static_cast<unsigned>(std::countr_zero(leaves));
    return nodes.Node(level, begin >> level);
  }
  const uint64_t middle = begin + SplitPoint(leaves);
  INGOT_ASSIGN_OR_RETURN(const Hash left, SubtreeHash(nodes, begin, middle));
  INGOT_ASSIGN_OR_RETURN(const Hash right, SubtreeHash(nodes, middle, end));
  return NodeHash(left, right);
}

absl::Status AppendSubtree(const NodeReader& nodes, uint64_t begin, uint64_t end, Proof* proof) {
  INGOT_ASSIGN_OR_RETURN(const Hash hash, SubtreeHash(nodes, begin, end));
  proof->push_back(hash);
  return absl::OkStatus();
}

struct Leaves {
  uint64_t begin;
  uint64_t end;
};

// The walk of RangeProof below the subtree [begin, end).
absl::Status AppendOutside(const NodeReader& nodes, Leaves range, uint64_t begin, uint64_t end, Proof* proof) {
  if (end <= range.begin || begin >= range.end) return AppendSubtree(nodes, begin, end, proof);
  if (begin >= range.begin && end <= range.end) return absl::OkStatus();
  const uint64_t middle = begin + SplitPoint(end - begin);
  INGOT_RETURN_IF_ERROR(AppendOutside(nodes, range, begin, middle, proof));
  return AppendOutside(nodes, range, middle, end, proof);
}

// MTH of leaf hashes. REQUIRES: at least one.
Hash HashOfLeaves(std::span<const Hash> leaves) {
  if (leaves.size() == 1) return leaves[0];
  const auto split = static_cast<size_t>(SplitPoint(leaves.size()));
  return NodeHash(HashOfLeaves(leaves.first(split)), HashOfLeaves(leaves.subspan(split)));
}

// The same walk from the verifier's side: takes proof hashes for what lies outside, leaves for what lies inside.
class RangeVerifier {
 public:
  RangeVerifier(uint64_t first, std::span<const Hash> leaves, std::span<const Hash> proof)
      : first_(first), leaves_(leaves), proof_(proof) {}

  // Hash of the subtree [begin, end); nullopt if the proof is too short.
  std::optional<Hash> Subtree(uint64_t begin, uint64_t end) {
    const uint64_t last = first_ + leaves_.size();
    if (end <= first_ || begin >= last) return NextProofHash();
    if (begin >= first_ && end <= last) {
      return HashOfLeaves(leaves_.subspan(static_cast<size_t>(begin - first_), static_cast<size_t>(end - begin)));
    }
    const uint64_t middle = begin + SplitPoint(end - begin);
    const std::optional<Hash> left = Subtree(begin, middle);
    if (!left.has_value()) return std::nullopt;
    const std::optional<Hash> right = Subtree(middle, end);
    if (!right.has_value()) return std::nullopt;
    return NodeHash(*left, *right);
  }

  bool AllTaken() const { return proof_.empty(); }

 private:
  std::optional<Hash> NextProofHash() {
    if (proof_.empty()) return std::nullopt;
    const Hash hash = proof_.front();
    proof_ = proof_.subspan(1);
    return hash;
  }

  const uint64_t first_;
  const std::span<const Hash> leaves_;
  std::span<const Hash> proof_;
};

// Climbs from a node to the root as RFC 9162 does: `node` is its index, `last` that of the rightmost node of its row.
class Climb {
 public:
  Climb(uint64_t node, uint64_t last) : node_(node), last_(last) {}

  bool AtRoot() const { return last_ == 0; }

  // True if the next proof hash stands left of the node. Call once for each hash, then Up().
  bool SiblingIsLeft() {
    if ((node_ & 1) == 0 && node_ != last_) return false;
    while ((node_ & 1) == 0 && node_ != 0) Up();  // rows in which the rightmost node has no sibling
    return true;
  }

  void Up() {
    node_ >>= 1;
    last_ >>= 1;
  }

  // Skips the rows in which the node is a right child.
  void SkipRightChildren() {
    while ((node_ & 1) != 0) Up();
  }

 private:
  uint64_t node_;
  uint64_t last_;
};

// The two roots that a consistency proof leads to.
struct Roots {
  Hash old_root{};
  Hash new_root{};
};

// RFC 9162, section 2.1.4.2, from `start`, the subtree that ends where the old tree ends. REQUIRES: old_size <
// new_size.
absl::StatusOr<Roots> ClimbFrom(uint64_t old_size, uint64_t new_size, const Hash& start, std::span<const Hash> proof) {
  Roots roots{.old_root = start, .new_root = start};
  Climb climb(old_size - 1, new_size - 1);
  climb.SkipRightChildren();
  for (const Hash& sibling : proof) {
    if (climb.AtRoot()) return WrongLength();
    if (climb.SiblingIsLeft()) {
      roots.old_root = NodeHash(sibling, roots.old_root);
      roots.new_root = NodeHash(sibling, roots.new_root);
    } else {
      roots.new_root = NodeHash(roots.new_root, sibling);
    }
    climb.Up();
  }
  if (!climb.AtRoot()) return WrongLength();
  return roots;
}

}  // namespace

absl::StatusOr<Hash> RootFromNodes(const NodeReader& nodes, uint64_t size) {
  INGOT_RETURN_IF_ERROR(CheckSize(size));
  if (size == 0) return EmptyRoot();
  return SubtreeHash(nodes, 0, size);
}

absl::StatusOr<CompactRange> RangeFromNodes(const NodeReader& nodes, uint64_t size) {
  INGOT_RETURN_IF_ERROR(CheckSize(size));
  std::vector<Hash> peaks;
  for (uint64_t begin = 0; begin < size;) {
    const uint64_t leaves = std::bit_floor(size - begin);
    INGOT_RETURN_IF_ERROR(AppendSubtree(nodes, begin, begin + leaves, &peaks));
    begin += leaves;
  }
  return CompactRange::FromPeaks(size, std::move(peaks));
}

absl::StatusOr<Proof> InclusionProof(const NodeReader& nodes, uint64_t index, uint64_t size) {
  INGOT_RETURN_IF_ERROR(CheckIndex(index, size));
  Proof proof;
  uint64_t begin = 0;
  uint64_t end = size;
  while (end - begin > 1) {  // from the root down to the leaf
    const uint64_t middle = begin + SplitPoint(end - begin);
    if (index < middle) {
      INGOT_RETURN_IF_ERROR(AppendSubtree(nodes, middle, end, &proof));
      end = middle;
    } else {
      INGOT_RETURN_IF_ERROR(AppendSubtree(nodes, begin, middle, &proof));
      begin = middle;
    }
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

absl::StatusOr<Proof> ConsistencyProof(const NodeReader& nodes, uint64_t old_size, uint64_t new_size) {
  INGOT_RETURN_IF_ERROR(CheckSizes(old_size, new_size));
  Proof proof;
  if (old_size == 0 || old_size == new_size) return proof;
  // SUBPROOF, from the root down to the subtree [begin, end) that ends where the old tree ends.
  uint64_t begin = 0;
  uint64_t end = new_size;
  while (end != old_size) {
    const uint64_t middle = begin + SplitPoint(end - begin);
    if (old_size <= middle) {
      INGOT_RETURN_IF_ERROR(AppendSubtree(nodes, middle, end, &proof));
      end = middle;
    } else {
      INGOT_RETURN_IF_ERROR(AppendSubtree(nodes, begin, middle, &proof));
      begin = middle;
    }
  }
  // The verifier knows the old root; any other subtree it has to be told.
  if (begin != 0) INGOT_RETURN_IF_ERROR(AppendSubtree(nodes, begin, end, &proof));
  std::reverse(proof.begin(), proof.end());
  return proof;
}

absl::StatusOr<Proof> RangeProof(const NodeReader& nodes, uint64_t begin, uint64_t end, uint64_t size) {
  INGOT_RETURN_IF_ERROR(CheckRange(begin, end > begin ? end - begin : 0, size));
  Proof proof;
  INGOT_RETURN_IF_ERROR(AppendOutside(nodes, {begin, end}, 0, size, &proof));
  return proof;
}

absl::Status VerifyInclusion(uint64_t index, uint64_t size, const Hash& leaf, std::span<const Hash> proof,
                             const Hash& root) {
  INGOT_RETURN_IF_ERROR(CheckIndex(index, size));
  Climb climb(index, size - 1);
  Hash hash = leaf;
  for (const Hash& sibling : proof) {
    if (climb.AtRoot()) return WrongLength();
    hash = climb.SiblingIsLeft() ? NodeHash(sibling, hash) : NodeHash(hash, sibling);
    climb.Up();
  }
  if (!climb.AtRoot()) return WrongLength();
  return hash == root ? absl::OkStatus() : WrongRoot();
}

absl::Status VerifyConsistency(uint64_t old_size, uint64_t new_size, const Hash& old_root, const Hash& new_root,
                               std::span<const Hash> proof) {
  INGOT_RETURN_IF_ERROR(CheckSizes(old_size, new_size));
  if (old_size == 0 || old_size == new_size) {
    if (!proof.empty()) return WrongLength();
    return old_root == (old_size == 0 ? EmptyRoot() : new_root) ? absl::OkStatus() : WrongRoot();
  }
  if (proof.empty()) return WrongLength();
  // A perfect old tree is a subtree of the new one: the climb starts at its root, which the proof leaves out.
  const bool perfect = std::has_single_bit(old_size);
  INGOT_ASSIGN_OR_RETURN(const Roots roots, ClimbFrom(old_size, new_size, perfect ? old_root : proof.front(),
                                                      perfect ? proof : proof.subspan(1)));
  return roots.old_root == old_root && roots.new_root == new_root ? absl::OkStatus() : WrongRoot();
}

absl::StatusOr<Hash> PrefixRoot(uint64_t old_size, uint64_t new_size, const Hash& new_root,
                                std::span<const Hash> proof) {
  INGOT_CHECK(old_size > 0 && old_size < new_size && !std::has_single_bit(old_size));
  INGOT_RETURN_IF_ERROR(CheckSizes(old_size, new_size));
  if (proof.empty()) return WrongLength();
  INGOT_ASSIGN_OR_RETURN(const Roots roots, ClimbFrom(old_size, new_size, proof.front(), proof.subspan(1)));
  if (roots.new_root != new_root) return WrongRoot();
  return roots.old_root;
}

absl::StatusOr<Prefix> PrefixOfPath(uint64_t old_size, uint64_t new_size, const Hash& new_root, const Hash& leaf_0,
                                    std::span<const Hash> path) {
  INGOT_CHECK(old_size > 0 && old_size < new_size && std::has_single_bit(old_size));
  INGOT_RETURN_IF_ERROR(VerifyInclusion(0, new_size, leaf_0, path, new_root));
  // Leaf 0 is the left child all the way up, so its path first closes the perfect subtree of the old leaves.
  const auto height = static_cast<size_t>(std::countr_zero(old_size));
  INGOT_CHECK(path.size() > height);
  Prefix prefix{.root = leaf_0, .proof = Proof(path.begin() + static_cast<std::ptrdiff_t>(height), path.end())};
  for (size_t i = 0; i < height; ++i) prefix.root = NodeHash(prefix.root, path[i]);
  return prefix;
}

absl::Status VerifyRange(uint64_t begin, std::span<const Hash> leaves, uint64_t size, std::span<const Hash> proof,
                         const Hash& root) {
  INGOT_RETURN_IF_ERROR(CheckRange(begin, leaves.size(), size));
  RangeVerifier verifier(begin, leaves, proof);
  const std::optional<Hash> hash = verifier.Subtree(0, size);
  if (!hash.has_value() || !verifier.AllTaken()) return WrongLength();
  return *hash == root ? absl::OkStatus() : WrongRoot();
}

}  // namespace ingot::merkle
