#include "clients/cli/commands/at_entry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <optional>
#include <string_view>

#include "absl/time/clock.h"
#include "clients/cli/commands/interrupt.h"

namespace ingot::cli {
namespace {

TEST(PastProgressTest, IsReadOutOfTheServersWords) {
  const auto progress = PastProgressOf("the state is being made: 31 %, 12 400 000 of 40 000 000 entries; others: 1");
  ASSERT_TRUE(progress.has_value());
  EXPECT_EQ(progress->done, 12'400'000u);
  EXPECT_EQ(progress->total, 40'000'000u);
  EXPECT_EQ(PastProgressOf("the state is being made: 0 %, 0 of 7 entries")->total, 7u);
}

TEST(PastProgressTest, OtherWordsGiveNone) {
  for (const std::string_view text : {"", "soon", "3 %, ", "3 %, x of 4 entries", "3 %, 1 of entries",
                                      "3 %, 1 of 2 rows", "3 %, 99999999999999999999999 of 2 entries"}) {
    EXPECT_FALSE(PastProgressOf(text).has_value()) << text;
  }
}

const absl::Status kNotReady = absl::UnavailableError("the state is being made: 5 %, 1 of 20 entries");

TEST(PastWaiterTest, WaitsLongerEachTimeAndNotBeyondItsLimit) {
  const auto waiter = MakePastWaiter(absl::Milliseconds(200), /*silent=*/true);
  const absl::Time began = absl::Now();
  EXPECT_TRUE(waiter->Wait(kNotReady).ok());
  EXPECT_TRUE(waiter->Wait(kNotReady).ok());
  EXPECT_EQ(waiter->Wait(kNotReady), kNotReady);
  const absl::Duration waited = absl::Now() - began;
  EXPECT_GE(waited, absl::Milliseconds(200));
  EXPECT_LT(waited, absl::Seconds(10));
}

TEST(PastWaiterTest, WithoutPatienceAsksOnce) {
  EXPECT_EQ(MakePastWaiter(absl::ZeroDuration(), /*silent=*/true)->Wait(kNotReady), kNotReady);
}

TEST(PastWaiterTest, ASignalEndsItAndIsTheProgramsAgainAfterwards) {
  const auto waiter = MakePastWaiter(absl::Hours(1), /*silent=*/true);
  EXPECT_TRUE(waiter->Wait(kNotReady).ok());
  EXPECT_TRUE(NoteSignal(SIGINT));
  EXPECT_EQ(waiter->Wait(kNotReady), kNotReady);
  EXPECT_FALSE(NoteSignal(SIGINT));
  EXPECT_TRUE(waiter->Wait(kNotReady).ok());
  waiter->End();
  EXPECT_FALSE(NoteSignal(SIGINT));
}

}  // namespace
}  // namespace ingot::cli
