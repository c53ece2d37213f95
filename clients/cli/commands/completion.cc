#include "clients/cli/commands/completion.h"

#include <string_view>
#include <vector>

#include "clients/cli/commands/commands.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

std::string Words(const CLI::App& app) {
  std::string words;
  const auto add = [&words](std::string_view word) { words += Cat(words.empty() ? "" : " ", word); };
  for (const CLI::App* command : app.get_subcommands(nullptr)) add(command->get_name());
  for (const CLI::Option* option : app.get_options(nullptr)) {
    for (const std::string& name : option->get_lnames()) add(Cat("--", name));
  }
  return words;
}

// One case for each command, by its path of words.
void AppendCases(const CLI::App& app, const std::string& path, std::string* out) {
  *out += Cat("    '", path, "') words='", Words(app), "' ;;\n");
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    AppendCases(*command, Cat(path, path.empty() ? "" : " ", command->get_name()), out);
  }
}

// The paths that have commands below them: only there a plain word leads on.
void AppendGroups(const CLI::App& app, const std::string& path, std::string* out) {
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    const std::string below = Cat(path, path.empty() ? "" : " ", command->get_name());
    *out += Cat(out->empty() ? "" : "|", "'", below, "'");
    AppendGroups(*command, below, out);
  }
}

}  // namespace

std::string BashCompletion(const CLI::App& app) {
  std::string commands;
  AppendGroups(app, "", &commands);
  std::string cases;
  AppendCases(app, "", &cases);
  return Cat(R"(# Completion of ingot for bash. Made by `ingot completion bash`; load it with
#   source <(ingot completion bash)
# or put it into /usr/share/bash-completion/completions/ingot.
_ingot() {
  local current=${COMP_WORDS[COMP_CWORD]} path='' next words='' i
  for ((i = 1; i < COMP_CWORD; ++i)); do
    next=${path:+$path }${COMP_WORDS[i]}
    case $next in
    )",
             commands, R"() path=$next ;;
    esac
  done
  case $path in
)",
             cases, R"(  esac
  [ -z "$path" ] || words="$words --profile --json --quiet"
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -o default -F _ingot ingot
)");
}

void AddCompletionCommand(CLI::App& app, Context& context) {
  CLI::App* const group = AddGroup(app, "completion", "Completion of the command line");
  CLI::App* const command = AddCommand(*group, "bash", "Print a script for bash", {"source <(ingot completion bash)"});
  SetAction(command, context, [&app, &context] {
    context.Print(BashCompletion(app));
    return absl::OkStatus();
  });
}

}  // namespace ingot::cli
