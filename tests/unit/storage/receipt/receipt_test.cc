#include "storage/receipt/receipt.h"

#include <gtest/gtest.h>

#include <map>
#include <optional>

#include "ledger/merkle/batch_tree.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/merkle/proof.h"
#include "storage/db/keys.h"
#include "tests/unit/storage/support/corruption.h"
#include "tests/unit/storage/support/ledger_maker.h"
#include "tests/unit/storage/support/temp_dir.h"

namespace ingot::storage {
namespace {

class ReceiptTest : public ::testing::Test {
 protected:
  // The submission's receipt as a server answers a retry; the note is made again where none is stored.
  absl::StatusOr<ingot::v1::Receipt> Retry(uint64_t first, uint64_t count) const {
    absl::StatusOr<CheckpointRecord> checkpoint = snapshot_->CheckpointAtOrAfter(first + count);
    if (!checkpoint.ok()) {
      return checkpoint.status();
    }
    if (checkpoint->note.empty()) {
      checkpoint->note = LedgerMaker::NoteOf(checkpoint->size);
    }
    return MakeReceipt(*snapshot_, first, count, *checkpoint);
  }

  void ExpectVerifies(const ingot::v1::Receipt& receipt, const CheckpointRecord& checkpoint) const {
    std::vector<Hash> leaves;
    for (const std::string& entry : receipt.entries()) {
      leaves.push_back(merkle::LeafHash(entry));
    }
    std::vector<Hash> proof;
    for (const std::string& hash : receipt.range_proof()) {
      proof.push_back(*HashFromBytes(hash));
    }
    EXPECT_TRUE(merkle::VerifyRange(receipt.first_seq(), leaves, checkpoint.size, proof, checkpoint.root).ok());
    EXPECT_EQ(receipt.ledger_id(), ToBytes(maker_.leaves().front()));
    EXPECT_EQ(receipt.checkpoint(), LedgerMaker::NoteOf(checkpoint.size));
  }

  TempDir dir_;
  LedgerMaker maker_;
  std::optional<TestLedger> ledger_{TestOptions(dir_.path())};
  std::shared_ptr<const Snapshot> snapshot_;
};

// What the publisher builds from memory, a retry gets again, after later batches and after a restart.
TEST_F(ReceiptTest, TheSameBytesAtPublicationAndEverAfter) {
  std::map<std::pair<uint64_t, uint64_t>, std::string> published;
  for (const size_t batch_size : {1, 2, 250, 3, 260, 1, 1000, 9}) {
    merkle::CompactRange start;
    for (const Hash& leaf : maker_.leaves()) {
      start.Append(leaf);
    }
    merkle::BatchTree tree(start);
    const uint64_t first = maker_.size();
    const MadeBatch made = maker_.Next(batch_size);
    snapshot_ = ledger_->Commit(maker_, made);
    for (uint64_t seq = first; seq < maker_.size(); ++seq) {
      tree.Append(maker_.leaves()[seq]);
    }
    CheckpointRecord checkpoint = maker_.checkpoints().back();
    checkpoint.note = snapshot_->note();
    // Submissions of 1, 2, 3, ... entries.
    uint64_t count = 1;
    for (uint64_t seq = first; seq < maker_.size(); seq += count++) {
      count = std::min(count, maker_.size() - seq);
      const std::vector<std::string> entries(maker_.entries().begin() + static_cast<ptrdiff_t>(seq),
                                             maker_.entries().begin() + static_cast<ptrdiff_t>(seq + count));
      const absl::StatusOr<ingot::v1::Receipt> receipt =
          BuildReceipt(maker_.head().ledger_id, seq, entries, tree, checkpoint);
      ASSERT_TRUE(receipt.ok()) << receipt.status();
      ExpectVerifies(*receipt, checkpoint);
      published[{seq, count}] = receipt->SerializeAsString();
      EXPECT_EQ(Retry(seq, count)->SerializeAsString(), receipt->SerializeAsString());
    }
  }
  snapshot_.reset();
  ledger_.reset();
  ledger_.emplace(TestOptions(dir_.path()));
  snapshot_ = ledger_->opened.snapshot;
  for (const auto& [range, bytes] : published) {
    const absl::StatusOr<ingot::v1::Receipt> again = Retry(range.first, range.second);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(again->SerializeAsString(), bytes) << range.first << " " << range.second;
  }
}

TEST_F(ReceiptTest, BeyondTheLedgerAndOfDamagedEntries) {
  snapshot_ = ledger_->Commit(maker_, 10);
  const CheckpointRecord checkpoint = {
      .size = 10, .root = maker_.head().root, .key_ids = {}, .note = LedgerMaker::NoteOf(10)};
  EXPECT_EQ(MakeReceipt(*snapshot_, 0, 0, checkpoint).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(MakeReceipt(*snapshot_, 9, 2, checkpoint).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(MakeReceipt(*snapshot_, 10, 1, checkpoint).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(MakeReceipt(*snapshot_, 5, UINT64_MAX, checkpoint).status().code(), absl::StatusCode::kOutOfRange);
  Erase(*ledger_->opened.database, Family::kEntries, NumberKey(4));
  snapshot_ = Snapshot::Take(ledger_->opened.database, ledger_->applier.head());
  EXPECT_EQ(MakeReceipt(*snapshot_, 3, 3, checkpoint).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace ingot::storage
