// The adapter between std::string_view, which Ingot's interfaces use, and Abseil's, which Debian's build of it keeps as
// a type of its own. The one place that builds strings from pieces.
#ifndef INGOT_LEDGER_BASE_STRINGS_H_
#define INGOT_LEDGER_BASE_STRINGS_H_

#include <string>
#include <string_view>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace ingot {

inline absl::string_view ToAbsl(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view FromAbsl(absl::string_view text) { return {text.data(), text.size()}; }

namespace strings_internal {
template <typename T>
decltype(auto) Piece(const T& value) {
  static_assert(!std::is_floating_point_v<T>, "no floating point in text that anyone may hash or sign");
  static_assert(!std::is_same_v<T, char>, "a char would be printed as a number: pass a one-character string");
  if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    return ToAbsl(value);
  } else {
    return static_cast<const T&>(value);
  }
}
}  // namespace strings_internal

// Concatenates strings, string views (of either kind), string literals and integers (decimal; bool as 0 or 1).
template <typename... Args>
std::string Cat(const Args&... args) {
  return absl::StrCat(strings_internal::Piece(args)...);
}

}  // namespace ingot

#endif  // INGOT_LEDGER_BASE_STRINGS_H_
