#include "storage/db/snapshot.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"
#include "ledger/state/record_key.h"
#include "storage/db/damage.h"
#include "storage/db/keys.h"
#include "tests/unit/storage/support/corruption.h"
#include "tests/unit/storage/support/expect_ledger.h"
#include "tests/unit/storage/support/ledger_maker.h"
#include "tests/unit/storage/support/temp_dir.h"

namespace ingot::storage {
namespace {

class SnapshotTest : public ::testing::Test {
 protected:
  // Flushes, closes, flips a byte amid each family's only file, and opens again with a cold cache and no checks.
  void Damage(const std::vector<Family>& families) {
    std::vector<std::string> files;
    FlushAll(*ledger_->opened.database);
    for (const Family family : families) {
      const std::vector<std::string> found = TableFiles(*ledger_->opened.database, family);
      ASSERT_EQ(found.size(), 1u);
      files.push_back(found.front());
    }
    ledger_.reset();
    for (const std::string& file : files) {
      FlipByte(file, std::filesystem::file_size(file) / 3);
    }
    const absl::StatusOr<std::shared_ptr<Database>> database = Database::Open(TestOptions(dir_.path()).database);
    ASSERT_TRUE(database.ok()) << database.status();
    snapshot_ = Snapshot::Take(*database, maker_.head());
  }

