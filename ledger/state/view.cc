#include "ledger/state/view.h"

#include <algorithm>
#include <utility>

#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/state/record_key.h"

namespace ingot::state {
namespace {

// Blocks of what is kept serialised.
constexpr size_t kBlockBytes = size_t{1} << 20;
constexpr size_t kUndoKeyBytes = 1 + sizeof(uint64_t);

bool IsUndoKey(std::string_view key) { return key.size() == kUndoKeyBytes && key.front() == kUndoPrefix; }

RecordPtr Parsed(std::string_view bytes) {
  auto record = std::make_shared<v1::Record>();
  INGOT_CHECK(record->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
  return record;
}

// The map's items, by key.
template <typename Map>
std::vector<const typename Map::value_type*> Sorted(const Map& map) {
  std::vector<const typename Map::value_type*> items;
  items.reserve(map.size());
  for (const auto& item : map) items.push_back(&item);
  std::sort(items.begin(), items.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
  return items;
}

}  // namespace

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

std::string_view MemoryView::UndoLog::Find(uint64_t seq) const {
  const auto place = std::lower_bound(places_.begin(), places_.end(), seq,
                                      [](const Place& a, uint64_t wanted) { return a.seq < wanted; });
  if (place == places_.end() || place->seq != seq) return {};
  return std::string_view(blocks_[place->block]).substr(place->offset, place->size);
}

void MemoryView::UndoLog::Put(uint64_t seq, const v1::Record& record) {
  const size_t size = record.ByteSizeLong();
  if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < size) {
    blocks_.emplace_back().reserve(std::max(kBlockBytes, size));
  }
  std::string& block = blocks_.back();
  Place made{.seq = seq,
             .block = blocks_.size() - 1,
             .offset = static_cast<uint32_t>(block.size()),
             .size = static_cast<uint32_t>(size)};
  INGOT_CHECK(record.AppendToString(&block));
  auto place = places_.end();
  if (!places_.empty() && places_.back().seq >= seq) {
    place = std::lower_bound(places_.begin(), places_.end(), seq,
                             [](const Place& a, uint64_t wanted) { return a.seq < wanted; });
  }
  if (place != places_.end() && place->seq == seq) {
    *place = made;
  } else {
    places_.insert(place, made);
  }
}

void MemoryView::UndoLog::ForEach(absl::FunctionRef<void(uint64_t seq, std::string_view bytes)> visit) const {
  for (const Place& place : places_) {
    visit(place.seq, std::string_view(blocks_[place.block]).substr(place.offset, place.size));
  }
}

RecordPtr MemoryView::Find(const std::string& key) const {
  if (IsUndoKey(key)) {
    const std::string_view bytes = undo_.Find(ReadBe64(std::string_view(key).substr(1)));
    return bytes.empty() ? nullptr : Parsed(bytes);
  }
  if (!key.empty() && key.front() == kIdempotencyPrefix) {
    const auto it = serialised_.find(key);
    return it != serialised_.end() ? Parsed(it->second) : nullptr;
  }
  const auto it = records_.find(key);
  return it != records_.end() ? it->second : nullptr;
}

void MemoryView::Apply(const std::vector<Change>& changes) {
  for (const Change& change : changes) {
    if (IsUndoKey(change.key)) {
      undo_.Put(ReadBe64(std::string_view(change.key).substr(1)), *change.after);
    } else if (!change.key.empty() && change.key.front() == kIdempotencyPrefix) {
      serialised_[change.key] = change.after->SerializeAsString();
    } else {
      records_[change.key] = change.after;
    }
  }
}

void MemoryView::ForEach(absl::FunctionRef<void(const std::string& key, const RecordPtr& record)> visit) const {
  // The three parts interleave by the first letter: everything before 'd', idempotency, up to 'u', undo, the rest.
  static_assert(kIdempotencyPrefix < kUndoPrefix);
  const auto records = Sorted(records_);
  auto it = records.begin();
  const auto up_to = [&](char prefix) {
    for (; it != records.end() && ((*it)->first.empty() || (*it)->first.front() < prefix); ++it) {
      visit((*it)->first, (*it)->second);
    }
  };
  up_to(kIdempotencyPrefix);
  for (const auto* const item : Sorted(serialised_)) visit(item->first, Parsed(item->second));
  up_to(kUndoPrefix);
  undo_.ForEach([&visit](uint64_t seq, std::string_view bytes) { visit(UndoKey(seq), Parsed(bytes)); });
  for (; it != records.end(); ++it) visit((*it)->first, (*it)->second);
}

std::map<std::string, RecordPtr> MemoryView::records() const {
  std::map<std::string, RecordPtr> all;
  ForEach([&all](const std::string& key, const RecordPtr& record) { all.emplace_hint(all.end(), key, record); });
  return all;
}

}  // namespace ingot::state
