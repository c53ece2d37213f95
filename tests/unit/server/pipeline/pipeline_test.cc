#include "server/pipeline/pipeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "ledger/audit/receipt.h"
#include "ledger/base/strings.h"
#include "ledger/note/note.h"
#include "tests/unit/server/support/test_node.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;

constexpr char kMaker[] = "maker";

TestEvent Brand(const std::string& id) {
  v1::BrandRegistered brand;
  brand.set_brand_id(Cat(kMaker, "/", id));
  brand.set_name(id);
  return Fact(brand);
}

class PipelineTest : public ::testing::Test {
 protected:
  PipelineTest() : node_(ledger_) {
    ledger_.Enrol(kMaker, {v1::ROLE_MANUFACTURER});
    ledger_.Enrol("dealer", {v1::ROLE_DEALER});
    node_.MustStart();
    node_.Replay(ledger_);
    batches_before_ = node_.log().counts().size();
  }

  v1::Submission Build(TestEvent event, const std::string& organisation_id = kMaker) {
    std::vector<TestEvent> events;
    events.push_back(std::move(event));
    return ledger_.Build(organisation_id, std::move(events));
  }

  // Holds the commit log with `submission` in front of it.
  std::shared_ptr<Reply> HoldBehind(v1::Submission submission) {
    node_.log().Hold();
    std::shared_ptr<Reply> reply = node_.Submit(std::move(submission));
    node_.log().AwaitWaiting();
    return reply;
  }

  // Sizes of the batches since the node was set up.
  std::vector<uint64_t> Batches() {
    std::vector<uint64_t> counts = node_.log().counts();
    counts.erase(counts.begin(), counts.begin() + static_cast<ptrdiff_t>(batches_before_));
    return counts;
  }

  // Gives the pipeline time to answer what it must not answer yet.
  void Settle() { std::this_thread::sleep_for(std::chrono::milliseconds(50)); }

  uint64_t Size() { return node_.node().published().Get()->head().size; }

  absl::StatusOr<audit::VerifiedReceipt> Verify(const v1::Receipt& receipt) {
    const absl::StatusOr<note::VerifierKey> key = note::VerifierKey::Parse(node_.node().VerifierKey());
    return audit::VerifyReceipt(receipt, *key, ledger_.ledger_id());
  }

  TestLedger ledger_;
  TestNode node_;
  size_t batches_before_ = 0;
};

TEST_F(PipelineTest, AnAcceptedSubmissionIsAnsweredWithAReceiptThatVerifies) {
  const uint64_t size = Size();
  std::vector<TestEvent> events;
  for (int i = 0; i < 5; ++i) events.push_back(Brand(Cat("b", i)));
  const v1::Receipt receipt = node_.MustSubmit(ledger_.Build(kMaker, std::move(events)));
  const absl::StatusOr<audit::VerifiedReceipt> verified = Verify(receipt);
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->first_seq, size);
  EXPECT_EQ(verified->entries.size(), 5u);
  EXPECT_EQ(verified->tree_size, size + 5);
  EXPECT_EQ(Size(), size + 5);
}

TEST_F(PipelineTest, TheNodeWritesTheBytesThatTheRulesMake) {
  // The TestLedger executed the same submissions with the same function and clock.
  const auto snapshot = node_.node().published().Get();
  ASSERT_EQ(snapshot->head().size, ledger_.entries().size());
  for (uint64_t seq = 0; seq < ledger_.entries().size(); ++seq) {
    EXPECT_EQ(*snapshot->Entry(seq), ledger_.entries()[seq].bytes) << seq;
  }
}

TEST_F(PipelineTest, ARetryGetsTheSameBytesAlsoAfterARestart) {
  const v1::Submission submission = Build(Brand("b"));
  const std::string first = node_.MustSubmit(submission).SerializeAsString();
  const uint64_t size = Size();
  node_.MustSubmit(Build(Brand("later")));
  EXPECT_EQ(node_.MustSubmit(submission).SerializeAsString(), first);
  node_.MustStart();
  EXPECT_EQ(node_.MustSubmit(submission).SerializeAsString(), first);
  EXPECT_EQ(Size(), size + 1);
}

TEST_F(PipelineTest, ARetryOfTheNewestSubmissionAfterARestartIsSignedAgainWithTheSameBytes) {
  const v1::Submission submission = Build(Brand("b"));
  const std::string first = node_.MustSubmit(submission).SerializeAsString();
  node_.MustStart();
  EXPECT_EQ(node_.MustSubmit(submission).SerializeAsString(), first);
}

