#include "server/rpc/server.h"

#include <grpc/grpc_security_constants.h>
#include <grpc/impl/codegen/grpc_types.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <grpcpp/server_builder.h>

#include <chrono>
#include <utility>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "server/files/files.h"

namespace ingot::rpc {
namespace {

// How often the certificates' files are looked at.
constexpr unsigned kCertificateRefreshSeconds = 10;
constexpr size_t kMaxPemBytes = 1024 * 1024;
// gRPC's own buffers, all connections together.
constexpr size_t kMaxNetworkBytes = size_t{512} << 20;

constexpr int kKeepaliveTimeMs = 60'000;
constexpr int kKeepaliveTimeoutMs = 20'000;
// Clients may ask whether we are alive this often, also between calls.
constexpr int kMinPingIntervalMs = 10'000;

// gRPC itself only logs what it can't read, and then serves nobody.
absl::Status CheckPem(const std::string& path, std::string_view marker) {
  INGOT_ASSIGN_OR_RETURN(const std::string pem, files::Read(path, kMaxPemBytes));
  if (pem.find(marker) != std::string::npos) return absl::OkStatus();
  return absl::InvalidArgumentError(Cat(path, " holds no PEM block '", marker, "'"));
}

std::shared_ptr<grpc::ServerCredentials> MutualTls(const ServerOptions& options) {
  const auto provider = std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
      options.key_path, options.cert_path, options.ca_path, kCertificateRefreshSeconds);
  grpc::experimental::TlsServerCredentialsOptions tls(provider);
  tls.watch_root_certs();
  tls.watch_identity_key_cert_pairs();
  tls.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  return grpc::experimental::TlsServerCredentials(tls);
}

void SetLimits(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kMaxRequestBytes);
  builder.SetResourceQuota(grpc::ResourceQuota("ingotd").Resize(kMaxNetworkBytes));
  // Without this a second server binds the same port silently.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxConcurrentCalls);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveTimeMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kMinPingIntervalMs);
}

}  // namespace

Server::Server(const ServerOptions& options, boot::Node& node, const cosign::Board& board)
    : reads_("read", options.read_threads, options.max_waiting_reads),
      backend_{.pipeline = node.pipeline(),
               .published = node.published(),
               .past = node.past(),
               .notary = node.notary(),
               .board = board,
               .commitment = node.commitment(),
               .sealing = node.sealing(),
               .refused = node.refused(),
               .reads = reads_,
               .streams = streams_},
      ledger_(backend_),
      query_(backend_),
      audit_(backend_),
      directory_(backend_),
      witness_(backend_),
      seal_(backend_),
      proof_(backend_),
      balance_(backend_),
      report_(backend_) {}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options, boot::Node& node,
                                                      const cosign::Board& board) {
  INGOT_RETURN_IF_ERROR(CheckPem(options.ca_path, "BEGIN CERTIFICATE"));
  INGOT_RETURN_IF_ERROR(CheckPem(options.cert_path, "BEGIN CERTIFICATE"));
  INGOT_RETURN_IF_ERROR(CheckPem(options.key_path, "PRIVATE KEY"));
  const size_t colon = options.listen.rfind(':');
  if (colon == std::string::npos) {
    return absl::InvalidArgumentError(Cat("--listen ", options.listen, ": must be host:port"));
  }

  std::unique_ptr<Server> server(new Server(options, node, board));
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  SetLimits(builder);
  int port = 0;
  builder.AddListeningPort(options.listen, MutualTls(options), &port);
  builder.RegisterService(&server->ledger_);
  builder.RegisterService(&server->query_);
  builder.RegisterService(&server->audit_);
  builder.RegisterService(&server->directory_);
  builder.RegisterService(&server->witness_);
  builder.RegisterService(&server->seal_);
  builder.RegisterService(&server->proof_);
  builder.RegisterService(&server->balance_);
  builder.RegisterService(&server->report_);
  server->server_ = builder.BuildAndStart();
  if (server->server_ == nullptr || port <= 0) {
    return absl::UnavailableError(Cat("can't listen on ", options.listen, "; is another server there?"));
  }
  server->server_->GetHealthCheckService()->SetServingStatus(kScrubHealth, true);
  server->address_ = Cat(options.listen.substr(0, colon), ":", port);
  return server;
}

void Server::ReportDamage() { server_->GetHealthCheckService()->SetServingStatus(kScrubHealth, false); }

void Server::BeginDrain() {
  server_->GetHealthCheckService()->SetServingStatus(false);
  streams_.DrainAll();
}

void Server::Stop(absl::Duration grace) {
  if (server_ == nullptr) return;
  server_->Shutdown(std::chrono::system_clock::now() + absl::ToChronoMilliseconds(grace));
  server_->Wait();
  server_.reset();
  reads_.Stop();
}

Server::~Server() { Stop(absl::ZeroDuration()); }

}  // namespace ingot::rpc
