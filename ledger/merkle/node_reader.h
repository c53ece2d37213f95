// Where proofs get the tree's nodes from.
#ifndef INGOT_LEDGER_MERKLE_NODE_READER_H_
#define INGOT_LEDGER_MERKLE_NODE_READER_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "ledger/base/hash.h"

namespace ingot::merkle {

class NodeReader {
 public:
  virtual ~NodeReader() = default;

  // Hash of the perfect subtree over the leaves [index << level, (index + 1) << level). NotFound if the reader doesn't
  // hold it; any other error is the source's.
  virtual absl::StatusOr<Hash> Node(unsigned level, uint64_t index) const = 0;
};

}  // namespace ingot::merkle

#endif  // INGOT_LEDGER_MERKLE_NODE_READER_H_
