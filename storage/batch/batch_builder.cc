#include "storage/batch/batch_builder.h"

#include <iterator>
#include <utility>

#include "ledger/base/check.h"

namespace ingot::storage {
namespace {

merkle::TileBuilder RestoreTiles(const Head& head) {
  absl::StatusOr<merkle::TileBuilder> tiles = merkle::TileBuilder::Restore(head.size, *head.edge);
  INGOT_CHECK_OK(tiles);
  return *std::move(tiles);
}

}  // namespace

BatchBuilder::BatchBuilder(const Head& head) : head_(head), tiles_(RestoreTiles(head)) { Restart(); }

void BatchBuilder::Restart() {
  tree_ = std::make_unique<merkle::BatchTree>(tiles_.range());
  first_ = head_.size;
  prev_ = head_.last_leaf;
  entries_.clear();
  bytes_ = 0;
  full_tiles_.clear();
  changes_.clear();
}

void BatchBuilder::Add(const rules::Execution& execution, int64_t recorded_at_us, std::vector<std::string> sealed) {
  sealed.resize(execution.entries.size());
  for (size_t i = 0; i < execution.entries.size(); ++i) {
    const rules::NewEntry& entry = execution.entries[i];
    if (head_.size == 0) head_.ledger_id = entry.leaf;
    ++head_.size;
    head_.last_leaf = entry.leaf;
    tree_->Append(entry.leaf);
    std::vector<merkle::FullTile> full = tiles_.Append(entry.leaf);
    full_tiles_.insert(full_tiles_.end(), std::make_move_iterator(full.begin()), std::make_move_iterator(full.end()));
    std::string terms = entry.terms.has_value() ? entry.terms->SerializeAsString() : std::string();
    bytes_ += entry.bytes.size() + terms.size() + sealed[i].size();
    entries_.push_back({.entry = entry.bytes, .terms = std::move(terms), .sealed = std::move(sealed[i])});
  }
  head_.last_recorded_at_us = recorded_at_us;
  for (const state::Change& change : execution.changes) {
    // The first change's `before` is the state before the batch; the last one's `after` stays.
    const auto [at, added] = changes_.try_emplace(change.key, change);
    if (!added) at->second.after = change.after;
  }
}

BuiltBatch BatchBuilder::Close(std::vector<Hash> checkpoint_key_ids, uint64_t epoch) {
  INGOT_CHECK(!entries_.empty());
  std::vector<BatchEntry> views;
  views.reserve(entries_.size());
  for (const Encoded& entry : entries_) {
    views.push_back({.entry = entry.entry, .terms = entry.terms, .sealed = entry.sealed});
  }

  BuiltBatch batch;
  batch.encoded = {.first = first_,
                   .count = entries_.size(),
                   .prev = prev_,
                   .end = head_.last_leaf,
                   .epoch = epoch,
                   .bytes = EncodeEntries(views)};
  head_.root = tiles_.Root();
  head_.edge = std::make_shared<const merkle::TileEdge>(tiles_.edge());
  batch.effects.head = head_;
  batch.effects.tiles = std::move(full_tiles_);
  batch.effects.checkpoint_key_ids = std::move(checkpoint_key_ids);
  for (auto& [key, change] : changes_) batch.effects.changes.push_back(std::move(change));
  batch.tree = std::move(tree_);
  Restart();
  return batch;
}

}  // namespace ingot::storage
