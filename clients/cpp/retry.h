// When to try again, and when to give up.
#ifndef INGOT_CLIENTS_CPP_RETRY_H_
#define INGOT_CLIENTS_CPP_RETRY_H_

#include <functional>
#include <optional>

#include "absl/random/random.h"
#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/cpp/error.h"

namespace ingot::client {

// Exponential backoff with full jitter (a delay between half and all of the step), bounded in number and in time.
struct RetryPolicy {
  int attempts_max = 8;
  absl::Duration first_delay = absl::Milliseconds(50);
  absl::Duration delay_max = absl::Seconds(5);
  // A server's wish is kept to up to this; a longer one ends the attempts.
  absl::Duration wish_max = absl::Seconds(30);
  // Over all attempts, delays included.
  absl::Duration total_max = absl::Seconds(60);
};

// True for errors after which the same bytes may be sent again: UNAVAILABLE, DEADLINE_EXCEEDED, and RESOURCE_EXHAUSTED
// where the server says when. False for a local error, and for an earlier state that is being made.
bool MayRetry(const ClientError& error);

// One request's attempts. Not thread-safe.
class Backoff {
 public:
  explicit Backoff(const RetryPolicy& policy) : policy_(policy) {}

  // How long to wait before the next attempt after `error`, `elapsed` after the first one began; nullopt to give up.
  std::optional<absl::Duration> Next(const ClientError& error, absl::Duration elapsed);

 private:
  RetryPolicy policy_;
  int attempts_ = 1;
  absl::BitGen random_;
};

// Calls `attempt` until it succeeds, fails for good or the policy gives up; the last error is returned. Between
// attempts it calls `wait`, which returns after the given time at the latest.
absl::Status WithRetry(const RetryPolicy& policy, const std::function<absl::Status()>& attempt,
                       const std::function<void(absl::Duration)>& wait = absl::SleepFor);

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_RETRY_H_
