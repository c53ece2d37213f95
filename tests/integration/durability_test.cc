// The order of system calls: the sync returns before the acknowledgement leaves.
#include <algorithm>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "tests/support/server/server_process.h"
#include "tests/support/temp/temp_dir.h"

namespace ingot {
namespace {

using testing::Party;
using testing::ServerProcess;

// A receipt is larger than any frame that HTTP/2 sends on its own.
constexpr int64_t kReceiptBytesMin = 600;

struct Calls {
  // Positions, in the order of completion.
  std::vector<size_t> syncs;
  std::vector<size_t> large_sends;
};

// Completed calls of a trace from a line on. strace prints a call that others interrupt in two lines; the one that
// tells the result is its completion.
Calls ReadTrace(const std::string& path, size_t from_line, size_t* lines) {
  static const std::regex sync_done(R"((fdatasync|fsync)(\(| resumed).*\)\s+= 0)");
  static const std::regex send_done(R"((sendmsg|sendto|write|writev)(\(| resumed).*\)\s+= (\d+))");
  Calls calls;
  std::ifstream trace(path);
  std::string line;
  size_t number = 0;
  for (; std::getline(trace, line); ++number) {
    if (number < from_line) continue;
    std::smatch match;
    if (std::regex_search(line, match, sync_done)) calls.syncs.push_back(number);
    // A send counts from where it begins: what leaves may leave before the call returns.
    if (std::regex_search(line, match, send_done) && std::stoll(match[3]) >= kReceiptBytesMin) {
      calls.large_sends.push_back(number);
    }
  }
  *lines = number;
  return calls;
}

bool StraceWorks() { return std::system("strace -f -o /dev/null true >/dev/null 2>&1") == 0; }

TEST(DurabilityTest, SyncReturnsBeforeTheAcknowledgementLeaves) {
  if (!StraceWorks()) GTEST_SKIP() << "strace is not installed or may not trace here";
  const testing::TempDir folder;
  const std::string trace = folder.path() + "/trace";
  ServerProcess server(folder.path(), {},
                       {"strace", "-f", "-o", trace, "-e", "trace=fdatasync,fsync,sendmsg,sendto,writev"});
  ASSERT_TRUE(server.Start()) << "see " << server.log_path();
  Party party = testing::OpenParty(server.ProfilePath("bank"));
  ASSERT_TRUE(party.client->GetCheckpoint().ok());
  absl::SleepFor(absl::Seconds(1));  // until the start's own traffic is over

  for (int i = 0; i < 3; ++i) {
    size_t before = 0;
    ReadTrace(trace, 0, &before);
    client::Draft draft;
    draft.event.mutable_occurred_at()->set_unix_us(1'700'000'000'000'000);
    auto* factor = draft.event.mutable_emission_factor_published();
    factor->set_factor_id("bank/f" + std::to_string(i));
    factor->set_origin(v1::ORIGIN_PRIMARY);
    factor->set_source(std::string(150, 's'));
    const auto submission = party.signer->Sign({draft}, {.expires_at_us = testing::SoonUs()});
    ASSERT_TRUE(submission.ok());
    const auto receipt = party.client->Submit(*submission);
    ASSERT_TRUE(receipt.ok()) << receipt.status();
    absl::SleepFor(absl::Milliseconds(200));

    size_t after = 0;
    const Calls calls = ReadTrace(trace, before, &after);
    ASSERT_GE(calls.syncs.size(), 2u) << "the write-ahead log and the anchor are synced";
    ASSERT_FALSE(calls.large_sends.empty()) << "the receipt left";
    EXPECT_LT(calls.syncs[1], calls.large_sends.front()) << "an acknowledgement left before both syncs returned";
  }

  // Killed under its tracer it is gone, and not the tracer alone.
  server.Kill();
  EXPECT_FALSE(party.client->GetCheckpoint().ok());
}

}  // namespace
}  // namespace ingot
