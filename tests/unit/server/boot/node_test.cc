#include "server/boot/node.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "ledger/base/strings.h"
#include "ledger/entry/canonical.h"
#include "ledger/refusal/refusal.h"
#include "server/files/files.h"
#include "tests/unit/server/support/test_node.h"

namespace ingot::testing {
namespace {

using ::testing::HasSubstr;

class NodeTest : public ::testing::Test {
 protected:
  NodeTest() : node_(ledger_) {}

  std::string WriteGenesis(const std::string& name, const v1::Submission& submission) {
    const std::string path = Cat(node_.directory(), "/", name);
    EXPECT_TRUE(files::Write(path, entry::Serialise(submission), files::Access::kPublic).ok());
    return path;
  }

  TestLedger ledger_;
  TestNode node_;
};

TEST_F(NodeTest, AGenesisBeginsTheLedgerAndMayBeGivenAgain) {
  node_.MustStart();
  EXPECT_EQ(node_.node().published().Get()->head().size, 1u);
  EXPECT_EQ(node_.node().published().Get()->head().ledger_id, ledger_.ledger_id());
  const std::string note = node_.node().published().Get()->note();
  node_.MustStart();
  EXPECT_EQ(node_.node().published().Get()->note(), note);
  node_.options().genesis_path.clear();
  node_.MustStart();
  EXPECT_EQ(node_.node().published().Get()->note(), note);
}

TEST_F(NodeTest, AnotherGenesisIsRefused) {
  node_.MustStart();
  const TestLedger other(2);
  node_.options().genesis_path = WriteGenesis("other.pb", SubmissionsOf(other).front().submission);
  const absl::Status status = node_.Start();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("another genesis"));
}

TEST_F(NodeTest, WithoutGenesisThereIsNoNewLedger) {
  node_.options().genesis_path.clear();
  EXPECT_EQ(node_.Start().code(), absl::StatusCode::kNotFound) << "a mistyped path must not look like a new ledger";
  EXPECT_FALSE(files::Exists(node_.options().ledger.database.path));
}

TEST_F(NodeTest, AGenesisThatIsNotOneIsRefused) {
  v1::Submission genesis = SubmissionsOf(ledger_).front().submission;
  genesis.mutable_header()->mutable_signature()->at(0) ^= 1;
  node_.options().genesis_path = WriteGenesis("altered.pb", genesis);
  EXPECT_EQ(refusal::RefusalOf(node_.Start())->reason(), v1::REFUSAL_REASON_BAD_SIGNATURE);
  ledger_.Enrol("maker", {v1::ROLE_MANUFACTURER});
  node_.options().genesis_path = WriteGenesis("other-event.pb", SubmissionsOf(ledger_).back().submission);
  EXPECT_FALSE(node_.Start().ok());
  node_.options().genesis_path = node_.options().checkpoint_key_path;
  EXPECT_EQ(node_.Start().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_FALSE(files::Exists(node_.options().ledger.database.path)) << "nothing was made";
}

TEST_F(NodeTest, ACeremonyMayLieBackButNotAhead) {
  node_.source().Advance(30 * TestLedger::kDayUs);
  node_.MustStart();
  EXPECT_EQ(node_.node().published().Get()->head().last_recorded_at_us, TestLedger::kStartUs);
  ledger_.Advance(30 * TestLedger::kDayUs);
  ledger_.Enrol("maker", {v1::ROLE_MANUFACTURER});
  EXPECT_TRUE(node_.Submit(SubmissionsOf(ledger_).back().submission)->Get().ok());

  TestNode ahead(ledger_);
  ahead.source().SetWall(TestLedger::kStartUs - 1);
  ahead.MustStart();
  EXPECT_EQ(ahead.Submit(SubmissionsOf(ledger_).back().submission)->Reason(), v1::REFUSAL_REASON_CLOCK);
}

TEST_F(NodeTest, TheCheckpointKeyMustBeTheLedgers) {
  const std::string right = node_.options().checkpoint_key_path;
  node_.options().checkpoint_key_path = node_.WriteKey("wrong", TestKey("wrong"));
  for (int i = 0; i < 2; ++i) {
    const absl::Status status = node_.Start();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
    EXPECT_THAT(std::string(status.message()),
                ::testing::AllOf(HasSubstr(ToHex(crypto::KeyId(TestKey("wrong").public_key()))),
                                 HasSubstr(ToHex(crypto::KeyId(TestKey("checkpoint").public_key())))));
    // The second time with a ledger that exists.
    const std::string wrong = node_.options().checkpoint_key_path;
    node_.options().checkpoint_key_path = right;
    node_.MustStart();
    node_.Stop();
    node_.options().checkpoint_key_path = wrong;
  }
  node_.options().checkpoint_key_path = Cat(node_.directory(), "/none.key");
  EXPECT_EQ(node_.Start().code(), absl::StatusCode::kNotFound);
}

TEST_F(NodeTest, ALedgerThatLostItsTailOrItsAnchorDoesNotStart) {
  node_.MustStart();
  node_.Stop();
  const std::string saved = Cat(node_.directory(), "/saved");
  std::filesystem::copy(node_.options().ledger.database.path, saved, std::filesystem::copy_options::recursive);
  node_.MustStart();
  ledger_.Enrol("maker", {v1::ROLE_MANUFACTURER});
  node_.Replay(ledger_);
  node_.Stop();
  std::filesystem::remove_all(node_.options().ledger.database.path);
  std::filesystem::copy(saved, node_.options().ledger.database.path, std::filesystem::copy_options::recursive);
  EXPECT_EQ(node_.Start().code(), absl::StatusCode::kFailedPrecondition);
  std::filesystem::remove(node_.options().ledger.anchor_path);
  EXPECT_EQ(node_.Start().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(NodeTest, ACrashBetweenWriteAndAnchorIsCaughtUp) {
  node_.MustStart();
  node_.Stop();
  const std::string saved = Cat(node_.directory(), "/saved-anchor");
  std::filesystem::copy_file(node_.options().ledger.anchor_path, saved);
  ledger_.Enrol("maker", {v1::ROLE_MANUFACTURER});
  node_.MustStart();
  node_.Replay(ledger_);
  const std::string note = node_.node().published().Get()->note();
  node_.Stop();
  // As if the process had died after the write, before the anchor.
  std::filesystem::copy_file(saved, node_.options().ledger.anchor_path,
                             std::filesystem::copy_options::overwrite_existing);
  node_.MustStart();
  EXPECT_EQ(node_.node().published().Get()->note(), note);
}

}  // namespace
}  // namespace ingot::testing
