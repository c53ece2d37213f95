// ingot: the command line of an Ingot ledger.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/interrupt.h"
#include "clients/cpp/files.h"
#include "google/protobuf/stubs/logging.h"

namespace ingot::cli {
namespace {

// Ends the process on Ctrl-C and the like, after what is half written is removed. All threads block the signals; one
// waits for them. A command that has something to finish first gets a chance to.
void RemovePendingOnSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::thread([signals] {
    int signal = 0;
    do {
      sigwait(&signals, &signal);
    } while (NoteSignal(signal));
    client::RemovePending();
    std::_Exit(128 + signal);
  }).detach();
}

// libprotobuf's own lines, but for those before it ends the process: what is wrong with a file or an answer the
// command's error says, in its form.
void DropRemarks(google::protobuf::LogLevel level, const char*, int, const std::string& text) {
  if (level == google::protobuf::LOGLEVEL_FATAL) std::fprintf(stderr, "ingot: libprotobuf: %s\n", text.c_str());
}

int Run(int argc, char** argv) {
  CLI::App app("", "ingot");
  Context context;
  const std::vector<std::string_view> words(argv + std::min(argc, 1), argv + argc);
  AddCommands(app, context, words);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // --help and --version come this way too, with code 0.
    return app.exit(error) == 0 ? kExitOk : kExitUsage;
  }
  if (std::fflush(stdout) != 0) {
    std::perror("ingot: can't write the output");
    return kExitUsage;
  }
  return context.exit_code();
}

}  // namespace
}  // namespace ingot::cli

int main(int argc, char** argv) {
  google::protobuf::SetLogHandler(ingot::cli::DropRemarks);
  ingot::cli::RemovePendingOnSignals();
  return ingot::cli::Run(argc, argv);
}
