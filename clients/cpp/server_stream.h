// Streams that the server sends.
#ifndef INGOT_CLIENTS_CPP_SERVER_STREAM_H_
#define INGOT_CLIENTS_CPP_SERVER_STREAM_H_

#include <functional>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cpp/error.h"
#include "clients/cpp/ledger_client.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/sync_stream.h"
#include "ledger/base/status.h"

namespace ingot::client {

// A server stream that is read message by message; cancelled where it is dropped before its end. Not thread-safe.
template <typename Response>
class ServerStream {
 public:
  // `timeout` bounds the whole stream; `client` outlives it.
  ServerStream(LedgerClient& client, absl::Duration timeout) { client.channel().Prepare(context_, timeout); }
  ServerStream(const ServerStream&) = delete;
  ServerStream& operator=(const ServerStream&) = delete;
  ~ServerStream() {
    if (reader_ == nullptr || ended_) return;
    context_.TryCancel();
    Response rest;
    while (reader_->Read(&rest)) {
    }
    reader_->Finish().IgnoreError();
  }
  grpc::ClientContext* context() { return &context_; }
  // Ends the stream early; from any thread.
  void Interrupt() { context_.TryCancel(); }
  void Begin(std::unique_ptr<grpc::ClientReader<Response>> reader) { reader_ = std::move(reader); }

  // False at the end.
  absl::StatusOr<bool> Next(Response* message) {
    if (ended_) return false;
    if (reader_->Read(message)) return true;
    ended_ = true;
    INGOT_RETURN_IF_ERROR(FromRpc(reader_->Finish()));
    return false;
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<Response>> reader_;
  bool ended_ = false;
};

// Reads a stream whose messages name the checkpoint that they were computed from, which is held against the remembered
// one; calls `message` for each until it returns an error. Asks for the state that LedgerClient::AskAt named.
template <typename Stub, typename Request, typename Response>
absl::Status QueryStream(LedgerClient& client, Stub& stub,
                         std::unique_ptr<grpc::ClientReader<Response>> (Stub::*method)(grpc::ClientContext*,
                                                                                       const Request&),
                         const Request& request, absl::Duration timeout,
                         const std::function<absl::Status(const Response&)>& message) {
  while (true) {
    ServerStream<Response> stream(client, timeout);
    client.PrepareQuery(*stream.context());
    stream.Begin((stub.*method)(stream.context(), request));
    bool begun = false;
    Response response;
    absl::StatusOr<bool> more = stream.Next(&response);
    for (; more.ok() && *more; more = stream.Next(&response)) {
      if (!begun) {
        INGOT_RETURN_IF_ERROR(client.AwaitPast(absl::OkStatus()));
        INGOT_RETURN_IF_ERROR(client.Observe(response.checkpoint()));
      }
      begun = true;
      INGOT_RETURN_IF_ERROR(message(response));
    }
    if (more.ok() || begun) return more.status();
    INGOT_RETURN_IF_ERROR(client.AwaitPast(more.status()));
  }
}

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_SERVER_STREAM_H_
