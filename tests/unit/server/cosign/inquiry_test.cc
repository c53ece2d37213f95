#include "server/cosign/inquiry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/note/checkpoint.h"
#include "ledger/witness/policy.h"
#include "server/files/files.h"
#include "tests/support/temp/temp_dir.h"
#include "tests/support/test_ledger.h"
#include "tests/unit/server/cosign/witness_in_process.h"
#include "tests/unit/server/support/test_node.h"

namespace ingot::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// A node that asks three witnesses before it signs.
class InquiryTest : public ::testing::Test {
 protected:
  InquiryTest() : node_(ledger_) {
    log_key_ = *note::VerifierKey::Create(ledger_.RecordOf(v1::SUBJECT_KIND_LEDGER, "").ledger().origin(),
                                          note::SignatureType::kEd25519, TestKey("checkpoint").public_key());
    for (const std::string name : {"w1", "w2", "w3"}) {
      witnesses_.push_back(std::make_unique<WitnessInProcess>(name, *log_key_, Cat(dir_.path(), "/", name)));
    }
    Require("2");
  }

  // `rule` of the three.
  void Require(std::string_view rule) {
    std::string text;
    for (const auto& witness : witnesses_) text += witness->PolicyLine();
    const witness::Policy policy = witness::Policy::Parse(Cat(text, "group G ", rule, " w1 w2 w3\nquorum G\n")).value();
    node_.options().before_signing = [this, policy](const storage::Snapshot& snapshot, const std::string& note) {
      const cosign::InquiryOptions options{
          .policy = policy, .limit = absl::Milliseconds(300), .pause = absl::Milliseconds(20), .stopping = [this] {
            return stopping_;
          }};
      return cosign::AskBeforeSigning(options, snapshot, note, [this](const witness::Policy::Witness& named) {
        const auto index = static_cast<size_t>(named.name.back() - '1');
        return std::make_unique<WitnessInProcess::Wire>(*witnesses_[index]);
      });
    };
  }

  // Two entries more.
  void Grow() {
    ledger_.Enrol(Cat("member-", ++members_), {v1::ROLE_DEALER});
    const std::vector<RecordedSubmission> submissions = SubmissionsOf(ledger_);
    for (size_t i = submitted_; i < submissions.size(); ++i) {
      newest_ = node_.MustSubmit(submissions[i].submission).checkpoint();
    }
    submitted_ = submissions.size();
  }
  uint64_t Size() { return node_.node().published().Get()->head().size; }

  // As the collector does, without its threads.
  void Cosign(size_t index, const std::string& note) {
    const auto latest = witnesses_[index]->witness().Latest(log_key_->name());
    const note::Checkpoint checkpoint = *note::PeekCheckpoint(note);
    const uint64_t old_size = latest.has_value() ? latest->size : 0;
    const auto proof =
        old_size == 0 ? merkle::Proof()
                      : *merkle::ConsistencyProof(node_.node().published().Get()->Nodes(), old_size, checkpoint.size);
    const witness::Reply reply = witnesses_[index]->witness().AddCheckpoint(
        witness::FormatAddCheckpoint({.old_size = old_size, .proof = proof, .checkpoint = note}), kCosignedAt);
    ASSERT_EQ(reply.status, 200) << reply.body;
  }
  // A checkpoint that this ledger's tree does not give.
  std::string Forged(uint64_t size) const {
    const crypto::PrivateKey key = TestKey("checkpoint");
    const crypto::PrivateKey* const signers[] = {&key};
    return note::SignCheckpoint({log_key_->name(), size, Hash{9}}, signers).value();
  }

  // The whole machine's disk, put away and brought back.
  void Save(const std::string& name) {
    const std::string folder = Cat(dir_.path(), "/", name);
    std::filesystem::copy(node_.options().ledger.database.path, folder, std::filesystem::copy_options::recursive);
    std::filesystem::copy_file(node_.options().ledger.anchor_path, folder + ".anchor");
  }
  void Restore(const std::string& name) {
    const std::string folder = Cat(dir_.path(), "/", name);
    std::filesystem::remove_all(node_.options().ledger.database.path);
    std::filesystem::copy(folder, node_.options().ledger.database.path, std::filesystem::copy_options::recursive);
    std::filesystem::copy_file(folder + ".anchor", node_.options().ledger.anchor_path,
                               std::filesystem::copy_options::overwrite_existing);
  }

  TestLedger ledger_;
  TempDir dir_;
  TestNode node_;
  std::optional<note::VerifierKey> log_key_;
  std::vector<std::unique_ptr<WitnessInProcess>> witnesses_;
  bool stopping_ = false;
  int members_ = 0;
  size_t submitted_ = 1;  // the genesis
  std::string newest_;
};

TEST_F(InquiryTest, ANewLedgerAndNewWitnessesAgree) {
  node_.MustStart();
  EXPECT_EQ(witnesses_[0]->witness().Latest(log_key_->name())->size, 1u) << "it was asked";
}

