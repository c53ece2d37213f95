#include "server/commitment/builder.h"

#include <pthread.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/commitment/change.h"
#include "ledger/commitment/hashing.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/entry.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/state/record_key.h"
#include "server/log/log.h"
#include "server/pipeline/batch.h"

namespace ingot::commitment {
namespace {

// How often the published size is looked at.
constexpr absl::Duration kPoll = absl::Milliseconds(200);
// Before what was refused or could not be read is tried again.
constexpr absl::Duration kRetryAfter = absl::Seconds(1);
constexpr int64_t kComplainEveryUs = int64_t{60} * 1'000'000;
// Entries that one update of the index takes: bounds its memory, and how long a snapshot is held.
constexpr uint64_t kChunkEntries = uint64_t{1} << 17;
// Entries that wait for no interval: a verifier keeps changes no longer than kMaxLag.
constexpr uint64_t kUrgentEntries = kMaxLag / 4;

// What the commitment's entry states.
absl::StatusOr<Hash> StatedRoot(const storage::Snapshot& snapshot, uint64_t seq) {
  INGOT_ASSIGN_OR_RETURN(const std::string bytes, snapshot.Entry(seq));
  INGOT_ASSIGN_OR_RETURN(const v1::Entry entry, entry::ParseEntry(bytes));
  INGOT_ASSIGN_OR_RETURN(const v1::Event event, entry::ParseEvent(entry.event()));
  return HashFromBytes(event.commitment_published().root());
}

}  // namespace

Builder::Builder(const BuilderOptions& options, std::shared_ptr<const storage::Database> database,
                 const head::Published& published, service::Service& service, const clock::Source& source,
                 Latest& latest)
    : options_(options),
      published_(published),
      service_(service),
      source_(source),
      latest_(latest),
      tree_(std::move(database)),
      thread_([this] { Run(); }) {
  pthread_setname_np(thread_.native_handle(), "commitment");
}

void Builder::Stop() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

bool Builder::Sleep(absl::Duration duration) {
  const absl::MutexLock lock(&mutex_);
  return !mutex_.AwaitWithTimeout(absl::Condition(&stopping_), duration);
}

bool Builder::stopping() {
  const absl::MutexLock lock(&mutex_);
  return stopping_;
}

void Builder::Run() {
  Resume();
  while (AwaitDue()) {
    uint64_t size = 0;
    LedgerNow(&size);
    absl::Status status = Advance(size);
    if (status.ok()) status = Publish();
    if (absl::IsCancelled(status)) return;
    if (status.ok()) {
      waiting_since_us_.reset();
    } else {
      Complain(status);
      if (!Sleep(kRetryAfter)) return;
    }
  }
}

v1::LedgerState Builder::LedgerNow(uint64_t* size) const {
  const std::shared_ptr<const storage::Snapshot> snapshot = published_.Get();
  const absl::StatusOr<state::RecordPtr> record = snapshot->Record(state::LedgerKey());
  INGOT_CHECK_OK(record);
  INGOT_CHECK(*record != nullptr);
  *size = snapshot->head().size;
  return (*record)->ledger();
}

void Builder::Resume() {
  uint64_t size = 0;
  const v1::LedgerState ledger = LedgerNow(&size);
  // An index ahead of the newest commitment was not committed to before a crash: the next one comes soon.
  if (ledger.committed_size() == 0 || tree_.size() > ledger.committed_size()) return;
  const absl::Status status = ResumeAt(ledger);
  if (!status.ok() && !absl::IsCancelled(status)) Complain(status);
}

absl::Status Builder::ResumeAt(const v1::LedgerState& ledger) {
  INGOT_ASSIGN_OR_RETURN(const Hash stated, StatedRoot(*published_.Get(), ledger.commitment_seq()));
  INGOT_RETURN_IF_ERROR(Advance(ledger.committed_size()));
  if (tree_.root() != stated) {
    log::Warning("the stored index is not the one that the ledger committed to; it is made anew",
                 {{"size", tree_.size()}});
    tree_.Clear();
    INGOT_RETURN_IF_ERROR(Advance(ledger.committed_size()));
  }
  if (tree_.root() != stated) {
    return absl::DataLossError(
        Cat("the commitment in entry ", ledger.commitment_seq(), " is not the index of the entries before it"));
  }
  latest_.Set({.seq = ledger.commitment_seq(), .view = tree_.View()});
  return absl::OkStatus();
}

void Builder::Repair() {
  const std::shared_ptr<const Commitment> commitment = latest_.Get();
  if (commitment == nullptr || !commitment->damaged->exchange(false)) return;
  log::Error("a stored page of the index is damaged; the index is made anew from the entries",
             {{"size", commitment->view->size()}});
  tree_.Clear();
  Resume();
}

bool Builder::IsDue() {
  uint64_t size = 0;
  const v1::LedgerState ledger = LedgerNow(&size);
  const uint64_t uncovered = size - ledger.committed_size();
  // The newest commitment's own entry.
  const bool only_itself =
      uncovered == 1 && ledger.committed_size() > 0 && ledger.commitment_seq() == ledger.committed_size();
  if (uncovered == 0 || only_itself) {
    waiting_since_us_.reset();
    return false;
  }
  const int64_t now_us = source_.MonotonicUs();
  if (!waiting_since_us_.has_value()) waiting_since_us_ = now_us;
  return uncovered >= kUrgentEntries || now_us - *waiting_since_us_ >= absl::ToInt64Microseconds(options_.interval);
}

bool Builder::AwaitDue() {
  while (!IsDue()) {
    if (!Sleep(kPoll)) return false;
    Repair();
  }
  return !stopping();
}

absl::Status Builder::Advance(uint64_t size) {
  bool begun_anew = false;
  while (tree_.size() < size) {
    if (stopping()) return absl::CancelledError("stopping");
    const absl::Status status = AdvanceChunk(std::min(kChunkEntries, size - tree_.size()));
    if (absl::IsDataLoss(status) && !begun_anew) {
      log::Error("the stored index is damaged; it is made anew from the entries",
                 {{"why", FromAbsl(status.message())}, {"size", tree_.size()}});
      tree_.Clear();
      begun_anew = true;
      continue;
    }
    INGOT_RETURN_IF_ERROR(status);
  }
  return absl::OkStatus();
}

absl::Status Builder::AdvanceChunk(uint64_t count) {
  const std::shared_ptr<const storage::Snapshot> snapshot = published_.Get();
  std::vector<Change> changes;
  v1::Entry entry;
  absl::Status parsed;
  INGOT_RETURN_IF_ERROR(snapshot->ScanEntries(tree_.size(), count, [&](const storage::StoredEntry& stored) {
    if (!entry.ParseFromArray(stored.entry.data(), static_cast<int>(stored.entry.size()))) {
      parsed = absl::InternalError(Cat("the stored bytes of entry ", stored.seq, " are no entry"));
      return false;
    }
    AppendChanges(entry, merkle::LeafHash(stored.entry), changes);
    return true;
  }));
  INGOT_RETURN_IF_ERROR(parsed);
  return tree_.Update(changes, tree_.size() + count);
}

absl::Status Builder::Publish() {
  v1::Event event;
  v1::CommitmentPublished& commitment = *event.mutable_commitment_published();
  commitment.set_covers_size(tree_.size());
  commitment.set_root(ToBytes(tree_.root()));
  commitment.set_structure_version(kStructureVersion);
  std::shared_ptr<const storage::CommitmentView> view = tree_.View();

  INGOT_ASSIGN_OR_RETURN(const pipeline::Outcome outcome, service_.Submit({std::move(event)}));
  latest_.Set({.seq = outcome.first_seq, .view = std::move(view)});
  log::Debug("committed to the index", {{"size", tree_.size()}, {"seq", outcome.first_seq}});
  return absl::OkStatus();
}

void Builder::Complain(const absl::Status& status) {
  const int64_t now_us = source_.MonotonicUs();
  if (complained_at_us_.has_value() && now_us - *complained_at_us_ < kComplainEveryUs) return;
  complained_at_us_ = now_us;
  log::Warning("no commitment to the index for now", {{"why", FromAbsl(status.message())}, {"size", tree_.size()}});
}

}  // namespace ingot::commitment
