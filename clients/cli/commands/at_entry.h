// Commands that answer as of an earlier entry.
#ifndef INGOT_CLIENTS_CLI_COMMANDS_AT_ENTRY_H_
#define INGOT_CLIENTS_CLI_COMMANDS_AT_ENTRY_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "absl/time/time.h"
#include "clients/cli/commands/context.h"
#include "clients/cpp/past_waiter.h"

namespace ingot::cli {

// --at SEQ, as if entries 0 to SEQ were all, and --wait. A command that has --at already takes the second one alone.
void AddAtOptions(CLI::App* command, Context& context);
void AddWaitOption(CLI::App* command, Context& context);

// How far the making of a past state is, by a server's own words.
struct PastProgress {
  uint64_t done = 0;
  uint64_t total = 0;
};
// Of "...: 31 %, 12 400 000 of 40 000 000 entries..."; nullopt where it says nothing of the kind.
std::optional<PastProgress> PastProgressOf(std::string_view message);

// Waits at most `limit` over all the states of a command, with a progress bar unless `silent`. Ctrl-C ends it.
std::unique_ptr<client::PastWaiter> MakePastWaiter(absl::Duration limit, bool silent);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_COMMANDS_AT_ENTRY_H_
