#include "clients/simulate/keeping.h"

#include "clients/simulate/agreements.h"
#include "clients/simulate/contracts.h"
#include "clients/simulate/trouble.h"

namespace ingot::simulate {
namespace {

constexpr int kHalfYear = 182;
constexpr int kPolicyDays = 365;
// A policy is renewed once less than this is left of it.
constexpr int kRenewalDays = 40;
constexpr int kLateReportDays = 10;

// An owner sells to the next one; the dealer who handles the papers states it.
void ChangeOwner(Stage& stage, const Vehicle& vehicle) {
  Item& item = stage.Say(vehicle.dealer);
  stage.AddEvidence(item, v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT, VinOf(stage, vehicle));
  item.event.mutable_title_transferred()->set_vin(VinOf(stage, vehicle));
  item.event.mutable_title_transferred()->set_to(v1::TITLE_HOLDER_KIND_OFF_LEDGER);
}

void BuyBack(Stage& stage, Slot slot, Random& random) {
  Vehicle& vehicle = stage.fleet[slot];
  Item& item = stage.Say(vehicle.dealer);
  stage.AddEvidence(item, v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT, VinOf(stage, vehicle));
  item.event.mutable_vehicle_received()->set_vin(VinOf(stage, vehicle));
  item.event.mutable_vehicle_received()->set_source(v1::RECEIPT_SOURCE_BUY_BACK);
  vehicle.Clear(Mark::kOwned);
  vehicle.kind = v1::CONTRACT_KIND_UNSPECIFIED;
  stage.fleet.Schedule(slot, Step::kOffer, stage.day + static_cast<int>(random.Between(3, 60)));
}

// Readings that somebody should look at: a lower one, a late one, a new instrument.
void ReadOdometer(Stage& stage, Vehicle& vehicle, Random& random, v1::Serviced& serviced, Item& item) {
  const uint64_t share = random.Below(1'000);
  serviced.set_odometer_m(Odometer(vehicle));
  if (share < 3 && !vehicle.Is(Mark::kOdometerNew)) {
    // Whoever notes it loses some digits. At the hand-over it showed more.
    serviced.set_odometer_m(1'000);
    stage.NoteFlag(v1::SUBJECT_KIND_VEHICLE, VinOf(stage, vehicle), v1::FLAG_KIND_ODOMETER_LOWER);
  } else if (share < 5) {
    constexpr int64_t kLateUs = int64_t{kLateReportDays} * 24 * 3600 * 1'000'000;
    item.event.mutable_occurred_at()->set_unix_us(item.event.occurred_at().unix_us() - kLateUs);
  } else if (share < 6) {
    v1::OdometerReplaced& replaced = *stage.Say(WorkshopOf(stage, vehicle)).event.mutable_odometer_replaced();
    replaced.set_vin(VinOf(stage, vehicle));
    replaced.set_old_odometer_m(Odometer(vehicle));
    replaced.set_new_odometer_m(0);
    vehicle.odometer_hm = 0;
    vehicle.Set(Mark::kOdometerNew);
    return;
  }
  vehicle.Clear(Mark::kOdometerNew);
}

}  // namespace

Who InsurerOf(const Stage& stage, const Vehicle& vehicle) {
  return PickFor(vehicle, stage.cast.insurers[static_cast<size_t>(RegionOf(stage, vehicle))]);
}

Who WorkshopOf(const Stage& stage, const Vehicle& vehicle) {
  return PickFor(vehicle, stage.cast.workshops[static_cast<size_t>(RegionOf(stage, vehicle))]);
}

bool IsCovered(const Stage& stage, const Vehicle& vehicle) {
  return vehicle.Is(Mark::kInsured) && stage.day <= vehicle.insured_until;
}

void Own(Stage& stage, Slot slot) { stage.fleet.Schedule(slot, Step::kKeeper, stage.day + kHalfYear); }

void Resume(Stage& stage, Slot slot) {
  if (IsLeased(stage.fleet[slot])) return ScheduleTerm(stage, slot);
  stage.fleet.Schedule(slot, Step::kKeeper, stage.day + kHalfYear / 2);
}

void Insure(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  // Owners of old vehicles leave out what the law does not ask for.
  const bool wanted = !vehicle.Is(Mark::kOwned) || random.Chance(900'000);
  if (wanted && !(IsCovered(stage, vehicle) && vehicle.insured_until > stage.day + kRenewalDays)) {
    vehicle.insured_until = static_cast<int16_t>(stage.day + kPolicyDays - 1);
    vehicle.Set(Mark::kInsured);
    v1::Insured& insured = *stage.Say(InsurerOf(stage, vehicle)).event.mutable_insured();
    insured.set_vin(VinOf(stage, vehicle));
    insured.set_policy_id(PolicyOf(stage, vehicle));
    insured.set_cover(v1::INSURANCE_COVER_COMPREHENSIVE);
    *insured.mutable_from() = stage.Today();
    *insured.mutable_until() = stage.calendar.DateOf(vehicle.insured_until);
  } else if (!wanted && IsCovered(stage, vehicle)) {
    vehicle.Clear(Mark::kInsured);
    v1::InsuranceLapsed& lapsed = *stage.Say(InsurerOf(stage, vehicle)).event.mutable_insurance_lapsed();
    lapsed.set_vin(VinOf(stage, vehicle));
    lapsed.set_policy_id(PolicyOf(stage, vehicle));
    *lapsed.mutable_on() = stage.Today();
  }
  if (IsLeased(vehicle)) return ScheduleTerm(stage, slot);
  Own(stage, slot);
}

void Service(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  Item& item = stage.Say(WorkshopOf(stage, vehicle));
  v1::Serviced& serviced = *item.event.mutable_serviced();
  serviced.set_vin(VinOf(stage, vehicle));
  serviced.set_kind(random.Chance(300'000) ? v1::SERVICE_KIND_PERIODIC_INSPECTION : v1::SERVICE_KIND_MAINTENANCE);
  ReadOdometer(stage, vehicle, random, serviced, item);
  if (stage.IsRecalled(vehicle) && !vehicle.Is(Mark::kRecallDone)) {
    vehicle.Set(Mark::kRecallDone);
    v1::RecallClosed& closed = *stage.Say(WorkshopOf(stage, vehicle)).event.mutable_recall_closed();
    closed.set_recall_id(
        stage.RecallId(vehicle.model, stage.calendar.first_year() - kEarliestModelYears + vehicle.model_year));
    closed.set_vin(VinOf(stage, vehicle));
  }
  stage.fleet.Schedule(slot, Step::kInsure, stage.day + 1);
}

void Keep(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  Drive(vehicle, random, kHalfYear);
  if (Befall(stage, slot, random, 2)) return;
  if (stage.day >= vehicle.end_of_life) {
    stage.fleet.Schedule(slot, Step::kRetire, stage.day + 1);
    return;
  }
  const uint64_t share = random.Below(1'000);
  if (share < 10) return BuyBack(stage, slot, random);
  if (share < 18) return Export(stage, slot);
  if (share < 22) return Lose(stage, slot);
  if (share < 60) ChangeOwner(stage, vehicle);
  if (share < 700) {
    stage.fleet.Schedule(slot, Step::kService, stage.day + static_cast<int>(random.Between(1, 20)));
    return;
  }
  v1::OdometerRead& read = *stage.Say(vehicle.dealer).event.mutable_odometer_read();
  read.set_vin(VinOf(stage, vehicle));
  read.set_odometer_m(Odometer(vehicle));
  stage.fleet.Schedule(slot, Step::kInsure, stage.day + 1);
}

}  // namespace ingot::simulate
