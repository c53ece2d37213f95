// LotReassayed, WeightCorrected: a lot holds another amount of metal than was measured. The difference is posted where
// the metal is now, and against who answers for it.
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
#include "ledger/rules/handlers.h"
#include "ledger/rules/heat.h"
#include "ledger/rules/metal.h"
#include "ledger/rules/over_claim.h"
#include "ledger/rules/recovery.h"
#include "ledger/rules/succession.h"
#include "ledger/rules/values.h"
#include "ledger/rules/weigh_ticket.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using mass::MakeAccount;
using refusal::Refuse;

const std::string& WeigherOf(const v1::LotState& lot) { return lot.holders(0).organisation_id(); }

const v1::BatchState* BatchOf(const Transaction& t, const std::string& batch_id) {
  const v1::Record* const record = t.Find(state::SubjectKey(v1::SUBJECT_KIND_BATCH, batch_id));
  return record != nullptr ? &record->batch() : nullptr;
}

// No earlier fact on it can be reversed any more: a correction stands.
void Settle(Transaction& t, v1::SubjectKind kind, const std::string& id) {
  t.Edit(state::SubjectKey(kind, id)).set_settled_seq(t.context().seq);
}

// Where metal that the lot turns out not to hold was lost; for repair scrap, which has no batch, where the lot lies.
std::string SourceSite(const Transaction& t, const v1::LotState& lot) {
  const v1::BatchState* const batch = BatchOf(t, lot.batch_id());
  return batch != nullptr ? batch->site_id() : lot.site_id();
}

// The lot's metal beyond its sources becomes another amount.
void SetExcess(Transaction& t, v1::LotState& lot, int64_t excess_g) {
  const int64_t added_g = excess_g - lot.excess_g();
  if (added_g == 0) return;
  const v1::AlloyFamily family =
      lot.family() != v1::ALLOY_FAMILY_UNSPECIFIED ? lot.family() : v1::ALLOY_FAMILY_NOT_STATED;
  PostMass(t, MakeAccount(v1::ACCOUNT_CLASS_VARIANCE, SourceSite(t, lot)), family, v1::ORIGIN_UNDOCUMENTED, -added_g);
  PostMass(t, MakeAccount(v1::ACCOUNT_CLASS_EXCESS, WeigherOf(lot)), family, v1::ORIGIN_UNDOCUMENTED, added_g);
  lot.set_excess_g(excess_g);
  if (added_g > 0) t.Flag(v1::FLAG_KIND_EXCESS, v1::SUBJECT_KIND_LOT, lot.lot_id());
  if (lot.batch_id().empty()) return;
  v1::BatchState& batch = EditBatch(t, lot.batch_id());
  batch.set_excess_g(batch.excess_g() + added_g);
  if (added_g > 0) t.Flag(v1::FLAG_KIND_EXCESS, v1::SUBJECT_KIND_BATCH, lot.batch_id());
}

// The lot's cells in the families of its batch: a lot with a family of its own was regraded to it.
mass::Cells InBatchFamilies(const v1::BatchState& batch, const v1::LotState& lot, const mass::Cells& cells) {
  if (lot.family() == v1::ALLOY_FAMILY_UNSPECIFIED) return cells;
  const mass::Cells inputs = mass::ToCells(batch.inputs());
  mass::Cells original;
  for (const auto& [cell, grams] : cells) {
    mass::AddAll(original, mass::ProRata(mass::OfOrigin(inputs, cell.second), grams));
  }
  return original;
}

void PostRegrade(Transaction& t, const mass::Cells& from, const mass::Cells& to) {
  const v1::Account regrade = MakeAccount(v1::ACCOUNT_CLASS_REGRADE);
  PostCells(t, regrade, from, 1);
  PostCells(t, regrade, to, -1);
}