TEST_F(PipelineTest, ARetryInFlightJoinsTheFirst) {
  const v1::Submission committing = Build(Brand("committing"));
  const v1::Submission forming = Build(Brand("forming"));
  const uint64_t size = Size();
  const auto first = HoldBehind(committing);
  const auto retry_of_committing = node_.Submit(committing);
  const auto second = node_.Submit(forming);
  const auto retry_of_forming = node_.Submit(forming);
  Settle();
  EXPECT_FALSE(first->answered() || retry_of_committing->answered() || second->answered() ||
               retry_of_forming->answered());
  node_.log().Release();
  EXPECT_EQ(node_.ReceiptOf(*retry_of_committing).SerializeAsString(), node_.ReceiptOf(*first).SerializeAsString());
  EXPECT_EQ(node_.ReceiptOf(*retry_of_forming).SerializeAsString(), node_.ReceiptOf(*second).SerializeAsString());
  EXPECT_EQ(Size(), size + 2);
}

TEST_F(PipelineTest, AKeyUsedWithOtherEventsIsRefused) {
  v1::Submission submission = Build(Brand("b"));
  v1::Submission other = Build(Brand("c"));
  other.mutable_header()->set_idempotency_key(submission.header().idempotency_key());
  ledger_.Sign(other, ledger_.KeyOf(kMaker));
  // In flight, and published.
  const auto first = HoldBehind(submission);
  const auto conflict = node_.Submit(other);
  node_.log().Release();
  EXPECT_EQ(conflict->Reason(), v1::REFUSAL_REASON_IDEMPOTENCY_CONFLICT);
  ASSERT_TRUE(first->Get().ok());
  EXPECT_EQ(node_.Submit(other)->Reason(), v1::REFUSAL_REASON_IDEMPOTENCY_CONFLICT);
}

TEST_F(PipelineTest, ARefusalDoesNotConsumeTheKey) {
  v1::BrandRenamed renamed;
  renamed.set_brand_id(Cat(kMaker, "/b"));
  renamed.set_name("another");
  const v1::Submission too_early = Build(Fact(renamed));
  EXPECT_EQ(node_.Submit(too_early)->Reason(), v1::REFUSAL_REASON_NOT_FOUND);
  node_.MustSubmit(Build(Brand("b")));
  EXPECT_TRUE(node_.Submit(too_early)->Get().ok());
}

TEST_F(PipelineTest, ARefusalThatDependsOnAnUnpublishedBatchWaitsForIt) {
  const uint64_t size = Size();
  const auto first = HoldBehind(Build(Brand("b")));
  const auto duplicate = node_.Submit(Build(Brand("b")));
  Settle();
  EXPECT_FALSE(duplicate->answered()) << "it would tell what is not published";
  EXPECT_EQ(Size(), size);
  node_.log().Release();
  EXPECT_EQ(duplicate->Reason(), v1::REFUSAL_REASON_ALREADY_EXISTS);
  EXPECT_GT(Size(), size) << "published when the refusal is told; the receipt is made beside it, in no order";
  EXPECT_TRUE(first->Get().ok());
}

TEST_F(PipelineTest, WhileOneBatchCommitsTheNextForms) {
  const auto first = HoldBehind(Build(Brand("b0")));
  std::vector<std::shared_ptr<Reply>> replies;
  for (int i = 1; i <= 10; ++i) replies.push_back(node_.Submit(Build(Brand(Cat("b", i)))));
  Settle();
  node_.log().Release();
  for (const auto& reply : replies) EXPECT_TRUE(reply->Get().ok());
  EXPECT_TRUE(first->Get().ok());
  EXPECT_THAT(Batches(), ElementsAre(1, 10));
}

