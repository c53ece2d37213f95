// Commands that submit, against a server in the test's process: what becomes of signed bytes without an answer.
#include "clients/cli/commands/submitting.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "clients/cpp/files.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"
#include "gtest/gtest.h"
#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "tests/unit/clients/cli/commands/run_program.h"
#include "tests/unit/clients/support/fake_server.h"
#include "tests/unit/clients/support/reference.h"

namespace ingot::cli {
namespace {

using ::testing::HasSubstr;

// Asks for more patience than a client has, so that it gives up at once.
grpc::Status Overloaded() {
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(600);
  google::rpc::Status details;
  details.add_details()->PackFrom(retry);
  return {grpc::StatusCode::RESOURCE_EXHAUSTED, "busy", details.SerializeAsString()};
}

grpc::Status Refused(grpc::StatusCode code, const std::string& reason) {
  google::rpc::ErrorInfo info;
  info.set_domain("ingot");
  info.set_reason(reason);
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  return {code, "no", details.SerializeAsString()};
}

class SubmittingTest : public ::testing::Test {
 protected:
  SubmittingTest() : folder_(client::FreshFolder("ledger")), server_(folder_) {
    profile_ = client::WriteProfile(server_, folder_);
  }

  v1::Submission Rename(const std::string& brand) {
    client::Draft draft;
    draft.event.mutable_occurred_at()->set_unix_us(server_.ledger().now_us());
    draft.event.mutable_brand_renamed()->set_brand_id(Cat(client::FakeServer::kMember, "/", brand));
    draft.event.mutable_brand_renamed()->set_name("New");
    std::vector<client::Draft> drafts;
    drafts.push_back(std::move(draft));
    absl::StatusOr<v1::Submission> submission = server_.signer().Sign(
        std::move(drafts), {.expires_at_us = server_.ledger().now_us() + testing::TestLedger::kDayUs});
    INGOT_CHECK_OK(submission);
    return *std::move(submission);
  }

  // Sends it to a server that answers nothing that counts; the path of the kept bytes.
  std::string Unanswered(const v1::Submission& submission, bool recorded) {
    const std::string sent = folder_ + "/sent";
    INGOT_CHECK_OK(
        client::WriteFile(sent, submission.SerializeAsString(), client::kSecretFile, client::Existing::kReplace));
    server_.FailNextSubmits({.status = Overloaded(), .after_recording = recorded});
    const Outcome outcome = Submit(sent);
    EXPECT_EQ(outcome.code, kExitUnavailable) << outcome.err;
    std::string kept =
        Cat(server_.profile().state, "/unanswered-", HexEncode(submission.header().idempotency_key()), ".submission");
    EXPECT_THAT(outcome.err, HasSubstr("ingot submit --signed " + kept));
    EXPECT_TRUE(std::filesystem::exists(kept));
    return kept;
  }

  Outcome Submit(const std::string& signed_path) {
    return Ingot({"--profile", profile_, "submit", "--signed", signed_path});
  }

  const std::string folder_;
  client::FakeServer server_;
  std::string profile_;
};

TEST_F(SubmittingTest, KeptBytesGoOnceTheReceiptIsThere) {
  for (const bool recorded : {false, true}) {
    const std::string kept = Unanswered(Rename("brand"), recorded);
    const Outcome again = Submit(kept);
    EXPECT_EQ(again.code, kExitOk) << again.err;
    EXPECT_THAT(again.out, HasSubstr("receipt verified"));
    EXPECT_FALSE(std::filesystem::exists(kept));
  }
}

TEST_F(SubmittingTest, KeptBytesGoOnceTheLedgerRefusedThem) {
  const std::string kept = Unanswered(Rename("unknown"), false);
  const Outcome again = Submit(kept);
  EXPECT_EQ(again.code, kExitRefused);
  EXPECT_THAT(again.err, HasSubstr("NOT_FOUND"));
  EXPECT_FALSE(std::filesystem::exists(kept));
}

TEST_F(SubmittingTest, KeptBytesStayWhereTheAnswerIsAboutTheCaller) {
  const std::string kept = Unanswered(Rename("brand"), true);
  for (const auto& [code, reason] : {std::pair(grpc::StatusCode::PERMISSION_DENIED, "KEY_NOT_VALID"),
                                     std::pair(grpc::StatusCode::PERMISSION_DENIED, "IDENTITY_MISMATCH"),
                                     std::pair(grpc::StatusCode::UNAUTHENTICATED, "UNAUTHENTICATED"),
                                     std::pair(grpc::StatusCode::UNIMPLEMENTED, "")}) {
    server_.FailNextSubmits({.status = Refused(code, reason)});
    EXPECT_EQ(Submit(kept).code, kExitRefused) << reason;
    EXPECT_TRUE(std::filesystem::exists(kept)) << reason << " says nothing about the first attempt";
  }
  EXPECT_EQ(Submit(kept).code, kExitOk);
  EXPECT_FALSE(std::filesystem::exists(kept));
}

}  // namespace
}  // namespace ingot::cli
