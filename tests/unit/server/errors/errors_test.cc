#include "server/errors/errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "google/rpc/error_details.pb.h"
#include "ledger/base/bytes.h"
#include "ledger/refusal/refusal.h"

namespace ingot::errors {
namespace {

template <typename Detail>
std::optional<Detail> DetailOf(const google::rpc::Status& status) {
  Detail detail;
  for (const google::protobuf::Any& any : status.details()) {
    if (any.UnpackTo(&detail)) return detail;
  }
  return std::nullopt;
}

TEST(ErrorsTest, ARefusalKeepsReasonFieldAndMessage) {
  const google::rpc::Status status = ToRpcStatus(refusal::Refuse(
      v1::REFUSAL_REASON_VIN_INVALID, "events[17].vehicle_registered.vin", "a VIN has no letter I; correct it"));
  EXPECT_EQ(status.code(), 3);  // INVALID_ARGUMENT
  EXPECT_EQ(status.message(), "a VIN has no letter I; correct it");
  const auto info = DetailOf<google::rpc::ErrorInfo>(status);
  ASSERT_TRUE(info.has_value());
  EXPECT_EQ(info->reason(), "VIN_INVALID");
  EXPECT_EQ(info->domain(), "ingot");
  EXPECT_EQ(info->metadata().at("field"), "events[17].vehicle_registered.vin");
  EXPECT_EQ(info->metadata().at("event_index"), "17");
  const auto bad_request = DetailOf<google::rpc::BadRequest>(status);
  ASSERT_TRUE(bad_request.has_value());
  EXPECT_EQ(bad_request->field_violations(0).field(), "events[17].vehicle_registered.vin");
  EXPECT_FALSE(DetailOf<google::rpc::RetryInfo>(status).has_value());
}

TEST(ErrorsTest, ARefusalThatARetryHelpsSaysWhen) {
  const google::rpc::Status status = ToRpcStatus(refusal::Refuse(v1::REFUSAL_REASON_OVERLOADED, "", "full"));
  EXPECT_EQ(status.code(), 8);  // RESOURCE_EXHAUSTED
  const auto retry = DetailOf<google::rpc::RetryInfo>(status);
  ASSERT_TRUE(retry.has_value());
  EXPECT_EQ(retry->retry_delay().seconds() * 1000 + retry->retry_delay().nanos() / 1'000'000,
            absl::ToInt64Milliseconds(*RetryDelay(v1::REFUSAL_REASON_OVERLOADED)));
  EXPECT_FALSE(DetailOf<google::rpc::BadRequest>(status).has_value());
}

TEST(ErrorsTest, AFailureOfTheServerTellsNothingOfItself) {
  const google::rpc::Status status = ToRpcStatus(absl::UnknownError("/var/lib/secret path"));
  EXPECT_EQ(status.code(), 13);  // INTERNAL
  EXPECT_EQ(status.SerializeAsString().find("secret"), std::string::npos);
  const google::rpc::Status loss = ToRpcStatus(absl::DataLossError("block 17 of /var/lib/secret"));
  EXPECT_EQ(loss.code(), 15);  // DATA_LOSS
  EXPECT_EQ(loss.SerializeAsString().find("secret"), std::string::npos);
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(loss)->reason(), "DATA_LOSS");
}

TEST(ErrorsTest, DetailsStayBelowWhatTrailersCarry) {
  std::string long_text;
  while (long_text.size() < 20'000) long_text += "Müßiggang—";  // characters of two and three bytes
  const google::rpc::Status status =
      ToRpcStatus(refusal::Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "events[0]." + long_text, long_text));
  EXPECT_LE(status.ByteSizeLong(), kMaxDetailsBytes);
  EXPECT_TRUE(IsValidUtf8(status.message()));
  EXPECT_TRUE(IsValidUtf8(DetailOf<google::rpc::ErrorInfo>(status)->metadata().at("field")));
}

TEST(ErrorsTest, EveryReasonFitsAndServiceReasonsSayTheWayOut) {
  for (int number = v1::RefusalReason_MIN; number <= v1::RefusalReason_MAX; ++number) {
    if (!v1::RefusalReason_IsValid(number) || number == 0) continue;
    const auto reason = static_cast<v1::RefusalReason>(number);
    const google::rpc::Status status =
        ToRpcStatus(refusal::Refuse(reason, std::string(1000, 'f'), std::string(10'000, 'm')));
    EXPECT_LE(status.ByteSizeLong(), kMaxDetailsBytes) << number;
    EXPECT_NE(status.code(), 0) << number;
    const auto info = DetailOf<google::rpc::ErrorInfo>(status);
    EXPECT_EQ(info->reason(), refusal::ReasonName(reason));
    // Reasons of identity and service are the same for every event, so their way out is too.
    const bool of_identity = number >= 30 && number <= 39;
    const bool of_service = number >= 100;
    EXPECT_TRUE(!WayOut(reason).empty() || !(of_identity || of_service)) << number;
  }
}

}  // namespace
}  // namespace ingot::errors
