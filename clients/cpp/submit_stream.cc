#include "clients/cpp/submit_stream.h"

#include <algorithm>
#include <utility>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::client {

SubmitStream::SubmitStream(LedgerClient& client, size_t window, absl::Duration timeout, OutcomeHandler handler)
    : client_(client), window_(std::clamp<size_t>(window, 1, kMaxWindow)), handler_(std::move(handler)) {
  client_.channel().Prepare(context_, timeout);
  stream_ = client_.channel().ledger().SubmitStream(&context_);
  reader_ = std::thread([this] { ReadAnswers(); });
}

SubmitStream::~SubmitStream() {
  if (!finished_) {
    context_.TryCancel();
    reader_.join();
    stream_->Finish().IgnoreError();
  }
}

absl::StatusOr<uint64_t> SubmitStream::Send(v1::Submission submission) {
  v1::SubmitStreamRequest request;
  uint64_t number;
  {
    absl::MutexLock lock(&mutex_);
    const auto may_send = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return !reading_ || sent_ - answered_ < window_;
    };
    mutex_.Await(absl::Condition(&may_send));
    if (!broken_.ok()) return broken_;
    if (!reading_) return absl::UnavailableError("the server ended the stream");
    number = sent_++;
    unanswered_.push_back(submission.events_size());
  }
  request.set_request_number(number);
  *request.mutable_submission() = std::move(submission);
  if (!stream_->Write(request)) return absl::UnavailableError("the stream broke");
  return number;
}

bool SubmitStream::WaitForOutcomes() {
  absl::MutexLock lock(&mutex_);
  const auto settled = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !reading_ || answered_ == sent_; };
  mutex_.Await(absl::Condition(&settled));
  return answered_ == sent_;
}

void SubmitStream::ReadAnswers() {
  v1::SubmitStreamResponse response;
  while (stream_->Read(&response)) {
    const absl::Status checked = Check(response);
    if (!checked.ok()) {
      context_.TryCancel();
      absl::MutexLock lock(&mutex_);
      broken_ = checked;
      break;
    }
    if (handler_) {
      handler_(response.request_number(), response.has_acknowledgement()
                                              ? StreamOutcome(std::move(*response.mutable_acknowledgement()))
                                              : StreamOutcome(FromRpc(response.refusal())));
    }
    absl::MutexLock lock(&mutex_);
    ++answered_;
  }
  absl::MutexLock lock(&mutex_);
  reading_ = false;
}

absl::Status SubmitStream::Check(const v1::SubmitStreamResponse& response) {
  absl::MutexLock lock(&mutex_);
  if (unanswered_.empty() || response.request_number() != answered_) {
    return Misbehaviour("BAD_RECEIPT", "the server answered out of order");
  }
  const int events = unanswered_.front();
  unanswered_.pop_front();
  if (!response.has_acknowledgement()) {
    return response.has_refusal() && response.refusal().code() != 0
               ? absl::OkStatus()
               : Misbehaviour("BAD_RECEIPT", "the server neither acknowledged nor refused");
  }
  const v1::SubmissionAcknowledgement& ack = response.acknowledgement();
  if (ack.leaf_hashes_size() != events || ack.first_seq() + static_cast<uint64_t>(events) > ack.checkpoint_size()) {
    return Misbehaviour("BAD_RECEIPT", "an acknowledgement does not cover the submission's events");
  }
  signed_size_ = std::max(signed_size_, ack.checkpoint_size());
  return absl::OkStatus();
}

absl::Status SubmitStream::Finish() {
  stream_->WritesDone();
  reader_.join();
  finished_ = true;
  const absl::Status status = FromRpc(stream_->Finish());
  uint64_t signed_size;
  {
    absl::MutexLock lock(&mutex_);
    if (!broken_.ok()) return broken_;
    INGOT_RETURN_IF_ERROR(status);
    if (answered_ != sent_) {
      return absl::UnavailableError(Cat(sent_ - answered_, " submissions were not answered: submit them again"));
    }
    signed_size = signed_size_;
  }
  if (signed_size == 0) return absl::OkStatus();
  return client_.GetCheckpoint(signed_size).status();
}

}  // namespace ingot::client
