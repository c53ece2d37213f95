// How long a simulation that is played into a server waits for one that is down: a restart must not end it.
#ifndef INGOT_CLIENTS_CLI_SIMULATE_PATIENCE_H_
#define INGOT_CLIENTS_CLI_SIMULATE_PATIENCE_H_

#include <functional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "clients/cpp/ledger_client.h"
#include "clients/cpp/retry.h"

namespace ingot::cli {

inline constexpr absl::Duration kPatience = absl::Minutes(5);

inline constexpr client::RetryPolicy kPatient = {.attempts_max = 1'000,
                                                 .first_delay = absl::Milliseconds(100),
                                                 .delay_max = absl::Seconds(2),
                                                 .total_max = kPatience};

// Calls `attempt`, which asks over the client, until the server answers or kPatience is over; the last error is
// returned. CANCELLED before the next attempt where interrupted.
absl::Status Patiently(client::LedgerClient& client, const std::function<bool()>& interrupted,
                       const std::function<absl::Status()>& attempt);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_SIMULATE_PATIENCE_H_
