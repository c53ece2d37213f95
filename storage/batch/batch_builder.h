// Collects executed submissions into a batch: encoding, Merkle tree, tiles, merged changes.
#ifndef INGOT_STORAGE_BATCH_BATCH_BUILDER_H_
#define INGOT_STORAGE_BATCH_BATCH_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/hash.h"
#include "ledger/merkle/batch_tree.h"
#include "ledger/merkle/tile.h"
#include "ledger/rules/execute.h"
#include "storage/commit/applier.h"
#include "storage/commit/encoded_batch.h"
#include "storage/db/head.h"

namespace ingot::storage {

// A closed batch, as the commit log and the applier take it.
struct BuiltBatch {
  EncodedBatch encoded;
  BatchEffects effects;
  std::shared_ptr<const merkle::BatchTree> tree;
};

// Not thread-safe: the thread that decides owns it.
class BatchBuilder {
 public:
  // Continues `head`.
  explicit BatchBuilder(const Head& head);

  // Appends a submission's entries. `execution` continues seq() and last_leaf(). `sealed`: the sealed part of each
  // entry as Vault::Seal gave it, empty where there is none; no element at all where none has one.
  // REQUIRES: the bounds of EncodedBatch are kept.
  void Add(const rules::Execution& execution, int64_t recorded_at_us, std::vector<std::string> sealed = {});

  // Where the next entry goes.
  uint64_t seq() const { return head_.size; }
  const Hash& last_leaf() const { return head_.last_leaf; }
  const Hash& ledger_id() const { return head_.ledger_id; }

  // Of the batch that forms.
  size_t entries() const { return entries_.size(); }
  size_t bytes() const { return bytes_; }

  // Closes the batch, signed by the keys in their order, and starts the next one behind it. REQUIRES: entries() > 0.
  BuiltBatch Close(std::vector<Hash> checkpoint_key_ids, uint64_t epoch);

 private:
  struct Encoded {
    std::string entry;
    std::string terms;
    std::string sealed;
  };

  void Restart();

  Head head_;  // its edge is that of the last closed batch
  merkle::TileBuilder tiles_;
  std::unique_ptr<merkle::BatchTree> tree_;
  uint64_t first_ = 0;
  Hash prev_{};
  std::vector<Encoded> entries_;
  size_t bytes_ = 0;
  std::vector<merkle::FullTile> full_tiles_;
  std::map<std::string, state::Change> changes_;
};

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_BATCH_BATCH_BUILDER_H_
