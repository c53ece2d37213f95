// A witness (c2sp.org/tlog-witness): remembers the newest checkpoint of each log that it watches, and cosigns one that
// continues it. Whoever trusts enough witnesses need not fear that a log shows others another history.
#ifndef INGOT_CLIENTS_WITNESS_WITNESS_H_
#define INGOT_CLIENTS_WITNESS_WITNESS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/note/checkpoint.h"
#include "ledger/note/note.h"
#include "ledger/witness/add_checkpoint.h"
#include "ledger/witness/policy.h"

namespace ingot::witness {

// What goes back over HTTP.
struct Reply {
  int status = 500;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
};

// Thread-safe; requests about one log go one after the other.
class Witness {
 public:
  // `state` holds a file a log: its newest checkpoint with this witness's cosignature, so that a change of the log's
  // keys forgets nothing. Another process may not have it open. Errors: INVALID_ARGUMENT for a name that names no key,
  // or no logs; FAILED_PRECONDITION where the folder is taken, or holds what this key did not cosign.
  static absl::StatusOr<std::unique_ptr<Witness>> Open(const std::string& name, crypto::PrivateKey key,
                                                       const std::vector<Policy::Log>& logs, const std::string& state);
  ~Witness();
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;

  // Answers add-checkpoint. The checkpoint is on disk, synced, before its cosignature is returned. `now` is POSIX
  // seconds.
  Reply AddCheckpoint(std::string_view body, int64_t now);

  // Whom verifiers have to trust.
  const note::VerifierKey& key() const { return verifier_; }
  // What is remembered of a log; nullopt before its first checkpoint.
  std::optional<note::Checkpoint> Latest(const std::string& origin) const;
  std::vector<std::string> Origins() const;

 private:
  struct Log {
    std::string origin;
    std::vector<note::VerifierKey> keys;
    std::string path;
    mutable absl::Mutex mutex;
    std::optional<note::Checkpoint> latest ABSL_GUARDED_BY(mutex);
  };

  Witness(note::VerifierKey verifier, crypto::PrivateKey key, int lock_fd)
      : verifier_(std::move(verifier)), key_(std::move(key)), lock_fd_(lock_fd) {}

  absl::Status Recall(Log& log) const;
  Reply Decide(const AddCheckpointRequest& request, Log& log, int64_t now) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(log.mutex);

  const note::VerifierKey verifier_;
  const crypto::PrivateKey key_;
  const int lock_fd_;
  std::map<std::string, std::unique_ptr<Log>> logs_;  // by origin; fixed after Open
};

}  // namespace ingot::witness

#endif  // INGOT_CLIENTS_WITNESS_WITNESS_H_
