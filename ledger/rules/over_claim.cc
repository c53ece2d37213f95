#include "ledger/rules/over_claim.h"

#include <algorithm>
#include <utility>

#include "ledger/rules/heat.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

// A heat that is not there any more, or that was covered again, asks for nothing.
mass::Cells LeftToMakeGood(const Transaction& t, const std::string& heat_id) {
  const v1::HeatState* const heat = LookUpHeat(t, heat_id);
  return heat != nullptr ? OverClaimed(*heat) : mass::Cells();
}

}  // namespace

mass::Cells OverClaimed(const v1::HeatState& heat) {
  const mass::Cells claimed = mass::ToCells(heat.claimed());
  mass::Cells beyond = claimed;
  mass::AddAll(beyond, mass::ToCells(heat.tapped()), -1);
  mass::AddAll(beyond, mass::ToCells(heat.made_good()), -1);
  return mass::Common(beyond, claimed);
}

void NoteOverClaim(Transaction& t, const v1::HeatState& heat) {
  if (OverClaimed(heat).empty()) return;
  const std::string key = state::OrganisationKey(heat.organisation_id());
  const auto& before = t.Find(key)->organisation().over_claimed_heats();
  if (std::find(before.begin(), before.end(), heat.heat_id()) != before.end()) return;
  auto& heats = *t.Edit(key).mutable_organisation()->mutable_over_claimed_heats();
  if (heats.size() >= kMaxOverClaimedHeats) {
    heats.erase(std::remove_if(heats.begin(), heats.end(),
                               [&t](const std::string& noted) { return LeftToMakeGood(t, noted).empty(); }),
                heats.end());
  }
  // Beyond that many at once the flag CLAIM_AFFECTED alone tells of it.
  if (heats.size() < kMaxOverClaimedHeats) *heats.Add() = heat.heat_id();
}

std::vector<Amends::Debt>& Amends::DebtsOf(const std::string& smelter) {
  const auto [it, added] = debts_.try_emplace(smelter);
  if (!added) return it->second;
  for (const std::string& heat_id : t_.Find(state::OrganisationKey(smelter))->organisation().over_claimed_heats()) {
    mass::Cells left = LeftToMakeGood(t_, heat_id);
    if (!left.empty()) it->second.push_back({heat_id, std::move(left), {}});
  }
  return it->second;
}

mass::Cells Amends::TakeFrom(const v1::HeatState& heat, mass::Cells& free) {
  mass::Cells taken;
  for (Debt& debt : DebtsOf(heat.organisation_id())) {
    for (const auto& [cell, grams] : mass::Cells(debt.left)) {
      // The same origin, in whatever family the heat has it.
      const mass::Cells there = mass::OfOrigin(free, cell.second);
      const int64_t made_good_g = std::min(grams, mass::Total(there));
      const mass::Cells part = mass::ProRata(there, made_good_g);
      mass::AddAll(free, part, -1);
      mass::AddAll(taken, part);
      mass::Add(debt.left, cell, -made_good_g);
      mass::Add(debt.made_good, cell, made_good_g);
    }
  }
  return taken;
}

void Amends::Note(Transaction& t) const {
  for (const auto& [smelter, debts] : debts_) {
    for (const Debt& debt : debts) {
      if (debt.made_good.empty()) continue;
      v1::HeatState& heat = EditHeat(t, debt.heat_id);
      mass::Cells made_good = mass::ToCells(heat.made_good());
      mass::AddAll(made_good, debt.made_good);
      *heat.mutable_made_good() = mass::ToAmounts(made_good);
    }
  }
}

}  // namespace ingot::rules
