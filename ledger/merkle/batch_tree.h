// The tree as a batch grows it, before anything of the batch is stored: a compact range at the batch's start plus every
// node completed since. It answers the root after each append, and proofs of ranges inside the batch, without storage.
#ifndef INGOT_LEDGER_MERKLE_BATCH_TREE_H_
#define INGOT_LEDGER_MERKLE_BATCH_TREE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/base/hash.h"
#include "ledger/merkle/compact_range.h"
#include "ledger/merkle/node_reader.h"

namespace ingot::merkle {

// Holds two hashes for each appended leaf, so the batch's bound bounds it. Not thread-safe while it grows; const
// methods are thread-safe.
class BatchTree : public NodeReader {
 public:
  explicit BatchTree(CompactRange start);

  // REQUIRES: size() < kMaxTreeSize.
  void Append(const Hash& leaf);

  uint64_t start_size() const { return start_.size(); }
  uint64_t size() const { return end_.size(); }

  // The tree's edge at the batch's start and at its current end.
  const CompactRange& start() const { return start_; }
  const CompactRange& end() const { return end_; }
  Hash Root() const { return end_.Root(); }

  // Leaf hash of `index`. REQUIRES: start_size() <= index < size().
  const Hash& Leaf(uint64_t index) const;

  // Holds the peaks of the start and all nodes completed since: what InclusionProof and RangeProof need for indices at
  // or after start_size() in any tree of start_size()..size() leaves, and ConsistencyProof for old sizes from
  // start_size() on. NotFound for others.
  absl::StatusOr<Hash> Node(unsigned level, uint64_t index) const override;

 private:
  CompactRange start_;
  CompactRange end_;
  // nodes_[level][i] is node (start_size() >> level) + i: those completed in this batch.
  std::vector<std::vector<Hash>> nodes_;
};

}  // namespace ingot::merkle

#endif  // INGOT_LEDGER_MERKLE_BATCH_TREE_H_