// Grams of the lot, which is there, go back to its open batch or, once that is closed, into variance.
void GiveBack(Transaction& t, v1::LotState& lot, int64_t grams) {
  mass::Cells content = mass::ToCells(lot.content());
  const mass::Cells back = mass::TakeProRata(content, grams);
  *lot.mutable_content() = mass::ToAmounts(content);
  TakeOut(t, lot.position(), back, lot.site_id());
  const v1::BatchState* const before = BatchOf(t, lot.batch_id());
  if (before == nullptr || before->closed()) {
    PostCells(t, MakeAccount(v1::ACCOUNT_CLASS_VARIANCE, SourceSite(t, lot)), back, 1);
    return;
  }
  v1::BatchState& batch = EditBatch(t, lot.batch_id());
  const mass::Cells original = InBatchFamilies(batch, lot, back);
  PostRegrade(t, back, original);
  PostCells(t, InProcess(batch), original, 1);
  batch.set_own_body_recovered_g(batch.own_body_recovered_g() - mass::TotalOf(back, v1::ORIGIN_OWN_BODY));
}

// Takes up to so many grams more out of the open batch into the lot; returns how many it held.
int64_t TakeMore(Transaction& t, v1::LotState& lot, int64_t grams) {
  const v1::BatchState* const before = BatchOf(t, lot.batch_id());
  if (before == nullptr || before->closed()) return 0;
  v1::BatchState& batch = EditBatch(t, lot.batch_id());
  const mass::Cells rest = mass::ToCells(t.Balance(InProcess(batch)));
  const mass::Cells taken = mass::ProRata(rest, std::min(grams, mass::Total(rest)));
  const mass::Cells added = lot.family() != v1::ALLOY_FAMILY_UNSPECIFIED ? mass::Regraded(taken, lot.family()) : taken;
  PostCells(t, InProcess(batch), taken, -1);
  PostRegrade(t, taken, added);
  PostCells(t, lot.position(), added, 1);
  mass::Cells content = mass::ToCells(lot.content());
  mass::AddAll(content, added);
  *lot.mutable_content() = mass::ToAmounts(content);
  batch.set_own_body_recovered_g(batch.own_body_recovered_g() + mass::TotalOf(taken, v1::ORIGIN_OWN_BODY));
  return mass::Total(taken);
}

// The metal lies where the lot is. What is measured beyond what the batch still holds is excess: once a batch is
// closed, what it lost is booked, and no later measurement makes metal of it that could be claimed.
void CorrectInPlace(Transaction& t, v1::LotState& lot, int64_t contained_g) {
  const int64_t booked_g = lot.contained_g() - lot.excess_g();
  if (contained_g < booked_g) {
    GiveBack(t, lot, booked_g - contained_g);
    SetExcess(t, lot, 0);
  } else {
    const int64_t more_g = TakeMore(t, lot, contained_g - booked_g);
    SetExcess(t, lot, contained_g - booked_g - more_g);
  }
  const bool moved = lot.holder() != WeigherOf(lot) || !lot.transfer_id().empty();
  if (moved) t.Flag(v1::FLAG_KIND_CORRECTED_LATE, v1::SUBJECT_KIND_LOT, lot.lot_id());
}

// What the lot held when it was consumed: its consumption kept that for a reversal. After a further correction, by
// which nothing can be reversed any more, in the proportions of its batch.
mass::Cells HeldWhenConsumed(const Transaction& t, const v1::LotState& lot) {
  const std::string key = state::SubjectKey(v1::SUBJECT_KIND_LOT, lot.lot_id());
  if (const v1::Record* const undo = t.Find(state::UndoKey(t.Find(key)->settled_seq())); undo != nullptr) {
    for (const v1::PriorRecord& prior : undo->undo().prior()) {
      if (prior.key() == key && !prior.record().lot().content().empty()) {
        return mass::ToCells(prior.record().lot().content());
      }
    }
  }
  mass::Cells held;
  if (const v1::BatchState* const batch = BatchOf(t, lot.batch_id()); batch != nullptr) {
    held = mass::ToCells(batch->inputs());
  } else {
    held[{v1::ALLOY_FAMILY_NOT_STATED, v1::ORIGIN_REPAIR}] = 1;
  }
  return lot.family() != v1::ALLOY_FAMILY_UNSPECIFIED ? mass::Regraded(held, lot.family()) : held;
}

