// Outputs of a batch: LotWeighed, LotAssayed.
#include <algorithm>
#include <optional>
#include <string>

#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/directory/ids.h"
#include "ledger/mass/account_class.h"
#include "ledger/mass/amounts.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/directory_access.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/metal.h"
#include "ledger/rules/recovery.h"
#include "ledger/rules/values.h"
#include "ledger/rules/weigh_ticket.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

absl::Status WeighNew(Transaction& t, const v1::LotWeighed& e) {
  INGOT_RETURN_IF_ERROR(CheckGrade(e.grade_scheme(), e.grade_code(), "lot_weighed"));
  INGOT_RETURN_IF_ERROR(CheckGiven(e.has_ticket(), "lot_weighed.ticket"));
  INGOT_ASSIGN_OR_RETURN(const Weighing weighing,
                         TakeTicket(t, e.ticket(), TareRule::kMayFollow, NetRule::kCompare, "lot_weighed.ticket"));
  v1::BatchState& batch = EditBatch(t, e.batch_id());
  batch.set_lots(batch.lots() + 1);
  batch.set_lots_unassayed(batch.lots_unassayed() + 1);
  v1::LotState& lot = OpenLot(t, e.lot_id(), e.ticket(), e.grade_scheme(), e.grade_code());
  lot.set_batch_id(e.batch_id());
  lot.set_site_id(batch.site_id());
  lot.set_family(e.family());
  NoteWeighing(t, lot, weighing);
  return absl::OkStatus();
}

// The same ticket brings the tare.
absl::Status WeighAgain(Transaction& t, const v1::LotWeighed& e, const v1::LotState& before) {
  constexpr std::string_view kLot = "lot_weighed.lot_id";
  if (before.net_g() != 0) {
    return Refuse(v1::REFUSAL_REASON_LOT_STATE, kLot, "is weighed already: give the next lot an id of its own");
  }
  if (e.ticket().number() != before.ticket().number()) {
    return Refuse(v1::REFUSAL_REASON_LOT_STATE, kLot,
                  Cat("waits for the tare of its ticket ", before.ticket().number()));
  }
  if (e.batch_id() != before.batch_id() || e.grade_scheme() != before.grade_scheme() ||
      e.grade_code() != before.grade_code() || e.family() != before.family()) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kLot,
                  "batch, grade and family must be as first stated: the second entry brings the tare alone");
  }
  INGOT_ASSIGN_OR_RETURN(const Weighing weighing, CompleteTicket(t, before.ticket(), e.ticket(), "lot_weighed.ticket"));
  EditBatch(t, e.batch_id());
  v1::LotState& lot = EditLot(t, e.lot_id());
  *lot.mutable_ticket() = e.ticket();
  NoteWeighing(t, lot, weighing);
  return absl::OkStatus();
}

// What the lot takes out of its batch, in the cells in which it lies there.
void PostTaken(Transaction& t, const v1::BatchState& batch, v1::LotState& lot, const mass::Cells& taken) {
  PostCells(t, InProcess(batch), taken, -1);
  mass::Cells content = taken;
  if (lot.family() != v1::ALLOY_FAMILY_UNSPECIFIED) {
    content = mass::Regraded(taken, lot.family());
    const v1::Account regrade = mass::MakeAccount(v1::ACCOUNT_CLASS_REGRADE);
    PostCells(t, regrade, taken, 1);
    PostCells(t, regrade, content, -1);
  }
  *lot.mutable_position() = Recovered(lot, lot.holder());
  PostCells(t, lot.position(), content, 1);
  *lot.mutable_content() = mass::ToAmounts(content);
  lot.set_booked_g(mass::Total(content));
}

