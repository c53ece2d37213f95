#include "clients/cpp/retry.h"

#include <algorithm>

#include "absl/time/clock.h"

namespace ingot::client {

bool MayRetry(const ClientError& error) {
  if (error.kind != ErrorKind::kUnavailable) return false;
  // It takes as long as the ledger is large: who asked decides how long to wait (past_waiter.h).
  if (error.reason == "PAST_STATE_NOT_READY") return false;
  switch (error.code) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return true;
    case absl::StatusCode::kResourceExhausted:
      return error.retry_after.has_value();
    default:
      return false;
  }
}

std::optional<absl::Duration> Backoff::Next(const ClientError& error, absl::Duration elapsed) {
  if (!MayRetry(error) || attempts_ >= policy_.attempts_max) return std::nullopt;
  const absl::Duration step =
      std::min(policy_.first_delay * (int64_t{1} << std::min(attempts_ - 1, 20)), policy_.delay_max);
  absl::Duration delay = step / 2 + absl::Nanoseconds(absl::Uniform<int64_t>(absl::IntervalClosed, random_, 0,
                                                                             absl::ToInt64Nanoseconds(step / 2)));
  if (error.retry_after) {
    if (*error.retry_after > policy_.wish_max) return std::nullopt;
    delay = std::max(delay, *error.retry_after);
  }
  if (elapsed + delay > policy_.total_max) return std::nullopt;
  ++attempts_;
  return delay;
}

absl::Status WithRetry(const RetryPolicy& policy, const std::function<absl::Status()>& attempt,
                       const std::function<void(absl::Duration)>& wait) {
  Backoff backoff(policy);
  const absl::Time began = absl::Now();
  while (true) {
    absl::Status status = attempt();
    if (status.ok()) return status;
    const std::optional<absl::Duration> delay = backoff.Next(ErrorOf(status), absl::Now() - began);
    if (!delay) return status;
    wait(*delay);
  }
}

}  // namespace ingot::client
