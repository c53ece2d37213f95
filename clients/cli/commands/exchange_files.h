// Options and files that the exchange commands share.
#ifndef INGOT_CLIENTS_CLI_COMMANDS_EXCHANGE_FILES_H_
#define INGOT_CLIENTS_CLI_COMMANDS_EXCHANGE_FILES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/commands/context.h"
#include "clients/exchange/json.h"

namespace ingot::cli {

void AddOutput(CLI::App* command, std::string* path);
void AddDetails(CLI::App* command, std::string* path);

// The issuer's details; an empty object for no path. INVALID_ARGUMENT where the file holds no JSON object.
absl::StatusOr<exchange::Json> ReadDetails(const std::string& path);

// Writes a document to the file, or prints it where none is named.
absl::Status Deliver(Context& context, const std::string& path, const exchange::Json& document);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_COMMANDS_EXCHANGE_FILES_H_
