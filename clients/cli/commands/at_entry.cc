#include "clients/cli/commands/at_entry.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "absl/time/clock.h"
#include "clients/cli/commands/interrupt.h"
#include "clients/cli/commands/progress.h"
#include "clients/cpp/error.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

constexpr int kMaxWaitSeconds = 7 * 24 * 3600;
// Small states are made at once; from step to step the wait doubles up to what the server wishes.
constexpr absl::Duration kFirstWait = absl::Milliseconds(50);
constexpr absl::Duration kLongestWait = absl::Seconds(2);
constexpr absl::Duration kSignalPoll = absl::Milliseconds(50);

// A number in groups of digits, from `at` on, which moves behind it.
std::optional<uint64_t> TakeGrouped(std::string_view text, size_t& at) {
  std::string digits;
  for (; at < text.size() && ((text[at] >= '0' && text[at] <= '9') || text[at] == ' '); ++at) {
    if (text[at] != ' ') digits += text[at];
  }
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

class BarWaiter : public client::PastWaiter {
 public:
  BarWaiter(absl::Duration limit, bool silent) : left_(limit), silent_(silent) {}

  absl::Status Wait(const absl::Status& not_ready) override {
    if (progress_ == nullptr) {
      progress_ = std::make_unique<Progress>("entries", !silent_);
      interruptible_ = std::make_unique<Interruptible>();
      wait_ = kFirstWait;
    }
    const client::ClientError error = client::ErrorOf(not_ready);
    if (const auto at = PastProgressOf(error.message); at.has_value()) progress_->Show(at->done, at->total);
    const absl::Duration wait = std::min({wait_, error.retry_after.value_or(kLongestWait), left_});
    wait_ = std::min(2 * wait_, kLongestWait);
    left_ -= wait;
    const bool interrupted = !Sleep(wait);
    if (!interrupted && left_ > absl::ZeroDuration()) return absl::OkStatus();
    End();
    return not_ready;
  }

  void End() override {
    progress_ = nullptr;
    interruptible_ = nullptr;
  }

 private:
  // False where a signal came.
  bool Sleep(absl::Duration duration) {
    const absl::Time end = absl::Now() + duration;
    while (interruptible_->signal() == 0) {
      const absl::Duration rest = end - absl::Now();
      if (rest <= absl::ZeroDuration()) return true;
      absl::SleepFor(std::min(rest, kSignalPoll));
    }
    return false;
  }

  absl::Duration left_;
  const bool silent_;
  absl::Duration wait_;
  // While it waits.
  std::unique_ptr<Progress> progress_;
  std::unique_ptr<Interruptible> interruptible_;
};

}  // namespace

std::optional<PastProgress> PastProgressOf(std::string_view message) {
  constexpr std::string_view kPercent = " %, ";
  constexpr std::string_view kOf = "of ";
  size_t at = message.find(kPercent);
  if (at == std::string_view::npos) return std::nullopt;
  at += kPercent.size();
  const std::optional<uint64_t> done = TakeGrouped(message, at);
  if (!done.has_value() || message.substr(at, kOf.size()) != kOf) return std::nullopt;
  at += kOf.size();
  const std::optional<uint64_t> total = TakeGrouped(message, at);
  if (!total.has_value() || message.substr(at).find("entries") != 0) return std::nullopt;
  return PastProgress{.done = *done, .total = *total};
}

std::unique_ptr<client::PastWaiter> MakePastWaiter(absl::Duration limit, bool silent) {
  return std::make_unique<BarWaiter>(limit, silent);
}

void AddAtOptions(CLI::App* command, Context& context) {
  command->add_option("--at", context.at_seq, "As of this entry: as if entries 0 to SEQ, a submission's last, were all")
      ->type_name("SEQ")
      ->check(EntryNumber());
  AddWaitOption(command, context);
}

void AddWaitOption(CLI::App* command, Context& context) {
  command
      ->add_option("--wait", context.wait_seconds,
                   "Seconds to wait for the server to make the state of --at (3600); it goes on when asked again")
      ->type_name("SECONDS")
      ->check(CLI::Range(0, kMaxWaitSeconds));
}

}  // namespace ingot::cli
