#include "clients/cpp/checkpoint_store.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <utility>

#include "clients/cpp/error.h"
#include "clients/cpp/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/audit/equivocation.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "tests/unit/clients/support/reference.h"

namespace ingot::client {
namespace {

using ::testing::HasSubstr;

constexpr char kOrigin[] = "test.example/ledger";

class CheckpointStoreTest : public ::testing::Test {
 protected:
  CheckpointStoreTest() : folder_(FreshFolder("state")), key_(KeyOf('k')), store_(OpenStore()) {}

  std::unique_ptr<CheckpointStore> OpenStore() {
    absl::StatusOr<std::unique_ptr<CheckpointStore>> store =
        CheckpointStore::Open(folder_, Hash{7}, {VerifierOf(key_, kOrigin)});
    INGOT_CHECK_OK(store);
    return *std::move(store);
  }
  std::string NoteOf(const ReferenceTree& tree, uint64_t size) { return Note(tree, size, kOrigin, key_); }

  // What an honest server of `tree` answers; counts the questions.
  ConsistencySource Honest(const ReferenceTree& tree) {
    return [this, &tree](uint64_t first, uint64_t second) -> absl::StatusOr<merkle::Proof> {
      ++questions_;
      return tree.Consistency(first, second);
    };
  }
  ConsistencySource Answers(absl::Status status) {
    return [status = std::move(status)](uint64_t, uint64_t) -> absl::StatusOr<merkle::Proof> { return status; };
  }
  std::string ReasonOf(const absl::StatusOr<note::Checkpoint>& result) {
    if (result.ok()) return "OK";
    const ClientError error = ErrorOf(result.status());
    return error.kind == ErrorKind::kMisbehaviour ? error.reason : "not misbehaviour";
  }
  uint64_t RememberedSize() {
    const auto last = store_->Last();
    return last.ok() && last->has_value() ? (*last)->size : 0;
  }
  int EvidenceFiles() {
    int count = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder_)) {
      count += file.path().string().find(".evidence-") != std::string::npos;
    }
    return count;
  }

  const std::string folder_;
  const crypto::PrivateKey key_;
  std::unique_ptr<CheckpointStore> store_;
  const ReferenceTree tree_{"ours"};
  const ReferenceTree other_{"theirs"};
  int questions_ = 0;
};

TEST_F(CheckpointStoreTest, RemembersTheFirstWithoutAQuestion) {
  ASSERT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, 5), Honest(tree_))), "OK");
  EXPECT_EQ(questions_, 0);
  EXPECT_EQ(RememberedSize(), 5u);
  EXPECT_EQ(*store_->LastNote(), NoteOf(tree_, 5));
}

TEST_F(CheckpointStoreTest, DemandsAProofForEveryNewerOne) {
  uint64_t size = 1;
  for (const uint64_t next : {2u, 3u, 7u, 8u, 9u, 64u, 100u}) {
    ASSERT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, size), Honest(tree_))), "OK");
    questions_ = 0;
    ASSERT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, next), Honest(tree_))), "OK") << size << " to " << next;
    EXPECT_EQ(questions_, 1);
    EXPECT_EQ(RememberedSize(), next);
    size = next;
  }
}

TEST_F(CheckpointStoreTest, TheSameAgainNeedsNoProof) {
  ASSERT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, 9), Honest(tree_))), "OK");
  EXPECT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, 9), Honest(tree_))), "OK");
  EXPECT_EQ(questions_, 0);
}

TEST_F(CheckpointStoreTest, AnOlderOneMustBeABeginningAndIsNotRemembered) {
  ASSERT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, 20), Honest(tree_))), "OK");
  EXPECT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, 11), Honest(tree_))), "OK");
  EXPECT_EQ(questions_, 1);
  EXPECT_EQ(RememberedSize(), 20u);
}

TEST_F(CheckpointStoreTest, TwoRootsOfOneSizeAreAFork) {
  ASSERT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, 9), Honest(tree_))), "OK");
  const absl::StatusOr<note::Checkpoint> result = store_->Observe(NoteOf(other_, 9), Honest(other_));
  EXPECT_EQ(ReasonOf(result), "FORK");
  EXPECT_THAT(std::string(result.status().message()), HasSubstr("evidence"));
  EXPECT_EQ(EvidenceFiles(), 2);
  EXPECT_EQ(*store_->LastNote(), NoteOf(tree_, 9)) << "the remembered one must stay";
}

