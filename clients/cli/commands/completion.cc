#include "clients/cli/commands/completion.h"

#include <algorithm>
#include <string_view>

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

constexpr size_t kLineWidth = 110;

// Words in lines of a readable width; white space of any kind separates them.
std::string Wrapped(const std::string& words) {
  std::string text;
  size_t width = 0;
  for (size_t begin = 0; begin < words.size();) {
    const size_t end = std::min(words.find(' ', begin), words.size());
    const bool breaks = width > 0 && width + end - begin > kLineWidth;
    text += Cat(text.empty() ? "" : breaks ? "\n      " : " ", words.substr(begin, end - begin));
    width = (breaks ? 0 : width) + end - begin + 1;
    begin = end + 1;
  }
  return text;
}

// One case for each command, by its path of words.
void AppendCases(const CLI::App& app, const std::string& path, std::string* out) {
  *out += Cat("  '", path, "')\n    echo '", Wrapped(Words(app)), "'\n    ;;\n");
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    AppendCases(*command, Cat(path, path.empty() ? "" : " ", command->get_name()), out);
  }
}

}  // namespace

std::string BashCompletion(const CLI::App& app) {
  std::string cases;
  AppendCases(app, "", &cases);
  return Cat(R"bash(# shellcheck shell=bash
# Completion of ingot for bash. Made by `ingot completion bash`; load it with
#   source <(ingot completion bash)
# or put it into /usr/share/bash-completion/completions/ingot.

# What may follow a command.
_ingot_words() {
  case $1 in
)bash",
             cases, R"bash(  esac
}

_ingot() {
  local current=${COMP_WORDS[COMP_CWORD]} path='' next words i
  for ((i = 1; i < COMP_CWORD; ++i)); do
    next=${path:+$path }${COMP_WORDS[i]}
    [ -z "$(_ingot_words "$next")" ] || path=$next
  done
  words=$(_ingot_words "$path")
  [ -z "$path" ] || words="$words --profile --json --quiet"
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -o default -F _ingot ingot
)bash");
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
