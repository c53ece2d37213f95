// Makes batches as a sequencer would, with entries and state that no rule has judged: storage does not judge either.
#ifndef INGOT_TESTS_UNIT_STORAGE_SUPPORT_LEDGER_MAKER_H_
#define INGOT_TESTS_UNIT_STORAGE_SUPPORT_LEDGER_MAKER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ledger/base/hash.h"
#include "ledger/merkle/compact_range.h"
#include "ledger/merkle/tile.h"
#include "ledger/state/view.h"
#include "storage/commit/applier.h"
#include "storage/commit/encoded_batch.h"
#include "storage/db/database.h"
#include "storage/db/head.h"
#include "storage/db/snapshot.h"
#include "storage/open/open_ledger.h"

namespace ingot::storage {

// A batch and all that belongs to it.
struct MadeBatch {
  EncodedBatch batch;
  BatchEffects effects;
};

// Deterministic: two makers that made the same batches hold the same ledger. Remembers everything, as what a test
// expects of a database.
class LedgerMaker {
 public:
  enum class WithState { kYes, kNo };

  // The next batch of `count` entries. Every third entry has terms. With state, each entry changes a vehicle (custody,
  // holder, sometimes brand and flags) and adds an idempotency record; every tenth adds a key, a site, an instrument or
  // an account. Notes are those given to Sign since the last batch.
  MadeBatch Next(size_t count, WithState with_state = WithState::kYes);

  // A stand-in for the signature of the checkpoint of `size`; the next batch stores it.
  std::string Sign(uint64_t size);
  static std::string NoteOf(uint64_t size);

  uint64_t size() const { return entries_.size(); }
  const std::vector<std::string>& entries() const { return entries_; }
  // Serialised; empty where an entry has none.
  const std::vector<std::string>& terms() const { return terms_; }
  const std::vector<Hash>& leaves() const { return leaves_; }
  const state::MemoryView& state() const { return state_; }
  const Head& head() const { return head_; }
  // Each batch's checkpoint, with its note if it was stored.
  const std::vector<CheckpointRecord>& checkpoints() const { return checkpoints_; }

 private:
  void MakeEntry(std::vector<BatchEntry>* batch_entries);
  void ChangeState(uint64_t seq, state::Overlay* overlay) const;

  std::vector<std::string> entries_;
  std::vector<std::string> terms_;
  std::vector<Hash> leaves_;
  state::MemoryView state_;
  merkle::TileBuilder builder_;
  Head head_;
  std::vector<CheckpointRecord> checkpoints_;
  std::vector<SignedNote> signed_;
};

// Options of a ledger in `directory`, small enough for a test.
LedgerOptions TestOptions(const std::string& directory);

// An opened ledger with its applier.
struct TestLedger {
  explicit TestLedger(const LedgerOptions& options);

  // Applies a batch, then signs it as the server does: anchor first.
  std::shared_ptr<const Snapshot> Commit(LedgerMaker& maker, const MadeBatch& made);
  // Size of the next batch that maker makes.
  std::shared_ptr<const Snapshot> Commit(LedgerMaker& maker, size_t count,
                                         LedgerMaker::WithState with_state = LedgerMaker::WithState::kYes);

  OpenedLedger opened;
  Applier applier;
};

}  // namespace ingot::storage

#endif  // INGOT_TESTS_UNIT_STORAGE_SUPPORT_LEDGER_MAKER_H_