TEST_F(CheckpointStoreTest, EvidenceHoldsBothNotesVerbatim) {
  ASSERT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, 9), Honest(tree_))), "OK");
  ASSERT_EQ(ReasonOf(store_->Observe(NoteOf(other_, 9), Honest(other_))), "FORK");
  std::set<std::string> notes;
  for (const auto& file : std::filesystem::directory_iterator(folder_)) {
    if (file.path().string().find(".evidence-") == std::string::npos) continue;
    notes.insert(*ReadFile(file.path().string(), 1 << 16));
  }
  EXPECT_EQ(notes, (std::set<std::string>{NoteOf(tree_, 9), NoteOf(other_, 9)}));
}

// A forked key leaves a proof that strangers accept, whatever the sizes: equal, or the smaller one a power of two or
// not.
TEST_F(CheckpointStoreTest, AForkLeavesAProofForEverybody) {
  const FirstEntrySource first_entry = [this](uint64_t size) -> absl::StatusOr<FirstEntryProof> {
    // PATH(0, D[n]): the right siblings on the way up from leaf 0.
    FirstEntryProof proof{.leaf = other_.Leaf(0)};
    for (uint64_t width = 1; width < size; width *= 2) {
      proof.path.push_back(other_.Root(width, std::min(2 * width, size)));
    }
    return proof;
  };
  for (const auto& [first, second] :
       {std::pair(9, 9), std::pair(9, 30), std::pair(8, 30), std::pair(1, 2), std::pair(16, 17), std::pair(30, 64)}) {
    const auto store =
        CheckpointStore::Open(FreshFolder(Cat("fork-", first, "-", second)), Hash{7}, {VerifierOf(key_, kOrigin)});
    ASSERT_TRUE(store.ok());
    ASSERT_TRUE((*store)->Observe(NoteOf(tree_, static_cast<uint64_t>(first)), Honest(tree_)).ok());
    const auto result = (*store)->Observe(NoteOf(other_, static_cast<uint64_t>(second)), Honest(other_), first_entry);
    EXPECT_EQ(ReasonOf(result), "FORK");
    ASSERT_NE((*store)->ProofPath(), "") << first << " and " << second;
    EXPECT_THAT(std::string(result.status().message()), HasSubstr((*store)->ProofPath()));
    const auto file = ReadFile((*store)->ProofPath(), audit::kMaxEquivocationBytes);
    ASSERT_TRUE(file.ok());
    const auto proof = audit::ParseEquivocation(*file);
    ASSERT_TRUE(proof.ok()) << proof.status();
    const note::VerifierKey keys[] = {VerifierOf(key_, kOrigin)};
    EXPECT_TRUE(audit::VerifyEquivocation(*proof, keys).ok());
  }
}

TEST_F(CheckpointStoreTest, WhatProvesNothingIsNotCalledAProof) {
  ASSERT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, 8), Honest(tree_))), "OK");
  EXPECT_EQ(ReasonOf(store_->Observe(NoteOf(other_, 30), Honest(other_))), "FORK") << "no first entry to prove it with";
  EXPECT_EQ(store_->ProofPath(), "");
  // An honest server whose proof was damaged on the way.
  const auto altered = [this](uint64_t first, uint64_t second) -> absl::StatusOr<merkle::Proof> {
    merkle::Proof proof = tree_.Consistency(first, second);
    proof[0][31] ^= 1;
    return proof;
  };
  EXPECT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, 30), altered)), "FORK");
  EXPECT_EQ(store_->ProofPath(), "");
}

TEST_F(CheckpointStoreTest, ANewerOneOfAnotherHistoryIsAFork) {
  ASSERT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, 9), Honest(tree_))), "OK");
  EXPECT_EQ(ReasonOf(store_->Observe(NoteOf(other_, 30), Honest(other_))), "FORK");
  EXPECT_EQ(RememberedSize(), 9u);
  EXPECT_EQ(EvidenceFiles(), 2);
}

TEST_F(CheckpointStoreTest, AProofThatIsCutOrAlteredIsAFork) {
  ASSERT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, 9), Honest(tree_))), "OK");
  const auto cut = [this](uint64_t first, uint64_t second) -> absl::StatusOr<merkle::Proof> {
    merkle::Proof proof = tree_.Consistency(first, second);
    proof.pop_back();
    return proof;
  };
  EXPECT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, 30), cut)), "FORK");
  const auto altered = [this](uint64_t first, uint64_t second) -> absl::StatusOr<merkle::Proof> {
    merkle::Proof proof = tree_.Consistency(first, second);
    proof[0][31] ^= 1;
    return proof;
  };
  EXPECT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, 30), altered)), "FORK");
  EXPECT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, 30), Honest(tree_))), "OK");
}

TEST_F(CheckpointStoreTest, AServerThatLostEntriesIsCaughtAsRollback) {
  ASSERT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, 30), Honest(tree_))), "OK");
  // It has 20 entries and can't prove anything about 30.
  const absl::Status refusal =
      FromRpc(grpc::Status(grpc::StatusCode::FAILED_PRECONDITION, "second_size is above the ledger's size"));
  EXPECT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, 20), Answers(refusal))), "ROLLBACK");
  EXPECT_EQ(RememberedSize(), 30u);
  EXPECT_EQ(EvidenceFiles(), 2);
}

