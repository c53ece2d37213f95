#include "server/query/pinned_context.h"

#include "absl/time/clock.h"
#include "ledger/base/status.h"
#include "ledger/refusal/refusal.h"

namespace ingot::query {

absl::StatusOr<const Context*> PinnedContext::Get(const Context& page) {
  if (context_ == nullptr) {
    INGOT_ASSIGN_OR_RETURN(context_, page.Again());
    since_ = absl::Now();
  }
  if (absl::Now() - since_ > kMaxPinned) {
    return refusal::Refuse(v1::REFUSAL_REASON_LIMIT_REACHED, "",
                           "the answer was not read within ten minutes: ask again and read it faster");
  }
  INGOT_RETURN_IF_ERROR(context_->status());
  return context_.get();
}

}  // namespace ingot::query