// Metal that never went into a heat can't be claimed out of it.
void LowerEligible(Transaction& t, const std::string& heat_id, const mass::Cells& missing) {
  v1::HeatState& heat = EditHeat(t, heat_id);
  mass::Cells tapped = mass::ToCells(heat.tapped());
  for (const auto& [cell, grams] : missing) {
    mass::Cells of_origin = mass::OfOrigin(tapped, cell.second);
    mass::AddAll(tapped, mass::TakeProRata(of_origin, std::min(grams, mass::Total(of_origin))), -1);
  }
  *heat.mutable_tapped() = mass::ToAmounts(tapped);
  if (!heat.claimed().empty()) t.Flag(v1::FLAG_KIND_CLAIM_AFFECTED, v1::SUBJECT_KIND_HEAT, heat_id);
  NoteOverClaim(t, heat);
}

// The account that answers for metal which the consumer of the lot did not get (or got beyond what was booked).
v1::Account ConsumerOf(Transaction& t, const v1::LotState& lot, const mass::Cells& missing) {
  const std::string& consumer = lot.consumed_by();
  if (consumer.empty()) return MakeAccount(v1::ACCOUNT_CLASS_OPEN_LOOP);
  const v1::HeatState* const heat = LookUpHeat(t, consumer);
  const bool melted = heat != nullptr && std::binary_search(heat->melted().lot_ids().begin(),
                                                            heat->melted().lot_ids().end(), lot.lot_id());
  if (!melted) {
    Settle(t, v1::SUBJECT_KIND_BATCH, consumer);
    return MakeAccount(v1::ACCOUNT_CLASS_VARIANCE, EditBatch(t, consumer).site_id());
  }
  const std::string site_id = heat->site_id();
  LowerEligible(t, consumer, missing);
  Settle(t, v1::SUBJECT_KIND_HEAT, consumer);
  return MakeAccount(v1::ACCOUNT_CLASS_VARIANCE, site_id);
}

// The metal has gone into a batch, a heat or a sale: what went there stays as booked, and both parties' variance takes
// the difference.
void CorrectLate(Transaction& t, v1::LotState& lot, int64_t contained_g) {
  const int64_t booked_g = lot.contained_g() - lot.excess_g();
  int64_t excess_g = 0;
  if (contained_g >= booked_g) excess_g = std::min(lot.excess_g(), contained_g - booked_g);
  const int64_t difference_g = contained_g - excess_g - booked_g;
  const int sign = difference_g < 0 ? 1 : -1;
  const mass::Cells cells = mass::ProRata(HeldWhenConsumed(t, lot), difference_g < 0 ? -difference_g : difference_g);
  SetExcess(t, lot, excess_g);
  PostCells(t, MakeAccount(v1::ACCOUNT_CLASS_VARIANCE, SourceSite(t, lot)), cells, sign);
  PostCells(t, ConsumerOf(t, lot, sign > 0 ? cells : mass::Cells()), cells, -sign);
  t.Flag(v1::FLAG_KIND_CORRECTED_LATE, v1::SUBJECT_KIND_LOT, lot.lot_id());
}

void Correct(Transaction& t, v1::LotState& lot, int64_t contained_g) {
  if (!lot.batch_id().empty()) {
    EditBatch(t, lot.batch_id());
    Settle(t, v1::SUBJECT_KIND_BATCH, lot.batch_id());
  }
  lot.consumed() ? CorrectLate(t, lot, contained_g) : CorrectInPlace(t, lot, contained_g);
  lot.set_contained_g(contained_g);
  Settle(t, v1::SUBJECT_KIND_LOT, lot.lot_id());
}