TEST_F(CheckpointStoreTest, ASilentServerIsNotAccused) {
  ASSERT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, 30), Honest(tree_))), "OK");
  for (const grpc::StatusCode code :
       {grpc::StatusCode::UNAVAILABLE, grpc::StatusCode::DEADLINE_EXCEEDED, grpc::StatusCode::UNAUTHENTICATED}) {
    const auto result = store_->Observe(NoteOf(tree_, 40), Answers(FromRpc(grpc::Status(code, "no"))));
    EXPECT_EQ(ReasonOf(result), "not misbehaviour");
    EXPECT_EQ(RememberedSize(), 30u) << "what is not proven is not remembered";
  }
  EXPECT_EQ(EvidenceFiles(), 0);
}

TEST_F(CheckpointStoreTest, NotesOfOtherKeysAndOriginsAreRefused) {
  EXPECT_EQ(ReasonOf(store_->Observe(Note(tree_, 5, kOrigin, KeyOf('x')), Honest(tree_))), "BAD_CHECKPOINT");
  EXPECT_EQ(ReasonOf(store_->Observe(Note(tree_, 5, "other.example", key_), Honest(tree_))), "BAD_CHECKPOINT");
  std::string altered = NoteOf(tree_, 5);
  altered.replace(altered.find("\n5\n"), 3, "\n6\n");
  EXPECT_EQ(ReasonOf(store_->Observe(altered, Honest(tree_))), "BAD_CHECKPOINT");
  EXPECT_EQ(ReasonOf(store_->Observe("", Honest(tree_))), "BAD_CHECKPOINT");
  EXPECT_EQ(RememberedSize(), 0u);
}

TEST_F(CheckpointStoreTest, SurvivesARestart) {
  ASSERT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, 30), Honest(tree_))), "OK");
  store_ = OpenStore();
  EXPECT_EQ(RememberedSize(), 30u);
  EXPECT_EQ(ReasonOf(store_->Observe(NoteOf(other_, 30), Honest(other_))), "FORK");
}

TEST_F(CheckpointStoreTest, ADamagedMemoryIsNotSilentlyForgotten) {
  ASSERT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, 30), Honest(tree_))), "OK");
  std::string path;
  for (const auto& file : std::filesystem::directory_iterator(folder_)) {
    if (file.path().extension() == ".checkpoint") path = file.path().string();
  }
  ASSERT_NE(path, "");
  std::ofstream(path) << "rubbish";
  const auto reopened = CheckpointStore::Open(folder_, Hash{7}, {VerifierOf(key_, kOrigin)});
  ASSERT_TRUE(absl::IsInvalidArgument(reopened.status()));
  EXPECT_THAT(std::string(reopened.status().message()), HasSubstr(path));
}

TEST_F(CheckpointStoreTest, TwoStoresOnOneFolderSeeEachOther) {
  const std::unique_ptr<CheckpointStore> second = OpenStore();
  ASSERT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, 10), Honest(tree_))), "OK");
  ASSERT_EQ(ReasonOf(second->Observe(NoteOf(tree_, 12), Honest(tree_))), "OK");
  EXPECT_EQ(questions_, 1) << "the second store must have proven 10 to 12";
  EXPECT_EQ(RememberedSize(), 12u);
}

TEST_F(CheckpointStoreTest, LedgersDoNotMix) {
  ASSERT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, 10), Honest(tree_))), "OK");
  const auto other_ledger = CheckpointStore::Open(folder_, Hash{8}, {VerifierOf(key_, kOrigin)});
  ASSERT_TRUE(other_ledger.ok());
  EXPECT_FALSE((*other_ledger)->Last()->has_value());
}

// While one proves, another process remembers a newer one: the second proof is held against that.
TEST_F(CheckpointStoreTest, ARaceIsDecidedByProofs) {
  ASSERT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, 10), Honest(tree_))), "OK");
  const std::unique_ptr<CheckpointStore> second = OpenStore();
  bool raced = false;
  const auto racing = [&](uint64_t first, uint64_t last) -> absl::StatusOr<merkle::Proof> {
    if (!std::exchange(raced, true)) {
      INGOT_CHECK_OK(second->Observe(NoteOf(tree_, 50), Honest(tree_)));
    }
    return tree_.Consistency(first, last);
  };
  EXPECT_EQ(ReasonOf(store_->Observe(NoteOf(tree_, 20), racing)), "OK");
  EXPECT_EQ(RememberedSize(), 50u) << "the newer one must not be replaced by the older";
}

}  // namespace
}  // namespace ingot::client
