#include "clients/simulate/outbox.h"

#include <set>

#include "gtest/gtest.h"

namespace ingot::simulate {
namespace {

TEST(OutboxTest, FullSubmissionsAreFollowedByFurtherOnes) {
  Outbox outbox(1, 3);
  for (size_t i = 0; i < Outbox::kMaxItems + 1; ++i) outbox.Add(2).handle = i + 1;
  outbox.Add(0).handle = 1'000;
  std::deque<Submission> submissions;
  outbox.Flush(7, submissions);
  ASSERT_EQ(submissions.size(), 3u);
  EXPECT_EQ(submissions[0].who, 0);
  EXPECT_EQ(submissions[1].items.size(), Outbox::kMaxItems);
  EXPECT_EQ(submissions[2].items.size(), 1u);
  EXPECT_EQ(submissions[2].items[0].handle, Outbox::kMaxItems + 1) << "in the order in which they were said";
  std::set<std::string> keys, salts;
  for (const Submission& submission : submissions) {
    EXPECT_EQ(submission.day, 7);
    EXPECT_EQ(submission.idempotency_key.size(), 16u);
    keys.insert(submission.idempotency_key);
    for (const Item& item : submission.items) salts.insert(item.event.salt());
  }
  EXPECT_EQ(keys.size(), 3u);
  EXPECT_EQ(salts.size(), Outbox::kMaxItems + 2);
  outbox.Flush(8, submissions);
  EXPECT_EQ(submissions.size(), 3u) << "nothing was said since";
}

TEST(OutboxTest, AMistakeStandsAloneInItsPlace) {
  Outbox outbox(1, 1);
  outbox.Add(0).handle = 1;
  outbox.Add(0).expected = v1::REFUSAL_REASON_NOT_HOLDER;
  outbox.Add(0).handle = 2;
  outbox.Add(0).handle = 3;
  std::deque<Submission> submissions;
  outbox.Flush(0, submissions);
  ASSERT_EQ(submissions.size(), 3u);
  EXPECT_EQ(submissions[0].items.size(), 1u);
  EXPECT_EQ(submissions[1].expected, v1::REFUSAL_REASON_NOT_HOLDER);
  EXPECT_EQ(submissions[1].items.size(), 1u);
  EXPECT_EQ(submissions[2].expected, v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(submissions[2].items.size(), 2u);
}

}  // namespace
}  // namespace ingot::simulate
