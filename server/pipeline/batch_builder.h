// Collects executed submissions into a batch: encoding, Merkle tree, tiles, merged changes.
#ifndef INGOT_SERVER_PIPELINE_BATCH_BUILDER_H_
#define INGOT_SERVER_PIPELINE_BATCH_BUILDER_H_

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
#include "server/pipeline/batch.h"
#include "storage/db/head.h"

namespace ingot::pipeline {

// Not thread-safe: the sequencer's thread owns it.
class BatchBuilder {
 public:
  // Continues `head`.
  explicit BatchBuilder(const storage::Head& head);

  // Appends a submission's entries. `execution` continues seq() and last_leaf(). `sealed`: the sealed part of each
  // entry as storage::Vault::Seal gave it, empty where there is none; no element at all where none has one.
  // REQUIRES: the bounds of storage::EncodedBatch are kept.
  void Add(const rules::Execution& execution, int64_t recorded_at_us, std::vector<std::string> sealed = {});

  // Where the next entry goes.
  uint64_t seq() const { return head_.size; }
  const Hash& last_leaf() const { return head_.last_leaf; }
  const Hash& ledger_id() const { return head_.ledger_id; }

  // Of the batch that forms.
  size_t entries() const { return entries_.size(); }
  size_t bytes() const { return bytes_; }

  // Closes the batch, signed by the keys in their order, and starts the next one behind it. REQUIRES: entries() > 0.
  Batch Close(std::vector<Hash> checkpoint_key_ids, uint64_t epoch);

 private:
  struct Encoded {
    std::string entry;
    std::string terms;
    std::string sealed;
  };

  void Restart();

  storage::Head head_;  // its edge is that of the last closed batch
  merkle::TileBuilder tiles_;
  std::unique_ptr<merkle::BatchTree> tree_;
  uint64_t first_ = 0;
  Hash prev_{};
  std::vector<Encoded> entries_;
  size_t bytes_ = 0;
  std::vector<merkle::FullTile> full_tiles_;
  std::map<std::string, state::Change> changes_;
};

}  // namespace ingot::pipeline

#endif  // INGOT_SERVER_PIPELINE_BATCH_BUILDER_H_
