#include "tests/unit/clients/support/fake_server.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "clients/cpp/files.h"
#include "clients/cpp/random.h"
#include "google/rpc/error_details.pb.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/pem.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/merkle/proof.h"
#include "ledger/note/checkpoint.h"
#include "ledger/pki/certificate.h"
#include "ledger/refusal/refusal.h"

namespace ingot::client {
namespace {

constexpr char kOrigin[] = "bank.example/aluminium";  // of testing::TestLedger

// Nodes recomputed from the leaves: slow, and enough.
class LeafNodes : public merkle::NodeReader {
 public:
  explicit LeafNodes(const std::vector<rules::NewEntry>& entries) : entries_(entries) {}
  absl::StatusOr<Hash> Node(unsigned level, uint64_t index) const override {
    if (level == 0) return entries_.at(index).leaf;
    return merkle::NodeHash(*Node(level - 1, 2 * index), *Node(level - 1, 2 * index + 1));
  }

 private:
  const std::vector<rules::NewEntry>& entries_;
};

grpc::Status Refused(const absl::Status& status) {
  google::rpc::Status details;
  details.set_code(static_cast<int>(status.code()));
  details.set_message(std::string(status.message()));
  google::rpc::ErrorInfo info;
  info.set_domain("ingot");
  const auto refusal = refusal::RefusalOf(status);
  INGOT_CHECK(refusal.has_value());
  info.set_reason(std::string(refusal::ReasonName(refusal->reason())));
  (*info.mutable_metadata())["field"] = refusal->field();
  details.add_details()->PackFrom(info);
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), refusal->message(), details.SerializeAsString());
}

pki::Identity Issue(const pki::Identity& ca, pki::CertificateRequest request) {
  request.common_name = "test";
  request.validity = {absl::Now() - absl::Hours(1), absl::Now() + absl::Hours(1)};
  request.serial = RandomBytes(pki::kSerialBytes);
  absl::StatusOr<pki::Identity> identity = pki::IssueCertificate(ca, request);
  INGOT_CHECK_OK(identity);
  return *std::move(identity);
}

void Write(const std::string& path, const std::string& bytes) {
  INGOT_CHECK_OK(WriteFile(path, bytes, kPublicFile, Existing::kReplace));
}

}  // namespace

FakeServer::FakeServer(const std::string& folder) : folder_(folder) {
  ledger_.Enrol(kMember, {v1::ROLE_MANUFACTURER});
  v1::BrandRegistered brand;
  brand.set_brand_id(Cat(kMember, "/brand"));
  brand.set_name("Brand");
  ledger_.MustSubmit(kMember, testing::Fact(brand));

  absl::StatusOr<pki::Identity> ca =
      pki::IssueCa({.common_name = "test authority",
                    .validity = {absl::Now() - absl::Hours(2), absl::Now() + absl::Hours(2)},
                    .serial = RandomBytes(pki::kSerialBytes)});
  INGOT_CHECK_OK(ca);
  const pki::Identity server = Issue(*ca, {.usage = pki::Usage::kServer, .ip_addresses = {"127.0.0.1"}});
  const pki::Identity client = Issue(*ca, {.usage = pki::Usage::kClient, .organisation_id = kMember});
  Write(folder_ + "/ca.pem", ca->certificate_pem);
  Write(folder_ + "/client.pem", client.certificate_pem);
  Write(folder_ + "/client.key", client.private_key_pem);

  grpc::SslServerCredentialsOptions tls(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  tls.pem_root_certs = ca->certificate_pem;
  tls.pem_key_cert_pairs.push_back({server.private_key_pem, server.certificate_pem});
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(tls), &port_);
  builder.RegisterService(static_cast<v1::LedgerService::Service*>(this));
  builder.RegisterService(static_cast<v1::AuditService::Service*>(this));
  server_ = builder.BuildAndStart();
  INGOT_CHECK_MSG(server_ != nullptr, "no free port on the loopback interface");
}

FakeServer::~FakeServer() { server_->Shutdown(absl::ToChronoTime(absl::Now() + absl::Seconds(1))); }

