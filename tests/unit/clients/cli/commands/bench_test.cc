// ingot bench against a server in the test's process: who may audit, and what an error leaves of the figures.
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/cli/commands/context.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"
#include "gtest/gtest.h"
#include "tests/unit/clients/cli/commands/run_program.h"
#include "tests/unit/clients/support/fake_server.h"
#include "tests/unit/clients/support/reference.h"

namespace ingot::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

grpc::Status RoleRequired() {
  google::rpc::ErrorInfo info;
  info.set_domain("ingot");
  info.set_reason("ROLE_REQUIRED");
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  return {grpc::StatusCode::PERMISSION_DENIED, "streaming all entries needs the role AUDITOR or OPERATOR",
          details.SerializeAsString()};
}

class BenchTest : public ::testing::Test {
 protected:
  BenchTest() : folder_(client::FreshFolder("ledger")), server_(folder_) {
    profile_ = client::WriteProfile(server_, folder_);
    // The program signs by the machine's clock.
    server_.ledger().Advance(absl::ToUnixMicros(absl::Now()) - server_.ledger().now_us());
  }

  Outcome Bench() {
    return Ingot({"--profile", profile_, "bench", "--stream", "5", "--submissions", "3", "--audit", profile_});
  }

  const std::string folder_;
  client::FakeServer server_;
  std::string profile_;
};

TEST_F(BenchTest, MeasuresAndAudits) {
  const Outcome outcome = Bench();
  EXPECT_EQ(outcome.code, kExitOk) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("submissions of 5"));
  EXPECT_THAT(outcome.out, HasSubstr("full audit: verified"));
}

TEST_F(BenchTest, WhoMayNotAuditIsToldBeforeAnythingIsRecorded) {
  const uint64_t before = server_.ledger().entries().size();
  server_.FailStreamsAfter(0, RoleRequired());
  const Outcome outcome = Bench();
  EXPECT_EQ(outcome.code, kExitRefused);
  EXPECT_THAT(outcome.err, HasSubstr("ROLE_REQUIRED"));
  EXPECT_THAT(outcome.err, HasSubstr("profile of an auditor or of the operator"));
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(server_.ledger().entries().size(), before);
}

TEST_F(BenchTest, AnErrorKeepsTheFiguresBeforeIt) {
  server_.FailStreamsAfter(1, grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone"));
  const Outcome outcome = Bench();
  EXPECT_EQ(outcome.code, kExitUnavailable);
  EXPECT_THAT(outcome.err, HasSubstr("gone"));
  EXPECT_THAT(outcome.out, HasSubstr("submissions of 5"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("full audit")));
}

TEST_F(BenchTest, TheAuditorsProfileIsReadFirst) {
  EXPECT_EQ(Ingot({"--profile", profile_, "bench", "--audit", folder_ + "/absent"}).code, kExitUsage);
  EXPECT_TRUE(server_.requests().empty());
}

}  // namespace
}  // namespace ingot::cli
