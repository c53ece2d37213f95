#include "clients/witness/witness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "clients/cpp/files.h"
#include "clients/witness/http_server.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "server/cosign/endpoint.h"
#include "tests/support/temp/temp_dir.h"
#include "tests/unit/clients/support/reference.h"

namespace ingot::witness {
namespace {

using client::KeyOf;
using client::Note;
using client::ReferenceTree;
using client::VerifierOf;

constexpr char kOrigin[] = "log.example/al";
constexpr char kName[] = "witness.example/w1";
constexpr int64_t kNow = 1'772'352'000;

class WitnessTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<Witness>> TryOpen(char key = 'w', char log_key = 'l') {
    return Witness::Open(kName, KeyOf(key), {{.key = VerifierOf(KeyOf(log_key), kOrigin), .url = ""}}, State());
  }
  void Open(char log_key = 'l') {
    witness_.reset();
    auto opened = TryOpen('w', log_key);
    INGOT_CHECK_OK(opened);
    witness_ = *std::move(opened);
  }

  std::string State() const { return dir_.path() + "/state"; }
  // The one file of a log's memory.
  std::string Memory() const {
    for (const auto& file : std::filesystem::directory_iterator(State())) {
      if (file.path().extension() == ".checkpoint") return file.path();
    }
    return "";
  }

  std::string Request(const ReferenceTree& tree, uint64_t from, uint64_t to, char key = 'l') const {
    return FormatAddCheckpoint(
        {.old_size = from, .proof = tree.Consistency(from, to), .checkpoint = Note(tree, to, kOrigin, KeyOf(key))});
  }
  Reply Add(const std::string& body) { return witness_->AddCheckpoint(body, kNow); }

