#include "clients/cli/simulate/link.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "clients/cpp/error.h"
#include "gtest/gtest.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "tests/unit/clients/support/fake_server.h"
#include "tests/unit/clients/support/reference.h"

namespace ingot::cli {
namespace {

constexpr int kUnavailable = 14;

class LinkTest : public ::testing::Test {
 protected:
  LinkTest() : server_(client::FreshFolder("link")) {
    auto client = client::LedgerClient::Open(server_.profile());
    INGOT_CHECK_OK(client);
    link_ = std::make_unique<Link>(
        *std::move(client),
        [this](const Sent& sent, const client::StreamOutcome& outcome) {
          answers_.push_back(Cat(sent.place, " ", outcome.ok() ? "OK" : client::ErrorOf(outcome.status()).reason));
        },
        [this] { return interrupted_; });
  }

  Sent Rename(const std::string& name, v1::RefusalReason expected = v1::REFUSAL_REASON_UNSPECIFIED) {
    client::Draft draft;
    draft.event.mutable_occurred_at()->set_unix_us(server_.ledger().now_us());
    draft.event.mutable_brand_renamed()->set_brand_id(Cat(client::FakeServer::kMember, "/brand"));
    draft.event.mutable_brand_renamed()->set_name(name);
    auto submission = server_.signer().Sign({std::move(draft)},
                                            {.expires_at_us = server_.ledger().now_us() + testing::TestLedger::kDayUs});
    INGOT_CHECK_OK(submission);
    Sent sent;
    sent.submission = *std::move(submission);
    sent.expected = expected;
    sent.place = name;
    return sent;
  }
  // Answers the request of that number with UNAVAILABLE, so many times, though it is recorded.
  void LoseAnswer(uint64_t number, int times = 1) {
    server_.AlterAcknowledgements([number, times](v1::SubmitStreamResponse& response) mutable {
      if (response.request_number() != number || times == 0) return;
      --times;
      response.clear_acknowledgement();
      response.mutable_refusal()->set_code(kUnavailable);
      response.mutable_refusal()->set_message("full");
    });
  }
  std::vector<std::string> Names(int count) {
    std::vector<std::string> names;
    names.reserve(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) names.push_back(Cat("n", i, " OK"));
    return names;
  }

  client::FakeServer server_;
  std::vector<std::string> answers_;
  bool interrupted_ = false;
  // Last: its stream's thread writes answers.
  std::unique_ptr<Link> link_;
};

TEST_F(LinkTest, AFullServerIsAskedAgainInOrder) {
  const uint64_t before = server_.ledger().entries().size();
  LoseAnswer(3);
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(link_->Send(Rename(Cat("n", i))).ok());
  ASSERT_TRUE(link_->Settle().ok());
  EXPECT_EQ(answers_, Names(8)) << "each is answered once, in order";
  EXPECT_EQ(server_.ledger().entries().size(), before + 8) << "and recorded once";
  EXPECT_TRUE(link_->Close().ok());
}

TEST_F(LinkTest, AMistakeIsNotMadeAgain) {
  LoseAnswer(1);
  ASSERT_TRUE(link_->Send(Rename("n0")).ok());
  ASSERT_TRUE(link_->Send(Rename("mistake", v1::REFUSAL_REASON_NOT_HOLDER)).ok());
  ASSERT_TRUE(link_->Send(Rename("n1")).ok());
  ASSERT_TRUE(link_->Settle().ok());
  EXPECT_EQ(answers_, (std::vector<std::string>{"n0 OK", "mistake ", "n1 OK"}));
}

TEST_F(LinkTest, WhatTheLedgerRefusesIsAnAnswer) {
  Sent forged = Rename("forged");
  forged.submission.mutable_header()->mutable_signature()->at(7) ^= 1;
  ASSERT_TRUE(link_->Send(std::move(forged)).ok());
  ASSERT_TRUE(link_->Settle().ok());
  EXPECT_EQ(answers_, (std::vector<std::string>{"forged BAD_SIGNATURE"}));
}

TEST_F(LinkTest, AServerThatWentAwayAfterItsLastAnswerLeftNothingOpen) {
  ASSERT_TRUE(link_->Send(Rename("n0")).ok());
  ASSERT_TRUE(link_->Settle().ok());
  server_.FailStreamEnd(grpc::Status(grpc::StatusCode::UNAVAILABLE, "Socket closed"));
  EXPECT_TRUE(link_->Close().ok());
  EXPECT_EQ(answers_, Names(1));
}

// The acknowledgement is older than the checkpoint of a server that was rolled back.
TEST_F(LinkTest, WhatWasAcknowledgedMustBeSignedForInTheEnd) {
  const uint64_t before = server_.ledger().entries().size();
  LoseAnswer(1);
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(link_->Send(Rename(Cat("n", i))).ok());
  ASSERT_TRUE(link_->Settle().ok());
  server_.FailStreamEnd(grpc::Status(grpc::StatusCode::UNAVAILABLE, "Socket closed"));
  server_.RollBackTo(before);
  EXPECT_FALSE(link_->Close().ok());
}

TEST_F(LinkTest, AnInterruptedOneDoesNotWaitForAServer) {
  LoseAnswer(0, 1'000'000);
  interrupted_ = true;
  ASSERT_TRUE(link_->Send(Rename("n0")).ok());
  EXPECT_EQ(link_->Settle().code(), absl::StatusCode::kCancelled);
  EXPECT_TRUE(answers_.empty());
}

}  // namespace
}  // namespace ingot::cli
