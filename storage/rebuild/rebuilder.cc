#include "storage/rebuild/rebuilder.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/entry/limits.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/execute.h"

namespace ingot::storage {
namespace {

// What a batch may hold before its last submission, with room for that one and the framing.
constexpr size_t kMaxBytesBefore = kMaxBatchBytes - 2 * entry::kMaxSubmissionBytes;

// Whatever the rules or the codec say of stored entries: they took them once, so it is damage.
absl::Status NotAsStored(uint64_t seq, std::string_view what) {
  return refusal::Refuse(ingot::v1::REFUSAL_REASON_DATA_LOSS, "", Cat("entry ", seq, " can't be made again: ", what));
}

absl::Status NotAsStored(uint64_t seq, const absl::Status& status) {
  return NotAsStored(seq, FromAbsl(status.message()));
}

}  // namespace

Rebuilder::Rebuilder(const RebuildOptions& options, std::shared_ptr<const Database> target, const Head& head)
    : options_(options),
      base_(target),
      cache_(base_, options.state_cache_records),
      builder_(head),
      applier_(std::move(target), head, /*must_sync=*/false),
      next_(head.size),
      last_recorded_at_us_(head.last_recorded_at_us) {}

absl::Status Rebuilder::Step(const Snapshot& source, uint64_t until, uint64_t limit) {
  INGOT_CHECK(next_ <= until && until <= source.head().size);
  absl::Status taken;
  INGOT_RETURN_IF_ERROR(source.ScanEntries(next_, std::min(limit, until - next_), [&](const StoredEntry& stored) {
    taken = Take(source, until, stored);
    return taken.ok();
  }));
  return taken;
}

absl::Status Rebuilder::Take(const Snapshot& source, uint64_t until, const StoredEntry& stored) {
  std::optional<ingot::v1::DetachedPart> terms;
  if (!stored.terms.empty() &&
      !terms.emplace().ParseFromArray(stored.terms.data(), static_cast<int>(stored.terms.size()))) {
    return NotAsStored(stored.seq, "its terms are not a message");
  }
  if (builder_.entries() == 0 && pending_.empty()) INGOT_RETURN_IF_ERROR(BeginBatch(source, until));
  pending_.push_back(audit::Prepare(builder_.ledger_id(), std::string(stored.entry), std::move(terms), nullptr));
  ++next_;
  const audit::PreparedEntry& entry = *pending_.back();
  if (!entry.form.ok()) return NotAsStored(stored.seq, entry.form);
  if (entry.seq != stored.seq || entry.index != pending_.size() - 1) {
    return NotAsStored(stored.seq, "it says that it stands elsewhere");
  }
  // The strict parse sees to it that an entry at index 0 has a header.
  return pending_.size() < pending_.front()->header->count() ? absl::OkStatus() : Decide(source, until);
}

absl::Status Rebuilder::BeginBatch(const Snapshot& source, uint64_t until) {
  const uint64_t first = builder_.seq();
  INGOT_ASSIGN_OR_RETURN(checkpoint_, source.CheckpointAtOrAfter(first + 1));
  batch_end_ = std::min(checkpoint_.size, until);
  if (checkpoint_.key_ids.empty()) return NotAsStored(first, "the checkpoint behind it names no key");
  if (batch_end_ - first > kMaxBatchEntries) return NotAsStored(first, "no checkpoint stands near it");
  return absl::OkStatus();
}

absl::Status Rebuilder::Decide(const Snapshot& source, uint64_t until) {
  const int64_t recorded_at_us = pending_.front()->recorded_at_us;
  const uint64_t first = builder_.seq();
  if (first + pending_.size() > batch_end_) {
    return NotAsStored(first, batch_end_ == until ? "the end lies within its submission"
                                                  : "a checkpoint stands within its submission");
  }
  if (recorded_at_us < last_recorded_at_us_) return NotAsStored(first, "it was recorded before the one in front of it");
  if (builder_.bytes() > kMaxBytesBefore) return NotAsStored(first, "no checkpoint stands near it");
  INGOT_ASSIGN_OR_RETURN(const entry::AdmittedSubmission submission, TakeSubmission());
  INGOT_ASSIGN_OR_RETURN(const rules::Execution execution, Execute(submission));
  INGOT_ASSIGN_OR_RETURN(std::vector<std::string> sealed, SealedOf(source, submission));
  pending_.clear();
  for (const state::Change& change : execution.changes) cache_.Put(change.key, change.after, batch_number_);
  builder_.Add(execution, recorded_at_us, std::move(sealed));
  last_recorded_at_us_ = recorded_at_us;
  return builder_.seq() < batch_end_ ? absl::OkStatus() : WriteBatch();
}

absl::StatusOr<entry::AdmittedSubmission> Rebuilder::TakeSubmission() {
  std::vector<absl::StatusOr<entry::AdmittedEvent>> events;
  std::vector<Hash> leaves;
  events.reserve(pending_.size());
  leaves.reserve(pending_.size());
  for (const std::unique_ptr<audit::PreparedEntry>& entry : pending_) {
    events.push_back(std::move(entry->event));
    leaves.push_back(entry->event_leaf);
  }
  absl::StatusOr<entry::AdmittedSubmission> submission =
      entry::Readmit(*pending_.front()->header, std::move(events), leaves);
  if (!submission.ok()) return NotAsStored(builder_.seq(), submission.status());
  return submission;
}

absl::StatusOr<rules::Execution> Rebuilder::Execute(const entry::AdmittedSubmission& submission) {
  const rules::Position position{.ledger_id = builder_.ledger_id(),
                                 .seq = builder_.seq(),
                                 .prev_hash = builder_.last_leaf(),
                                 .recorded_at_us = pending_.front()->recorded_at_us};
  std::vector<rules::KnownEntry> known;
  known.reserve(pending_.size());
  for (const std::unique_ptr<audit::PreparedEntry>& entry : pending_) known.push_back({entry->bytes, entry->leaf});
  absl::StatusOr<rules::Execution> execution = rules::Execute(cache_, position, submission, known);
  if (!execution.ok()) return NotAsStored(position.seq, execution.status());
  for (size_t i = 0; i < pending_.size(); ++i) {
    if (execution->entries[i].bytes != pending_[i]->bytes) {
      return NotAsStored(position.seq + i, "the rules make other bytes of it");
    }
  }
  return execution;
}

absl::StatusOr<std::vector<std::string>> Rebuilder::SealedOf(const Snapshot& source,
                                                             const entry::AdmittedSubmission& submission) const {
  std::vector<std::string> sealed;
  if (!options_.sealed) return sealed;
  sealed.resize(submission.events.size());
  for (size_t i = 0; i < submission.events.size(); ++i) {
    if (submission.events[i].event.sealed_commitment().empty()) continue;
    INGOT_ASSIGN_OR_RETURN(const std::optional<v1::SealedRecord> stored, source.Sealed(builder_.seq() + i));
    if (!stored.has_value()) continue;
    if (stored->key_id().empty()) return NotAsStored(builder_.seq() + i, "its sealed part names no key");
    sealed[i] = stored->SerializeAsString();
  }
  return sealed;
}

absl::Status Rebuilder::WriteBatch() {
  const BuiltBatch batch = builder_.Close(checkpoint_.key_ids, /*epoch=*/0);
  const Head& head = batch.effects.head;
  if (head.size == checkpoint_.size && head.root != checkpoint_.root) {
    return NotAsStored(head.size - 1, "the checkpoint behind it has another root");
  }
  snapshot_ = applier_.Apply(batch.encoded, batch.effects);
  cache_.Release(batch_number_++);
  return absl::OkStatus();
}

}  // namespace ingot::storage
