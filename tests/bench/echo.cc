// The limit of the transport: unary calls of 500 bytes that a server sends back as they came, over mutual TLS, 64 in
// flight, with the server and its callers in this process on the same processors, as `ingot bench` has them.
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "benchmark/benchmark.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/support/byte_buffer.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/pki/certificate.h"

namespace ingot {
namespace {

constexpr size_t kMessageBytes = 500;
constexpr int kInFlight = 64;
// Calls of one iteration.
constexpr int64_t kCalls = 10'000;
constexpr absl::Duration kDeadline = absl::Seconds(60);

class EchoReactor : public grpc::ServerGenericBidiReactor {
 public:
  EchoReactor() { StartRead(&message_); }
  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "one message is needed"));
    StartWriteAndFinish(&message_, grpc::WriteOptions(), grpc::Status::OK);
  }
  void OnDone() override { delete this; }

 private:
  grpc::ByteBuffer message_;
};

class EchoService : public grpc::CallbackGenericService {
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext*) override {
    return new EchoReactor;
  }
};

struct Identities {
  pki::Identity authority;
  pki::Identity server;
  pki::Identity client;
};

Identities MakeIdentities() {
  const absl::Time now = absl::Now();
  const pki::Validity validity{now - absl::Hours(1), now + absl::Hours(24)};
  auto authority = pki::IssueCa({"Echo authority", validity, std::string(pki::kSerialBytes, 1)});
  INGOT_CHECK_OK(authority);
  pki::CertificateRequest request{.usage = pki::Usage::kServer,
                                  .common_name = "echo",
                                  .dns_names = {"localhost"},
                                  .validity = validity,
                                  .serial = std::string(pki::kSerialBytes, 2)};
  auto server = pki::IssueCertificate(*authority, request);
  INGOT_CHECK_OK(server);
  request = {.usage = pki::Usage::kClient,
             .common_name = "caller",
             .organisation_id = "caller",
             .validity = validity,
             .serial = std::string(pki::kSerialBytes, 3)};
  auto client = pki::IssueCertificate(*authority, request);
  INGOT_CHECK_OK(client);
  return {*std::move(authority), *std::move(server), *std::move(client)};
}

class EchoServer {
 public:
  explicit EchoServer(const Identities& identities) {
    grpc::SslServerCredentialsOptions tls(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    tls.pem_root_certs = identities.authority.certificate_pem;
    tls.pem_key_cert_pairs.push_back({identities.server.private_key_pem, identities.server.certificate_pem});
    grpc::ServerBuilder builder;
    builder.AddListeningPort("localhost:0", grpc::SslServerCredentials(tls), &port_);
    builder.RegisterCallbackGenericService(&service_);
    server_ = builder.BuildAndStart();
    INGOT_CHECK_MSG(server_ != nullptr, "the echo server can't start");
  }
  std::string address() const { return Cat("localhost:", port_); }

 private:
  EchoService service_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

// Keeps kInFlight calls in flight, on a number of connections of their own.
class Callers {
 public:
  Callers(const Identities& identities, const std::string& address, int connections) {
    const grpc::SslCredentialsOptions tls{identities.authority.certificate_pem, identities.client.private_key_pem,
                                          identities.client.certificate_pem};
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    for (int i = 0; i < connections; ++i) {
      stubs_.push_back(std::make_unique<grpc::GenericStub>(
          grpc::CreateCustomChannel(address, grpc::SslCredentials(tls), arguments)));
    }
  }

  // Makes `calls` calls and waits for their answers.
  void Run(int64_t calls) ABSL_LOCKS_EXCLUDED(mutex_) {
    {
      absl::MutexLock lock(&mutex_);
      to_start_ = calls;
      running_ = kInFlight;
    }
    for (int i = 0; i < kInFlight; ++i) Continue(*stubs_[static_cast<size_t>(i) % stubs_.size()]);
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Callers::Done));
  }

 private:
  struct Call {
    grpc::ClientContext context;
    grpc::ByteBuffer answer;
  };

  bool Done() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return running_ == 0; }

  // The next call on this connection, or none where all have begun.
  void Continue(grpc::GenericStub& stub) ABSL_LOCKS_EXCLUDED(mutex_) {
    {
      absl::MutexLock lock(&mutex_);
      if (to_start_ == 0) {
        --running_;
        return;
      }
      --to_start_;
    }
    auto* const call = new Call;
    call->context.set_deadline(absl::ToChronoTime(absl::Now() + kDeadline));
    stub.UnaryCall(&call->context, "/echo", grpc::StubOptions(), &request_, &call->answer,
                   [this, call, &stub](const grpc::Status& status) {
                     INGOT_CHECK_MSG(status.ok(), status.error_message());
                     INGOT_CHECK(call->answer.Length() == kMessageBytes);
                     delete call;
                     Continue(stub);
                   });
  }

  const grpc::Slice slice_{std::string(kMessageBytes, 'e')};
  const grpc::ByteBuffer request_{&slice_, 1};
  std::vector<std::unique_ptr<grpc::GenericStub>> stubs_;
  absl::Mutex mutex_;
  int64_t to_start_ ABSL_GUARDED_BY(mutex_) = 0;
  // Chains of calls that have not ended.
  int running_ ABSL_GUARDED_BY(mutex_) = 0;
};

void MutualTlsEcho(benchmark::State& state) {
  const Identities identities = MakeIdentities();
  const EchoServer server(identities);
  Callers callers(identities, server.address(), static_cast<int>(state.range(0)));
  callers.Run(kInFlight * 4);
  for (auto _ : state) callers.Run(kCalls);
  state.SetItemsProcessed(state.iterations() * kCalls);
}
BENCHMARK(MutualTlsEcho)->ArgName("connections")->Arg(1)->Arg(4)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ingot
