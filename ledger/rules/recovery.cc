#include "ledger/rules/recovery.h"

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/directory/ids.h"
#include "ledger/mass/account_class.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/succession.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {

using refusal::Refuse;

absl::StatusOr<const v1::BatchState*> FindOpenBatch(const Transaction& t, const std::string& batch_id,
                                                    std::string_view field) {
  INGOT_RETURN_IF_ERROR(directory::CheckScopedId(batch_id, field));
  const v1::Record* const record = t.Find(state::SubjectKey(v1::SUBJECT_KIND_BATCH, batch_id));
  if (record == nullptr || !ActsFor(t, record->batch().organisation_id())) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, field, "you have no such batch: its first feed (BatchFed) opens it");
  }
  if (record->batch().closed()) {
    return Refuse(v1::REFUSAL_REASON_BATCH_STATE, field,
                  "the batch is closed: it takes no feed and gives no lots any more");
  }
  return &record->batch();
}

absl::StatusOr<const v1::LotState*> FindHeldLot(const Transaction& t, const std::string& lot_id,
                                                std::string_view field) {
  INGOT_RETURN_IF_ERROR(directory::CheckScopedId(lot_id, field));
  const v1::Record* const record = t.Find(state::SubjectKey(v1::SUBJECT_KIND_LOT, lot_id));
  if (record == nullptr || !ActsFor(t, record->lot().holder())) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, field, "you hold no such lot: weigh it (LotWeighed) first");
  }
  return &record->lot();
}

v1::BatchState& EditBatch(Transaction& t, const std::string& batch_id) {
  return *t.EditSubject(v1::SUBJECT_KIND_BATCH, batch_id).mutable_batch();
}

v1::LotState& EditLot(Transaction& t, const std::string& lot_id) {
  return *t.EditSubject(v1::SUBJECT_KIND_LOT, lot_id).mutable_lot();
}

v1::Account InProcess(const v1::BatchState& batch) {
  return mass::MakeAccount(v1::ACCOUNT_CLASS_IN_PROCESS, batch.batch_id());
}

v1::Account Recovered(const v1::LotState& lot) {
  constexpr std::string_view kPrefix = "GRADE_SCHEME_";
  const std::string_view scheme = std::string_view(v1::GradeScheme_Name(lot.grade_scheme())).substr(kPrefix.size());
  return mass::MakeAccount(v1::ACCOUNT_CLASS_RECOVERED, lot.holder(), Cat(scheme, ":", lot.grade_code()));
}

absl::Status CheckShares(int32_t moisture_ppm, int32_t foreign_ppm, int32_t content_ppm, std::string_view field) {
  INGOT_RETURN_IF_ERROR(CheckRange(moisture_ppm, 0, kMaxPpm - 1, Cat(field, ".moisture_ppm")));
  INGOT_RETURN_IF_ERROR(CheckRange(foreign_ppm, 0, kMaxPpm - 1 - moisture_ppm, Cat(field, ".foreign_ppm")));
  return CheckRange(content_ppm, 0, kMaxPpm, Cat(field, ".metal_content_ppm"));
}

}  // namespace ingot::rules
