// The operations of RandomLife behind the shredder.
#include <algorithm>
#include <string>
#include <vector>

#include "ledger/base/strings.h"
#include "tests/simulation/rules/random_life.h"
#include "tests/support/rule_events.h"

namespace ingot::simulation {

using testing::Fact;

std::vector<std::string> RandomLife::SomeLots(const std::string& who, const std::string& site) {
  std::vector<std::string> lots;
  for (const auto& [name, heap] : model_.heaps) {
    const bool there =
        heap.owner == who && heap.assayed && !heap.consumed && heap.trip.empty() && (site.empty() || heap.site == site);
    if (there ? Chance(60) : Chance(1)) lots.push_back(name);
  }
  if (lots.size() > 16) lots.resize(16);
  return lots;
}

void RandomLife::OpCollect(const std::string&) {
  const std::string who = Chance(95) ? "workshop" : Someone();
  const std::string heap = Cat(Chance(97) ? who : Someone(), "/l", Chance(3) ? 1 + Below(numbers_ + 1) : ++numbers_);
  const int family = Any<int>({k5xxx, k6xxx, k7xxx});
  Grams held = 0;
  if (const auto found = model_.accounts.find("REPAIR_SCRAP/workshop/garage"); found != model_.accounts.end()) {
    for (const auto& [cell, grams] : found->second) held += cell.first == family ? grams : 0;
  }
  const Grams grams = std::max<Grams>(Chance(90) ? held / (1 + Below(2)) : held + 1, 1);
  const Grams ticket_g = std::max<Grams>((grams / 1'000 + (Chance(95) ? 1 : 0)) * 1'000, 1'000);
  const std::string number = Cat("T", Chance(3) ? 1 + Below(numbers_ + 1) : ++numbers_);
  const v1::WeighTicket ticket =
      fleet_.Ticket(number, 1'000'000 + ticket_g, 1'000'000, who == "workshop" ? "workshop/scales" : "none/scales");
  Both(
      "Collect", who,
      testing::Collected(heap, "workshop/garage", {testing::Mass(static_cast<v1::AlloyFamily>(family), grams)}, ticket),
      model_.Collect(who, heap, "workshop/garage", family, grams, number, ticket_g));
}

void RandomLife::OpSendLots(const std::string&) {
  const std::string who = Chance(95) ? Any<std::string>({"shredder", "shredder", "treater", "workshop"}) : Someone();
  std::vector<std::string> lots = SomeLots(who, Chance(90) ? SiteWithLots(who) : "");
  if (lots.empty()) lots = {Cat(who, "/none")};
  const std::string to = Chance(70) ? "smelter" : Any<std::string>({"", "treater", "shredder", "dealer"});
  const std::string trip = Cat(Chance(97) ? who : Someone(), "/v", Chance(3) ? 1 + Below(numbers_ + 1) : ++numbers_);
  Both("SendLots", who, testing::LotsSent(trip, lots, to), model_.SendLots(who, lots, trip, to));
}

std::string RandomLife::SiteWithLots(const std::string& who) {
  std::vector<std::string> sites;
  for (const auto& [name, heap] : model_.heaps) {
    if (heap.owner == who && heap.assayed && !heap.consumed && heap.trip.empty()) sites.push_back(heap.site);
  }
  return sites.empty() ? "" : Any(sites);
}

void RandomLife::OpReceiveLots(const std::string&) {
  std::vector<std::string> open = {"shredder/none"};
  for (const auto& [name, trip] : model_.trips) {
    if (!trip.heaps.empty() || Chance(1)) open.push_back(name);
  }
  const std::string trip = open.size() > 1 && !Chance(3) ? open[1 + Below(static_cast<int>(open.size()) - 1)] : open[0];
  const auto known = model_.trips.find(trip);
  std::string who = Someone();
  if (known != model_.trips.end() && !Chance(8)) who = Chance(85) ? known->second.to : known->second.from;
  if (who.empty()) who = "smelter";
  const std::string site = who == "smelter"    ? (Chance(90) ? "smelter/plant" : "smelter/annex")
                           : who == "workshop" ? "workshop/garage"
                                               : SiteOf(who);
  Both("ReceiveLots", who, testing::LotsReceived(trip, site), model_.ReceiveLots(who, trip, site));
}

void RandomLife::OpMelt(const std::string&) {
  const std::string who = Chance(95) ? "smelter" : Someone();
  const std::string heat = Cat(Chance(97) ? who : Someone(), "/h", Chance(3) ? 1 + Below(numbers_ + 1) : ++numbers_);
  const std::vector<std::string> lots = SomeLots("smelter", Chance(97) ? "smelter/plant" : "");
  const Grams primary = Chance(50) ? 0 : 1 + Below(200'000);
  Grams booked = 0;
  if (const auto found = model_.accounts.find("FURNACE/smelter/plant"); found != model_.accounts.end()) {
    booked = Sum(found->second);
  }
  const Grams heel_before = std::max<Grams>(Chance(70) ? booked : booked + Below(2'001) - 1'000, 0);
  Grams input = heel_before + primary;
  for (const std::string& lot : lots) input += Sum(model_.heaps.at(lot).content);
  const Grams tapped = std::max<Grams>(input * (80 + Below(20)) / 100 + (Chance(5) ? 300'000 : 0), 1);
  const Grams heel_after = Chance(50) ? 0 : std::max<Grams>(input - tapped, 0) / 2;
  const Grams dross = std::max<Grams>(input - tapped - heel_after, 0) * Below(60) / 100;
  v1::HeatMelted event = testing::Melted(heat, lots, tapped);
  event.set_heel_before_g(heel_before);
  if (primary > 0) {
    v1::PrimaryMetal& metal = *event.add_primary();
    metal.set_family(v1::ALLOY_FAMILY_6XXX);
    metal.set_grams(primary);
  }
  event.set_heel_after_g(heel_after);
  event.set_dross_g(dross);
  event.set_dross_metal_g(dross);
  Both("Melt", who, event, model_.Melt(who, heat, lots, primary, tapped, heel_before, heel_after, dross));
}

std::string RandomLife::AnyMelt() {
  std::vector<std::string> names = {"smelter/none"};
  for (const auto& [name, melt] : model_.melts) {
    if (Sum(melt.content) > 0 || Chance(10)) names.push_back(name);
  }
  return names.size() > 1 && !Chance(3) ? names[1 + Below(static_cast<int>(names.size()) - 1)] : names[0];
}

void RandomLife::OpGiveBack(const std::string&) {
  const std::string who = Chance(95) ? "smelter" : Someone();
  const std::string melt = AnyMelt();
  Grams left = 0;
  if (const auto found = model_.melts.find(melt); found != model_.melts.end()) left = Sum(found->second.content);
  const Grams grams = std::max<Grams>(Chance(90) ? left / (1 + Below(3)) : left + 1, 1);
  const std::string brand = Any<std::string>({"maker/brand", "maker/brand", "maker-2/brand", "", "maker/none"});
  Both("GiveBack", who, testing::BackTo(brand, melt, grams), model_.GiveBack(who, melt, grams, brand));
}

void RandomLife::OpClaim(const std::string&) {
  const std::string who = Chance(95) ? "smelter" : Any<std::string>({"workshop", "shredder", "auditor"});
  const std::string claim = Cat(Chance(97) ? who : Someone(), "/k", Chance(3) ? 1 + Below(numbers_ + 1) : ++numbers_);
  const std::string melt = AnyMelt();
  const bool closed_loop = Chance(50);
  const Grams grams = 1 + Below(Chance(50) ? 1'000 : 200'000);
  v1::ContentClaimed event = testing::Claimed(claim, melt, grams);
  if (closed_loop) event.set_kind(v1::CLAIM_KIND_CLOSED_LOOP);
  Both("Claim", who, event, model_.Claim(who, claim, melt, closed_loop, grams));
}

void RandomLife::OpUnclaim(const std::string&) {
  const std::string who = Chance(95) ? "smelter" : Someone();
  std::vector<std::string> names = {"smelter/none"};
  for (const auto& [name, claim] : model_.claims) {
    if (!claim.cancelled || Chance(10)) names.push_back(name);
  }
  const std::string claim = Any(names);
  Both("Unclaim", who, testing::Cancelled(claim), model_.Unclaim(who, claim));
}

void RandomLife::OpVoid(const std::string&) {
  const std::string who = Rather(Any<std::string>({"shredder", "treater"}));
  const std::string number = Ticket(who);
  const std::string instrument = who == "treater" ? "treater/scale" : "shredder/bridge-1";
  Both("Void", who, testing::Voided(instrument, number), model_.Void(who, number));
}

void RandomLife::Behind(const std::string& car) {
  using Op = void (RandomLife::*)(const std::string&);
  static constexpr Op kOps[] = {&RandomLife::OpCollect,     &RandomLife::OpSendLots, &RandomLife::OpReceiveLots,
                                &RandomLife::OpReceiveLots, &RandomLife::OpMelt,     &RandomLife::OpGiveBack,
                                &RandomLife::OpClaim,       &RandomLife::OpUnclaim,  &RandomLife::OpVoid};
  constexpr int kCount = sizeof kOps / sizeof kOps[0];
  (this->*kOps[Below(kCount)])(car);
}

}  // namespace ingot::simulation
