// The server's log: one line an event on stderr, `time LEVEL event key=value ...` (logfmt), for people and collectors.
// Values never hold an event's content, a key or a certificate; organisations and addresses are named.
#ifndef INGOT_SERVER_LOG_LOG_H_
#define INGOT_SERVER_LOG_LOG_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace ingot::log {

enum class Level { kDebug, kInfo, kWarning, kError };

// Longest line; what exceeds it is cut.
inline constexpr size_t kMaxLineBytes = 4096;
// Lines below kError in one second; the rest are counted and the count is logged when the second is over.
inline constexpr int kMaxLinesPerSecond = 500;

// One key and its value.
struct Field {
  Field(std::string_view k, std::string_view v) : key(k), value(v) {}
  Field(std::string_view k, const char* v) : key(k), value(v) {}
  Field(std::string_view k, const std::string& v) : key(k), value(v) {}
  template <std::integral T>
  Field(std::string_view k, T v) : key(k), value(std::to_string(v)) {}

  std::string_view key;
  std::string value;
};

// Lines below `level` are dropped. Default kInfo. Thread-safe.
void SetLevel(Level level);

// Writes one line. Thread-safe; a single write(2) each, so that lines never mix.
void Write(Level level, std::string_view event, std::initializer_list<Field> fields);

inline void Debug(std::string_view event, std::initializer_list<Field> fields = {}) {
  Write(Level::kDebug, event, fields);
}
inline void Info(std::string_view event, std::initializer_list<Field> fields = {}) {
  Write(Level::kInfo, event, fields);
}
inline void Warning(std::string_view event, std::initializer_list<Field> fields = {}) {
  Write(Level::kWarning, event, fields);
}
inline void Error(std::string_view event, std::initializer_list<Field> fields = {}) {
  Write(Level::kError, event, fields);
}

// The line without its time, as Write forms it; for tests.
std::string Format(Level level, std::string_view event, std::initializer_list<Field> fields);

}  // namespace ingot::log

#endif  // INGOT_SERVER_LOG_LOG_H_
