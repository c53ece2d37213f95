// Plays a simulation into a running server: each organisation on a stream of its own, each day once everything of the
// day before is recorded.
#ifndef INGOT_CLIENTS_CLI_SIMULATE_PLAYER_H_
#define INGOT_CLIENTS_CLI_SIMULATE_PLAYER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "clients/cli/simulate/drafts.h"
#include "clients/cli/simulate/keyring.h"
#include "clients/cli/simulate/link.h"
#include "clients/cli/simulate/outline.h"
#include "clients/cli/simulate/tally.h"
#include "clients/cpp/profile.h"
#include "clients/simulate/simulation.h"

namespace ingot::cli {

struct PlayerSinks {
  // How to connect as an organisation.
  std::function<absl::StatusOr<client::Profile>(simulate::Who who)> profile;
  // Events that are recorded, also by earlier runs.
  std::function<void(uint64_t events)> progress;
  std::function<bool()> interrupted;
};

// Not thread-safe; its links' threads are its own.
class Player {
 public:
  // Streams at once: below what a server has for all its clients. A fleet of 100 000 vehicles a year needs 150.
  static constexpr size_t kMaxLinks = 200;
  // Submissions without an answer, of all organisations together: a quarter of a server's bound.
  static constexpr size_t kMaxUnanswered = 1'024;

  // `simulation` is at its beginning; it and `keyring` outlive the player. `done` is the last milestone that an earlier
  // run recorded; nullopt for none.
  Player(simulate::Simulation& simulation, Keyring& keyring, const Outline& outline, std::optional<size_t> done,
         PlayerSinks sinks);

  // Everything, to the end. Errors: the ledger refused what it should not, or recorded what it should not; CANCELLED
  // where interrupted; of the links. What was said before an error may be recorded: play again.
  absl::Status Play();

  // Of all that is recorded, from the beginning on; `refused` of this run alone.
  const Tally& tally() const { return tally_; }
  // Events that were passed over, since an earlier run had recorded them.
  uint64_t passed_over() const { return passed_over_; }
  // Deliberate mistakes that were not made: an earlier run may have, or their answer was lost.
  uint64_t mistakes_left_out() const;
  int day() const { return day_; }
  // The key that each organisation signed with last.
  const std::vector<uint32_t>& keys() const { return keys_; }

 private:
  // Where an item that a later one names stands, until it is asked for.
  struct Whereabouts {
    simulate::Who who = 0;
    std::string idempotency_key;
    std::vector<uint64_t> handles;
  };

  absl::Status Say(simulate::Submission submission);
  void PassOver(const simulate::Submission& submission);
  absl::Status FindTargets(const simulate::Submission& submission);
  absl::StatusOr<Link*> LinkOf(simulate::Who who);
  absl::Status CloseLink(simulate::Who who);
  absl::Status SettleAll();
  void Answered(const Sent& sent, const client::StreamOutcome& outcome) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status failure() const ABSL_LOCKS_EXCLUDED(mutex_);

  simulate::Simulation& simulation_;
  Keyring& keyring_;
  const PlayerSinks sinks_;
  // Days before the first one are recorded whole; up to the last doubtful one an earlier run may have come.
  int first_day_ = 0;
  int last_doubtful_day_ = -1;

  int day_ = 0;
  uint64_t passed_over_ = 0;
  size_t unanswered_ = 0;
  Tally tally_;
  std::vector<uint32_t> keys_;
  std::map<uint64_t, Whereabouts> passed_handles_;

  mutable absl::Mutex mutex_;
  Handles handles_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, uint64_t> refused_ ABSL_GUARDED_BY(mutex_);
  uint64_t mistakes_left_out_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);

  struct Used {
    std::unique_ptr<Link> link;
    int day = 0;
  };
  // Last: their threads call Answered.
  std::map<simulate::Who, Used> links_;
};

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_SIMULATE_PLAYER_H_
