// Repairs: PanelReplaced, RepairScrapCollected.
#include <string>
#include <string_view>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/directory/ids.h"
#include "ledger/mass/account_class.h"
#include "ledger/mass/amounts.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/directory_access.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/metal.h"
#include "ledger/rules/recovery.h"
#include "ledger/rules/succession.h"
#include "ledger/rules/values.h"
#include "ledger/rules/weigh_ticket.h"
#include "ledger/state/record_key.h"
#include "ledger/vehicle/custody.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

constexpr int kMaxFitted = 16;
// A heap of scrap: far above any instrument's capacity, which the ticket keeps.
constexpr int64_t kMaxHeapG = 1'000'000'000'000;

// Where a body can be repaired: on the road, in stock or as a loss; not once the vehicle has retired or is away.
absl::Status CheckRepairable(const v1::VehicleState& vehicle) {
  switch (vehicle.custody()) {
    case v1::CUSTODY_STATE_REGISTERED:
    case v1::CUSTODY_STATE_IN_STOCK:
    case v1::CUSTODY_STATE_LEASED:
    case v1::CUSTODY_STATE_LEASE_TO_OWN:
    case v1::CUSTODY_STATE_SOLD:
    case v1::CUSTODY_STATE_RETURNED:
    case v1::CUSTODY_STATE_TOTAL_LOSS:
      return absl::OkStatus();
    default:
      break;
  }
  return Refuse(v1::REFUSAL_REASON_ILLEGAL_TRANSITION, "panel_replaced.vin",
                Cat("a vehicle that is ", vehicle::StateName(vehicle.custody()),
                    " is not repaired: what is taken from a hulk is PartsRemoved"));
}

// A workshop repairs any vehicle, others the ones that they hold.
absl::StatusOr<const v1::VehicleState*> FindRepaired(const Transaction& t, const std::string& vin) {
  constexpr std::string_view kVin = "panel_replaced.vin";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const vehicle, FindVehicle(t, vin, kVin));
  if (!t.HasRole(v1::ROLE_WORKSHOP)) INGOT_RETURN_IF_ERROR(CheckHolder(t, *vehicle, kVin));
  INGOT_RETURN_IF_ERROR(CheckAtRest(*vehicle, kVin));
  INGOT_RETURN_IF_ERROR(CheckRepairable(*vehicle));
  return vehicle;
}

absl::Status CheckFitted(const Transaction& t, const v1::FittedPanel& panel, std::string_view field) {
  INGOT_RETURN_IF_ERROR(CheckGiven(panel.source() != v1::PANEL_SOURCE_UNSPECIFIED, Cat(field, ".source")));
  if (panel.source() == v1::PANEL_SOURCE_REUSED) {
    INGOT_RETURN_IF_ERROR(FindOwnSite(t, panel.from_site(), Cat(field, ".from_site")).status());
  } else if (!panel.from_site().empty()) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, Cat(field, ".from_site"),
                  "must be empty for a new part: it comes from no site of yours");
  }
  INGOT_RETURN_IF_ERROR(CheckGiven(panel.has_metal(), Cat(field, ".metal")));
  INGOT_RETURN_IF_ERROR(
      CheckGiven(panel.metal().family() != v1::ALLOY_FAMILY_UNSPECIFIED, Cat(field, ".metal.family")));
  return CheckRange(panel.metal().grams(), 1, kMaxBodyG, Cat(field, ".metal.grams"));
}

// What a body and a site can give, and what a body can hold.
absl::Status CheckBalance(const v1::PanelReplaced& e, const v1::VehicleState& vehicle) {
  const int64_t body_g = mass::Total(vehicle.body());
  const int64_t removed_g = mass::Total(e.removed());
  if (removed_g > body_g) {
    return Refuse(v1::REFUSAL_REASON_MASS_EXCEEDS_SOURCE, "panel_replaced.removed",
                  Cat("is ", removed_g, " g, the body holds ", body_g, ": take out at most that, or restate its mass"));
  }
  int64_t after_g = body_g - removed_g;
  for (const v1::FittedPanel& panel : e.fitted()) after_g += panel.metal().grams();
  if (after_g <= kMaxBodyG) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, "panel_replaced.fitted",
                Cat("would bring the body to ", after_g, " g, at most ", kMaxBodyG, " are a body's"));
}

