// Invariants. A broken invariant means that memory or code can't be trusted any more, so the process stops before it
// signs or stores anything. Never used for input: input is refused with a Status.
#ifndef INGOT_LEDGER_BASE_CHECK_H_
#define INGOT_LEDGER_BASE_CHECK_H_

#include <string_view>

#include "absl/base/optimization.h"
#include "absl/status/status.h"

namespace ingot::check_internal {
[[noreturn]] void Fail(const char* file, int line, const char* condition, std::string_view message);
inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const T& status_or) {
  return status_or.status();
}
}  // namespace ingot::check_internal

// Prints file, line, condition to stderr and aborts unless `condition` holds. Also in release builds.
#define INGOT_CHECK(condition)                                                       \
  do {                                                                               \
    if (ABSL_PREDICT_FALSE(!(condition))) {                                          \
      ::ingot::check_internal::Fail(__FILE__, __LINE__, #condition, /*message=*/""); \
    }                                                                                \
  } while (false)

// The same with an explanation; `message` is evaluated only on failure.
#define INGOT_CHECK_MSG(condition, message)                                     \
  do {                                                                          \
    if (ABSL_PREDICT_FALSE(!(condition))) {                                     \
      ::ingot::check_internal::Fail(__FILE__, __LINE__, #condition, (message)); \
    }                                                                           \
  } while (false)

// Aborts with the status's text unless a Status or StatusOr is OK.
#define INGOT_CHECK_OK(expression)                                                                     \
  do {                                                                                                 \
    const auto& ingot_check_result = (expression);                                                     \
    if (ABSL_PREDICT_FALSE(!ingot_check_result.ok())) {                                                \
      ::ingot::check_internal::Fail(__FILE__, __LINE__, #expression,                                   \
                                    ::ingot::check_internal::StatusOf(ingot_check_result).ToString()); \
    }                                                                                                  \
  } while (false)

#endif  // INGOT_LEDGER_BASE_CHECK_H_
