// The same idempotency key: the same receipt, byte for byte, also after a restart and after many later entries.
#include <string>
#include <thread>
#include <vector>

#include "clients/cpp/submit_stream.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "ledger/entry/canonical.h"
#include "tests/support/server/server_process.h"
#include "tests/support/temp/temp_dir.h"

namespace ingot {
namespace {

using testing::Party;
using testing::ServerProcess;

client::Draft Factor(const std::string& local) {
  client::Draft draft;
  draft.event.mutable_occurred_at()->set_unix_us(1'700'000'000'000'000);
  auto* factor = draft.event.mutable_emission_factor_published();
  factor->set_factor_id("bank/" + local);
  factor->set_origin(v1::ORIGIN_PRIMARY);
  factor->set_co2e_g_per_kg(1);
  factor->set_source("test");
  return draft;
}

v1::Submission Sign(const Party& party, const std::string& tag, int events) {
  std::vector<client::Draft> drafts;
  for (int i = 0; i < events; ++i) drafts.push_back(Factor(Cat(tag, "-", i)));
  auto submission = party.signer->Sign(std::move(drafts), {.expires_at_us = testing::SoonUs()});
  EXPECT_TRUE(submission.ok()) << submission.status();
  return *std::move(submission);
}

TEST(RetryTest, SameReceiptAfterRestartAndAHundredThousandEntries) {
  const testing::TempDir folder;
  ServerProcess server(folder.path());
  ASSERT_TRUE(server.Start()) << "see " << server.log_path();
  Party party = testing::OpenParty(server.ProfilePath("bank"));
  const v1::Submission one = Sign(party, "one", 1);
  const v1::Submission seven = Sign(party, "seven", 7);
  const auto first = party.client->Submit(one);
  const auto second = party.client->Submit(seven);
  ASSERT_TRUE(first.ok() && second.ok()) << first.status() << second.status();

  const auto same = [&] {
    const auto first_again = party.client->Submit(one);
    const auto second_again = party.client->Submit(seven);
    ASSERT_TRUE(first_again.ok() && second_again.ok()) << first_again.status() << second_again.status();
    EXPECT_EQ(entry::Serialise(*first_again), entry::Serialise(*first));
    EXPECT_EQ(entry::Serialise(*second_again), entry::Serialise(*second));
  };
  same();

  uint64_t refused = 0;
  client::SubmitStream stream(*party.client, client::SubmitStream::kMaxWindow, absl::Minutes(5),
                              [&](uint64_t, const client::StreamOutcome& outcome) { refused += !outcome.ok(); });
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(stream.Send(Sign(party, Cat("bulk", i), 1000)).ok());
  const absl::Status finished = stream.Finish();
  ASSERT_TRUE(finished.ok()) << finished;
  EXPECT_EQ(refused, 0u);
  same();

  EXPECT_EQ(server.Terminate(), 0) << "see " << server.log_path();
  ASSERT_TRUE(server.Start()) << "see " << server.log_path();
  same();
  server.Kill();
  ASSERT_TRUE(server.Start()) << "see " << server.log_path();
  same();
}

TEST(RetryTest, OtherEventsUnderTheSameKeyAreRefused) {
  const testing::TempDir folder;
  ServerProcess server(folder.path());
  ASSERT_TRUE(server.Start()) << "see " << server.log_path();
  Party party = testing::OpenParty(server.ProfilePath("bank"));
  const client::SubmissionOptions options{.idempotency_key = std::string(16, 'k'), .expires_at_us = testing::SoonUs()};
  const auto first = party.signer->Sign({Factor("a")}, options);
  const auto other = party.signer->Sign({Factor("b")}, options);
  ASSERT_TRUE(first.ok() && other.ok());
  ASSERT_TRUE(party.client->Submit(*first).ok());
  const auto refused = party.client->Submit(*other);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(client::ErrorOf(refused.status()).reason, "IDEMPOTENCY_CONFLICT");
}

TEST(RetryTest, ARefusalDoesNotConsumeTheKey) {
  const testing::TempDir folder;
  ServerProcess server(folder.path());
  ASSERT_TRUE(server.Start()) << "see " << server.log_path();
  Party party = testing::OpenParty(server.ProfilePath("bank"));
  const client::SubmissionOptions options{.idempotency_key = std::string(16, 'k'), .expires_at_us = testing::SoonUs()};
  const auto wrong = party.signer->Sign({Factor("a"), Factor("a")}, options);
  const auto right = party.signer->Sign({Factor("a")}, options);
  ASSERT_TRUE(wrong.ok() && right.ok());
  EXPECT_FALSE(party.client->Submit(*wrong).ok());
  const auto accepted = party.client->Submit(*right);
  EXPECT_TRUE(accepted.ok()) << accepted.status();
}

TEST(RetryTest, RetriesInFlightGetOneReceipt) {
  const testing::TempDir folder;
  ServerProcess server(folder.path());
  ASSERT_TRUE(server.Start()) << "see " << server.log_path();
  Party party = testing::OpenParty(server.ProfilePath("bank"));
  const v1::Submission submission = Sign(party, "race", 3);
  std::vector<std::string> receipts(8);
  std::vector<std::thread> threads;
  for (std::string& receipt : receipts) {
    threads.emplace_back([&] {
      const auto answer = party.client->Submit(submission);
      ASSERT_TRUE(answer.ok()) << answer.status();
      receipt = entry::Serialise(*answer);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& receipt : receipts) EXPECT_EQ(receipt, receipts.front());
}

}  // namespace
}  // namespace ingot
