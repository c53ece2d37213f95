#include "storage/batch/state_cache.h"

#include "ledger/base/check.h"

namespace ingot::storage {

void StateCache::AddRecent(Slots::iterator slot) const {
  recent_.push_front(&slot->first);
  slot->second.place = recent_.begin();
  if (recent_.size() > capacity_) {
    const std::string* const oldest = recent_.back();
    recent_.pop_back();
    slots_.erase(slots_.find(*oldest));
  }
}

state::RecordPtr StateCache::Find(const std::string& key) const {
  const auto found = slots_.find(key);
  if (found != slots_.end()) {
    Slot& slot = found->second;
    if (slot.pinned_by == 0) recent_.splice(recent_.begin(), recent_, slot.place);
    return slot.record;
  }
  state::RecordPtr record = base_.Find(key);
  AddRecent(slots_.emplace(key, Slot{.record = record, .pinned_by = 0, .place = {}}).first);
  return record;
}

void StateCache::Put(const std::string& key, state::RecordPtr record, uint64_t batch) {
  INGOT_CHECK(batch > 0 && (batches_.empty() || batches_.back().first <= batch));
  const auto [at, added] = slots_.try_emplace(key);
  Slot& slot = at->second;
  slot.record = std::move(record);
  if (slot.pinned_by == batch) return;
  if (slot.pinned_by == 0) {
    if (!added) recent_.erase(slot.place);
    ++pinned_;
  }
  slot.pinned_by = batch;
  if (batches_.empty() || batches_.back().first != batch) batches_.emplace_back(batch, std::vector<std::string>());
  batches_.back().second.push_back(key);
}

void StateCache::Release(uint64_t batch) {
  while (!batches_.empty() && batches_.front().first <= batch) {
    for (const std::string& key : batches_.front().second) {
      const auto slot = slots_.find(key);
      // A later batch changed the record again and holds the pin.
      if (slot->second.pinned_by != batches_.front().first) continue;
      slot->second.pinned_by = 0;
      --pinned_;
      AddRecent(slot);
    }
    batches_.pop_front();
  }
}

}  // namespace ingot::storage
