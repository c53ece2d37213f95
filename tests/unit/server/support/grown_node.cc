#include "tests/unit/server/support/grown_node.h"

#include <optional>

#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"

namespace ingot::testing {

std::string OutcomeOf(const absl::Status& status) {
  if (status.ok()) return "OK";
  const std::optional<v1::Refusal> refusal = refusal::RefusalOf(status);
  INGOT_CHECK_MSG(refusal.has_value(), status.ToString());
  return Cat(refusal::ReasonName(refusal->reason()), refusal->field().empty() ? "" : " ", refusal->field());
}

}  // namespace ingot::testing
