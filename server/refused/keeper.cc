#include "server/refused/keeper.h"

#include <pthread.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"
#include "server/log/log.h"

namespace ingot::refused {
namespace {

// Organisations whose rate is remembered; those at rest are forgotten first.
constexpr size_t kMaxRates = 4'096;

storage::v1::RefusedRecord RecordOf(entry::AdmittedSubmission submission, const ingot::v1::Refusal& refusal,
                                    uint64_t ledger_size, int64_t now_us) {
  storage::v1::RefusedRecord record;
  record.set_refused_at_us(now_us);
  record.set_ledger_size(ledger_size);
  *record.mutable_refusal() = refusal;
  *record.mutable_header() = std::move(submission.header);
  for (entry::AdmittedEvent& event : submission.events) record.add_events(std::move(event.bytes));
  return record;
}

}  // namespace

bool IsKept(const absl::Status& refusal) {
  const std::optional<ingot::v1::Refusal> why = refusal::RefusalOf(refusal);
  return why.has_value() && why->reason() < ingot::v1::REFUSAL_REASON_OVERLOADED;
}

absl::StatusOr<std::unique_ptr<Keeper>> Keeper::Start(const KeeperOptions& options,
                                                      std::shared_ptr<const storage::Database> database,
                                                      const clock::Source& source, Gate gate) {
  INGOT_ASSIGN_OR_RETURN(storage::RefusedWriter writer,
                         storage::RefusedWriter::Open(std::move(database), options.limits));
  return std::unique_ptr<Keeper>(new Keeper(options, std::move(writer), source, std::move(gate)));
}

Keeper::Keeper(const KeeperOptions& options, storage::RefusedWriter writer, const clock::Source& source, Gate gate)
    : options_(options), source_(source), gate_(std::move(gate)), writer_(std::move(writer)) {
  const absl::MutexLock lock(&join_mutex_);
  thread_ = std::thread([this] { Run(); });
  pthread_setname_np(thread_.native_handle(), "refused");
}

bool Keeper::TakeRate(const std::string& organisation_id) {
  const int64_t now_us = source_.MonotonicUs();
  const int64_t interval_us = absl::ToInt64Microseconds(options_.interval);
  if (rates_.size() >= kMaxRates && !rates_.contains(organisation_id)) {
    std::erase_if(rates_, [now_us](const auto& rate) { return rate.second <= now_us; });
    if (rates_.size() >= kMaxRates) return false;
  }
  int64_t& rested_at_us = rates_[organisation_id];
  const int64_t next_us = std::max(rested_at_us, now_us) + interval_us;
  if (next_us - now_us > options_.burst * interval_us) return false;
  rested_at_us = next_us;
  return true;
}

void Keeper::Offer(entry::AdmittedSubmission submission, const absl::Status& refusal, uint64_t ledger_size) {
  const std::optional<ingot::v1::Refusal> why = refusal::RefusalOf(refusal);
  INGOT_CHECK(why.has_value() && IsKept(refusal));
  const std::string organisation_id = submission.header.organisation_id();
  storage::v1::RefusedRecord record = RecordOf(std::move(submission), *why, ledger_size, source_.WallUs());
  const size_t bytes = record.ByteSizeLong();
  const absl::MutexLock lock(&mutex_);
  if (!TakeRate(organisation_id) || waiting_.records.size() >= options_.max_waiting ||
      waiting_bytes_ + bytes > options_.max_waiting_bytes) {
    ++waiting_.not_kept[organisation_id];
    return;
  }
  waiting_.records.push_back(std::move(record));
  waiting_bytes_ += bytes;
}

void Keeper::Run() {
  while (true) {
    Work work;
    bool stopping = false;
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Keeper::HasStep));
      stopping = stopping_;
      work = std::exchange(waiting_, {});
      waiting_bytes_ = 0;
    }
    if (!work.records.empty() || !work.not_kept.empty()) Write(std::move(work));
    if (stopping) return;
    const absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&stopping_), options_.pause);
  }
}

void Keeper::Write(Work work) {
  const absl::Status room = gate_();
  if (room.ok()) {
    writer_.Keep(work.records, work.not_kept);
    return;
  }
  // Nothing may be written now; the counts wait in memory for the next one that may.
  log::Warning("refused submissions are not kept", {{"why", FromAbsl(room.message())}, {"count", work.records.size()}});
  for (const storage::v1::RefusedRecord& record : work.records) ++work.not_kept[record.header().organisation_id()];
  const absl::MutexLock lock(&mutex_);
  for (const auto& [organisation_id, count] : work.not_kept) waiting_.not_kept[organisation_id] += count;
}

void Keeper::Stop() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  const absl::MutexLock lock(&join_mutex_);
  if (thread_.joinable()) thread_.join();
}

}  // namespace ingot::refused