  testing::TempDir dir_;
  const ReferenceTree tree_{"honest"};
  std::unique_ptr<Witness> witness_;
};

TEST_F(WitnessTest, CosignsWhatContinuesAndAnswersAsTheProtocolSays) {
  Open();
  const Reply first = Add(Request(tree_, 0, 3));
  ASSERT_EQ(first.status, 200) << first.body;
  const std::string text = note::FormatCheckpoint({kOrigin, 3, tree_.Root(3)}).value();
  EXPECT_EQ(first.body, note::CosignatureLine(text, kName, KeyOf('w'), kNow).value());
  EXPECT_TRUE(TakeCosignature(text, first.body, witness_->key()).ok());
  EXPECT_EQ(Add(Request(tree_, 3, 3)).status, 200) << "the same again";
  EXPECT_EQ(Add(Request(tree_, 3, 9)).status, 200);
  EXPECT_EQ(witness_->Latest(kOrigin)->size, 9u);

  const Reply stale = Add(Request(tree_, 3, 12));
  EXPECT_EQ(stale.status, 409);
  EXPECT_EQ(stale.content_type, "text/x.tlog.size");
  EXPECT_EQ(stale.body, "9\n");
  EXPECT_EQ(Add("old 9\n\n").status, 400);
  EXPECT_EQ(Add(Request(tree_, 9, 12, 'x')).status, 403);
  const std::string foreign =
      FormatAddCheckpoint({.old_size = 0, .proof = {}, .checkpoint = Note(tree_, 3, "other.example", KeyOf('l'))});
  EXPECT_EQ(Add(foreign).status, 404);
  EXPECT_EQ(witness_->Latest(kOrigin)->size, 9u) << "no refusal changes what is remembered";
}

TEST_F(WitnessTest, AForkedLogIsRefusedAndItsCheckpointKept) {
  Open();
  ASSERT_EQ(Add(Request(tree_, 0, 9)).status, 200);
  const ReferenceTree forked("forked");
  EXPECT_EQ(Add(Request(forked, 9, 9)).status, 409);
  const std::string kept = Memory() + ".conflict";
  EXPECT_EQ(client::ReadFile(kept, 1 << 16).value(), Note(forked, 9, kOrigin, KeyOf('l')));
  EXPECT_EQ(Add(Request(forked, 9, 12)).status, 422);
  EXPECT_EQ(client::ReadFile(kept, 1 << 16).value(), Note(forked, 9, kOrigin, KeyOf('l'))) << "the first one stays";
  EXPECT_EQ(Add(Request(tree_, 9, 12)).status, 200) << "the honest history goes on";
}

TEST_F(WitnessTest, MemorySurvivesARestartAndARotationOfTheLogsKey) {
  Open();
  ASSERT_EQ(Add(Request(tree_, 0, 9)).status, 200);
  Open();
  EXPECT_EQ(witness_->Latest(kOrigin)->size, 9u);
  EXPECT_EQ(Add(Request(ReferenceTree("forked"), 9, 9)).status, 409);
  Open('n');
  EXPECT_EQ(witness_->Latest(kOrigin)->root, tree_.Root(9)) << "its own cosignature vouches for it";
  EXPECT_EQ(Add(Request(tree_, 9, 12)).status, 403) << "the old key is not trusted any more";
  EXPECT_EQ(Add(Request(tree_, 9, 12, 'n')).status, 200);
}

TEST_F(WitnessTest, ACrashBetweenMemoryAndAnswerLosesNothing) {
  Open();
  ASSERT_EQ(Add(Request(tree_, 0, 3)).status, 200);
  // The answer is lost; the log asks again from what it knows, learns the size, and gets its cosignature.
  ASSERT_EQ(Add(Request(tree_, 3, 9)).status, 200);
  Open();
  const Reply told = Add(Request(tree_, 3, 9));
  EXPECT_EQ(told.status, 409);
  EXPECT_EQ(told.body, "9\n");
  EXPECT_EQ(Add(Request(tree_, 9, 9)).status, 200);
}

TEST_F(WitnessTest, WhatItCannotKeepItDoesNotCosign) {
  Open();
  ASSERT_EQ(Add(Request(tree_, 0, 3)).status, 200);
  const std::string memory = Memory();
  std::filesystem::remove(memory);
  std::filesystem::create_directories(memory + "/in-the-way");
  EXPECT_EQ(Add(Request(tree_, 3, 9)).status, 500);
  EXPECT_EQ(witness_->Latest(kOrigin)->size, 3u);
}

TEST_F(WitnessTest, ADamagedOrForeignMemoryIsNotForgotten) {
  Open();
  ASSERT_EQ(Add(Request(tree_, 0, 3)).status, 200);
  witness_.reset();
  EXPECT_TRUE(absl::IsFailedPrecondition(TryOpen('v').status())) << "another witness's";
  std::string bytes = client::ReadFile(Memory(), 1 << 16).value();
  bytes[bytes.find("\n3\n") + 1] = '2';
  ASSERT_TRUE(client::WriteFile(Memory(), bytes, client::kPublicFile, client::Existing::kReplace).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(TryOpen().status()));
}

TEST_F(WitnessTest, AFolderHasOneWitness) {
  Open();
  EXPECT_TRUE(absl::IsFailedPrecondition(TryOpen().status()));
  witness_.reset();
  EXPECT_TRUE(TryOpen().ok());
  EXPECT_FALSE(
      Witness::Open("no name", KeyOf('w'), {{.key = VerifierOf(KeyOf('l'), kOrigin), .url = ""}}, State()).ok());
  EXPECT_FALSE(Witness::Open(kName, KeyOf('w'), {}, State()).ok());
}

TEST_F(WitnessTest, RequestsAtTheSameTimeCosignOneHistory) {
  Open();
  ASSERT_EQ(Add(Request(tree_, 0, 1)).status, 200);
  const ReferenceTree forked("forked");
  std::atomic<int> honest{0};
  std::atomic<int> lying{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      const Reply reply = Add(Request(i % 2 == 0 ? tree_ : forked, i % 2 == 0 ? 1 : 0, 9));
      if (reply.status == 200) ++(i % 2 == 0 ? honest : lying);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(honest, 1) << "the others name a size that is no longer the latest";
  EXPECT_EQ(lying, 0);
}

TEST_F(WitnessTest, OverHttp) {
  Open();
  auto server = HttpServer::Start("127.0.0.1:0", *witness_);
  ASSERT_TRUE(server.ok()) << server.status();
  const std::string url = Cat("http://", (*server)->address());
  const auto endpoint = cosign::HttpEndpoint(url, "", absl::Seconds(5)).value();
  const auto good = endpoint->Post(Request(tree_, 0, 9));
  ASSERT_TRUE(good.ok()) << good.status();
  EXPECT_EQ(good->status, 200);
  EXPECT_THAT(good->content_type, ::testing::StartsWith("text/plain"));
  const std::string text = note::FormatCheckpoint({kOrigin, 9, tree_.Root(9)}).value();
  EXPECT_TRUE(TakeCosignature(text, good->body, witness_->key()).ok());
  const auto stale = endpoint->Post(Request(tree_, 3, 12));
  ASSERT_TRUE(stale.ok()) << stale.status();
  EXPECT_EQ(stale->status, 409);
  EXPECT_EQ(stale->content_type, "text/x.tlog.size");
  EXPECT_EQ(stale->body, "9\n");
  const auto too_long = endpoint->Post(std::string(kMaxRequestBytes + 1, 'x'));
  EXPECT_TRUE(!too_long.ok() || too_long->status == 413) << too_long->status;
  const auto elsewhere = cosign::HttpEndpoint(url + "/prefix", "", absl::Seconds(5)).value();
  EXPECT_EQ(elsewhere->Post("x")->status, 404);
  EXPECT_FALSE(HttpServer::Start((*server)->address(), *witness_).ok()) << "the port is taken";
  (*server)->Stop();
  EXPECT_TRUE(absl::IsUnavailable(endpoint->Post(Request(tree_, 9, 12)).status()));
}

TEST_F(WitnessTest, AddressesThatAreNone) {
  Open();
  for (const std::string listen : {"", "7480", ":7480", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(HttpServer::Start(listen, *witness_).status())) << listen;
  }
}

}  // namespace
}  // namespace ingot::witness
