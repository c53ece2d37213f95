// The operations of RandomLife that observe, change contracts, and repair, strip and weigh bodies.
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/strings.h"
#include "tests/simulation/rules/random_life.h"
#include "tests/support/rule_events.h"
#include "tests/support/trouble_events.h"

namespace ingot::simulation {
namespace {

v1::Date DayOf(int day) { return testing::MakeDate(day / 10'000, day / 100 % 100, day % 100); }

v1::AlloyFamily FamilyOf(int family) { return static_cast<v1::AlloyFamily>(family); }

}  // namespace

using testing::Fact;
using testing::TestEvent;

void RandomLife::OpRoad(const std::string& car) {
  const std::string who = Chance(50) ? Rather(HolderOrLast(car)) : Someone();
  const std::string country = Any<std::string>({"DE", "PL", "CN"});
  touched_cars_ = {car};
  Both("Road", who, testing::OnRoad(car, country, DayOf(kToday)), model_.Road(who, car, country));
}

void RandomLife::OpSwapOdometer(const std::string& car) {
  const std::string who = Rather(Any<std::string>({"workshop", "dealer"}));
  const int64_t old_reading = Below(100'000);
  const int64_t new_reading = Below(100);
  touched_cars_ = {car};
  Both("SwapOdometer", who, testing::OdometerSwap(car, old_reading, new_reading),
       model_.SwapOdometer(who, car, old_reading, new_reading));
}

void RandomLife::OpInsure(const std::string& car) {
  const std::string who = Rather("insurer");
  const std::string policy = Cat(Chance(97) ? who : "dealer", "/p", car.substr(11), "-", Below(12));
  const bool own_damage = Chance(70);
  const int from = Any<int>({20'250'301, 20'260'301, 20'260'302});
  const int until = Any<int>({20'260'228, 20'260'301, 20'270'228, 20'240'101});
  v1::Insured event = testing::Policy(car, policy, DayOf(from), DayOf(until));
  if (own_damage) event.set_cover(v1::INSURANCE_COVER_COMPREHENSIVE);
  touched_cars_ = {car};
  Both("Insure", who, event, model_.Insure(who, car, policy, own_damage, from, until));
}

std::string RandomLife::PolicyOf(const std::string& car) {
  std::vector<std::string> names = {Cat("insurer/p", car.substr(11), "-", Below(12))};
  const auto found = model_.cars.find(car);
  if (found != model_.cars.end()) {
    for (const auto& [name, cover] : found->second.covers) names.push_back(name);
  }
  return Any(names);
}

void RandomLife::OpLapse(const std::string& car) {
  const std::string who = Rather("insurer");
  const std::string policy = PolicyOf(car);
  const int on = Any<int>({20'260'101, 20'260'301, 20'260'601});
  touched_cars_ = {car};
  Both("Lapse", who, testing::Lapsed(car, policy, DayOf(on)), model_.Lapse(who, car, policy, on));
}

void RandomLife::OpIndemnify(const std::string& car) {
  const std::string who = Rather("insurer");
  const std::string policy = PolicyOf(car);
  const std::string number = Cat("N", Chance(10) ? 1 + Below(numbers_ + 1) : ++numbers_);
  const int on = Any<int>({20'260'201, 20'260'301});
  touched_cars_ = {car};
  Both("Indemnify", who, testing::Claim(car, policy, number, DayOf(on)),
       model_.Indemnify(who, car, policy, number, on));
}

void RandomLife::OpMaintain(const std::string& car) {
  const std::string who = Rather(Any<std::string>({"workshop", "dealer", "maker"}));
  const int64_t odometer = Chance(30) ? -1 : Below(100'000);
  touched_cars_ = {car};
  Both("Maintain", who, testing::Service(car, odometer), model_.Maintain(who, car, odometer));
}

void RandomLife::OpRecall(const std::string& car) {
  const std::string who = Rather("maker");
  const std::string recall = Cat(Chance(97) ? who : Someone(), "/r", Below(20));
  std::vector<std::string> recalled = {car};
  if (Chance(50)) recalled.push_back(AnyCar());
  recalled = testing::Ascending(recalled);
  if (recalled.size() == 2 && recalled[0] == recalled[1]) recalled.pop_back();
  touched_cars_ = recalled;
  Both("Recall", who, testing::Recall(recall, recalled), model_.Recall(who, recall, recalled));
}

void RandomLife::OpRemedy(const std::string& car) {
  const std::string who = Rather(Any<std::string>({"workshop", "dealer"}));
  std::vector<std::string> names = {Cat("maker/r", Below(20))};
  if (const auto found = model_.cars.find(car); found != model_.cars.end()) {
    for (const std::string& name : found->second.recalls) names.push_back(name);
  }
  const std::string recall = Any(names);
  touched_cars_ = {car};
  Both("Remedy", who, testing::Remedied(recall, car), model_.Remedy(who, recall, car));
}

void RandomLife::OpSee(const std::string& car) {
  const std::string who = Someone();
  touched_cars_ = {car};
  Both("See", who, testing::Sighting(car), model_.See(who, car));
}

void RandomLife::OpAmend(const std::string& car) {
  const std::string deal = AnyDeal(car);
  const std::string who = Rather(OwnerOfDeal(deal));
  const auto found = model_.deals.find(deal);
  const bool sale = found != model_.deals.end() && found->second.kind == "sale";
  const int months = Chance(10) ? Any<int>({0, 601}) : sale ? 0 : 12 + Below(12);
  const int64_t fee = found == model_.deals.end() ? 0 : found->second.fee;
  const auto kind = sale ? v1::CONTRACT_KIND_SALE : v1::CONTRACT_KIND_LEASE;
  touched_deal_ = deal;
  Both("Amend", who, Fact(testing::Amended(deal, months), testing::TermsOf(kind, fee)),
       model_.Amend(who, deal, months));
}

void RandomLife::OpExtend(const std::string& car) {
  const std::string deal = AnyDeal(car);
  const std::string who = Rather(OwnerOfDeal(deal));
  const auto found = model_.deals.find(deal);
  const int months = Any<int>({0, 1, 12, 120, 121});
  const int64_t fee = found == model_.deals.end() ? 0 : found->second.fee;
  touched_deal_ = deal;
  Both("Extend", who, Fact(testing::Extended(deal, months), testing::TermsOf(v1::CONTRACT_KIND_LEASE, fee)),
       model_.Extend(who, deal, months));
}

void RandomLife::OpNovate(const std::string& car) {
  const std::string deal = AnyDeal(car);
  const std::string who = Rather(OwnerOfDeal(deal));
  const std::string lessee = Any<std::string>({"", "workshop", "insurer", who});
  touched_deal_ = deal;
  Both("Novate", who, testing::Novated(deal, lessee), model_.Novate(who, deal, lessee));
}

void RandomLife::OpDefault(const std::string& car) {
  const std::string deal = MoneyDeal(car);
  const std::string who = Rather(OwnerOfDeal(deal));
  const int day = Any<int>({20'260'201, 20'260'301, 20'260'302});
  const bool cured = Chance(40);
  touched_deal_ = deal;
  Both("Default", who, testing::Defaulted(deal, DayOf(day), cured), model_.Default(who, deal, day, cured));
}

void RandomLife::OpReplace(const std::string& car) {
  const std::string who = Rather(Chance(60) ? "workshop" : HolderOrLast(car));
  const std::string site = Chance(85) && who == "workshop" ? "workshop/garage" : SiteOf(who);
  const int out_family = Any<int>({k5xxx, k6xxx, k6xxx, k7xxx});
  const Grams out = Chance(5) ? 300'000 : 1 + Below(15'000);
  const int in_family = Any<int>({k5xxx, k6xxx});
  const Grams in = 1 + Below(15'000);
  const std::string reused_from = Chance(70) ? "" : Any<std::string>({"treater/yard", "shredder/mill", site});
  v1::PanelReplaced event = testing::Repair(car, site);
  *event.add_removed() = testing::Mass(FamilyOf(out_family), out);
  v1::FittedPanel& panel = *event.add_fitted();
  panel.set_source(reused_from.empty() ? v1::PANEL_SOURCE_NEW : v1::PANEL_SOURCE_REUSED);
  panel.set_from_site(reused_from);
  *panel.mutable_metal() = testing::Mass(FamilyOf(in_family), in);
  touched_cars_ = {car};
  Both("Replace", who, event, model_.Replace(who, car, site, out_family, out, in_family, in, reused_from));
}

void RandomLife::OpStrip(const std::string& car) {
  const auto found = model_.cars.find(car);
  const std::string who = Rather(HolderOrLast(car));
  std::string site = found == model_.cars.end() ? "" : found->second.site;
  if (site.empty() || Chance(5)) site = SiteOf(who);
  Grams whole = 0;
  if (found != model_.cars.end()) {
    for (const auto& [family, grams] : found->second.body) whole += grams;
  }
  const Grams grams = Chance(10) ? whole + Below(2) : 1 + Below(20'000);
  if (grams == 0) return OpRead(car);
  const int family = Any<int>({k5xxx, k6xxx, k7xxx});
  const bool sold = Chance(40);
  const bool dismantled = Chance(30);
  v1::PartsRemoved event = testing::PartOff(car, site, testing::Mass(FamilyOf(family), grams));
  if (sold) event.mutable_parts(0)->set_destination(v1::PART_DESTINATION_SOLD);
  event.set_dismantled(dismantled);
  touched_cars_ = {car};
  Both("Strip", who, event, model_.Strip(who, car, site, family, grams, sold, dismantled));
}

void RandomLife::OpRestate(const std::string& car) {
  const std::string who = Rather(Chance(50) ? HolderOrLast(car) : "maker");
  const Grams body5 = 1 + Below(60'000);
  const Grams body6 = 1 + Below(160'000);
  touched_cars_ = {car};
  Both("Restate", who,
       testing::Restated(car,
                         {testing::Mass(v1::ALLOY_FAMILY_5XXX, body5), testing::Mass(v1::ALLOY_FAMILY_6XXX, body6)}),
       model_.Restate(who, car, body5, body6));
}

void RandomLife::OpClearFlag(const std::string& car) {
  const std::string who = Rather("auditor");
  std::vector<std::string> flags = {"ODOMETER_LOWER", "CORRECTED_LATE"};
  if (const auto found = model_.cars.find(car); found != model_.cars.end()) {
    for (const auto& [flag, count] : found->second.flags) flags.push_back(flag);
  }
  const std::string flag = Any(flags);
  v1::FlagKind kind = v1::FLAG_KIND_UNSPECIFIED;
  v1::FlagKind_Parse("FLAG_KIND_" + flag, &kind);
  touched_cars_ = {car};
  Both("ClearFlag", who, testing::Cleared(v1::SUBJECT_KIND_VEHICLE, car, kind), model_.ClearFlag(who, car, flag));
}

void RandomLife::OpOpen() {
  const bool again = Chance(5) && born_ > 0;
  const std::string car = testing::Vin(again ? 1 + Below(born_) : ++born_);
  const std::string state = Any<std::string>({"IN_STOCK", "SOLD", "RETURNED", "LEASED", "LEASED"});
  const std::string who = Rather(Any<std::string>({"dealer", "other-dealer", "maker"}));
  const bool leased = state == "LEASED";
  const std::string deal = leased ? Cat(Chance(97) ? who : Someone(), "/c", ++numbers_) : "";
  const int64_t odometer = Below(100'000);
  const bool known_mass = Chance(60);
  const int64_t paid = Below(1'201);
  const bool evidence = Chance(85);
  v1::CustodyState value = v1::CUSTODY_STATE_UNSPECIFIED;
  v1::CustodyState_Parse("CUSTODY_STATE_" + state, &value);
  v1::VehicleOpened body = testing::OpeningOf(car, value, deal);
  body.set_odometer_m(odometer);
  if (!known_mass) {
    body.mutable_vehicle()->clear_body();
    body.mutable_vehicle()->set_body_basis(v1::MASS_BASIS_UNKNOWN);
    body.mutable_vehicle()->set_body_uncertainty_ppm(0);
  }
  TestEvent event = leased ? Fact(body, testing::OpeningTermsOf(v1::CONTRACT_KIND_LEASE, paid)) : Fact(body);
  if (evidence) event = std::move(event).With(v1::EVIDENCE_KIND_PHOTOGRAPH);
  touched_cars_ = {car};
  touched_deal_ = deal;
  Both("Open " + state, who, std::move(event),
       model_.Open(who, car, state, deal, odometer, known_mass, paid, evidence));
}

void RandomLife::OpArriveForeign(const std::string& car) {
  const std::string who = Rather(Any<std::string>({"treater", "shredder"}));
  const std::string site = SiteOf(who);
  const bool certificate = Chance(85);
  v1::ReceivedAtFacility body = testing::Arrived(car, site);
  body.set_foreign_certificate_serial(Cat("F", ++numbers_));
  TestEvent event = Fact(body);
  if (certificate) event = std::move(event).With(v1::EVIDENCE_KIND_CERTIFICATE);
  touched_cars_ = {car};
  Both("ArriveForeign", who, std::move(event), model_.ArriveForeign(who, car, site, certificate));
}

}  // namespace ingot::simulation
