#include "clients/simulate/endings.h"

#include <algorithm>

#include "clients/simulate/keeping.h"
#include "ledger/base/strings.h"

namespace ingot::simulate {
namespace {

Who FacilityOf(const Stage& stage, const Vehicle& vehicle) {
  return PickFor(vehicle, stage.cast.facilities[static_cast<size_t>(RegionOf(stage, vehicle))]);
}

// Vehicles that go to a facility on the same day travel together.
std::string TransferTo(const Stage& stage, const Vehicle& vehicle) {
  return Cat(stage.org(vehicle.dealer).id, "/e", vehicle.noted, "-", vehicle.place);
}

bool IsElv(v1::VehicleCategory category) {
  return category == v1::VEHICLE_CATEGORY_M1 || category == v1::VEHICLE_CATEGORY_N1;
}

void Certify(Stage& stage, const Vehicle& vehicle) {
  const Model& model = ModelOf(vehicle);
  v1::CertificateOfDestructionIssued& certificate =
      *stage.Say(vehicle.place).event.mutable_certificate_of_destruction_issued();
  certificate.set_vin(VinOf(stage, vehicle));
  certificate.set_kind(IsElv(model.category) ? v1::CERTIFICATE_KIND_ELV : v1::CERTIFICATE_KIND_OTHER);
  certificate.set_serial(Cat("CD-", vehicle.number));
  certificate.set_site_id(stage.org(vehicle.place).site_id);
  *certificate.mutable_issued_on() = stage.Today();
  certificate.set_registration_country(std::string(CountryOf(stage, vehicle)));
  certificate.set_registration_document(v1::REGISTRATION_DOCUMENT_DESTROYED);
  certificate.set_empty_weight_g(int64_t{model.kerb_g} * 95 / 100);
}

void Depollute(Stage& stage, const Vehicle& vehicle) {
  v1::Depolluted& depolluted = *stage.Say(vehicle.place).event.mutable_depolluted();
  depolluted.set_vin(VinOf(stage, vehicle));
  depolluted.set_site_id(stage.org(vehicle.place).site_id);
  for (const v1::DepollutionItem item :
       {v1::DEPOLLUTION_ITEM_STARTER_BATTERY, v1::DEPOLLUTION_ITEM_FUEL, v1::DEPOLLUTION_ITEM_OILS,
        v1::DEPOLLUTION_ITEM_COOLANT, v1::DEPOLLUTION_ITEM_BRAKE_FLUID}) {
    depolluted.add_items(item);
  }
}

v1::PartsRemoved& RemoveParts(Stage& stage, const Vehicle& vehicle) {
  v1::PartsRemoved& removed = *stage.Say(vehicle.place).event.mutable_parts_removed();
  removed.set_vin(VinOf(stage, vehicle));
  removed.set_site_id(stage.org(vehicle.place).site_id);
  return removed;
}

void SellDoors(Stage& stage, Vehicle& vehicle, Random& random) {
  const int64_t grams = std::min<int64_t>(random.Between(6'000, 14'000), BodyOf(stage, vehicle) / 5);
  v1::RemovedPart& part = *RemoveParts(stage, vehicle).add_parts();
  part.set_destination(random.Chance(500'000) ? v1::PART_DESTINATION_REUSE : v1::PART_DESTINATION_SOLD);
  part.mutable_metal()->set_family(v1::ALLOY_FAMILY_6XXX);
  part.mutable_metal()->set_grams(grams);
  vehicle.body_delta_g -= static_cast<int32_t>(grams);
}

// Every sheet finds a buyer: nothing is left to shred.
void Dismantle(Stage& stage, Slot slot) {
  const Vehicle& vehicle = stage.fleet[slot];
  v1::PartsRemoved& removed = RemoveParts(stage, vehicle);
  for (const v1::FamilyMass& mass : BirthBody(stage, vehicle)) {
    v1::RemovedPart& part = *removed.add_parts();
    part.set_destination(v1::PART_DESTINATION_SOLD);
    *part.mutable_metal() = mass;
  }
  removed.set_dismantled(true);
  stage.fleet.Schedule(slot, Step::kClose, stage.day + 14);
}

void BurnDown(Stage& stage, Slot slot) {
  const Vehicle& vehicle = stage.fleet[slot];
  v1::DestroyedByFire& fire = *stage.Say(vehicle.place).event.mutable_destroyed_by_fire();
  fire.set_vin(VinOf(stage, vehicle));
  *fire.mutable_on() = stage.Today();
  stage.fleet.Forget(slot);
}

}  // namespace

void Retire(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  vehicle.place = FacilityOf(stage, vehicle);
  const bool owned = vehicle.Is(Mark::kOwned);
  // Four owners of ten go to the facility themselves.
  const bool direct = owned && random.Chance(400'000);
  const std::string vin = VinOf(stage, vehicle);
  Item& item = stage.Say(direct ? vehicle.place : vehicle.dealer);
  if (owned) stage.AddEvidence(item, v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT, vin);
  item.event.mutable_retired()->set_vin(vin);
  item.event.mutable_retired()->set_reason(vehicle.Is(Mark::kTotalLoss) ? v1::RETIREMENT_REASON_DAMAGED
                                                                        : v1::RETIREMENT_REASON_END_OF_LIFE);
  if (direct) {
    v1::ReceivedAtFacility& received = *stage.Say(vehicle.place).event.mutable_received_at_facility();
    received.set_vin(vin);
    received.set_site_id(stage.org(vehicle.place).site_id);
    stage.fleet.Schedule(slot, Step::kTreat, stage.day + static_cast<int>(random.Between(1, 15)));
    return;
  }
  stage.fleet.Schedule(slot, Step::kDeliver, stage.day + static_cast<int>(random.Between(1, 15)));
}

void Deliver(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  vehicle.noted = static_cast<int16_t>(stage.day);
  v1::VehicleSent& sent = *stage.Say(vehicle.dealer).event.mutable_vehicle_sent();
  sent.set_vin(VinOf(stage, vehicle));
  sent.set_transfer_id(TransferTo(stage, vehicle));
  sent.set_to_organisation(stage.org(vehicle.place).id);
  stage.fleet.Schedule(slot, Step::kArrive, stage.day + static_cast<int>(random.Between(1, 5)));
}

void Arrive(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  v1::ReceivedAtFacility& received = *stage.Say(vehicle.place).event.mutable_received_at_facility();
  received.set_vin(VinOf(stage, vehicle));
  received.set_site_id(stage.org(vehicle.place).site_id);
  received.set_transfer_id(TransferTo(stage, vehicle));
  stage.fleet.Schedule(slot, Step::kTreat, stage.day + static_cast<int>(random.Between(1, 15)));
}

void Treat(Stage& stage, const Directory& directory, Yards& yards, Slot slot) {
  constexpr int kWait = 5;
  Vehicle& vehicle = stage.fleet[slot];
  if (!directory.PermitHolds(vehicle.place)) {
    // What arrived after the permit's last day is flagged; certificates wait for the new one.
    stage.fleet.Schedule(slot, Step::kTreat, stage.day + kWait);
    return;
  }
  Random random = NextStep(stage, vehicle);
  const uint64_t share = random.Below(1'000);
  if (share < 1) return BurnDown(stage, slot);
  Certify(stage, vehicle);
  Depollute(stage, vehicle);
  if (share < 20 && vehicle.body_delta_g == 0 && vehicle.repairs == 0) return Dismantle(stage, slot);
  if (share < 140) SellDoors(stage, vehicle, random);
  yards.Take(slot, vehicle.place);
  vehicle.step = Step::kRest;
}

void CloseFile(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  stage.Say(vehicle.place).event.mutable_vehicle_closed()->set_vin(VinOf(stage, vehicle));
  if (random.Chance(500)) {
    stage.fleet.Schedule(slot, Step::kSighted, stage.day + 60);
    return;
  }
  stage.fleet.Forget(slot);
}

void See(Stage& stage, Slot slot) {
  const Vehicle& vehicle = stage.fleet[slot];
  v1::SightingReported& sighting = *stage.Say(WorkshopOf(stage, vehicle)).event.mutable_sighting_reported();
  sighting.set_vin(VinOf(stage, vehicle));
  sighting.set_kind(v1::SIGHTING_KIND_PERIODIC_INSPECTION);
  sighting.set_country(std::string(CountryOf(stage, vehicle)));
  *sighting.mutable_on() = stage.Today();
  stage.fleet.Schedule(slot, Step::kRefute, stage.day + 40);
}

void Refute(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  if (random.Chance(500'000)) {
    stage.Say(stage.cast.auditor).event.mutable_destruction_refuted()->set_vin(VinOf(stage, vehicle));
  } else {
    v1::FlagCleared& cleared = *stage.Say(stage.cast.auditor).event.mutable_flag_cleared();
    cleared.set_subject_kind(v1::SUBJECT_KIND_VEHICLE);
    cleared.set_subject_id(VinOf(stage, vehicle));
    cleared.set_flag(v1::FLAG_KIND_DESTRUCTION_DISPUTED);
    cleared.set_finding(v1::FLAG_FINDING_EXPLAINED);
  }
  stage.fleet.Forget(slot);
}

}  // namespace ingot::simulate
