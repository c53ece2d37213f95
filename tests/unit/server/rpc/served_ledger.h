// A development ledger behind the real server in this process, and clients of it over real TLS.
#ifndef INGOT_TESTS_UNIT_SERVER_RPC_SERVED_LEDGER_H_
#define INGOT_TESTS_UNIT_SERVER_RPC_SERVED_LEDGER_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <memory>
#include <string>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "ingot/v1/entry.pb.h"
#include "ingot/v1/event.pb.h"
#include "ledger/crypto/ed25519.h"
#include "server/boot/node.h"
#include "server/clock/clock.h"
#include "server/config/options.h"
#include "server/cosign/board.h"
#include "server/rpc/server.h"
#include "tests/support/temp/temp_dir.h"

namespace ingot::testing {

class ServedLedger {
 public:
  ServedLedger();
  ~ServedLedger();
  ServedLedger(const ServedLedger&) = delete;
  ServedLedger& operator=(const ServedLedger&) = delete;

  // PEM text of a client certificate with its key.
  struct Certificate {
    std::string certificate;
    std::string key;
  };
  // The operator's own; a new one for any organisation; one by an authority that the server does not know.
  Certificate OperatorCertificate() const;
  Certificate IssueFor(const std::string& organisation_id) const;
  Certificate IssueByAStranger() const;

  // A connection of its own.
  std::shared_ptr<grpc::Channel> Connect(const Certificate& certificate) const;
  std::shared_ptr<grpc::Channel> ConnectWithoutCertificate() const;

  // Signed by the operator.
  v1::Submission Build(const std::vector<v1::Event>& events) const;
  // An enrolment, an event that the operator may submit.
  v1::Event Enrolment(const std::string& organisation_id) const;

  rpc::Server& server() { return *server_; }
  boot::Node& node() { return *node_; }
  const cosign::Board& board() const { return board_; }
  const std::string& directory() const { return options_.dir; }
  void StopServing() { server_.reset(); }

 private:
  TempDir parent_;
  config::Options options_;
  clock::SystemSource source_;
  std::unique_ptr<boot::Node> node_;
  cosign::Board board_;
  std::unique_ptr<rpc::Server> server_;
};

// A context with a deadline of half a minute.
std::unique_ptr<grpc::ClientContext> WithDeadline();

// The ErrorInfo of a failed call; a default one where it has none.
google::rpc::ErrorInfo InfoOf(const grpc::Status& status);

}  // namespace ingot::testing

#endif  // INGOT_TESTS_UNIT_SERVER_RPC_SERVED_LEDGER_H_