TEST_F(PipelineTest, SubmissionsOfALaneKeepTheirOrder) {
  // Each needs the one before it: the same brand is registered, then renamed to the next name and so on.
  const auto lane = std::make_shared<pipeline::Lane>();
  std::vector<std::shared_ptr<Reply>> replies;
  replies.push_back(node_.Submit(Build(Brand("b")), lane));
  for (int i = 0; i < 200; ++i) {
    v1::BrandRenamed renamed;
    renamed.set_brand_id(Cat(kMaker, "/b"));
    renamed.set_name(Cat("name ", i));
    replies.push_back(node_.Submit(Build(Fact(renamed)), lane));
  }
  uint64_t expected = Size();
  for (size_t i = 0; i < replies.size(); ++i) {
    const absl::StatusOr<pipeline::Outcome> outcome = replies[i]->Get();
    ASSERT_TRUE(outcome.ok()) << i << ": " << outcome.status();
    if (i == 0) expected = outcome->first_seq;
    EXPECT_EQ(outcome->first_seq, expected + i);
  }
}

TEST_F(PipelineTest, AKeyThatAnUnpublishedBatchAddedSigns) {
  const crypto::PrivateKey fresh = TestKey("fresh");
  const auto lane = std::make_shared<pipeline::Lane>();
  node_.log().Hold();
  const auto added = node_.Submit(Build(Fact(ledger_.AddKey(kMaker, fresh))), lane);
  node_.log().AwaitWaiting();
  v1::Submission signed_by_it = Build(Brand("b"));
  ledger_.Sign(signed_by_it, fresh);
  v1::Submission forged = Build(Brand("c"));
  ledger_.Sign(forged, fresh);
  forged.mutable_header()->mutable_signature()->back() ^= 1;
  const auto good = node_.Submit(signed_by_it, lane);
  const auto bad = node_.Submit(forged, lane);
  node_.log().Release();
  EXPECT_TRUE(added->Get().ok());
  EXPECT_TRUE(good->Get().ok()) << good->Get().status();
  EXPECT_EQ(bad->Reason(), v1::REFUSAL_REASON_BAD_SIGNATURE);
}

TEST_F(PipelineTest, AKeyThatAnUnpublishedBatchRevokedSignsNoMore) {
  const crypto::PrivateKey fresh = TestKey("fresh");
  node_.MustSubmit(Build(Fact(ledger_.AddKey(kMaker, fresh))));
  v1::KeyRevoked revoked;
  revoked.set_organisation_id(kMaker);
  revoked.set_key_id(ToBytes(crypto::KeyId(fresh.public_key())));
  const auto revocation = HoldBehind(Build(Fact(revoked)));
  v1::Submission late = Build(Brand("b"));
  ledger_.Sign(late, fresh);
  const auto refused = node_.Submit(late);
  node_.log().Release();
  EXPECT_TRUE(revocation->Get().ok());
  EXPECT_EQ(refused->Reason(), v1::REFUSAL_REASON_KEY_NOT_VALID);
}

TEST_F(PipelineTest, TheGuardRefusesAnotherOrganisationsSubmission) {
  Reply reply;
  node_.node().pipeline().Submit("dealer", Build(Brand("b")), nullptr,
                                 [&reply](absl::StatusOr<pipeline::Outcome> o) { reply.Set(std::move(o)); });
  EXPECT_TRUE(reply.answered()) << "on the calling thread";
  EXPECT_EQ(reply.Reason(), v1::REFUSAL_REASON_IDENTITY_MISMATCH);
}

TEST_F(PipelineTest, ABadSignatureAndAWrongLedgerAreRefused) {
  v1::Submission altered = Build(Brand("b"));
  altered.mutable_header()->mutable_signature()->at(5) ^= 1;
  EXPECT_EQ(node_.Submit(altered)->Reason(), v1::REFUSAL_REASON_BAD_SIGNATURE);
  TestLedger other(2);
  other.Enrol(kMaker, {v1::ROLE_MANUFACTURER});
  std::vector<TestEvent> events;
  events.push_back(Brand("b"));
  EXPECT_EQ(node_.Submit(other.Build(kMaker, std::move(events)))->Reason(), v1::REFUSAL_REASON_BAD_SIGNATURE);
}

TEST_F(PipelineTest, AnExpiredSubmissionIsRefusedButItsRetryIsAnswered) {
  const v1::Submission submission = Build(Brand("b"));
  const v1::Submission never_sent = Build(Brand("c"));
  const std::string first = node_.MustSubmit(submission).SerializeAsString();
  node_.source().Advance(2 * TestLedger::kDayUs);
  EXPECT_EQ(node_.Submit(never_sent)->Reason(), v1::REFUSAL_REASON_EXPIRED);
  EXPECT_EQ(node_.MustSubmit(submission).SerializeAsString(), first);
}

}  // namespace
}  // namespace ingot::testing
