#include "tests/simulation/rules/model.h"

namespace ingot::simulation {

// docs/DOMAIN.md, custody.
const std::map<std::string, std::set<std::string>>& Legal() {
  static const auto* const kLegal = new std::map<std::string, std::set<std::string>>{
      {"REGISTERED", {"IN_STOCK", "EXPORTED", "STOLEN", "TOTAL_LOSS", "RETIRED"}},
      {"IN_STOCK",
       {"LEASED", "LEASE_TO_OWN", "SOLD", "IN_STOCK", "STOLEN", "TOTAL_LOSS", "EXPORTED", "RETIRED", "UNTRACED"}},
      {"LEASED", {"LEASED", "LEASE_TO_OWN", "SOLD", "RETURNED", "STOLEN", "TOTAL_LOSS", "EXPORTED", "UNTRACED"}},
      {"LEASE_TO_OWN", {"LEASE_TO_OWN", "SOLD", "RETURNED", "STOLEN", "TOTAL_LOSS", "EXPORTED", "UNTRACED"}},
      {"SOLD", {"SOLD", "IN_STOCK", "STOLEN", "TOTAL_LOSS", "EXPORTED", "RETIRED", "UNTRACED"}},
      {"RETURNED", {"IN_STOCK", "SOLD", "RETIRED", "STOLEN", "TOTAL_LOSS", "EXPORTED"}},
      {"STOLEN", {"TOTAL_LOSS"}},
      {"TOTAL_LOSS", {"RETIRED", "TOTAL_LOSS", "STOLEN", "EXPORTED", "IN_STOCK", "SOLD"}},
      {"EXPORTED", {"RETIRED"}},
      {"UNTRACED", {"RETIRED"}},
      {"RETIRED", {"AT_FACILITY", "STOLEN"}},
      {"AT_FACILITY", {"AT_FACILITY", "IN_STOCK", "DISMANTLED", "SHREDDED", "STOLEN", "DESTROYED_BY_FIRE"}},
      {"DISMANTLED", {"SHREDDED", "RECOVERED"}},
      {"SHREDDED", {"RECOVERED"}},
      {"RECOVERED", {"CLOSED"}},
      {"CLOSED", {}},
      {"DESTROYED_BY_FIRE", {}},
  };
  return *kLegal;
}

namespace {

bool Leads(const std::string& from, const std::string& to) { return Legal().at(from).count(to) > 0; }

bool IsDealer(const std::string& who) { return who == "dealer" || who == "other-dealer"; }
bool IsRecycler(const std::string& who) { return who == "treater" || who == "shredder"; }
bool IsHolderRole(const std::string& who) { return IsDealer(who) || IsRecycler(who) || who == "maker"; }
bool IsSeller(const std::string& who) { return IsDealer(who) || who == "maker"; }

bool Begins(const std::string& id, const std::string& who) { return id.rfind(who + "/", 0) == 0; }

}  // namespace

Grams Sum(const Pile& pile) {
  Grams sum = 0;
  for (const auto& [cell, grams] : pile) sum += grams;
  return sum;
}

Pile Share(const Pile& pile, Grams grams) {
  const Grams whole = Sum(pile);
  Pile shares;
  if (grams == 0) return shares;
  // How much a share lost by rounding, in grams times `whole`.
  std::map<std::pair<int, int>, __int128> lost;
  Grams left = grams;
  for (const auto& [cell, weight] : pile) {
    const __int128 exact = static_cast<__int128>(grams) * weight;
    shares[cell] = static_cast<Grams>(exact / whole);
    lost[cell] = exact - static_cast<__int128>(shares[cell]) * whole;
    left -= shares[cell];
  }
  for (; left > 0; --left) {
    auto most = lost.begin();
    for (auto it = lost.begin(); it != lost.end(); ++it) {
      if (it->second > most->second) most = it;
    }
    ++shares[most->first];
    most->second = -1;
  }
  std::erase_if(shares, [](const auto& share) { return share.second == 0; });
  return shares;
}

Reasons Model::Held(const std::string& who, const std::string& car) const {
  const auto found = cars.find(car);
  if (found == cars.end()) return {"NOT_FOUND"};
  Reasons reasons;
  if (found->second.holder != who) reasons.insert("NOT_HOLDER");
  if (!found->second.transfer.empty()) reasons.insert("IN_TRANSIT");
  return reasons;
}

bool Model::Owns(const std::string& who, const std::string& site) const {
  return sites.count(site) > 0 && Begins(site, who);
}

bool Model::Reserved(const Car& car) const {
  if (car.contract.empty()) return false;
  const std::string& stage = deals.at(car.contract).stage;
  return stage == "SIGNED" || stage == "ACTIVE";
}

Deal* Model::DealOf(const std::string& who, const std::string& deal) {
  const auto found = deals.find(deal);
  return found != deals.end() && found->second.owner == who ? &found->second : nullptr;
}

Reasons Model::Way(const Car& car, const std::string& state) const {
  if (!Leads(car.state, state)) return {"ILLEGAL_TRANSITION"};
  const bool repaired = car.state == "TOTAL_LOSS" && (state == "IN_STOCK" || state == "SOLD");
  if (repaired || (car.state == "TOTAL_LOSS" && state == "EXPORTED")) {
    if (!car.repairable) return {"ILLEGAL_TRANSITION"};
    if (repaired && !car.repair_inspected) return {"STEP_MISSING"};
  }
  return {};
}

void Model::Enter(Car& car, const std::string& state) {
  car.before = state == "STOLEN" || state == "UNTRACED" ? car.state : "";
  if (state != "EXPORTED") car.exported_to.clear();
  car.state = state;
}

void Model::Hold(Car& car, const std::string& who) {
  car.holder = who;
  car.holders.insert(who);
  car.last_holder.clear();
}

void Model::LetGo(Car& car) {
  if (car.holder.empty()) return;
  car.last_holder = car.holder;
  car.holder.clear();
}

void Model::Release(Car& car, bool ends) {
  if (car.contract.empty()) return;
  Deal& deal = deals[car.contract];
  if (deal.stage == "ACTIVE" && !ends) return;
  deal.return_due = false;
  if (deal.stage == "SIGNED" && !deal.renews.empty()) {
    deals[deal.renews].return_due = false;
    deal.renews.clear();
  }
  if (deal.stage == "SIGNED" || deal.stage == "ACTIVE") {
    if (!ends) return;
    // Nobody had the car under a reservation: nothing is owed.
    if (deal.stage == "SIGNED") deal.settlement_stated = true;
    deal.bought_out = false;
    deal.stage = "ENDED";
  }
  car.contract.clear();
}

void Model::Odometer(Car& car, int64_t reading) {
  if (reading < car.odometer) ++car.flags["ODOMETER_LOWER"];
  if (reading > car.odometer) car.odometer = reading;
}

void Model::Put(const std::string& account, const std::pair<int, int>& cell, Grams grams) {
  if (grams == 0) return;
  Pile& pile = accounts[account];
  pile[cell] += grams;
  if (pile[cell] == 0) pile.erase(cell);
  if (pile.empty()) accounts.erase(account);
}

std::string Model::Home(const Car& car) const {
  if (!car.transfer.empty()) return "TRANSIT/" + car.transfer;
  return HomeIn(car, car.state == "STOLEN" ? car.before : car.state);
}

std::string Model::HomeIn(const Car& car, const std::string& state) const {
  const std::string brand = car.foreign ? "" : "/maker/brand";
  if (state == "LEASED") return "IN_SERVICE" + brand + "/lease";
  if (state == "LEASE_TO_OWN") return "IN_SERVICE" + brand + "/lease_to_own";
  if (state == "SOLD") return "IN_SERVICE" + brand + "/sale";
  if (state == "TOTAL_LOSS") return "SALVAGE" + brand;
  if (state == "UNTRACED") return "UNTRACED/" + (car.holder.empty() ? car.last_holder : car.holder);
  if (state == "EXPORTED") return "EXPORTED/" + car.exported_to;
  if (state == "RETIRED") return "RETIRED" + brand;
  if (state == "AT_FACILITY") return (car.certified && car.depolluted ? "HULK/" : "AWAITING/") + car.site;
  if (state == "DISMANTLED") return "HULK/" + car.site;
  if (state == "SHREDDED" || state == "RECOVERED" || state == "CLOSED" || state == "DESTROYED_BY_FIRE") return "";
  return "STOCK" + brand;
}

void Model::Park(Car& car) {
  const std::string home = Home(car);
  for (const auto& [family, grams] : car.body) {
    Put(car.account, {family, kNone}, -grams);
    Put(home, {family, kNone}, grams);
  }
  car.account = home;
}

Reasons Model::Register(const std::string& who, const std::string& car, bool foreign, Grams body5, Grams body6,
                        Grams other) {
  Reasons reasons;
  if (foreign ? !IsRecycler(who) : who != "maker") reasons.insert("ROLE_REQUIRED");
  if (cars.count(car) > 0) reasons.insert("ALREADY_EXISTS");
  if (!reasons.empty()) return reasons;
  Car& born = cars[car];
  born.state = "REGISTERED";
  Hold(born, who);
  born.foreign = foreign;
  born.body = {{k5xxx, body5}, {k6xxx, body6}};
  born.other = other;
  born.account = foreign ? "OTHER_BODY" : "PRODUCTION/maker/brand";
  Park(born);
  return {};
}

Reasons Model::Send(const std::string& who, const std::string& car, const std::string& trip, const std::string& to) {
  Reasons reasons = Held(who, car);
  if (!IsHolderRole(who)) reasons.insert("ROLE_REQUIRED");
  if (!Begins(trip, who)) reasons.insert("ID_NOT_OWN");
  const auto known = trips.find(trip);
  if (known != trips.end() && (known->second.hulks || known->second.to != to)) reasons.insert("TRANSFER_MISMATCH");
  if (reasons.count("NOT_FOUND") > 0) return reasons;
  Car& sent = cars[car];
  if (Reserved(sent)) reasons.insert("CONTRACT_OPEN");
  if (sent.state == "AT_FACILITY") {
    if (sent.certified) reasons.insert("CERTIFICATE");
  } else if (sent.state != "REGISTERED" && sent.state != "IN_STOCK" && sent.state != "RETIRED") {
    reasons.insert("ILLEGAL_TRANSITION");
  }
  if (!reasons.empty()) return reasons;
  trips[trip] = {who, to, false, {}};
  sent.transfer = trip;
  Park(sent);
  return {};
}

Reasons Model::Receive(const std::string& who, const std::string& car, const std::string& trip) {
  Reasons reasons;
  if (!IsHolderRole(who)) reasons.insert("ROLE_REQUIRED");
  const auto known = trips.find(trip);
  const bool mine = known != trips.end() && (known->second.from == who || known->second.to == who);
  if (!mine || cars.count(car) == 0) reasons.insert("NOT_FOUND");
  if (!reasons.empty()) return reasons;
  Car& received = cars[car];
  if (known->second.hulks || received.transfer != trip) return {"TRANSFER_MISMATCH"};
  const bool into_stock = known->second.to == who && received.state != "RETIRED";
  if (!into_stock && known->second.from != who) return {"ILLEGAL_TRANSITION"};
  received.transfer.clear();
  if (into_stock) {
    received.state = "IN_STOCK";
    Hold(received, who);
    received.depolluted = false;
    received.site.clear();
  }
  Park(received);
  return {};
}

Reasons Model::BuyBack(const std::string& who, const std::string& car, bool document) {
  if (cars.count(car) == 0) return {"NOT_FOUND", IsHolderRole(who) ? "NOT_FOUND" : "ROLE_REQUIRED"};
  Car& bought = cars[car];
  Reasons reasons;
  if (!IsHolderRole(who)) reasons.insert("ROLE_REQUIRED");
  // A sold one, or one that was sold and then a total loss, repaired since.
  if (bought.state != "SOLD" && (bought.state != "TOTAL_LOSS" || !bought.holder.empty())) {
    reasons.insert("ILLEGAL_TRANSITION");
  }
  reasons.merge(Way(bought, "IN_STOCK"));
  if (!bought.holder.empty() && bought.holder != who) reasons.insert("NOT_HOLDER");
  if (!document) reasons.insert("EVIDENCE_MISSING");
  if (!reasons.empty()) return reasons;
  bought.state = "IN_STOCK";
  Hold(bought, who);
  Park(bought);
  return {};
}

Reasons Model::Inspect(const std::string& who, const std::string& car, int64_t odometer, bool restock) {
  Reasons reasons = Held(who, car);
  if (!IsSeller(who)) reasons.insert("ROLE_REQUIRED");
  if (reasons.count("NOT_FOUND") > 0) return reasons;
  Car& inspected = cars[car];
  const std::set<std::string> states = {"REGISTERED", "IN_STOCK", "LEASED", "LEASE_TO_OWN", "RETURNED", "TOTAL_LOSS"};
  if (states.count(inspected.state) == 0) reasons.insert("ILLEGAL_TRANSITION");
  if (restock) {
    if (inspected.state != "RETURNED" && inspected.state != "TOTAL_LOSS") reasons.insert("ILLEGAL_TRANSITION");
    reasons.merge(Way(inspected, "IN_STOCK"));
    if (!inspected.contract.empty() && deals[inspected.contract].stage == "ACTIVE") reasons.insert("CONTRACT_OPEN");
  }
  if (!reasons.empty()) return reasons;
  if (restock) inspected.state = "IN_STOCK";
  Odometer(inspected, odometer);
  Park(inspected);
  return {};
}

Reasons Model::Read(const std::string& who, const std::string& car, int64_t odometer) {
  if (who == "operator" || who == "smelter" || who == "auditor") return {"ROLE_REQUIRED"};
  if (cars.count(car) == 0) return {"NOT_FOUND"};
  Odometer(cars[car], odometer);
  return {};
}

Reasons Model::Return(const std::string& who, const std::string& car, const std::string& deal, int64_t odometer) {
  Reasons reasons = Held(who, car);
  if (!IsDealer(who)) reasons.insert("ROLE_REQUIRED");
  Deal* const ended = DealOf(who, deal);
  if (ended == nullptr) reasons.insert("NOT_FOUND");
  if (reasons.count("NOT_FOUND") > 0) return reasons;
  Car& back = cars[car];
  if (ended->car != car) reasons.insert("INVALID_VALUE");
  if (ended->stage != "ENDED" || !ended->return_due) reasons.insert("CONTRACT_STAGE");
  if (!Leads(back.state, "RETURNED")) reasons.insert("ILLEGAL_TRANSITION");
  if (!reasons.empty()) return reasons;
  ended->return_due = false;
  if (back.contract == deal) {
    back.contract.clear();
  } else {
    deals[back.contract].renews.clear();
  }
  back.state = "RETURNED";
  Odometer(back, odometer);
  Park(back);
  return {};
}

Reasons Model::Retire(const std::string& who, const std::string& car, bool document) {
  if (cars.count(car) == 0) return {"NOT_FOUND", IsHolderRole(who) ? "NOT_FOUND" : "ROLE_REQUIRED"};
  Car& old = cars[car];
  Reasons reasons;
  if (!IsHolderRole(who)) reasons.insert("ROLE_REQUIRED");
  if (old.holder.empty()) {
    if (who == "maker") reasons.insert("ROLE_REQUIRED");
    if (!document) reasons.insert("EVIDENCE_MISSING");
  } else {
    reasons.merge(Held(who, car));
    if (Reserved(old)) reasons.insert("CONTRACT_OPEN");
  }
  if (!Leads(old.state, "RETIRED")) reasons.insert("ILLEGAL_TRANSITION");
  if (!reasons.empty()) return reasons;
  Hold(old, who);
  Release(old, false);
  Enter(old, "RETIRED");
  Park(old);
  return {};
}

Reasons Model::Arrive(const std::string& who, const std::string& car, const std::string& site,
                      const std::string& trip) {
  Reasons reasons;
  if (!IsRecycler(who)) reasons.insert("ROLE_REQUIRED");
  if (!Owns(who, site) || cars.count(car) == 0) reasons.insert("NOT_FOUND");
  if (cars.count(car) == 0) return reasons;
  Car& arrived = cars[car];
  // Without the certificate of the country that it went to.
  if (arrived.state == "EXPORTED") {
    reasons.insert("FIELD_MISSING");
    return reasons;
  }
  if (trip.empty()) {
    reasons.merge(Held(who, car));
    if (arrived.state != "RETIRED") reasons.insert("ILLEGAL_TRANSITION");
  } else {
    const auto known = trips.find(trip);
    if (known == trips.end() || (known->second.from != who && known->second.to != who)) {
      reasons.insert("NOT_FOUND");
      return reasons;
    }
    if (known->second.hulks || arrived.transfer != trip || known->second.to != who) reasons.insert("TRANSFER_MISMATCH");
    if (!Leads(arrived.state, "AT_FACILITY")) reasons.insert("ILLEGAL_TRANSITION");
  }
  if (!reasons.empty()) return reasons;
  arrived.transfer.clear();
  Hold(arrived, who);
  Enter(arrived, "AT_FACILITY");
  arrived.site = site;
  if (site == "treater/lapsed") ++arrived.flags["PERMIT_EXPIRED"];
  Park(arrived);
  return {};
}

Reasons Model::ArriveForeign(const std::string& who, const std::string& car, const std::string& site,
                             bool certificate) {
  Reasons reasons;
  if (!IsRecycler(who)) reasons.insert("ROLE_REQUIRED");
  if (!Owns(who, site) || cars.count(car) == 0) reasons.insert("NOT_FOUND");
  if (cars.count(car) == 0) return reasons;
  Car& arrived = cars[car];
  if (arrived.state != "EXPORTED") reasons.insert("INVALID_VALUE");
  if (!certificate) reasons.insert("EVIDENCE_MISSING");
  if (!reasons.empty()) return reasons;
  Hold(arrived, who);
  arrived.certified = true;
  Enter(arrived, "AT_FACILITY");
  arrived.site = site;
  if (site == "treater/lapsed") ++arrived.flags["PERMIT_EXPIRED"];
  Park(arrived);
  return {};
}

Reasons Model::Certify(const std::string& who, const std::string& car, const std::string& site,
                       const std::string& serial) {
  Reasons reasons = Held(who, car);
  if (!IsRecycler(who)) reasons.insert("ROLE_REQUIRED");
  if (!Owns(who, site)) reasons.insert("NOT_FOUND");
  if (site == "treater/lapsed") reasons.insert("PERMIT_EXPIRED");
  if (used_serials_.count(site + " " + serial) > 0) reasons.insert("DUPLICATE_NUMBER");
  if (cars.count(car) == 0) return reasons;
  Car& dead = cars[car];
  if (dead.certified) reasons.insert("CERTIFICATE");
  if (dead.state != "AT_FACILITY") reasons.insert("ILLEGAL_TRANSITION");
  if (dead.site != site) reasons.insert("INVALID_VALUE");
  if (!reasons.empty()) return reasons;
  used_serials_.insert(site + " " + serial);
  dead.certified = true;
  Park(dead);
  return {};
}

Reasons Model::Depollute(const std::string& who, const std::string& car, const std::string& site) {
  Reasons reasons = Held(who, car);
  if (!IsRecycler(who)) reasons.insert("ROLE_REQUIRED");
  if (reasons.count("NOT_FOUND") > 0) return reasons;
  Car& dead = cars[car];
  if (dead.state != "AT_FACILITY") reasons.insert("ILLEGAL_TRANSITION");
  if (dead.depolluted) reasons.insert("ALREADY_EXISTS");
  if (dead.site != site) reasons.insert("INVALID_VALUE");
  if (!reasons.empty()) return reasons;
  dead.depolluted = true;
  Park(dead);
  return {};
}

}  // namespace ingot::simulation
