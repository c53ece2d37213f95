// The witnesses of the configuration: asked before anything is signed, and while the server runs.
#ifndef INGOT_SERVER_MAIN_WITNESSES_H_
#define INGOT_SERVER_MAIN_WITNESSES_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/config/options.h"
#include "server/cosign/board.h"
#include "server/cosign/collector.h"
#include "server/head/published.h"
#include "storage/db/snapshot.h"

namespace ingot {

// Null where no witnesses are configured.
absl::StatusOr<std::unique_ptr<cosign::Collector>> StartCollector(const config::Options& options,
                                                                  const head::Published& published,
                                                                  cosign::Board& board);

// What --require-witness asks for (cosign::AskBeforeSigning); null without it. `stopping` ends the wait.
std::function<absl::Status(const storage::Snapshot& snapshot, const std::string& note)> WitnessInquiry(
    const config::Options& options, std::function<bool()> stopping);

}  // namespace ingot

#endif  // INGOT_SERVER_MAIN_WITNESSES_H_
