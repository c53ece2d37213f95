#include "storage/open/open_ledger.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <optional>

#include "ledger/base/strings.h"
#include "ledger/merkle/proof.h"
#include "storage/db/keys.h"
#include "tests/unit/storage/support/corruption.h"
#include "tests/unit/storage/support/expect_ledger.h"
#include "tests/unit/storage/support/ledger_maker.h"
#include "tests/unit/storage/support/temp_dir.h"

namespace ingot::storage {
namespace {

namespace fs = std::filesystem;

class OpenLedgerTest : public ::testing::Test {
 protected:
  // A ledger of these batches, closed.
  void Make(std::initializer_list<size_t> batches, LedgerMaker::WithState with_state = LedgerMaker::WithState::kYes) {
    TestLedger ledger(options_);
    for (const size_t count : batches) {
      ledger.Commit(maker_, count, with_state);
    }
  }

  absl::Status Refused() const { return OpenLedger(options_).status(); }

  // Alters the closed database.
  void Alter(const std::function<void(const Database&)>& alter) const {
    const absl::StatusOr<std::shared_ptr<Database>> database = Database::Open(options_.database);
    ASSERT_TRUE(database.ok()) << database.status();
    alter(**database);
  }

  void ExpectRefused(absl::StatusCode code, const std::string& text) const {
    const absl::Status status = Refused();
    EXPECT_EQ(status.code(), code) << status;
    EXPECT_NE(std::string(status.message()).find(text), std::string::npos) << status;
  }

