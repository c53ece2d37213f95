#include "server/rpc/server.h"

#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "google/rpc/status.pb.h"
#include "ingot/v1/audit_service.grpc.pb.h"
#include "ingot/v1/ledger_service.grpc.pb.h"
#include "ingot/v1/query_service.grpc.pb.h"
#include "ledger/audit/receipt.h"
#include "ledger/base/strings.h"
#include "ledger/entry/entry.h"
#include "ledger/note/note.h"
#include "tests/unit/server/rpc/served_ledger.h"

namespace ingot::testing {
namespace {

class ServerTest : public ::testing::Test {
 protected:
  std::shared_ptr<grpc::Channel> operator_channel() { return served_.Connect(served_.OperatorCertificate()); }

  // Calls a method with bytes; the answer's bytes go to `answer`.
  grpc::Status CallRaw(const std::string& method, const std::string& bytes, std::string* answer) {
    grpc::GenericStub stub(operator_channel());
    const auto context = WithDeadline();
    const grpc::Slice slice(bytes);
    grpc::ByteBuffer request(&slice, 1);
    grpc::ByteBuffer response;
    absl::Notification done;
    grpc::Status result;
    stub.UnaryCall(context.get(), method, grpc::StubOptions(), &request, &response, [&](const grpc::Status& status) {
      result = status;
      done.Notify();
    });
    done.WaitForNotification();
    std::vector<grpc::Slice> slices;
    EXPECT_TRUE(!result.ok() || response.Dump(&slices).ok());
    for (const grpc::Slice& part : slices) answer->append(reinterpret_cast<const char*>(part.begin()), part.size());
    return result;
  }

  // Asks grpc.health.v1.Health: SERVING is field 1 = 1.
  std::string Health() {
    std::string answer;
    const grpc::Status status = CallRaw("/grpc.health.v1.Health/Check", "", &answer);
    if (!status.ok()) return status.error_message();
    return answer == "\x08\x01" ? "SERVING" : answer == "\x08\x02" ? "NOT_SERVING" : "?";
  }

