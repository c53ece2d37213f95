// The connection to a server: mutual TLS by the files of a profile, the services' stubs, deadlines.
#ifndef INGOT_CLIENTS_CPP_CHANNEL_H_
#define INGOT_CLIENTS_CPP_CHANNEL_H_

#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cpp/profile.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "ingot/v1/audit_service.grpc.pb.h"
#include "ingot/v1/balance_service.grpc.pb.h"
#include "ingot/v1/directory_service.grpc.pb.h"
#include "ingot/v1/ledger_service.grpc.pb.h"
#include "ingot/v1/proof_service.grpc.pb.h"
#include "ingot/v1/query_service.grpc.pb.h"
#include "ingot/v1/report_service.grpc.pb.h"
#include "ingot/v1/seal_service.grpc.pb.h"
#include "ingot/v1/witness_service.grpc.pb.h"

namespace ingot::client {

struct ChannelOptions {
  // A connection of its own rather than one shared with equal channels of the process: for load from several channels.
  bool own_connection = false;
};

// Thread-safe.
class Channel {
 public:
  // Reads the certificates; connects with the first call. Errors of reading the files.
  static absl::StatusOr<std::unique_ptr<Channel>> Open(const Profile& profile, const ChannelOptions& options = {});

  v1::LedgerService::Stub& ledger() { return *ledger_; }
  v1::QueryService::Stub& query() { return *query_; }
  v1::AuditService::Stub& audit() { return *audit_; }
  v1::DirectoryService::Stub& directory() { return *directory_; }
  v1::ReportService::Stub& report() { return *report_; }
  v1::WitnessService::Stub& witness() { return *witness_; }
  v1::SealService::Stub& seal() { return *seal_; }
  v1::ProofService::Stub& proof() { return *proof_; }
  v1::BalanceService::Stub& balance() { return *balance_; }

  // Lets `delay` pass between two attempts, and gets on with connecting. A plain sleep would not do: gRPC works at a
  // handshake only while a thread of ours waits inside it.
  void Pause(absl::Duration delay);

  // The time that one call may take.
  absl::Duration timeout() const { return timeout_; }
  // Sets the deadline of one call: timeout() from now, or `timeout` for calls that stream much.
  void Prepare(grpc::ClientContext& context, std::optional<absl::Duration> timeout = std::nullopt) const;

 private:
  Channel(std::shared_ptr<grpc::Channel> channel, absl::Duration timeout);

  std::shared_ptr<grpc::Channel> channel_;
  absl::Duration timeout_;
  std::unique_ptr<v1::LedgerService::Stub> ledger_;
  std::unique_ptr<v1::QueryService::Stub> query_;
  std::unique_ptr<v1::AuditService::Stub> audit_;
  std::unique_ptr<v1::WitnessService::Stub> witness_;
  std::unique_ptr<v1::DirectoryService::Stub> directory_;
  std::unique_ptr<v1::SealService::Stub> seal_;
  std::unique_ptr<v1::ProofService::Stub> proof_;
  std::unique_ptr<v1::BalanceService::Stub> balance_;
  std::unique_ptr<v1::ReportService::Stub> report_;
};

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_CHANNEL_H_
