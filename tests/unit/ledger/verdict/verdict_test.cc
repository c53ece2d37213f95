#include "ledger/verdict/verdict.h"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

namespace ingot::verdict {
namespace {

TEST(VerdictTest, EveryReasonHasANameOfItsOwnAndFindsItsWayBack) {
  std::set<std::string_view> names;
  for (int i = 1; i <= static_cast<int>(Reason::kRootWrong); ++i) {
    const auto reason = static_cast<Reason>(i);
    EXPECT_TRUE(names.insert(ReasonName(reason)).second) << ReasonName(reason);
    const absl::Status status = Fail(reason, "because");
    EXPECT_EQ(ReasonOf(status), reason);
    EXPECT_EQ(status.message(), "because");
    EXPECT_EQ(absl::IsFailedPrecondition(status), OutcomeOf(reason) == Outcome::kRefuted) << ReasonName(reason);
  }
  EXPECT_EQ(names.size(), 25u);
}

TEST(VerdictTest, WhatAReasonMeans) {
  EXPECT_EQ(OutcomeOf(Reason::kOk), Outcome::kVerified);
  EXPECT_EQ(OutcomeOf(Reason::kNotSigned), Outcome::kUnusable) << "nobody who is trusted said anything";
  EXPECT_EQ(OutcomeOf(Reason::kBadSignature), Outcome::kRefuted);
  EXPECT_EQ(OutcomeOf(Reason::kQuorumMissing), Outcome::kRefuted);
  EXPECT_EQ(OutcomeName(Outcome::kRefuted), "refuted");
}

TEST(VerdictTest, OtherFailuresCarryNone) {
  EXPECT_EQ(ReasonOf(absl::OkStatus()), Reason::kOk);
  EXPECT_EQ(ReasonOf(absl::InvalidArgumentError("usage")), std::nullopt);
  const absl::Status kept = WithReason(absl::PermissionDeniedError("no"), Reason::kBadSignature);
  EXPECT_TRUE(absl::IsPermissionDenied(kept));
  EXPECT_EQ(ReasonOf(kept), Reason::kBadSignature);
}

}  // namespace
}  // namespace ingot::verdict