  TempDir dir_;
  LedgerOptions options_ = TestOptions(dir_.path());
  LedgerMaker maker_;
};

TEST_F(OpenLedgerTest, MakesAnEmptyLedgerOnlyWhenAsked) {
  options_.database.create_if_missing = false;
  EXPECT_EQ(Refused().code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(fs::is_empty(dir_.path()));
  options_.database.create_if_missing = true;
  {
    const absl::StatusOr<OpenedLedger> opened = OpenLedger(options_);
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(opened->head.size, 0u);
    EXPECT_TRUE(opened->unsigned_checkpoints.empty());
  }
  options_.database.create_if_missing = false;
  EXPECT_TRUE(OpenLedger(options_).ok());
}

TEST_F(OpenLedgerTest, ReopensWhatWasCommitted) {
  Make({1, 30, 400});
  TestLedger ledger(options_);
  ExpectLedger(*ledger.opened.snapshot, maker_);
  ASSERT_EQ(ledger.opened.unsigned_checkpoints.size(), 1u);
  EXPECT_EQ(ledger.opened.unsigned_checkpoints.front().size, 431u);
  // And goes on.
  ledger.Commit(maker_, 600);
  ExpectLedger(*ledger.Commit(maker_, 1), maker_);
}

// The edge lives in memory only: rebuilt where tiles are just not, just, and more than full.
TEST_F(OpenLedgerTest, RebuildsTheEdgeAroundFullTiles) {
  for (const uint64_t size : {1u, 255u, 256u, 257u, 511u, 512u, 513u, 769u}) {
    TempDir dir;
    LedgerMaker maker;
    {
      TestLedger ledger(TestOptions(dir.path()));
      ledger.Commit(maker, size, LedgerMaker::WithState::kNo);
    }
    const absl::StatusOr<OpenedLedger> opened = OpenLedger(TestOptions(dir.path()));
    ASSERT_TRUE(opened.ok()) << size << " " << opened.status();
    EXPECT_EQ(*opened->head.edge, *maker.head().edge) << size;
    ExpectTree(*opened->snapshot, maker.leaves());
  }
}

TEST_F(OpenLedgerTest, RebuildsTheEdgeAroundFullTilesOfTheSecondLevel) {
  Make({16'384, 16'384, 16'384, 16'383}, LedgerMaker::WithState::kNo);
  EXPECT_EQ(maker_.size(), 65'535u);
  for (const size_t more : {1u, 1u, 254u, 1u}) {  // 65 536, 65 537, 65 791, 65 792
    TestLedger ledger(options_);
    EXPECT_EQ(*ledger.opened.head.edge, *maker_.head().edge) << maker_.size();
    EXPECT_EQ(ToHex(*merkle::RootFromNodes(ledger.opened.snapshot->Nodes(), maker_.size())), ToHex(maker_.head().root));
    ledger.Commit(maker_, more, LedgerMaker::WithState::kNo);
  }
  const TestLedger ledger(options_);
  ExpectTree(*ledger.opened.snapshot, maker_.leaves());
}

// Several batches may be committed and none of their notes stored when the process ends.
TEST_F(OpenLedgerTest, ReportsCheckpointsWithoutNotes) {
  {
    TestLedger ledger(options_);
    ledger.Commit(maker_, 5);
    for (int i = 0; i < 3; ++i) {
      const MadeBatch made = maker_.Next(2);
      ledger.applier.Apply(made.batch, made.effects);
    }
  }
  const absl::StatusOr<OpenedLedger> opened = OpenLedger(options_);
  ASSERT_TRUE(opened.ok()) << opened.status();
  std::vector<uint64_t> sizes;
  for (const CheckpointRecord& checkpoint : opened->unsigned_checkpoints) {
    sizes.push_back(checkpoint.size);
  }
  EXPECT_EQ(sizes, (std::vector<uint64_t>{7, 9, 11}));
}

// The last batches were committed and never signed: the anchor lies behind, which is well.
TEST_F(OpenLedgerTest, AnAnchorBehindTheDatabaseIsFine) {
  Make({5, 6});
  const std::string anchor = ReadFile(options_.anchor_path);
  Make({});
  {
    TestLedger ledger(options_);
    ledger.Commit(maker_, 7);
  }
  WriteFile(options_.anchor_path, anchor);
  EXPECT_TRUE(Refused().ok()) << Refused();
}

TEST_F(OpenLedgerTest, ALostAnchorIsRefused) {
  Make({5});
  fs::remove(options_.anchor_path);
  ExpectRefused(absl::StatusCode::kFailedPrecondition, "no anchor");
  EXPECT_FALSE(fs::exists(options_.anchor_path));
}

TEST_F(OpenLedgerTest, AnUnreadableAnchorIsRefused) {
  Make({5});
  WriteFile(options_.anchor_path, std::string(8192, 'x'));
  ExpectRefused(absl::StatusCode::kDataLoss, "Neither slot");
}

TEST_F(OpenLedgerTest, AnOlderCopyOfTheDatabaseIsRefused) {
  Make({5, 6});
  fs::copy(options_.database.path, dir_.Sub("backup"), fs::copy_options::recursive);
  {
    TestLedger ledger(options_);
    ledger.Commit(maker_, 1);
  }
  fs::remove_all(options_.database.path);
  fs::rename(dir_.Sub("backup"), options_.database.path);
  ExpectRefused(absl::StatusCode::kFailedPrecondition, "The database holds 11 entries, and the anchor knows 12");
}

TEST_F(OpenLedgerTest, ALostDatabaseIsRefusedAndNotMadeAnew) {
  Make({5});
  fs::remove_all(options_.database.path);
  ExpectRefused(absl::StatusCode::kFailedPrecondition, "no database at");
  EXPECT_FALSE(fs::exists(options_.database.path));
  fs::create_directory(options_.database.path);
  ExpectRefused(absl::StatusCode::kFailedPrecondition, "no database at");
}

TEST_F(OpenLedgerTest, AnotherLedgersAnchorIsRefused) {
  Make({5});
  TempDir other;
  LedgerMaker other_maker;
  {
    // Same size, other entry 0.
    TestLedger ledger(TestOptions(other.path()));
    LedgerMaker shifted;
    ledger.Commit(shifted, 1);
    absl::StatusOr<std::unique_ptr<Anchor>> anchor = Anchor::Create(other.Sub("foreign"));
    Hash foreign{};
    foreign.fill(7);
    (*anchor)->Record(5, maker_.head().root, foreign);
  }
  fs::rename(other.Sub("foreign"), options_.anchor_path);
  ExpectRefused(absl::StatusCode::kFailedPrecondition, "The anchor belongs to the ledger 0707");
}

TEST_F(OpenLedgerTest, AnotherRootThanTheAnchorsIsRefused) {
  Make({5, 6});
  fs::remove(options_.anchor_path);
  {
    absl::StatusOr<std::unique_ptr<Anchor>> anchor = Anchor::Create(options_.anchor_path);
    Hash root{};
    (*anchor)->Record(5, root, maker_.head().ledger_id);
  }
  ExpectRefused(absl::StatusCode::kFailedPrecondition, "history was altered");
  fs::remove(options_.anchor_path);
  {
    // No batch ended at 7.
    absl::StatusOr<std::unique_ptr<Anchor>> anchor = Anchor::Create(options_.anchor_path);
    (*anchor)->Record(7, maker_.head().root, maker_.head().ledger_id);
  }
  ExpectRefused(absl::StatusCode::kFailedPrecondition, "history was altered");
}

TEST_F(OpenLedgerTest, AnAnchorInsideTheDatabaseIsRefused) {
  options_.anchor_path = options_.database.path + "/../db/anchor";
  ExpectRefused(absl::StatusCode::kFailedPrecondition, "must lie outside");
  EXPECT_FALSE(fs::exists(options_.database.path));
}

TEST_F(OpenLedgerTest, AnAlteredTailIsDataLoss) {
  Make({300, 300});
  const auto expect_altered = [&](Family family, const std::string& key, const std::string& text) {
    std::string good;
    Alter([&](const Database& database) {
      good = Stored(database, family, key);
      std::string altered = good;
      altered[altered.size() / 2] = static_cast<char>(altered[altered.size() / 2] ^ 4);
      Overwrite(database, family, key, altered);
    });
    ExpectRefused(absl::StatusCode::kDataLoss, text);
    Alter([&](const Database& database) { Overwrite(database, family, key, good); });
    EXPECT_TRUE(Refused().ok()) << Refused();
  };
  expect_altered(Family::kEntries, NumberKey(0), "entry 0");
  expect_altered(Family::kEntries, NumberKey(599), "entry 599");
  expect_altered(Family::kEntries, NumberKey(520), "another root");
  expect_altered(Family::kTiles, TileKey(0, 1), "another root");
  Alter([](const Database& database) { Overwrite(database, Family::kEntries, NumberKey(600), "more"); });
  ExpectRefused(absl::StatusCode::kDataLoss, "beyond the stored head");
  Alter([](const Database& database) {
    Erase(database, Family::kEntries, NumberKey(600));
    Erase(database, Family::kCheckpoints, NumberKey(600));
  });
  ExpectRefused(absl::StatusCode::kDataLoss, "checkpoint");
}

TEST_F(OpenLedgerTest, TheDiskReserveMeasuresTheDatabasesDisk) {
  options_.disk_reserve_bytes = 1;
  EXPECT_TRUE(OpenLedger(options_)->disk_reserve->CheckAppend().ok());
  options_.disk_reserve_bytes = UINT64_MAX;
  const absl::StatusOr<OpenedLedger> opened = OpenLedger(options_);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->disk_reserve->CheckAppend().code(), absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace ingot::storage
