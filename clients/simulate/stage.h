// Where the simulated organisations act: the day, the fleet, and the words that they have in common.
#ifndef INGOT_CLIENTS_SIMULATE_STAGE_H_
#define INGOT_CLIENTS_SIMULATE_STAGE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "clients/simulate/calendar.h"
#include "clients/simulate/cast.h"
#include "clients/simulate/catalogue.h"
#include "clients/simulate/fleet.h"
#include "clients/simulate/outbox.h"
#include "clients/simulate/random.h"
#include "ingot/v1/common.pb.h"
#include "ingot/v1/event.pb.h"
#include "ingot/v1/recovery_events.pb.h"

namespace ingot::simulate {

struct Parameters {
  // 1 to 10 000 000, born in equal parts of the years.
  uint64_t vehicles = 1'000;
  uint64_t seed = 1;
  // 1 to 30.
  int years = 10;
  int first_year = 2016;
  // Deliberate mistakes a million steps of vehicles.
  uint32_t mistakes_ppm = 0;
  // Without it nothing is said that only a ledger gives a meaning: no item names another one's entry, or proves a key
  // to the ledger.
  bool ledger_bound = true;
  std::string operator_id = "bank";
};

// Flags that were raised on purpose or by bad luck, and that an auditor will look into.
struct Flagged {
  int day = 0;
  v1::SubjectKind subject = v1::SUBJECT_KIND_UNSPECIFIED;
  std::string id;
  v1::FlagKind flag = v1::FLAG_KIND_UNSPECIFIED;
};

inline constexpr Who kNobody = UINT16_MAX;

// Not thread-safe.
struct Stage {
  explicit Stage(const Parameters& wanted);

  const Parameters parameters;
  // Of everything that is drawn: the seed, and what else makes a simulation another one.
  const uint64_t seed;
  const Calendar calendar;
  const int days;
  const Cast cast;
  Fleet fleet;
  Outbox outbox;

  int day = 0;
  // Of the day, microseconds; every item is a little later than the one before.
  int64_t us_of_day = 0;
  // Running numbers of the instruments, by organisation.
  std::vector<uint32_t> tickets;
  // Disputes, transfers and other things that need a name.
  std::vector<uint32_t> names;
  std::vector<Flagged> flagged;
  // Who acts for an organisation, by organisation: itself until another one succeeds it.
  std::vector<Who> acting;
  // Whom an organisation succeeded, and since when; kNobody for most.
  std::vector<Who> predecessors;
  std::vector<int> succeeded_on;
  // Repair scrap at the workshops, grams of sheet, by organisation.
  std::vector<int64_t> scrap_g;
  // Vehicles born, by model and by model year from the earliest one on: the next serial of each.
  std::vector<std::vector<uint32_t>> born;
  // How many of them, the first ones, were called back.
  std::vector<std::vector<uint32_t>> recalled;

  // A new item of the organisation, now.
  Item& Say(Who who);
  v1::LocalTime TimeOf(Who who);
  v1::Date Today() const { return calendar.DateOf(day); }
  Random Draw(uint64_t kind, uint64_t thing, uint64_t step) const { return StreamOf(seed, kind, thing, step); }

  const Organisation& org(Who who) const { return cast[who]; }
  bool IsActive(Who who) const { return acting[who] == who; }
  // An own id of the organisation that no other thing has: "<id>/<prefix><number>".
  std::string NewId(Who who, std::string_view prefix);
  // A ticket of the organisation's instrument. REQUIRES: it has one; the weights are multiples of its division.
  v1::WeighTicket Weigh(Who who, int64_t gross_g, int64_t tare_g);
  void AddEvidence(Item& item, v1::EvidenceKind kind, std::string_view document) const;
  std::string RecallId(size_t model, int model_year) const;
  bool IsRecalled(const Vehicle& vehicle) const { return vehicle.serial < recalled[vehicle.model][vehicle.model_year]; }
  // One that will be looked into.
  void NoteFlag(v1::SubjectKind subject, std::string id, v1::FlagKind flag);
};

// The vehicle's own words.
const Model& ModelOf(const Vehicle& vehicle);
std::string VinOf(const Stage& stage, const Vehicle& vehicle);
// As declared at birth, per family; as it is now, in all.
std::vector<v1::FamilyMass> BirthBody(const Stage& stage, const Vehicle& vehicle);
int64_t BodyOf(const Stage& stage, const Vehicle& vehicle);
std::string_view CountryOf(const Stage& stage, const Vehicle& vehicle);
Region RegionOf(const Stage& stage, const Vehicle& vehicle);
std::string PolicyOf(const Stage& stage, const Vehicle& vehicle);
// One of the region's dealers, the same for the same vehicle, or who acts for it.
Who PickDealer(const Stage& stage, const Vehicle& vehicle, Region region);
// One of the organisations, the same for the same vehicle.
Who PickFor(const Vehicle& vehicle, const std::vector<Who>& candidates);
// The stream of the vehicle's present step.
Random NextStep(const Stage& stage, Vehicle& vehicle);

// Kilometres since the last reading, and the reading in metres.
int64_t Drive(Vehicle& vehicle, Random& random, int days);
int64_t Odometer(const Vehicle& vehicle);

}  // namespace ingot::simulate

#endif  // INGOT_CLIENTS_SIMULATE_STAGE_H_
