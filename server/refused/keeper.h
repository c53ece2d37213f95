// Keeps signed submissions that the rules refused, for auditors: attempts at fraud must not vanish. Apart from the
// pipeline: whoever offers one waits for nothing, and what the writer can't take is counted.
#ifndef INGOT_SERVER_REFUSED_KEEPER_H_
#define INGOT_SERVER_REFUSED_KEEPER_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "ledger/entry/submission.h"
#include "server/clock/clock.h"
#include "storage/db/database.h"
#include "storage/refused/refused_writer.h"

namespace ingot::refused {

struct KeeperOptions {
  storage::RefusedLimits limits;
  // Of one organisation: so many at once, then one an interval.
  int64_t burst = 100;
  absl::Duration interval = absl::Seconds(10);
  // What waits for the writer.
  size_t max_waiting = 256;
  size_t max_waiting_bytes = size_t{16} << 20;
  // Between two writes: what comes meanwhile shares the next one's sync.
  absl::Duration pause = absl::Milliseconds(100);
};

// Whether a refusal is kept: one by form, identity or the rules, and none of the service's own (overload, a full disk,
// a stop), which say nothing about the submission.
bool IsKept(const absl::Status& refusal);

// Thread-safe.
class Keeper {
 public:
  // Whether the disk has room: OK or a refusal.
  using Gate = std::function<absl::Status()>;

  // Starts the writer's thread. `source` outlives the keeper. DataLoss where what is stored is damaged.
  static absl::StatusOr<std::unique_ptr<Keeper>> Start(const KeeperOptions& options,
                                                       std::shared_ptr<const storage::Database> database,
                                                       const clock::Source& source, Gate gate);
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;
  ~Keeper() { Stop(); }

  // Takes a submission, or counts it as not kept where its organisation is beyond its rate or the queue is full.
  // REQUIRES: its signature verified for a key of its organisation (nobody can be framed), and IsKept(refusal).
  void Offer(entry::AdmittedSubmission submission, const absl::Status& refusal, uint64_t ledger_size)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Writes what waits and ends the thread. Idempotent. REQUIRES: nobody offers any more.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_, join_mutex_);

 private:
  struct Work {
    std::vector<storage::v1::RefusedRecord> records;
    std::map<std::string, uint64_t> not_kept;
  };

  Keeper(const KeeperOptions& options, storage::RefusedWriter writer, const clock::Source& source, Gate gate);

  // Whether the organisation is within its rate; takes one of it.
  bool TakeRate(const std::string& organisation_id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  void Write(Work work) ABSL_LOCKS_EXCLUDED(mutex_);
  bool HasStep() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return stopping_ || !waiting_.records.empty() || !waiting_.not_kept.empty();
  }

  const KeeperOptions options_;
  const clock::Source& source_;
  const Gate gate_;
  // The writer's thread's alone.
  storage::RefusedWriter writer_;

  absl::Mutex mutex_;
  Work waiting_ ABSL_GUARDED_BY(mutex_);
  size_t waiting_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  // When an organisation will have used up nothing of its burst: monotonic microseconds. Those in the past are the same
  // as none.
  std::map<std::string, int64_t> rates_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Mutex join_mutex_;
  std::thread thread_ ABSL_GUARDED_BY(join_mutex_);
};

}  // namespace ingot::refused

#endif  // INGOT_SERVER_REFUSED_KEEPER_H_
