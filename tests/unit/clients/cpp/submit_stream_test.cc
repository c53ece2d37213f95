#include "clients/cpp/submit_stream.h"

#include <memory>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "tests/unit/clients/support/fake_server.h"
#include "tests/unit/clients/support/reference.h"

namespace ingot::client {
namespace {

class SubmitStreamTest : public ::testing::Test {
 protected:
  SubmitStreamTest() : server_(FreshFolder("ledger")) {
    absl::StatusOr<std::unique_ptr<LedgerClient>> client = LedgerClient::Open(server_.profile());
    INGOT_CHECK_OK(client);
    client_ = *std::move(client);
  }
  v1::Submission Rename(const std::string& name) {
    Draft draft;
    draft.event.mutable_occurred_at()->set_unix_us(server_.ledger().now_us());
    draft.event.mutable_brand_renamed()->set_brand_id(Cat(FakeServer::kMember, "/brand"));
    draft.event.mutable_brand_renamed()->set_name(name);
    std::vector<Draft> drafts;
    drafts.push_back(std::move(draft));
    absl::StatusOr<v1::Submission> submission = server_.signer().Sign(
        std::move(drafts), {.expires_at_us = server_.ledger().now_us() + testing::TestLedger::kDayUs});
    INGOT_CHECK_OK(submission);
    return *std::move(submission);
  }
  OutcomeHandler Collect() {
    return [this](uint64_t number, const StreamOutcome& outcome) {
      numbers_.push_back(number);
      reasons_.push_back(outcome.ok() ? "OK" : ErrorOf(outcome.status()).reason);
    };
  }

  FakeServer server_;
  std::unique_ptr<LedgerClient> client_;
  std::vector<uint64_t> numbers_;
  std::vector<std::string> reasons_;
};

TEST_F(SubmitStreamTest, OutcomesCanBeWaitedForInBetween) {
  SubmitStream stream(*client_, 64, absl::Minutes(1), Collect());
  EXPECT_TRUE(stream.WaitForOutcomes()) << "of nothing";
  for (int round = 1; round <= 3; ++round) {
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(stream.Send(Rename(Cat("name ", round, ".", i))).ok());
    EXPECT_TRUE(stream.WaitForOutcomes());
    EXPECT_EQ(numbers_.size(), static_cast<size_t>(10 * round));
  }
  ASSERT_TRUE(stream.Finish().ok());
  EXPECT_TRUE(stream.WaitForOutcomes());
}

TEST_F(SubmitStreamTest, AnswersComeInOrderBeyondTheWindow) {
  SubmitStream stream(*client_, 4, absl::Minutes(1), Collect());
  for (int i = 0; i < 100; ++i) {
    const auto number = stream.Send(Rename(Cat("name ", i)));
    ASSERT_TRUE(number.ok()) << number.status();
    EXPECT_EQ(*number, static_cast<uint64_t>(i));
  }
  ASSERT_TRUE(stream.Finish().ok());
  ASSERT_EQ(numbers_.size(), 100u);
  for (uint64_t i = 0; i < 100; ++i) {
    EXPECT_EQ(numbers_[i], i);
    EXPECT_EQ(reasons_[i], "OK");
  }
  EXPECT_EQ((*client_->checkpoints().Last())->size, server_.ledger().entries().size())
      << "what was acknowledged must be signed for";
}

TEST_F(SubmitStreamTest, ARefusalDoesNotEndTheStream) {
  SubmitStream stream(*client_, 8, absl::Minutes(1), Collect());
  ASSERT_TRUE(stream.Send(Rename("one")).ok());
  v1::Submission forged = Rename("two");
  forged.mutable_header()->mutable_signature()->at(7) ^= 1;
  ASSERT_TRUE(stream.Send(std::move(forged)).ok());
  ASSERT_TRUE(stream.Send(Rename("three")).ok());
  ASSERT_TRUE(stream.Finish().ok());
  EXPECT_EQ(reasons_, (std::vector<std::string>{"OK", "BAD_SIGNATURE", "OK"}));
}

TEST_F(SubmitStreamTest, AnswersOutOfOrderAreMisbehaviour) {
  server_.AlterAcknowledgements([](v1::SubmitStreamResponse& response) { response.set_request_number(7); });
  SubmitStream stream(*client_, 8, absl::Minutes(1), Collect());
  ASSERT_TRUE(stream.Send(Rename("one")).ok());
  EXPECT_EQ(ErrorOf(stream.Finish()).kind, ErrorKind::kMisbehaviour);
  EXPECT_TRUE(numbers_.empty());
}

TEST_F(SubmitStreamTest, AnAcknowledgementThatNothingSignsForIsRefuted) {
  server_.AlterAcknowledgements(
      [](v1::SubmitStreamResponse& response) { response.mutable_acknowledgement()->set_checkpoint_size(1'000'000); });
  SubmitStream stream(*client_, 8, absl::Minutes(1), Collect());
  ASSERT_TRUE(stream.Send(Rename("one")).ok());
  EXPECT_FALSE(stream.Finish().ok());
}

TEST_F(SubmitStreamTest, AStreamThatIsDroppedEnds) {
  SubmitStream stream(*client_, 8, absl::Minutes(1), Collect());
  ASSERT_TRUE(stream.Send(Rename("one")).ok());
}

}  // namespace
}  // namespace ingot::client