absl::StatusOr<int64_t> ContainedBy(int64_t net_g, const v1::LotAssayed& assay) {
  const std::optional<int64_t> contained_g =
      mass::ContainedMetal(net_g, assay.moisture_ppm(), assay.foreign_ppm(), assay.metal_content_ppm());
  INGOT_CHECK_MSG(contained_g.has_value(), "shares were checked");
  return *contained_g;
}

const v1::LotState* LookUpLot(const Transaction& t, const std::string& lot_id) {
  const v1::Record* const record = t.Find(state::SubjectKey(v1::SUBJECT_KIND_LOT, lot_id));
  return record != nullptr ? &record->lot() : nullptr;
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::LotReassayed& e) {
  constexpr std::string_view kLot = "lot_reassayed.assay.lot_id";
  INGOT_RETURN_IF_ERROR(CheckGiven(e.has_assay(), "lot_reassayed.assay"));
  INGOT_RETURN_IF_ERROR(directory::CheckScopedId(e.assay().lot_id(), kLot));
  const v1::LotState* const before = LookUpLot(t, e.assay().lot_id());
  if (before == nullptr || (!ActsFor(t, before->holder()) && !ActsFor(t, WeigherOf(*before)))) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, kLot, "you neither hold nor assayed such a lot");
  }
  if (!before->has_assay()) {
    return Refuse(v1::REFUSAL_REASON_LOT_STATE, kLot, "has no assay to be corrected: post LotAssayed first");
  }
  INGOT_RETURN_IF_ERROR(CheckAssay(e.assay(), "lot_reassayed.assay"));
  INGOT_ASSIGN_OR_RETURN(const int64_t contained_g, ContainedBy(before->net_g(), e.assay()));

  v1::LotState& lot = EditLot(t, e.assay().lot_id());
  Correct(t, lot, contained_g);
  *lot.mutable_assay() = e.assay();
  if (e.assay().laboratory() == lot.holder() || e.assay().laboratory() == t.actor()) {
    t.Flag(v1::FLAG_KIND_ASSAY_BY_HOLDER, v1::SUBJECT_KIND_LOT, e.assay().lot_id());
  }
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::WeightCorrected& e) {
  constexpr std::string_view kLot = "weight_corrected.lot_id";
  INGOT_RETURN_IF_ERROR(directory::CheckScopedId(e.lot_id(), kLot));
  const v1::LotState* const before = LookUpLot(t, e.lot_id());
  if (before == nullptr || !ActsFor(t, WeigherOf(*before))) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, kLot, "you weighed no such lot");
  }
  if (before->net_g() == 0) {
    return Refuse(v1::REFUSAL_REASON_LOT_STATE, kLot,
                  Cat("waits for the tare of its ticket ", before->ticket().number(), " (LotWeighed)"));
  }
  INGOT_RETURN_IF_ERROR(CheckGiven(e.has_ticket(), "weight_corrected.ticket"));
  INGOT_ASSIGN_OR_RETURN(const Weighing weighing,
                         CorrectTicket(t, before->ticket(), e.ticket(), "weight_corrected.ticket"));

  v1::LotState& lot = EditLot(t, e.lot_id());
  if (lot.has_assay()) {
    INGOT_ASSIGN_OR_RETURN(const int64_t contained_g, ContainedBy(weighing.net_g, lot.assay()));
    Correct(t, lot, contained_g);
  } else if (lot.assayed()) {
    // Repair scrap states its metal, which its net bounds.
    Correct(t, lot, std::min(lot.contained_g(), weighing.net_g));
  }
  Settle(t, v1::SUBJECT_KIND_LOT, e.lot_id());
  *lot.mutable_ticket() = e.ticket();
  NoteWeighing(t, lot, weighing);
  return absl::OkStatus();
}

}  // namespace ingot::rules
