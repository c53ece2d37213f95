// States of the ledger as it was: what a query is answered from that asks for an earlier size. Each is a database of
// its own, made again from the entries (storage/rebuild) in the background, and kept while it is asked for.
#ifndef INGOT_SERVER_PAST_PAST_STATES_H_
#define INGOT_SERVER_PAST_PAST_STATES_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/head/published.h"
#include "server/notary/notary.h"
#include "server/past/state_folder.h"
#include "storage/commit/disk_reserve.h"
#include "storage/db/database.h"
#include "storage/db/snapshot.h"

namespace ingot::past {

// Name of the metadata that asks for an earlier state, and the field that refusals blame.
inline constexpr char kAtSizeField[] = "ingot-at-size";

// Free space that making a state leaves alone beside the reserve of appends, which must not wait for a report.
inline constexpr uint64_t kExtraReserveBytes = uint64_t{1} << 30;

struct PastOptions {
  // Folder of the databases; made when it is first needed.
  std::string path;
  // States at a time, the one that is being made included; 0 refuses them all.
  size_t states_max = 2;
  // States that may wait to be made.
  size_t waiting_max = 8;
  // Of the ledger's disk: where less is free nothing is made, and what is being made is given up.
  uint64_t disk_reserve_bytes = storage::kDefaultDiskReserveBytes + kExtraReserveBytes;
  // Of each state.
  size_t block_cache_bytes = size_t{64} << 20;
  size_t memtable_bytes = size_t{64} << 20;
  // Entries between two looks at whether to go on.
  uint64_t step_entries = 1024;
  // A state that nobody asked for again is no longer made, or waited for.
  absl::Duration abandon_after = absl::Minutes(10);
  // For tests: measures the disk; and is called before each step, without the lock.
  storage::DiskReserve::FreeBytes free_bytes;
  std::function<void()> before_step;
};

// One thread of low priority makes one state after the other. Thread-safe.
class PastStates {
 public:
  // Removes what an earlier process left. `published` and `notary` outlive it. Errors of StateFolder.
  static absl::StatusOr<std::unique_ptr<PastStates>> Start(PastOptions options, const head::Published& published,
                                                           const notary::Notary& notary);
  PastStates(const PastStates&) = delete;
  PastStates& operator=(const PastStates&) = delete;
  // Ends the thread within a step. States that callers still hold stay readable; their files are removed at the next
  // start.
  ~PastStates() ABSL_LOCKS_EXCLUDED(mutex_);

  // The state after the first `size` entries, with the first checkpoint that covers them as its note. Hold it for one
  // call only. `head`: the published state; where `size` is its own, it is the answer.
  //
  // Refusals, with field kAtSizeField: OUT_OF_RANGE unless 0 < size <= head's, and where a submission does not end
  // there (naming the ends nearest to it); INVALID_VALUE where no states are kept; PAST_STATE_NOT_READY until it is
  // made, which this call asks for, saying how far it is; OVERLOADED where too many wait; DISK_RESERVE and DATA_LOSS
  // where making it failed, told once: who asks again has it tried again.
  absl::StatusOr<std::shared_ptr<const storage::Snapshot>> At(const std::shared_ptr<const storage::Snapshot>& head,
                                                              uint64_t size) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct State {
    std::string path;
    std::shared_ptr<const storage::Database> database;
    // With the edge, to be gone on from.
    storage::Head head;
    // With its note. Nobody else holds it where its use count is 1: it is handed out under the lock alone.
    std::shared_ptr<const storage::Snapshot> snapshot;
    // Whether one of the ledger's batches ends here: only then a later state may go on from it.
    bool ends_batch = false;
  };
  // Asked for, and not there yet.
  struct Wanted {
    uint64_t size = 0;
    absl::Time last_asked;
    // Entries taken, once it is being made.
    uint64_t done = 0;
  };

  PastStates(PastOptions options, StateFolder folder, const head::Published& published, const notary::Notary& notary);

  absl::Status CheckSize(const storage::Snapshot& head, uint64_t size) const;
  // PAST_STATE_NOT_READY, OVERLOADED, or what the last attempt ended with.
  absl::Status NotReady(uint64_t size) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  void Run();
  bool HasWork() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stopping_ || !wanted_.empty(); }
  // Makes the state of the first that is wanted, and keeps it.
  absl::Status Make(uint64_t size) ABSL_LOCKS_EXCLUDED(mutex_);
  // The database to write into, with its head: one that is given up, a copy of one that is kept, or a new one.
  absl::StatusOr<State> Begin(uint64_t size) ABSL_LOCKS_EXCLUDED(mutex_);
  // Gives up the state that was asked for longest ago, if there must be room; waits while all of them are in use.
  absl::StatusOr<std::optional<State>> MakeRoom() ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Fill(uint64_t size, State& state) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Keep(uint64_t size, State state) ABSL_LOCKS_EXCLUDED(mutex_);
  // Whether to go on with the state of `size`, of which `done` entries are taken.
  absl::Status GoOn(uint64_t size, uint64_t done) ABSL_LOCKS_EXCLUDED(mutex_);
  static void Discard(State state);

  const PastOptions options_;
  const head::Published& published_;
  const notary::Notary& notary_;
  storage::DiskReserve disk_;
  StateFolder folder_;  // the thread's
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // By size; the one asked for last in front.
  std::list<State> states_ ABSL_GUARDED_BY(mutex_);
  // The front one is being made.
  std::list<Wanted> wanted_ ABSL_GUARDED_BY(mutex_);
  // Why the last attempt failed; at most waiting_max.
  std::map<uint64_t, absl::Status> failed_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace ingot::past

#endif  // INGOT_SERVER_PAST_PAST_STATES_H_
