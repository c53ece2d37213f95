#include "tests/support/server/command.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "absl/time/clock.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "tests/support/temp/temp_dir.h"

extern char** environ;

namespace ingot::testing {
namespace {

std::string Contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

CommandResult RunIngot(const std::vector<std::string>& arguments) {
  return RunIngotAndSignal(arguments, absl::InfiniteDuration(), 0);
}

CommandResult RunIngotAndSignal(const std::vector<std::string>& arguments, absl::Duration after, int signal) {
  if (after == absl::InfiniteDuration()) return RunIngotAndSignalWhen(arguments, nullptr, signal);
  const absl::Time limit = absl::Now() + after;
  return RunIngotAndSignalWhen(
      arguments, [limit] { return absl::Now() >= limit; }, signal);
}

CommandResult RunIngotAndSignalWhen(const std::vector<std::string>& arguments, const std::function<bool()>& due,
                                    int signal) {
  const TempDir folder;
  const std::string out = folder.path() + "/out";
  const std::string err = folder.path() + "/err";
  std::vector<std::string> words = {INGOT_PATH};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  INGOT_CHECK(posix_spawn_file_actions_init(&actions) == 0);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), O_WRONLY | O_CREAT, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(), O_WRONLY | O_CREAT, 0600);
  pid_t pid = -1;
  INGOT_CHECK(posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ) == 0);
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  pid_t ended = 0;
  while (due && ended == 0) {
    ended = waitpid(pid, &status, WNOHANG);
    if (ended != 0) break;
    if (due()) {
      INGOT_CHECK(kill(pid, signal) == 0);
      break;
    }
    absl::SleepFor(absl::Milliseconds(1));
  }
  if (ended == 0) ended = waitpid(pid, &status, 0);
  INGOT_CHECK(ended == pid);
  CommandResult result;
  result.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  result.out = Contents(out);
  result.err = Contents(err);
  return result;
}

std::string MemberText(std::string_view json, std::string_view member) {
  const std::string before = Cat("\"", member, "\":\"");
  const size_t at = json.find(before);
  if (at == std::string_view::npos) return "";
  const size_t begin = at + before.size();
  return std::string(json.substr(begin, json.find('"', begin) - begin));
}

int64_t MemberNumber(std::string_view json, std::string_view member) {
  const std::string text = MemberText(json, member);
  return text.empty() ? -1 : std::strtoll(text.c_str(), nullptr, 10);
}

}  // namespace ingot::testing
