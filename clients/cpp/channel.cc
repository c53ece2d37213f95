#include "clients/cpp/channel.h"

#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "clients/cpp/files.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "ledger/base/status.h"
#include "ledger/crypto/pem.h"

namespace ingot::client {
namespace {

constexpr size_t kMaxPemBytes = 256 * 1024;
// Receipts of a submission of 1 MiB with their proof, pages of 1000 records and 64 tiles stay well below it.
constexpr int kMaxMessageBytes = 8 * 1024 * 1024;

}  // namespace

Channel::Channel(std::shared_ptr<grpc::Channel> channel, absl::Duration timeout)
    : channel_(std::move(channel)),
      timeout_(timeout),
      ledger_(v1::LedgerService::NewStub(channel_)),
      query_(v1::QueryService::NewStub(channel_)),
      audit_(v1::AuditService::NewStub(channel_)),
      witness_(v1::WitnessService::NewStub(channel_)),
      directory_(v1::DirectoryService::NewStub(channel_)),
      seal_(v1::SealService::NewStub(channel_)),
      proof_(v1::ProofService::NewStub(channel_)),
      balance_(v1::BalanceService::NewStub(channel_)),
      report_(v1::ReportService::NewStub(channel_)) {}

absl::StatusOr<std::unique_ptr<Channel>> Channel::Open(const Profile& profile, const ChannelOptions& options) {
  grpc::SslCredentialsOptions tls;
  INGOT_ASSIGN_OR_RETURN(tls.pem_root_certs, ReadFile(profile.ca, kMaxPemBytes));
  INGOT_ASSIGN_OR_RETURN(tls.pem_cert_chain, ReadFile(profile.cert, kMaxPemBytes));
  INGOT_ASSIGN_OR_RETURN(tls.pem_private_key, ReadFile(profile.key, kMaxPemBytes));
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  // A restarted server is found again soon; gRPC's own defaults wait up to two minutes.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 5000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 5000);
  if (options.own_connection) arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  std::shared_ptr<grpc::Channel> channel =
      grpc::CreateCustomChannel(profile.server, grpc::SslCredentials(tls), arguments);
  crypto::WipeString(&tls.pem_private_key);
  return std::unique_ptr<Channel>(new Channel(std::move(channel), profile.timeout));
}

void Channel::Prepare(grpc::ClientContext& context, std::optional<absl::Duration> timeout) const {
  context.set_deadline(absl::ToChronoTime(absl::Now() + timeout.value_or(timeout_)));
}

void Channel::Pause(absl::Duration delay) {
  const absl::Time end = absl::Now() + delay;
  channel_->WaitForConnected(absl::ToChronoTime(end));
  absl::SleepFor(end - absl::Now());
}

}  // namespace ingot::client
