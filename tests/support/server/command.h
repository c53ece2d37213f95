// Runs the programs that were built, as a user would.
#ifndef INGOT_TESTS_SUPPORT_SERVER_COMMAND_H_
#define INGOT_TESTS_SUPPORT_SERVER_COMMAND_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
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

// A member's text in a JSON document without spaces, the first one of that name; empty where there is none. Numbers of
// 64 bits are text there.
std::string MemberText(std::string_view json, std::string_view member);
// The same as a number; -1 where there is none.
int64_t MemberNumber(std::string_view json, std::string_view member);

}  // namespace ingot::testing

#endif  // INGOT_TESTS_SUPPORT_SERVER_COMMAND_H_
