#include "server/rpc/submit_stream.h"

#include <utility>

#include "absl/status/statusor.h"
#include "ledger/base/check.h"
#include "server/errors/errors.h"
#include "server/pipeline/answer.h"
#include "server/rpc/call.h"
#include "server/rpc/wire.h"

namespace ingot::rpc {

SubmitStream::Reactor* SubmitStream::Start(const Backend& backend, const grpc::CallbackServerContext& context) {
  const std::shared_ptr<SubmitStream> stream(new SubmitStream(backend));
  stream->self_ = stream;
  absl::StatusOr<Admission> admission = Guard(context);
  if (!admission.ok()) {
    stream->Finish(ToGrpc(admission.status()));
    return stream.get();
  }
  stream->organisation_id_ = std::move(admission->organisation_id);
  stream->ticket_ = backend.streams.Open(stream);
  if (stream->ticket_ == 0) {
    stream->Finish(ToGrpc(Overloaded()));
  } else {
    stream->Step();
  }
  return stream.get();
}

void SubmitStream::OnReadDone(bool ok) {
  if (!ok) {
    {
      const absl::MutexLock lock(&mutex_);
      ++reads_done_;
      half_closed_ = true;
    }
    Step();
    return;
  }
  v1::SubmitStreamRequest request;
  const absl::Status parsed = Parse(request_, &request);
  request_.Clear();
  uint64_t number = 0;
  {
    const absl::MutexLock lock(&mutex_);
    number = first_number_ + slots_.size();
    slots_.emplace_back();
  }
  auto answer = [stream = shared_from_this(), number,
                 request_number = request.request_number()](absl::StatusOr<pipeline::Outcome> outcome) {
    v1::SubmitStreamResponse response;
    response.set_request_number(request_number);
    absl::StatusOr<v1::SubmissionAcknowledgement> acknowledgement =
        outcome.ok() ? pipeline::AcknowledgementOf(*outcome) : outcome.status();
    if (acknowledgement.ok()) {
      *response.mutable_acknowledgement() = *std::move(acknowledgement);
    } else {
      *response.mutable_refusal() = errors::ToRpcStatus(acknowledgement.status());
    }
    stream->Answered(number, response);
  };
  // Before the next read is allowed, so that the lane gets the submissions in order.
  if (parsed.ok()) {
    backend_.pipeline.Submit(organisation_id_, std::move(*request.mutable_submission()), lane_, std::move(answer));
  } else {
    answer(parsed);
  }
  {
    const absl::MutexLock lock(&mutex_);
    ++reads_done_;
  }
  Step();
}

void SubmitStream::Answered(uint64_t number, const v1::SubmitStreamResponse& response) {
  grpc::ByteBuffer bytes;
  Serialise(response, &bytes);
  {
    const absl::MutexLock lock(&mutex_);
    INGOT_CHECK(number >= first_number_ && number - first_number_ < slots_.size());
    slots_[number - first_number_].response = std::move(bytes);
  }
  Step();
}

void SubmitStream::OnWriteDone(bool ok) {
  {
    const absl::MutexLock lock(&mutex_);
    writing_ = false;
    if (ok) {
      slots_.pop_front();
      ++first_number_;
    } else {
      cancelled_ = true;
    }
  }
  Step();
}

void SubmitStream::OnCancel() {
  {
    const absl::MutexLock lock(&mutex_);
    cancelled_ = true;
  }
  Step();
}

void SubmitStream::Drain() {
  {
    const absl::MutexLock lock(&mutex_);
    draining_ = true;
  }
  Step();
}

std::optional<grpc::Status> SubmitStream::End() const {
  if (finished_ || writing_ || reads_decided_ != reads_started_) return std::nullopt;
  if (cancelled_) return grpc::Status::CANCELLED;
  if (!slots_.empty()) return std::nullopt;
  if (half_closed_) return grpc::Status::OK;
  if (draining_) return ToGrpc(ShuttingDown());
  return std::nullopt;
}

void SubmitStream::Step() {
  // Keeps the reactor through what OnDone may do on another thread as soon as Finish was called.
  const std::shared_ptr<SubmitStream> alive = shared_from_this();
  bool read = false;
  const grpc::ByteBuffer* write = nullptr;
  std::optional<grpc::Status> end;
  {
    const absl::MutexLock lock(&mutex_);
    end = End();
    if (end.has_value()) {
      finished_ = true;
    } else if (!finished_ && !cancelled_) {
      read = reads_decided_ == reads_done_ && !half_closed_ && !draining_ && slots_.size() < kMaxUnanswered;
      if (read) ++reads_decided_;
      if (!writing_ && !slots_.empty() && slots_.front().response.has_value()) {
        writing_ = true;
        write = &*slots_.front().response;
      }
    }
  }
  if (end.has_value()) {
    Finish(*end);
    return;
  }
  if (write != nullptr) StartWrite(write);
  if (!read) return;
  StartRead(&request_);
  {
    const absl::MutexLock lock(&mutex_);
    ++reads_started_;
    if (!cancelled_ && !draining_) return;
  }
  // What waited for the start of this read to end the stream.
  Step();
}

void SubmitStream::OnDone() {
  backend_.streams.Close(ticket_);
  const auto last = std::move(self_);
}

}  // namespace ingot::rpc
