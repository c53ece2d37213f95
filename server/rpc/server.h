// The network side of ingotd: mTLS, the services, health and reflection.
#ifndef INGOT_SERVER_RPC_SERVER_H_
#define INGOT_SERVER_RPC_SERVER_H_

#include <grpcpp/server.h>

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/boot/node.h"
#include "server/cosign/board.h"
#include "server/rpc/backend.h"
#include "server/rpc/services.h"
#include "server/rpc/streams.h"
#include "server/work/worker_pool.h"

namespace ingot::rpc {

// A request, which holds at most one submission (1 MiB) and its framing.
inline constexpr int kMaxRequestBytes = 2 * 1024 * 1024;
// Calls at a time on one connection.
inline constexpr int kMaxConcurrentCalls = 512;

// The name under which the health service answers for what is stored: NOT_SERVING once a scrub found damage.
inline constexpr char kScrubHealth[] = "ingot.scrub";

struct ServerOptions {
  // host:port.
  std::string listen;
  // PEM files. Read again every few seconds, so that renewed certificates need no restart; replace certificate and key
  // by renaming.
  std::string ca_path;
  std::string cert_path;
  std::string key_path;
  int read_threads = 2;
  // Unary reads that may wait for a thread.
  size_t max_waiting_reads = 4096;
};

// Thread-safe.
class Server {
 public:
  // Listens and serves. `node` and `board` outlive the server. InvalidArgument for files that can't be used,
  // Unavailable where the address can't be listened on.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options, boot::Node& node,
                                                       const cosign::Board& board);

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  // host:port that is listened on, with the port that was bound.
  const std::string& address() const { return address_; }

  // Health answers NOT_SERVING, streams are asked to end.
  void BeginDrain();

  // Says through the health service that stored bytes are damaged: the name kScrubHealth is no longer SERVING.
  // Everything else goes on. Thread-safe, until Stop.
  void ReportDamage();
  // Ends the listening; calls that go on get until `grace` has passed, then are cancelled. Idempotent.
  void Stop(absl::Duration grace);

 private:
  Server(const ServerOptions& options, boot::Node& node, const cosign::Board& board);

  work::WorkerPool reads_;
  OpenStreams streams_;
  const Backend backend_;
  LedgerServiceImpl ledger_;
  QueryServiceImpl query_;
  AuditServiceImpl audit_;
  DirectoryServiceImpl directory_;
  WitnessServiceImpl witness_;
  SealServiceImpl seal_;
  ProofServiceImpl proof_;
  BalanceServiceImpl balance_;
  ReportServiceImpl report_;
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace ingot::rpc

#endif  // INGOT_SERVER_RPC_SERVER_H_