  TempDir dir_;
  LedgerMaker maker_;
  std::optional<TestLedger> ledger_{TestOptions(dir_.path())};
  std::shared_ptr<const Snapshot> snapshot_;
};

bool IsDamage(const absl::Status& status) {
  const auto refusal = refusal::RefusalOf(status);
  return status.code() == absl::StatusCode::kDataLoss && refusal.has_value() &&
         refusal->reason() == ingot::v1::REFUSAL_REASON_DATA_LOSS;
}

TEST_F(SnapshotTest, AnEmptyLedgerHasNothing) {
  const Snapshot& empty = *ledger_->opened.snapshot;
  EXPECT_EQ(empty.head().size, 0u);
  EXPECT_EQ(empty.Entry(0).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(empty.Terms(0).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(empty.CheckpointAtOrAfter(0).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(empty.Tile(0, 0).status().code(), absl::StatusCode::kOutOfRange);
  ExpectLedger(empty, maker_);
}

TEST_F(SnapshotTest, CheckpointsAtOrBeforeASize) {
  EXPECT_EQ(ledger_->opened.snapshot->CheckpointAtOrBefore(0).status().code(), absl::StatusCode::kOutOfRange);
  ledger_->Commit(maker_, 3);
  snapshot_ = ledger_->Commit(maker_, 4);
  for (uint64_t size = 0; size <= 8; ++size) {
    const absl::StatusOr<CheckpointRecord> checkpoint = snapshot_->CheckpointAtOrBefore(size);
    if (size < 3 || size > 7) {
      EXPECT_EQ(checkpoint.status().code(), absl::StatusCode::kOutOfRange) << size;
    } else {
      ASSERT_TRUE(checkpoint.ok()) << size;
      EXPECT_EQ(checkpoint->size, size < 7 ? 3u : 7u);
    }
  }
}

TEST_F(SnapshotTest, PointReads) {
  snapshot_ = ledger_->Commit(maker_, 20);
  for (uint64_t seq = 0; seq < 20; ++seq) {
    EXPECT_EQ(*snapshot_->Entry(seq), maker_.entries()[seq]);
    const auto terms = snapshot_->Terms(seq);
    ASSERT_TRUE(terms.ok());
    EXPECT_EQ(terms->has_value() ? (*terms)->SerializeAsString() : "", maker_.terms()[seq]);
  }
  EXPECT_EQ(snapshot_->Entry(20).status().code(), absl::StatusCode::kOutOfRange);
  for (const auto& [key, record] : maker_.state().records()) {
    const absl::StatusOr<state::RecordPtr> found = snapshot_->Record(key);
    ASSERT_TRUE(found.ok() && *found != nullptr);
    EXPECT_EQ((*found)->SerializeAsString(), record->SerializeAsString());
  }
  EXPECT_EQ(*snapshot_->Record(state::VehicleKey("absent")), nullptr);
}

// What a snapshot shows does not change with later batches, compactions and flushes, and lives as long as it does.
TEST_F(SnapshotTest, LaterBatchesAreNotSeen) {
  ledger_->Commit(maker_, 300);
  const LedgerMaker then = maker_;
  const std::shared_ptr<const Snapshot> old =
      Snapshot::Take(ledger_->opened.database, ledger_->applier.head())->WithNote("note");
  for (int i = 0; i < 5; ++i) {
    ledger_->Commit(maker_, 200);
    FlushAll(*ledger_->opened.database);
  }
  ExpectLedger(*old, then);
  ExpectTree(*old, then.leaves());
  EXPECT_EQ(old->note(), "note");
  ledger_.reset();
  ExpectLedger(*old, then);
}

TEST_F(SnapshotTest, ScansOfStateArePagesOfOneOrder) {
  snapshot_ = ledger_->Commit(maker_, 400);
  const std::string prefix(1, state::kVehiclePrefix);
  std::vector<std::string> expected;
  for (const auto& [key, record] : maker_.state().records()) {
    if (key.front() == state::kVehiclePrefix) {
      expected.push_back(key);
    }
  }
  for (const size_t page_size : {size_t{1}, size_t{7}, expected.size(), expected.size() + 1}) {
    std::vector<std::string> scanned;
    size_t page = 0;
    std::string after;
    do {
      page = 0;
      ASSERT_TRUE(snapshot_
                      ->ScanState(prefix, after, page_size,
                                  [&](std::string_view key, const state::RecordPtr&) {
                                    scanned.emplace_back(key);
                                    ++page;
                                    return true;
                                  })
                      .ok());
      after = scanned.back();
    } while (page == page_size);
    EXPECT_EQ(scanned, expected) << page_size;
  }
  size_t calls = 0;
  ASSERT_TRUE(
      snapshot_->ScanState(prefix, "", 100, [&](std::string_view, const state::RecordPtr&) { return ++calls < 3; })
          .ok());
  EXPECT_EQ(calls, 3u);
}

TEST_F(SnapshotTest, ScansOfEntriesStartAndEndAnywhere) {
  snapshot_ = ledger_->Commit(maker_, 1000);
  for (const auto& [first, limit] : std::vector<std::pair<uint64_t, uint64_t>>{
           {0, 1}, {0, 1000}, {0, UINT64_MAX}, {999, 1}, {999, 5}, {1000, 5}, {500, 0}, {17, 255}, {17, 256}}) {
    std::vector<uint64_t> seen;
    ASSERT_TRUE(snapshot_
                    ->ScanEntries(first, limit,
                                  [&, first = first](const StoredEntry& stored) {
                                    EXPECT_EQ(stored.seq, first + seen.size());
                                    EXPECT_EQ(stored.entry, maker_.entries()[stored.seq]);
                                    EXPECT_EQ(stored.terms, maker_.terms()[stored.seq]);
                                    seen.push_back(stored.seq);
                                    return true;
                                  })
                    .ok());
    EXPECT_EQ(seen.size(), std::min<uint64_t>(limit, 1000 - first)) << first << " " << limit;
  }
}

TEST_F(SnapshotTest, ScansOfTiles) {
  snapshot_ = ledger_->Commit(maker_, 1100, LedgerMaker::WithState::kNo);
  std::vector<uint64_t> indices;
  ASSERT_TRUE(snapshot_
                  ->ScanTiles(0, 1, 2,
                              [&](uint64_t index, std::string_view tile) {
                                indices.push_back(index);
                                EXPECT_EQ(tile.substr(0, 32), AsBytes(maker_.leaves()[index * 256]));
                                EXPECT_EQ(tile.substr(255 * 32), AsBytes(maker_.leaves()[index * 256 + 255]));
                                return true;
                              })
                  .ok());
  EXPECT_EQ(indices, (std::vector<uint64_t>{1, 2}));
  size_t all = 0;
  ASSERT_TRUE(snapshot_->ScanTiles(0, 0, UINT64_MAX, [&](uint64_t, std::string_view) { return ++all > 0; }).ok());
  EXPECT_EQ(all, 4u);
  ASSERT_TRUE(snapshot_->ScanTiles(1, 0, 9, [&](uint64_t, std::string_view) { return ++all > 0; }).ok());
  ASSERT_TRUE(snapshot_->ScanTiles(99, 0, 9, [&](uint64_t, std::string_view) { return ++all > 0; }).ok());
  EXPECT_EQ(all, 4u);
}

// Damage is an answer, not an abort, and it names the entry.
TEST_F(SnapshotTest, ADamagedBlockOfEntries) {
  ledger_->Commit(maker_, 1000);
  ASSERT_NO_FATAL_FAILURE(Damage({Family::kEntries}));
  uint64_t damaged = 0;
  uint64_t first_damaged = 1000;
  for (uint64_t seq = 0; seq < 1000; ++seq) {
    const absl::StatusOr<std::string> entry = snapshot_->Entry(seq);
    if (entry.ok()) {
      EXPECT_EQ(*entry, maker_.entries()[seq]);
      continue;
    }
    const absl::Status& status = entry.status();
    EXPECT_TRUE(IsDamage(status)) << status;
    EXPECT_NE(std::string(status.message()).find(Cat("entry ", seq, " ")), std::string::npos) << status;
    EXPECT_EQ(std::string(status.message()).find(dir_.path()), std::string::npos) << status;
    EXPECT_NE(DamageDetail(status).find("Corruption"), std::string::npos) << DamageDetail(status);
    first_damaged = std::min(first_damaged, seq);
    ++damaged;
  }
  // One block of the file; the rest is as it was.
  EXPECT_GT(damaged, 0u);
  EXPECT_LT(damaged, 300u);
  const absl::Status scan = snapshot_->ScanEntries(0, 1000, [&](const StoredEntry& stored) {
    EXPECT_LT(stored.seq, first_damaged);
    return true;
  });
  EXPECT_TRUE(IsDamage(scan)) << scan;
  EXPECT_NE(std::string(scan.message()).find(Cat("entry ", first_damaged, " ")), std::string::npos) << scan;
}

TEST_F(SnapshotTest, DamagedStateTermsAndTiles) {
  ledger_->Commit(maker_, 1000);
  ASSERT_NO_FATAL_FAILURE(Damage({Family::kState, Family::kTerms, Family::kTiles, Family::kIndex}));
  size_t damaged = 0;
  for (const auto& [key, record] : maker_.state().records()) {
    const absl::Status status = snapshot_->Record(key).status();
    EXPECT_TRUE(status.ok() || IsDamage(status)) << status;
    damaged += status.ok() ? 0 : 1;
  }
  EXPECT_GT(damaged, 0u);
  absl::Status scanned;
  absl::Status indexed;
  for (int prefix = 1; prefix < 0x100; ++prefix) {
    const char letter = static_cast<char>(prefix);
    const std::string_view view(&letter, 1);
    scanned.Update(
        snapshot_->ScanState(view, "", 9999, [](std::string_view, const state::RecordPtr&) { return true; }));
    indexed.Update(snapshot_->ScanIndex(view, "", 9999, [](std::string_view) { return true; }));
  }
  EXPECT_TRUE(IsDamage(scanned)) << scanned;
  EXPECT_TRUE(IsDamage(indexed)) << indexed;
  absl::Status terms;
  for (uint64_t seq = 0; seq < 1000; ++seq) {
    terms.Update(snapshot_->Terms(seq).status());
  }
  EXPECT_TRUE(IsDamage(terms)) << terms;
  EXPECT_TRUE(IsDamage(snapshot_->ScanEntries(0, 1000, [](const StoredEntry&) { return true; })));
  // Of the three tiles the one in the file's first third.
  const uint64_t tile = snapshot_->Tile(0, 0).ok() ? 1 : 0;
  EXPECT_TRUE(IsDamage(snapshot_->Tile(0, tile).status()));
  EXPECT_TRUE(IsDamage(snapshot_->Nodes().Node(0, tile * 256 + 3).status()));
  EXPECT_TRUE(IsDamage(snapshot_->ScanTiles(0, 0, 3, [](uint64_t, std::string_view) { return true; })));
}

TEST_F(SnapshotTest, MissingBytesAreDamageToo) {
  ledger_->Commit(maker_, 700);
  const Database& database = *ledger_->opened.database;
  Erase(database, Family::kEntries, NumberKey(300));
  Erase(database, Family::kTiles, TileKey(0, 1));
  Overwrite(database, Family::kTerms, NumberKey(2), "\xff");
  Overwrite(database, Family::kState, state::VehicleKey("BROKEN"), "\xff");
  const std::shared_ptr<const Snapshot> snapshot = Snapshot::Take(ledger_->opened.database, ledger_->applier.head());
  EXPECT_TRUE(IsDamage(snapshot->Entry(300).status()));
  const absl::Status scan = snapshot->ScanEntries(0, 700, [](const StoredEntry&) { return true; });
  EXPECT_TRUE(IsDamage(scan));
  EXPECT_NE(scan.message().find("entry 300"), absl::string_view::npos) << scan;
  EXPECT_TRUE(IsDamage(snapshot->Tile(0, 1).status()));
  EXPECT_TRUE(IsDamage(snapshot->ScanTiles(0, 0, 2, [](uint64_t, std::string_view) { return true; })));
  EXPECT_TRUE(IsDamage(snapshot->Terms(2).status()));
  EXPECT_TRUE(IsDamage(snapshot->Record(state::VehicleKey("BROKEN")).status()));
}

}  // namespace
}  // namespace ingot::storage
