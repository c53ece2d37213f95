// PeriodClosed.
#include <string>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/iso/date.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {

using refusal::Refuse;

absl::Status Handle(Transaction& t, const v1::PeriodClosed& e) {
  constexpr std::string_view kField = "period_closed.through";
  INGOT_RETURN_IF_ERROR(CheckDate(e.has_through(), e.through(), kField));
  const v1::OrganisationState& before = t.Find(state::OrganisationKey(t.actor()))->organisation();
  if (before.has_closed_through() && iso::Compare(e.through(), before.closed_through()) <= 0) {
    return Refuse(v1::REFUSAL_REASON_PERIOD, kField,
                  Cat("your periods are closed through ", iso::ToString(before.closed_through()),
                      " already: a period is closed once, and never opened again"));
  }
  if (iso::Compare(e.through(), t.OccurredOn()) > 0) {
    return Refuse(
        v1::REFUSAL_REASON_PERIOD, kField,
        Cat("lies after occurred_at's date ", iso::ToString(t.OccurredOn()), ": only days that have come are closed"));
  }
  v1::OrganisationState& organisation = *t.EditSubject(v1::SUBJECT_KIND_ORGANISATION, t.actor()).mutable_organisation();
  *organisation.mutable_closed_through() = e.through();
  return absl::OkStatus();
}

}  // namespace ingot::rules
