#include "tests/simulation/rules/random_life.h"

#include <algorithm>
#include <utility>

#include "ledger/base/strings.h"
#include "tests/simulation/rules/compare.h"
#include "tests/support/rule_events.h"

namespace ingot::simulation {
namespace {

using testing::Fact;
using testing::Vin;

constexpr Grams kDivision = 20'000;
constexpr Grams kTare = 20'000'000;

// Nothing but observations and corrections follows.
bool IsOver(const Car& car) {
  return car.state == "RECOVERED" || car.state == "CLOSED" || car.state == "DESTROYED_BY_FIRE";
}

}  // namespace

RandomLife::RandomLife(uint64_t seed, Draws draws) : random_(seed), draws_(draws) {
  v1::InstrumentCertified scale;
  scale.set_instrument_id("treater/scale");
  scale.set_site_id("treater/yard");
  scale.set_division_g(kDivision);
  scale.set_capacity_g(60'000'000);
  scale.set_certificate_number("T-1");
  *scale.mutable_expires_on() = testing::MakeDate(2030, 1, 1);
  fleet_.Do("treater", scale);
  fleet_.ledger().AssumeSignatures();
}

std::vector<std::string> RandomLife::Step() {
  differences_.clear();
  touched_cars_.clear();
  touched_deal_.clear();
  // New vehicles come as long as few are alive, so that they meet again and again.
  int alive = 0;
  for (const auto& [name, car] : model_.cars) alive += !IsOver(car);
  if (alive < 14 || Chance(2)) {
    draws_ == Draws::kAll&& Chance(15) ? OpOpen() : OpRegister();
  } else {
    const std::string car = AnyCar();
    const int draw = Below(100);
    if (draw < 64) {
      Fitting(car);
    } else if (draw < 82) {
      Aside(car);
    } else {
      draw < 90 && draws_ == Draws::kAll ? Behind(car) : Arbitrary(car);
    }
  }
  for (const std::string& car : touched_cars_) {
    for (std::string& line : CompareCar(fleet_, model_, car)) differences_.push_back(std::move(line));
  }
  if (!touched_deal_.empty()) {
    for (std::string& line : CompareDeal(fleet_, model_, touched_deal_)) differences_.push_back(std::move(line));
  }
  return differences_;
}

void RandomLife::Both(const std::string& op, const std::string& who, testing::TestEvent event,
                      const Reasons& expected) {
  std::string outcome = fleet_.Try(who, std::move(event));
  outcome = outcome.substr(0, outcome.find(' '));
  ++outcomes_[op + " " + outcome];
  if (expected.size() > 1) ++ambiguous_;
  const bool agree = expected.empty() ? outcome == "OK" : expected.count(outcome) > 0;
  if (agree) return;
  std::string reasons;
  for (const std::string& reason : expected) reasons += reason + " ";
  differences_.push_back(
      Cat(op, " by ", who, ": the ledger says ", outcome, ", the model ", expected.empty() ? "OK" : reasons));
}

void RandomLife::Both(const std::string& op, const std::string& who, const google::protobuf::Message& body,
                      const Reasons& expected) {
  Both(op, who, Fact(body), expected);
}

std::string RandomLife::Someone() {
  return Any<std::string>(
      {"maker", "dealer", "other-dealer", "treater", "shredder", "workshop", "insurer", "auditor", "smelter"});
}

std::string RandomLife::Rather(const std::string& who) { return who.empty() || Chance(8) ? Someone() : who; }

std::string RandomLife::AnyCar() {
  if (Chance(2)) return Vin(900'000);
  std::vector<std::string> names;
  for (const auto& [name, car] : model_.cars) {
    if (!IsOver(car) || Chance(5)) names.push_back(name);
  }
  return Any(names);
}

std::string RandomLife::AnyDeal(const std::string& car) {
  const auto found = model_.cars.find(car);
  if (found != model_.cars.end() && !found->second.contract.empty() && !Chance(10)) return found->second.contract;
  // One of the car's own past deals rather than any.
  std::vector<std::string> names;
  for (const auto& [name, deal] : model_.deals) {
    if (deal.car == car || Chance(5)) names.push_back(name);
  }
  return names.empty() || Chance(3) ? "dealer/none" : Any(names);
}

std::string RandomLife::SiteOf(const std::string& who) {
  if (Chance(4)) return Any<std::string>({"treater/yard", "shredder/mill", "treater/none"});
  if (who == "shredder") return "shredder/mill";
  return Any<std::string>({"treater/yard", "treater/yard", "treater/second", "treater/lapsed"});
}

std::string RandomLife::Ticket(const std::string&) {
  return Cat("T", Chance(3) ? 1 + Below(numbers_ + 1) : ++numbers_);
}

v1::WeighTicket RandomLife::TicketOf(const std::string& who, const std::string& number, Grams net) {
  return fleet_.Ticket(number, kTare + net, kTare, who == "treater" ? "treater/scale" : "shredder/bridge-1");
}

std::vector<std::string> RandomLife::HulksWith(const std::string& car) {
  std::vector<std::string> together = {car};
  const auto found = model_.cars.find(car);
  for (const auto& [name, other] : model_.cars) {
    if (found == model_.cars.end() || name == car) continue;
    const bool beside = other.holder == found->second.holder && other.site == found->second.site &&
                        other.transfer == found->second.transfer && other.certified && other.depolluted &&
                        (other.state == "AT_FACILITY" || other.state == "DISMANTLED");
    if (beside ? Chance(60) : Chance(1)) together.push_back(name);
  }
  return testing::Ascending(together);
}

void RandomLife::Fitting(const std::string& name) {
  const auto found = model_.cars.find(name);
  if (found == model_.cars.end()) return Arbitrary(name);
  const Car& car = found->second;
  const int draw = Below(10);
  if (!car.transfer.empty()) {
    if (model_.trips.at(car.transfer).hulks) return OpReceiveHulks(name);
    const bool to_facility = car.state == "RETIRED" || car.state == "AT_FACILITY";
    return to_facility && draw < 6 ? OpArrive(name) : OpReceive(name);
  }
  if (car.state == "REGISTERED") return car.foreign ? OpRetire(name) : OpSend(name);
  if (car.state == "SOLD") {
    if (draw < 2) return OpRetire(name);
    if (draw < 4) return OpBuyBack(name);
    return draw < 5 ? OpTitle(name) : draw < 7 ? OpMoney(name) : OpSettle(name);
  }
  if (car.state == "RETURNED") return draw < 6 ? OpInspect(name) : draw < 8 ? OpSign(name) : OpRetire(name);
  if (car.state == "RETIRED") {
    return car.holder == "treater" || car.holder == "shredder" ? OpArrive(name) : OpSend(name);
  }
  if (car.state == "AT_FACILITY") {
    if (!car.certified && draw < 5) return OpCertify(name);
    if (!car.depolluted) return OpDepollute(name);
    if (!car.certified) return OpSend(name);
    if (draw < 2) return OpStrip(name);
    return draw < 5 && car.holder == "treater" ? OpSendHulks(name) : OpFeed(name);
  }
  if (car.state == "DISMANTLED") return draw < 3 ? OpStrip(name) : draw < 5 ? OpSendHulks(name) : OpFeed(name);
  if (car.state == "STOLEN") return draw < 6 ? OpFind(name) : draw < 9 ? OpWriteOff(name) : OpLose(name);
  if (car.state == "TOTAL_LOSS") {
    if (draw < 4) return car.repair_inspected ? OpInspect(name) : OpInspectRepair(name);
    if (draw < 6) return car.holder.empty() ? OpBuyBack(name) : OpRetire(name);
    return draw < 7 ? OpExport(name) : draw < 8 ? OpTitle(name) : draw < 9 ? OpReplace(name) : OpEnd(name);
  }
  if (car.state == "EXPORTED") return draw < 6 ? OpImport(name) : draw < 8 ? OpArriveForeign(name) : OpRetire(name);
  if (car.state == "UNTRACED") return draw < 6 ? OpFind(name) : draw < 9 ? OpRetire(name) : OpEnd(name);
  if (car.state == "CLOSED" || car.state == "DESTROYED_BY_FIRE") return draw < 5 ? OpRead(name) : OpRefute(name);
  if (car.state == "SHREDDED") return draw < 3 ? OpWeigh() : draw < 7 ? OpAssay() : OpClose();
  if (car.state == "RECOVERED") return draw < 6 ? OpCloseFile(name) : OpRead(name);
  // IN_STOCK, LEASED, LEASE_TO_OWN.
  const std::string stage = car.contract.empty() ? "" : model_.deals.at(car.contract).stage;
  if (!stage.empty() && Chance(4)) return OpMove(name);
  if (stage == "SIGNED") return draw < 7 ? OpHandOver(name) : draw < 8 ? OpReturn(name) : OpEnd(name);
  if (stage == "ACTIVE") {
    return draw < 4 ? OpMoney(name) : draw < 6 ? OpExercise(name) : draw < 8 ? OpTitle(name) : OpEnd(name);
  }
  if (stage == "ENDED")
    return draw < 4 ? OpReturn(name) : draw < 6 ? OpMoney(name) : draw < 8 ? OpTitle(name) : OpSign(name);
  const bool dealer = car.holder == "dealer" || car.holder == "other-dealer";
  return draw < (dealer ? 8 : 1) ? OpSign(name) : draw < 9 ? OpSend(name) : OpRetire(name);
}

void RandomLife::Arbitrary(const std::string& car) {
  using Op = void (RandomLife::*)(const std::string&);
  static constexpr Op kOps[] = {
      &RandomLife::OpSend,    &RandomLife::OpReceive,      &RandomLife::OpBuyBack,      &RandomLife::OpInspect,
      &RandomLife::OpRead,    &RandomLife::OpReturn,       &RandomLife::OpRetire,       &RandomLife::OpArrive,
      &RandomLife::OpCertify, &RandomLife::OpDepollute,    &RandomLife::OpSign,         &RandomLife::OpHandOver,
      &RandomLife::OpPay,     &RandomLife::OpExercise,     &RandomLife::OpEnd,          &RandomLife::OpSettle,
      &RandomLife::OpTitle,   &RandomLife::OpSendHulks,    &RandomLife::OpReceiveHulks, &RandomLife::OpFeed,
      &RandomLife::OpBounce,  &RandomLife::OpRefund,       &RandomLife::OpWaive,        &RandomLife::OpCharge,
      &RandomLife::OpMove,    &RandomLife::OpArriveForeign};
  constexpr int kCount = sizeof kOps / sizeof kOps[0];
  const int op = Below(kCount + 3);
  if (op < kCount) return (this->*kOps[op])(car);
  return op == kCount ? OpWeigh() : op == kCount + 1 ? OpAssay() : OpClose();
}

void RandomLife::Aside(const std::string& car) {
  using Op = void (RandomLife::*)(const std::string&);
  static constexpr Op kOps[] = {
      &RandomLife::OpSteal, &RandomLife::OpFind, &RandomLife::OpWriteOff, &RandomLife::OpInspectRepair,
      &RandomLife::OpLose, &RandomLife::OpExport, &RandomLife::OpImport, &RandomLife::OpRefute, &RandomLife::OpBurn,
      &RandomLife::OpCloseFile, &RandomLife::OpAmend, &RandomLife::OpExtend, &RandomLife::OpNovate,
      &RandomLife::OpReplace, &RandomLife::OpStrip,
      // Observations, money in no order, corrections.
      &RandomLife::OpDispute, &RandomLife::OpResolve, &RandomLife::OpRoad, &RandomLife::OpSwapOdometer,
      &RandomLife::OpInsure, &RandomLife::OpInsure, &RandomLife::OpInsure, &RandomLife::OpLapse,
      &RandomLife::OpIndemnify, &RandomLife::OpMaintain, &RandomLife::OpRecall, &RandomLife::OpRemedy,
      &RandomLife::OpSee, &RandomLife::OpDefault, &RandomLife::OpRestate, &RandomLife::OpClearFlag};
  constexpr int kReversible = 15;
  constexpr int kCount = sizeof kOps / sizeof kOps[0];
  (this->*kOps[Below(draws_ == Draws::kAll ? kCount : kReversible)])(car);
}

}  // namespace ingot::simulation
