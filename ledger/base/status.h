// Early returns for absl::Status and absl::StatusOr.
#ifndef INGOT_LEDGER_BASE_STATUS_H_
#define INGOT_LEDGER_BASE_STATUS_H_

#include <utility>

#include "absl/base/optimization.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Returns from the function if the absl::Status is not OK.
#define INGOT_RETURN_IF_ERROR(expression)         \
  do {                                            \
    absl::Status ingot_status = (expression);     \
    if (ABSL_PREDICT_FALSE(!ingot_status.ok())) { \
      return ingot_status;                        \
    }                                             \
  } while (false)

#define INGOT_STATUS_JOIN_(a, b) a##b
#define INGOT_STATUS_JOIN(a, b) INGOT_STATUS_JOIN_(a, b)
#define INGOT_ASSIGN_OR_RETURN_(result, declaration, expression) \
  auto result = (expression);                                    \
  if (ABSL_PREDICT_FALSE(!result.ok())) {                        \
    return std::move(result).status();                           \
  }                                                              \
  declaration = *std::move(result)

// INGOT_ASSIGN_OR_RETURN(const Hash root, Root()): returns the error of an absl::StatusOr, or declares or assigns its
// value. A type with a comma in it needs a using-declaration or auto. A statement of a block, never of a bare if.
#define INGOT_ASSIGN_OR_RETURN(declaration, expression) \
  INGOT_ASSIGN_OR_RETURN_(INGOT_STATUS_JOIN(ingot_result_, __LINE__), declaration, expression)

#endif  // INGOT_LEDGER_BASE_STATUS_H_
