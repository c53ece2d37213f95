#include "clients/cpp/ledger_follower.h"

#include <utility>

#include "clients/cpp/ledger_audit.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/note/checkpoint.h"

namespace ingot::client {

absl::StatusOr<LedgerFollower> LedgerFollower::Create(LedgerClient& client, std::optional<audit::ReplayState> earlier) {
  LedgerFollower follower(client);
  if (!earlier.has_value()) return follower;
  follower.size_ = earlier->base.size;
  follower.checkpoint_ = std::move(earlier->checkpoint);
  INGOT_RETURN_IF_ERROR(follower.replayer_.Continue(std::move(earlier->base), std::move(earlier->records)));
  // The state may be older or newer than the last checkpoint that other commands saw.
  INGOT_RETURN_IF_ERROR(client.Observe(follower.checkpoint_));
  return follower;
}

absl::Status LedgerFollower::CatchUp(const ReplayOptions& options, absl::Duration timeout) {
  INGOT_CHECK(findings().empty());
  // Held against what is remembered before a byte of it is believed.
  INGOT_ASSIGN_OR_RETURN(std::string note, client_->GetCheckpoint());
  INGOT_ASSIGN_OR_RETURN(note::Checkpoint shown, note::PeekCheckpoint(note));
  if (shown.size < size_ || (shown.size == size_ && shown.root != replayer_.root())) {
    return Misbehaviour("ROLLBACK",
                        Cat("the server shows a ledger of ", shown.size, " entries, and ", size_, " were verified"));
  }
  // A stream that broke off left its entries in the replay; the next one goes on behind them.
  if (shown.size > replayer_.size()) {
    INGOT_ASSIGN_OR_RETURN(note,
                           ReplayStream(EntriesFromServer(*client_, timeout, replayer_.size()), options, replayer_));
    INGOT_RETURN_IF_ERROR(client_->Observe(note));
    INGOT_ASSIGN_OR_RETURN(shown, note::PeekCheckpoint(note));
  }
  if (shown.size < replayer_.size()) return absl::UnavailableError("the server shows an older checkpoint than before");
  if (shown.size == size_) return absl::OkStatus();
  replayer_.Finish(note, client_->profile().verifier_keys);
  if (replayer_.ledger_id() != client_->profile().ledger_id) {
    return Misbehaviour("WRONG_LEDGER", "entry 0 is not the one of the profile's ledger");
  }
  if (!findings().empty()) return absl::OkStatus();
  size_ = shown.size;
  checkpoint_ = std::move(note);
  return absl::OkStatus();
}

}  // namespace ingot::client
