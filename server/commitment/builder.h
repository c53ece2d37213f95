// Keeps the authenticated index up to date and commits to it: walks new entries, off the hot path, and publishes the
// index's root as an entry of the service's own.
#ifndef INGOT_SERVER_COMMITMENT_BUILDER_H_
#define INGOT_SERVER_COMMITMENT_BUILDER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "ledger/base/hash.h"
#include "server/clock/clock.h"
#include "server/commitment/latest.h"
#include "server/head/published.h"
#include "server/service/service.h"
#include "storage/commitment/commitment_tree.h"
#include "storage/db/database.h"

namespace ingot::commitment {

struct BuilderOptions {
  // How long the first entry that no commitment covers waits for the next one to be begun.
  absl::Duration interval = absl::Seconds(5);
};

// One thread of its own. A ledger on which nothing happens gets no commitment: its newest covers everything but itself.
// Where the stored index is missing, damaged or older than the newest commitment, it is made anew from the entries.
class Builder {
 public:
  // All outlive the builder.
  Builder(const BuilderOptions& options, std::shared_ptr<const storage::Database> database,
          const head::Published& published, service::Service& service, const clock::Source& source, Latest& latest);
  Builder(const Builder&) = delete;
  Builder& operator=(const Builder&) = delete;
  ~Builder() { Stop(); }

  // Ends the thread; at most one chunk of entries and one submission are waited for. Idempotent.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Run();
  // Puts the newest commitment of a ledger that was opened to use, once the index stands where it did.
  void Resume();
  absl::Status ResumeAt(const v1::LedgerState& ledger);
  // Makes the index anew where a proof met a damaged page.
  void Repair();
  // Waits until a commitment is due; false where the builder is to stop.
  bool AwaitDue() ABSL_LOCKS_EXCLUDED(mutex_);
  // Waits; false where the builder is to stop.
  bool Sleep(absl::Duration duration) ABSL_LOCKS_EXCLUDED(mutex_);
  bool stopping() ABSL_LOCKS_EXCLUDED(mutex_);
  // Brings the index to the first `size` entries. A damaged one is begun anew. Cancelled where the builder is to stop.
  absl::Status Advance(uint64_t size);
  absl::Status AdvanceChunk(uint64_t count);
  absl::Status Publish();
  // The ledger's record of itself, as published.
  v1::LedgerState LedgerNow(uint64_t* size) const;
  bool IsDue();
  void Complain(const absl::Status& status);

  const BuilderOptions options_;
  const head::Published& published_;
  service::Service& service_;
  const clock::Source& source_;
  Latest& latest_;

  // The thread's own.
  storage::CommitmentTree tree_;
  std::optional<int64_t> waiting_since_us_;
  std::optional<int64_t> complained_at_us_;

  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace ingot::commitment

#endif  // INGOT_SERVER_COMMITMENT_BUILDER_H_
