#include "clients/simulate/trouble.h"

#include <algorithm>

#include "clients/simulate/agreements.h"
#include "clients/simulate/contracts.h"
#include "clients/simulate/endings.h"
#include "clients/simulate/keeping.h"
#include "ledger/base/strings.h"

namespace ingot::simulate {
namespace {

// A million quarters.
constexpr uint64_t kTheft = 300;
constexpr uint64_t kTotalLoss = 700;
constexpr uint64_t kDamage = 12'000;
constexpr uint64_t kDispute = 400;
// Panels of one repair, grams of sheet; not more than a tenth of the body.
constexpr int64_t kPanelG = 9'000;

// Of a vehicle that has no holder the dealer brings the document.
Item& SayOf(Stage& stage, const Vehicle& vehicle, v1::EvidenceKind kind) {
  Item& item = stage.Say(vehicle.dealer);
  if (vehicle.Is(Mark::kOwned)) stage.AddEvidence(item, kind, VinOf(stage, vehicle));
  return item;
}

void Steal(Stage& stage, Slot slot, Random& random) {
  const Vehicle& vehicle = stage.fleet[slot];
  v1::ReportedStolen& stolen = *SayOf(stage, vehicle, v1::EVIDENCE_KIND_POLICE_REPORT).event.mutable_reported_stolen();
  stolen.set_vin(VinOf(stage, vehicle));
  *stolen.mutable_on() = stage.Today();
  stolen.set_country(std::string(CountryOf(stage, vehicle)));
  stage.fleet.Schedule(slot, Step::kStolen, stage.day + static_cast<int>(random.Between(5, 60)));
}

void ClaimInsurance(Stage& stage, Vehicle& vehicle, v1::DamageCause cause) {
  v1::InsuranceClaimed& claimed = *stage.Say(InsurerOf(stage, vehicle)).event.mutable_insurance_claimed();
  claimed.set_vin(VinOf(stage, vehicle));
  claimed.set_policy_id(PolicyOf(stage, vehicle));
  claimed.set_claim_number(Cat("C-", stage.day, "-", vehicle.steps));
  claimed.set_cause(cause);
  *claimed.mutable_loss_on() = stage.Today();
}

void Damage(Stage& stage, Slot slot, Random& random) {
  Vehicle& vehicle = stage.fleet[slot];
  if (IsCovered(stage, vehicle)) {
    ClaimInsurance(stage, vehicle, random.Chance(800'000) ? v1::DAMAGE_CAUSE_COLLISION : v1::DAMAGE_CAUSE_HAIL);
  }
  stage.fleet.Schedule(slot, Step::kRepair, stage.day + static_cast<int>(random.Between(3, 20)));
}

std::string DisputeOf(const Stage& stage, const Vehicle& vehicle) {
  // Named by whoever was the dealer on the day that it was opened.
  const Who before = stage.predecessors[vehicle.dealer];
  const bool inherited =
      before != kNobody && vehicle.inherited > 0 && vehicle.noted < stage.succeeded_on[vehicle.dealer];
  return Cat(stage.org(inherited ? before : vehicle.dealer).id, "/d", vehicle.contracts, "-", VinOf(stage, vehicle),
             ".", vehicle.noted);
}

void Dispute(Stage& stage, Slot slot, Random& random) {
  Vehicle& vehicle = stage.fleet[slot];
  vehicle.noted = static_cast<int16_t>(stage.day);
  v1::DisputeOpened& opened = *stage.Say(vehicle.dealer).event.mutable_dispute_opened();
  opened.set_dispute_id(DisputeOf(stage, vehicle));
  opened.set_subject_kind(v1::SUBJECT_KIND_CONTRACT);
  opened.set_subject_id(ContractOf(stage, vehicle));
  opened.set_ground(v1::DISPUTE_GROUND_CONTRACT);
  stage.fleet.Schedule(slot, Step::kDispute, stage.day + static_cast<int>(random.Between(20, 60)));
}

void Declare(Stage& stage, Who who, const Vehicle& vehicle, bool repairable, v1::DamageCause cause) {
  v1::TotalLossDeclared& loss = *stage.Say(who).event.mutable_total_loss_declared();
  const bool china = RegionOf(stage, vehicle) == Region::kChina;
  loss.set_vin(VinOf(stage, vehicle));
  loss.set_scheme(china ? v1::LOSS_SCHEME_CN : v1::LOSS_SCHEME_EU);
  loss.set_code(china ? (repairable ? "CONSTRUCTIVE" : "ACTUAL") : (repairable ? "ECONOMIC" : "TECHNICAL"));
  loss.set_repairable(repairable);
  loss.set_cause(cause);
  loss.set_ends_contract(IsLeased(vehicle));
}

// The lease is over, and its rest is paid.
void EndLeaseByLoss(Stage& stage, Vehicle& vehicle) {
  PayOff(stage, vehicle);
  vehicle.kind = v1::CONTRACT_KIND_UNSPECIFIED;
  vehicle.Set(Mark::kUsed);
}

// New sheets for damaged ones; the body gains or loses some grams.
void ReplacePanels(Stage& stage, Vehicle& vehicle, Random& random, int panels) {
  const Who workshop = WorkshopOf(stage, vehicle);
  const int64_t removed = std::min(kPanelG * panels, BodyOf(stage, vehicle) / 10);
  const int64_t fitted = removed * random.Between(95, 108) / 100;
  v1::PanelReplaced& replaced = *stage.Say(workshop).event.mutable_panel_replaced();
  replaced.set_vin(VinOf(stage, vehicle));
  replaced.set_site_id(stage.org(workshop).site_id);
  v1::FamilyMass& out = *replaced.add_removed();
  out.set_family(v1::ALLOY_FAMILY_6XXX);
  out.set_grams(removed);
  v1::FittedPanel& in = *replaced.add_fitted();
  in.set_source(v1::PANEL_SOURCE_NEW);
  in.mutable_metal()->set_family(v1::ALLOY_FAMILY_6XXX);
  in.mutable_metal()->set_grams(fitted);
  vehicle.body_delta_g += static_cast<int32_t>(fitted - removed);
  ++vehicle.repairs;
  stage.scrap_g[workshop] += removed;
}

}  // namespace

bool Befall(Stage& stage, Slot slot, Random& random, uint32_t quarters) {
  uint64_t share = random.Below(1'000'000) / quarters;
  const Vehicle& vehicle = stage.fleet[slot];
  if (share < kTheft) return Steal(stage, slot, random), true;
  share -= kTheft;
  if (share < kTotalLoss) {
    if (vehicle.Is(Mark::kOwned) && !IsCovered(stage, vehicle)) return false;
    return DeclareLoss(stage, slot), true;
  }
  share -= kTotalLoss;
  if (share < kDamage) return Damage(stage, slot, random), true;
  share -= kDamage;
  if (share < kDispute && IsLeased(vehicle)) return Dispute(stage, slot, random), true;
  return false;
}

void EndTheft(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  if (random.Chance(550'000)) {
    v1::Found& found = *SayOf(stage, vehicle, v1::EVIDENCE_KIND_POLICE_REPORT).event.mutable_found();
    found.set_vin(VinOf(stage, vehicle));
    *found.mutable_on() = stage.Today();
    found.set_country(std::string(CountryOf(stage, vehicle)));
    return Resume(stage, slot);
  }
  if (IsLeased(vehicle)) {
    Declare(stage, vehicle.dealer, vehicle, false, v1::DAMAGE_CAUSE_THEFT);
    EndLeaseByLoss(stage, vehicle);
  } else {
    v1::LostFromSight& lost = *stage.Say(vehicle.dealer).event.mutable_lost_from_sight();
    lost.set_vin(VinOf(stage, vehicle));
    lost.set_reason(v1::LOST_REASON_NOT_RECOVERED);
  }
  stage.fleet.Forget(slot);
}

void Repair(Stage& stage, Slot slot) {
  constexpr int kMaxRepairs = 3;
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  if (vehicle.repairs < kMaxRepairs) ReplacePanels(stage, vehicle, random, static_cast<int>(random.Between(1, 2)));
  v1::Serviced& serviced = *stage.Say(WorkshopOf(stage, vehicle)).event.mutable_serviced();
  serviced.set_vin(VinOf(stage, vehicle));
  serviced.set_kind(v1::SERVICE_KIND_REPAIR);
  serviced.set_odometer_m(-1);
  Resume(stage, slot);
}

void DeclareLoss(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  const bool repairable = random.Chance(350'000);
  vehicle.Set(Mark::kTotalLoss);
  if (vehicle.Is(Mark::kOwned)) {
    ClaimInsurance(stage, vehicle, v1::DAMAGE_CAUSE_COLLISION);
    Declare(stage, InsurerOf(stage, vehicle), vehicle, repairable, v1::DAMAGE_CAUSE_COLLISION);
  } else {
    Declare(stage, vehicle.dealer, vehicle, repairable, v1::DAMAGE_CAUSE_COLLISION);
    EndLeaseByLoss(stage, vehicle);
  }
  stage.fleet.Schedule(slot, repairable ? Step::kRebuild : Step::kRetire,
                       stage.day + static_cast<int>(random.Between(5, 40)));
}

void Rebuild(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  ReplacePanels(stage, vehicle, random, 4);
  v1::RepairInspected& inspected = *stage.Say(WorkshopOf(stage, vehicle)).event.mutable_repair_inspected();
  inspected.set_vin(VinOf(stage, vehicle));
  inspected.set_odometer_m(Odometer(vehicle));
  inspected.set_passed(true);
  stage.fleet.Schedule(slot, Step::kInspect, stage.day + static_cast<int>(random.Between(2, 10)));
}

void Inspect(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  if (vehicle.Is(Mark::kOwned)) {
    Item& item = SayOf(stage, vehicle, v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT);
    item.event.mutable_vehicle_received()->set_vin(VinOf(stage, vehicle));
    item.event.mutable_vehicle_received()->set_source(v1::RECEIPT_SOURCE_BUY_BACK);
  } else {
    v1::ConditionReported& condition = *stage.Say(vehicle.dealer).event.mutable_condition_reported();
    condition.set_vin(VinOf(stage, vehicle));
    condition.set_grade(v1::CONDITION_GRADE_FAIR);
    condition.set_odometer_m(Odometer(vehicle));
    condition.set_restock(true);
  }
  vehicle.Clear(Mark::kOwned);
  vehicle.Clear(Mark::kTotalLoss);
  stage.fleet.Schedule(slot, Step::kOffer, stage.day + static_cast<int>(random.Between(3, 30)));
}

void Export(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  const Region other = RegionOf(stage, vehicle) == Region::kChina ? Region::kEurope : Region::kChina;
  // Who may bring it onto the ledger again.
  vehicle.place = PickDealer(stage, vehicle, other);
  v1::Exported& exported = *SayOf(stage, vehicle, v1::EVIDENCE_KIND_EXPORT_DECLARATION).event.mutable_exported();
  exported.set_vin(VinOf(stage, vehicle));
  exported.set_to_country(stage.org(vehicle.place).country);
  *exported.mutable_on() = stage.Today();
  vehicle.Clear(Mark::kInsured);
  stage.fleet.Schedule(slot, Step::kAbroad, stage.day + 200);
}

void ReturnFromAbroad(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  const uint64_t share = random.Below(100);
  if (share >= 30) {
    if (share < 60) {
      v1::LostFromSight& lost = *stage.Say(vehicle.dealer).event.mutable_lost_from_sight();
      lost.set_vin(VinOf(stage, vehicle));
      lost.set_reason(v1::LOST_REASON_DEREGISTERED_WITHOUT_PROOF);
    }
    stage.fleet.Forget(slot);
    return;
  }
  // A dealer there takes it in, or the one who sold it takes it back.
  const bool back = share < 8;
  if (!back) {
    vehicle.dealer = vehicle.place;
    vehicle.inherited = 0;
    // Insurers there know nothing of its policy.
    vehicle.Clear(Mark::kInsured);
  }
  Item& item = stage.Say(vehicle.dealer);
  stage.AddEvidence(item, v1::EVIDENCE_KIND_IMPORT_DECLARATION, VinOf(stage, vehicle));
  if (back) {
    item.event.mutable_reimported()->set_vin(VinOf(stage, vehicle));
    item.event.mutable_reimported()->set_country(std::string(CountryOf(stage, vehicle)));
    *item.event.mutable_reimported()->mutable_on() = stage.Today();
  } else {
    item.event.mutable_imported()->set_vin(VinOf(stage, vehicle));
    item.event.mutable_imported()->set_country(std::string(CountryOf(stage, vehicle)));
    *item.event.mutable_imported()->mutable_on() = stage.Today();
  }
  vehicle.Clear(Mark::kOwned);
  vehicle.Set(Mark::kUsed);
  vehicle.kind = v1::CONTRACT_KIND_UNSPECIFIED;
  stage.fleet.Schedule(slot, Step::kOffer, stage.day + static_cast<int>(random.Between(5, 40)));
}

void Lose(Stage& stage, Slot slot) {
  const Vehicle& vehicle = stage.fleet[slot];
  v1::LostFromSight& lost = *stage.Say(vehicle.dealer).event.mutable_lost_from_sight();
  lost.set_vin(VinOf(stage, vehicle));
  lost.set_reason(v1::LOST_REASON_KEEPER_UNREACHABLE);
  stage.fleet.Schedule(slot, Step::kLost, stage.day + 250);
}

void LookForLost(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  const uint64_t share = random.Below(100);
  if (share < 30) {
    v1::Found& found = *stage.Say(vehicle.dealer).event.mutable_found();
    found.set_vin(VinOf(stage, vehicle));
    *found.mutable_on() = stage.Today();
    found.set_country(std::string(CountryOf(stage, vehicle)));
    return Resume(stage, slot);
  }
  if (share < 50) {
    stage.fleet.Schedule(slot, Step::kRetire, stage.day + 1);
    return;
  }
  stage.fleet.Forget(slot);
}

void ResolveDispute(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  const uint64_t share = random.Below(100);
  v1::DisputeResolved& resolved =
      *stage.Say(share < 50 ? vehicle.dealer : stage.cast.auditor).event.mutable_dispute_resolved();
  resolved.set_dispute_id(DisputeOf(stage, vehicle));
  resolved.set_outcome(share < 50   ? v1::DISPUTE_OUTCOME_WITHDRAWN
                       : share < 80 ? v1::DISPUTE_OUTCOME_REJECTED
                                    : v1::DISPUTE_OUTCOME_UPHELD);
  Resume(stage, slot);
}

}  // namespace ingot::simulate