absl::Status CheckPanels(const Transaction& t, const v1::PanelReplaced& e, const v1::VehicleState& vehicle) {
  INGOT_RETURN_IF_ERROR(CheckGiven(!e.removed().empty() || !e.fitted().empty(), "panel_replaced.removed"));
  INGOT_RETURN_IF_ERROR(CheckMasses(e.removed(), kMaxBodyG, "panel_replaced.removed"));
  if (e.fitted_size() > kMaxFitted) {
    return Refuse(
        v1::REFUSAL_REASON_TOO_LARGE, "panel_replaced.fitted",
        Cat("has ", e.fitted_size(), " elements, may have ", kMaxFitted, ": state the others in a further event"));
  }
  for (int i = 0; i < e.fitted_size(); ++i) {
    INGOT_RETURN_IF_ERROR(CheckFitted(t, e.fitted(i), Cat("panel_replaced.fitted[", i, "]")));
  }
  return CheckBalance(e, vehicle);
}

// Scrap keeps what will be its origin: a foreign make's body was never the bank's, so that no closed loop counts it.
void TakeOutPanels(Transaction& t, const v1::PanelReplaced& e, v1::VehicleState& vehicle) {
  const mass::Cells removed = mass::ToCells(e.removed());
  TakeFromBody(t, vehicle, removed);
  const v1::Origin origin = vehicle.foreign_make() ? v1::ORIGIN_THIRD_PARTY : v1::ORIGIN_UNSPECIFIED;
  const v1::Account scrap = mass::MakeAccount(v1::ACCOUNT_CLASS_REPAIR_SCRAP, e.site_id());
  for (const auto& [cell, grams] : removed) PostMass(t, scrap, cell.first, origin, grams);
}

absl::Status PutInPanels(Transaction& t, const v1::PanelReplaced& e, v1::VehicleState& vehicle) {
  for (int i = 0; i < e.fitted_size(); ++i) {
    const v1::FittedPanel& panel = e.fitted(i);
    const mass::Cells metal{{{panel.metal().family(), v1::ORIGIN_UNSPECIFIED}, panel.metal().grams()}};
    const bool reused = panel.source() == v1::PANEL_SOURCE_REUSED;
    const v1::Account from = reused ? mass::MakeAccount(v1::ACCOUNT_CLASS_REUSED_PARTS, panel.from_site())
                                    : mass::MakeAccount(v1::ACCOUNT_CLASS_PARTS);
    if (reused) {
      const int64_t held_g = mass::Total(mass::OfFamily(mass::ToCells(t.Balance(from)), panel.metal().family()));
      if (panel.metal().grams() > held_g) {
        return Refuse(v1::REFUSAL_REASON_MASS_EXCEEDS_SOURCE, Cat("panel_replaced.fitted[", i, "].metal.grams"),
                      Cat("is ", panel.metal().grams(), ", your site holds ", held_g,
                          " g of reused parts of this family: count it (InventoryCounted) if it holds more"));
      }
    }
    PostCells(t, from, metal, -1);
    AddToBody(t, vehicle, metal);
  }
  return absl::OkStatus();
}

