// HeatCorrected: a heat gave other outputs than was measured.
#include <algorithm>
#include <string>

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
#include "ledger/rules/succession.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using mass::MakeAccount;
using refusal::Refuse;

absl::Status CheckValues(const v1::HeatCorrected& e) {
  INGOT_RETURN_IF_ERROR(CheckRange(e.tapped_g(), 1, kMaxHeatG, "heat_corrected.tapped_g"));
  INGOT_RETURN_IF_ERROR(CheckRange(e.heel_after_g(), 0, kMaxHeatG, "heat_corrected.heel_after_g"));
  INGOT_RETURN_IF_ERROR(CheckRange(e.dross_g(), 0, kMaxHeatG, "heat_corrected.dross_g"));
  return CheckRange(e.dross_metal_g(), 0, e.dross_g(), "heat_corrected.dross_metal_g");
}

// Takes metal out of an account, in whatever families its origins lie there; what is no more there, out of variance.
void Withdraw(Transaction& t, const v1::Account& account, const mass::Cells& cells, const v1::Account& variance) {
  const mass::Cells balance = mass::ToCells(t.Balance(account));
  const v1::Account regrade = MakeAccount(v1::ACCOUNT_CLASS_REGRADE);
  for (const auto& [cell, grams] : cells) {
    const mass::Cells there = mass::OfOrigin(balance, cell.second);
    const int64_t taken_g = std::min(grams, mass::Total(there));
    const mass::Cells taken = mass::ProRata(there, taken_g);
    PostCells(t, account, taken, -1);
    PostCells(t, regrade, taken, 1);
    PostMass(t, regrade, cell.first, cell.second, -taken_g);
    PostMass(t, variance, cell.first, cell.second, taken_g - grams);
  }
}

// Moves the differences between the outputs of a heat, whose input stays. All of it lies in the heat's family and in
// the proportions of what was tapped.
class OutputCorrection {
 public:
  OutputCorrection(Transaction& t, v1::HeatState& heat)
      : t_(t), heat_(heat), variance_(MakeAccount(v1::ACCOUNT_CLASS_VARIANCE, heat.site_id())) {}

  void Apply(const MeltOutputs& before, const MeltOutputs& after) {
    const int64_t tapped_g = after.tapped_g - before.tapped_g;
    const int64_t heel_g = after.heel_g - before.heel_g;
    const int64_t dross_g = after.dross_g - before.dross_g;
    const int64_t loss_g = -(tapped_g + heel_g + dross_g);
    mass::Cells weights = mass::ToCells(heat_.tapped());
    if (weights.empty()) weights[{heat_.melted().family(), v1::ORIGIN_UNDOCUMENTED}] = 1;
    int64_t moved_g = 0;
    for (const int64_t grams : {tapped_g, heel_g, dross_g, loss_g}) moved_g += std::max<int64_t>(grams, 0);
    const mass::Cells moved = mass::ProRata(weights, moved_g);
    mass::Cells out = moved;
    Tap(Share(out, -tapped_g), -1);
    // The next heat measures what is left in the furnace, and its books are right by then.
    PostCells(t_, variance_, Share(out, -heel_g), -1);
    Withdraw(t_, MakeAccount(v1::ACCOUNT_CLASS_DROSS, heat_.site_id()), Share(out, -dross_g), variance_);
    Withdraw(t_, MakeAccount(v1::ACCOUNT_CLASS_LOSS_MELT, heat_.site_id()), Share(out, -loss_g), variance_);
    mass::Cells in = moved;
    Tap(Share(in, tapped_g), 1);
    PostCells(t_, variance_, Share(in, heel_g), 1);
    PostCells(t_, MakeAccount(v1::ACCOUNT_CLASS_DROSS, heat_.site_id()), Share(in, dross_g), 1);
    PostCells(t_, MakeAccount(v1::ACCOUNT_CLASS_LOSS_MELT, heat_.site_id()), Share(in, loss_g), 1);
    heat_.set_loss_g(heat_.loss_g() + loss_g);
  }

