#include "tests/unit/clients/cli/commands/run_program.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/context.h"
#include "gtest/gtest.h"

namespace ingot::cli {

Outcome Ingot(std::vector<std::string> arguments) {
  unsetenv("INGOT_PROFILE");  // whoever runs the tests may have one
  CLI::App app("", "ingot");
  Context context;
  AddCommands(app, context);
  Outcome outcome;
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  try {
    std::reverse(arguments.begin(), arguments.end());
    app.parse(arguments);
    outcome.code = context.exit_code();
  } catch (const CLI::ParseError& error) {
    outcome.code = app.exit(error) == 0 ? kExitOk : kExitUsage;
  }
  std::fflush(stdout);
  outcome.out = ::testing::internal::GetCapturedStdout();
  outcome.err = ::testing::internal::GetCapturedStderr();
  return outcome;
}

}  // namespace ingot::cli
