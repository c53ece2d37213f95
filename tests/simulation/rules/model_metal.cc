// The model's lots on their way, heats, metal back in production, and claims.
#include <algorithm>

#include "tests/simulation/rules/model.h"

namespace ingot::simulation {
namespace {

const std::set<std::string>& Workers() {
  static const auto* const kWorkers = new std::set<std::string>{"maker",   "dealer",  "other-dealer", "workshop",
                                                                "insurer", "treater", "shredder",     "smelter"};
  return *kWorkers;
}

std::string IdOwner(const std::string& id) { return id.substr(0, id.find('/')); }

void AddTo(Pile& pile, const Pile& other, int sign) {
  for (const auto& [cell, grams] : other) {
    pile[cell] += sign * grams;
    if (pile[cell] == 0) pile.erase(cell);
  }
}

Pile AllOf(const Pile& pile, int family) {
  Pile regraded;
  for (const auto& [cell, grams] : pile) regraded[{family, cell.second}] += grams;
  return regraded;
}

// What a claim of this kind counts: CLOSED_LOOP or RECYCLED.
Pile Counted(const Pile& pile, bool closed_loop) {
  Pile counted;
  for (const auto& [cell, grams] : pile) {
    const bool own = cell.second == kOwnBody || cell.second == kRepair;
    const bool recycled = own || cell.second == kOwnOther || cell.second == kThirdParty;
    if (closed_loop ? own : recycled) counted[cell] = grams;
  }
  return counted;
}

}  // namespace

void Model::Shift(const Pile& pile, const std::string& from, const std::string& to) {
  for (const auto& [cell, grams] : pile) {
    Put(from, cell, -grams);
    Put(to, cell, grams);
  }
}

Pile Model::Pour(const Pile& pile, const std::string& to, int family) {
  const Pile regraded = AllOf(pile, family);
  for (const auto& [cell, grams] : pile) Put("REGRADE", cell, grams);
  for (const auto& [cell, grams] : regraded) {
    Put("REGRADE", cell, -grams);
    Put(to, cell, grams);
  }
  return regraded;
}

Reasons Model::Usable(const std::string& who, const std::string& heap) const {
  const auto found = heaps.find(heap);
  if (found == heaps.end() || found->second.owner != who) return {"NOT_FOUND"};
  if (!found->second.assayed || found->second.consumed) return {"LOT_STATE"};
  if (!found->second.trip.empty()) return {"IN_TRANSIT"};
  return {};
}

bool Model::Frozen(const std::vector<std::string>& lots) const {
  std::set<std::string> seen;
  std::vector<std::string> open = lots;
  while (!open.empty()) {
    const std::string name = open.back();
    open.pop_back();
    if (!seen.insert(name).second) continue;
    const Heap& heap = heaps.at(name);
    if (heap.flagged) return true;
    if (heap.batch.empty()) continue;
    const Shred& shred = shreds.at(heap.batch);
    if (shred.flagged) return true;
    open.insert(open.end(), shred.fed.begin(), shred.fed.end());
  }
  return false;
}

Reasons Model::Collect(const std::string& who, const std::string& heap, const std::string& site, int family,
                       Grams grams, const std::string& ticket, Grams ticket_g) {
  Reasons reasons;
  if (Workers().count(who) == 0) reasons.insert("ROLE_REQUIRED");
  if (!Owns(who, site) || who != "workshop") reasons.insert("NOT_FOUND");
  if (IdOwner(heap) != who) reasons.insert("ID_NOT_OWN");
  if (heaps.count(heap) > 0) reasons.insert("ALREADY_EXISTS");
  if (used_tickets_.count(who + " " + ticket) > 0) reasons.insert("DUPLICATE_NUMBER");
  if (grams > ticket_g) reasons.insert("MASS_EXCEEDS_TICKET");
  const std::string scrap = "REPAIR_SCRAP/" + site;
  Pile there;
  if (accounts.count(scrap) > 0) {
    for (const auto& [cell, held] : accounts[scrap]) {
      if (cell.first == family) there[cell] = held;
    }
  }
  if (grams > Sum(there)) reasons.insert("MASS_EXCEEDS_SOURCE");
  if (!reasons.empty()) return reasons;
  used_tickets_.insert(who + " " + ticket);
  Heap& made = heaps[heap];
  made.owner = who;
  made.net = ticket_g;
  made.assayed = true;
  made.site = site;
  made.grade = "EN_13920:EN 13920-4";
  made.account = "RECOVERED/" + who + "/" + made.grade;
  for (const auto& [cell, share] : Share(there, grams)) {
    // Repair scrap of own bodies; of foreign makes third parties' metal.
    const std::pair<int, int> kept = {family, cell.second == kNone ? kRepair : cell.second};
    Put(scrap, cell, -share);
    Put(made.account, kept, share);
    made.content[kept] += share;
  }
  return {};
}

Reasons Model::SendLots(const std::string& who, const std::vector<std::string>& sent, const std::string& trip,
                        const std::string& to) {
  Reasons reasons;
  if (Workers().count(who) == 0) return {"ROLE_REQUIRED"};
  for (const std::string& heap : sent) {
    reasons.merge(Usable(who, heap));
    if (heaps.count(heap) > 0 && heaps.count(sent[0]) > 0 && heaps[heap].site != heaps[sent[0]].site) {
      reasons.insert("INVALID_VALUE");
    }
  }
  if (IdOwner(trip) != who) reasons.insert("ID_NOT_OWN");
  if (trips.count(trip) > 0) reasons.insert("ALREADY_EXISTS");
  if (!to.empty() && to != "treater" && to != "shredder" && to != "smelter") reasons.insert("INVALID_VALUE");
  if (!reasons.empty()) return reasons;
  trips[trip] = {who, to, true, {}};
  for (const std::string& name : sent) {
    Heap& heap = heaps[name];
    Shift(heap.content, heap.account, to.empty() ? "OPEN_LOOP" : "TRANSIT/" + trip);
    if (to.empty()) {
      heap.consumed = true;
      heap.content.clear();
    } else {
      heap.account = "TRANSIT/" + trip;
      heap.trip = trip;
      trips[trip].heaps.push_back(name);
    }
  }
  return {};
}

Reasons Model::ReceiveLots(const std::string& who, const std::string& trip, const std::string& site) {
  if (Workers().count(who) == 0) return {"ROLE_REQUIRED"};
  Reasons reasons;
  const auto known = trips.find(trip);
  if (!Owns(who, site)) reasons.insert("NOT_FOUND");
  if (known == trips.end() || (known->second.from != who && known->second.to != who)) {
    reasons.insert("NOT_FOUND");
    return reasons;
  }
  if (known->second.heaps.empty()) reasons.insert("TRANSFER_MISMATCH");
  if (!reasons.empty()) return reasons;
  for (const std::string& name : known->second.heaps) {
    Heap& heap = heaps[name];
    if (known->second.to == who) heap.owner = who;
    const std::string place = who == "smelter" ? "SCRAP_STOCK/" + site : "RECOVERED/" + heap.owner + "/" + heap.grade;
    Shift(heap.content, heap.account, place);
    heap.account = place;
    heap.site = site;
    heap.trip.clear();
  }
  known->second.heaps.clear();
  return {};
}

Reasons Model::Melt(const std::string& who, const std::string& name, const std::vector<std::string>& lots,
                    Grams primary, Grams tapped, Grams heel_before, Grams heel_after, Grams dross) {
  if (who != "smelter") return {"ROLE_REQUIRED"};
  const std::string site = "smelter/plant";
  Reasons reasons;
  if (IdOwner(name) != who) reasons.insert("ID_NOT_OWN");
  if (melts.count(name) > 0) reasons.insert("ALREADY_EXISTS");
  if (lots.empty() && primary == 0 && heel_before == 0) reasons.insert("FIELD_MISSING");
  for (const std::string& lot : lots) {
    reasons.merge(Usable(who, lot));
    if (heaps.count(lot) > 0 && heaps[lot].site != site) reasons.insert("LOT_STATE");
  }
  if (!reasons.empty()) return reasons;

  // The heel as measured: what the books lack or hold beyond it is variance.
  const std::string furnace = "FURNACE/" + site;
  const std::string variance = "VARIANCE/" + site;
  Pile melt = accounts.count(furnace) > 0 ? accounts[furnace] : Pile();
  for (const auto& [cell, grams] : Pile(melt)) Put(furnace, cell, -grams);
  const Grams booked = Sum(melt);
  if (heel_before < booked) {
    for (const auto& [cell, grams] : Share(melt, booked - heel_before)) {
      Put(variance, cell, grams);
      AddTo(melt, {{cell, grams}}, -1);
    }
  } else if (heel_before > booked) {
    Put(variance, {k6xxx, kUndocumented}, booked - heel_before);
    AddTo(melt, {{{k6xxx, kUndocumented}, heel_before - booked}}, 1);
  }
  Grams charge = primary;
  for (const std::string& lot : lots) {
    Heap& heap = heaps[lot];
    charge += Sum(heap.content);
    for (const auto& [cell, grams] : heap.content) Put(heap.account, cell, -grams);
    AddTo(melt, heap.content, 1);
    heap.content.clear();
    heap.consumed = true;
  }
  if (primary > 0) {
    Put("PRIMARY", {k6xxx, kNone}, -primary);
    AddTo(melt, {{{k6xxx, kPrimary}, primary}}, 1);
  }

  // Outputs beyond the inputs are cut from the tapped metal first, then from the heel, then from the dross.
  const Grams beyond = std::max<Grams>(tapped + heel_after + dross - Sum(melt), 0);
  Grams cut = beyond;
  for (Grams* const output : {&tapped, &heel_after, &dross}) {
    const Grams part = std::min(*output, cut);
    *output -= part;
    cut -= part;
  }
  Smelt& smelt = melts[name];
  smelt.lots = lots;
  const Pile out = Share(melt, tapped);
  AddTo(melt, out, -1);
  smelt.tapped = Pour(out, "REMELTED/" + site, k6xxx);
  smelt.content = smelt.tapped;
  const Pile heel = Share(melt, heel_after);
  AddTo(melt, heel, -1);
  Pour(heel, furnace, k6xxx);
  const Pile skimmed = Share(melt, dross);
  AddTo(melt, skimmed, -1);
  for (const auto& [cell, grams] : skimmed) Put("DROSS/" + site, cell, grams);
  const Grams loss = Sum(melt);
  for (const auto& [cell, grams] : melt) Put("LOSS_MELT/" + site, cell, grams);
  Put(variance, {k6xxx, kUndocumented}, -beyond);
  Put("EXCESS/smelter", {k6xxx, kUndocumented}, beyond);
  // Between 1 and 6 % of the charge are usual.
  const Grams lost = loss - beyond;
  smelt.flagged = beyond > 0 || lost * 100 < charge || lost * 100 > charge * 6;
  return {};
}

Reasons Model::GiveBack(const std::string& who, const std::string& melt, Grams grams, const std::string& brand) {
  if (who != "smelter") return {"ROLE_REQUIRED"};
  Reasons reasons;
  if (!brand.empty() && brand != "maker/brand" && brand != "maker-2/brand") reasons.insert("NOT_FOUND");
  const auto found = melts.find(melt);
  if (found == melts.end()) {
    reasons.insert("NOT_FOUND");
    return reasons;
  }
  const Grams left = Sum(found->second.content);
  if (left == 0) reasons.insert("HEAT_STATE");
  if (grams > left && left > 0) reasons.insert("MASS_EXCEEDS_SOURCE");
  if (!reasons.empty()) return reasons;
  const Pile leaving = Share(found->second.content, grams);
  AddTo(found->second.content, leaving, -1);
  Shift(leaving, "REMELTED/smelter/plant", brand.empty() ? "OPEN_LOOP" : "BACK_IN_PRODUCTION/" + brand);
  return {};
}

Reasons Model::Claim(const std::string& who, const std::string& claim, const std::string& melt, bool closed_loop,
                     Grams grams) {
  if (who != "smelter" && who != "maker") return {"ROLE_REQUIRED"};
  Reasons reasons;
  if (IdOwner(claim) != who) reasons.insert("ID_NOT_OWN");
  if (claims.count(claim) > 0) reasons.insert("ALREADY_EXISTS");
  const auto found = melts.find(melt);
  if (found == melts.end() || who != "smelter") {
    reasons.insert("NOT_FOUND");
    return reasons;
  }
  Smelt& smelt = found->second;
  if (smelt.flagged || Frozen(smelt.lots)) reasons.insert("FROZEN");
  Pile free = smelt.tapped;
  AddTo(free, smelt.claimed, -1);
  const Pile eligible = Counted(free, closed_loop);
  if (grams > Sum(eligible)) reasons.insert("CLAIM_EXCEEDS_ELIGIBLE");
  if (!reasons.empty()) return reasons;
  const Pile taken = Share(eligible, grams);
  AddTo(smelt.claimed, taken, 1);
  claims[claim] = {melt, taken, false};
  return {};
}

Reasons Model::Unclaim(const std::string& who, const std::string& claim) {
  if (who != "smelter" && who != "maker") return {"ROLE_REQUIRED"};
  const auto found = claims.find(claim);
  if (found == claims.end() || who != "smelter") return {"NOT_FOUND"};
  if (found->second.cancelled) return {"HEAT_STATE"};
  found->second.cancelled = true;
  AddTo(melts[found->second.melt].claimed, found->second.taken, -1);
  return {};
}

Reasons Model::Void(const std::string& who, const std::string& ticket) {
  if (Workers().count(who) == 0) return {"ROLE_REQUIRED"};
  if (who != "treater" && who != "shredder") return {"NOT_FOUND"};
  if (!used_tickets_.insert(who + " " + ticket).second) return {"DUPLICATE_NUMBER"};
  return {};
}

}  // namespace ingot::simulation
