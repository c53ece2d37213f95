#include "ledger/commitment/replay.h"

#include <gtest/gtest.h>

#include "ledger/commitment/hashing.h"
#include "ledger/crypto/sha256.h"
#include "tests/support/index_reference.h"

namespace ingot::commitment {
namespace {

// Entries that each touch one of a few VINs.
v1::Entry EntryAt(uint64_t seq) {
  v1::Entry entry;
  entry.set_seq(seq);
  v1::SubjectLink& link = *entry.add_subjects();
  link.set_kind(v1::SUBJECT_KIND_VEHICLE);
  link.set_id(std::to_string(seq % 5));
  link.set_count_before(seq / 5);
  return entry;
}

Hash LeafAt(uint64_t seq) { return crypto::Sha256(std::to_string(seq)); }

Hash ReferenceRoot(uint64_t size) {
  testing::ReferenceIndex index;
  for (uint64_t seq = size < 5 ? 0 : size - 5; seq < size; ++seq) index.Add(EntryAt(seq), LeafAt(seq));
  return index.Root();
}

TEST(ReplayTest, KnowsEverySizeInTurn) {
  Replay replay;
  uint64_t fed = 0;
  for (uint64_t size = 1; size < 40; ++size) {
    while (fed < size + 3) {
      replay.Add(EntryAt(fed), LeafAt(fed));
      ++fed;
    }
    EXPECT_EQ(replay.RootOf(size), ReferenceRoot(size)) << size;
  }
}

TEST(ReplayTest, KnowsTheOldestSizeThatTheRulesAllow) {
  Replay replay;
  const uint64_t fed = 2 * kMaxLag + 12'345;
  for (uint64_t seq = 0; seq < fed; ++seq) replay.Add(EntryAt(seq), LeafAt(seq));
  EXPECT_EQ(replay.RootOf(fed - kMaxLag), ReferenceRoot(fed - kMaxLag));
  EXPECT_EQ(replay.RootOf(fed), ReferenceRoot(fed));
}

}  // namespace
}  // namespace ingot::commitment