Profile FakeServer::profile() const {
  Profile profile;
  profile.server = Cat("127.0.0.1:", port_);
  profile.ca = folder_ + "/ca.pem";
  profile.cert = folder_ + "/client.pem";
  profile.key = folder_ + "/client.key";
  profile.organisation = kMember;
  profile.ledger_id = ledger_.ledger_id();
  const crypto::PrivateKey key = testing::TestKey("checkpoint");
  profile.verifier_keys = {*note::VerifierKey::Create(kOrigin, note::SignatureType::kEd25519, key.public_key())};
  profile.state = folder_ + "/state";
  profile.timeout = absl::Seconds(10);
  return profile;
}

Signer FakeServer::signer() const { return Signer(ledger_.ledger_id(), kMember, testing::TestKey(kMember)); }

void FakeServer::FailNextSubmits(Failure failure) {
  absl::MutexLock lock(&mutex_);
  failure_ = std::move(failure);
}

void FakeServer::AlterReceipts(std::function<void(v1::Receipt&)> alter) {
  absl::MutexLock lock(&mutex_);
  alter_receipt_ = std::move(alter);
}

void FakeServer::AlterAcknowledgements(std::function<void(v1::SubmitStreamResponse&)> alter) {
  absl::MutexLock lock(&mutex_);
  alter_acknowledgement_ = std::move(alter);
}

void FakeServer::FailStreamEnd(grpc::Status status) {
  absl::MutexLock lock(&mutex_);
  stream_end_ = std::move(status);
}

void FakeServer::FailStreamsAfter(int times, grpc::Status status) {
  absl::MutexLock lock(&mutex_);
  good_streams_ = times;
  stream_failure_ = std::move(status);
}

void FakeServer::RollBackTo(uint64_t size) {
  absl::MutexLock lock(&mutex_);
  shown_ = size;
}

std::vector<std::string> FakeServer::requests() {
  absl::MutexLock lock(&mutex_);
  return requests_;
}

grpc::Status FakeServer::Record(const v1::Submission& submission, v1::Receipt* receipt) {
  const auto earlier = receipts_.find(submission.header().idempotency_key());
  if (earlier == receipts_.end()) {
    const absl::StatusOr<rules::Execution> execution = ledger_.Run(submission);
    if (!execution.ok()) return Refused(execution.status());
    const uint64_t count = execution->entries.size();
    *receipt = MakeReceipt(ledger_.entries().size() - count, count);
    receipts_[submission.header().idempotency_key()] = *receipt;
  } else {
    *receipt = earlier->second;
  }
  return grpc::Status::OK;
}

grpc::Status FakeServer::Submit(grpc::ServerContext*, const v1::SubmitRequest* request, v1::SubmitResponse* response) {
  absl::MutexLock lock(&mutex_);
  requests_.push_back(request->SerializeAsString());
  const bool fails = failure_.has_value() && failure_->times-- > 0;
  if (fails && !failure_->after_recording) return failure_->status;
  grpc::Status status = Record(request->submission(), response->mutable_receipt());
  if (fails) return failure_->status;
  if (status.ok() && alter_receipt_) alter_receipt_(*response->mutable_receipt());
  return status;
}

grpc::Status FakeServer::SubmitStream(
    grpc::ServerContext*, grpc::ServerReaderWriter<v1::SubmitStreamResponse, v1::SubmitStreamRequest>* stream) {
  v1::SubmitStreamRequest request;
  while (stream->Read(&request)) {
    v1::SubmitStreamResponse response;
    response.set_request_number(request.request_number());
    {
      absl::MutexLock lock(&mutex_);
      v1::Receipt receipt;
      const grpc::Status status = Record(request.submission(), &receipt);
      if (status.ok()) {
        v1::SubmissionAcknowledgement& acknowledgement = *response.mutable_acknowledgement();
        acknowledgement.set_first_seq(receipt.first_seq());
        for (const std::string& entry : receipt.entries())
          acknowledgement.add_leaf_hashes(ToBytes(merkle::LeafHash(entry)));
        acknowledgement.set_checkpoint_size(receipt.first_seq() + static_cast<uint64_t>(receipt.entries_size()));
      } else {
        response.mutable_refusal()->ParseFromString(status.error_details());
      }
      if (alter_acknowledgement_) alter_acknowledgement_(response);
    }
    stream->Write(response);
  }
  absl::MutexLock lock(&mutex_);
  return std::exchange(stream_end_, grpc::Status::OK);
}

