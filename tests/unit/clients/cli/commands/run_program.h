// The program `ingot` in the test's own process.
#ifndef INGOT_TESTS_UNIT_CLIENTS_CLI_COMMANDS_RUN_PROGRAM_H_
#define INGOT_TESTS_UNIT_CLIENTS_CLI_COMMANDS_RUN_PROGRAM_H_

#include <string>
#include <vector>

namespace ingot::cli {

struct Outcome {
  int code = 0;
  std::string out;
  std::string err;
};

// Runs it with these arguments, as main() does, without a profile from the environment.
Outcome Ingot(std::vector<std::string> arguments);

}  // namespace ingot::cli

#endif  // INGOT_TESTS_UNIT_CLIENTS_CLI_COMMANDS_RUN_PROGRAM_H_
