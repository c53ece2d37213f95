#include "ledger/merkle/batch_tree.h"

#include <bit>
#include <utility>

#include "absl/status/status.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"

namespace ingot::merkle {

BatchTree::BatchTree(CompactRange start) : start_(std::move(start)), end_(start_) {}

void BatchTree::Append(const Hash& leaf) {
  end_.Append(leaf, [this](unsigned level, uint64_t index, const Hash& hash) {
    if (nodes_.size() <= level) nodes_.resize(level + 1);
    INGOT_CHECK((start_.size() >> level) + nodes_[level].size() == index);
    nodes_[level].push_back(hash);
  });
}

const Hash& BatchTree::Leaf(uint64_t index) const {
  INGOT_CHECK(index >= start_size() && index < size());
  return nodes_[0][index - start_size()];
}

absl::StatusOr<Hash> BatchTree::Node(unsigned level, uint64_t index) const {
  if (level < 63) {
    const uint64_t first = start_.size() >> level;
    if (level < nodes_.size() && index >= first && index - first < nodes_[level].size()) {
      return nodes_[level][index - first];
    }
    // A peak of the start is the last node of its level, and its level's bit is set in the size.
    if ((first & 1) != 0 && index == first - 1) {
      return start_.peaks()[static_cast<size_t>(std::popcount(first)) - 1];
    }
  }
  return absl::NotFoundError(Cat("node ", index, " at level ", level, " is neither a peak at ", start_.size(),
                                 " leaves nor completed up to ", end_.size()));
}

}  // namespace ingot::merkle
