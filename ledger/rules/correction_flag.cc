// FlagCleared.
#include <string>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/flag_list.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {

using refusal::Refuse;

absl::Status Handle(Transaction& t, const v1::FlagCleared& e) {
  INGOT_RETURN_IF_ERROR(CheckGiven(e.subject_kind() != v1::SUBJECT_KIND_UNSPECIFIED, "flag_cleared.subject_kind"));
  INGOT_RETURN_IF_ERROR(CheckGiven(e.flag() != v1::FLAG_KIND_UNSPECIFIED, "flag_cleared.flag"));
  INGOT_RETURN_IF_ERROR(CheckGiven(e.finding() != v1::FLAG_FINDING_UNSPECIFIED, "flag_cleared.finding"));
  const v1::Record* const before = t.Find(state::SubjectKey(e.subject_kind(), e.subject_id()));
  if (before == nullptr) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, "flag_cleared.subject_id", "no subject of this kind has this id");
  }
  v1::Record& record = t.EditSubject(e.subject_kind(), e.subject_id());
  FlagList* const flags = FlagsOf(record);
  if (flags == nullptr || !RemoveFlag(*flags, e.flag())) {
    return Refuse(v1::REFUSAL_REASON_FLAG_ABSENT, "flag_cleared.flag",
                  "does not stand on this subject: it was cleared before, or never raised");
  }
  // What the flag froze may be claimed.
  if (record.has_lot() && e.flag() == v1::FLAG_KIND_INSTRUMENT_EXPIRED) record.mutable_lot()->set_claimable(true);
  return absl::OkStatus();
}

}  // namespace ingot::rules
