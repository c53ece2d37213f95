#include "server/cosign/collector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/compact_range.h"
#include "ledger/note/checkpoint.h"
#include "ledger/verify/trust.h"
#include "ledger/witness/policy.h"
#include "server/files/files.h"
#include "tests/support/fleet.h"
#include "tests/support/temp/temp_dir.h"
#include "tests/unit/server/cosign/witness_in_process.h"
#include "tests/unit/server/support/test_node.h"

namespace ingot::testing {
namespace {

using cosign::Collector;
using cosign::CollectorOptions;

class CollectorTest : public ::testing::Test {
 protected:
  CollectorTest() : node_(fleet_.ledger()) {
    node_.MustStart();
    node_.Replay(fleet_.ledger());
    for (const std::string name : {"w1", "w2", "w3"}) {
      witnesses_.push_back(std::make_unique<WitnessInProcess>(name, LogKey(), Cat(dir_.path(), "/", name)));
    }
  }

  note::VerifierKey LogKey() { return *note::VerifierKey::Parse(node_.node().VerifierKey()); }
  uint64_t Size() { return node_.node().published().Get()->head().size; }
  std::string File() const { return Cat(dir_.path(), "/cosigned"); }

  witness::Policy PolicyOf(std::string_view rule) const {
    std::string text;
    for (const auto& witness : witnesses_) text += witness->PolicyLine();
    return witness::Policy::Parse(Cat(text, "group G ", rule, " w1 w2 w3\nquorum G\n")).value();
  }

  std::unique_ptr<Collector> StartWith(std::string_view rule) {
    CollectorOptions options{.policy = PolicyOf(rule), .file = File()};
    options.interval = absl::Milliseconds(10);
    options.backoff_min = absl::Milliseconds(10);
    options.backoff_max = absl::Milliseconds(50);
    auto collector = Collector::Start(std::move(options), node_.node().published(), board_,
                                      [this](const witness::Policy::Witness& named) {
                                        const size_t index = static_cast<size_t>(named.name.back() - '1');
                                        return std::make_unique<WitnessInProcess::Wire>(*witnesses_[index]);
                                      });
    INGOT_CHECK_OK(collector);
    return *std::move(collector);
  }

  void Grow(int vehicle) { node_.MustSubmit(fleet_.ledger().Build(Fleet::kMaker, {Fact(Registered(Vin(vehicle)))})); }

  // Waits until something holds, at most half a minute.
  template <typename Condition>
  static bool Eventually(const Condition& condition) {
    for (int i = 0; i < 3000; ++i) {
      if (condition()) return true;
      absl::SleepFor(absl::Milliseconds(10));
    }
    return false;
  }

  bool CosignedAt(uint64_t size) {
    return Eventually([&] { return board_.Newest() != nullptr && board_.Newest()->size == size; });
  }

  v1::WitnessState StateOf(size_t index) { return board_.Witnesses()[index].state(); }

