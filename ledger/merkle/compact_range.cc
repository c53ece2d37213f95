#include "ledger/merkle/compact_range.h"

#include <bit>
#include <utility>

#include "absl/status/status.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/leaf_hash.h"

namespace ingot::merkle {

absl::StatusOr<CompactRange> CompactRange::FromPeaks(uint64_t size, std::vector<Hash> peaks) {
  if (size > kMaxTreeSize) return absl::InvalidArgumentError(Cat("tree size ", size, " is above 2^63 - 1"));
  const auto expected = static_cast<size_t>(std::popcount(size));
  if (peaks.size() != expected) {
    return absl::InvalidArgumentError(Cat("a tree of ", size, " leaves has ", expected, " peaks, not ", peaks.size()));
  }
  CompactRange range;
  range.size_ = size;
  range.peaks_ = std::move(peaks);
  return range;
}

void CompactRange::Append(const Hash& leaf, NodeVisitor completed) {
  INGOT_CHECK(size_ < kMaxTreeSize);
  Hash node = leaf;
  completed(0, size_, node);
  // As in binary counting: each trailing 1 of the old size is a peak that the new node closes.
  unsigned level = 0;
  for (; (size_ >> level & 1) != 0; ++level) {
    node = NodeHash(peaks_.back(), node);
    peaks_.pop_back();
    completed(level + 1, size_ >> (level + 1), node);
  }
  peaks_.push_back(node);
  ++size_;
}

void CompactRange::Append(const Hash& leaf) {
  Append(leaf, [](unsigned, uint64_t, const Hash&) {});
}

Hash CompactRange::Root() const {
  if (peaks_.empty()) return EmptyRoot();
  Hash root = peaks_.back();
  for (size_t i = peaks_.size() - 1; i > 0; --i) root = NodeHash(peaks_[i - 1], root);
  return root;
}

}  // namespace ingot::merkle
