#include "tests/unit/server/rpc/served_ledger.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <chrono>
#include <string_view>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/rpc/status.pb.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/pem.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/limits.h"
#include "ledger/entry/submission.h"
#include "ledger/pki/certificate.h"
#include "server/dev/dev_ledger.h"
#include "server/files/files.h"
#include "storage/file/file.h"

namespace ingot::testing {
namespace {

std::string MustRead(const std::string& path) {
  absl::StatusOr<std::string> text = files::Read(path, 1 << 20);
  INGOT_CHECK_OK(text);
  return *std::move(text);
}

ServedLedger::Certificate Issue(const pki::Identity& ca, pki::CertificateRequest request) {
  request.common_name = "test";
  request.validity = {.not_before = absl::Now() - absl::Minutes(5), .not_after = absl::Now() + absl::Hours(1)};
  request.serial = storage::RandomBytes(pki::kSerialBytes);
  absl::StatusOr<pki::Identity> identity = pki::IssueCertificate(ca, request);
  INGOT_CHECK_OK(identity);
  return {.certificate = identity->certificate_pem, .key = identity->private_key_pem};
}

}  // namespace

ServedLedger::ServedLedger() {
  options_.dev = true;
  options_.dir = parent_.Sub("dev");
  options_.listen = "127.0.0.1:0";
  INGOT_CHECK_OK(dev::Prepare(absl::Now(), &options_));

  boot::NodeOptions node_options;
  node_options.ledger.database.path = options_.db;
  node_options.ledger.database.block_cache_bytes = size_t{8} << 20;
  node_options.ledger.database.memtable_bytes = size_t{16} << 20;
  node_options.ledger.anchor_path = options_.anchor;
  node_options.ledger.disk_reserve_bytes = 1;
  node_options.checkpoint_key_path = options_.checkpoint_key;
  node_options.genesis_path = options_.genesis;
  absl::StatusOr<std::unique_ptr<boot::Node>> node = boot::Node::Start(node_options, source_);
  INGOT_CHECK_OK(node);
  node_ = *std::move(node);

  rpc::ServerOptions server_options;
  server_options.listen = options_.listen;
  server_options.ca_path = options_.ca;
  server_options.cert_path = options_.cert;
  server_options.key_path = options_.key;
  absl::StatusOr<std::unique_ptr<rpc::Server>> server = rpc::Server::Start(server_options, *node_, board_);
  INGOT_CHECK_OK(server);
  server_ = *std::move(server);
}

ServedLedger::~ServedLedger() {
  if (node_ != nullptr) node_->pipeline().Stop();
  server_.reset();
  node_.reset();
}

ServedLedger::Certificate ServedLedger::OperatorCertificate() const {
  return {.certificate = MustRead(Cat(directory(), "/orgs/bank/client.pem")),
          .key = MustRead(Cat(directory(), "/orgs/bank/client.key"))};
}

ServedLedger::Certificate ServedLedger::IssueFor(const std::string& organisation_id) const {
  const pki::Identity ca{.certificate_pem = MustRead(Cat(directory(), "/ca.pem")),
                         .private_key_pem = MustRead(Cat(directory(), "/ca.key"))};
  pki::CertificateRequest request;
  request.usage = pki::Usage::kClient;
  request.organisation_id = organisation_id;
  return Issue(ca, std::move(request));
}

ServedLedger::Certificate ServedLedger::IssueByAStranger() const {
  const absl::StatusOr<pki::Identity> ca =
      pki::IssueCa({.common_name = "A stranger",
                    .validity = {.not_before = absl::Now() - absl::Hours(1), .not_after = absl::Now() + absl::Hours(9)},
                    .serial = storage::RandomBytes(pki::kSerialBytes)});
  INGOT_CHECK_OK(ca);
  pki::CertificateRequest request;
  request.usage = pki::Usage::kClient;
  request.organisation_id = "bank";
  return Issue(*ca, std::move(request));
}

std::shared_ptr<grpc::Channel> ServedLedger::Connect(const Certificate& certificate) const {
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = MustRead(Cat(directory(), "/ca.pem"));
  tls.pem_cert_chain = certificate.certificate;
  tls.pem_private_key = certificate.key;
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(server_->address(), grpc::SslCredentials(tls), arguments);
}

std::shared_ptr<grpc::Channel> ServedLedger::ConnectWithoutCertificate() const { return Connect({}); }

v1::Event ServedLedger::Enrolment(const std::string& organisation_id) const {
  v1::Event event;
  event.set_salt(storage::RandomBytes(entry::kSaltBytes));
  event.mutable_actor()->set_organisation_id("bank");
  event.mutable_occurred_at()->set_unix_us(absl::ToUnixMicros(absl::Now()));
  v1::OrganisationEnrolled* const enrolled = event.mutable_organisation_enrolled();
  enrolled->set_organisation_id(organisation_id);
  enrolled->set_name("An organisation");
  enrolled->set_country("DE");
  enrolled->add_roles(v1::ROLE_DEALER);
  return event;
}

v1::Submission ServedLedger::Build(const std::vector<v1::Event>& events) const {
  const absl::StatusOr<crypto::PrivateKey> key =
      crypto::PrivateKeyFromPem(MustRead(Cat(directory(), "/orgs/bank/signing.key")));
  INGOT_CHECK_OK(key);
  v1::Submission submission;
  for (const v1::Event& event : events) submission.add_events()->set_event(entry::Serialise(event));
  std::vector<std::string_view> bytes;
  for (const v1::SubmittedEvent& event : submission.events()) bytes.push_back(event.event());
  v1::SubmissionHeader& header = *submission.mutable_header();
  header.set_organisation_id("bank");
  header.set_key_id(ToBytes(crypto::KeyId(key->public_key())));
  header.set_idempotency_key(storage::RandomBytes(entry::kIdempotencyKeyBytes));
  header.set_expires_at_us(absl::ToUnixMicros(absl::Now() + absl::Hours(1)));
  header.set_count(static_cast<uint32_t>(events.size()));
  header.set_events_root(ToBytes(entry::EventsRoot(bytes)));
  header.set_signature(key->Sign(entry::SigningMessage(node_->published().Get()->head().ledger_id, header)));
  return submission;
}

std::unique_ptr<grpc::ClientContext> WithDeadline() {
  auto context = std::make_unique<grpc::ClientContext>();
  context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
  return context;
}

google::rpc::ErrorInfo InfoOf(const grpc::Status& status) {
  google::rpc::Status rpc;
  google::rpc::ErrorInfo info;
  if (!rpc.ParseFromString(status.error_details())) return info;
  for (const google::protobuf::Any& detail : rpc.details()) {
    if (detail.UnpackTo(&info)) return info;
  }
  return google::rpc::ErrorInfo();
}

}  // namespace ingot::testing
