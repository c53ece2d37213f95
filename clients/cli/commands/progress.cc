#include "clients/cli/commands/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "absl/time/clock.h"
#include "clients/cli/text/format.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

constexpr int kBarWidth = 30;
constexpr char kWipeLine[] = "\r\x1b[K";

}  // namespace

Progress::Progress(std::string unit, bool enabled)
    : unit_(std::move(unit)), enabled_(enabled && isatty(STDERR_FILENO)), began_(absl::Now()), next_(began_) {}

Progress::~Progress() { Hide(); }

void Progress::Hide() {
  if (enabled_) std::fputs(kWipeLine, stderr);
}

void Progress::Show(uint64_t done, uint64_t total) {
  if (!enabled_) return;
  const absl::Time now = absl::Now();
  if (now < next_) return;
  next_ = now + absl::Milliseconds(100);
  if (!done_before_.has_value()) done_before_ = done;
  const absl::Duration elapsed = std::max(now - began_, absl::Milliseconds(1));
  const std::string text = Cat(kWipeLine, ProgressText(done, total, unit_, elapsed, *done_before_));
  std::fputs(text.c_str(), stderr);
}

std::string ProgressText(uint64_t done, uint64_t total, const std::string& unit, absl::Duration elapsed,
                         uint64_t done_before) {
  const uint64_t share =
      total == 0 ? 100 : std::min<uint64_t>(100, static_cast<uint64_t>(__uint128_t{done} * 100 / total));
  const auto filled = static_cast<size_t>(share * kBarWidth / 100);
  const int64_t elapsed_ms = std::max<int64_t>(1, absl::ToInt64Milliseconds(elapsed));
  const auto rate =
      static_cast<int64_t>(__uint128_t{done - std::min(done, done_before)} * 1000 / static_cast<uint64_t>(elapsed_ms));
  const std::string percent = std::to_string(share);
  return Cat("[", std::string(filled, '#'), std::string(kBarWidth - filled, '-'), "] ",
             std::string(3 - percent.size(), ' '), percent, " %  ", Thousands(static_cast<int64_t>(done)), " of ",
             Thousands(static_cast<int64_t>(total)), " ", unit, ", ", Thousands(rate), " a second");
}

}  // namespace ingot::cli
