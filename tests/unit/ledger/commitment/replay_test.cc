#include "ledger/commitment/replay.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ledger/commitment/hashing.h"
#include "ledger/crypto/sha256.h"
#include "ledger/state/record_key.h"
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

std::vector<Change> ChangesOf(const v1::Entry& entry, const Hash& leaf) {
  std::vector<Change> changes;
  AppendChanges(entry, leaf, changes);
  return changes;
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
      replay.Add(ChangesOf(EntryAt(fed), LeafAt(fed)));
      ++fed;
    }
    EXPECT_EQ(replay.RootOf(size), ReferenceRoot(size)) << size;
  }
}

TEST(ReplayTest, KnowsTheOldestSizeThatTheRulesAllow) {
  Replay replay;
  const uint64_t fed = 2 * kMaxLag + 12'345;
  for (uint64_t seq = 0; seq < fed; ++seq) replay.Add(ChangesOf(EntryAt(seq), LeafAt(seq)));
  EXPECT_EQ(replay.RootOf(fed - kMaxLag), ReferenceRoot(fed - kMaxLag));
  EXPECT_EQ(replay.RootOf(fed), ReferenceRoot(fed));
}

// A small ledger with subjects and accounts, and the state that it makes: what a replay has that goes on later.
class ReplayContinueTest : public ::testing::Test {
 protected:
  static constexpr uint64_t kEntries = 60;

  ReplayContinueTest() {
    for (uint64_t seq = 0; seq < kEntries; ++seq) {
      v1::Entry entry = EntryAt(seq);
      // One account only grows, others come back to nothing again and again.
      for (uint64_t i = 0; i < 3 && seq > 10; ++i) {
        v1::Posting& posting = *entry.add_postings();
        posting.mutable_account()->set_account_class(v1::ACCOUNT_CLASS_STOCK);
        posting.mutable_account()->set_party(std::to_string(i * (seq % 4)));
        v1::Amount& amount = *posting.add_amounts();
        amount.set_family(v1::ALLOY_FAMILY_5XXX);
        amount.set_origin(v1::ORIGIN_PRIMARY);
        amount.set_grams(i == 0 ? 7 : (seq / 4) % 2 == 0 ? 5 : -5);
      }
      entries_.push_back(std::move(entry));
    }
  }

  Hash ExpectedRoot(uint64_t size) const {
    testing::ReferenceIndex index;
    for (uint64_t seq = 0; seq < size; ++seq) index.Add(entries_[seq], LeafAt(seq));
    return index.Root();
  }

  // The records of the first `size` entries, as the rules keep them.
  state::MemoryView StateOf(uint64_t size) const {
    std::map<std::string, v1::Record> records;
    for (uint64_t seq = 0; seq < size; ++seq) {
      for (const v1::SubjectLink& link : entries_[seq].subjects()) {
        v1::SubjectHead& head = *records[state::SubjectKey(link.kind(), link.id())].mutable_head();
        head.set_count(link.count_before() + 1);
        head.set_last_seq(seq);
        head.set_last_hash(ToBytes(LeafAt(seq)));
      }
      for (const v1::Posting& posting : entries_[seq].postings()) {
        v1::AccountState& account = *records[state::AccountKey(posting.account())].mutable_account();
        *account.mutable_account() = posting.account();
        account.set_last_seq(seq);
        const int64_t grams = posting.amounts(0).grams() + (account.balance().empty() ? 0 : account.balance(0).grams());
        account.clear_balance();
        if (grams == 0) continue;
        *account.add_balance() = posting.amounts(0);
        account.mutable_balance(0)->set_grams(grams);
      }
    }
    std::vector<state::Change> changes;
    for (const auto& [key, record] : records) {
      changes.push_back({.key = key, .before = nullptr, .after = std::make_shared<const v1::Record>(record)});
    }
    state::MemoryView view;
    view.Apply(changes);
    return view;
  }

  void Feed(Replay& replay, uint64_t begin, uint64_t end) const {
    for (uint64_t seq = begin; seq < end; ++seq) replay.Add(ChangesOf(entries_[seq], LeafAt(seq)));
  }

  std::vector<v1::Entry> entries_;
};

// Whatever was covered when it was put away, and whatever is asked for afterwards.
TEST_F(ReplayContinueTest, KnowsEverySizeThatAReplayWithoutAPauseKnows) {
  for (const uint64_t paused_at : {uint64_t{1}, uint64_t{12}, uint64_t{41}, kEntries}) {
    for (uint64_t covered = 0; covered <= paused_at; covered += 5) {
      for (uint64_t asked = std::max<uint64_t>(covered, 1); asked <= kEntries; asked += 7) {
        Replay first;
        Feed(first, 0, paused_at);
        if (covered > 0) first.RootOf(covered);
        Replay second;
        second.Continue(paused_at, StateOf(paused_at), first.CurrentLag());
        Feed(second, paused_at, kEntries);
        ASSERT_EQ(second.RootOf(asked), ExpectedRoot(asked)) << paused_at << ", " << covered << ", " << asked;
        ASSERT_EQ(second.RootOf(kEntries), ExpectedRoot(kEntries));
      }
    }
  }
}

TEST_F(ReplayContinueTest, MayBePutAwayAgainAtOnce) {
  Replay first;
  Feed(first, 0, 40);
  first.RootOf(30);
  Replay second;
  second.Continue(40, StateOf(40), first.CurrentLag());
  const Lag lag = second.CurrentLag();
  EXPECT_EQ(lag.covered, 30u);
  EXPECT_EQ(lag.before, first.CurrentLag().before);
  EXPECT_EQ(lag.changes.size(), first.CurrentLag().changes.size());
  Replay third;
  third.Continue(40, StateOf(40), lag);
  Feed(third, 40, 50);
  EXPECT_EQ(third.RootOf(31), ExpectedRoot(31));
  EXPECT_EQ(third.RootOf(50), ExpectedRoot(50));
}

}  // namespace
}  // namespace ingot::commitment