  ServedLedger served_;
};

TEST_F(ServerTest, ASubmissionIsAnsweredWithAReceiptThatVerifies) {
  const auto stub = v1::LedgerService::NewStub(operator_channel());
  v1::SubmitRequest request;
  *request.mutable_submission() = served_.Build({served_.Enrolment("dealer"), served_.Enrolment("other")});
  v1::SubmitResponse response, again;
  const grpc::Status status = stub->Submit(WithDeadline().get(), request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  const auto key = note::VerifierKey::Parse(served_.node().VerifierKey());
  const auto verified = audit::VerifyReceipt(response.receipt(), *key, std::nullopt);
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->entries.size(), 2u);
  ASSERT_TRUE(stub->Submit(WithDeadline().get(), request, &again).ok());
  EXPECT_EQ(again.SerializeAsString(), response.SerializeAsString());
}

TEST_F(ServerTest, ARefusalTravelsWithItsDetails) {
  const auto stub = v1::LedgerService::NewStub(operator_channel());
  v1::SubmitRequest request;
  v1::Event event = served_.Enrolment("dealer");
  event.mutable_organisation_enrolled()->set_country("XX");
  *request.mutable_submission() = served_.Build({event});
  v1::SubmitResponse response;
  const grpc::Status status = stub->Submit(WithDeadline().get(), request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(InfoOf(status).domain(), "ingot");
  EXPECT_EQ(InfoOf(status).metadata().at("field"), "events[0].organisation_enrolled.country");
  EXPECT_EQ(InfoOf(status).metadata().at("event_index"), "0");
}

TEST_F(ServerTest, ACallNeedsADeadline) {
  grpc::ClientContext context;
  v1::GetCheckpointResponse response;
  const grpc::Status status =
      v1::AuditService::NewStub(operator_channel())->GetCheckpoint(&context, v1::GetCheckpointRequest(), &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(InfoOf(status).reason(), "DEADLINE_REQUIRED");
}

TEST_F(ServerTest, StrangersAndTheNamelessGetNoAnswer) {
  const auto ask = [](const std::shared_ptr<grpc::Channel>& channel) {
    v1::GetCheckpointResponse response;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(5));
    return v1::AuditService::NewStub(channel)->GetCheckpoint(&context, v1::GetCheckpointRequest(), &response);
  };
  EXPECT_TRUE(ask(operator_channel()).ok());
  EXPECT_EQ(ask(served_.ConnectWithoutCertificate()).error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ask(served_.Connect(served_.IssueByAStranger())).error_code(), grpc::StatusCode::UNAVAILABLE);
  const grpc::Status not_enrolled = ask(served_.Connect(served_.IssueFor("stranger")));
  EXPECT_EQ(not_enrolled.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(InfoOf(not_enrolled).reason(), "UNKNOWN_ORGANISATION");
}

TEST_F(ServerTest, TheCertificateMustBeTheSubmitters) {
  const auto stub = v1::LedgerService::NewStub(served_.Connect(served_.IssueFor("dealer")));
  v1::SubmitRequest request;
  *request.mutable_submission() = served_.Build({served_.Enrolment("dealer")});
  v1::SubmitResponse response;
  const grpc::Status status = stub->Submit(WithDeadline().get(), request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(InfoOf(status).reason(), "IDENTITY_MISMATCH");
}

TEST_F(ServerTest, AStreamIsAnsweredInOrderAndGoesOnAfterARefusal) {
  const auto stub = v1::LedgerService::NewStub(operator_channel());
  const auto context = WithDeadline();
  const auto stream = stub->SubmitStream(context.get());
  constexpr int kCount = 300;
  std::thread writer([&] {
    for (int i = 0; i < kCount; ++i) {
      v1::SubmitStreamRequest request;
      request.set_request_number(static_cast<uint64_t>(1000 + i));
      // Every seventh repeats the one before it: an id that is taken.
      *request.mutable_submission() = served_.Build({served_.Enrolment(Cat("org-", i % 7 == 6 ? i - 1 : i))});
      EXPECT_TRUE(stream->Write(request));
    }
    stream->WritesDone();
  });
  uint64_t next_seq = served_.node().published().Get()->head().size;
  v1::SubmitStreamResponse response;
  for (int i = 0; i < kCount; ++i) {
    ASSERT_TRUE(stream->Read(&response)) << i;
    EXPECT_EQ(response.request_number(), static_cast<uint64_t>(1000 + i));
    if (i % 7 == 6) {
      EXPECT_EQ(response.refusal().code(), grpc::StatusCode::ALREADY_EXISTS) << i;
    } else {
      ASSERT_TRUE(response.has_acknowledgement()) << i << response.ShortDebugString();
      EXPECT_EQ(response.acknowledgement().first_seq(), next_seq++) << "sequenced in the stream's order";
      EXPECT_EQ(response.acknowledgement().leaf_hashes_size(), 1);
      EXPECT_GE(response.acknowledgement().checkpoint_size(), next_seq);
    }
  }
  EXPECT_FALSE(stream->Read(&response));
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(ServerTest, ARetryOnAStreamIsAcknowledgedTheSame) {
  const auto stub = v1::LedgerService::NewStub(operator_channel());
  v1::SubmitStreamRequest request;
  *request.mutable_submission() = served_.Build({served_.Enrolment("one"), served_.Enrolment("two")});
  std::vector<std::string> acknowledgements;
  for (int i = 0; i < 2; ++i) {
    const auto context = WithDeadline();
    const auto stream = stub->SubmitStream(context.get());
    v1::SubmitStreamResponse response;
    ASSERT_TRUE(stream->Write(request) && stream->Read(&response));
    acknowledgements.push_back(response.acknowledgement().SerializeAsString());
    stream->WritesDone();
    EXPECT_TRUE(stream->Finish().ok());
  }
  EXPECT_EQ(acknowledgements[0], acknowledgements[1]);
}

TEST_F(ServerTest, EntriesAreStreamedFromOneCheckpoint) {
  const auto stub = v1::LedgerService::NewStub(operator_channel());
  v1::SubmitRequest submit;
  *submit.mutable_submission() = served_.Build({served_.Enrolment("dealer")});
  v1::SubmitResponse submitted;
  ASSERT_TRUE(stub->Submit(WithDeadline().get(), submit, &submitted).ok());
  const auto context = WithDeadline();
  const auto stream = stub->StreamEntries(context.get(), v1::StreamEntriesRequest());
  v1::StreamEntriesResponse response;
  std::vector<uint64_t> seqs;
  std::string checkpoint;
  while (stream->Read(&response)) {
    if (checkpoint.empty()) checkpoint = response.checkpoint();
    for (const v1::EntryBundle& bundle : response.entries()) {
      seqs.push_back(entry::ParseEntry(bundle.entry())->seq());
    }
  }
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_THAT(seqs, ::testing::ElementsAre(0, 1));
  EXPECT_EQ(checkpoint, served_.node().published().Get()->note());
}

TEST_F(ServerTest, ALongStreamComesInSeveralMessages) {
  const auto stub = v1::LedgerService::NewStub(operator_channel());
  for (int part = 0; part < 3; ++part) {
    std::vector<v1::Event> events;
    for (int i = 0; i < 700; ++i) events.push_back(served_.Enrolment(Cat("org-", part, "-", i)));
    v1::SubmitRequest submit;
    *submit.mutable_submission() = served_.Build(events);
    v1::SubmitResponse submitted;
    const grpc::Status status = stub->Submit(WithDeadline().get(), submit, &submitted);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }
  const auto context = WithDeadline();
  const auto stream = stub->StreamEntries(context.get(), v1::StreamEntriesRequest());
  v1::StreamEntriesResponse response;
  uint64_t entries = 0;
  int messages = 0;
  while (stream->Read(&response)) {
    EXPECT_EQ(response.checkpoint().empty(), messages > 0);
    for (const v1::EntryBundle& bundle : response.entries()) {
      EXPECT_EQ(entry::ParseEntry(bundle.entry())->seq(), entries++);
    }
    ++messages;
  }
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(entries, 2101u);
  EXPECT_GE(messages, 3);
}

TEST_F(ServerTest, ARequestBeyondTheBoundIsRefusedByTheTransport) {
  const auto stub = v1::LedgerService::NewStub(operator_channel());
  v1::SubmitRequest request;
  request.mutable_submission()->add_events()->set_event(std::string(3 << 20, 'x'));
  v1::SubmitResponse response;
  EXPECT_EQ(stub->Submit(WithDeadline().get(), request, &response).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(ServerTest, BytesThatAreNoMessageAreRefusedLikeAnythingElse) {
  for (const char* method :
       {"/ingot.v1.LedgerService/Submit", "/ingot.v1.LedgerService/GetEntry", "/ingot.v1.QueryService/GetVehicle"}) {
    for (const std::string& bytes : {std::string("\x0a\xff"), std::string("\xff\xff\xff")}) {
      std::string answer;
      const grpc::Status status = CallRaw(method, bytes, &answer);
      EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << method;
      EXPECT_EQ(InfoOf(status).reason(), "MALFORMED") << method;
    }
  }
  // A VIN that is not UTF-8.
  std::string answer;
  EXPECT_EQ(InfoOf(CallRaw("/ingot.v1.QueryService/GetVehicle", "\x0a\x01\xff", &answer)).reason(), "MALFORMED");
}

TEST_F(ServerTest, ASecondServerCanNotTakeThePort) {
  rpc::ServerOptions options;
  options.listen = served_.server().address();
  options.ca_path = served_.directory() + "/ca.pem";
  options.cert_path = served_.directory() + "/server.pem";
  options.key_path = served_.directory() + "/server.key";
  EXPECT_EQ(rpc::Server::Start(options, served_.node(), served_.board()).status().code(),
            absl::StatusCode::kUnavailable);
  options.listen = "127.0.0.1:0";
  options.key_path = served_.directory() + "/server.pem";
  EXPECT_EQ(rpc::Server::Start(options, served_.node(), served_.board()).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(ServerTest, DrainingEndsIdleStreamsAndHealth) {
  EXPECT_EQ(Health(), "SERVING");
  const auto stub = v1::LedgerService::NewStub(operator_channel());
  const auto context = WithDeadline();
  const auto stream = stub->SubmitStream(context.get());
  v1::SubmitStreamRequest request;
  *request.mutable_submission() = served_.Build({served_.Enrolment("one")});
  v1::SubmitStreamResponse response;
  ASSERT_TRUE(stream->Write(request) && stream->Read(&response));
  EXPECT_TRUE(response.has_acknowledgement());

  served_.server().BeginDrain();
  EXPECT_EQ(Health(), "NOT_SERVING");
  EXPECT_FALSE(stream->Read(&response));
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(InfoOf(status).reason(), "SHUTTING_DOWN");
  EXPECT_TRUE(served_.node().pipeline().Drain(absl::Seconds(30)));
  served_.server().Stop(absl::Seconds(5));
}

TEST_F(ServerTest, StoppingCutsOffClientsThatHoldTheirStreamsOpen) {
  const auto stub = v1::LedgerService::NewStub(operator_channel());
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<std::unique_ptr<grpc::ClientReaderWriter<v1::SubmitStreamRequest, v1::SubmitStreamResponse>>> streams;
  for (int i = 0; i < 5; ++i) {
    contexts.push_back(WithDeadline());
    streams.push_back(stub->SubmitStream(contexts.back().get()));
    v1::SubmitStreamRequest request;
    *request.mutable_submission() = served_.Build({served_.Enrolment(Cat("org-", i))});
    ASSERT_TRUE(streams.back()->Write(request));
  }
  served_.server().Stop(absl::Milliseconds(200));
  for (const auto& stream : streams) {
    // gRPC gives a status only behind the messages that came before it.
    v1::SubmitStreamResponse response;
    while (stream->Read(&response)) {
    }
    EXPECT_FALSE(stream->Finish().ok());
  }
}

}  // namespace
}  // namespace ingot::testing
