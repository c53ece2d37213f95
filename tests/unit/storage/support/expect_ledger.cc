#include "tests/unit/storage/support/expect_ledger.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "ledger/base/strings.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/state/record_key.h"
#include "storage/index/index_keys.h"

namespace ingot::storage {
namespace {

void ExpectHead(const Head& actual, const Head& expected) {
  EXPECT_EQ(actual.size, expected.size);
  EXPECT_EQ(ToHex(actual.root), ToHex(expected.root));
  EXPECT_EQ(actual.last_recorded_at_us, expected.last_recorded_at_us);
  EXPECT_EQ(ToHex(actual.ledger_id), ToHex(expected.ledger_id));
  EXPECT_EQ(ToHex(actual.last_leaf), ToHex(expected.last_leaf));
  EXPECT_TRUE(*actual.edge == *expected.edge);
}

void ExpectEntries(const Snapshot& snapshot, const LedgerMaker& maker) {
  uint64_t next = 0;
  const absl::Status scanned = snapshot.ScanEntries(0, UINT64_MAX, [&](const StoredEntry& stored) {
    EXPECT_EQ(stored.seq, next);
    EXPECT_EQ(stored.entry, maker.entries()[next]);
    EXPECT_EQ(stored.terms, maker.terms()[next]);
    ++next;
    return true;
  });
  EXPECT_TRUE(scanned.ok()) << scanned;
  EXPECT_EQ(next, maker.size());
}

void ExpectState(const Snapshot& snapshot, const LedgerMaker& maker) {
  std::map<std::string, std::string> stored;
  std::set<std::string> index_keys;
  for (int prefix = 1; prefix < 0x100; ++prefix) {
    const char letter = static_cast<char>(prefix);
    const absl::Status scanned = snapshot.ScanState(std::string_view(&letter, 1), "", SIZE_MAX,
                                                    [&](std::string_view key, const state::RecordPtr& record) {
                                                      stored[std::string(key)] = record->SerializeAsString();
                                                      return true;
                                                    });
    EXPECT_TRUE(scanned.ok()) << scanned;
    const absl::Status indexed =
        snapshot.ScanIndex(std::string_view(&letter, 1), "", SIZE_MAX, [&](std::string_view suffix) {
          index_keys.insert(Cat(std::string_view(&letter, 1), suffix));
          return true;
        });
    EXPECT_TRUE(indexed.ok()) << indexed;
  }
  std::map<std::string, std::string> expected;
  std::set<std::string> expected_index_keys;
  for (const auto& [key, record] : maker.state().records()) {
    expected[key] = record->SerializeAsString();
    for (const std::string& index_key : IndexKeysOf(key, *record)) {
      expected_index_keys.insert(index_key);
    }
  }
  EXPECT_TRUE(stored == expected) << stored.size() << " records, expected " << expected.size();
  EXPECT_TRUE(index_keys == expected_index_keys)
      << index_keys.size() << " index keys, expected " << expected_index_keys.size();
}

void ExpectCheckpoints(const Snapshot& snapshot, const LedgerMaker& maker) {
  uint64_t after = 0;
  for (const CheckpointRecord& expected : maker.checkpoints()) {
    for (const uint64_t size : {after + 1, expected.size}) {
      const absl::StatusOr<CheckpointRecord> actual = snapshot.CheckpointAtOrAfter(size);
      ASSERT_TRUE(actual.ok()) << actual.status();
      EXPECT_EQ(actual->size, expected.size);
      EXPECT_EQ(ToHex(actual->root), ToHex(expected.root));
      EXPECT_EQ(actual->key_ids, expected.key_ids);
      EXPECT_EQ(actual->note, expected.note);
    }
    after = expected.size;
  }
  EXPECT_EQ(snapshot.CheckpointAtOrAfter(maker.size() + 1).status().code(), absl::StatusCode::kOutOfRange);
}

}  // namespace

void ExpectLedger(const Snapshot& snapshot, const LedgerMaker& maker) {
  ExpectHead(snapshot.head(), maker.head());
  ExpectEntries(snapshot, maker);
  ExpectState(snapshot, maker);
  ExpectCheckpoints(snapshot, maker);
}

void ExpectTree(const Snapshot& snapshot, const std::vector<Hash>& leaves) {
  const merkle::TileReader nodes = snapshot.Nodes();
  std::vector<Hash> row = leaves;
  for (unsigned level = 0; !row.empty(); ++level) {
    for (size_t i = 0; i < row.size(); ++i) {
      const absl::StatusOr<Hash> node = nodes.Node(level, i);
      ASSERT_TRUE(node.ok()) << level << " " << i << " " << node.status();
      ASSERT_EQ(ToHex(*node), ToHex(row[i])) << level << " " << i;
    }
    EXPECT_EQ(nodes.Node(level, row.size()).status().code(), absl::StatusCode::kNotFound);
    for (size_t i = 0; i + 1 < row.size(); i += 2) {
      row[i / 2] = merkle::NodeHash(row[i], row[i + 1]);
    }
    row.resize(row.size() / 2);
  }
}

}  // namespace ingot::storage
