#include "server/boot/disk_watch.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ingot::boot {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(DiskWatchTest, LogsEachTurnOnceAndPassesTheAnswerOn) {
  const absl::Status full = absl::ResourceExhaustedError("little is free");
  std::vector<absl::Status> answers = {absl::OkStatus(), full, full, absl::OkStatus(), absl::OkStatus()};
  size_t asked = 0;
  const auto check = LoggingDiskChecks([&] { return answers[asked++]; });
  const auto logged = [&check] {
    ::testing::internal::CaptureStderr();
    const absl::Status status = check();
    return std::make_pair(status, ::testing::internal::GetCapturedStderr());
  };
  EXPECT_EQ(logged(), std::make_pair(absl::OkStatus(), std::string()));
  const auto [first, line] = logged();
  EXPECT_EQ(first, full);
  EXPECT_THAT(line, AllOf(HasSubstr("ERROR"), HasSubstr("make room"), HasSubstr("little is free")));
  EXPECT_EQ(logged(), std::make_pair(full, std::string()));
  const auto [again, back] = logged();
  EXPECT_TRUE(again.ok());
  EXPECT_THAT(back, AllOf(HasSubstr("INFO"), HasSubstr("appends go on"), Not(HasSubstr("ERROR"))));
  EXPECT_EQ(logged(), std::make_pair(absl::OkStatus(), std::string()));
}

}  // namespace
}  // namespace ingot::boot
