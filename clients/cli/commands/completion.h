// Completion of the command line, made from the commands themselves.
#ifndef INGOT_CLIENTS_CLI_COMMANDS_COMPLETION_H_
#define INGOT_CLIENTS_CLI_COMMANDS_COMPLETION_H_

#include <CLI/CLI.hpp>
#include <string>

namespace ingot::cli {

// A bash completion script that knows every command and long option of `app`.
std::string BashCompletion(const CLI::App& app);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_COMMANDS_COMPLETION_H_
