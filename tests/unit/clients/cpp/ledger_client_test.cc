#include "clients/cpp/ledger_client.h"

#include <memory>
#include <utility>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "tests/unit/clients/support/fake_server.h"
#include "tests/unit/clients/support/reference.h"

namespace ingot::client {
namespace {

constexpr RetryPolicy kQuick = {.attempts_max = 4, .first_delay = absl::Milliseconds(1)};

class LedgerClientTest : public ::testing::Test {
 protected:
  LedgerClientTest() : folder_(FreshFolder("ledger")), server_(folder_), client_(Connect()) {}

  std::unique_ptr<LedgerClient> Connect() {
    absl::StatusOr<std::unique_ptr<LedgerClient>> client = LedgerClient::Open(server_.profile());
    INGOT_CHECK_OK(client);
    return *std::move(client);
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
  ClientError ErrorOfSubmit(const v1::Submission& submission) {
    const absl::StatusOr<v1::Receipt> receipt = client_->Submit(submission, kQuick);
    return receipt.ok() ? ClientError() : ErrorOf(receipt.status());
  }

  const std::string folder_;
  FakeServer server_;
  std::unique_ptr<LedgerClient> client_;
};

TEST_F(LedgerClientTest, SubmitsAndRemembersTheCheckpoint) {
  const uint64_t before = server_.ledger().entries().size();
  const absl::StatusOr<v1::Receipt> receipt = client_->Submit(Rename("new"), kQuick);
  ASSERT_TRUE(receipt.ok()) << receipt.status();
  EXPECT_EQ(receipt->first_seq(), before);
  EXPECT_EQ((*client_->checkpoints().Last())->size, before + 1);
}

TEST_F(LedgerClientTest, RetriesTheSameBytesUntilTheServerAnswers) {
  server_.FailNextSubmits({.status = grpc::Status(grpc::StatusCode::UNAVAILABLE, "draining"), .times = 3});
  ASSERT_TRUE(client_->Submit(Rename("new"), kQuick).ok());
  const std::vector<std::string> requests = server_.requests();
  ASSERT_EQ(requests.size(), 4u);
  for (const std::string& request : requests) EXPECT_EQ(request, requests.front());
}

TEST_F(LedgerClientTest, AnUnknownOutcomeIsLearntByTheRetryAndNothingIsDoubled) {
  const uint64_t before = server_.ledger().entries().size();
  server_.FailNextSubmits(
      {.status = grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "late"), .times = 2, .after_recording = true});
  const absl::StatusOr<v1::Receipt> receipt = client_->Submit(Rename("new"), kQuick);
  ASSERT_TRUE(receipt.ok()) << receipt.status();
  EXPECT_EQ(server_.ledger().entries().size(), before + 1);
  EXPECT_EQ(server_.requests().size(), 3u);
}

TEST_F(LedgerClientTest, GivesUpWithinItsBound) {
  server_.FailNextSubmits({.status = grpc::Status(grpc::StatusCode::UNAVAILABLE, "draining"), .times = 100});
  EXPECT_EQ(ErrorOfSubmit(Rename("new")).kind, ErrorKind::kUnavailable);
  EXPECT_EQ(server_.requests().size(), 4u);
}

TEST_F(LedgerClientTest, WaitsAsLongAsABusyServerAsks) {
  google::rpc::Status busy;
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_nanos(120'000'000);
  busy.add_details()->PackFrom(retry);
  server_.FailNextSubmits(
      {.status = grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "full", busy.SerializeAsString())});
  const absl::Time began = absl::Now();
  ASSERT_TRUE(client_->Submit(Rename("new"), kQuick).ok());
  EXPECT_GE(absl::Now() - began, absl::Milliseconds(120));
}

TEST_F(LedgerClientTest, ARefusalComesAtOnceWithItsReason) {
  v1::Submission submission = Rename("new");
  submission.mutable_header()->mutable_signature()->at(5) ^= 1;
  const ClientError error = ErrorOfSubmit(submission);
  EXPECT_EQ(error.kind, ErrorKind::kRefused);
  EXPECT_EQ(error.reason, "BAD_SIGNATURE");
  EXPECT_EQ(error.field, "header.signature");
  EXPECT_EQ(server_.requests().size(), 1u);
}

TEST_F(LedgerClientTest, AReceiptWithAWrongHashIsMisbehaviour) {
  server_.AlterReceipts([](v1::Receipt& receipt) { receipt.mutable_range_proof(0)->at(3) ^= 1; });
  EXPECT_EQ(ErrorOfSubmit(Rename("new")).reason, "BAD_RECEIPT");
}

TEST_F(LedgerClientTest, AReceiptOfAnotherSubmissionIsMisbehaviour) {
  v1::Receipt other;
  server_.AlterReceipts([&other](v1::Receipt& receipt) { other = receipt; });
  ASSERT_TRUE(client_->Submit(Rename("one"), kQuick).ok());
  server_.AlterReceipts([&other](v1::Receipt& receipt) { receipt = other; });
  EXPECT_EQ(ErrorOfSubmit(Rename("two")).reason, "BAD_RECEIPT");
}

TEST_F(LedgerClientTest, ACheckpointByAnotherKeyIsMisbehaviour) {
  server_.AlterReceipts([](v1::Receipt& receipt) {
    const auto checkpoint = note::PeekCheckpoint(receipt.checkpoint());
    const crypto::PrivateKey key = KeyOf('x');
    const crypto::PrivateKey* const keys[] = {&key};
    receipt.set_checkpoint(*note::SignCheckpoint(*checkpoint, keys));
  });
  EXPECT_EQ(ErrorOfSubmit(Rename("new")).kind, ErrorKind::kMisbehaviour);
}

TEST_F(LedgerClientTest, ReceiptsCanBeFetchedAgain) {
  const v1::Submission submission = Rename("new");
  const absl::StatusOr<v1::Receipt> receipt = client_->Submit(submission, kQuick);
  ASSERT_TRUE(receipt.ok());
  const auto again = client_->GetReceiptByKey(submission.header().idempotency_key());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), receipt->SerializeAsString());
  EXPECT_EQ(ErrorOf(client_->GetReceiptByKey(std::string(16, 'z')).status()).code, absl::StatusCode::kNotFound);
}

