// Follows a live ledger and never forgets: every new entry is replayed, every checkpoint held against the last one.
#ifndef INGOT_CLIENTS_CPP_LEDGER_FOLLOWER_H_
#define INGOT_CLIENTS_CPP_LEDGER_FOLLOWER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cpp/ledger_client.h"
#include "clients/cpp/replay_stream.h"
#include "ledger/audit/replay.h"
#include "ledger/audit/replay_state.h"

namespace ingot::client {

// Not thread-safe.
class LedgerFollower {
 public:
  // `client` outlives the follower. `earlier`: what LoadAuditState gave; nullopt to begin with entry 0.
  static absl::StatusOr<LedgerFollower> Create(LedgerClient& client, std::optional<audit::ReplayState> earlier);

  // Verifies everything up to the server's newest checkpoint. Findings are no errors: see findings(), after which it
  // may not be called again. Errors: of calls, which may be repeated and then go on where they broke off; misbehaviour
  // (error.h).
  absl::Status CatchUp(const ReplayOptions& options, absl::Duration timeout);

  // What is verified: size and root of the checkpoint that CatchUp reached last (0 before), and its note.
  uint64_t size() const { return size_; }
  const std::string& checkpoint() const { return checkpoint_; }
  Hash root() const { return replayer_.root(); }
  const std::vector<audit::Finding>& findings() const { return replayer_.findings(); }
  const audit::Replayer& replayer() const { return replayer_; }

 private:
  explicit LedgerFollower(LedgerClient& client) : client_(&client) {}

  LedgerClient* client_;
  audit::Replayer replayer_;
  uint64_t size_ = 0;
  std::string checkpoint_;
};

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_LEDGER_FOLLOWER_H_
