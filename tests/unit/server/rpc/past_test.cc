// The metadata that asks for an earlier state, over the wire.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/rpc/status.pb.h"
#include "ingot/v1/audit_service.grpc.pb.h"
#include "ingot/v1/balance_service.grpc.pb.h"
#include "ingot/v1/directory_service.grpc.pb.h"
#include "ingot/v1/ledger_service.grpc.pb.h"
#include "ingot/v1/query_service.grpc.pb.h"
#include "ingot/v1/report_service.grpc.pb.h"
#include "ledger/base/strings.h"
#include "ledger/note/checkpoint.h"
#include "tests/unit/server/rpc/served_ledger.h"

namespace ingot::testing {
namespace {

constexpr char kKey[] = "ingot-at-size";

std::unique_ptr<grpc::ClientContext> Asking(const std::string& size) {
  auto context = WithDeadline();
  context->AddMetadata(kKey, size);
  return context;
}

std::string OutcomeOfCall(const grpc::Status& status) {
  if (status.ok()) return "OK";
  const google::rpc::ErrorInfo info = InfoOf(status);
  const auto field = info.metadata().find("field");
  return Cat(info.reason(), " ", field == info.metadata().end() ? "" : field->second);
}

class PastCallTest : public ::testing::Test {
 protected:
  PastCallTest() : channel_(served_.Connect(served_.OperatorCertificate())) {
    for (int n = 0; n < 3; ++n) {
      v1::SubmitRequest request;
      *request.mutable_submission() =
          served_.Build({served_.Enrolment(Cat("dealer-", n)), served_.Enrolment(Cat("other-", n))});
      v1::SubmitResponse response;
      const grpc::Status status =
          v1::LedgerService::NewStub(channel_)->Submit(WithDeadline().get(), request, &response);
      EXPECT_TRUE(status.ok()) << status.error_message();
      sizes_.push_back(response.receipt().first_seq() + 2);
    }
  }

  std::string List(const std::string& size) {
    v1::ListVehiclesResponse response;
    return OutcomeOfCall(v1::QueryService::NewStub(channel_)->ListVehicles(Asking(size).get(), {}, &response));
  }

  ServedLedger served_;
  std::shared_ptr<grpc::Channel> channel_;
  // After each submission of two entries.
  std::vector<uint64_t> sizes_;
};

TEST_F(PastCallTest, AnswersOnceTheStateIsMade) {
  const std::string size = Cat(sizes_[0]);
  std::string outcome = List(size);
  EXPECT_EQ(outcome, Cat("PAST_STATE_NOT_READY ", kKey));
  for (int i = 0; i < 3000 && outcome != "OK"; ++i) {
    absl::SleepFor(absl::Milliseconds(10));
    outcome = List(size);
  }
  EXPECT_EQ(outcome, "OK");
  v1::GetBalanceSheetResponse sheet;
  ASSERT_TRUE(v1::BalanceService::NewStub(channel_)->GetBalanceSheet(Asking(size).get(), {}, &sheet).ok());
  EXPECT_EQ(note::PeekCheckpoint(sheet.checkpoint())->size, sizes_[0]);
  EXPECT_EQ(sheet.point().size(), sizes_[0]);
  const auto context = Asking(size);
  v1::StreamReportRequest request;
  request.mutable_stock();
  const auto reader = v1::ReportService::NewStub(channel_)->StreamReport(context.get(), request);
  v1::StreamReportResponse page;
  ASSERT_TRUE(reader->Read(&page));
  EXPECT_EQ(note::PeekCheckpoint(page.stock().checkpoint())->size, sizes_[0]);
  EXPECT_FALSE(reader->Read(&page));
  EXPECT_TRUE(reader->Finish().ok());
}

TEST_F(PastCallTest, WaitingCallersAreToldWhenToAskAgain) {
  v1::ListVehiclesResponse response;
  const grpc::Status status =
      v1::QueryService::NewStub(channel_)->ListVehicles(Asking(Cat(sizes_[1])).get(), {}, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(status.error_details()));
  google::rpc::RetryInfo retry;
  bool told = false;
  for (const auto& detail : details.details()) told = told || detail.UnpackTo(&retry);
  EXPECT_TRUE(told);
  EXPECT_EQ(retry.retry_delay().seconds(), 2);
}

TEST_F(PastCallTest, WhatIsNoSizeIsRefused) {
  const std::string invalid = Cat("INVALID_VALUE ", kKey);
  for (const std::string text : {"", "x", "-1", "1 ", "0x2", "99999999999999999999999"}) EXPECT_EQ(List(text), invalid);
  EXPECT_EQ(List("0"), Cat("OUT_OF_RANGE ", kKey));
  EXPECT_EQ(List("1000000"), Cat("OUT_OF_RANGE ", kKey));
  EXPECT_EQ(List(Cat(sizes_[0] + 1)), Cat("OUT_OF_RANGE ", kKey));
  const auto twice = Asking(Cat(sizes_[0]));
  twice->AddMetadata(kKey, Cat(sizes_[0]));
  v1::ListVehiclesResponse response;
  EXPECT_EQ(OutcomeOfCall(v1::QueryService::NewStub(channel_)->ListVehicles(twice.get(), {}, &response)), invalid);
}

TEST_F(PastCallTest, OtherServicesRefuseIt) {
  const std::string invalid = Cat("INVALID_VALUE ", kKey);
  const std::string size = Cat(sizes_[0]);
  v1::GetCheckpointResponse checkpoint;
  EXPECT_EQ(OutcomeOfCall(v1::AuditService::NewStub(channel_)->GetCheckpoint(Asking(size).get(), {}, &checkpoint)),
            invalid);
  v1::ListOrganisationsResponse organisations;
  EXPECT_EQ(
      OutcomeOfCall(v1::DirectoryService::NewStub(channel_)->ListOrganisations(Asking(size).get(), {}, &organisations)),
      invalid);
  v1::SubmitRequest submit;
  *submit.mutable_submission() = served_.Build({served_.Enrolment("late")});
  v1::SubmitResponse submitted;
  EXPECT_EQ(OutcomeOfCall(v1::LedgerService::NewStub(channel_)->Submit(Asking(size).get(), submit, &submitted)),
            invalid);
  const auto context = Asking(size);
  const auto reader = v1::LedgerService::NewStub(channel_)->StreamEntries(context.get(), {});
  v1::StreamEntriesResponse entries;
  EXPECT_FALSE(reader->Read(&entries));
  EXPECT_EQ(OutcomeOfCall(reader->Finish()), invalid);
}

}  // namespace
}  // namespace ingot::testing
