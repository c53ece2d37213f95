// Bounds, stops, and everything that keeps appends back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"
#include "tests/unit/server/support/test_node.h"

namespace ingot::testing {
namespace {

constexpr char kLimitedMaker[] = "maker";

class LimitsTest : public ::testing::Test {
 protected:
  LimitsTest() : node_(ledger_) { ledger_.Enrol(kLimitedMaker, {v1::ROLE_MANUFACTURER}); }

  void Start() {
    node_.MustStart();
    node_.Replay(ledger_);
  }

  v1::Submission Brands(const std::string& prefix, int count = 1) {
    std::vector<TestEvent> events;
    for (int i = 0; i < count; ++i) {
      v1::BrandRegistered brand;
      brand.set_brand_id(Cat(kLimitedMaker, "/", prefix, i));
      brand.set_name("a brand");
      events.push_back(Fact(brand));
    }
    return ledger_.Build(kLimitedMaker, std::move(events));
  }

  std::shared_ptr<Reply> HoldBehind(v1::Submission submission) {
    node_.log().Hold();
    std::shared_ptr<Reply> reply = node_.Submit(std::move(submission));
    node_.log().AwaitWaiting();
    return reply;
  }

  TestLedger ledger_;
  TestNode node_;
};

TEST_F(LimitsTest, ASubmissionBeyondTheBoundIsOverloadedUntilOneIsAnswered) {
  node_.options().pipeline.max_in_flight = 2;
  Start();
  const auto first = HoldBehind(Brands("a"));
  const auto second = node_.Submit(Brands("b"));
  const auto third = node_.Submit(Brands("c"));
  EXPECT_TRUE(third->answered()) << "on the calling thread, without a queue";
  EXPECT_EQ(third->Reason(), v1::REFUSAL_REASON_OVERLOADED);
  node_.log().Release();
  EXPECT_TRUE(first->Get().ok());
  EXPECT_TRUE(second->Get().ok());
  EXPECT_TRUE(node_.node().pipeline().Drain(absl::Seconds(30)));
  EXPECT_EQ(node_.node().pipeline().in_flight(), 0u);
}

TEST_F(LimitsTest, TheBytesInFlightAreBoundedToo) {
  const v1::Submission submission = Brands("a");
  node_.options().pipeline.max_in_flight_bytes = submission.ByteSizeLong() + 10'000;
  Start();
  const auto first = HoldBehind(submission);
  const auto large = node_.Submit(Brands("large", 500));
  EXPECT_EQ(large->Reason(), v1::REFUSAL_REASON_OVERLOADED);
  node_.log().Release();
  EXPECT_TRUE(first->Get().ok());
}

TEST_F(LimitsTest, ABatchNeverExceedsItsBound) {
  node_.options().batches.entries = 1000;
  Start();
  const auto first = HoldBehind(Brands("first"));
  std::vector<std::shared_ptr<Reply>> replies;
  replies.reserve(5);
  for (int i = 0; i < 5; ++i) replies.push_back(node_.Submit(Brands(Cat("x", i, "-"), 300)));
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  node_.log().Release();
  for (const auto& reply : replies) EXPECT_TRUE(reply->Get().ok());
  for (const uint64_t count : node_.log().counts()) EXPECT_LE(count, 1000u);
}

TEST_F(LimitsTest, DrainingRefusesNewSubmissionsAndWaitsForTheOthers) {
  Start();
  const auto first = HoldBehind(Brands("a"));
  EXPECT_FALSE(node_.node().pipeline().Drain(absl::Milliseconds(20)));
  EXPECT_EQ(node_.Submit(Brands("b"))->Reason(), v1::REFUSAL_REASON_SHUTTING_DOWN);
  node_.log().Release();
  EXPECT_TRUE(node_.node().pipeline().Drain(absl::Seconds(30)));
  EXPECT_TRUE(first->Get().ok());
}

TEST_F(LimitsTest, StoppingAnswersEverySubmission) {
  Start();
  auto first = HoldBehind(Brands("a"));
  std::vector<std::shared_ptr<Reply>> replies;
  replies.reserve(50);
  for (int i = 0; i < 50; ++i) replies.push_back(node_.Submit(Brands(Cat("x", i, "-"))));
  std::thread stopper([this] { node_.node().pipeline().Stop(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  node_.log().Release();
  stopper.join();
  EXPECT_TRUE(first->Get().ok()) << "what was decided is committed";
  const uint64_t size = node_.node().published().Get()->head().size;
  uint64_t accepted = 0;
  for (const auto& reply : replies) {
    ASSERT_TRUE(reply->answered());
    const v1::RefusalReason reason = reply->Reason();
    EXPECT_TRUE(reason == v1::REFUSAL_REASON_UNSPECIFIED || reason == v1::REFUSAL_REASON_SHUTTING_DOWN);
    accepted += reason == v1::REFUSAL_REASON_UNSPECIFIED ? 1 : 0;
  }
  EXPECT_EQ(size, ledger_.entries().size() + 1 + accepted);
  // Outcomes hold the database open.
  first.reset();
  replies.clear();
  node_.MustStart();
  EXPECT_TRUE(node_.Submit(Brands("after"))->Get().ok());
}

TEST_F(LimitsTest, AWallClockThatMovesStopsAppendsButNotRetries) {
  Start();
  const v1::Submission submission = Brands("a");
  const std::string receipt = node_.MustSubmit(submission).SerializeAsString();
  node_.source().SetWall(node_.source().WallUs() + clock::kMaxDriftUs + 1);
  EXPECT_EQ(node_.Submit(Brands("b"))->Reason(), v1::REFUSAL_REASON_CLOCK);
  EXPECT_EQ(node_.MustSubmit(submission).SerializeAsString(), receipt);
  // A restart takes the new time once the operator confirms; without a word it is within a day, and taken too.
  node_.MustStart();
  EXPECT_TRUE(node_.Submit(Brands("b"))->Get().ok());
}

TEST_F(LimitsTest, AStartBeforeTheLastEntryNeedsTheOperator) {
  Start();
  node_.MustSubmit(Brands("a"));
  node_.Stop();
  node_.source().SetWall(TestLedger::kStartUs - 1);
  node_.MustStart();
  EXPECT_EQ(node_.Submit(Brands("b"))->Reason(), v1::REFUSAL_REASON_CLOCK);
  node_.options().confirm_clock = true;
  node_.MustStart();
  const auto reply = node_.Submit(Brands("b"));
  ASSERT_TRUE(reply->Get().ok());
}

TEST_F(LimitsTest, BelowTheDiskReserveAppendsAreRefusedAndRetriesAnswered) {
  Start();
  const v1::Submission submission = Brands("a");
  const std::string receipt = node_.MustSubmit(submission).SerializeAsString();
  node_.options().ledger.disk_reserve_bytes = uint64_t{1} << 62;
  node_.MustStart();
  EXPECT_EQ(node_.Submit(Brands("b"))->Reason(), v1::REFUSAL_REASON_DISK_RESERVE);
  EXPECT_EQ(node_.MustSubmit(submission).SerializeAsString(), receipt);
}

}  // namespace
}  // namespace ingot::testing
