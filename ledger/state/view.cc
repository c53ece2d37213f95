#include "ledger/state/view.h"

#include <utility>

#include "ledger/base/check.h"

namespace ingot::state {

RecordPtr Overlay::Find(const std::string& key) const {
  const auto it = records_.find(key);
  return it != records_.end() ? it->second : base_.Find(key);
}

void Overlay::Put(const std::string& key, RecordPtr record) {
  INGOT_CHECK(record != nullptr);
  records_[key] = std::move(record);
}

std::vector<Change> Overlay::Changes() const {
  std::vector<Change> changes;
  changes.reserve(records_.size());
  for (const auto& [key, record] : records_) changes.push_back({key, base_.Find(key), record});
  return changes;
}

void Overlay::MergeInto(Overlay& target) const {
  for (const auto& [key, record] : records_) target.Put(key, record);
}

RecordPtr MemoryView::Find(const std::string& key) const {
  const auto it = records_.find(key);
  return it != records_.end() ? it->second : nullptr;
}

void MemoryView::Apply(const std::vector<Change>& changes) {
  for (const Change& change : changes) records_[change.key] = change.after;
}

}  // namespace ingot::state
