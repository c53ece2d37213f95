// Merkle proofs: made from a NodeReader, verified from their bytes alone.
//
// D[n] is the list of leaves, MTH(D[b:e]) the hash of the RFC 6962 tree over leaves b..e-1, and the tree over n > 1
// leaves splits at the largest power of two below n.
//
// - Inclusion: PATH(index, D[size]) of RFC 6962, section 2.1.1; verified as in RFC 9162, section 2.1.3.2.
// - Consistency: PROOF(old_size, D[new_size]) of RFC 6962, section 2.1.2; verified as in RFC 9162, section 2.1.4.2.
// - Range: for leaves [begin, end), 0 <= begin < end <= size. Walk the tree from its root. A subtree without a leaf in
//   [begin, end) contributes its MTH; a subtree with all its leaves in [begin, end) contributes nothing, since the
//   verifier computes it; any other subtree contributes what its left, then what its right half contributes. So the
//   hashes stand in the order of the leaves that they cover. The proof of one leaf holds the same hashes as its
//   inclusion proof, in this order instead of from the leaf to the root.
//
// Lengths follow from the arguments alone; a proof with a hash too few or too many is refused.
#ifndef INGOT_LEDGER_MERKLE_PROOF_H_
#define INGOT_LEDGER_MERKLE_PROOF_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/base/hash.h"
#include "ledger/merkle/compact_range.h"
#include "ledger/merkle/node_reader.h"

namespace ingot::merkle {

using Proof = std::vector<Hash>;

// No proof of a tree of kMaxTreeSize leaves is longer. Decoders refuse longer ones before they allocate.
inline constexpr size_t kMaxInclusionHashes = 63;
inline constexpr size_t kMaxConsistencyHashes = 64;
inline constexpr size_t kMaxRangeHashes = 126;

// Making. InvalidArgument if the indices don't fit the tree or size > kMaxTreeSize; errors of the reader are passed on.

// MTH(D[size]).
absl::StatusOr<Hash> RootFromNodes(const NodeReader& nodes, uint64_t size);

// The edge of the tree over the first `size` leaves.
absl::StatusOr<CompactRange> RangeFromNodes(const NodeReader& nodes, uint64_t size);

// From the leaf's sibling up to the root's child. Needs index < size.
absl::StatusOr<Proof> InclusionProof(const NodeReader& nodes, uint64_t index, uint64_t size);

// Needs old_size <= new_size. Empty if old_size is 0 or new_size.
absl::StatusOr<Proof> ConsistencyProof(const NodeReader& nodes, uint64_t old_size, uint64_t new_size);

// Needs begin < end <= size. Empty if the range is the whole tree.
absl::StatusOr<Proof> RangeProof(const NodeReader& nodes, uint64_t begin, uint64_t end, uint64_t size);

// Verifying. OK exactly if the proof has the required length and leads to the root(s); otherwise InvalidArgument, whose
// message says which of the two failed. Thread-safe.

absl::Status VerifyInclusion(uint64_t index, uint64_t size, const Hash& leaf, std::span<const Hash> proof,
                             const Hash& root);

// Old size 0 is consistent with every tree: the proof must be empty and old_root EmptyRoot().
absl::Status VerifyConsistency(uint64_t old_size, uint64_t new_size, const Hash& old_root, const Hash& new_root,
                               std::span<const Hash> proof);

// What a consistency proof says the tree began with, whatever a caller expected: the root of the first old_size leaves.
// InvalidArgument unless the proof has the required length and leads to new_root. The proof leaves that root out where
// old_size is a power of two: then pass what an inclusion proof of leaf 0 gives (PrefixOfPath).
// REQUIRES: 0 < old_size < new_size, old_size no power of two.
absl::StatusOr<Hash> PrefixRoot(uint64_t old_size, uint64_t new_size, const Hash& new_root,
                                std::span<const Hash> proof);

// A tree's beginning and its consistency with the whole.
struct Prefix {
  Hash root{};
  Proof proof;
};

// The same for a power of two, from the inclusion proof of leaf 0. InvalidArgument unless that proof verifies.
// REQUIRES: 0 < old_size < new_size, old_size a power of two.
absl::StatusOr<Prefix> PrefixOfPath(uint64_t old_size, uint64_t new_size, const Hash& new_root, const Hash& leaf_0,
                                    std::span<const Hash> path);

// `leaves` are the leaf hashes of [begin, begin + leaves.size()), at least one.
absl::Status VerifyRange(uint64_t begin, std::span<const Hash> leaves, uint64_t size, std::span<const Hash> proof,
                         const Hash& root);

}  // namespace ingot::merkle

#endif  // INGOT_LEDGER_MERKLE_PROOF_H_
