#include "storage/commit/applier.h"

#include <gtest/gtest.h>

#include <optional>

#include "ledger/state/record_key.h"
#include "storage/db/state_view.h"
#include "tests/unit/storage/support/expect_ledger.h"
#include "tests/unit/storage/support/fault_file_system.h"
#include "tests/unit/storage/support/ledger_maker.h"
#include "tests/unit/storage/support/temp_dir.h"

namespace ingot::storage {
namespace {

class ApplierTest : public ::testing::Test {
 protected:
  TempDir dir_;
  LedgerMaker maker_;
  std::optional<TestLedger> ledger_{TestOptions(dir_.path())};
};

TEST_F(ApplierTest, WritesWholeBatches) {
  std::shared_ptr<const Snapshot> snapshot;
  for (const size_t count : {1, 2, 300, 7, 1000}) {
    snapshot = ledger_->Commit(maker_, count);
    ExpectLedger(*snapshot, maker_);
  }
  EXPECT_EQ(snapshot->note(), LedgerMaker::NoteOf(1310));
  EXPECT_EQ(ledger_->applier.head().size, 1310u);
  ExpectTree(*snapshot, maker_.leaves());
}

TEST_F(ApplierTest, StateViewSeesWhatIsCommitted) {
  const StateView view(ledger_->opened.database);
  EXPECT_EQ(view.Find(state::LedgerKey()), nullptr);
  ledger_->Commit(maker_, 200);
  for (const auto& [key, record] : maker_.state().records()) {
    const state::RecordPtr found = view.Find(key);
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->SerializeAsString(), record->SerializeAsString());
  }
}

// Notes of several earlier batches may come together, and late.
TEST_F(ApplierTest, StoresNotesWithALaterBatch) {
  for (int i = 0; i < 3; ++i) {
    const MadeBatch made = maker_.Next(2);
    ledger_->applier.Apply(made.batch, made.effects);
  }
  maker_.Sign(2);
  maker_.Sign(6);
  const MadeBatch made = maker_.Next(2);
  const std::shared_ptr<const Snapshot> snapshot = ledger_->applier.Apply(made.batch, made.effects);
  ExpectLedger(*snapshot, maker_);
  EXPECT_EQ(snapshot->CheckpointAtOrAfter(2)->note, LedgerMaker::NoteOf(2));
  EXPECT_EQ(snapshot->CheckpointAtOrAfter(3)->note, "");
  EXPECT_EQ(snapshot->CheckpointAtOrAfter(5)->note, LedgerMaker::NoteOf(6));
  const absl::StatusOr<std::vector<CheckpointRecord>> unsigned_ones = snapshot->UnsignedCheckpoints(10);
  ASSERT_TRUE(unsigned_ones.ok());
  ASSERT_EQ(unsigned_ones->size(), 1u);
  EXPECT_EQ(unsigned_ones->front().size, 8u);
}

TEST_F(ApplierTest, TheSyncIsBeforeTheReturn) {
  TempDir dir;
  auto file_system = std::make_shared<FaultFileSystem>();
  LedgerOptions options = TestOptions(dir.path());
  options.database.file_system = file_system;
  LedgerMaker maker;
  TestLedger ledger(options);
  for (const size_t count : {1, 50, 700}) {
    const MadeBatch made = maker.Next(count);
    ledger.applier.Apply(made.batch, made.effects);
    EXPECT_EQ(file_system->UnsyncedLogBytes(), 0u);
  }
  Applier lazy(ledger.opened.database, ledger.applier.head(), /*must_sync=*/false);
  const MadeBatch made = maker.Next(5);
  lazy.Apply(made.batch, made.effects);
  EXPECT_GT(file_system->UnsyncedLogBytes(), 0u);
}

class ApplierDeathTest : public ApplierTest {
 protected:
  void SetUp() override {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    ledger_->Commit(maker_, 250);
    made_ = maker_.Next(10);  // completes tile 0
  }
  void Apply() { ledger_->applier.Apply(made_.batch, made_.effects); }

  MadeBatch made_;
};

TEST_F(ApplierDeathTest, ABatchThatDoesNotContinueTheHead) {
  made_.batch.first = 249;
  EXPECT_DEATH(Apply(), "batch.first == head.size");
  made_.batch.first = 250;
  made_.batch.prev[0] ^= 1;
  EXPECT_DEATH(Apply(), "batch.prev == head.last_leaf");
}

TEST_F(ApplierDeathTest, BytesThatAreNotTheBatch) {
  const MadeBatch good = made_;
  made_.batch.bytes[made_.batch.bytes.size() - 9] ^= 1;  // the last entry's last byte; nothing goes with it
  EXPECT_DEATH(Apply(), "LeafHash");
  made_ = good;
  made_.batch.bytes.pop_back();
  EXPECT_DEATH(Apply(), "cut short");
  made_ = good;
  made_.batch.count = 9;
  EXPECT_DEATH(Apply(), "left over");
}

TEST_F(ApplierDeathTest, EffectsThatDoNotAgree) {
  const MadeBatch good = made_;
  made_.effects.head.size = 261;
  EXPECT_DEATH(Apply(), "next.size");
  made_ = good;
  made_.effects.head.last_leaf[5] ^= 1;
  EXPECT_DEATH(Apply(), "next.last_leaf");
  made_ = good;
  made_.effects.head.ledger_id[5] ^= 1;
  EXPECT_DEATH(Apply(), "next.ledger_id");
  made_ = good;
  made_.effects.head.last_recorded_at_us = 1;
  EXPECT_DEATH(Apply(), "last_recorded_at_us");
  made_ = good;
  made_.effects.head.edge = std::make_shared<const merkle::TileEdge>();
  EXPECT_DEATH(Apply(), "PartialTileWidth");
  made_ = good;
  made_.effects.checkpoint_key_ids.clear();
  EXPECT_DEATH(Apply(), "checkpoint_key_ids");
}

TEST_F(ApplierDeathTest, TilesMissingOrTooMany) {
  const MadeBatch good = made_;
  ASSERT_EQ(made_.effects.tiles.size(), 1u);
  made_.effects.tiles.clear();
  EXPECT_DEATH(Apply(), "FullTileCount");
  made_ = good;
  made_.effects.tiles.push_back(made_.effects.tiles.front());
  EXPECT_DEATH(Apply(), "tile.index");
  made_ = good;
  made_.effects.tiles.front().bytes.pop_back();
  EXPECT_DEATH(Apply(), "kFullTileBytes");
}

TEST_F(ApplierDeathTest, ANoteWithoutItsCheckpoint) {
  made_.effects.notes = {{.size = 260, .note = "not committed yet"}};
  EXPECT_DEATH(Apply(), "committed_size");
  made_.effects.notes = {{.size = 249, .note = "no batch ends there"}};
  EXPECT_DEATH(Apply(), "No readable checkpoint of size 249");
}

// Durability unknown means stop.
TEST(ApplierFaultDeathTest, AFailedSyncOrWriteAborts) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto apply = [](bool fail_sync) {
    TempDir dir;
    auto file_system = std::make_shared<FaultFileSystem>();
    LedgerOptions options = TestOptions(dir.path());
    options.database.file_system = file_system;
    LedgerMaker maker;
    TestLedger ledger(options);
    ledger.Commit(maker, 5);
    fail_sync ? file_system->FailSyncs() : file_system->FailAppends();
    ledger.Commit(maker, 5);
  };
  EXPECT_DEATH(apply(true), "injected");
  EXPECT_DEATH(apply(false), "injected");
}

}  // namespace
}  // namespace ingot::storage
