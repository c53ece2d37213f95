// A progress bar on standard error, where that is a terminal.
#ifndef INGOT_CLIENTS_CLI_COMMANDS_PROGRESS_H_
#define INGOT_CLIENTS_CLI_COMMANDS_PROGRESS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"

namespace ingot::cli {

// Not thread-safe.
class Progress {
 public:
  // `unit` in the plural, for example "entries"; shows nothing where `enabled` is false or stderr is no terminal.
  Progress(std::string unit, bool enabled);
  // Wipes the bar.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Draws at most ten times a second.
  void Show(uint64_t done, uint64_t total);
  // Wipes the bar until it is drawn again, so that something else can be printed.
  void Hide();

 private:
  const std::string unit_;
  const bool enabled_;
  const absl::Time began_;
  absl::Time next_;
  // What was done already when the first bar was drawn: no part of the rate.
  std::optional<uint64_t> done_before_;
};

// "[#####-----]  50 %  1 000 of 2 000 entries, 500 a second". `elapsed` above 0. `done_before`: of `done`, before that.
std::string ProgressText(uint64_t done, uint64_t total, const std::string& unit, absl::Duration elapsed,
                         uint64_t done_before = 0);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_COMMANDS_PROGRESS_H_