grpc::Status FakeServer::GetReceipt(grpc::ServerContext*, const v1::GetReceiptRequest* request,
                                    v1::GetReceiptResponse* response) {
  absl::MutexLock lock(&mutex_);
  const auto found = receipts_.find(request->idempotency_key());
  if (found == receipts_.end()) return grpc::Status(grpc::StatusCode::NOT_FOUND, "no such submission");
  *response->mutable_receipt() = found->second;
  if (alter_receipt_) alter_receipt_(*response->mutable_receipt());
  return grpc::Status::OK;
}

grpc::Status FakeServer::StreamEntries(grpc::ServerContext*, const v1::StreamEntriesRequest* request,
                                       grpc::ServerWriter<v1::StreamEntriesResponse>* writer) {
  absl::MutexLock lock(&mutex_);
  if (good_streams_-- <= 0) return stream_failure_;
  for (uint64_t seq = request->first_seq(); seq < size(); ++seq) {
    v1::StreamEntriesResponse message;
    if (seq == request->first_seq()) message.set_checkpoint(NoteOf(size()));
    message.add_entries()->set_entry(ledger_.entries()[seq].bytes);
    writer->Write(message);
  }
  return grpc::Status::OK;
}

grpc::Status FakeServer::GetCheckpoint(grpc::ServerContext*, const v1::GetCheckpointRequest* request,
                                       v1::GetCheckpointResponse* response) {
  absl::MutexLock lock(&mutex_);
  if (request->min_size() > size()) return grpc::Status(grpc::StatusCode::FAILED_PRECONDITION, "the ledger is smaller");
  response->set_checkpoint(NoteOf(size()));
  response->set_ledger_id(ToBytes(ledger_.ledger_id()));
  return grpc::Status::OK;
}

grpc::Status FakeServer::GetConsistencyProof(grpc::ServerContext*, const v1::GetConsistencyProofRequest* request,
                                             v1::GetConsistencyProofResponse* response) {
  absl::MutexLock lock(&mutex_);
  if (request->second_size() > size()) {
    return grpc::Status(grpc::StatusCode::FAILED_PRECONDITION, "second_size: the ledger is smaller");
  }
  const absl::StatusOr<merkle::Proof> proof =
      merkle::ConsistencyProof(LeafNodes(ledger_.entries()), request->first_size(), request->second_size());
  INGOT_CHECK_OK(proof);
  for (const Hash& hash : *proof) response->add_proof(ToBytes(hash));
  response->set_second_size(request->second_size());
  return grpc::Status::OK;
}

v1::Receipt FakeServer::MakeReceipt(uint64_t first, uint64_t count) const {
  v1::Receipt receipt;
  receipt.set_ledger_id(ToBytes(ledger_.ledger_id()));
  receipt.set_first_seq(first);
  for (uint64_t seq = first; seq < first + count; ++seq) receipt.add_entries(ledger_.entries()[seq].bytes);
  const uint64_t size = ledger_.entries().size();
  const absl::StatusOr<merkle::Proof> proof =
      merkle::RangeProof(LeafNodes(ledger_.entries()), first, first + count, size);
  INGOT_CHECK_OK(proof);
  for (const Hash& hash : *proof) receipt.add_range_proof(ToBytes(hash));
  receipt.set_checkpoint(NoteOf(size));
  return receipt;
}

std::string FakeServer::NoteOf(uint64_t size) const {
  const absl::StatusOr<Hash> root = merkle::RootFromNodes(LeafNodes(ledger_.entries()), size);
  INGOT_CHECK_OK(root);
  const crypto::PrivateKey key = testing::TestKey("checkpoint");
  const crypto::PrivateKey* const keys[] = {&key};
  absl::StatusOr<std::string> note = note::SignCheckpoint({kOrigin, size, *root}, keys);
  INGOT_CHECK_OK(note);
  return *std::move(note);
}

std::string WriteProfile(const FakeServer& server, const std::string& folder) {
  const Profile profile = server.profile();
  Write(folder + "/signing.key", crypto::PrivateKeyToPem(testing::TestKey(FakeServer::kMember)));
  std::string path = folder + "/profile";
  Write(path, Cat("server = \"", profile.server, "\"\nca = \"ca.pem\"\ncert = \"client.pem\"\nkey = \"client.key\"\n",
                  "organisation = \"", profile.organisation, "\"\nsigning-key = \"signing.key\"\nledger-id = \"",
                  ToHex(profile.ledger_id), "\"\nvkey = \"", profile.verifier_keys.front().Format(), "\"\nstate = \"",
                  profile.state, "\"\n"));
  return path;
}

}  // namespace ingot::client
