// What a power failure leaves, opened again.
#include <gtest/gtest.h>

#include <filesystem>
#include <mutex>
#include <vector>

#include "ledger/base/strings.h"
#include "storage/open/open_ledger.h"
#include "tests/unit/storage/support/corruption.h"
#include "tests/unit/storage/support/expect_ledger.h"
#include "tests/unit/storage/support/fault_file_system.h"
#include "tests/unit/storage/support/ledger_maker.h"
#include "tests/unit/storage/support/temp_dir.h"

namespace ingot::storage {
namespace {

namespace fs = std::filesystem;

class CrashTest : public ::testing::Test {
 protected:
  CrashTest() { options_.database.file_system = file_system_; }

  // Options of a ledger whose disk looks as if the power had failed now.
  LedgerOptions Image(FaultFileSystem::Tail tail = {}) {
    const std::string directory = dir_.Sub(Cat("image-", images_++));
    fs::create_directory(directory);
    LedgerOptions image = TestOptions(directory);
    image.database.create_if_missing = false;
    // First the anchor: the database may go on meanwhile, and must never be behind it.
    fs::copy_file(options_.anchor_path, image.anchor_path);
    file_system_->WriteImage(options_.database.path, image.database.path, tail);
    return image;
  }

  // Of a hundred entries each, all in one log: an allocator that rounds up fills small memtables early.
  void CommitFourBatches() {
    LedgerOptions options = options_;
    options.database.memtable_bytes = size_t{128} << 20;
    TestLedger ledger(options);
    for (int i = 0; i < 4; ++i) {
      ledger.Commit(maker_, 100);
    }
  }

