#include <algorithm>
#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "clients/cli/bench/load.h"
#include "clients/cli/bench/workload.h"
#include "clients/cpp/submit_stream.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

constexpr absl::Duration kStreamExpiry = absl::Hours(6);

// One stream's share. `sent` is written by the sender before Send, read by the stream's thread after its answer.
struct Share {
  std::vector<v1::Submission> submissions;
  std::vector<absl::Time> sent;
  std::vector<absl::Duration> latencies;
  absl::Status status;
  absl::Status refusal;
};

absl::StatusOr<std::vector<Share>> PrepareShares(LoadTarget& target, int size, size_t submissions) {
  const absl::Time now = absl::Now();
  const std::string run = RandomRun();
  std::vector<Share> shares(target.clients.size());
  for (size_t i = 0; i < shares.size(); ++i) {
    Lane lane(target.brand_id, target.model_id, run, static_cast<int>(i), now);
    const size_t count = std::max<size_t>(1, submissions / shares.size());
    shares[i].sent.resize(count);
    for (size_t j = 0; j < count; ++j) {
      INGOT_ASSIGN_OR_RETURN(v1::Submission submission,
                             target.signer->Sign(lane.Next(static_cast<size_t>(size)),
                                                 {.expires_at_us = absl::ToUnixMicros(now + kStreamExpiry)}));
      shares[i].submissions.push_back(std::move(submission));
    }
  }
  return shares;
}

// Sends a share until it is at its end or the time is over, and waits for all answers.
void RunShare(client::LedgerClient& client, absl::Time end, absl::Duration time_max, Share& share,
              absl::Time* answered) {
  client::SubmitStream stream(client, client::SubmitStream::kMaxWindow, time_max + absl::Minutes(2),
                              [&](uint64_t number, const client::StreamOutcome& outcome) {
                                *answered = absl::Now();
                                share.latencies.push_back(*answered - share.sent[number]);
                                if (!outcome.ok() && share.refusal.ok()) share.refusal = outcome.status();
                              });
  for (size_t i = 0; i < share.submissions.size() && absl::Now() < end; ++i) {
    share.sent[i] = absl::Now();
    const absl::StatusOr<uint64_t> number = stream.Send(std::move(share.submissions[i]));
    if (!number.ok()) break;  // Finish says why
  }
  share.status = stream.Finish();
}

}  // namespace

absl::StatusOr<Measurement> MeasureStream(LoadTarget& target, int size, const LoadBounds& bounds) {
  const size_t events = std::min(bounds.events_max, kMaxPreparedEvents);
  const size_t submissions = std::min(
      {std::max<size_t>(1, events / static_cast<size_t>(size)), bounds.submissions_max, kMaxPreparedSubmissions});
  INGOT_ASSIGN_OR_RETURN(std::vector<Share> shares, PrepareShares(target, size, submissions));

  std::vector<absl::Time> answered(shares.size(), absl::InfinitePast());
  const absl::Time began = absl::Now();
  std::vector<std::thread> threads;
  for (size_t i = 0; i < shares.size(); ++i) {
    threads.emplace_back(
        [&, i] { RunShare(*target.clients[i], began + bounds.time_max, bounds.time_max, shares[i], &answered[i]); });
  }
  for (std::thread& thread : threads) thread.join();

  Measurement measurement;
  measurement.name = Cat("submissions of ", size, size == 1 ? " event" : " events", " on ", shares.size(),
                         shares.size() == 1 ? " stream" : " streams");
  measurement.took = *std::max_element(answered.begin(), answered.end()) - began;
  for (Share& share : shares) {
    INGOT_RETURN_IF_ERROR(share.refusal);
    INGOT_RETURN_IF_ERROR(share.status);
    measurement.latencies.insert(measurement.latencies.end(), share.latencies.begin(), share.latencies.end());
  }
  measurement.submissions = measurement.latencies.size();
  measurement.events = measurement.submissions * static_cast<uint64_t>(size);
  measurement.Finish();
  return measurement;
}

}  // namespace ingot::cli
