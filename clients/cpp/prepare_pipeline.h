// Reads a ledger's stream and takes its entries apart on worker threads, so that who replays the rules in order waits
// for neither. The work itself is ledger/audit's; here are the threads.
#ifndef INGOT_CLIENTS_CPP_PREPARE_PIPELINE_H_
#define INGOT_CLIENTS_CPP_PREPARE_PIPELINE_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "ingot/v1/ledger_service.pb.h"
#include "ledger/audit/prepared_entry.h"
#include "ledger/base/hash.h"

namespace ingot::client {

// The next message of a ledger's stream; false at its end.
using EntrySource = std::function<absl::StatusOr<bool>(v1::StreamEntriesResponse* message)>;
// Makes a call of the source that waits return soon, from any thread. May be null where no call waits for long.
using Interrupt = std::function<void()>;

// Public keys by their SHA-256, as they turn up in entries. Content names them, so an entry that is read early can't
// mislead one that is judged later. Thread-safe.
class KeyTable {
 public:
  // Beyond them signatures are verified in order instead: slower, not less.
  static constexpr size_t kMaxKeys = size_t{1} << 20;

  void Add(const crypto::PublicKey& key) ABSL_LOCKS_EXCLUDED(mutex_);
  std::optional<crypto::PublicKey> Find(std::string_view key_id) const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  mutable absl::Mutex mutex_;
  std::map<std::string, crypto::PublicKey, std::less<>> keys_ ABSL_GUARDED_BY(mutex_);
};

// One message of the stream.
struct PreparedMessage {
  // Of the first message; empty otherwise.
  std::string checkpoint;
  std::vector<std::unique_ptr<audit::PreparedEntry>> entries;
};

// Starts its threads at once and joins them when it goes. Next is for one thread.
class PreparePipeline {
 public:
  // Messages between the source and Next: at most 1 MiB of entries each, taken apart some ten times that.
  static constexpr size_t kMaxAhead = 12;

  // `source` is called by one thread, from now until the end. `ledger_id`: of a stream that begins within a ledger;
  // nullopt where it begins with entry 0, which names it. `workers` >= 1.
  PreparePipeline(EntrySource source, Interrupt interrupt, std::optional<Hash> ledger_id, int workers);
  ~PreparePipeline();
  PreparePipeline(const PreparePipeline&) = delete;
  PreparePipeline& operator=(const PreparePipeline&) = delete;

  // The next message in order; nullopt at the end. Errors of the source.
  absl::StatusOr<std::optional<PreparedMessage>> Next() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Slot {
    // Its first entry opens the ledger.
    bool begins = false;
    v1::StreamEntriesResponse message;
    PreparedMessage prepared;
    bool done = false;
  };

  void Read();
  void Work();
  void Prepare(Slot& slot);
  // Conditions of the threads.
  bool HasRoom() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stopping_ || slots_.size() < kMaxAhead; }
  bool HasWork() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stopping_ || !waiting_.empty() || ended_; }
  bool HasResult() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return slots_.empty() ? ended_ : slots_.front()->done; }

  const EntrySource source_;
  const Interrupt interrupt_;
  // Set by the reader before the first slot that needs it is queued.
  std::optional<Hash> ledger_id_;
  KeyTable keys_;

  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status failed_ ABSL_GUARDED_BY(mutex_);
  // In the order of the stream, and those that no worker has taken yet.
  std::deque<std::unique_ptr<Slot>> slots_ ABSL_GUARDED_BY(mutex_);
  std::deque<Slot*> waiting_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_PREPARE_PIPELINE_H_