// What a killed server had signed last is not in its database; its anchor knows.
TEST_F(InquiryTest, ACrashIsNoRollback) {
  node_.MustStart();
  for (int i = 0; i < 3; ++i) {
    Grow();
    for (size_t w = 0; w < 3; ++w) Cosign(w, newest_);
    node_.Stop();
    ASSERT_TRUE(node_.Start().ok()) << i;
  }
  // Witnesses that are behind catch up.
  Grow();
  node_.Stop();
  EXPECT_TRUE(node_.Start().ok());
  EXPECT_EQ(witnesses_[2]->witness().Latest(log_key_->name())->size, Size());
}

TEST_F(InquiryTest, ADiskThatWentBackIsNotSignedOn) {
  node_.MustStart();
  Grow();
  node_.Stop();
  Save("old");
  node_.MustStart();
  const uint64_t old_size = Size();
  Grow();
  Cosign(1, newest_);
  const uint64_t new_size = Size();
  node_.Stop();
  Save("new");

  Restore("old");
  const std::string anchor = *files::Read(node_.options().ledger.anchor_path, 1 << 16);
  for (const bool alone : {false, true}) {
    // One is enough, also where the quorum would be there without it.
    witnesses_[0]->down = alone;
    witnesses_[2]->down = alone;
    const absl::Status status = node_.Start();
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
    EXPECT_THAT(std::string(status.message()), AllOf(HasSubstr("witness w2"), HasSubstr(Cat("has cosigned ", new_size)),
                                                     HasSubstr(Cat("holds ", old_size)), HasSubstr("successor")));
  }
  EXPECT_EQ(*files::Read(node_.options().ledger.anchor_path, 1 << 16), anchor) << "nothing was announced";

  Restore("new");
  witnesses_[0]->down = witnesses_[2]->down = false;
  EXPECT_TRUE(node_.Start().ok());
  EXPECT_EQ(Size(), new_size);
}

TEST_F(InquiryTest, AnEmptyDatabaseInPlaceOfALostOneIsFound) {
  node_.MustStart();
  Grow();
  Cosign(0, newest_);
  node_.Stop();
  std::filesystem::remove_all(node_.options().ledger.database.path);
  std::filesystem::remove(node_.options().ledger.anchor_path);
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(absl::IsFailedPrecondition(node_.Start())) << "the genesis is there again";
}

TEST_F(InquiryTest, AnotherHistoryIsFoundAtTheSameSizeAndBelow) {
  node_.MustStart();
  Grow();
  Grow();
  const uint64_t size = Size();
  node_.Stop();
  for (const uint64_t forged : {size, size - 1}) {
    witnesses_[0] = std::make_unique<WitnessInProcess>("w1", *log_key_, Cat(dir_.path(), "/w1-", forged));
    ASSERT_EQ(
        witnesses_[0]
            ->witness()
            .AddCheckpoint(witness::FormatAddCheckpoint({.old_size = 0, .checkpoint = Forged(forged)}), kCosignedAt)
            .status,
        200);
    const absl::Status status = node_.Start();
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(Cat("another history of the first ", forged, " entries")));
  }
}

// The database reached the size without the anchor: whoever signed there, it was not this server.
TEST_F(InquiryTest, WhatTheAnchorDoesNotKnowWasNotSignedHere) {
  node_.MustStart();
  node_.Stop();
  Save("old");
  node_.MustStart();
  Grow();
  Cosign(0, newest_);
  node_.Stop();
  std::filesystem::copy_file(Cat(dir_.path(), "/old.anchor"), node_.options().ledger.anchor_path,
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_TRUE(absl::IsFailedPrecondition(node_.Start()));
}

TEST_F(InquiryTest, WithoutAQuorumNothingIsSigned) {
  node_.MustStart();
  Grow();
  node_.Stop();
  witnesses_[1]->down = true;
  EXPECT_TRUE(node_.Start().ok()) << "two are a quorum";
  node_.Stop();
  witnesses_[2]->garbles = true;
  absl::Status status = node_.Start();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("w2 (down)"), HasSubstr("w3 ("), HasSubstr("--require-witness")));
  // They come back while it waits.
  std::thread later([this] {
    absl::SleepFor(absl::Milliseconds(100));
    witnesses_[1]->down = false;
  });
  status = node_.Start();
  later.join();
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(InquiryTest, AStopEndsTheWait) {
  for (const auto& witness : witnesses_) witness->down = true;
  stopping_ = true;
  EXPECT_TRUE(absl::IsCancelled(node_.Start()));
}

TEST_F(InquiryTest, APolicyThatDemandsNothingIsRefused) {
  node_.options().before_signing = [](const storage::Snapshot& snapshot, const std::string& note) {
    const cosign::InquiryOptions options{.policy = witness::Policy::Parse("quorum none\n").value()};
    return cosign::AskBeforeSigning(options, snapshot, note, nullptr);
  };
  EXPECT_TRUE(absl::IsInvalidArgument(node_.Start()));
}

}  // namespace
}  // namespace ingot::testing
