// A replay that is put away and gone on with.
#include <random>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "ledger/audit/replay_state.h"
#include "ledger/note/checkpoint.h"
#include "tests/support/fleet.h"
#include "tests/support/index_reference.h"
#include "tests/support/test_ledger.h"

namespace ingot::audit {
namespace {

using ::ingot::testing::Fleet;
using ::ingot::testing::TestKey;
using ::ingot::testing::Vin;

class ReplayResumeTest : public ::testing::Test {
 protected:
  ReplayResumeTest() {
    fleet_.Sell(Vin(1));
    half_ = Size();
    fleet_.TakeBack(Vin(2));
  }
  uint64_t Size() const { return fleet_.ledger().entries().size(); }

  void Feed(Replayer& replayer, uint64_t begin, uint64_t end) const {
    for (uint64_t i = begin; i < end; ++i) {
      const rules::NewEntry& entry = fleet_.ledger().entries()[i];
      replayer.Add(entry.bytes, entry.terms);
    }
  }
  void Finish(Replayer& replayer) const {
    const crypto::PrivateKey key = TestKey("checkpoint");
    const crypto::PrivateKey* keys[] = {&key};
    const std::string origin = fleet_.ledger().RecordOf(v1::SUBJECT_KIND_LEDGER, "").ledger().origin();
    replayer.Finish(*note::SignCheckpoint({origin, replayer.size(), replayer.root()}, keys),
                    {*note::VerifierKey::Create(origin, note::SignatureType::kEd25519, key.public_key())});
  }

  static std::string Written(const Replayer& replayer) {
    std::string bytes;
    EXPECT_TRUE(WriteReplayState({.program = "p", .ledger_id = replayer.ledger_id(), .verifier_keys = {"k1", "k2"}},
                                 "note", replayer.Base(), replayer.state(),
                                 [&bytes](std::string_view part) {
                                   bytes.append(part);
                                   return absl::OkStatus();
                                 })
                    .ok());
    return bytes;
  }
  static absl::StatusOr<ReplayState> Read(std::string_view bytes) {
    return ReadReplayState([&bytes](std::string* buffer) {
      if (buffer->size() > bytes.size()) return absl::InvalidArgumentError("short");
      buffer->assign(bytes.substr(0, buffer->size()));
      bytes.remove_prefix(buffer->size());
      return absl::OkStatus();
    });
  }

  Fleet fleet_;
  uint64_t half_ = 0;
};

TEST_F(ReplayResumeTest, GoesOnAfterFinish) {
  Replayer replayer;
  Feed(replayer, 0, half_);
  Finish(replayer);
  ASSERT_TRUE(replayer.verified());
  Feed(replayer, half_, Size());
  Finish(replayer);
  EXPECT_TRUE(replayer.verified());
  EXPECT_EQ(replayer.replayed(), Size());
}

TEST_F(ReplayResumeTest, GoesOnFromBytesAsIfItHadNeverStopped) {
  Replayer whole;
  Feed(whole, 0, Size());
  Finish(whole);
  ASSERT_TRUE(whole.verified());

  Replayer first;
  Feed(first, 0, half_);
  Finish(first);
  auto state = Read(Written(first));
  ASSERT_TRUE(state.ok()) << state.status();
  EXPECT_EQ(state->checkpoint, "note");
  EXPECT_EQ(state->binding.verifier_keys, (std::vector<std::string>{"k1", "k2"}));
  Replayer second;
  ASSERT_TRUE(second.Continue(std::move(state->base), std::move(state->records)).ok());
  Feed(second, half_, Size());
  Finish(second);
  for (const Finding& finding : second.findings()) ADD_FAILURE() << finding.seq << " " << finding.message;
  EXPECT_EQ(second.root(), whole.root());
  EXPECT_EQ(second.submissions(), whole.submissions());
  EXPECT_EQ(Written(second), Written(whole));
}

TEST_F(ReplayResumeTest, AnEntryThatDoesNotContinueTheStateIsFound) {
  Replayer first;
  Feed(first, 0, half_);
  first.FinishEntries();
  ReplayBase base = first.Base();
  base.last_leaf[0] ^= 1;
  Replayer second;
  ASSERT_TRUE(second.Continue(std::move(base), first.state()).ok());
  Feed(second, half_, Size());
  second.FinishEntries();
  ASSERT_FALSE(second.findings().empty());
  EXPECT_EQ(second.findings()[0].kind, FindingKind::kBrokenHash);
  EXPECT_EQ(second.findings()[0].seq, half_);
}

// Commits to the first `size` entries, by the reference; or to a lie.
void Commit(testing::TestLedger& ledger, uint64_t size, bool lie = false) {
  testing::ReferenceIndex index;
  for (uint64_t seq = 0; seq < size; ++seq) index.Add(ledger.EntryAt(seq), ledger.entries()[seq].leaf);
  v1::CommitmentPublished commitment;
  commitment.set_covers_size(size);
  commitment.set_root(lie ? ToBytes(Hash{1}) : ToBytes(index.Root()));
  commitment.set_structure_version(1);
  ledger.UseKey(testing::TestLedger::kOperator, TestKey("service"));
  ledger.MustSubmit(testing::TestLedger::kOperator, testing::Fact(commitment));
  ledger.UseKey(testing::TestLedger::kOperator, TestKey("operator"));
}

// Also those that cover less than where the replay paused.
TEST_F(ReplayResumeTest, CommitmentsAfterThePauseAreExamined) {
  Commit(fleet_.ledger(), half_ - 9);
  fleet_.Sell(Vin(3));
  const uint64_t paused_at = Size();
  Commit(fleet_.ledger(), half_ + 2);
  Commit(fleet_.ledger(), paused_at - 1);
  const uint64_t lie_at = Size();
  Commit(fleet_.ledger(), paused_at, /*lie=*/true);
  Commit(fleet_.ledger(), Size());

  Replayer first;
  Feed(first, 0, paused_at);
  Finish(first);
  ASSERT_TRUE(first.verified());
  auto state = Read(Written(first));
  ASSERT_TRUE(state.ok()) << state.status();
  Replayer second;
  ASSERT_TRUE(second.Continue(std::move(state->base), std::move(state->records)).ok());
  Feed(second, paused_at, Size());
  second.FinishEntries();
  ASSERT_EQ(second.findings().size(), 1u);
  EXPECT_EQ(second.findings()[0].kind, FindingKind::kWrongCommitment);
  EXPECT_EQ(second.findings()[0].seq, lie_at);
}

TEST_F(ReplayResumeTest, NoFlippedBitOfTheStateIsRead) {
  Replayer replayer;
  Feed(replayer, 0, half_);
  replayer.FinishEntries();
  const std::string bytes = Written(replayer);
  std::mt19937 random(5);
  for (int i = 0; i < 500; ++i) {
    std::string altered = bytes;
    altered[random() % altered.size()] ^= static_cast<char>(1 << (random() % 8));
    EXPECT_FALSE(Read(altered).ok());
  }
  EXPECT_FALSE(Read(bytes.substr(0, bytes.size() - 1)).ok());
}

TEST_F(ReplayResumeTest, AnEdgeOfAnotherSizeIsRefused) {
  Replayer first;
  Feed(first, 0, half_);
  first.FinishEntries();
  ReplayBase base = first.Base();
  ++base.size;
  EXPECT_FALSE(Replayer().Continue(std::move(base), first.state()).ok());
}

}  // namespace
}  // namespace ingot::audit
