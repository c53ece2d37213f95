// The model's repairs, dismantling, and vehicles that were on the road before.
#include "tests/simulation/rules/model.h"

namespace ingot::simulation {
namespace {

bool Breaks(const std::string& who) { return who == "treater" || who == "shredder"; }
bool Has(const std::string& who) { return Breaks(who) || who == "dealer" || who == "other-dealer" || who == "maker"; }

Grams Whole(const std::map<int, Grams>& body) {
  Grams sum = 0;
  for (const auto& [family, grams] : body) sum += grams;
  return sum;
}

}  // namespace

void Model::TakeOut(Car& car, int family, Grams grams) {
  const Grams there = car.body[family] < grams ? car.body[family] : grams;
  car.body[family] -= there;
  Put(car.account, {family, kNone}, -there);
  if (there == grams) return;
  Pile others;
  for (const auto& [other, weight] : car.body) others[{other, kNone}] = weight;
  for (const auto& [cell, share] : Share(others, grams - there)) {
    car.body[cell.first] -= share;
    Put(car.account, cell, -share);
    Put("REGRADE", cell, share);
  }
  Put("REGRADE", {family, kNone}, there - grams);
  ++car.flags["REGRADED"];
}

Reasons Model::Replace(const std::string& who, const std::string& car, const std::string& site, int out_family,
                       Grams out, int in_family, Grams in, const std::string& reused_from) {
  Reasons reasons;
  if (!Has(who) && who != "workshop") reasons.insert("ROLE_REQUIRED");
  if (cars.count(car) == 0 || !Owns(who, site) || (!reused_from.empty() && !Owns(who, reused_from))) {
    reasons.insert("NOT_FOUND");
  }
  if (cars.count(car) == 0) return reasons;
  Car& dented = cars[car];
  if (who != "workshop" && dented.holder != who) reasons.insert("NOT_HOLDER");
  if (!dented.transfer.empty()) reasons.insert("IN_TRANSIT");
  const std::set<std::string> states = {"REGISTERED", "IN_STOCK", "LEASED",    "LEASE_TO_OWN",
                                        "SOLD",       "RETURNED", "TOTAL_LOSS"};
  if (states.count(dented.state) == 0) reasons.insert("ILLEGAL_TRANSITION");
  if (out > Whole(dented.body)) reasons.insert("MASS_EXCEEDS_SOURCE");
  if (!reused_from.empty() && accounts["REUSED_PARTS/" + reused_from][{in_family, kNone}] < in) {
    reasons.insert("MASS_EXCEEDS_SOURCE");
  }
  // Looking left nothing behind.
  std::erase_if(accounts["REUSED_PARTS/" + reused_from], [](const auto& cell) { return cell.second == 0; });
  if (accounts["REUSED_PARTS/" + reused_from].empty()) accounts.erase("REUSED_PARTS/" + reused_from);
  if (!reasons.empty()) return reasons;
  TakeOut(dented, out_family, out);
  Put("REPAIR_SCRAP/" + site, {out_family, dented.foreign ? kThirdParty : kNone}, out);
  Put(reused_from.empty() ? "PARTS" : "REUSED_PARTS/" + reused_from, {in_family, kNone}, -in);
  Put(dented.account, {in_family, kNone}, in);
  dented.body[in_family] += in;
  return {};
}

Reasons Model::Strip(const std::string& who, const std::string& car, const std::string& site, int family, Grams grams,
                     bool sold, bool dismantled) {
  Reasons reasons;
  if (!Breaks(who)) reasons.insert("ROLE_REQUIRED");
  if (!Owns(who, site)) reasons.insert("NOT_FOUND");
  reasons.merge(Held(who, car));
  if (cars.count(car) == 0) return reasons;
  Car& hulk = cars[car];
  if (hulk.state != "AT_FACILITY" && hulk.state != "DISMANTLED") reasons.insert("ILLEGAL_TRANSITION");
  if (!hulk.certified) reasons.insert("CERTIFICATE");
  if (!hulk.depolluted) reasons.insert("STEP_MISSING");
  if (hulk.site != site) reasons.insert("INVALID_VALUE");
  if (grams > Whole(hulk.body)) reasons.insert("MASS_EXCEEDS_SOURCE");
  if (dismantled && hulk.state == "DISMANTLED") reasons.insert("ILLEGAL_TRANSITION");
  if (!reasons.empty()) return reasons;
  TakeOut(hulk, family, grams);
  Put(sold ? "PARTS_SOLD" : "REUSED_PARTS/" + site, {family, kNone}, grams);
  if (dismantled) hulk.state = "DISMANTLED";
  if (hulk.state == "DISMANTLED" && Whole(hulk.body) == 0) {
    hulk.state = "RECOVERED";
    hulk.account.clear();
  }
  return {};
}

Reasons Model::Open(const std::string& who, const std::string& car, const std::string& state, const std::string& deal,
                    int64_t odometer, bool known_mass, int64_t paid, bool evidence) {
  Reasons reasons;
  const bool leased = state == "LEASED";
  const bool trades = who == "dealer" || who == "other-dealer";
  if (leased ? !trades : !trades && who != "maker") reasons.insert("ROLE_REQUIRED");
  if (cars.count(car) > 0) reasons.insert("ALREADY_EXISTS");
  if (!evidence) reasons.insert("EVIDENCE_MISSING");
  if (leased && deal.rfind(who + "/", 0) != 0) reasons.insert("ID_NOT_OWN");
  if (leased && deals.count(deal) > 0) reasons.insert("ALREADY_EXISTS");
  if (!reasons.empty()) return reasons;
  Car& old = cars[car];
  old.state = state;
  Hold(old, who);
  old.odometer = odometer;
  ++old.flags["OPENED"];
  if (known_mass) {
    old.body = {{k5xxx, 56'000}, {k6xxx, 100'000}};
  } else {
    ++old.flags["MASS_UNKNOWN"];
  }
  old.other = 70'000;
  if (state == "SOLD") LetGo(old);
  if (leased) {
    Deal& running = deals[deal];
    running.owner = who;
    running.car = car;
    running.kind = "lease";
    running.stage = "ACTIVE";
    running.total = 1'200;
    running.months = 12;
    running.paid = paid;
    old.contract = deal;
    old.leases = 1;
  }
  old.account = "PRODUCTION/maker/brand";
  Park(old);
  return {};
}

}  // namespace ingot::simulation
