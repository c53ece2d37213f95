#include "clients/cpp/error.h"

#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "ingot/v1/refusal.pb.h"
#include "ledger/refusal/refusal.h"

namespace ingot::client {
namespace {

google::rpc::Status Detailed(int code) {
  google::rpc::Status status;
  status.set_code(code);
  status.set_message("is held by another");
  google::rpc::ErrorInfo info;
  info.set_reason("NOT_HOLDER");
  info.set_domain("ingot");
  (*info.mutable_metadata())["field"] = "events[3].vehicle_sent.vin";
  (*info.mutable_metadata())["way_out"] = "ask the holder";
  status.add_details()->PackFrom(info);
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(1);
  retry.mutable_retry_delay()->set_nanos(500'000'000);
  status.add_details()->PackFrom(retry);
  return status;
}

grpc::Status OnTheWire(const google::rpc::Status& status) {
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), status.message(), status.SerializeAsString());
}

TEST(ErrorTest, ReadsTheDetailsOfARefusal) {
  const ClientError error = ErrorOf(FromRpc(OnTheWire(Detailed(9))));
  EXPECT_EQ(error.kind, ErrorKind::kRefused);
  EXPECT_EQ(error.code, absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(error.reason, "NOT_HOLDER");
  EXPECT_EQ(error.field, "events[3].vehicle_sent.vin");
  EXPECT_EQ(error.message, "is held by another");
  EXPECT_EQ(error.way_out, "ask the holder");
  EXPECT_EQ(error.retry_after, absl::Milliseconds(1500));
}

TEST(ErrorTest, AStreamsRefusalReadsTheSame) {
  const ClientError error = ErrorOf(FromRpc(Detailed(9)));
  EXPECT_EQ(error.reason, "NOT_HOLDER");
  EXPECT_EQ(error.kind, ErrorKind::kRefused);
  EXPECT_TRUE(FromRpc(google::rpc::Status()).ok());
}

TEST(ErrorTest, TheFieldMayComeAsABadRequest) {
  google::rpc::Status status;
  status.set_code(3);
  google::rpc::BadRequest bad;
  bad.add_field_violations()->set_field("page_token");
  status.add_details()->PackFrom(bad);
  EXPECT_EQ(ErrorOf(FromRpc(OnTheWire(status))).field, "page_token");
}

TEST(ErrorTest, RubbishInTheTrailerIsIgnored) {
  const ClientError error =
      ErrorOf(FromRpc(grpc::Status(grpc::StatusCode::NOT_FOUND, "no such vehicle", "\xff\xff rubbish")));
  EXPECT_EQ(error.kind, ErrorKind::kRefused);
  EXPECT_EQ(error.reason, "");
  EXPECT_EQ(error.message, "no such vehicle");
}

TEST(ErrorTest, KindsFollowFromCodes) {
  const auto kind = [](grpc::StatusCode code) { return ErrorOf(FromRpc(grpc::Status(code, ""))).kind; };
  EXPECT_EQ(kind(grpc::StatusCode::UNAVAILABLE), ErrorKind::kUnavailable);
  EXPECT_EQ(kind(grpc::StatusCode::DEADLINE_EXCEEDED), ErrorKind::kUnavailable);
  EXPECT_EQ(kind(grpc::StatusCode::RESOURCE_EXHAUSTED), ErrorKind::kUnavailable);
  EXPECT_EQ(kind(grpc::StatusCode::INTERNAL), ErrorKind::kUnavailable);
  EXPECT_EQ(kind(grpc::StatusCode::INVALID_ARGUMENT), ErrorKind::kRefused);
  EXPECT_EQ(kind(grpc::StatusCode::PERMISSION_DENIED), ErrorKind::kRefused);
  EXPECT_EQ(kind(grpc::StatusCode::UNAUTHENTICATED), ErrorKind::kRefused);
  EXPECT_EQ(ErrorOf(absl::InvalidArgumentError("a file")).kind, ErrorKind::kInput);
  EXPECT_EQ(ErrorOf(absl::UnavailableError("the stream broke")).kind, ErrorKind::kUnavailable);
  EXPECT_TRUE(FromRpc(grpc::Status::OK).ok());
}

TEST(ErrorTest, MisbehaviourKeepsItsReason) {
  const ClientError error = ErrorOf(Misbehaviour("FORK", "two roots"));
  EXPECT_EQ(error.kind, ErrorKind::kMisbehaviour);
  EXPECT_EQ(error.reason, "FORK");
  EXPECT_EQ(error.message, "two roots");
}

TEST(ErrorTest, LocalRefusalsReadLikeTheServers) {
  const ClientError error =
      ErrorOf(refusal::Refuse(v1::REFUSAL_REASON_UNKNOWN_ENUM, "events[0].odometer_read", "is unknown"));
  EXPECT_EQ(error.kind, ErrorKind::kRefused);
  EXPECT_EQ(error.reason, "UNKNOWN_ENUM");
  EXPECT_EQ(error.field, "events[0].odometer_read");
}

}  // namespace
}  // namespace ingot::client
