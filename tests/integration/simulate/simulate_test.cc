// A simulated fleet played into a real server: killed, interrupted, the server killed under it, and resumed; what is on
// the ledger in the end is what the same seed writes as a dump.
#include <csignal>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/cpp/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "tests/support/server/command.h"
#include "tests/support/server/desk.h"

namespace ingot {
namespace {

using testing::CommandResult;
using ::testing::HasSubstr;
using testing::MemberNumber;
using testing::MemberText;
using testing::RunIngot;
using testing::RunIngotAndSignalWhen;

class SimulateIntoServerTest : public testing::DeskTest {
 protected:
  std::vector<std::string> Simulate(std::string_view vehicles, std::vector<std::string> more) const {
    std::vector<std::string> arguments = {"--json",       "simulate", "--vehicles", std::string(vehicles),
                                          "--years",      "5",        "--seed",     "5",
                                          "--first-year", "2012",     "--mistakes", "2000"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
  CommandResult Expect(int code, const std::vector<std::string>& arguments) {
    return DeskTest::Expect(code, "", arguments);
  }
  std::string Auditor() const { return server_.ProfilePath("aurora-audit"); }
};

TEST_F(SimulateIntoServerTest, WhateverIsKilledTheLedgerIsThatOfTheDump) {
  constexpr std::string_view kVehicles = "2400";
  const std::string dump = Path("fleet.dump");
  const CommandResult made = Expect(0, Simulate(kVehicles, {"--dump", dump}));
  const std::vector<std::string> play = Simulate(kVehicles, {"--into", server_.folder()});

  // The client is killed, then interrupted.
  const auto grown_by = [this](int64_t entries) {
    return [this, limit = Size() + entries] { return Size() >= limit; };
  };
  EXPECT_EQ(RunIngotAndSignalWhen(play, grown_by(8'000), SIGKILL).exit_code, 128 + SIGKILL);
  const int64_t killed_at = Size();
  const CommandResult interrupted = RunIngotAndSignalWhen(play, grown_by(6'000), SIGINT);
  EXPECT_EQ(interrupted.exit_code, 128 + SIGINT) << interrupted.out << interrupted.err;
  EXPECT_GT(Size(), killed_at);

  // The server is down when the client begins, for longer than an interactive command would wait; then it is killed
  // while the client asks how far it had come, and while it records. The client waits.
  server_.Kill();
  CommandResult last;
  std::jthread player([&] { last = RunIngot(play); });
  absl::SleepFor(absl::Seconds(9));
  ASSERT_TRUE(server_.Start()) << "see " << server_.log_path();
  for (const int64_t entries : {0, 4'000, 4'000}) {
    const auto grown = grown_by(entries);
    for (int tenths = 0; !grown() && tenths < 600; ++tenths) absl::SleepFor(absl::Milliseconds(100));
    server_.Kill();
    absl::SleepFor(absl::Milliseconds(2'500));
    ASSERT_TRUE(server_.Start()) << "see " << server_.log_path();
  }
  player.join();
  ASSERT_EQ(last.exit_code, 0) << last.out << last.err;

  // Nothing is missing or there twice. Besides the dump's entries there is nothing.
  EXPECT_EQ(Size(), MemberNumber(made.out, "entries"));
  EXPECT_EQ(MemberNumber(last.out, "events"), MemberNumber(made.out, "events"));
  EXPECT_GT(MemberNumber(last.out, "recordedBefore"), killed_at / 2);
  EXPECT_THAT(last.out, HasSubstr("\"NOT_HOLDER\":\""));
  const std::string books = Expect(0, {"--profile", Auditor(), "report", "trial", "--csv"}).out;
  EXPECT_THAT(books, HasSubstr("BACK_IN_PRODUCTION"));
  EXPECT_EQ(books,
            Expect(0, {"report", "trial", "--csv", "--file", dump, "--vkey", MemberText(made.out, "verifierKey")}).out);
  EXPECT_THAT(Expect(0, {"--json", "--profile", Auditor(), "audit"}).out, HasSubstr("\"verified\":true"));

  // Played again it says what it said last, and nothing is recorded.
  const CommandResult again = Expect(0, play);
  EXPECT_EQ(Size(), MemberNumber(made.out, "entries"));
  EXPECT_LT(MemberNumber(again.out, "sentEvents"), 500);
}

TEST_F(SimulateIntoServerTest, ASecondFleetNeedsALedgerOfItsOwn) {
  Expect(0, {"simulate", "--vehicles", "3", "--years", "1", "--into", server_.folder()});
  const int64_t size = Size();
  const CommandResult other =
      Expect(1, {"simulate", "--vehicles", "3", "--years", "1", "--seed", "2", "--into", server_.folder()});
  EXPECT_THAT(other.err, HasSubstr("needs a ledger of its own"));
  EXPECT_EQ(Size(), size);
  // As many vehicles a year for longer is the same fleet, and goes on.
  const CommandResult longer =
      Expect(0, {"--json", "simulate", "--vehicles", "6", "--years", "2", "--into", server_.folder()});
  EXPECT_GT(MemberNumber(longer.out, "recordedBefore"), 0);
  EXPECT_GT(Size(), size);

  const CommandResult future =
      Expect(2, {"simulate", "--vehicles", "9", "--years", "3", "--first-year", "2099", "--into", server_.folder()});
  EXPECT_THAT(future.err, HasSubstr("--first-year"));
  EXPECT_THAT(Expect(2, {"simulate", "--into", Path("nothing")}).err, HasSubstr("genesis.pb"));
}

// The profiles that it leaves are those of the organisations as they are: also where keys were replaced.
TEST_F(SimulateIntoServerTest, WhoeverWasSimulatedCanBePlayedByHand) {
  Expect(0, {"simulate", "--vehicles", "16", "--years", "8", "--first-year", "2012", "--into", server_.folder()});
  const std::string brand = Path("brand.json");
  int organisations = 0;
  for (const std::string_view maker : {"ruishi-auto", "beifang-212", "lingtu-mobility", "leichtbau-vans"}) {
    ASSERT_TRUE(client::WriteFile(
                    brand, Cat("[{\"brandRegistered\":{\"brandId\":\"", maker, "/by-hand\",\"name\":\"By hand\"}}]"),
                    0600, client::Existing::kReplace)
                    .ok());
    Expect(0, {"--profile", server_.ProfilePath(std::string(maker)), "submit", "--now", brand});
    ++organisations;
  }
  EXPECT_EQ(organisations, 4);
}

}  // namespace
}  // namespace ingot
