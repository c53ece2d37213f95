#include "clients/simulate/successions.h"

#include <algorithm>
#include <vector>

#include "clients/simulate/streams.h"

namespace ingot::simulate {
namespace {

constexpr int kEveryYears = 4;
constexpr int kDayOfYear = 190;

// Whether the vehicle's dealer has nothing more to say of it.
bool HasLeftDealer(const Vehicle& vehicle) {
  switch (vehicle.step) {
    case Step::kRest:
    case Step::kArrive:
    case Step::kTreat:
    case Step::kClose:
    case Step::kSighted:
    case Step::kRefute:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool IsEveOfSuccessions(const Stage& stage) {
  return stage.day - stage.calendar.NewYear(stage.Today().year()) == kDayOfYear - 1;
}

void Successions::Day() {
  const int year = stage_.Today().year();
  const int years = year - stage_.calendar.first_year() + 1;
  if (years % kEveryYears != 0 || stage_.day - stage_.calendar.NewYear(year) != kDayOfYear) return;
  const auto region = static_cast<size_t>(years / kEveryYears + 1) % 2;
  std::vector<Who> candidates;
  for (const Who dealer : stage_.cast.dealers[region]) {
    if (MayTakePart(dealer)) candidates.push_back(dealer);
  }
  if (candidates.size() < 2) return;
  const size_t first = stage_.Draw(kSuccessionStream, region, static_cast<uint64_t>(year)).Below(candidates.size());
  Succeed(candidates[first], candidates[(first + 1) % candidates.size()]);
}

void Successions::Succeed(Who insolvent, Who successor) {
  v1::OrganisationSucceeded& succeeded = *stage_.Say(stage_.cast.operator_).event.mutable_organisation_succeeded();
  succeeded.set_organisation_id(stage_.org(insolvent).id);
  succeeded.set_successor_id(stage_.org(successor).id);
  std::replace(stage_.acting.begin(), stage_.acting.end(), insolvent, successor);
  stage_.predecessors[successor] = insolvent;
  stage_.succeeded_on[successor] = stage_.day;
  for (size_t i = 0; i < stage_.fleet.slots(); ++i) {
    Vehicle& vehicle = stage_.fleet[static_cast<Slot>(i)];
    if (vehicle.step == Step::kAbroad && vehicle.place == insolvent) vehicle.place = successor;
    if (vehicle.dealer != insolvent || HasLeftDealer(vehicle)) continue;
    vehicle.dealer = successor;
    vehicle.inherited = vehicle.contracts;
  }
}

}  // namespace ingot::simulate
