// Bad input at the wire: each is refused with its stable reason and field, and nothing is half written.
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "clients/cpp/files.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"
#include "ledger/base/bytes.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/limits.h"
#include "ledger/entry/submission.h"
#include "ledger/note/checkpoint.h"
#include "tests/support/server/server_process.h"
#include "tests/support/temp/temp_dir.h"

namespace ingot {
namespace {

using client::ClientError;
using testing::Party;
using testing::ServerProcess;

// One server for all cases: none of them may change it.
class WireTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new testing::TempDir();
    server_ = new ServerProcess(folder_->path());
    ASSERT_TRUE(server_->Start()) << "see " << server_->log_path();
    party_ = new Party(testing::OpenParty(server_->ProfilePath("bank")));
  }
  static void TearDownTestSuite() {
    delete party_;
    // A sanitizer's finding in the server is an exit code too.
    EXPECT_EQ(server_->Terminate(), 0) << client::ReadFile(server_->log_path(), 1 << 20).value_or("no log");
    delete server_;
    delete folder_;
  }

  static v1::Event Factor(const std::string& local) {
    v1::Event event;
    event.set_salt(std::string(entry::kSaltBytes, 's'));
    event.mutable_actor()->set_organisation_id("bank");
    event.mutable_occurred_at()->set_unix_us(1'700'000'000'000'000);
    auto* factor = event.mutable_emission_factor_published();
    factor->set_factor_id("bank/" + local);
    factor->set_origin(v1::ORIGIN_PRIMARY);
    factor->set_co2e_g_per_kg(1);
    factor->set_source("test");
    return event;
  }

  // A submission of these very bytes; `change` may spoil the header before it is signed.
  static v1::Submission Signed(const std::vector<std::string>& events,
                               const std::function<void(v1::SubmissionHeader&)>& change = nullptr,
                               const Hash* ledger_id = nullptr) {
    v1::Submission submission;
    v1::SubmissionHeader& header = *submission.mutable_header();
    header.set_organisation_id("bank");
    header.set_key_id(ToBytes(crypto::KeyId(party_->signer->key().public_key())));
    header.set_idempotency_key(std::string(entry::kIdempotencyKeyBytes, static_cast<char>(++next_key_)));
    header.set_expires_at_us(testing::SoonUs());
    header.set_count(static_cast<uint32_t>(events.size()));
    std::vector<std::string_view> views(events.begin(), events.end());
    header.set_events_root(ToBytes(entry::EventsRoot(views)));
    if (change) change(header);
    header.set_signature(party_->signer->key().Sign(
        entry::SigningMessage(ledger_id != nullptr ? *ledger_id : party_->profile.ledger_id, header)));
    for (const std::string& event : events) submission.add_events()->set_event(event);
    return submission;
  }

  static absl::Status Send(const v1::Submission& submission) {
    grpc::ClientContext context;
    party_->client->channel().Prepare(context);
    v1::SubmitRequest request;
    *request.mutable_submission() = submission;
    v1::SubmitResponse response;
    return client::FromRpc(party_->client->channel().ledger().Submit(&context, request, &response));
  }

  static uint64_t Size() {
    const auto checkpoint = party_->client->GetCheckpoint();
    EXPECT_TRUE(checkpoint.ok()) << checkpoint.status();
    const auto peeked = note::PeekCheckpoint(*checkpoint);
    EXPECT_TRUE(peeked.ok()) << peeked.status();
    return peeked->size;
  }

  static void ExpectRefused(const v1::Submission& submission, const std::string& reason, const std::string& field) {
    const uint64_t before = Size();
    const absl::Status status = Send(submission);
    ASSERT_FALSE(status.ok()) << "expected " << reason;
    const ClientError error = client::ErrorOf(status);
    EXPECT_EQ(error.reason, reason) << error.message;
    EXPECT_NE(error.field.find(field), std::string::npos) << error.field << " does not name " << field;
    EXPECT_FALSE(error.message.empty());
    // Form and identity have their way out apart; the domain's rules say it in the message.
    EXPECT_GT(error.way_out.size() + error.message.size(), 20u) << error.message;
    EXPECT_EQ(Size(), before) << "something was written";
  }

  static testing::TempDir* folder_;
  static ServerProcess* server_;
  static Party* party_;
  static int next_key_;
};

testing::TempDir* WireTest::folder_ = nullptr;
ServerProcess* WireTest::server_ = nullptr;
Party* WireTest::party_ = nullptr;
int WireTest::next_key_ = 0;

TEST_F(WireTest, AGoodOneIsAccepted) {
  const absl::Status status = Send(Signed({entry::Serialise(Factor("good"))}));
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(WireTest, TruncatedEvent) {
  const std::string bytes = entry::Serialise(Factor("x"));
  ExpectRefused(Signed({bytes.substr(0, bytes.size() - 1)}), "MALFORMED", "events[0]");
}

TEST_F(WireTest, TheSecondEventIsNamed) {
  ExpectRefused(Signed({entry::Serialise(Factor("x")), "\x07"}), "MALFORMED", "events[1]");
}

TEST_F(WireTest, OversizedEvent) {
  v1::Event event = Factor("x");
  event.mutable_emission_factor_published()->set_source(std::string(entry::kMaxEventBytes, 'x'));
  ExpectRefused(Signed({entry::Serialise(event)}), "TOO_LARGE", "events[0]");
}

TEST_F(WireTest, MoreEventsThanASubmissionHolds) {
  std::vector<std::string> events(entry::kMaxSubmissionEvents + 1, entry::Serialise(Factor("x")));
  ExpectRefused(Signed(events), "TOO_LARGE", "");
}

TEST_F(WireTest, NoEvents) { ExpectRefused(Signed({}), "OUT_OF_RANGE", "count"); }

TEST_F(WireTest, MessageBeyondTheTransportBound) {
  const uint64_t before = Size();
  v1::Submission submission = Signed({std::string(8 * 1024 * 1024, 'x')});
  const absl::Status status = Send(submission);
  EXPECT_FALSE(status.ok());
  EXPECT_EQ(Size(), before);
}

TEST_F(WireTest, DuplicatedField) {
  const std::string bytes = entry::Serialise(Factor("x"));
  ExpectRefused(Signed({bytes.substr(0, 2 + entry::kSaltBytes) + bytes}), "NOT_CANONICAL", "events[0]");
}

TEST_F(WireTest, NonMinimalVarint) {
  // Field 1 (salt), length 16 spelt in two bytes.
  std::string bytes = entry::Serialise(Factor("x"));
  bytes.replace(1, 1, std::string("\x90\x00", 2));
  ExpectRefused(Signed({bytes}), "NOT_CANONICAL", "events[0]");
}

TEST_F(WireTest, UnknownField) {
  // Field 1000, varint 1.
  ExpectRefused(Signed({entry::Serialise(Factor("x")) + std::string("\xc0\x3e\x01", 3)}), "UNKNOWN_FIELD", "events[0]");
}

TEST_F(WireTest, UnknownEnumValue) {
  v1::Event event = Factor("x");
  event.mutable_emission_factor_published()->set_origin(static_cast<v1::Origin>(99));
  ExpectRefused(Signed({entry::Serialise(event)}), "UNKNOWN_ENUM", "origin");
}

TEST_F(WireTest, NotUtf8) {
  std::string bytes = entry::Serialise(Factor("x"));
  const size_t at = bytes.find("test");
  ASSERT_NE(at, std::string::npos);
  bytes[at] = '\xff';
  ExpectRefused(Signed({bytes}), "NOT_UTF8", "events[0]");
  EXPECT_EQ(client::ReadFile(server_->log_path(), 1 << 20)->find("libprotobuf"), std::string::npos)
      << "a caller writes into the log";
}

TEST_F(WireTest, AlteredEvent) {
  v1::Submission submission = Signed({entry::Serialise(Factor("x"))});
  submission.mutable_events(0)->set_event(entry::Serialise(Factor("y")));
  ExpectRefused(submission, "EVENTS_MISMATCH", "events_root");
}

TEST_F(WireTest, AlteredSignature) {
  v1::Submission submission = Signed({entry::Serialise(Factor("x"))});
  (*submission.mutable_header()->mutable_signature())[5] ^= 1;
  ExpectRefused(submission, "BAD_SIGNATURE", "signature");
}

TEST_F(WireTest, WrongKey) {
  ExpectRefused(Signed({entry::Serialise(Factor("x"))}, [](auto& h) { h.set_key_id(std::string(32, 'k')); }),
                "KEY_NOT_VALID", "key_id");
}

TEST_F(WireTest, WrongLedger) {
  Hash other{};
  other.fill(7);
  ExpectRefused(Signed({entry::Serialise(Factor("x"))}, nullptr, &other), "BAD_SIGNATURE", "signature");
}

TEST_F(WireTest, ForeignOrganisation) {
  ExpectRefused(Signed({entry::Serialise(Factor("x"))}, [](auto& h) { h.set_organisation_id("other"); }),
                "IDENTITY_MISMATCH", "organisation_id");
}

TEST_F(WireTest, Expired) {
  ExpectRefused(Signed({entry::Serialise(Factor("x"))}, [](auto& h) { h.set_expires_at_us(testing::NowUs() - 1); }),
                "EXPIRED", "expires_at_us");
}

TEST_F(WireTest, ExpiryTooFar) {
  ExpectRefused(Signed({entry::Serialise(Factor("x"))},
                       [](auto& h) { h.set_expires_at_us(testing::NowUs() + 2 * entry::kMaxExpiryAheadUs); }),
                "EXPIRY_TOO_FAR", "expires_at_us");
}

TEST_F(WireTest, FutureDated) {
  v1::Event event = Factor("x");
  event.mutable_occurred_at()->set_unix_us(testing::NowUs() + 2 * entry::kMaxFutureSkewUs);
  ExpectRefused(Signed({entry::Serialise(event)}), "FUTURE", "occurred_at");
}

TEST_F(WireTest, IdempotencyKeyOfAnotherLength) {
  v1::Submission submission = Signed({entry::Serialise(Factor("x"))});
  submission.mutable_header()->set_idempotency_key("short");
  ExpectRefused(submission, "INVALID_VALUE", "idempotency_key");
}

TEST_F(WireTest, OneBadEventRefusesAll) {
  v1::Event future = Factor("b");
  future.mutable_occurred_at()->set_unix_us(testing::NowUs() + 2 * entry::kMaxFutureSkewUs);
  ExpectRefused(Signed({entry::Serialise(Factor("a")), entry::Serialise(future)}), "FUTURE", "events[1]");
  // The first event's id is free still.
  const absl::Status status = Send(Signed({entry::Serialise(Factor("a"))}));
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(WireTest, ACommitmentComesWithItsSealedPart) {
  v1::Event event = Factor("x");
  event.set_sealed_commitment(std::string(32, 'c'));
  ExpectRefused(Signed({entry::Serialise(event)}), "DETACHED_MISMATCH", "sealed");
}

TEST_F(WireTest, CallsNeedADeadline) {
  grpc::ClientContext context;
  v1::GetCheckpointResponse response;
  const absl::Status status =
      client::FromRpc(party_->client->channel().audit().GetCheckpoint(&context, v1::GetCheckpointRequest(), &response));
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(client::ErrorOf(status).reason, "DEADLINE_REQUIRED");
}

TEST_F(WireTest, AClientWithoutCertificateIsRefused) {
  // No TLS at all.
  const auto channel = grpc::CreateChannel(party_->profile.server, grpc::InsecureChannelCredentials());
  auto stub = v1::AuditService::NewStub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(2));
  v1::GetCheckpointResponse response;
  EXPECT_FALSE(stub->GetCheckpoint(&context, v1::GetCheckpointRequest(), &response).ok());
}

}  // namespace
}  // namespace ingot
