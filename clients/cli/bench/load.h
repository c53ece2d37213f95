// Load on a server: single submits with a number of them in flight, and streams of submissions.
#ifndef INGOT_CLIENTS_CLI_BENCH_LOAD_H_
#define INGOT_CLIENTS_CLI_BENCH_LOAD_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cli/bench/measurement.h"
#include "clients/cpp/ledger_client.h"
#include "clients/cpp/signer.h"

namespace ingot::cli {

// Bounds of one measurement: it ends with whichever comes first.
struct LoadBounds {
  // Submissions, signed beforehand.
  size_t submissions_max = 20'000;
  // Events in them.
  size_t events_max = 200'000;
  absl::Duration time_max = absl::Seconds(10);
};

inline constexpr size_t kMaxPreparedSubmissions = 1'000'000;
inline constexpr size_t kMaxPreparedEvents = 5'000'000;

// Who submits, and to where. The clients have a connection each.
struct LoadTarget {
  std::vector<std::unique_ptr<client::LedgerClient>> clients;
  const client::Signer* signer = nullptr;
  // Registered, and of the signer's organisation.
  std::string brand_id;
  std::string model_id;
};

// Submissions of one event, `concurrency` in flight over all connections; each waits for its receipt. All receipts are
// verified after the clock has stopped.
absl::StatusOr<Measurement> MeasureSingles(LoadTarget& target, int concurrency, const LoadBounds& bounds);

// Submissions of `size` events on one stream a connection, 64 unanswered at most; each waits for its acknowledgement.
// What was acknowledged is held against a signed checkpoint after the clock has stopped.
absl::StatusOr<Measurement> MeasureStream(LoadTarget& target, int size, const LoadBounds& bounds);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_BENCH_LOAD_H_