// Measured beyond the sources: accepted and kept apart, never claimed and never allocated.
void PostExcess(Transaction& t, v1::BatchState& batch, v1::LotState& lot, int64_t excess_g) {
  const v1::AlloyFamily family =
      lot.family() != v1::ALLOY_FAMILY_UNSPECIFIED ? lot.family() : v1::ALLOY_FAMILY_NOT_STATED;
  PostMass(t, mass::MakeAccount(v1::ACCOUNT_CLASS_VARIANCE, batch.site_id()), family, v1::ORIGIN_UNDOCUMENTED,
           -excess_g);
  PostMass(t, mass::MakeAccount(v1::ACCOUNT_CLASS_EXCESS, lot.holder()), family, v1::ORIGIN_UNDOCUMENTED, excess_g);
  batch.set_excess_g(batch.excess_g() + excess_g);
  lot.set_excess_g(excess_g);
  t.Flag(v1::FLAG_KIND_EXCESS, v1::SUBJECT_KIND_LOT, lot.lot_id());
  t.Flag(v1::FLAG_KIND_EXCESS, v1::SUBJECT_KIND_BATCH, batch.batch_id());
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::LotWeighed& e) {
  constexpr std::string_view kLot = "lot_weighed.lot_id";
  INGOT_RETURN_IF_ERROR(FindOpenBatch(t, e.batch_id(), "lot_weighed.batch_id").status());
  const v1::Record* const record = t.Find(state::SubjectKey(v1::SUBJECT_KIND_LOT, e.lot_id()));
  INGOT_RETURN_IF_ERROR(CheckWritable(t, e.lot_id(), record != nullptr ? record->lot().holder() : "", kLot));
  if (record == nullptr) return WeighNew(t, e);
  INGOT_ASSIGN_OR_RETURN(const v1::LotState* const before, FindHeldLot(t, e.lot_id(), kLot));
  return WeighAgain(t, e, *before);
}

absl::Status Handle(Transaction& t, const v1::LotAssayed& e) {
  constexpr std::string_view kLot = "lot_assayed.lot_id";
  INGOT_ASSIGN_OR_RETURN(const v1::LotState* const before, FindHeldLot(t, e.lot_id(), kLot));
  if (before->net_g() == 0) {
    return Refuse(
        v1::REFUSAL_REASON_LOT_STATE, kLot,
        Cat("is not weighed completely: state the tare of ticket ", before->ticket().number(), " (LotWeighed) first"));
  }
  if (before->assayed()) return Refuse(v1::REFUSAL_REASON_LOT_STATE, kLot, "is assayed already");
  INGOT_RETURN_IF_ERROR(CheckAssay(e, "lot_assayed"));
  const std::optional<int64_t> contained_g =
      mass::ContainedMetal(before->net_g(), e.moisture_ppm(), e.foreign_ppm(), e.metal_content_ppm());
  INGOT_CHECK_MSG(contained_g.has_value(), "shares were checked");

  v1::LotState& lot = EditLot(t, e.lot_id());
  v1::BatchState& batch = EditBatch(t, lot.batch_id());
  const mass::Cells rest = mass::ToCells(t.Balance(InProcess(batch)));
  const int64_t taken_g = std::min(*contained_g, mass::Total(rest));
  const mass::Cells taken = mass::ProRata(rest, taken_g);
  PostTaken(t, batch, lot, taken);
  batch.set_own_body_recovered_g(batch.own_body_recovered_g() + mass::TotalOf(taken, v1::ORIGIN_OWN_BODY));
  batch.set_lots_unassayed(batch.lots_unassayed() - 1);
  lot.set_contained_g(*contained_g);
  lot.set_assayed(true);
  *lot.mutable_assay() = e;
  if (*contained_g > taken_g) PostExcess(t, batch, lot, *contained_g - taken_g);
  if (e.laboratory() == lot.holder() || e.laboratory() == t.actor()) {
    t.Flag(v1::FLAG_KIND_ASSAY_BY_HOLDER, v1::SUBJECT_KIND_LOT, e.lot_id());
  }
  return absl::OkStatus();
}

}  // namespace ingot::rules
