// A gRPC server over mTLS in the test's own process, on a ledger in memory: answers honestly, or with the faults that a
// test asks for.
#ifndef INGOT_TESTS_UNIT_CLIENTS_SUPPORT_FAKE_SERVER_H_
#define INGOT_TESTS_UNIT_CLIENTS_SUPPORT_FAKE_SERVER_H_

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "clients/cpp/profile.h"
#include "clients/cpp/signer.h"
#include "grpcpp/server.h"
#include "ingot/v1/audit_service.grpc.pb.h"
#include "ingot/v1/ledger_service.grpc.pb.h"
#include "tests/support/test_ledger.h"

namespace ingot::client {

class FakeServer : public v1::LedgerService::Service, public v1::AuditService::Service {
 public:
  static constexpr char kMember[] = "maker";

  // Listens on a free loopback port; certificates and profile lie in `folder`. The ledger has `kMember` with a brand.
  explicit FakeServer(const std::string& folder);
  ~FakeServer() override;

  // Of kMember, whose signing key is testing::TestKey(kMember).
  Profile profile() const;
  Signer signer() const;
  testing::TestLedger& ledger() { return ledger_; }

  // Faults. Answered instead of the next `times` Submit calls, before or after the submission is recorded.
  struct Failure {
    grpc::Status status;
    int times = 1;
    bool after_recording = false;
  };
  void FailNextSubmits(Failure failure);
  // Changes every receipt before it leaves.
  void AlterReceipts(std::function<void(v1::Receipt&)> alter);
  // Changes every acknowledgement of streams.
  void AlterAcknowledgements(std::function<void(v1::SubmitStreamResponse&)> alter);
  // Ends the next stream of submissions with this status, once the client has said that it sends nothing more.
  void FailStreamEnd(grpc::Status status);
  // Ends every stream of entries after the next `times` with this status.
  void FailStreamsAfter(int times, grpc::Status status);
  // Shows only the first `size` entries from now on, as after a restored backup.
  void RollBackTo(uint64_t size);

  // All SubmitRequests that arrived, serialised.
  std::vector<std::string> requests();

  grpc::Status Submit(grpc::ServerContext*, const v1::SubmitRequest* request, v1::SubmitResponse* response) override;
  grpc::Status SubmitStream(
      grpc::ServerContext*,
      grpc::ServerReaderWriter<v1::SubmitStreamResponse, v1::SubmitStreamRequest>* stream) override;
  grpc::Status GetReceipt(grpc::ServerContext*, const v1::GetReceiptRequest* request,
                          v1::GetReceiptResponse* response) override;
  grpc::Status StreamEntries(grpc::ServerContext*, const v1::StreamEntriesRequest* request,
                             grpc::ServerWriter<v1::StreamEntriesResponse>* writer) override;
  grpc::Status GetCheckpoint(grpc::ServerContext*, const v1::GetCheckpointRequest* request,
                             v1::GetCheckpointResponse* response) override;
  grpc::Status GetConsistencyProof(grpc::ServerContext*, const v1::GetConsistencyProofRequest* request,
                                   v1::GetConsistencyProofResponse* response) override;

 private:
  grpc::Status Record(const v1::Submission& submission, v1::Receipt* receipt) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  v1::Receipt MakeReceipt(uint64_t first, uint64_t count) const;
  std::string NoteOf(uint64_t size) const;
  uint64_t size() const { return shown_.value_or(ledger_.entries().size()); }

  const std::string folder_;
  absl::Mutex mutex_;
  testing::TestLedger ledger_;
  std::optional<uint64_t> shown_;
  // By idempotency key: the receipt, made once.
  std::map<std::string, v1::Receipt> receipts_;
  std::optional<Failure> failure_;
  int good_streams_ = std::numeric_limits<int>::max();
  grpc::Status stream_failure_;
  std::function<void(v1::Receipt&)> alter_receipt_;
  std::function<void(v1::SubmitStreamResponse&)> alter_acknowledgement_;
  grpc::Status stream_end_;
  std::vector<std::string> requests_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

// Writes kMember's profile, as a file with its signing key, into `folder` (the server's); its path.
std::string WriteProfile(const FakeServer& server, const std::string& folder);

}  // namespace ingot::client

#endif  // INGOT_TESTS_UNIT_CLIENTS_SUPPORT_FAKE_SERVER_H_
