// An auditor's watch over a real server: it goes on from where it ended, and tells a ledger that was rolled back, which
// the server itself, with the same checkpoint in hand, does not serve.
#include <signal.h>

#include <filesystem>
#include <string>

#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "tests/support/server/command.h"
#include "tests/support/server/server_process.h"
#include "tests/support/temp/temp_dir.h"

namespace ingot {
namespace {

using testing::Party;
using testing::RunIngot;
using testing::ServerProcess;

class WatchTest : public ::testing::Test {
 protected:
  void SetUp() override {
    server_ = std::make_unique<ServerProcess>(folder_.path());
    ASSERT_TRUE(server_->Start()) << "see " << server_->log_path();
  }
  std::string Profile() { return server_->ProfilePath("bank"); }
  // `forked`: the client sees by itself that the checkpoint contradicts the one that it remembers.
  void Submit(bool forked = false) {
    Party party = testing::OpenParty(Profile());
    std::vector<client::Draft> drafts(3);
    for (client::Draft& draft : drafts) {
      draft.event.mutable_occurred_at()->set_unix_us(1'700'000'000'000'000);
      auto* factor = draft.event.mutable_emission_factor_published();
      factor->set_factor_id(Cat("bank/f-", factors_++));
      factor->set_origin(v1::ORIGIN_PRIMARY);
      factor->set_source("watch test");
    }
    const auto submission = party.signer->Sign(std::move(drafts), {.expires_at_us = testing::SoonUs()});
    ASSERT_TRUE(submission.ok());
    const auto receipt = party.client->Submit(*submission);
    ASSERT_EQ(receipt.ok(), !forked) << receipt.status();
  }
  testing::CommandResult Watch(std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"--profile", Profile(), "watch", "--once", "--json"};
    words.insert(words.end(), more.begin(), more.end());
    return RunIngot(words);
  }

  testing::TempDir folder_;
  std::unique_ptr<ServerProcess> server_;
  int factors_ = 0;
};

TEST_F(WatchTest, GoesOnFromWhereItEnded) {
  Submit();
  testing::CommandResult result = Watch({"--metrics", folder_.Sub("m")});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_NE(result.out.find("\"size\":\"4\",\"new\":\"4\""), std::string::npos) << result.out;
  EXPECT_TRUE(std::filesystem::exists(folder_.Sub("m")));
  Submit();
  result = Watch();
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_NE(result.out.find("\"size\":\"7\",\"new\":\"3\""), std::string::npos) << result.out;
  // The audit goes on from the same state.
  Submit();
  result = RunIngot({"--profile", Profile(), "audit", "--resume", "--json"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_NE(result.out.find("\"earlier\":\"7\""), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("\"entries\":\"10\""), std::string::npos) << result.out;
  result = RunIngot({"--profile", Profile(), "audit", "--resume", "--json"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_NE(result.out.find("\"earlier\":\"10\""), std::string::npos) << "nothing new: " << result.out;
}

TEST_F(WatchTest, EndsOnASignalWithItsStateKept) {
  Submit();
  const auto result = testing::RunIngotAndSignal({"--profile", Profile(), "watch", "--json", "--interval", "1"},
                                                 absl::Seconds(2), SIGTERM);
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  const auto after = Watch();
  EXPECT_NE(after.out.find("\"new\":\"0\""), std::string::npos) << after.out;
}

TEST_F(WatchTest, ADiskThatWentBackIsTold) {
  Submit();
  ASSERT_EQ(server_->Terminate(), 0);
  const std::filesystem::path folder(folder_.path());
  std::filesystem::copy(folder / "db", folder / "db.old", std::filesystem::copy_options::recursive);
  std::filesystem::copy_file(folder / "anchor", folder / "anchor.old");
  ASSERT_TRUE(server_->Start());
  Submit();
  ASSERT_EQ(Watch().exit_code, 0);
  // What the watch remembers is the checkpoint that an operator would ask for.
  std::string known;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder / "orgs")) {
    if (file.path().extension() == ".checkpoint") known = file.path().string();
  }
  ASSERT_NE(known, "");
  ASSERT_EQ(server_->Terminate(), 0);

  std::filesystem::remove_all(folder / "db");
  std::filesystem::rename(folder / "db.old", folder / "db");
  std::filesystem::rename(folder / "anchor.old", folder / "anchor");
  {
    ServerProcess careful(folder_.path(), {"--known-checkpoint", known});
    EXPECT_FALSE(careful.Start()) << "it would sign a second history";
  }
  ASSERT_TRUE(server_->Start()) << "its own anchor went back with it";
  testing::CommandResult result = Watch();
  EXPECT_EQ(result.exit_code, 4) << result.out << result.err;
  EXPECT_NE(result.out.find("rewritten_history"), std::string::npos) << result.out;
  // It signs on, and now there is a proof.
  Submit(/*forked=*/true);
  Submit(/*forked=*/true);
  result = Watch();
  EXPECT_EQ(result.exit_code, 4) << result.out << result.err;
  const size_t at = result.out.find("\"proof\":\"");
  ASSERT_NE(at, std::string::npos) << result.out;
  const size_t begin = at + std::string("\"proof\":\"").size();
  const std::string proof = result.out.substr(begin, result.out.find('"', begin) - begin);
  const std::string vkey = testing::OpenParty(Profile()).profile.verifier_keys.front().Format();
  result = RunIngot({"verify", "equivocation", proof, "--vkey", vkey, "--json"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
}

}  // namespace
}  // namespace ingot
