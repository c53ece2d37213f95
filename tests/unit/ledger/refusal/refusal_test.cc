#include "ledger/refusal/refusal.h"

#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"

namespace ingot::refusal {
namespace {

TEST(RefusalTest, CarriesReasonFieldAndMessage) {
  const absl::Status status = Refuse(v1::REFUSAL_REASON_NOT_HOLDER, "vehicle_sent.vin", "is held by another");
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  const auto refusal = RefusalOf(status);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason(), v1::REFUSAL_REASON_NOT_HOLDER);
  EXPECT_EQ(refusal->field(), "vehicle_sent.vin");
  EXPECT_EQ(refusal->message(), "is held by another");
  EXPECT_EQ(std::string(status.message()), "NOT_HOLDER: vehicle_sent.vin: is held by another");
}

TEST(RefusalTest, OtherStatusesAreNoRefusals) {
  EXPECT_FALSE(RefusalOf(absl::OkStatus()).has_value());
  EXPECT_FALSE(RefusalOf(absl::InternalError("disk")).has_value());
  absl::Status forged = absl::InternalError("forged");
  forged.SetPayload("type.googleapis.com/ingot.v1.Refusal", absl::Cord("\xff\xff"));
  EXPECT_FALSE(RefusalOf(forged).has_value());
}

TEST(RefusalTest, PrefixComesBeforeTheField) {
  const absl::Status inner = Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, "odometer_read.odometer_m", "too far");
  EXPECT_EQ(RefusalOf(PrefixField(inner, "events[3]."))->field(), "events[3].odometer_read.odometer_m");
  EXPECT_EQ(RefusalOf(PrefixField(inner, "events[3]."))->reason(), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(PrefixField(inner, "events[3].").code(), inner.code());
}

TEST(RefusalTest, PrefixNamesTheThingWhereThereIsNoField) {
  const absl::Status inner = Refuse(v1::REFUSAL_REASON_MALFORMED, "", "not a message");
  EXPECT_EQ(RefusalOf(PrefixField(inner, "events[3]."))->field(), "events[3]");
}

TEST(RefusalTest, PrefixLeavesOtherStatusesAlone) {
  EXPECT_EQ(PrefixField(absl::OkStatus(), "x."), absl::OkStatus());
  EXPECT_EQ(PrefixField(absl::InternalError("disk"), "x."), absl::InternalError("disk"));
}

TEST(RefusalTest, EveryReasonHasACodeAndAName) {
  std::set<std::string> names;
  const auto* reasons = v1::RefusalReason_descriptor();
  for (int i = 0; i < reasons->value_count(); ++i) {
    const auto reason = static_cast<v1::RefusalReason>(reasons->value(i)->number());
    if (reason == v1::REFUSAL_REASON_UNSPECIFIED) {
      EXPECT_EQ(CodeOf(reason), absl::StatusCode::kUnknown);
      continue;
    }
    EXPECT_NE(CodeOf(reason), absl::StatusCode::kUnknown) << reasons->value(i)->name();
    EXPECT_NE(CodeOf(reason), absl::StatusCode::kOk) << reasons->value(i)->name();
    EXPECT_EQ("REFUSAL_REASON_" + std::string(ReasonName(reason)), reasons->value(i)->name());
    EXPECT_TRUE(names.insert(std::string(ReasonName(reason))).second);
  }
}

TEST(RefusalTest, CodesTellWhetherToRetry) {
  EXPECT_EQ(CodeOf(v1::REFUSAL_REASON_OVERLOADED), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(CodeOf(v1::REFUSAL_REASON_SHUTTING_DOWN), absl::StatusCode::kUnavailable);
  EXPECT_EQ(CodeOf(v1::REFUSAL_REASON_NOT_CANONICAL), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(v1::REFUSAL_REASON_NOT_FOUND), absl::StatusCode::kNotFound);
  EXPECT_EQ(CodeOf(v1::REFUSAL_REASON_DATA_LOSS), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace ingot::refusal
