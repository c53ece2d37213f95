// What the one who decides (sequencer, rebuilder) knows of the ledger's state: the records of unpublished batches, and
// a bounded cache of the rest.
//
// Why it is right. Its owner alone decides what changes, so whatever it put here is the newest record of its key.
// A record that a batch changed is pinned until that batch is published, hence committed, hence readable from the base.
// So a key that is not here was changed by no unpublished batch, and what the base answers for it (with or without a
// batch that commits meanwhile, which does not touch the key) is its newest record. Absence is cached too.
#ifndef INGOT_STORAGE_BATCH_STATE_CACHE_H_
#define INGOT_STORAGE_BATCH_STATE_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ledger/state/view.h"

namespace ingot::storage {

// Not thread-safe: the thread that decides owns it.
class StateCache : public state::View {
 public:
  // `base` answers with what is committed at the moment of each call, and outlives the cache. At most `capacity` (>= 1)
  // unpinned records are kept, the most recently used ones.
  StateCache(const state::View& base, size_t capacity) : base_(base), capacity_(capacity) {}

  state::RecordPtr Find(const std::string& key) const override;

  // The newest record of `key`, made by `batch`. Pinned until Release(batch). REQUIRES: batches in ascending order.
  void Put(const std::string& key, state::RecordPtr record, uint64_t batch);

  // Everything up to `batch` is published: what no later batch changed again may be evicted.
  void Release(uint64_t batch);

  size_t pinned() const { return pinned_; }
  size_t unpinned() const { return recent_.size(); }

 private:
  struct Slot {
    state::RecordPtr record;
    // 0 where not pinned; then `place` stands in recent_.
    uint64_t pinned_by = 0;
    std::list<const std::string*>::iterator place;
  };
  // Looked up only, never iterated: order plays no part.
  using Slots = std::unordered_map<std::string, Slot>;

  void AddRecent(Slots::iterator slot) const;

  const state::View& base_;
  const size_t capacity_;
  mutable Slots slots_;
  // Unpinned keys, the most recently used first; they point into slots_.
  mutable std::list<const std::string*> recent_;
  // Keys that each unpublished batch put, oldest batch first.
  std::deque<std::pair<uint64_t, std::vector<std::string>>> batches_;
  size_t pinned_ = 0;
};

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_BATCH_STATE_CACHE_H_
