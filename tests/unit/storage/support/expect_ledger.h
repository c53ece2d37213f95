// Holds a snapshot against what its maker remembers.
#ifndef INGOT_TESTS_UNIT_STORAGE_SUPPORT_EXPECT_LEDGER_H_
#define INGOT_TESTS_UNIT_STORAGE_SUPPORT_EXPECT_LEDGER_H_

#include "storage/db/snapshot.h"
#include "tests/unit/storage/support/ledger_maker.h"

namespace ingot::storage {

// Every entry, terms, state record, idempotency record, index key and checkpoint of the snapshot is the maker's, and
// there is nothing else; head and edge agree.
void ExpectLedger(const Snapshot& snapshot, const LedgerMaker& maker);

// Every node of every full and partial tile, against a tree computed level by level.
void ExpectTree(const Snapshot& snapshot, const std::vector<Hash>& leaves);

}  // namespace ingot::storage

#endif  // INGOT_TESTS_UNIT_STORAGE_SUPPORT_EXPECT_LEDGER_H_
