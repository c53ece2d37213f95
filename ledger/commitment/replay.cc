#include "ledger/commitment/replay.h"

#include <algorithm>

#include "absl/status/statusor.h"
#include "ledger/base/check.h"
#include "ledger/commitment/hashing.h"

namespace ingot::commitment {
namespace {

// The tree takes this many entries at once where no commitment asks for it.
constexpr uint64_t kStride = uint64_t{1} << 16;

}  // namespace

void Replay::Continue(uint64_t size, const state::MemoryView& state) {
  INGOT_CHECK(fed_ == 0 && size > 0);
  std::vector<Change> changes;
  state.ForEach([&](const std::string& key, const state::RecordPtr& record) {
    AppendState(key, *record, changes);
    if (changes.size() >= kStride) Take(changes);
  });
  Take(changes);
  covered_ = size;
  fed_ = size;
}

void Replay::Take(std::vector<Change>& changes) {
  const absl::StatusOr<Hash> root = Update(pages_, root_, changes);
  INGOT_CHECK_OK(root);
  root_ = *root;
  changes.clear();
}

void Replay::Add(const v1::Entry& entry, const Hash& leaf) {
  AppendChanges(entry, leaf, changes_);
  ++fed_;
  if (fed_ - covered_ >= kMaxLag + kStride) Advance(fed_ - kMaxLag);
}

Hash Replay::RootOf(uint64_t size) {
  INGOT_CHECK(size >= covered_ && size <= fed_);
  Advance(size);
  return root_;
}

void Replay::Advance(uint64_t size) {
  const auto end = std::partition_point(changes_.begin(), changes_.end(),
                                        [size](const Change& change) { return change.seq < size; });
  std::vector<Change> due(changes_.begin(), end);
  changes_.erase(changes_.begin(), end);
  Take(due);
  covered_ = size;
}

}  // namespace ingot::commitment
