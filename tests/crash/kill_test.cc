// kill -9 at any moment under load: what was acknowledged is there, once, and the chain is whole.
#include <atomic>
#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "ledger/audit/replay.h"
#include "ledger/base/strings.h"
#include "ledger/entry/canonical.h"
#include "tests/support/server/server_process.h"
#include "tests/support/temp/temp_dir.h"

namespace ingot {
namespace {

using testing::OpenParty;
using testing::Party;
using testing::ServerProcess;

constexpr int kKills = 50;
constexpr int kWriters = 4;

std::string Bytes16(int writer, int number) {
  std::string key(16, '\0');
  for (size_t i = 0; i < 8; ++i) {
    key[i] = static_cast<char>(writer >> (8 * (7 - i)));
    key[8 + i] = static_cast<char>(static_cast<int64_t>(number) >> (8 * (7 - i)));
  }
  return key;
}

// One to four new emission factors: legal in any order, and the ids tell doubles.
std::vector<client::Draft> Drafts(int writer, int number) {
  std::vector<client::Draft> drafts(1 + number % 4);
  for (size_t i = 0; i < drafts.size(); ++i) {
    v1::Event& event = drafts[i].event;
    event.mutable_occurred_at()->set_unix_us(1'700'000'000'000'000);
    auto* factor = event.mutable_emission_factor_published();
    factor->set_factor_id(Cat("bank/f-", writer, "-", number, "-", i));
    factor->set_origin(v1::ORIGIN_PRIMARY);
    factor->set_co2e_g_per_kg(number);
    factor->set_source("crash test");
  }
  return drafts;
}

// A submission that was sent; kept so that an unknown outcome is learnt by sending the same bytes again.
struct Sent {
  v1::Submission submission;
  std::string receipt;  // serialised; empty while unacknowledged
};

class Writer {
 public:
  Writer(int number, const std::string& profile_path) : number_(number), party_(OpenParty(profile_path)) {}

  // Submits until told to stop. A failure ends a round: the server is being killed.
  void Run(const std::atomic<bool>& stop) {
    while (!stop.load()) {
      if (pending_.submission.events().empty()) {
        auto signed_one = party_.signer->Sign(
            Drafts(number_, next_), {.idempotency_key = Bytes16(number_, next_), .expires_at_us = testing::SoonUs()});
        ASSERT_TRUE(signed_one.ok()) << signed_one.status();
        pending_.submission = *std::move(signed_one);
      }
      const auto receipt = party_.client->Submit(pending_.submission, {.attempts_max = 1});
      if (!receipt.ok()) {
        EXPECT_TRUE(absl::IsUnavailable(receipt.status()) || absl::IsDeadlineExceeded(receipt.status()) ||
                    absl::IsCancelled(receipt.status()))
            << receipt.status();
        party_.client->channel().Pause(absl::Milliseconds(10));
        continue;
      }
      pending_.receipt = entry::Serialise(*receipt);
      acknowledged_.push_back(std::move(pending_));
      pending_ = Sent();
      ++next_;
    }
  }

  // After a restart: every acknowledged submission has its receipt still, byte for byte.
  void CheckAcknowledged(size_t newest) {
    const size_t from = acknowledged_.size() > newest ? acknowledged_.size() - newest : 0;
    for (size_t i = from; i < acknowledged_.size(); ++i) {
      const auto receipt = Fetch(acknowledged_[i].submission.header().idempotency_key());
      ASSERT_TRUE(receipt.ok()) << receipt.status();
      ASSERT_EQ(entry::Serialise(*receipt), acknowledged_[i].receipt) << "writer " << number_ << " submission " << i;
    }
  }

  // Once the server is up again, the channel still takes a while to notice.
  absl::StatusOr<v1::Receipt> Fetch(const std::string& key) {
    const absl::Time limit = absl::Now() + absl::Seconds(30);
    while (true) {
      auto receipt = party_.client->GetReceiptByKey(key);
      if (!absl::IsUnavailable(receipt.status()) || absl::Now() > limit) return receipt;
      party_.client->channel().Pause(absl::Milliseconds(20));
    }
  }

  size_t acknowledged() const { return acknowledged_.size(); }

 private:
  int number_;
  Party party_;
  int next_ = 0;
  Sent pending_;
  std::vector<Sent> acknowledged_;
};

void AuditAll(const std::string& profile_path) {
  Party operator_party = OpenParty(profile_path);
  grpc::ClientContext context;
  operator_party.client->channel().Prepare(context, absl::Minutes(5));
  auto stream = operator_party.client->channel().ledger().StreamEntries(&context, v1::StreamEntriesRequest());
  audit::Replayer replayer;
  std::string checkpoint;
  v1::StreamEntriesResponse message;
  std::map<std::string, int> factors;
  int commitments = 0;
  while (stream->Read(&message)) {
    if (!message.checkpoint().empty()) checkpoint = message.checkpoint();
    for (const v1::EntryBundle& bundle : message.entries()) {
      replayer.Add(bundle.entry(), std::nullopt);
      v1::Entry entry;
      v1::Event event;
      ASSERT_TRUE(entry.ParseFromString(bundle.entry()) && event.ParseFromString(entry.event()));
      if (event.has_emission_factor_published()) ++factors[event.emission_factor_published().factor_id()];
      if (event.has_commitment_published()) ++commitments;
    }
  }
  const grpc::Status status = stream->Finish();
  ASSERT_TRUE(status.ok()) << status.error_message();
  replayer.Finish(checkpoint, operator_party.profile.verifier_keys);
  for (const audit::Finding& finding : replayer.findings()) {
    ADD_FAILURE() << audit::FindingName(finding.kind) << " at " << finding.seq << ": " << finding.message;
  }
  for (const auto& [id, times] : factors) EXPECT_EQ(times, 1) << id;
  EXPECT_GT(commitments, 0) << "to the index, each of which the replay recomputed";
}

TEST(KillTest, NothingAcknowledgedIsLostOrDoubled) {
  const testing::TempDir folder;
  ServerProcess server(folder.path(), {"--commitment-seconds", "1"});
  ASSERT_TRUE(server.Start()) << "see " << server.log_path();
  const std::string profile = server.ProfilePath("bank");
  std::vector<Writer> writers;
  for (int i = 0; i < kWriters; ++i) writers.emplace_back(i + 1, profile);

  const char* seed_text = std::getenv("INGOT_TEST_SEED");
  const unsigned seed = seed_text != nullptr ? static_cast<unsigned>(std::atoi(seed_text)) : std::random_device{}();
  SCOPED_TRACE(Cat("INGOT_TEST_SEED=", seed));
  std::mt19937 random(seed);
  for (int kill = 0; kill < kKills; ++kill) {
    std::atomic<bool> stop{false};
    std::vector<std::thread> threads;
    for (Writer& writer : writers) threads.emplace_back([&] { writer.Run(stop); });
    absl::SleepFor(absl::Milliseconds(std::uniform_int_distribution<int>(0, 400)(random)));
    server.Kill();
    stop = true;
    for (std::thread& thread : threads) thread.join();
    ASSERT_TRUE(server.Start()) << "restart " << kill << ", see " << server.log_path();
    for (Writer& writer : writers) writer.CheckAcknowledged(/*newest=*/8);
    if (HasFatalFailure()) return;
  }
  size_t acknowledged = 0;
  for (Writer& writer : writers) {
    writer.CheckAcknowledged(writer.acknowledged());
    acknowledged += writer.acknowledged();
  }
  EXPECT_GT(acknowledged, static_cast<size_t>(kKills));
  // The index as the kills left it goes on to the next commitment.
  absl::SleepFor(absl::Seconds(4));
  AuditAll(profile);
}

}  // namespace
}  // namespace ingot
