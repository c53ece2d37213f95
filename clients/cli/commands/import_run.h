// One run of `ingot import GROUP FILE`.
#ifndef INGOT_CLIENTS_CLI_COMMANDS_IMPORT_RUN_H_
#define INGOT_CLIENTS_CLI_COMMANDS_IMPORT_RUN_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/cli/commands/context.h"
#include "clients/cli/tabular/group.h"

namespace ingot::cli {

struct ImportOptions {
  std::string file;
  bool dry_run = false;
  // Nothing is sent unless every row is good.
  bool all_or_nothing = false;
  std::string delimiter = "auto";
  std::string decimal = ".";
  std::string date_format = "iso";
  std::string time_zone;
  int batch = 100;
  bool jsonl = false;
  std::vector<std::string> ignored;
  bool ignore_unknown = false;
  std::string report;
  std::string drafts;
};

// Checks every row, tells what is wrong, then records the good ones. Sets the exit code by what became of the rows.
absl::Status RunImport(Context& context, const Group& group, const ImportOptions& options);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_COMMANDS_IMPORT_RUN_H_
