#include <algorithm>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "clients/cli/bench/load.h"
#include "clients/cli/bench/workload.h"
#include "ledger/audit/receipt.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

constexpr absl::Duration kExpiry = absl::Hours(6);

// One submission in flight after the other: the next begins when the last is answered.
struct Flight {
  client::Channel* channel = nullptr;
  std::vector<v1::SubmitRequest> requests;
  std::vector<v1::SubmitResponse> responses;
  std::vector<absl::Duration> latencies;
  std::unique_ptr<grpc::ClientContext> context;
  absl::Time sent;
  size_t next = 0;
};

class Runner {
 public:
  Runner(std::vector<Flight> flights, absl::Duration time_max) : flights_(std::move(flights)), time_max_(time_max) {}

  // Until all flights ended. The first failure, if any.
  absl::Status Run() {
    began_ = absl::Now();
    {
      absl::MutexLock lock(&mutex_);
      flying_ = flights_.size();
    }
    for (Flight& flight : flights_) Send(flight);
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(
        +[](size_t* flying) { return *flying == 0; }, &flying_));
    return failure_;
  }
  absl::Duration took() {
    absl::MutexLock lock(&mutex_);
    return ended_ - began_;
  }
  std::vector<Flight>& flights() { return flights_; }

 private:
  void Send(Flight& flight) {
    flight.sent = absl::Now();
    if (flight.next == flight.requests.size() || flight.sent - began_ > time_max_) {
      Land();
      return;
    }
    flight.context = std::make_unique<grpc::ClientContext>();
    flight.channel->Prepare(*flight.context);
    flight.channel->ledger().async()->Submit(flight.context.get(), &flight.requests[flight.next],
                                             &flight.responses[flight.next],
                                             [this, &flight](const grpc::Status& status) { Answered(flight, status); });
  }

  void Answered(Flight& flight, const grpc::Status& status) {
    flight.latencies.push_back(absl::Now() - flight.sent);
    ++flight.next;
    if (status.ok()) {
      Send(flight);
      return;
    }
    {
      absl::MutexLock lock(&mutex_);
      if (failure_.ok()) failure_ = client::FromRpc(status);
    }
    Land();
  }

  void Land() {
    absl::MutexLock lock(&mutex_);
    ended_ = std::max(ended_, absl::Now());
    --flying_;
  }

  std::vector<Flight> flights_;
  const absl::Duration time_max_;
  absl::Time began_;
  absl::Mutex mutex_;
  absl::Time ended_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  size_t flying_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
};

absl::StatusOr<std::vector<Flight>> Prepare(LoadTarget& target, int concurrency, size_t submissions) {
  const absl::Time now = absl::Now();
  const std::string run = RandomRun();
  std::vector<Flight> flights(static_cast<size_t>(concurrency));
  for (int i = 0; i < concurrency; ++i) {
    Flight& flight = flights[static_cast<size_t>(i)];
    flight.channel = &target.clients[static_cast<size_t>(i) % target.clients.size()]->channel();
    Lane lane(target.brand_id, target.model_id, run, i, now);
    flight.requests.resize(std::max<size_t>(1, submissions / static_cast<size_t>(concurrency)));
    flight.responses.resize(flight.requests.size());
    for (v1::SubmitRequest& request : flight.requests) {
      INGOT_ASSIGN_OR_RETURN(*request.mutable_submission(),
                             target.signer->Sign(lane.Next(1), {.expires_at_us = absl::ToUnixMicros(now + kExpiry)}));
    }
  }
  return flights;
}

}  // namespace

absl::StatusOr<Measurement> MeasureSingles(LoadTarget& target, int concurrency, const LoadBounds& bounds) {
  const size_t submissions = std::min({bounds.submissions_max, bounds.events_max, kMaxPreparedSubmissions});
  INGOT_ASSIGN_OR_RETURN(std::vector<Flight> flights, Prepare(target, concurrency, submissions));
  Runner runner(std::move(flights), bounds.time_max);
  INGOT_RETURN_IF_ERROR(runner.Run());

  Measurement measurement;
  measurement.name = Cat("single submits, ", concurrency, " in flight");
  measurement.took = runner.took();
  const client::Profile& profile = target.clients.front()->profile();
  for (const Flight& flight : runner.flights()) {
    measurement.latencies.insert(measurement.latencies.end(), flight.latencies.begin(), flight.latencies.end());
    for (size_t i = 0; i < flight.next; ++i) {
      INGOT_ASSIGN_OR_RETURN(
          const audit::VerifiedReceipt verified,
          client::VerifyReceiptWithAny(flight.responses[i].receipt(), profile.verifier_keys, profile.ledger_id));
      INGOT_RETURN_IF_ERROR(client::CheckReceiptIsFor(verified, flight.requests[i].submission()));
    }
  }
  measurement.submissions = measurement.events = measurement.latencies.size();
  measurement.Finish();
  return measurement;
}

}  // namespace ingot::cli