  Fleet fleet_;
  TempDir dir_;
  TestNode node_;
  cosign::Board board_;
  std::vector<std::unique_ptr<WitnessInProcess>> witnesses_;
};

TEST_F(CollectorTest, AQuorumCosignsThoughOneIsDown) {
  witnesses_[1]->down = true;
  const auto collector = StartWith("2");
  ASSERT_TRUE(CosignedAt(Size()));
  const verify::Trust trust{.keys = {LogKey()}, .policy = PolicyOf("2"), .origin = ""};
  const auto opened = verify::OpenTrusted(board_.Newest()->note, trust);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->checkpoint.root, board_.Newest()->root);
  EXPECT_EQ(opened->cosignatures.size(), 2u);
  EXPECT_EQ(opened->cosignatures[0].time, kCosignedAt);
  EXPECT_TRUE(Eventually([&] { return StateOf(1) == v1::WITNESS_STATE_UNREACHABLE; }));
  EXPECT_EQ(StateOf(0), v1::WITNESS_STATE_COSIGNED);
  EXPECT_EQ(board_.Witnesses()[0].cosigned_size(), Size());
}

TEST_F(CollectorTest, WithoutAQuorumThereIsNoCosignedCheckpoint) {
  witnesses_[0]->down = true;
  witnesses_[1]->down = true;
  const auto collector = StartWith("2");
  ASSERT_TRUE(Eventually([&] { return StateOf(2) == v1::WITNESS_STATE_COSIGNED; }));
  EXPECT_EQ(board_.Newest(), nullptr);
  witnesses_[0]->down = false;
  EXPECT_TRUE(CosignedAt(Size())) << "once it is back";
}

TEST_F(CollectorTest, EveryNewCheckpointIsCosignedAndAnIdleLedgerAsksNobody) {
  const auto collector = StartWith("all");
  for (int i = 1; i <= 5; ++i) {
    Grow(i);
    ASSERT_TRUE(CosignedAt(Size())) << i;
  }
  for (const auto& witness : witnesses_) EXPECT_EQ(witness->witness().Latest(LogKey().name())->size, Size());
  const int before = witnesses_[0]->requests;
  absl::SleepFor(absl::Milliseconds(500));
  EXPECT_EQ(witnesses_[0]->requests, before);
}

TEST_F(CollectorTest, AWitnessThatWasAheadOfOurMemoryTellsItsSize) {
  {
    const auto collector = StartWith("all");
    ASSERT_TRUE(CosignedAt(Size()));
  }
  Grow(1);
  // A new collector knows nothing of what the witnesses have seen.
  const auto again = StartWith("all");
  EXPECT_TRUE(CosignedAt(Size()));
}

TEST_F(CollectorTest, TheNewestOneIsThereAfterARestartUnlessThePolicyChanged) {
  witnesses_[2]->down = true;
  {
    const auto collector = StartWith("2");
    ASSERT_TRUE(CosignedAt(Size()));
  }
  const std::string note = board_.Newest()->note;
  for (const auto& witness : witnesses_) witness->down = true;
  board_.SetNewest(nullptr);
  {
    const auto collector = StartWith("2");
    ASSERT_NE(board_.Newest(), nullptr);
    EXPECT_EQ(board_.Newest()->note, note);
  }
  board_.SetNewest(nullptr);
  {
    const auto collector = StartWith("all");
    EXPECT_EQ(board_.Newest(), nullptr) << "it is no quorum any more";
  }
  ASSERT_TRUE(files::Write(File(), "garbage", files::Access::kPublic).ok());
  const auto collector = StartWith("2");
  EXPECT_EQ(board_.Newest(), nullptr);
}

TEST_F(CollectorTest, ALedgerThatWasRolledBackIsFoundAhead) {
  // What the witness has seen is larger than what there is.
  merkle::CompactRange range;
  for (uint64_t i = 0; i < Size() + 5; ++i) range.Append(Hash{});
  const note::Checkpoint larger{LogKey().name(), Size() + 5, range.Root()};
  const crypto::PrivateKey checkpoint_key = TestKey("checkpoint");
  const crypto::PrivateKey* const signers[] = {&checkpoint_key};
  const std::string note = note::SignCheckpoint(larger, signers).value();
  const auto reply = witnesses_[0]->witness().AddCheckpoint(
      witness::FormatAddCheckpoint({.old_size = 0, .proof = {}, .checkpoint = note}), kCosignedAt);
  ASSERT_EQ(reply.status, 200) << reply.body;
  const auto collector = StartWith("2");
  EXPECT_TRUE(Eventually([&] { return StateOf(0) == v1::WITNESS_STATE_AHEAD; }));
  EXPECT_TRUE(CosignedAt(Size())) << "the others have not seen it";
}

TEST_F(CollectorTest, AnotherHistoryIsAConflict) {
  for (const uint64_t size : {Size(), Size() - 1}) {
    const note::Checkpoint forked{LogKey().name(), size, Hash{}};
    const crypto::PrivateKey checkpoint_key = TestKey("checkpoint");
    const crypto::PrivateKey* const signers[] = {&checkpoint_key};
    const std::string note = note::SignCheckpoint(forked, signers).value();
    const auto reply = witnesses_[size == Size() ? 0 : 1]->witness().AddCheckpoint(
        witness::FormatAddCheckpoint({.old_size = 0, .proof = {}, .checkpoint = note}), kCosignedAt);
    ASSERT_EQ(reply.status, 200) << reply.body;
  }
  const auto collector = StartWith("2");
  EXPECT_TRUE(Eventually([&] { return StateOf(0) == v1::WITNESS_STATE_CONFLICT; })) << "at the same size";
  EXPECT_TRUE(Eventually([&] { return StateOf(1) == v1::WITNESS_STATE_CONFLICT; })) << "at an earlier one";
  EXPECT_EQ(board_.Newest(), nullptr);
}

TEST_F(CollectorTest, WhatIsNoCosignatureIsNotTaken) {
  for (const auto& witness : witnesses_) witness->garbles = true;
  const auto collector = StartWith("any");
  EXPECT_TRUE(Eventually([&] { return StateOf(0) == v1::WITNESS_STATE_ANSWER_INVALID; }));
  EXPECT_EQ(board_.Newest(), nullptr);
}

TEST_F(CollectorTest, APolicyThatDemandsNothingIsRefused) {
  const auto none = [](const witness::Policy::Witness&) -> absl::StatusOr<std::unique_ptr<cosign::Endpoint>> {
    return absl::InternalError("not called");
  };
  EXPECT_TRUE(absl::IsInvalidArgument(
      Collector::Start({.policy = witness::Policy::Parse("quorum none\n").value(), .file = File()},
                       node_.node().published(), board_, none)
          .status()));
}

}  // namespace
}  // namespace ingot::testing
