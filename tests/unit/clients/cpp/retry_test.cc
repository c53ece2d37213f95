#include "clients/cpp/retry.h"

#include "gtest/gtest.h"

namespace ingot::client {
namespace {

ClientError Failed(absl::StatusCode code) {
  ClientError error;
  error.kind = ErrorKind::kUnavailable;
  error.code = code;
  return error;
}

TEST(RetryTest, OnlyWhatMayHaveHappenedOrIsBusyIsTriedAgain) {
  EXPECT_TRUE(MayRetry(Failed(absl::StatusCode::kUnavailable)));
  EXPECT_TRUE(MayRetry(Failed(absl::StatusCode::kDeadlineExceeded)));
  EXPECT_FALSE(MayRetry(Failed(absl::StatusCode::kInternal)));
  EXPECT_FALSE(MayRetry(Failed(absl::StatusCode::kDataLoss)));
  ClientError busy = Failed(absl::StatusCode::kResourceExhausted);
  EXPECT_FALSE(MayRetry(busy)) << "without a delay the server does not ask for a retry";
  busy.retry_after = absl::Milliseconds(10);
  EXPECT_TRUE(MayRetry(busy));
  ClientError refused = Failed(absl::StatusCode::kUnavailable);
  refused.kind = ErrorKind::kRefused;
  EXPECT_FALSE(MayRetry(refused));
}

TEST(RetryTest, DelaysDoubleWithinTheirJitterUpToTheBound) {
  RetryPolicy policy;
  policy.attempts_max = 12;
  policy.total_max = absl::InfiniteDuration();
  for (int round = 0; round < 200; ++round) {
    Backoff backoff(policy);
    absl::Duration step = policy.first_delay;
    for (int i = 1; i < policy.attempts_max; ++i) {
      const auto delay = backoff.Next(Failed(absl::StatusCode::kUnavailable), absl::ZeroDuration());
      ASSERT_TRUE(delay.has_value());
      EXPECT_GE(*delay, step / 2);
      EXPECT_LE(*delay, step);
      step = std::min(step * 2, policy.delay_max);
    }
    EXPECT_FALSE(backoff.Next(Failed(absl::StatusCode::kUnavailable), absl::ZeroDuration()).has_value());
  }
}

TEST(RetryTest, JitterIsThere) {
  RetryPolicy policy;
  std::set<absl::Duration> delays;
  for (int i = 0; i < 50; ++i) {
    delays.insert(*Backoff(policy).Next(Failed(absl::StatusCode::kUnavailable), absl::ZeroDuration()));
  }
  EXPECT_GT(delays.size(), 10u);
}

TEST(RetryTest, TheServersWishIsKeptUnlessTooLong) {
  const RetryPolicy policy;
  ClientError busy = Failed(absl::StatusCode::kResourceExhausted);
  busy.retry_after = absl::Seconds(7);
  EXPECT_EQ(Backoff(policy).Next(busy, absl::ZeroDuration()), absl::Seconds(7));
  busy.retry_after = policy.wish_max + absl::Seconds(1);
  EXPECT_FALSE(Backoff(policy).Next(busy, absl::ZeroDuration()).has_value());
}

TEST(RetryTest, TheWholeTimeIsBounded) {
  const RetryPolicy policy;
  EXPECT_FALSE(Backoff(policy).Next(Failed(absl::StatusCode::kUnavailable), policy.total_max).has_value());
}

TEST(RetryTest, CallsUntilItSucceedsOrCanNot) {
  RetryPolicy policy;
  policy.first_delay = absl::Microseconds(10);
  int calls = 0;
  EXPECT_TRUE(
      WithRetry(policy, [&] { return ++calls < 3 ? absl::UnavailableError("not yet") : absl::OkStatus(); }).ok());
  EXPECT_EQ(calls, 3);
  calls = 0;
  EXPECT_TRUE(absl::IsInvalidArgument(WithRetry(policy, [&] {
    ++calls;
    return absl::InvalidArgumentError("never");
  })));
  EXPECT_EQ(calls, 1);
  calls = 0;
  EXPECT_TRUE(absl::IsUnavailable(WithRetry(policy, [&] {
    ++calls;
    return absl::UnavailableError("ever");
  })));
  EXPECT_EQ(calls, policy.attempts_max);
}

}  // namespace
}  // namespace ingot::client
