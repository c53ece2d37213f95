// One organisation's stream into a server: in order, each submission once, whatever happens to the connection.
#ifndef INGOT_CLIENTS_CLI_SIMULATE_LINK_H_
#define INGOT_CLIENTS_CLI_SIMULATE_LINK_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "clients/cpp/ledger_client.h"
#include "clients/cpp/retry.h"
#include "clients/cpp/submit_stream.h"
#include "ingot/v1/entry.pb.h"
#include "ingot/v1/refusal.pb.h"

namespace ingot::cli {

// A submission under way.
struct Sent {
  v1::Submission submission;
  // Of its items (Handles::Of).
  std::vector<uint64_t> handles;
  // UNSPECIFIED, or the refusal that a deliberate mistake is to meet.
  v1::RefusalReason expected = v1::REFUSAL_REASON_UNSPECIFIED;
  // For messages: which one it is.
  std::string place;
};

// What became of it: recorded, refused, or, for a deliberate mistake whose answer was lost with the connection,
// UNAVAILABLE. Called in order, on a thread of the stream or of the caller of Send or Settle.
using AnsweredHandler = std::function<void(const Sent& sent, const client::StreamOutcome& outcome)>;

// Send, Settle and Close are for one thread.
class Link {
 public:
  // A server that stops answering is waited for as patience.h says; `interrupted` ends the waiting early.
  Link(std::unique_ptr<client::LedgerClient> client, AnsweredHandler answered, std::function<bool()> interrupted);
  // Drops what is not answered: it may or may not be recorded.
  ~Link();
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  // Sends, waiting while too many are unanswered. After a stream broke, the unanswered ones are sent again first, in
  // order. Errors: the server can't be reached (UNAVAILABLE and the like), CANCELLED where interrupted, misbehaviour.
  absl::Status Send(Sent sent) ABSL_LOCKS_EXCLUDED(mutex_);
  // Waits until everything sent is answered. Errors as Send's.
  absl::Status Settle() ABSL_LOCKS_EXCLUDED(mutex_);
  // Settles, and demands a signed checkpoint for all that was acknowledged. The last call.
  absl::Status Close() ABSL_LOCKS_EXCLUDED(mutex_);

  client::LedgerClient& client() { return *client_; }

 private:
  void Take(const client::StreamOutcome& outcome) ABSL_LOCKS_EXCLUDED(mutex_);
  void OpenStream();
  bool Stalled() const ABSL_LOCKS_EXCLUDED(mutex_);
  void Stall(const absl::Status& why) ABSL_LOCKS_EXCLUDED(mutex_);
  // Ends a stream that broke; says why it did.
  absl::Status EndStream() ABSL_LOCKS_EXCLUDED(mutex_);
  // Waits a moment, and sends everything unanswered on a new stream.
  absl::Status Recover() ABSL_LOCKS_EXCLUDED(mutex_);
  // The unanswered ones, without mistakes: their first attempt may have been answered, and what was recorded since may
  // have made something else of them.
  std::vector<v1::Submission> TakeStock() ABSL_LOCKS_EXCLUDED(mutex_);

  const std::unique_ptr<client::LedgerClient> client_;
  const AnsweredHandler answered_;
  const std::function<bool()> interrupted_;

  mutable absl::Mutex mutex_;
  std::deque<Sent> unanswered_ ABSL_GUARDED_BY(mutex_);
  // The stream's further answers count no more: what is unanswered is sent again.
  bool stalled_ ABSL_GUARDED_BY(mutex_) = false;
  // A refusal for the moment; OK where the stream itself says why.
  absl::Status stalled_by_ ABSL_GUARDED_BY(mutex_);
  // Something was answered since the last trouble.
  bool moved_ ABSL_GUARDED_BY(mutex_) = true;
  // What was acknowledged, on whatever stream, lies below.
  uint64_t acknowledged_size_ ABSL_GUARDED_BY(mutex_) = 0;

  // Of the present trouble.
  std::optional<client::Backoff> backoff_;
  absl::Time trouble_since_;
  // Last: its thread calls Take.
  std::unique_ptr<client::SubmitStream> stream_;
};

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_SIMULATE_LINK_H_
