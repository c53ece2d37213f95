// The tree of the authenticated index on disk (ledger/commitment). Derived from the entries alone: whatever is lost or
// damaged of it is made again from them.
#ifndef INGOT_STORAGE_COMMITMENT_COMMITMENT_TREE_H_
#define INGOT_STORAGE_COMMITMENT_COMMITMENT_TREE_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/base/hash.h"
#include "ledger/commitment/change.h"
#include "ledger/commitment/path.h"
#include "storage/db/database.h"

namespace ingot::storage {

// The tree at one size. Immutable and thread-safe. While it lives RocksDB keeps what it shows, so only the newest
// commitment's is held for long.
class CommitmentView {
 public:
  virtual ~CommitmentView() = default;

  // Number of entries that it covers, and its root over them.
  virtual uint64_t size() const = 0;
  virtual const Hash& root() const = 0;
  // What stands in a key's place. DataLoss where a page is missing or damaged.
  virtual absl::StatusOr<commitment::Path> Find(const Hash& key_hash) const = 0;
};

// Not thread-safe: one thread writes. Its writes bypass the write-ahead log, so that they cost the ledger's own commits
// nothing; a crash takes the tree back to an earlier size, whole.
class CommitmentTree {
 public:
  // Where the stored tree ends; an empty one where none can be read.
  explicit CommitmentTree(std::shared_ptr<const Database> database);
  CommitmentTree(const CommitmentTree&) = delete;
  CommitmentTree& operator=(const CommitmentTree&) = delete;

  uint64_t size() const { return size_; }
  const Hash& root() const { return root_; }

  // Brings the tree from size() to `new_size` by the changes of the entries in between, in one write. DataLoss where a
  // page is missing or damaged: nothing is changed then, and the tree is of no use until Clear. Aborts where the write
  // fails. REQUIRES: new_size > size().
  absl::Status Update(std::vector<commitment::Change>& changes, uint64_t new_size);

  // Begins anew from nothing.
  void Clear();

  std::shared_ptr<const CommitmentView> View() const;

 private:
  std::shared_ptr<const Database> database_;
  uint64_t size_ = 0;
  Hash root_{};
};

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_COMMITMENT_COMMITMENT_TREE_H_
