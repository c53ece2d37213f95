#include "clients/cli/simulate/patience.h"

namespace ingot::cli {

absl::Status Patiently(client::LedgerClient& client, const std::function<bool()>& interrupted,
                       const std::function<absl::Status()>& attempt) {
  return client::WithRetry(
      kPatient, [&] { return interrupted() ? absl::CancelledError("interrupted") : attempt(); },
      [&client](absl::Duration delay) { client.channel().Pause(delay); });
}

}  // namespace ingot::cli
