// A ledger's life in small, through the programs themselves: a submission with its receipt, the same again, an audit
// on line and from a file, a stop, a start, a kill.
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "clients/cpp/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "ledger/entry/canonical.h"
#include "tests/support/server/command.h"
#include "tests/support/server/server_process.h"
#include "tests/support/temp/temp_dir.h"

namespace ingot {
namespace {

using testing::CommandResult;
using ::testing::HasSubstr;
using testing::Party;
using testing::RunIngot;
using testing::ServerProcess;

// Two pages of the tree's lowest tiles.
constexpr int kEvents = 300;

class LifeTest : public ::testing::Test {
 protected:
  LifeTest() : server_(folder_.path()) {}

  void SetUp() override { ASSERT_TRUE(server_.Start()) << Log(); }

  // Stops it; a sanitizer's finding in the server is an exit code too.
  void Stop() { ASSERT_EQ(server_.Terminate(), 0) << Log(); }

  std::string Log() const { return client::ReadFile(server_.log_path(), 1 << 20).value_or("no log"); }

  CommandResult AsOperator(std::vector<std::string> words) {
    words.insert(words.begin(), {"--profile", server_.ProfilePath("bank")});
    return RunIngot(words);
  }

  // What the next start has to replay.
  uint64_t WriteAheadBytes() const {
    uint64_t bytes = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder_.path() + "/db")) {
      if (file.path().extension() == ".log") bytes += file.file_size();
    }
    return bytes;
  }

  static v1::Submission Factors(const Party& party, const std::string& tag, int count) {
    std::vector<client::Draft> drafts(static_cast<size_t>(count));
    for (size_t i = 0; i < drafts.size(); ++i) {
      drafts[i].event.mutable_occurred_at()->set_unix_us(1'700'000'000'000'000);
      auto* factor = drafts[i].event.mutable_emission_factor_published();
      factor->set_factor_id(Cat("bank/", tag, "-", i));
      factor->set_origin(v1::ORIGIN_PRIMARY);
      factor->set_co2e_g_per_kg(1);
      factor->set_source("test");
    }
    auto submission = party.signer->Sign(std::move(drafts), {.expires_at_us = testing::SoonUs()});
    EXPECT_TRUE(submission.ok()) << submission.status();
    return *std::move(submission);
  }

  testing::TempDir folder_;
  ServerProcess server_;
};

TEST_F(LifeTest, WhatWasAcknowledgedIsThereAfterAStopAndAfterAKill) {
  Party party = testing::OpenParty(server_.ProfilePath("bank"));
  const v1::Submission submission = Factors(party, "f", kEvents);
  const auto receipt = party.client->Submit(submission);
  ASSERT_TRUE(receipt.ok()) << receipt.status();
  const auto same = [&] {
    const auto again = party.client->Submit(submission);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(entry::Serialise(*again), entry::Serialise(*receipt));
  };
  same();
  EXPECT_GT(WriteAheadBytes(), uint64_t{kEvents});
  Stop();
  EXPECT_EQ(WriteAheadBytes(), 0u) << "the next start would replay it";
  ASSERT_TRUE(server_.Start()) << Log();
  same();
  ASSERT_TRUE(party.client->Submit(Factors(party, "g", 1)).ok());
  server_.Kill();
  EXPECT_GT(WriteAheadBytes(), 0u);
  ASSERT_TRUE(server_.Start()) << Log();
  same();
  Stop();
}

TEST_F(LifeTest, AReceiptAndADumpVerifyWithoutAServer) {
  Party party = testing::OpenParty(server_.ProfilePath("bank"));
  const auto receipt = party.client->Submit(Factors(party, "f", kEvents));
  ASSERT_TRUE(receipt.ok()) << receipt.status();
  const std::string kept = folder_.path() + "/receipt";
  ASSERT_TRUE(client::WriteFile(kept, entry::Serialise(*receipt), client::kPublicFile, client::Existing::kRefuse).ok());
  const std::string dump = folder_.path() + "/dump";
  const CommandResult online = AsOperator({"audit", "--save", dump});
  EXPECT_EQ(online.exit_code, 0) << online.err;
  EXPECT_THAT(online.out, HasSubstr("VERIFIED"));
  Stop();

  const std::string vkey = party.profile.verifier_keys.front().Format();
  const CommandResult offline = RunIngot({"audit", "--file", dump, "--vkey", vkey});
  EXPECT_EQ(offline.exit_code, 0) << offline.out << offline.err;
  EXPECT_THAT(offline.out, HasSubstr(Cat(kEvents + 1, " in 2 submissions")));
  ASSERT_TRUE(
      client::WriteFile(dump, "ingot/v1/dump\n\x03\x0a\x01\xff", client::kPublicFile, client::Existing::kReplace).ok());
  const CommandResult rubbish = RunIngot({"--json", "audit", "--file", dump, "--vkey", vkey});
  EXPECT_EQ(rubbish.exit_code, 2);
  EXPECT_EQ(rubbish.err.find('{'), 0u) << "nothing but the error, as JSON: " << rubbish.err;
  const CommandResult verified = RunIngot({"receipt", "verify", kept, "--vkey", vkey});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
}

}  // namespace
}  // namespace ingot
