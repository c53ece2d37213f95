// HeatMelted: a furnace's balance. heel before + charge = tapped + heel after + metal in dross + loss.
#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/directory/ids.h"
#include "ledger/mass/account_class.h"
#include "ledger/mass/amounts.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/directory_access.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/heat.h"
#include "ledger/rules/metal.h"
#include "ledger/rules/recovery.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using mass::MakeAccount;
using refusal::Refuse;

constexpr int kMaxMeltedLots = 32;
constexpr int kMaxPrimary = 7;

absl::Status CheckId(const Transaction& t, const std::string& heat_id) {
  constexpr std::string_view kField = "heat_melted.heat_id";
  INGOT_RETURN_IF_ERROR(directory::CheckOwnId(t.actor(), heat_id, kField));
  if (t.Find(state::SubjectKey(v1::SUBJECT_KIND_HEAT, heat_id)) == nullptr) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_ALREADY_EXISTS, kField, "you used this id for a heat before: a heat is tapped once");
}

absl::Status CheckLots(const Transaction& t, const v1::HeatMelted& e) {
  INGOT_RETURN_IF_ERROR(CheckAscending(e.lot_ids(), kMaxMeltedLots, "heat_melted.lot_ids"));
  for (int i = 0; i < e.lot_ids_size(); ++i) {
    const std::string field = Cat("heat_melted.lot_ids[", i, "]");
    INGOT_ASSIGN_OR_RETURN(const v1::LotState* const lot, FindUsableLot(t, e.lot_ids(i), field));
    if (lot->site_id() != e.site_id()) {
      return Refuse(v1::REFUSAL_REASON_LOT_STATE, field,
                    Cat("lies at ", lot->site_id(), ": send it to the furnace's site (LotSent) first"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckPrimary(const v1::HeatMelted& e) {
  constexpr std::string_view kField = "heat_melted.primary";
  if (e.primary_size() > kMaxPrimary) {
    return Refuse(v1::REFUSAL_REASON_TOO_LARGE, kField,
                  Cat("has ", e.primary_size(), " elements, may have ", kMaxPrimary));
  }
  for (int i = 0; i < e.primary_size(); ++i) {
    const v1::PrimaryMetal& metal = e.primary(i);
    const std::string field = Cat(kField, "[", i, "]");
    INGOT_RETURN_IF_ERROR(CheckGiven(metal.family() != v1::ALLOY_FAMILY_UNSPECIFIED, Cat(field, ".family")));
    if (i > 0 && e.primary(i - 1).family() >= metal.family()) {
      return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, Cat(field, ".family"), "must be ascending, without doubles");
    }
    INGOT_RETURN_IF_ERROR(CheckRange(metal.grams(), 1, kMaxHeatG, Cat(field, ".grams")));
  }
  return absl::OkStatus();
}

absl::Status CheckValues(const v1::HeatMelted& e) {
  INGOT_RETURN_IF_ERROR(CheckRange(e.heel_before_g(), 0, kMaxHeatG, "heat_melted.heel_before_g"));
  INGOT_RETURN_IF_ERROR(
      CheckGiven(e.heel_before_g() > 0 || !e.lot_ids().empty() || !e.tickets().empty() || !e.primary().empty(),
                 "heat_melted.lot_ids"));
  INGOT_RETURN_IF_ERROR(CheckScrapCount(e.tickets_size(), "heat_melted.tickets"));
  INGOT_RETURN_IF_ERROR(CheckPrimary(e));
  INGOT_RETURN_IF_ERROR(CheckRange(e.tapped_g(), 1, kMaxHeatG, "heat_melted.tapped_g"));
  INGOT_RETURN_IF_ERROR(CheckGiven(e.family() != v1::ALLOY_FAMILY_UNSPECIFIED, "heat_melted.family"));
  INGOT_RETURN_IF_ERROR(CheckRange(e.heel_after_g(), 0, kMaxHeatG, "heat_melted.heel_after_g"));
  INGOT_RETURN_IF_ERROR(CheckRange(e.dross_g(), 0, kMaxHeatG, "heat_melted.dross_g"));
  return CheckRange(e.dross_metal_g(), 0, e.dross_g(), "heat_melted.dross_metal_g");
}

// The heel as measured. What it lacks against the books leaves pro rata; what lies above them is metal of unknown
// origin: no measurement makes metal that could be claimed.
mass::Cells TakeHeel(Transaction& t, const v1::HeatMelted& e) {
  const v1::Account furnace = MakeAccount(v1::ACCOUNT_CLASS_FURNACE, e.site_id());
  const v1::Account variance = MakeAccount(v1::ACCOUNT_CLASS_VARIANCE, e.site_id());
  mass::Cells heel = mass::ToCells(t.Balance(furnace));
  PostCells(t, furnace, heel, -1);
  const int64_t booked_g = mass::Total(heel);
  if (e.heel_before_g() < booked_g) {
    PostCells(t, variance, mass::TakeProRata(heel, booked_g - e.heel_before_g()), 1);
  } else {
    const mass::Cells found{{{e.family(), v1::ORIGIN_UNDOCUMENTED}, e.heel_before_g() - booked_g}};
    PostCells(t, variance, found, -1);
    mass::AddAll(heel, found);
  }
  return heel;
}

absl::StatusOr<mass::Cells> TakeCharge(Transaction& t, const v1::HeatMelted& e) {
  mass::Cells charge;
  for (const std::string& lot_id : e.lot_ids()) mass::AddAll(charge, ConsumeLot(t, lot_id, e.heat_id()));
  for (int i = 0; i < e.tickets_size(); ++i) {
    INGOT_RETURN_IF_ERROR(
        FeedScrap(t, e.tickets(i), v1::SUBJECT_KIND_HEAT, e.heat_id(), Cat("heat_melted.tickets[", i, "]"), charge));
  }
  for (const v1::PrimaryMetal& metal : e.primary()) {
    PostMass(t, MakeAccount(v1::ACCOUNT_CLASS_PRIMARY), metal.family(), v1::ORIGIN_UNSPECIFIED, -metal.grams());
    mass::Add(charge, {metal.family(), v1::ORIGIN_PRIMARY}, metal.grams());
  }
  return charge;
}

// Posts cells of the melt to an account, regraded to the heat's family.
mass::Cells PostMelt(Transaction& t, const v1::Account& account, const mass::Cells& cells, v1::AlloyFamily family) {
  mass::Cells regraded = mass::Regraded(cells, family);
  const v1::Account regrade = MakeAccount(v1::ACCOUNT_CLASS_REGRADE);
  PostCells(t, regrade, cells, 1);
  PostCells(t, regrade, regraded, -1);
  PostCells(t, account, regraded, 1);
  return regraded;
}

// ISO 22095: of one source and origin the identity is preserved, of several sources and one origin it is segregated,
// several origins in a furnace are blended.
v1::CustodyModel StrongestModel(const v1::HeatMelted& e, const mass::Cells& melt) {
  std::set<v1::Origin> origins;
  for (const auto& [cell, grams] : melt) origins.insert(cell.second);
  if (origins.size() > 1) return v1::CUSTODY_MODEL_CONTROLLED_BLENDING;
  const int sources = (e.heel_before_g() > 0 ? 1 : 0) + e.lot_ids_size() + e.tickets_size() + e.primary_size();
  return sources > 1 ? v1::CUSTODY_MODEL_SEGREGATED : v1::CUSTODY_MODEL_IDENTITY_PRESERVED;
}

void Tap(Transaction& t, const v1::HeatMelted& e, mass::Cells melt, int64_t charge_g, v1::HeatState& heat) {
  const int64_t input_g = mass::Total(melt);
  const MeltOutputs outputs = BookOutputs(e, input_g);
  heat.set_input_g(input_g);
  heat.set_excess_g(outputs.excess_g);
  heat.set_strongest_model(StrongestModel(e, melt));

  const mass::Cells tapped = PostMelt(t, MakeAccount(v1::ACCOUNT_CLASS_REMELTED, e.site_id()),
                                      mass::TakeProRata(melt, outputs.tapped_g), e.family());
  *heat.mutable_tapped() = mass::ToAmounts(tapped);
  *heat.mutable_content() = heat.tapped();
  PostMelt(t, MakeAccount(v1::ACCOUNT_CLASS_FURNACE, e.site_id()), mass::TakeProRata(melt, outputs.heel_g), e.family());
  PostCells(t, MakeAccount(v1::ACCOUNT_CLASS_DROSS, e.site_id()), mass::TakeProRata(melt, outputs.dross_g), 1);
  PostCells(t, MakeAccount(v1::ACCOUNT_CLASS_LOSS_MELT, e.site_id()), melt, 1);
  heat.set_loss_g(mass::Total(melt));

  if (outputs.excess_g > 0) {
    PostMass(t, MakeAccount(v1::ACCOUNT_CLASS_VARIANCE, e.site_id()), e.family(), v1::ORIGIN_UNDOCUMENTED,
             -outputs.excess_g);
    PostMass(t, MakeAccount(v1::ACCOUNT_CLASS_EXCESS, heat.organisation_id()), e.family(), v1::ORIGIN_UNDOCUMENTED,
             outputs.excess_g);
    t.Flag(v1::FLAG_KIND_YIELD_ABOVE_INPUT, v1::SUBJECT_KIND_HEAT, e.heat_id());
  }
  JudgeMeltLoss(t, heat, charge_g, heat.loss_g() - outputs.excess_g);
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::HeatMelted& e) {
  INGOT_RETURN_IF_ERROR(FindOwnSite(t, e.site_id(), "heat_melted.site_id").status());
  INGOT_RETURN_IF_ERROR(CheckId(t, e.heat_id()));
  INGOT_RETURN_IF_ERROR(
      FindStandard(t, e.yield_standard_id(), v1::RECOVERY_PROCESS_MELT, "heat_melted.yield_standard_id").status());
  INGOT_RETURN_IF_ERROR(CheckLots(t, e));
  INGOT_RETURN_IF_ERROR(CheckValues(e));

  v1::HeatState& heat = EditHeat(t, e.heat_id());
  heat.set_heat_id(e.heat_id());
  heat.set_organisation_id(t.actor());
  heat.set_site_id(e.site_id());
  heat.set_yield_standard_id(e.yield_standard_id());
  *heat.mutable_melted() = e;
  *heat.mutable_melted_on() = t.OccurredOn();
  mass::Cells melt = TakeHeel(t, e);
  INGOT_ASSIGN_OR_RETURN(const mass::Cells charge, TakeCharge(t, e));
  mass::AddAll(melt, charge);
  Tap(t, e, std::move(melt), mass::Total(charge), heat);
  return absl::OkStatus();
}

}  // namespace ingot::rules
