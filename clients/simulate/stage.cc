#include "clients/simulate/stage.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "clients/simulate/streams.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/sha256.h"

namespace ingot::simulate {
namespace {

constexpr int64_t kHourUs = int64_t{3600} * 1'000'000;
// 05:00 to 10:00 UTC: working hours from Spain to Shandong.
constexpr int64_t kMorningUs = 5 * kHourUs;
constexpr int64_t kWorkdayUs = 5 * kHourUs;
constexpr int64_t kMinStepUs = 1'000;
constexpr int64_t kMaxStepUs = 120'000'000;
// Entries of a vehicle's life, roughly.
constexpr uint64_t kEntriesOfLife = 60;
constexpr size_t kMaxFlagged = 10'000;

// Simulations differ in what they draw as soon as they differ in anything but their length.
uint64_t SeedOf(const Parameters& parameters) {
  uint64_t seed = Mix(parameters.seed);
  for (const uint64_t part :
       {parameters.vehicles / static_cast<uint64_t>(parameters.years), static_cast<uint64_t>(parameters.first_year),
        static_cast<uint64_t>(parameters.mistakes_ppm)}) {
    seed = Mix(seed ^ (part + 1));
  }
  return seed;
}

int Days(const Parameters& parameters) {
  return Calendar(parameters.first_year).NewYear(parameters.first_year + parameters.years);
}

}  // namespace

Stage::Stage(const Parameters& wanted)
    : parameters(wanted),
      seed(SeedOf(wanted)),
      calendar(wanted.first_year),
      days(Days(wanted)),
      cast(MakeCast(wanted.operator_id, wanted.vehicles / static_cast<uint64_t>(wanted.years))),
      fleet(days),
      outbox(seed, cast.all.size()),
      tickets(cast.all.size(), 0),
      names(cast.all.size(), 0),
      acting(cast.all.size()),
      predecessors(cast.all.size(), kNobody),
      succeeded_on(cast.all.size(), 0),
      scrap_g(cast.all.size(), 0),
      born(Models().size(), std::vector<uint32_t>(static_cast<size_t>(wanted.years + kEarliestModelYears + 1), 0)),
      recalled(born) {
  std::iota(acting.begin(), acting.end(), Who{0});
}

v1::LocalTime Stage::TimeOf(Who who) {
  const uint64_t a_day = parameters.vehicles * kEntriesOfLife / static_cast<uint64_t>(days) + 1;
  us_of_day += std::clamp(kWorkdayUs / static_cast<int64_t>(2 * a_day), kMinStepUs, kMaxStepUs);
  v1::LocalTime time;
  time.set_unix_us(calendar.UnixUs(day, kMorningUs + us_of_day));
  time.set_offset_minutes(org(who).offset_minutes);
  return time;
}

Item& Stage::Say(Who who) {
  Item& item = outbox.Add(who);
  item.event.mutable_actor()->set_organisation_id(org(who).id);
  *item.event.mutable_occurred_at() = TimeOf(who);
  return item;
}

std::string Stage::NewId(Who who, std::string_view prefix) { return Cat(org(who).id, "/", prefix, ++names[who]); }

v1::WeighTicket Stage::Weigh(Who who, int64_t gross_g, int64_t tare_g) {
  const Organisation& weigher = org(who);
  INGOT_CHECK(!weigher.instrument_id.empty() && gross_g % weigher.division_g == 0 && tare_g % weigher.division_g == 0);
  v1::WeighTicket ticket;
  ticket.set_instrument_id(weigher.instrument_id);
  ticket.set_number(Cat("T-", ++tickets[who]));
  ticket.set_gross_g(gross_g);
  *ticket.mutable_gross_at() = TimeOf(who);
  ticket.set_tare_g(tare_g);
  *ticket.mutable_tare_at() = ticket.gross_at();
  return ticket;
}

void Stage::AddEvidence(Item& item, v1::EvidenceKind kind, std::string_view document) const {
  v1::Evidence& evidence = *item.event.add_evidence();
  evidence.set_kind(kind);
  evidence.set_sha256(ToBytes(crypto::Sha256(Cat("simulated document ", v1::EvidenceKind_Name(kind), " ", document))));
}

void Stage::NoteFlag(v1::SubjectKind subject, std::string id, v1::FlagKind flag) {
  const auto waits = [&](const Flagged& other) {
    return other.subject == subject && other.id == id && other.flag == flag;
  };
  if (flagged.size() >= kMaxFlagged || std::any_of(flagged.begin(), flagged.end(), waits)) return;
  flagged.push_back({day, subject, std::move(id), flag});
}

const Model& ModelOf(const Vehicle& vehicle) { return Models()[vehicle.model]; }

std::string VinOf(const Stage& stage, const Vehicle& vehicle) {
  return VinOf(ModelOf(vehicle), stage.calendar.first_year() - kEarliestModelYears + vehicle.model_year,
               vehicle.serial);
}

std::vector<v1::FamilyMass> BirthBody(const Stage& stage, const Vehicle& vehicle) {
  const Model& model = ModelOf(vehicle);
  // Sheets and castings vary by half a per cent.
  constexpr int64_t kParts = 1'000;
  const int64_t per_mille = stage.Draw(kBodyStream, vehicle.number, 0).Between(kParts - 5, kParts + 5);
  std::vector<v1::FamilyMass> body;
  const std::pair<v1::AlloyFamily, int64_t> families[] = {{v1::ALLOY_FAMILY_5XXX, model.sheet_5xxx_g},
                                                          {v1::ALLOY_FAMILY_6XXX, model.sheet_6xxx_g},
                                                          {v1::ALLOY_FAMILY_CAST, model.cast_g}};
  for (const auto& [family, grams] : families) {
    if (grams == 0) continue;
    v1::FamilyMass& mass = body.emplace_back();
    mass.set_family(family);
    mass.set_grams(grams * per_mille / kParts);
  }
  return body;
}

int64_t BodyOf(const Stage& stage, const Vehicle& vehicle) {
  int64_t grams = vehicle.body_delta_g;
  for (const v1::FamilyMass& mass : BirthBody(stage, vehicle)) grams += mass.grams();
  return grams;
}

std::string_view CountryOf(const Stage& stage, const Vehicle& vehicle) { return stage.org(vehicle.dealer).country; }

Region RegionOf(const Stage& stage, const Vehicle& vehicle) { return stage.org(vehicle.dealer).region; }

std::string PolicyOf(const Stage& stage, const Vehicle& vehicle) {
  const Who insurer = PickFor(vehicle, stage.cast.insurers[static_cast<size_t>(RegionOf(stage, vehicle))]);
  return Cat(stage.org(insurer).id, "/", VinOf(stage, vehicle));
}

Who PickDealer(const Stage& stage, const Vehicle& vehicle, Region region) {
  return stage.acting[PickFor(vehicle, stage.cast.dealers[static_cast<size_t>(region)])];
}

Who PickFor(const Vehicle& vehicle, const std::vector<Who>& candidates) {
  return candidates[Mix(vehicle.number) % candidates.size()];
}

Random NextStep(const Stage& stage, Vehicle& vehicle) {
  return stage.Draw(kVehicleStream, vehicle.number, vehicle.steps++);
}

int64_t Drive(Vehicle& vehicle, Random& random, int days) {
  // Private keepers 20 to 60 km a day, companies 40 to 120; quadricycles half of that.
  int64_t hm = random.Between(200, 600) * days;
  if (vehicle.Is(Mark::kCommercial)) hm *= 2;
  const v1::VehicleCategory category = ModelOf(vehicle).category;
  if (category == v1::VEHICLE_CATEGORY_L6E || category == v1::VEHICLE_CATEGORY_L7E) hm /= 2;
  vehicle.odometer_hm += static_cast<uint32_t>(hm);
  return Odometer(vehicle);
}

int64_t Odometer(const Vehicle& vehicle) { return int64_t{vehicle.odometer_hm} * 100; }

}  // namespace ingot::simulate
