#include "ledger/commitment/replay.h"

#include <algorithm>
#include <utility>

#include "absl/status/statusor.h"
#include "ledger/base/check.h"
#include "ledger/commitment/hashing.h"
#include "ledger/commitment/path.h"

namespace ingot::commitment {
namespace {

// The tree takes this many entries at once where no commitment asks for it.
constexpr uint64_t kStride = uint64_t{1} << 16;

}  // namespace

void Replay::Continue(uint64_t size, const state::MemoryView& state, Lag lag) {
  INGOT_CHECK(fed_ == 0 && size > 0 && lag.covered <= size);
  std::vector<Change> changes;
  for (const auto& [key_hash, value] : lag.before) {
    if (value.has_value()) AppendValue(key_hash, *value, changes);
  }
  std::vector<Change> of_record;
  state.ForEach([&](const std::string& key, const state::RecordPtr& record) {
    AppendState(key, *record, of_record);
    // What changed since `covered` stands above as it was.
    if (!of_record.empty() && !lag.before.contains(of_record[0].key_hash)) {
      changes.insert(changes.end(), of_record.begin(), of_record.end());
    }
    of_record.clear();
    if (changes.size() >= kStride) Take(changes);
  });
  Take(changes);
  covered_ = lag.covered;
  fed_ = size;
  changes_ = std::move(lag.changes);
}

Lag Replay::CurrentLag() const {
  Lag lag{.covered = covered_, .before = {}, .changes = changes_};
  for (const Change& change : changes_) {
    std::optional<std::string>& before = lag.before[change.key_hash];
    if (before.has_value()) continue;
    const absl::StatusOr<Path> path = Find(pages_, root_, change.key_hash);
    INGOT_CHECK_OK(path);
    if (path->leaf.has_value() && path->leaf->key_hash == change.key_hash) before = path->leaf->value;
  }
  return lag;
}

void Replay::Take(std::vector<Change>& changes) {
  const absl::StatusOr<Hash> root = Update(pages_, root_, changes);
  INGOT_CHECK_OK(root);
  root_ = *root;
  changes.clear();
}

void Replay::Add(std::span<const Change> changes) {
  changes_.insert(changes_.end(), changes.begin(), changes.end());
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
