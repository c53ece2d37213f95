#include "clients/cli/simulate/link.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "clients/cli/simulate/patience.h"
#include "clients/cpp/error.h"
#include "ledger/base/status.h"

namespace ingot::cli {
namespace {

// Of one stream; a new one takes its place where a run is longer.
constexpr absl::Duration kStreamTime = absl::Hours(6);

}  // namespace

Link::Link(std::unique_ptr<client::LedgerClient> client, AnsweredHandler answered, std::function<bool()> interrupted)
    : client_(std::move(client)), answered_(std::move(answered)), interrupted_(std::move(interrupted)) {}

Link::~Link() { stream_.reset(); }

void Link::OpenStream() {
  stream_ =
      std::make_unique<client::SubmitStream>(*client_, client::SubmitStream::kMaxWindow, kStreamTime,
                                             [this](uint64_t, const client::StreamOutcome& outcome) { Take(outcome); });
}

bool Link::Stalled() const {
  const absl::MutexLock lock(&mutex_);
  return stalled_;
}

void Link::Stall(const absl::Status& why) {
  const absl::MutexLock lock(&mutex_);
  if (stalled_) return;
  stalled_ = true;
  stalled_by_ = why;
}

void Link::Take(const client::StreamOutcome& outcome) {
  Sent sent;
  {
    const absl::MutexLock lock(&mutex_);
    if (stalled_) return;
    // A full server: this one is not recorded, and the next ones must not overtake it.
    if (!outcome.ok() && client::MayRetry(client::ErrorOf(outcome.status()))) {
      stalled_ = true;
      stalled_by_ = outcome.status();
      return;
    }
    moved_ = true;
    if (outcome.ok()) acknowledged_size_ = std::max(acknowledged_size_, outcome->checkpoint_size());
    sent = std::move(unanswered_.front());
    unanswered_.pop_front();
  }
  answered_(sent, outcome);
}

absl::Status Link::Send(Sent sent) {
  if (Stalled()) INGOT_RETURN_IF_ERROR(Settle());
  v1::Submission submission = sent.submission;
  {
    const absl::MutexLock lock(&mutex_);
    unanswered_.push_back(std::move(sent));
  }
  if (stream_ == nullptr) OpenStream();
  if (!stream_->Send(std::move(submission)).ok()) Stall(absl::OkStatus());
  return absl::OkStatus();
}

absl::Status Link::Settle() {
  while (true) {
    {
      const absl::MutexLock lock(&mutex_);
      if (unanswered_.empty()) return absl::OkStatus();
    }
    if (!Stalled() && stream_->WaitForOutcomes()) continue;
    INGOT_RETURN_IF_ERROR(Recover());
  }
}

absl::Status Link::EndStream() {
  absl::Status why;
  {
    const absl::MutexLock lock(&mutex_);
    why = stalled_by_;
    stalled_ = true;
  }
  if (why.ok() && stream_ != nullptr) why = stream_->Finish();
  stream_.reset();
  return why.ok() ? absl::UnavailableError("the server ended the stream early") : why;
}

std::vector<v1::Submission> Link::TakeStock() {
  std::vector<v1::Submission> submissions;
  std::vector<Sent> mistakes;
  {
    const absl::MutexLock lock(&mutex_);
    std::deque<Sent> rest;
    for (Sent& sent : unanswered_) {
      if (sent.expected != v1::REFUSAL_REASON_UNSPECIFIED) {
        mistakes.push_back(std::move(sent));
        continue;
      }
      submissions.push_back(sent.submission);
      rest.push_back(std::move(sent));
    }
    unanswered_ = std::move(rest);
    stalled_ = false;
    stalled_by_ = absl::OkStatus();
  }
  for (const Sent& mistake : mistakes) answered_(mistake, absl::UnavailableError("its answer was lost"));
  return submissions;
}

absl::Status Link::Recover() {
  absl::Status why = EndStream();
  const bool moved = [this] {
    const absl::MutexLock lock(&mutex_);
    return std::exchange(moved_, false);
  }();
  if (moved) {
    backoff_.emplace(kPatient);
    trouble_since_ = absl::Now();
  }
  const std::optional<absl::Duration> delay = backoff_->Next(client::ErrorOf(why), absl::Now() - trouble_since_);
  if (!delay) return why;
  if (interrupted_()) return absl::CancelledError("interrupted");
  client_->channel().Pause(*delay);

  std::vector<v1::Submission> submissions = TakeStock();
  OpenStream();
  for (v1::Submission& submission : submissions) {
    if (stream_->Send(std::move(submission)).ok()) continue;
    Stall(absl::OkStatus());
    break;
  }
  return absl::OkStatus();
}

absl::Status Link::Close() {
  INGOT_RETURN_IF_ERROR(Settle());
  if (stream_ == nullptr) return absl::OkStatus();
  absl::Status finished = stream_->Finish();
  stream_.reset();
  // A server that went away after its last answer has said everything but goodbye.
  if (!finished.ok() && !client::MayRetry(client::ErrorOf(finished))) return finished;
  const uint64_t size = [this] {
    const absl::MutexLock lock(&mutex_);
    return acknowledged_size_;
  }();
  if (size == 0) return absl::OkStatus();
  // Also for what earlier streams acknowledged before they broke.
  return Patiently(*client_, interrupted_, [&] { return client_->GetCheckpoint(size).status(); });
}

}  // namespace ingot::cli
