#include "server/log/log.h"

#include <unistd.h>

#include <atomic>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "ledger/base/strings.h"

namespace ingot::log {
namespace {

std::atomic<Level> minimum_level{Level::kInfo};

std::string_view NameOf(Level level) {
  switch (level) {
    case Level::kDebug:
      return "DEBUG";
    case Level::kInfo:
      return "INFO";
    case Level::kWarning:
      return "WARNING";
    case Level::kError:
      return "ERROR";
  }
  return "ERROR";
}

bool NeedsQuotes(std::string_view value) {
  for (const char c : value) {
    if (c <= ' ' || c == '"' || c == '=' || c == '\\' || c == '\x7f') return true;
  }
  return value.empty();
}

void AppendValue(std::string_view value, std::string* out) {
  if (!NeedsQuotes(value)) {
    out->append(value);
    return;
  }
  out->push_back('"');
  for (const char c : value) {
    if (c == '"' || c == '\\') out->push_back('\\');
    // A control character would break the line, or the reader's terminal.
    out->push_back(static_cast<unsigned char>(c) < ' ' || c == '\x7f' ? '?' : c);
  }
  out->push_back('"');
}

// Lets kMaxLinesPerSecond lines through and counts the rest.
class Limiter {
 public:
  // Whether a line may pass at `second`; sets `*dropped` to the lines lost in earlier seconds, once.
  bool Admit(int64_t second, int64_t* dropped) ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    if (second != second_) {
      second_ = second;
      lines_ = 0;
      *dropped = dropped_;
      dropped_ = 0;
    }
    if (lines_ < kMaxLinesPerSecond) {
      ++lines_;
      return true;
    }
    ++dropped_;
    return false;
  }

 private:
  absl::Mutex mutex_;
  int64_t second_ ABSL_GUARDED_BY(mutex_) = 0;
  int lines_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t dropped_ ABSL_GUARDED_BY(mutex_) = 0;
};

Limiter& TheLimiter() {
  static auto* const limiter = new Limiter;
  return *limiter;
}

void WriteLine(absl::Time now, std::string_view text) {
  const std::string line = Cat(absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", now, absl::UTCTimeZone()), " ", text, "\n");
  // Nowhere to report a failure of the log itself.
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace

void SetLevel(Level level) { minimum_level.store(level, std::memory_order_relaxed); }

std::string Format(Level level, std::string_view event, std::initializer_list<Field> fields) {
  std::string line = Cat(NameOf(level), " ", event);
  for (const Field& field : fields) {
    line.push_back(' ');
    line.append(field.key);
    line.push_back('=');
    AppendValue(field.value, &line);
  }
  if (line.size() > kMaxLineBytes) line.resize(kMaxLineBytes);
  return line;
}

void Write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  if (level < minimum_level.load(std::memory_order_relaxed)) return;
  const absl::Time now = absl::Now();
  int64_t dropped = 0;
  const bool admitted = TheLimiter().Admit(absl::ToUnixSeconds(now), &dropped);
  if (dropped > 0) WriteLine(now, Format(Level::kWarning, "log lines dropped", {{"count", dropped}}));
  if (admitted || level >= Level::kError) WriteLine(now, Format(level, event, fields));
}

}  // namespace ingot::log
