#include "storage/commit/commit_log.h"

#include <gtest/gtest.h>

namespace ingot::storage {
namespace {

TEST(LocalCommitLogTest, CommitsAndDemandsTheSync) {
  LocalCommitLog log;
  EXPECT_EQ(log.Append(Leadership(), EncodedBatch()), Outcome::kCommitted);
  EXPECT_TRUE(log.ApplyMustSync());
}

TEST(LocalCommitLogDeathTest, ABatchOfAnotherEpochAborts) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  LocalCommitLog log;
  EncodedBatch batch;
  batch.epoch = 1;
  EXPECT_DEATH(log.Append(Leadership(), batch), "epoch");
}

}  // namespace
}  // namespace ingot::storage