  TempDir dir_;
  std::shared_ptr<FaultFileSystem> file_system_ = std::make_shared<FaultFileSystem>();
  LedgerOptions options_ = TestOptions(dir_.path());
  LedgerMaker maker_;
  int images_ = 0;
};

TEST_F(CrashTest, EveryAppliedBatchSurvives) {
  TestLedger ledger(options_);
  for (const size_t count : {1, 200, 3, 700, 40}) {
    ledger.Commit(maker_, count);
    if (count == 3) {
      FlushAll(*ledger.opened.database);
    }
    const TestLedger after(Image());
    ExpectLedger(*after.opened.snapshot, maker_);
  }
}

// A batch that was written and not synced is there whole or not at all, wherever the log was cut.
TEST_F(CrashTest, ACutLogHoldsWholeBatches) {
  TestLedger ledger(options_);
  ledger.Commit(maker_, 30);
  const LedgerMaker before = maker_;
  Applier lazy(ledger.opened.database, ledger.applier.head(), /*must_sync=*/false);
  const MadeBatch made = maker_.Next(25);
  lazy.Apply(made.batch, made.effects);
  const size_t unsynced = file_system_->UnsyncedLogBytes();
  ASSERT_GT(unsynced, 5'000u);
  size_t whole = 0;
  for (size_t kept = 0; kept <= unsynced; kept += kept == unsynced ? 1 : std::min<size_t>(397, unsynced - kept)) {
    const TestLedger after(Image({.kept_bytes = kept}));
    const bool has_batch = after.opened.head.size == maker_.size();
    ExpectLedger(*after.opened.snapshot, has_batch ? maker_ : before);
    EXPECT_EQ(has_batch, kept == unsynced) << kept;
    whole += has_batch ? 1 : 0;
  }
  EXPECT_EQ(whole, 1u);
}

// Of the batch that was being written some blocks reached the disk and others did not. It was never signed, so the
// ledger opens without it.
TEST_F(CrashTest, AnUnsignedBatchWithHolesIsLeftOut) {
  TestLedger ledger(options_);
  ledger.Commit(maker_, 30);
  const LedgerMaker before = maker_;
  Applier lazy(ledger.opened.database, ledger.applier.head(), /*must_sync=*/false);
  const MadeBatch made = maker_.Next(25);
  lazy.Apply(made.batch, made.effects);
  for (const size_t kept : {0u, 3u, 7u, 100u, 4096u}) {
    const LedgerOptions image = Image({.kept_bytes = kept, .zero_bytes = SIZE_MAX});
    LedgerMaker maker = before;
    {
      TestLedger after(image);
      ExpectLedger(*after.opened.snapshot, maker);
      after.Commit(maker, 3);
    }
    const TestLedger again(image);
    ExpectLedger(*again.opened.snapshot, maker);
  }
}

// The disk at many moments of a run with flushes and new logs: each holds at least what was acknowledged, and a state
// that one batch left.
TEST_F(CrashTest, EveryMomentIsAStateBetweenBatches) {
  struct Moment {
    LedgerOptions options;
    size_t acknowledged_batches;
  };
  std::mutex mutex;
  std::vector<Moment> moments;
  size_t acknowledged = 0;
  size_t operations = 0;
  std::vector<LedgerMaker> states(1);
  {
    LedgerOptions options = options_;
    options.database.memtable_bytes = size_t{1} << 20;
    TestLedger ledger(options);
    file_system_->OnOperation([&] {
      const std::lock_guard<std::mutex> lock(mutex);
      if (operations++ % 11 == 0) {
        moments.push_back({Image({.kept_bytes = operations % 5 * 1000}), acknowledged});
      }
    });
    for (int i = 0; i < 14; ++i) {
      ledger.Commit(maker_, i % 3 == 0 ? 300 : 7);
      states.push_back(maker_);
      {
        const std::lock_guard<std::mutex> lock(mutex);
        ++acknowledged;
      }
      if (i % 5 == 4) {
        FlushAll(*ledger.opened.database);
      }
    }
    file_system_->OnOperation(nullptr);
  }
  EXPECT_GT(moments.size(), 20u);
  for (const Moment& moment : moments) {
    {
      const absl::StatusOr<OpenedLedger> after = OpenLedger(moment.options);
      ASSERT_TRUE(after.ok()) << after.status();
      size_t batches = 0;
      while (batches < states.size() && states[batches].size() != after->head.size) {
        ++batches;
      }
      ASSERT_LT(batches, states.size()) << after->head.size;
      EXPECT_GE(batches, moment.acknowledged_batches);
      ExpectLedger(*after->snapshot, states[batches]);
    }
    fs::remove_all(fs::path(moment.options.database.path).parent_path());
  }
}

// Signed batches behind the damage are evidence: the ledger stays closed, and the log as it is.
TEST_F(CrashTest, DamageBeforeSignedBatchesIsRefusedAndKept) {
  CommitFourBatches();
  const LedgerOptions image = Image();
  std::string log;
  for (const auto& file : fs::directory_iterator(image.database.path)) {
    if (file.path().extension() == ".log" && file.file_size() > 1000) {
      ASSERT_EQ(log, "");
      log = file.path().string();
    }
  }
  FlipByte(log, fs::file_size(log) / 2);
  const std::string bytes = ReadFile(log);
  for (int i = 0; i < 2; ++i) {
    const absl::Status status = OpenLedger(image).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
    EXPECT_NE(std::string(status.message()).find("the anchor knows 400"), std::string::npos) << status;
    EXPECT_EQ(ReadFile(log), bytes);
  }
}

// A log that lost its synced tail opens in RocksDB, and the anchor notices.
TEST_F(CrashTest, ALogWithoutItsSyncedTailIsRefused) {
  CommitFourBatches();
  const LedgerOptions image = Image();
  for (const auto& file : fs::directory_iterator(image.database.path)) {
    if (file.path().extension() == ".log" && file.file_size() > 1000) {
      fs::resize_file(file.path(), file.file_size() - 10);
    }
  }
  const absl::Status status = OpenLedger(image).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
  EXPECT_NE(std::string(status.message()).find("holds 300 entries, and the anchor knows 400"), std::string::npos)
      << status;
}

}  // namespace
}  // namespace ingot::storage
