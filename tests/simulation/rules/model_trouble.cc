// The model's theft, loss, borders, ends and disputes.
#include "tests/simulation/rules/model.h"

namespace ingot::simulation {
namespace {

bool Recycler(const std::string& who) { return who == "treater" || who == "shredder"; }
bool Dealer(const std::string& who) { return who == "dealer" || who == "other-dealer"; }
bool Holder(const std::string& who) { return Dealer(who) || Recycler(who) || who == "maker"; }

bool InsuredBy(const std::string& who, const Car& car) {
  if (who != "insurer") return false;
  for (const auto& [policy, cover] : car.covers) {
    if (cover.own_damage && cover.from <= kToday && kToday <= cover.until) return true;
  }
  return false;
}

}  // namespace

Reasons Model::Speaks(const std::string& who, const Car& car) const {
  Reasons reasons;
  if (car.holder != who && who == "insurer" && !InsuredBy(who, car)) reasons.insert("POLICY");
  if (car.holder != who && who != "insurer") reasons.insert("NOT_HOLDER");
  if (!car.transfer.empty()) reasons.insert("IN_TRANSIT");
  return reasons;
}

Reasons Model::ReportsTheft(const std::string& who, const Car& car, bool police_report) const {
  if (!car.holder.empty() || who == "insurer") return Speaks(who, car);
  Reasons reasons;
  if (!Dealer(who)) reasons.insert("ROLE_REQUIRED");
  if (!police_report) reasons.insert("EVIDENCE_MISSING");
  return reasons;
}

Reasons Model::Steal(const std::string& who, const std::string& car, bool police_report) {
  Reasons reasons;
  if (!Holder(who) && who != "insurer") reasons.insert("ROLE_REQUIRED");
  if (cars.count(car) == 0) reasons.insert("NOT_FOUND");
  if (!reasons.empty()) return reasons;
  Car& gone = cars[car];
  reasons = ReportsTheft(who, gone, police_report);
  reasons.merge(Way(gone, "STOLEN"));
  if (!reasons.empty()) return reasons;
  Enter(gone, "STOLEN");
  Park(gone);
  return {};
}

Reasons Model::Find(const std::string& who, const std::string& car, bool police_report) {
  Reasons reasons;
  if (!Holder(who) && who != "insurer" && who != "auditor") reasons.insert("ROLE_REQUIRED");
  if (cars.count(car) == 0) reasons.insert("NOT_FOUND");
  if (!reasons.empty()) return reasons;
  Car& found = cars[car];
  if (found.state != "STOLEN" && found.state != "UNTRACED") return {"ILLEGAL_TRANSITION"};
  if (who != "auditor") {
    if (found.state == "STOLEN") {
      reasons = ReportsTheft(who, found, police_report);
    } else if ((found.holder.empty() ? found.last_holder : found.holder) != who) {
      reasons.insert("NOT_HOLDER");
    }
  }
  if (!reasons.empty()) return reasons;
  const std::string before = found.before;
  Enter(found, before);
  Park(found);
  return {};
}

Reasons Model::WriteOff(const std::string& who, const std::string& car, bool repairable, bool by_theft,
                        bool ends_deal) {
  Reasons reasons;
  if (!Holder(who) && who != "insurer") reasons.insert("ROLE_REQUIRED");
  if (cars.count(car) == 0) reasons.insert("NOT_FOUND");
  if (!reasons.empty()) return reasons;
  Car& lost = cars[car];
  reasons = Speaks(who, lost);
  reasons.merge(Way(lost, "TOTAL_LOSS"));
  if (lost.state == "STOLEN") {
    if (Legal().at(lost.before).count("TOTAL_LOSS") == 0) reasons.insert("ILLEGAL_TRANSITION");
    if (!by_theft) reasons.insert("INVALID_VALUE");
  }
  if (ends_deal) {
    if (lost.holder != who) reasons.insert("NOT_HOLDER");
    if (!Reserved(lost)) reasons.insert("CONTRACT_STAGE");
  }
  if (!reasons.empty()) return reasons;
  Enter(lost, "TOTAL_LOSS");
  lost.repairable = repairable;
  lost.repair_inspected = false;
  Release(lost, ends_deal);
  Park(lost);
  return {};
}

Reasons Model::InspectRepair(const std::string& who, const std::string& car, int64_t odometer, bool passed) {
  if (who != "workshop") return {"ROLE_REQUIRED"};
  if (cars.count(car) == 0) return {"NOT_FOUND"};
  Car& repaired = cars[car];
  if (repaired.state != "TOTAL_LOSS" || !repaired.repairable) return {"ILLEGAL_TRANSITION"};
  repaired.repair_inspected = passed;
  Odometer(repaired, odometer);
  return {};
}

Reasons Model::Lose(const std::string& who, const std::string& car) {
  Reasons reasons;
  if (!Holder(who)) reasons.insert("ROLE_REQUIRED");
  if (cars.count(car) == 0) reasons.insert("NOT_FOUND");
  if (!reasons.empty()) return reasons;
  Car& lost = cars[car];
  if ((lost.holder.empty() ? lost.last_holder : lost.holder) != who) reasons.insert("NOT_HOLDER");
  if (!lost.transfer.empty()) reasons.insert("IN_TRANSIT");
  const bool kept = lost.state == "STOLEN" || lost.state == "EXPORTED";
  if (!kept) reasons.merge(Way(lost, "UNTRACED"));
  if (!reasons.empty()) return reasons;
  if (kept) {
    ++lost.flags["WRITTEN_OFF"];
    return {};
  }
  Enter(lost, "UNTRACED");
  Park(lost);
  return {};
}

Reasons Model::Export(const std::string& who, const std::string& car, bool document) {
  Reasons reasons;
  if (!Holder(who)) reasons.insert("ROLE_REQUIRED");
  if (cars.count(car) == 0) reasons.insert("NOT_FOUND");
  if (!reasons.empty()) return reasons;
  Car& leaves = cars[car];
  if (!leaves.holder.empty()) {
    reasons = Held(who, car);
  } else {
    if (!Dealer(who)) reasons.insert("ROLE_REQUIRED");
    if (!document) reasons.insert("EVIDENCE_MISSING");
  }
  reasons.merge(Way(leaves, "EXPORTED"));
  if (!leaves.contract.empty() && deals[leaves.contract].stage == "SIGNED") reasons.insert("CONTRACT_OPEN");
  if (!reasons.empty()) return reasons;
  Release(leaves, true);
  LetGo(leaves);
  Enter(leaves, "EXPORTED");
  leaves.exported_to = "PL";
  Park(leaves);
  return {};
}

Reasons Model::Import(const std::string& who, const std::string& car, bool back, bool same_country, bool to_owner,
                      bool document) {
  Reasons reasons;
  if (!Dealer(who) && who != "maker") reasons.insert("ROLE_REQUIRED");
  if (cars.count(car) == 0) reasons.insert("NOT_FOUND");
  if (!reasons.empty()) return reasons;
  Car& comes = cars[car];
  if (comes.state != "EXPORTED") reasons.insert("ILLEGAL_TRANSITION");
  if (!document) reasons.insert("EVIDENCE_MISSING");
  if (back == same_country) reasons.insert("INVALID_VALUE");
  if (!reasons.empty()) return reasons;
  Hold(comes, who);
  if (to_owner) LetGo(comes);
  Enter(comes, to_owner ? "SOLD" : "IN_STOCK");
  comes.exported_to.clear();
  Park(comes);
  return {};
}

Reasons Model::Refute(const std::string& who, const std::string& car) {
  if (who != "auditor") return {"ROLE_REQUIRED"};
  if (cars.count(car) == 0) return {"NOT_FOUND"};
  Car& alive = cars[car];
  const std::set<std::string> gone = {"AT_FACILITY", "DISMANTLED", "SHREDDED", "RECOVERED", "CLOSED"};
  Reasons reasons;
  if (!alive.certified) reasons.insert("CERTIFICATE");
  if (gone.count(alive.state) == 0) reasons.insert("ILLEGAL_TRANSITION");
  if (!reasons.empty()) return reasons;
  alive.transfer.clear();
  LetGo(alive);
  alive.certified = false;
  alive.depolluted = false;
  alive.recovered = 0;
  alive.state = "UNTRACED";
  alive.before = "SOLD";
  ++alive.flags["DESTRUCTION_DISPUTED"];
  if (alive.account.empty()) {
    // Its metal was never in the batch, nor taken apart: the site's variance gives it back, with its origin.
    const std::string variance = "VARIANCE/" + (alive.batch.empty() ? alive.site : shreds[alive.batch].site);
    for (const auto& [family, grams] : alive.body) {
      Put(variance, {family, alive.foreign ? kThirdParty : kOwnBody}, -grams);
      Put("UNTRACED/" + alive.last_holder, {family, kNone}, grams);
    }
    alive.account = "UNTRACED/" + alive.last_holder;
    if (!alive.batch.empty()) {
      shreds[alive.batch].hulks.erase(car);
      shreds[alive.batch].flagged = true;
    }
    alive.batch.clear();
  } else {
    Park(alive);
  }
  alive.site.clear();
  return {};
}

Reasons Model::Burn(const std::string& who, const std::string& car) {
  Reasons reasons;
  if (!Recycler(who)) reasons.insert("ROLE_REQUIRED");
  reasons.merge(Held(who, car));
  if (cars.count(car) == 0) return reasons;
  Car& burnt = cars[car];
  if (burnt.state != "AT_FACILITY") reasons.insert("ILLEGAL_TRANSITION");
  if (!reasons.empty()) return reasons;
  for (const auto& [family, grams] : burnt.body) {
    Put(burnt.account, {family, kNone}, -grams);
    Put("LOSS_SHRED/" + burnt.site, {family, burnt.foreign ? kThirdParty : kOwnBody}, grams);
  }
  burnt.state = "DESTROYED_BY_FIRE";
  burnt.account.clear();
  return {};
}

Reasons Model::CloseFile(const std::string& who, const std::string& car) {
  Reasons reasons;
  if (!Recycler(who)) reasons.insert("ROLE_REQUIRED");
  reasons.merge(Held(who, car));
  if (cars.count(car) == 0) return reasons;
  Car& done = cars[car];
  if (done.state != "RECOVERED") reasons.insert("ILLEGAL_TRANSITION");
  // Flags that say something against its metal.
  const bool frozen = done.flags.count("DESTRUCTION_DISPUTED") > 0 || done.flags.count("CORRECTED_LATE") > 0;
  if (frozen || done.disputes > 0) reasons.insert("FROZEN");
  if (!reasons.empty()) return reasons;
  done.state = "CLOSED";
  return {};
}

Reasons Model::Dispute(const std::string& who, const std::string& quarrel, const std::string& car) {
  Reasons reasons;
  if (who == "operator") reasons.insert("ROLE_REQUIRED");
  if (quarrel.rfind(who + "/", 0) != 0) reasons.insert("ID_NOT_OWN");
  if (quarrels.count(quarrel) > 0) reasons.insert("ALREADY_EXISTS");
  if (cars.count(car) == 0) {
    reasons.insert("NOT_FOUND");
    return reasons;
  }
  Car& disputed = cars[car];
  if (who != "auditor" && disputed.holders.count(who) == 0) reasons.insert("NOT_HOLDER");
  if (disputed.disputes >= 8) reasons.insert("LIMIT_REACHED");
  if (!reasons.empty()) return reasons;
  quarrels[quarrel] = {who, car, true};
  ++disputed.disputes;
  ++disputed.flags["DISPUTED"];
  return {};
}

Reasons Model::Resolve(const std::string& who, const std::string& quarrel, const std::string& outcome) {
  if (who == "operator") return {"ROLE_REQUIRED"};
  const auto found = quarrels.find(quarrel);
  // Whoever has nothing to do with it is told that there is none.
  if (found == quarrels.end()) return {"NOT_FOUND"};
  if (who != "auditor" && found->second.opener != who) return {"NOT_FOUND"};
  Reasons reasons;
  if (outcome == "WITHDRAWN" ? found->second.opener != who : who != "auditor") reasons.insert("DISPUTE_STATE");
  if (!found->second.open) reasons.insert("DISPUTE_STATE");
  if (!reasons.empty()) return reasons;
  found->second.open = false;
  Car& settled = cars[found->second.car];
  if (--settled.disputes == 0) settled.flags.erase("DISPUTED");
  return {};
}

}  // namespace ingot::simulation
