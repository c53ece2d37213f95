// Reactor of the streams that the server sends: one message at a time, each page read on a worker.
#ifndef INGOT_SERVER_RPC_PAGE_STREAM_H_
#define INGOT_SERVER_RPC_PAGE_STREAM_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/query/context.h"
#include "server/rpc/backend.h"
#include "server/rpc/call.h"
#include "server/rpc/contexts.h"
#include "server/rpc/streams.h"
#include "server/rpc/wire.h"

namespace ingot::rpc {

// Pages: query::EntryPages, query::TilePages. At any moment either a task reads a page, or a write is under way, or the
// stream is finished; so nothing but the flags is shared between threads.
template <typename Pages>
class PageStream final : public grpc::ServerWriteReactor<grpc::ByteBuffer>, public Drainable {
 public:
  static grpc::ServerWriteReactor<grpc::ByteBuffer>* Start(const Backend& backend,
                                                           const grpc::CallbackServerContext& context,
                                                           const grpc::ByteBuffer& bytes, Past past = Past::kRefused) {
    typename Pages::Request request;
    const absl::Status parsed = Parse(bytes, &request);
    const std::shared_ptr<PageStream> stream(new PageStream(backend, request));
    stream->self_ = stream;
    absl::StatusOr<Admission> admission = Guard(context, past);
    if (!admission.ok() || !parsed.ok()) {
      stream->Finish(ToGrpc(admission.ok() ? parsed : admission.status()));
      return stream.get();
    }
    stream->admission_ = *std::move(admission);
    stream->ticket_ = backend.streams.Open(stream);
    if (stream->ticket_ == 0) {
      stream->Finish(ToGrpc(Overloaded()));
    } else {
      stream->PostNext();
    }
    return stream.get();
  }

  void Drain() override { draining_.store(true, std::memory_order_relaxed); }

 private:
  PageStream(const Backend& backend, const typename Pages::Request& request) : backend_(backend), pages_(request) {}

  // Bounded: one task for each of the open streams.
  void PostNext() {
    backend_.reads.Post([this] { Next(); });
  }

  void Next() {
    if (cancelled_.load(std::memory_order_relaxed)) {
      this->Finish(grpc::Status::CANCELLED);
      return;
    }
    if (draining_.load(std::memory_order_relaxed)) {
      this->Finish(ToGrpc(ShuttingDown()));
      return;
    }
    const absl::StatusOr<bool> filled = Fill();
    if (!filled.ok() || !*filled) {
      this->Finish(ToGrpc(filled.status()));
    } else {
      this->StartWrite(&response_);
    }
  }

  absl::StatusOr<bool> Fill() {
    const absl::StatusOr<std::unique_ptr<const query::Context>> context =
        MakeContext(backend_, admission_, /*commitment=*/nullptr, past_);
    if (!context.ok()) return context.status();
    typename Pages::Response response;
    absl::StatusOr<bool> filled = pages_.Next(**context, &response);
    if (!(*context)->status().ok()) return (*context)->status();
    if (filled.ok() && *filled) Serialise(response, &response_);
    return filled;
  }

  void OnWriteDone(bool ok) override {
    if (ok) {
      PostNext();
    } else {
      this->Finish(grpc::Status::CANCELLED);
    }
  }
  void OnCancel() override { cancelled_.store(true, std::memory_order_relaxed); }
  void OnDone() override {
    backend_.streams.Close(ticket_);
    const auto last = std::move(self_);
  }

  const Backend& backend_;
  Pages pages_;
  // The message that is being written.
  grpc::ByteBuffer response_;
  Admission admission_;
  // The earlier state of the first page, for those after it: it must not be given up between two of them.
  std::shared_ptr<const storage::Snapshot> past_;
  uint64_t ticket_ = 0;
  std::atomic<bool> cancelled_{false};
  std::atomic<bool> draining_{false};
  // Until OnDone.
  std::shared_ptr<PageStream> self_;
};

}  // namespace ingot::rpc

#endif  // INGOT_SERVER_RPC_PAGE_STREAM_H_
