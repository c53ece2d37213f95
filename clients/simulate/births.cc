#include "clients/simulate/births.h"

#include <algorithm>

#include "clients/simulate/contracts.h"
#include "clients/simulate/directory.h"
#include "clients/simulate/streams.h"
#include "ledger/base/strings.h"

namespace ingot::simulate {
namespace {

// Of the vehicles of the bank's own makes.
constexpr uint32_t kOpenedPpm = 20'000;
constexpr uint32_t kMassUnknownPpm = 8'000;
constexpr uint32_t kWeighedPpm = 200'000;
constexpr uint32_t kRecycledPpm = 700'000;
// Nothing is born on the ledger's first days: the directory opens on day 0.
constexpr int kFirstBirths = 2;
// Four and a half to sixteen years, the middle most often.
constexpr int kShortestLife = 1'650;
constexpr int kLifeThird = 1'400;

}  // namespace

void Births::Day() {
  const auto years = static_cast<uint64_t>(stage_.parameters.years);
  const int year = stage_.Today().year();
  const auto index = static_cast<uint64_t>(year - stage_.calendar.first_year());
  // Each year its equal part, whatever the number of years; the first ones take what does not divide.
  const uint64_t before =
      stage_.parameters.vehicles / years * index + std::min<uint64_t>(index, stage_.parameters.vehicles % years);
  const uint64_t this_year = stage_.parameters.vehicles / years + (index < stage_.parameters.vehicles % years ? 1 : 0);
  const int first_day = stage_.calendar.NewYear(year) + (index == 0 ? kFirstBirths : 0);
  const auto length = static_cast<uint64_t>(stage_.calendar.NewYear(year + 1) - first_day);
  if (stage_.day < first_day) return;
  const uint64_t until = before + this_year * static_cast<uint64_t>(stage_.day - first_day + 1) / length;
  while (born_ < until) Bear(born_++);
}

void Births::Bear(uint64_t number) {
  Random random = stage_.Draw(kBirthStream, number, 0);
  uint64_t share = random.Below(1'000'000);
  size_t m = 0;
  while (share >= Models()[m].ppm) share -= Models()[m++].ppm;
  const Model& model = Models()[m];
  const bool opened = model.maker != kNoMaker && random.Chance(kOpenedPpm);

  const Slot slot = stage_.fleet.Add();
  Vehicle& vehicle = stage_.fleet[slot];
  vehicle.number = static_cast<uint32_t>(number);
  vehicle.model = static_cast<uint8_t>(m);
  vehicle.born = static_cast<int16_t>(stage_.day);
  const int year = stage_.Today().year() - (opened ? static_cast<int>(random.Between(1, kEarliestModelYears)) : 0);
  vehicle.model_year = static_cast<uint8_t>(year - stage_.calendar.first_year() + kEarliestModelYears);
  vehicle.serial = stage_.born[m][vehicle.model_year]++;
  vehicle.end_of_life =
      static_cast<int16_t>(std::min<int64_t>(stage_.day + kShortestLife + random.Between(0, kLifeThird) +
                                                 random.Between(0, kLifeThird) + random.Between(0, kLifeThird),
                                             INT16_MAX));
  vehicle.dealer = PickDealer(stage_, vehicle, model.region);
  if (random.Chance(model.commercial_ppm)) vehicle.Set(Mark::kCommercial);
  if (model.maker == kNoMaker) {
    Foreign(slot);
  } else if (opened) {
    Open(slot, random);
  } else {
    Register(slot, random);
  }
}

void Births::Describe(const Vehicle& vehicle, v1::VehicleRegistered& registered) {
  const Model& model = ModelOf(vehicle);
  registered.set_vin(VinOf(stage_, vehicle));
  registered.set_brand_id(BrandOf(stage_, model));
  registered.set_model_id(ModelIdOf(stage_, model));
  registered.set_category(model.category);
  registered.set_market(std::string(CountryOf(stage_, vehicle)));
  registered.set_model_year(stage_.calendar.first_year() - kEarliestModelYears + vehicle.model_year);
  registered.set_other_aluminium_g(model.other_g);
  registered.set_kerb_mass_g(model.kerb_g);
  if (vehicle.Is(Mark::kMassUnknown)) {
    registered.set_body_basis(v1::MASS_BASIS_UNKNOWN);
    return;
  }
  for (const v1::FamilyMass& mass : BirthBody(stage_, vehicle)) *registered.add_body() = mass;
  registered.set_body_basis(v1::MASS_BASIS_DESIGN);
  registered.set_body_uncertainty_ppm(20'000);
}

void Births::Consume(const Vehicle& vehicle, v1::VehicleRegistered& registered) {
  std::deque<Credit>& credits_of = credits[static_cast<size_t>(ModelOf(vehicle).maker)];
  if (credits_of.empty() || credits_of.front().since >= stage_.day) return;
  Credit& credit = credits_of.front();
  const int64_t grams = std::min(credit.grams, BodyOf(stage_, vehicle) / 3);
  v1::ConsumedHeat& consumed = *registered.add_heats();
  consumed.set_heat_id(credit.heat_id);
  consumed.set_grams(grams);
  credit.grams -= grams;
  if (credit.grams == 0) credits_of.pop_front();
}

void Births::Register(Slot slot, Random& random) {
  Vehicle& vehicle = stage_.fleet[slot];
  if (random.Chance(kMassUnknownPpm)) vehicle.Set(Mark::kMassUnknown);
  const Who maker = stage_.cast.makers[static_cast<size_t>(ModelOf(vehicle).maker)];
  v1::VehicleRegistered& registered = *stage_.Say(maker).event.mutable_vehicle_registered();
  Describe(vehicle, registered);
  if (vehicle.Is(Mark::kMassUnknown)) {
    stage_.fleet.Schedule(slot, Step::kRestate, stage_.day + static_cast<int>(random.Between(1, 20)));
    return;
  }
  if (random.Chance(kWeighedPpm)) {
    registered.set_body_basis(v1::MASS_BASIS_WEIGHED);
    registered.set_body_uncertainty_ppm(2'000);
  }
  if (random.Chance(kRecycledPpm)) Consume(vehicle, registered);
  stage_.fleet.Schedule(slot, Step::kSend, stage_.day + static_cast<int>(random.Between(1, 4)));
}

void Births::Open(Slot slot, Random& random) {
  Vehicle& vehicle = stage_.fleet[slot];
  vehicle.Set(Mark::kOpened);
  const int age =
      365 * (stage_.Today().year() - (stage_.calendar.first_year() - kEarliestModelYears + vehicle.model_year));
  vehicle.end_of_life = static_cast<int16_t>(vehicle.end_of_life - age);
  Drive(vehicle, random, age);
  Item& item = stage_.Say(vehicle.dealer);
  stage_.AddEvidence(item, v1::EVIDENCE_KIND_OTHER, VinOf(stage_, vehicle));
  v1::VehicleOpened& opened = *item.event.mutable_vehicle_opened();
  Describe(vehicle, *opened.mutable_vehicle());
  opened.set_odometer_m(Odometer(vehicle));
  const uint64_t share = random.Below(100);
  if (share < 50) {
    opened.set_opening_state(v1::CUSTODY_STATE_SOLD);
    vehicle.Set(Mark::kOwned);
    stage_.fleet.Schedule(slot, Step::kInsure, stage_.day + 1);
  } else if (share < 75) {
    opened.set_opening_state(v1::CUSTODY_STATE_IN_STOCK);
    stage_.fleet.Schedule(slot, Step::kOffer, stage_.day + static_cast<int>(random.Between(3, 60)));
  } else {
    opened.set_opening_state(v1::CUSTODY_STATE_LEASED);
    OpenLease(stage_, vehicle, item);
    stage_.fleet.Schedule(slot, Step::kInsure, stage_.day + 1);
  }
}

// A foreign make arrives at a recycler, which takes it to its end.
void Births::Foreign(Slot slot) {
  Vehicle& vehicle = stage_.fleet[slot];
  vehicle.place = PickFor(vehicle, stage_.cast.facilities[static_cast<size_t>(RegionOf(stage_, vehicle))]);
  Item& item = stage_.Say(vehicle.place);
  v1::VehicleRegistered& registered = *item.event.mutable_vehicle_registered();
  Describe(vehicle, registered);
  registered.set_foreign_make(true);
  registered.set_body_basis(v1::MASS_BASIS_TYPE_ESTIMATE);
  registered.set_body_uncertainty_ppm(100'000);
  const std::string vin = VinOf(stage_, vehicle);
  v1::Retired& retired = *stage_.Say(vehicle.place).event.mutable_retired();
  retired.set_vin(vin);
  retired.set_reason(v1::RETIREMENT_REASON_END_OF_LIFE);
  v1::ReceivedAtFacility& received = *stage_.Say(vehicle.place).event.mutable_received_at_facility();
  received.set_vin(vin);
  received.set_site_id(stage_.org(vehicle.place).site_id);
  stage_.fleet.Schedule(slot, Step::kTreat, stage_.day + 3);
}

}  // namespace ingot::simulate
