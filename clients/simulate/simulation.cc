#include "clients/simulate/simulation.h"

#include <utility>

#include "clients/simulate/contracts.h"
#include "clients/simulate/endings.h"
#include "clients/simulate/keeping.h"
#include "clients/simulate/trouble.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/sha256.h"

namespace ingot::simulate {
namespace {

void Restate(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  vehicle.Clear(Mark::kMassUnknown);
  v1::MassRestated& restated =
      *stage.Say(stage.cast.makers[static_cast<size_t>(ModelOf(vehicle).maker)]).event.mutable_mass_restated();
  restated.set_vin(VinOf(stage, vehicle));
  for (const v1::FamilyMass& mass : BirthBody(stage, vehicle)) *restated.add_body() = mass;
  restated.set_basis(v1::MASS_BASIS_WEIGHED);
  restated.set_uncertainty_ppm(3'000);
  stage.fleet.Schedule(slot, Step::kSend, stage.day + 1);
}

// New vehicles for one dealer travel together, day by day.
std::string Delivery(const Stage& stage, const Vehicle& vehicle) {
  // By the dealer whom they were made for, whoever acts for it when they arrive.
  const Who dealer = PickFor(vehicle, stage.cast.dealers[static_cast<size_t>(RegionOf(stage, vehicle))]);
  return Cat(stage.org(stage.cast.makers[static_cast<size_t>(ModelOf(vehicle).maker)]).id, "/d", vehicle.noted, "-",
             dealer);
}

void Send(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  vehicle.noted = static_cast<int16_t>(stage.day);
  v1::VehicleSent& sent =
      *stage.Say(stage.cast.makers[static_cast<size_t>(ModelOf(vehicle).maker)]).event.mutable_vehicle_sent();
  sent.set_vin(VinOf(stage, vehicle));
  sent.set_transfer_id(Delivery(stage, vehicle));
  sent.set_to_organisation(stage.org(vehicle.dealer).id);
  stage.fleet.Schedule(slot, Step::kReceive, stage.day + static_cast<int>(random.Between(1, 6)));
}

void Receive(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  v1::VehicleReceived& received = *stage.Say(vehicle.dealer).event.mutable_vehicle_received();
  received.set_vin(VinOf(stage, vehicle));
  received.set_source(v1::RECEIPT_SOURCE_TRANSFER);
  received.set_transfer_id(Delivery(stage, vehicle));
  stage.fleet.Schedule(slot, Step::kOffer, stage.day + static_cast<int>(random.Between(2, 90)));
}

}  // namespace

Simulation::Simulation(const Parameters& parameters)
    : stage_(parameters),
      directory_(stage_),
      keys_(stage_),
      successions_(stage_),
      births_(stage_),
      yards_(stage_, directory_),
      furnaces_(stage_, directory_),
      mistakes_(stage_) {
  INGOT_CHECK(parameters.vehicles >= 1 && parameters.vehicles <= kMaxVehicles && parameters.years >= 1 &&
              parameters.years <= kMaxYears);
}

bool Simulation::Next(Submission& submission) {
  while (submissions_.empty()) {
    if (stage_.day >= stage_.days) return false;
    PlayDay();
  }
  submission = std::move(submissions_.front());
  submissions_.pop_front();
  return true;
}

void Simulation::PlayDay() {
  stage_.us_of_day = 0;
  if (stage_.day == 0) {
    directory_.Open();
  } else {
    directory_.Day();
    keys_.Day();
    successions_.Day();
    births_.Day();
    for (Slot slot = stage_.fleet.TakeDue(stage_.day); slot != kNoSlot;) {
      const Slot next = stage_.fleet[slot].next;
      if (successions_.HasNewHolder(stage_.fleet[slot])) {
        stage_.fleet.Schedule(slot, stage_.fleet[slot].step, stage_.day + 1);
      } else {
        Move(slot);
      }
      slot = next;
    }
    furnaces_.CollectScrap(loads_);
    yards_.Day(loads_);
    furnaces_.Day(loads_, births_.credits);
  }
  stage_.outbox.Flush(stage_.day, submissions_);
  ++stage_.day;
}

void Simulation::Move(Slot slot) {
  const Step step = stage_.fleet[slot].step;
  mistakes_.Perhaps(stage_.fleet[slot]);
  switch (step) {
    case Step::kRest:
      return;
    case Step::kRestate:
      return Restate(stage_, slot);
    case Step::kSend:
      return Send(stage_, slot);
    case Step::kReceive:
      return Receive(stage_, slot);
    case Step::kOffer:
      return Offer(stage_, slot);
    case Step::kHandOver:
      return HandOver(stage_, slot);
    case Step::kInsure:
      return Insure(stage_, slot);
    case Step::kTerm:
      return Term(stage_, slot);
    case Step::kDunning:
      return Dun(stage_, slot);
    case Step::kCorrect:
      return Correct(stage_, slot);
    case Step::kRepay:
      return Repay(stage_, slot);
    case Step::kService:
      return Service(stage_, slot);
    case Step::kKeeper:
      return Keep(stage_, slot);
    case Step::kReturn:
      return TakeBack(stage_, slot);
    case Step::kRestock:
      return Restock(stage_, slot);
    case Step::kRenew:
      return Renew(stage_, slot);
    case Step::kStolen:
      return EndTheft(stage_, slot);
    case Step::kRepair:
      return Repair(stage_, slot);
    case Step::kRebuild:
      return Rebuild(stage_, slot);
    case Step::kInspect:
      return Inspect(stage_, slot);
    case Step::kRetire:
      return Retire(stage_, slot);
    case Step::kDeliver:
      return Deliver(stage_, slot);
    case Step::kArrive:
      return Arrive(stage_, slot);
    case Step::kTreat:
      return Treat(stage_, directory_, yards_, slot);
    case Step::kAbroad:
      return ReturnFromAbroad(stage_, slot);
    case Step::kLost:
      return LookForLost(stage_, slot);
    case Step::kDispute:
      return ResolveDispute(stage_, slot);
    case Step::kClose:
      return CloseFile(stage_, slot);
    case Step::kSighted:
      return See(stage_, slot);
    case Step::kRefute:
      return Refute(stage_, slot);
  }
}

crypto::PrivateKey ThrowAwayKey(uint64_t seed, std::string_view name) {
  const Hash hash = crypto::Sha256(Cat("ingot simulate: a throw-away key, not a secret\n", seed, "\n", name));
  absl::StatusOr<crypto::PrivateKey> key = crypto::PrivateKey::FromSeed(ToBytes(hash));
  INGOT_CHECK_OK(key);
  return *std::move(key);
}

}  // namespace ingot::simulate
