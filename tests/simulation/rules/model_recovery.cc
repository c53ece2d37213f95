// The model's hulks, batches and heaps (lots).
#include "tests/simulation/rules/model.h"

namespace ingot::simulation {
namespace {

constexpr Grams kMillion = 1'000'000;

bool Recycles(const std::string& who) { return who == "treater" || who == "shredder"; }
std::string OwnerOf(const std::string& id) { return id.substr(0, id.find('/')); }

Reasons HulkReasons(const Car& car) {
  Reasons reasons;
  if (car.state != "AT_FACILITY" && car.state != "DISMANTLED") reasons.insert("ILLEGAL_TRANSITION");
  if (!car.certified) reasons.insert("CERTIFICATE");
  if (!car.depolluted) reasons.insert("STEP_MISSING");
  return reasons;
}

}  // namespace

Reasons Model::SendHulks(const std::string& who, const std::vector<std::string>& cars_sent, const std::string& trip,
                         const std::string& to) {
  Reasons reasons;
  if (!Recycles(who)) reasons.insert("ROLE_REQUIRED");
  if (OwnerOf(trip) != who) reasons.insert("ID_NOT_OWN");
  if (trips.count(trip) > 0) reasons.insert("ALREADY_EXISTS");
  if (!Recycles(to)) reasons.insert("INVALID_VALUE");
  for (const std::string& car : cars_sent) {
    reasons.merge(Held(who, car));
    if (cars.count(car) == 0) continue;
    reasons.merge(HulkReasons(cars[car]));
    if (cars.count(cars_sent[0]) > 0 && cars[car].site != cars[cars_sent[0]].site) reasons.insert("INVALID_VALUE");
  }
  if (!reasons.empty()) return reasons;
  trips[trip] = {who, to, true, {}};
  for (const std::string& car : cars_sent) {
    cars[car].transfer = trip;
    Park(cars[car]);
  }
  return {};
}

Reasons Model::ReceiveHulks(const std::string& who, const std::vector<std::string>& cars_received,
                            const std::string& trip, const std::string& site) {
  Reasons reasons;
  if (!Recycles(who)) reasons.insert("ROLE_REQUIRED");
  if (!Owns(who, site)) reasons.insert("NOT_FOUND");
  const auto known = trips.find(trip);
  if (known == trips.end() || (known->second.from != who && known->second.to != who)) {
    reasons.insert("NOT_FOUND");
    return reasons;
  }
  if (!known->second.hulks) reasons.insert("TRANSFER_MISMATCH");
  for (const std::string& car : cars_received) {
    if (cars.count(car) == 0) {
      reasons.insert("NOT_FOUND");
    } else if (cars[car].transfer != trip) {
      reasons.insert("TRANSFER_MISMATCH");
    }
  }
  if (!reasons.empty()) return reasons;
  for (const std::string& car : cars_received) {
    cars[car].transfer.clear();
    if (known->second.to == who) Hold(cars[car], who);
    cars[car].site = site;
    Park(cars[car]);
  }
  return {};
}

Reasons Model::Feed(const std::string& who, const std::string& batch, const std::string& site,
                    const std::vector<std::string>& fed, const std::vector<std::string>& heaps_fed,
                    const std::string& ticket, Grams ticket_g, Grams scrap) {
  Reasons reasons;
  if (!Recycles(who)) reasons.insert("ROLE_REQUIRED");
  if (!Owns(who, site)) reasons.insert("NOT_FOUND");
  if (OwnerOf(batch) != who) reasons.insert("ID_NOT_OWN");
  const auto known = shreds.find(batch);
  if (known != shreds.end() && (known->second.closed || known->second.site != site)) reasons.insert("BATCH_STATE");
  if (fed.empty() && heaps_fed.empty() && scrap == 0) reasons.insert("FIELD_MISSING");
  for (const std::string& car : fed) {
    reasons.merge(Held(who, car));
    if (cars.count(car) == 0) continue;
    reasons.merge(HulkReasons(cars[car]));
    if (cars[car].site != site) reasons.insert("BATCH_STATE");
  }
  for (const std::string& heap : heaps_fed) {
    reasons.merge(Usable(who, heap));
    if (heaps.count(heap) > 0 && heaps[heap].owner == who && heaps[heap].batch == batch) reasons.insert("LOT_STATE");
  }
  if (scrap > 0) {
    if (used_tickets_.count(who + " " + ticket) > 0) reasons.insert("DUPLICATE_NUMBER");
    if (scrap > ticket_g) reasons.insert("MASS_EXCEEDS_TICKET");
  }
  if (!reasons.empty()) return reasons;

  Shred& shred = shreds[batch];
  shred.owner = who;
  shred.site = site;
  const std::string account = "IN_PROCESS/" + batch;
  const auto enter = [&](std::pair<int, int> cell, Grams grams) {
    if (grams == 0) return;
    Put(account, cell, grams);
    shred.inputs[cell] += grams;
  };
  for (const std::string& name : fed) {
    Car& car = cars[name];
    Grams own = 0;
    for (const auto& [family, grams] : car.body) {
      Put(car.account, {family, kNone}, -grams);
      enter({family, car.foreign ? kThirdParty : kOwnBody}, grams);
      own += grams;
    }
    Put("OTHER_BODY", {kCast, kNone}, -car.other);
    enter({kCast, car.foreign ? kThirdParty : kOwnOther}, car.other);
    shred.hulks[name] = car.foreign ? 0 : own;
    car.state = "SHREDDED";
    car.batch = batch;
    car.account.clear();
  }
  for (const std::string& name : heaps_fed) {
    for (const auto& [cell, grams] : heaps[name].content) {
      Put(heaps[name].account, cell, -grams);
      enter(cell, grams);
    }
    heaps[name].content.clear();
    heaps[name].consumed = true;
    shred.fed.push_back(name);
  }
  if (scrap > 0) {
    used_tickets_.insert(who + " " + ticket);
    Put("THIRD_PARTY_SCRAP", {kMixed, kNone}, -scrap);
    enter({kMixed, kThirdParty}, scrap);
  }
  return {};
}

Reasons Model::Weigh(const std::string& who, const std::string& heap, const std::string& batch,
                     const std::string& ticket, Grams net, int family) {
  Reasons reasons;
  if (!Recycles(who)) reasons.insert("ROLE_REQUIRED");
  const auto source = shreds.find(batch);
  if (source == shreds.end() || source->second.owner != who) reasons.insert("NOT_FOUND");
  if (source != shreds.end() && source->second.closed) reasons.insert("BATCH_STATE");
  if (OwnerOf(heap) != who) reasons.insert("ID_NOT_OWN");
  if (heaps.count(heap) > 0) reasons.insert(heaps[heap].owner == who ? "LOT_STATE" : "NOT_FOUND");
  if (used_tickets_.count(who + " " + ticket) > 0 && heaps.count(heap) == 0) reasons.insert("DUPLICATE_NUMBER");
  if (net <= 0) reasons.insert("WEIGHT_INVALID");
  if (!reasons.empty()) return reasons;
  used_tickets_.insert(who + " " + ticket);
  Heap& weighed = heaps[heap];
  weighed.owner = who;
  weighed.batch = batch;
  weighed.net = net;
  weighed.family = family;
  weighed.site = source->second.site;
  weighed.account = "RECOVERED/" + who + "/REMA:Twitch";
  ++source->second.unassayed;
  return {};
}

Reasons Model::Assay(const std::string& who, const std::string& heap, Grams moisture, Grams foreign, Grams content) {
  Reasons reasons;
  if (!Recycles(who)) reasons.insert("ROLE_REQUIRED");
  const auto found = heaps.find(heap);
  if (found == heaps.end() || found->second.owner != who) {
    reasons.insert("NOT_FOUND");
    return reasons;
  }
  Heap& lot = found->second;
  if (lot.assayed) reasons.insert("LOT_STATE");
  if (!reasons.empty()) return reasons;
  lot.assayed = true;
  Shred& shred = shreds[lot.batch];
  --shred.unassayed;
  const __int128 held = static_cast<__int128>(lot.net) * (kMillion - moisture - foreign) * content;
  const Grams metal = static_cast<Grams>(held / kMillion / kMillion);
  const std::string account = "IN_PROCESS/" + lot.batch;
  const Pile rest = accounts.count(account) > 0 ? accounts[account] : Pile();
  const Grams taken = metal < Sum(rest) ? metal : Sum(rest);
  for (const auto& [cell, grams] : Share(rest, taken)) {
    Put(account, cell, -grams);
    std::pair<int, int> target = cell;
    if (lot.family != 0) {
      target.first = lot.family;
      Put("REGRADE", cell, grams);
      Put("REGRADE", target, -grams);
    }
    Put("RECOVERED/" + who + "/REMA:Twitch", target, grams);
    lot.content[target] += grams;
    if (cell.second == kOwnBody) shred.own_recovered += grams;
  }
  const std::pair<int, int> nowhere = {lot.family != 0 ? lot.family : kNotStated, kUndocumented};
  Put("VARIANCE/" + shred.site, nowhere, taken - metal);
  Put("EXCESS/" + who, nowhere, metal - taken);
  shred.measured += metal;
  if (metal > taken) lot.flagged = shred.flagged = true;
  return {};
}

Reasons Model::Close(const std::string& who, const std::string& batch) {
  Reasons reasons;
  if (!Recycles(who)) reasons.insert("ROLE_REQUIRED");
  const auto found = shreds.find(batch);
  if (found == shreds.end() || found->second.owner != who) {
    reasons.insert("NOT_FOUND");
    return reasons;
  }
  Shred& shred = found->second;
  if (shred.closed) reasons.insert("BATCH_STATE");
  if (shred.unassayed > 0) reasons.insert("LOT_STATE");
  if (!reasons.empty()) return reasons;
  shred.closed = true;
  const std::string account = "IN_PROCESS/" + batch;
  const Pile rest = accounts.count(account) > 0 ? accounts[account] : Pile();
  const Grams expected = Sum(shred.inputs) * 2 / 100;
  const Grams lost = Sum(shred.inputs) - shred.measured;
  if (lost * 100 < Sum(shred.inputs) || lost * 100 > Sum(shred.inputs) * 6) shred.flagged = true;
  for (const auto& [cell, grams] : rest) {
    Put(account, cell, -grams);
    Put("VARIANCE/" + shred.site, cell, grams);
  }
  for (const auto& [cell, grams] : Share(Sum(rest) < expected ? shred.inputs : rest, expected)) {
    Put("LOSS_SHRED/" + shred.site, cell, grams);
    Put("VARIANCE/" + shred.site, cell, -grams);
  }

  Grams own_in = 0;
  for (const auto& [cell, grams] : shred.inputs) own_in += cell.second == kOwnBody ? grams : 0;
  Grams hulks_in = 0;
  Pile hulks;
  int n = 0;
  for (const auto& [car, own] : shred.hulks) {
    hulks_in += own;
    hulks[{++n, 0}] = own;
  }
  const Grams back =
      own_in == 0 ? 0 : static_cast<Grams>(static_cast<__int128>(shred.own_recovered) * hulks_in / own_in);
  const Pile shares = Share(hulks, back);
  n = 0;
  for (const auto& [car, own] : shred.hulks) {
    const auto share = shares.find({++n, 0});
    if (share != shares.end()) cars[car].recovered += share->second;
    cars[car].state = "RECOVERED";
  }
  return {};
}

}  // namespace ingot::simulation
