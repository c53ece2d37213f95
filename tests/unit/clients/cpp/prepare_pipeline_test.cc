#include "clients/cpp/prepare_pipeline.h"

#include <atomic>
#include <memory>
#include <string>

#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "tests/support/test_ledger.h"

namespace ingot::client {
namespace {

// The entries of a ledger, `each` a message.
EntrySource SourceOf(const testing::TestLedger& ledger, size_t each, size_t first = 0) {
  return [&ledger, each, next = first](v1::StreamEntriesResponse* message) mutable -> absl::StatusOr<bool> {
    if (next == ledger.entries().size()) return false;
    if (next == 0) message->set_checkpoint("note");
    for (size_t i = 0; i < each && next < ledger.entries().size(); ++i) {
      message->add_entries()->set_entry(ledger.entries()[next++].bytes);
    }
    return true;
  };
}

class PreparePipelineTest : public ::testing::Test {
 protected:
  PreparePipelineTest() {
    for (int i = 0; i < 40; ++i) ledger_.Enrol(Cat("org-", i), {v1::ROLE_DEALER});
  }
  testing::TestLedger ledger_;
};

TEST_F(PreparePipelineTest, HandsEveryEntryBackInOrder) {
  for (const int workers : {1, 3}) {
    for (const size_t each : {size_t{1}, size_t{7}, size_t{1000}}) {
      PreparePipeline pipeline(SourceOf(ledger_, each), nullptr, std::nullopt, workers);
      uint64_t seq = 0;
      while (true) {
        auto message = pipeline.Next();
        ASSERT_TRUE(message.ok());
        if (!message->has_value()) break;
        EXPECT_EQ((*message)->checkpoint, seq == 0 ? "note" : "");
        for (const auto& prepared : (*message)->entries) {
          const audit::PreparedEntry& entry = *prepared;
          ASSERT_TRUE(entry.form.ok());
          EXPECT_EQ(entry.seq, seq);
          EXPECT_EQ(entry.leaf, ledger_.entries()[seq].leaf);
          ASSERT_TRUE(entry.event.ok()) << entry.event.status();
          EXPECT_TRUE(entry.signature_holds.value_or(true));
          ++seq;
        }
      }
      EXPECT_EQ(seq, ledger_.entries().size());
    }
  }
}

TEST_F(PreparePipelineTest, SignaturesOfKnownKeysAreVerifiedAhead) {
  // One worker meets the keys in order, so all but genesis and the first submission of a new key are judged.
  PreparePipeline pipeline(SourceOf(ledger_, 1), nullptr, std::nullopt, 1);
  int known = 0, unknown = 0;
  while (true) {
    auto message = pipeline.Next();
    ASSERT_TRUE(message.ok());
    if (!message->has_value()) break;
    for (const auto& entry : (*message)->entries) {
      if (entry->header.has_value()) ++(entry->signature_holds.has_value() ? known : unknown);
    }
  }
  EXPECT_EQ(unknown, 1) << "genesis names its key itself";
  EXPECT_EQ(known, 40);
}

TEST_F(PreparePipelineTest, AStreamWithinALedgerNeedsItsId) {
  PreparePipeline pipeline(SourceOf(ledger_, 5, 3), nullptr, ledger_.ledger_id(), 2);
  auto message = pipeline.Next();
  ASSERT_TRUE(message.ok() && message->has_value());
  EXPECT_EQ((*message)->entries.front()->seq, 3u);
}

TEST_F(PreparePipelineTest, AnErrorOfTheSourceComesAfterWhatCameBefore) {
  const EntrySource source = [honest = SourceOf(ledger_, 1),
                              times = 0](v1::StreamEntriesResponse* message) mutable -> absl::StatusOr<bool> {
    if (++times == 5) return absl::UnavailableError("gone");
    return honest(message);
  };
  PreparePipeline pipeline(source, nullptr, std::nullopt, 2);
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(pipeline.Next().ok());
  EXPECT_TRUE(absl::IsUnavailable(pipeline.Next().status()));
}

TEST_F(PreparePipelineTest, ReadsOnlySoFarAhead) {
  std::atomic<size_t> read{0};
  const EntrySource source = [honest = SourceOf(ledger_, 1), &read](v1::StreamEntriesResponse* message) mutable {
    ++read;
    return honest(message);
  };
  PreparePipeline pipeline(source, nullptr, std::nullopt, 2);
  ASSERT_TRUE(pipeline.Next().ok());
  absl::SleepFor(absl::Milliseconds(50));
  EXPECT_LE(read, PreparePipeline::kMaxAhead + 2);
}

TEST_F(PreparePipelineTest, ASourceThatWaitsIsInterrupted) {
  absl::Notification interrupted;
  const EntrySource source = [&interrupted](v1::StreamEntriesResponse*) -> absl::StatusOr<bool> {
    interrupted.WaitForNotification();
    return absl::CancelledError("interrupted");
  };
  const auto pipeline = std::make_unique<PreparePipeline>(
      source, [&interrupted] { interrupted.Notify(); }, std::nullopt, 1);
  // Its destruction must end.
}

}  // namespace
}  // namespace ingot::client
