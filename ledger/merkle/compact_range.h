// The right edge of an RFC 6962 tree: the roots ("peaks") of the perfect subtrees that a tree of `size` leaves consists
// of, one for each set bit of size. It is all that appending and the root need, at most 63 hashes.
#ifndef INGOT_LEDGER_MERKLE_COMPACT_RANGE_H_
#define INGOT_LEDGER_MERKLE_COMPACT_RANGE_H_

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "ledger/base/hash.h"

namespace ingot::merkle {

// Sizes and indices stay below 2^63, so that they fit protobuf's and everybody's signed integers.
inline constexpr uint64_t kMaxTreeSize = (uint64_t{1} << 63) - 1;

// Called with each node that an append completes: leaves [index << level, (index + 1) << level).
using NodeVisitor = absl::FunctionRef<void(unsigned level, uint64_t index, const Hash& hash)>;

// Not thread-safe; a value.
class CompactRange {
 public:
  // The empty tree.
  CompactRange() = default;

  // `peaks` from left (largest subtree) to right, as peaks() returns them. InvalidArgument unless their number is the
  // number of set bits of `size`, and size <= kMaxTreeSize.
  static absl::StatusOr<CompactRange> FromPeaks(uint64_t size, std::vector<Hash> peaks);

  // Appends a leaf and reports every perfect subtree that it completes, from level 0 (the leaf itself) upwards.
  // REQUIRES: size() < kMaxTreeSize.
  void Append(const Hash& leaf, NodeVisitor completed);
  void Append(const Hash& leaf);

  uint64_t size() const { return size_; }

  // From left (largest) to right.
  const std::vector<Hash>& peaks() const { return peaks_; }

  // MTH of the leaves so far; EmptyRoot() if there are none. At most 62 hashes.
  Hash Root() const;

  friend bool operator==(const CompactRange&, const CompactRange&) = default;

 private:
  uint64_t size_ = 0;
  std::vector<Hash> peaks_;
};

}  // namespace ingot::merkle

#endif  // INGOT_LEDGER_MERKLE_COMPACT_RANGE_H_
