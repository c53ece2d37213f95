// What `ingot simulate` does with a simulated fleet.
#ifndef INGOT_CLIENTS_CLI_COMMANDS_SIMULATE_RUN_H_
#define INGOT_CLIENTS_CLI_COMMANDS_SIMULATE_RUN_H_

#include <string>

#include "absl/status/status.h"
#include "clients/cli/commands/context.h"
#include "clients/cli/simulate/tally.h"
#include "clients/simulate/simulation.h"

namespace ingot::cli {

struct SimulateOptions {
  simulate::Parameters parameters;
  // One of them.
  std::string dump;
  std::string out;
  std::string into;
};

// A whole ledger as one file, signed with throw-away keys and decided by the rules in memory.
absl::Status SimulateToDump(Context& context, const SimulateOptions& options);

// The events as JSON Lines: one file, or a folder with a file an organisation.
absl::Status SimulateToFiles(Context& context, const SimulateOptions& options);

// Real submissions to the server of an installation, of organisations that are enrolled there first. Ended early, the
// same options go on where they stood.
absl::Status SimulateIntoServer(Context& context, const SimulateOptions& options);

// Prints the result of a run: `facts` first, then the tally.
void PrintSimulation(Context& context, const SimulateOptions& options, const Tally& tally,
                     const std::vector<std::pair<std::string, std::string>>& facts);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_COMMANDS_SIMULATE_RUN_H_
