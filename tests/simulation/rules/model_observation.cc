// The model's observations, contracts' changes, flags, and restated masses.
#include "tests/simulation/rules/model.h"

namespace ingot::simulation {
namespace {

bool SellsCars(const std::string& who) { return who == "dealer" || who == "other-dealer" || who == "maker"; }
bool Trades(const std::string& who) { return who == "dealer" || who == "other-dealer"; }
bool Scraps(const std::string& who) { return who == "treater" || who == "shredder"; }

}  // namespace

Reasons Model::Road(const std::string& who, const std::string& car, const std::string& country) {
  if (!SellsCars(who) && !Scraps(who) && who != "workshop") return {"ROLE_REQUIRED"};
  if (cars.count(car) == 0) return {"NOT_FOUND"};
  if (!Trades(who) && who != "workshop" && cars[car].holder != who) return {"NOT_HOLDER"};
  cars[car].registered_in = country;
  return {};
}

Reasons Model::SwapOdometer(const std::string& who, const std::string& car, int64_t old_reading, int64_t new_reading) {
  if (!SellsCars(who) && who != "workshop") return {"ROLE_REQUIRED"};
  if (cars.count(car) == 0) return {"NOT_FOUND"};
  Odometer(cars[car], old_reading);
  cars[car].odometer = new_reading;
  return {};
}

Reasons Model::Insure(const std::string& who, const std::string& car, const std::string& policy, bool own_damage,
                      int from, int until) {
  Reasons reasons;
  if (who != "insurer") reasons.insert("ROLE_REQUIRED");
  if (cars.count(car) == 0) reasons.insert("NOT_FOUND");
  if (policy.rfind(who + "/", 0) != 0) reasons.insert("ID_NOT_OWN");
  if (until < from) reasons.insert("INVALID_VALUE");
  if (!reasons.empty()) return reasons;
  std::map<std::string, Cover>& covers = cars[car].covers;
  if (covers.count(policy) == 0 && covers.size() >= 8) {
    // Those that ended make room.
    std::map<std::string, Cover> left = covers;
    std::erase_if(left, [](const auto& entry) { return entry.second.until < kToday; });
    if (left.size() >= 8) return {"LIMIT_REACHED"};
    covers = left;
  }
  Cover& cover = covers[policy];
  cover.own_damage = own_damage;
  cover.from = from;
  cover.until = until;
  return {};
}

Reasons Model::Lapse(const std::string& who, const std::string& car, const std::string& policy, int on) {
  if (who != "insurer") return {"ROLE_REQUIRED"};
  if (cars.count(car) == 0) return {"NOT_FOUND"};
  const auto found = cars[car].covers.find(policy);
  if (found == cars[car].covers.end() || on < found->second.from || on > found->second.until) return {"POLICY"};
  found->second.until = on;
  return {};
}

Reasons Model::Indemnify(const std::string& who, const std::string& car, const std::string& policy,
                         const std::string& number, int on) {
  if (who != "insurer") return {"ROLE_REQUIRED"};
  if (cars.count(car) == 0) return {"NOT_FOUND"};
  const auto found = cars[car].covers.find(policy);
  if (found == cars[car].covers.end()) return {"POLICY"};
  Reasons reasons;
  if (on < found->second.from || on > found->second.until) reasons.insert("POLICY");
  if (indemnities_.count(car + " " + number) > 0) reasons.insert("DUPLICATE_NUMBER");
  if (!reasons.empty()) return reasons;
  indemnities_.insert(car + " " + number);
  ++found->second.claims;
  return {};
}

Reasons Model::Maintain(const std::string& who, const std::string& car, int64_t odometer) {
  if (!SellsCars(who) && who != "workshop") return {"ROLE_REQUIRED"};
  if (cars.count(car) == 0) return {"NOT_FOUND"};
  ++cars[car].services;
  if (odometer >= 0) Odometer(cars[car], odometer);
  return {};
}

Reasons Model::Recall(const std::string& who, const std::string& recall, const std::vector<std::string>& recalled) {
  Reasons reasons;
  if (who != "maker") reasons.insert("ROLE_REQUIRED");
  if (recall.rfind(who + "/", 0) != 0) reasons.insert("ID_NOT_OWN");
  for (const std::string& car : recalled) {
    const auto found = cars.find(car);
    if (found == cars.end()) {
      reasons.insert("NOT_FOUND");
      continue;
    }
    if (found->second.foreign) reasons.insert("INVALID_VALUE");
    if (found->second.recalls.count(recall) > 0) reasons.insert("ALREADY_EXISTS");
    if (found->second.recalls.size() >= 16) reasons.insert("LIMIT_REACHED");
  }
  if (!reasons.empty()) return reasons;
  for (const std::string& car : recalled) cars[car].recalls.insert(recall);
  return {};
}

Reasons Model::Remedy(const std::string& who, const std::string& recall, const std::string& car) {
  if (!SellsCars(who) && who != "workshop") return {"ROLE_REQUIRED"};
  if (cars.count(car) == 0 || cars[car].recalls.erase(recall) == 0) return {"NOT_FOUND"};
  return {};
}

Reasons Model::See(const std::string& who, const std::string& car) {
  (void)who;
  if (cars.count(car) == 0) return {"NOT_FOUND"};
  ++cars[car].sightings;
  if (cars[car].certified) ++cars[car].flags["DESTRUCTION_DISPUTED"];
  return {};
}

Reasons Model::Amend(const std::string& who, const std::string& deal, int months) {
  Reasons reasons;
  if (!SellsCars(who)) reasons.insert("ROLE_REQUIRED");
  Deal* const changed = DealOf(who, deal);
  if (changed == nullptr) {
    reasons.insert("NOT_FOUND");
    return reasons;
  }
  if (changed->stage != "SIGNED" && changed->stage != "ACTIVE") reasons.insert("CONTRACT_STAGE");
  if (changed->kind == "sale" ? months != 0 : months < 1 || months > 600) reasons.insert("OUT_OF_RANGE");
  if (!reasons.empty()) return reasons;
  changed->months = months;
  ++changed->changes;
  return {};
}

Reasons Model::Extend(const std::string& who, const std::string& deal, int months) {
  Reasons reasons;
  if (!Trades(who)) reasons.insert("ROLE_REQUIRED");
  Deal* const longer = DealOf(who, deal);
  if (longer == nullptr) {
    reasons.insert("NOT_FOUND");
    return reasons;
  }
  if (longer->kind != "lease") reasons.insert("INVALID_VALUE");
  if (longer->stage != "ACTIVE") reasons.insert("CONTRACT_STAGE");
  if (months < 1 || months > 120 || longer->months + months > 600) reasons.insert("OUT_OF_RANGE");
  if (!reasons.empty()) return reasons;
  longer->months += months;
  ++longer->changes;
  return {};
}

Reasons Model::Novate(const std::string& who, const std::string& deal, const std::string& lessee) {
  Reasons reasons;
  if (!Trades(who)) reasons.insert("ROLE_REQUIRED");
  Deal* const passed = DealOf(who, deal);
  if (passed == nullptr) {
    reasons.insert("NOT_FOUND");
    return reasons;
  }
  if (passed->stage != "ACTIVE") reasons.insert("CONTRACT_STAGE");
  if (!lessee.empty() && (lessee == who || lessee == passed->lessee)) reasons.insert("INVALID_VALUE");
  if (!reasons.empty()) return reasons;
  passed->lessee = lessee;
  return {};
}

Reasons Model::Default(const std::string& who, const std::string& deal, int day, bool cured) {
  Reasons reasons;
  if (!SellsCars(who)) reasons.insert("ROLE_REQUIRED");
  Deal* const late = DealOf(who, deal);
  if (late == nullptr) {
    reasons.insert("NOT_FOUND");
    return reasons;
  }
  const bool reported = late->in_default.count(day) > 0;
  if (cured && !reported) reasons.insert("NOT_FOUND");
  if (!cured && reported) reasons.insert("ALREADY_EXISTS");
  if (day > kToday) reasons.insert("INVALID_VALUE");
  if (!reasons.empty()) return reasons;
  if (cured) {
    late->in_default.erase(day);
  } else {
    late->in_default.insert(day);
  }
  return {};
}

Reasons Model::Restate(const std::string& who, const std::string& car, Grams body5, Grams body6) {
  if (!SellsCars(who) && !Scraps(who)) return {"ROLE_REQUIRED"};
  if (cars.count(car) == 0) return {"NOT_FOUND"};
  Car& weighed = cars[car];
  const bool its_maker = who == "maker" && !weighed.foreign;
  if (weighed.holder != who && !its_maker) return {"NOT_HOLDER"};
  const bool there = !weighed.account.empty();
  const std::string from = weighed.foreign ? "OTHER_BODY" : "PRODUCTION/maker/brand";
  const std::string site = weighed.batch.empty() ? weighed.site : shreds[weighed.batch].site;
  const std::string to = there ? weighed.account : "VARIANCE/" + site;
  const std::map<int, Grams> now = {{k5xxx, body5}, {k6xxx, body6}};
  std::map<int, Grams> change = now;
  for (const auto& [family, grams] : weighed.body) change[family] -= grams;
  for (const auto& [family, grams] : change) {
    Put(from, {family, kNone}, -grams);
    Put(to, {family, kNone}, grams);
  }
  weighed.body = now;
  weighed.flags.erase("MASS_UNKNOWN");
  if (!there) {
    ++weighed.flags["CORRECTED_LATE"];
    weighed.restated_late = true;
  }
  return {};
}

Reasons Model::ClearFlag(const std::string& who, const std::string& car, const std::string& flag) {
  if (who != "auditor") return {"ROLE_REQUIRED"};
  if (cars.count(car) == 0) return {"NOT_FOUND"};
  if (cars[car].flags.erase(flag) == 0) return {"FLAG_ABSENT"};
  return {};
}

}  // namespace ingot::simulation
