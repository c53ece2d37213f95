// Runs the programs that were built, as a user would.
#ifndef INGOT_TESTS_SUPPORT_SERVER_COMMAND_H_
#define INGOT_TESTS_SUPPORT_SERVER_COMMAND_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace ingot::testing {

struct CommandResult {
  // The exit code, or 128 + the signal.
  int exit_code = 0;
  std::string out;
  std::string err;
};

// Runs `ingot` with these arguments and waits for it.
CommandResult RunIngot(const std::vector<std::string>& arguments);

// The same, but sends it a signal after that time, unless it has ended by then.
CommandResult RunIngotAndSignal(const std::vector<std::string>& arguments, absl::Duration after, int signal);

// The same, once `due` returns true; it is asked again and again.
CommandResult RunIngotAndSignalWhen(const std::vector<std::string>& arguments, const std::function<bool()>& due,
                                    int signal);

}  // namespace ingot::testing

#endif  // INGOT_TESTS_SUPPORT_SERVER_COMMAND_H_