 private:
  static mass::Cells Share(mass::Cells& cells, int64_t grams) {
    return mass::TakeProRata(cells, std::max<int64_t>(grams, 0));
  }

  // Tapped metal comes (1), or goes (-1): what of it has left the plant, out of variance.
  void Tap(const mass::Cells& cells, int sign) {
    const v1::Account remelted = MakeAccount(v1::ACCOUNT_CLASS_REMELTED, heat_.site_id());
    mass::Cells content = mass::ToCells(heat_.content());
    const mass::Cells there = sign > 0 ? cells : mass::Common(cells, content);
    mass::Cells gone = cells;
    mass::AddAll(gone, there, -1);
    if (sign > 0) {
      PostCells(t_, remelted, there, 1);
    } else {
      TakeOut(t_, remelted, there, heat_.site_id());
    }
    PostCells(t_, variance_, gone, -1);
    mass::AddAll(content, there, sign);
    *heat_.mutable_content() = mass::ToAmounts(content);
    mass::Cells tapped = mass::ToCells(heat_.tapped());
    mass::AddAll(tapped, sign > 0 ? cells : mass::Common(cells, tapped), sign);
    *heat_.mutable_tapped() = mass::ToAmounts(tapped);
    if (!gone.empty()) t_.Flag(v1::FLAG_KIND_CORRECTED_LATE, v1::SUBJECT_KIND_HEAT, heat_.heat_id());
  }

  Transaction& t_;
  v1::HeatState& heat_;
  const v1::Account variance_;
};

void SetExcess(Transaction& t, v1::HeatState& heat, int64_t excess_g) {
  const int64_t added_g = excess_g - heat.excess_g();
  const v1::AlloyFamily family = heat.melted().family();
  PostMass(t, MakeAccount(v1::ACCOUNT_CLASS_VARIANCE, heat.site_id()), family, v1::ORIGIN_UNDOCUMENTED, -added_g);
  PostMass(t, MakeAccount(v1::ACCOUNT_CLASS_EXCESS, heat.organisation_id()), family, v1::ORIGIN_UNDOCUMENTED, added_g);
  heat.set_excess_g(excess_g);
  if (added_g > 0) t.Flag(v1::FLAG_KIND_YIELD_ABOVE_INPUT, v1::SUBJECT_KIND_HEAT, heat.heat_id());
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::HeatCorrected& e) {
  constexpr std::string_view kHeat = "heat_corrected.heat_id";
  INGOT_RETURN_IF_ERROR(directory::CheckScopedId(e.heat_id(), kHeat));
  const v1::HeatState* const before = LookUpHeat(t, e.heat_id());
  if (before == nullptr || !ActsFor(t, before->organisation_id())) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, kHeat, "you melted no such heat");
  }
  INGOT_RETURN_IF_ERROR(CheckValues(e));

  v1::HeatState& heat = EditHeat(t, e.heat_id());
  const MeltOutputs booked = BookOutputs(heat.melted(), heat.input_g());
  heat.mutable_melted()->set_tapped_g(e.tapped_g());
  heat.mutable_melted()->set_heel_after_g(e.heel_after_g());
  heat.mutable_melted()->set_dross_g(e.dross_g());
  heat.mutable_melted()->set_dross_metal_g(e.dross_metal_g());
  const MeltOutputs corrected = BookOutputs(heat.melted(), heat.input_g());
  OutputCorrection(t, heat).Apply(booked, corrected);
  SetExcess(t, heat, corrected.excess_g);
  heat.set_corrected(true);
  if (corrected.tapped_g < booked.tapped_g && !heat.claimed().empty()) {
    t.Flag(v1::FLAG_KIND_CLAIM_AFFECTED, v1::SUBJECT_KIND_HEAT, e.heat_id());
  }
  NoteOverClaim(t, heat);
  JudgeMeltLoss(t, heat, heat.input_g() - heat.melted().heel_before_g(), heat.loss_g() - heat.excess_g());
  t.Edit(state::SubjectKey(v1::SUBJECT_KIND_HEAT, e.heat_id())).set_settled_seq(t.context().seq);
  return absl::OkStatus();
}

}  // namespace ingot::rules