// Per family, as it lies at the site: repair scrap of own bodies, and of foreign makes as third parties' metal.
absl::StatusOr<mass::Cells> TakeScrap(Transaction& t, const v1::RepairScrapCollected& e) {
  const v1::Account scrap = mass::MakeAccount(v1::ACCOUNT_CLASS_REPAIR_SCRAP, e.site_id());
  const mass::Cells held = mass::ToCells(t.Balance(scrap));
  mass::Cells collected;
  for (int i = 0; i < e.metal_size(); ++i) {
    const mass::Cells of_family = mass::OfFamily(held, e.metal(i).family());
    const int64_t held_g = mass::Total(of_family);
    if (e.metal(i).grams() > held_g) {
      return Refuse(v1::REFUSAL_REASON_MASS_EXCEEDS_SOURCE, Cat("repair_scrap_collected.metal[", i, "].grams"),
                    Cat("is ", e.metal(i).grams(), ", your site holds ", held_g,
                        " g of this family: count it (InventoryCounted) if it holds more"));
    }
    const mass::Cells taken = mass::ProRata(of_family, e.metal(i).grams());
    PostCells(t, scrap, taken, -1);
    for (const auto& [cell, grams] : taken) {
      mass::Add(collected, {cell.first, cell.second == v1::ORIGIN_UNSPECIFIED ? v1::ORIGIN_REPAIR : cell.second},
                grams);
    }
  }
  return collected;
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::PanelReplaced& e) {
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindRepaired(t, e.vin()));
  INGOT_RETURN_IF_ERROR(FindOwnSite(t, e.site_id(), "panel_replaced.site_id").status());
  INGOT_RETURN_IF_ERROR(CheckPanels(t, e, *before));

  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  TakeOutPanels(t, e, vehicle);
  return PutInPanels(t, e, vehicle);
}

absl::Status Handle(Transaction& t, const v1::RepairScrapCollected& e) {
  constexpr std::string_view kLot = "repair_scrap_collected.lot_id";
  constexpr std::string_view kTicket = "repair_scrap_collected.ticket";
  INGOT_RETURN_IF_ERROR(FindOwnSite(t, e.site_id(), "repair_scrap_collected.site_id").status());
  INGOT_RETURN_IF_ERROR(directory::CheckOwnId(t.actor(), e.lot_id(), kLot));
  if (t.Find(state::SubjectKey(v1::SUBJECT_KIND_LOT, e.lot_id())) != nullptr) {
    return Refuse(v1::REFUSAL_REASON_ALREADY_EXISTS, kLot,
                  "you used this id for a lot before: a lot is collected once");
  }
  INGOT_RETURN_IF_ERROR(CheckGiven(!e.metal().empty(), "repair_scrap_collected.metal"));
  INGOT_RETURN_IF_ERROR(CheckMasses(e.metal(), kMaxHeapG, "repair_scrap_collected.metal"));
  INGOT_RETURN_IF_ERROR(CheckGrade(e.grade_scheme(), e.grade_code(), "repair_scrap_collected"));
  INGOT_RETURN_IF_ERROR(CheckGiven(e.has_ticket(), kTicket));
  INGOT_ASSIGN_OR_RETURN(const Weighing weighing,
                         TakeTicket(t, e.ticket(), TareRule::kNow, NetRule::kCompare, kTicket));
  const int64_t metal_g = mass::Total(e.metal());
  if (metal_g > weighing.net_g) {
    return Refuse(v1::REFUSAL_REASON_MASS_EXCEEDS_TICKET, "repair_scrap_collected.metal",
                  Cat("is ", metal_g, " g, your ticket ", e.ticket().number(), " holds ", weighing.net_g,
                      ": declare at most that"));
  }
  INGOT_ASSIGN_OR_RETURN(const mass::Cells collected, TakeScrap(t, e));

  v1::LotState& lot = OpenLot(t, e.lot_id(), e.ticket(), e.grade_scheme(), e.grade_code());
  lot.set_site_id(e.site_id());
  lot.set_repair_scrap(true);
  lot.set_assayed(true);
  lot.set_contained_g(metal_g);
  lot.set_booked_g(metal_g);
  *lot.mutable_content() = mass::ToAmounts(collected);
  *lot.mutable_position() = Recovered(lot, lot.holder());
  PostCells(t, lot.position(), collected, 1);
  NoteWeighing(t, lot, weighing);
  return absl::OkStatus();
}

}  // namespace ingot::rules
