#include "server/refused/keeper.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "ledger/base/check.h"
#include "ledger/refusal/refusal.h"
#include "storage/refused/refused_reader.h"
#include "tests/support/temp/temp_dir.h"
#include "tests/unit/server/support/test_node.h"

namespace ingot::refused {
namespace {

absl::Status Refusal(v1::RefusalReason reason) { return refusal::Refuse(reason, "field", "message"); }

class KeeperTest : public ::testing::Test {
 protected:
  KeeperTest() {
    storage::DatabaseOptions options;
    options.path = dir_.path() + "/db";
    options.create_if_missing = true;
    absl::StatusOr<std::shared_ptr<storage::Database>> database = storage::Database::Open(options);
    INGOT_CHECK_OK(database);
    database_ = *std::move(database);
  }

  void Start() {
    absl::StatusOr<std::unique_ptr<Keeper>> keeper =
        Keeper::Start(options_, database_, source_, [this] { return gate_; });
    INGOT_CHECK_OK(keeper);
    keeper_ = *std::move(keeper);
  }

  void Offer(const std::string& organisation, size_t event_bytes = 10) {
    entry::AdmittedSubmission submission;
    submission.header.set_organisation_id(organisation);
    submission.events.emplace_back().bytes = std::string(event_bytes, 'e');
    keeper_->Offer(std::move(submission), Refusal(v1::REFUSAL_REASON_NOT_HOLDER), 7);
  }

  storage::v1::RefusedCounts Counts(const std::string& organisation) {
    absl::StatusOr<storage::v1::RefusedCounts> counts = storage::RefusedReader(database_).Counts(organisation);
    INGOT_CHECK_OK(counts);
    return *counts;
  }

  testing::TempDir dir_;
  testing::FakeSource source_{1'000'000};
  absl::Status gate_ = absl::OkStatus();
  KeeperOptions options_;
  std::shared_ptr<storage::Database> database_;
  std::unique_ptr<Keeper> keeper_;
};

TEST(IsKeptTest, WhatSaysSomethingAboutTheSubmission) {
  EXPECT_TRUE(IsKept(Refusal(v1::REFUSAL_REASON_NOT_HOLDER)));
  EXPECT_TRUE(IsKept(Refusal(v1::REFUSAL_REASON_IDEMPOTENCY_CONFLICT)));
  EXPECT_TRUE(IsKept(Refusal(v1::REFUSAL_REASON_EXPIRED)));
  for (const v1::RefusalReason reason :
       {v1::REFUSAL_REASON_OVERLOADED, v1::REFUSAL_REASON_DISK_RESERVE, v1::REFUSAL_REASON_CLOCK,
        v1::REFUSAL_REASON_SHUTTING_DOWN, v1::REFUSAL_REASON_CHECKPOINT_KEY_NOT_HELD}) {
    EXPECT_FALSE(IsKept(Refusal(reason)));
  }
  EXPECT_FALSE(IsKept(absl::InternalError("defect")));
}

TEST_F(KeeperTest, AStopWritesWhatWaits) {
  Start();
  Offer("a");
  Offer("b");
  keeper_->Stop();
  EXPECT_EQ(Counts("").kept(), 2u);
  EXPECT_EQ(Counts("a").kept(), 1u);
}

TEST_F(KeeperTest, AnOrganisationHasABurstAndThenARate) {
  options_.burst = 3;
  options_.interval = absl::Seconds(10);
  Start();
  for (int i = 0; i < 4; ++i) Offer("a");
  Offer("b");
  source_.Advance(9'999'999);
  Offer("a");
  source_.Advance(1);
  Offer("a");
  Offer("a");
  keeper_->Stop();
  EXPECT_EQ(Counts("a").kept(), 4u);
  EXPECT_EQ(Counts("a").not_kept(), 3u);
  EXPECT_EQ(Counts("b").kept(), 1u);
  EXPECT_EQ(Counts("").not_kept(), 3u);
}

TEST_F(KeeperTest, WhatIsLargerThanTheQueueIsCounted) {
  options_.max_waiting_bytes = 1'000;
  Start();
  Offer("a", 2'000);
  keeper_->Stop();
  EXPECT_EQ(Counts("a").kept(), 0u);
  EXPECT_EQ(Counts("a").not_kept(), 1u);
}

TEST_F(KeeperTest, NothingIsWrittenOntoAFullDisk) {
  gate_ = Refusal(v1::REFUSAL_REASON_DISK_RESERVE);
  Start();
  Offer("a");
  keeper_->Stop();
  EXPECT_EQ(Counts("").kept(), 0u);
  EXPECT_EQ(Counts("").not_kept(), 0u) << "the count waits for room, too";
}

}  // namespace
}  // namespace ingot::refused