TEST_F(LedgerClientTest, ARolledBackServerIsNoticedByTheNextProcess) {
  ASSERT_TRUE(client_->Submit(Rename("one"), kQuick).ok());
  ASSERT_TRUE(client_->GetCheckpoint().ok());
  server_.RollBackTo(2);
  const std::unique_ptr<LedgerClient> later = Connect();
  EXPECT_EQ(ErrorOf(later->GetCheckpoint().status()).reason, "ROLLBACK");
}

TEST_F(LedgerClientTest, AnotherLedgerThanTheProfilesIsNoticed) {
  Profile profile = server_.profile();
  profile.ledger_id[0] ^= 1;
  const auto client = LedgerClient::Open(profile);
  ASSERT_TRUE(client.ok());
  EXPECT_EQ(ErrorOf((*client)->GetCheckpoint().status()).reason, "WRONG_LEDGER");
}

TEST_F(LedgerClientTest, AServerThatIsNotThereIsUnavailable) {
  Profile profile = server_.profile();
  profile.server = "127.0.0.1:1";
  const auto client = LedgerClient::Open(profile);
  ASSERT_TRUE(client.ok());
  const ClientError error = ErrorOf((*client)->Submit(Rename("new"), kQuick).status());
  EXPECT_EQ(error.kind, ErrorKind::kUnavailable);
}

TEST_F(LedgerClientTest, ACertificateOfAnotherAuthorityIsNotTrusted) {
  const std::string elsewhere = FreshFolder("elsewhere");
  const FakeServer other(elsewhere);
  Profile profile = server_.profile();
  profile.server = other.profile().server;
  const auto client = LedgerClient::Open(profile);
  ASSERT_TRUE(client.ok());
  EXPECT_EQ(ErrorOf((*client)->Submit(Rename("new"), kQuick).status()).kind, ErrorKind::kUnavailable);
}

}  // namespace
}  // namespace ingot::client
