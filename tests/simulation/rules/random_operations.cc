// The operations of RandomLife: each draws its values and does the same on both sides.
#include <utility>

#include "ledger/base/strings.h"
#include "tests/simulation/rules/random_life.h"
#include "tests/support/rule_events.h"

namespace ingot::simulation {
namespace {

using testing::Fact;
using testing::TestEvent;
using testing::Vin;

constexpr Grams kTicketDivision = 20'000;

v1::ContractKind KindOf(const std::string& kind) {
  if (kind == "lease") return v1::CONTRACT_KIND_LEASE;
  return kind == "sale" ? v1::CONTRACT_KIND_SALE : v1::CONTRACT_KIND_LEASE_TO_OWN;
}

TestEvent WithDocument(const google::protobuf::Message& body, bool document) {
  TestEvent event = Fact(body);
  if (document) event = std::move(event).With(v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT);
  return event;
}

std::string HolderOf(const Model& model, const std::string& car) {
  const auto found = model.cars.find(car);
  return found == model.cars.end() ? "" : found->second.holder;
}

}  // namespace

void RandomLife::OpRegister() {
  const bool again = Chance(5) && born_ > 0;
  const std::string car = Vin(again ? 1 + Below(born_) : ++born_);
  const bool foreign = Chance(15);
  const std::string who = Rather(foreign ? Any<std::string>({"treater", "shredder"}) : "maker");
  const Grams body5 = Chance(20) ? 0 : 1 + Below(60'000);
  const Grams body6 = 1 + Below(160'000);
  const Grams other = Chance(20) ? 0 : Below(80'000);
  v1::VehicleRegistered event = foreign ? testing::ForeignMake(car) : testing::Registered(car);
  event.mutable_body(0)->set_grams(body5);
  event.mutable_body(1)->set_grams(body6);
  if (body5 == 0) event.mutable_body()->DeleteSubrange(0, 1);
  event.set_other_aluminium_g(other);
  touched_cars_ = {car};
  Both("Register", who, event, model_.Register(who, car, foreign, body5, body6, other));
}

void RandomLife::OpSend(const std::string& car) {
  const std::string who = Rather(HolderOf(model_, car));
  const auto found = model_.cars.find(car);
  std::string to = Any<std::string>({"dealer", "other-dealer", "maker", who == "workshop" ? "maker" : who});
  if (found != model_.cars.end() && found->second.state == "RETIRED" && !Chance(10)) {
    to = Any<std::string>({"treater", "shredder"});
  }
  const std::string trip =
      Cat(Chance(95) ? who : Someone(), "/t-", to, Chance(90) ? "" : Cat("-", Below(3)), Chance(2) ? "x" : "");
  touched_cars_ = {car};
  Both("Send", who, testing::Sent(car, trip, to), model_.Send(who, car, trip, to));
}

void RandomLife::OpReceive(const std::string& car) {
  const auto found = model_.cars.find(car);
  std::string trip = found == model_.cars.end() ? "" : found->second.transfer;
  if (trip.empty() || Chance(5)) trip = Cat(Someone(), "/t-dealer");
  const auto known = model_.trips.find(trip);
  std::string who = Someone();
  if (known != model_.trips.end() && !Chance(8)) who = Chance(65) ? known->second.to : known->second.from;
  touched_cars_ = {car};
  Both("Receive", who, testing::Received(car, trip), model_.Receive(who, car, trip));
}

void RandomLife::OpBuyBack(const std::string& car) {
  const std::string who = Someone();
  const bool document = Chance(85);
  touched_cars_ = {car};
  Both("BuyBack", who, WithDocument(testing::BoughtBack(car), document), model_.BuyBack(who, car, document));
}

void RandomLife::OpInspect(const std::string& car) {
  const std::string who = Rather(HolderOf(model_, car));
  const int64_t odometer = Below(100'000);
  const bool restock = Chance(60);
  touched_cars_ = {car};
  Both("Inspect", who, testing::Inspected(car, odometer, restock), model_.Inspect(who, car, odometer, restock));
}

void RandomLife::OpRead(const std::string& car) {
  const std::string who = Chance(3) ? "operator" : Someone();
  const int64_t odometer = Below(100'000);
  touched_cars_ = {car};
  Both("Read", who, testing::Reading(car, odometer), model_.Read(who, car, odometer));
}

void RandomLife::OpReturn(const std::string& car) {
  std::string deal = AnyDeal(car);
  // The deal that the vehicle is out under, while the next one is signed already.
  const auto found = model_.deals.find(deal);
  if (found != model_.deals.end() && !found->second.renews.empty() && Chance(70)) deal = found->second.renews;
  const std::string who = Rather(HolderOf(model_, car));
  const int64_t odometer = Below(100'000);
  touched_cars_ = {car};
  touched_deal_ = deal;
  Both("Return", who, testing::Returned(deal, car, odometer), model_.Return(who, car, deal, odometer));
}

void RandomLife::OpRetire(const std::string& car) {
  const std::string who = Rather(HolderOf(model_, car));
  const bool document = Chance(70);
  touched_cars_ = {car};
  Both("Retire", who, WithDocument(testing::RetiredOf(car), document), model_.Retire(who, car, document));
}

void RandomLife::OpArrive(const std::string& car) {
  const auto found = model_.cars.find(car);
  const std::string trip = found == model_.cars.end() || Chance(4) ? "" : found->second.transfer;
  const auto known = model_.trips.find(trip);
  const std::string who = Rather(known == model_.trips.end() ? HolderOf(model_, car) : known->second.to);
  const std::string site = SiteOf(who);
  touched_cars_ = {car};
  Both("Arrive", who, testing::Arrived(car, site, trip), model_.Arrive(who, car, site, trip));
}

void RandomLife::OpCertify(const std::string& car) {
  const auto found = model_.cars.find(car);
  const std::string who = Rather(HolderOf(model_, car));
  std::string site = found == model_.cars.end() ? "" : found->second.site;
  if (site.empty() || Chance(5)) site = SiteOf(who);
  const std::string serial = Cat("S", Chance(5) ? 1 + Below(numbers_ + 1) : ++numbers_);
  touched_cars_ = {car};
  Both("Certify", who, testing::Certificate(car, site, serial), model_.Certify(who, car, site, serial));
}

void RandomLife::OpDepollute(const std::string& car) {
  const auto found = model_.cars.find(car);
  const std::string who = Rather(HolderOf(model_, car));
  std::string site = found == model_.cars.end() ? "" : found->second.site;
  if (site.empty() || Chance(5)) site = SiteOf(who);
  touched_cars_ = {car};
  Both("Depollute", who, testing::DepollutedAt(car, site), model_.Depollute(who, car, site));
}

void RandomLife::OpSign(const std::string& car) {
  const std::string who = Rather(HolderOf(model_, car));
  const std::string kind = Any<std::string>({"lease", "lease_to_own", "sale"});
  const bool again = Chance(4) && numbers_ > 0;
  const std::string deal = Cat(Chance(97) ? who : Someone(), "/c", again ? 1 + Below(numbers_) : ++numbers_);
  const int64_t fee = kind == "sale" || Chance(50) ? 0 : 50;
  touched_cars_ = {car};
  touched_deal_ = deal;
  Both("Sign " + kind, who, Fact(testing::Signed(deal, car, KindOf(kind)), testing::TermsOf(KindOf(kind), fee)),
       model_.Sign(who, deal, car, kind, 1'200, fee));
}

void RandomLife::OpHandOver(const std::string& car) {
  const std::string deal = AnyDeal(car);
  const std::string who = Rather(HolderOf(model_, car));
  const int64_t odometer = Below(100'000);
  touched_cars_ = {car};
  touched_deal_ = deal;
  Both("HandOver", who, testing::HandedOver(deal, car, odometer), model_.HandOver(who, deal, car, odometer));
}

void RandomLife::OpExercise(const std::string& car) {
  const std::string deal = AnyDeal(car);
  const std::string who = Rather(OwnerOfDeal(deal));
  touched_deal_ = deal;
  Both("Exercise", who, testing::Exercised(deal), model_.Exercise(who, deal));
}

void RandomLife::OpEnd(const std::string& car) {
  const std::string deal = AnyDeal(car);
  const std::string who = Rather(OwnerOfDeal(deal));
  const std::string reason = Any<std::string>({"TERM_REACHED", "DEFAULT", "BUY_OUT", "BUY_OUT", "WITHDRAWN"});
  const int64_t settlement = Any<int64_t>({0, 600, 1'200});
  v1::ContractEndReason value = v1::CONTRACT_END_REASON_UNSPECIFIED;
  v1::ContractEndReason_Parse("CONTRACT_END_REASON_" + reason, &value);
  touched_cars_ = {car};
  touched_deal_ = deal;
  Both("End", who, Fact(testing::Ended(deal, value), testing::SettledAt(settlement)),
       model_.End(who, deal, reason, settlement));
}

void RandomLife::OpSettle(const std::string& car) {
  // One that the vehicle is back from, or sold under.
  std::string deal = AnyDeal(car);
  for (const auto& [name, past] : model_.deals) {
    if (past.stage == "ENDED" && !past.return_due && Chance(past.car == car ? 60 : 3)) deal = name;
  }
  const std::string who = Rather(OwnerOfDeal(deal));
  touched_deal_ = deal;
  Both("Settle", who, testing::Settled(deal), model_.Settle(who, deal));
}

void RandomLife::OpTitle(const std::string& car) {
  const auto found = model_.cars.find(car);
  const bool sold = found != model_.cars.end() && found->second.state == "SOLD";
  const std::string deal = sold != Chance(10) ? "" : AnyDeal(car);
  const std::string who = Rather(deal.empty() ? HolderOf(model_, car) : OwnerOfDeal(deal));
  const bool document = Chance(70);
  touched_cars_ = {car};
  touched_deal_ = deal;
  Both("Title", who, WithDocument(testing::TitleTo(car, deal), document), model_.PassTitle(who, car, deal, document));
}

void RandomLife::OpSendHulks(const std::string& car) {
  const std::string who = Rather(HolderOf(model_, car));
  const std::vector<std::string> hulks = HulksWith(car);
  const std::string to = Chance(90) ? "shredder" : Any<std::string>({"treater", "dealer"});
  const std::string trip = Cat(Chance(97) ? who : Someone(), "/h", Chance(4) ? 1 + Below(numbers_ + 1) : ++numbers_);
  touched_cars_ = hulks;
  Both("SendHulks", who, testing::HulksSent(trip, hulks, to), model_.SendHulks(who, hulks, trip, to));
}

void RandomLife::OpReceiveHulks(const std::string& car) {
  const auto found = model_.cars.find(car);
  const std::string trip = found == model_.cars.end() || found->second.transfer.empty() || Chance(3)
                               ? "treater/t-shredder"
                               : found->second.transfer;
  const auto known = model_.trips.find(trip);
  std::string who = Someone();
  if (known != model_.trips.end() && !Chance(8)) who = Chance(85) ? known->second.to : known->second.from;
  const std::vector<std::string> hulks = HulksWith(car);
  const std::string site = SiteOf(who);
  touched_cars_ = hulks;
  Both("ReceiveHulks", who, testing::HulksReceived(trip, hulks, site), model_.ReceiveHulks(who, hulks, trip, site));
}

void RandomLife::OpFeed(const std::string& car) {
  const auto found = model_.cars.find(car);
  const std::string who = Rather(HolderOf(model_, car));
  std::string site = found == model_.cars.end() ? "" : found->second.site;
  if (site.empty() || Chance(4)) site = SiteOf(who);
  // Into an open batch, or a new one.
  std::vector<std::string> batches = {Cat(Chance(97) ? who : Someone(), "/b", ++numbers_)};
  for (const auto& [name, shred] : model_.shreds) {
    if (shred.site == site ? !shred.closed || Chance(5) : Chance(2)) batches.push_back(name);
  }
  const std::string batch = Any(batches);
  const std::vector<std::string> hulks = Chance(90) ? HulksWith(car) : std::vector<std::string>();
  std::vector<std::string> heaps;
  for (const auto& [name, heap] : model_.heaps) {
    if (heap.owner == who && (heap.assayed && !heap.consumed ? Chance(10) : Chance(1)) && heaps.size() < 16) {
      heaps.push_back(name);
    }
  }
  const std::string ticket = Ticket(who);
  const Grams ticket_g = kTicketDivision * (1 + Below(20));
  const Grams scrap = Chance(60) ? 0 : Chance(90) ? 1 + Below(static_cast<int>(ticket_g)) : ticket_g + 1;
  v1::BatchFed event = testing::Fed(batch, hulks);
  event.set_site_id(site);
  for (const std::string& heap : heaps) event.add_lot_ids(heap);
  if (scrap > 0) *event.add_tickets() = testing::Scrap(TicketOf(who, ticket, ticket_g), scrap);
  touched_cars_ = hulks;
  Both("Feed", who, event, model_.Feed(who, batch, site, hulks, heaps, ticket, ticket_g, scrap));
}

void RandomLife::OpWeigh() {
  if (model_.shreds.empty()) return OpClose();
  std::vector<std::string> batches;
  for (const auto& [name, shred] : model_.shreds) {
    if (!shred.closed || Chance(3)) batches.push_back(name);
  }
  if (batches.empty()) return OpClose();
  const std::string batch = Any(batches);
  const std::string who = Rather(model_.shreds.at(batch).owner);
  const std::string heap = Cat(Chance(97) ? who : Someone(), "/l", Chance(5) ? 1 + Below(numbers_) : ++numbers_);
  // From a part of what is in the batch to a little more than that.
  const Grams rest = model_.accounts.count("IN_PROCESS/" + batch) > 0 ? Sum(model_.accounts["IN_PROCESS/" + batch]) : 0;
  const Grams net = (rest * (20 + Below(100)) / 100 / kTicketDivision + (Chance(98) ? 1 : 0)) * kTicketDivision;
  const int family = Chance(70) ? 0 : Any<int>({k6xxx, kCast, kMixed});
  const std::string ticket = Ticket(who);
  v1::LotWeighed event = testing::Weighed(heap, batch, TicketOf(who, ticket, net));
  event.set_family(static_cast<v1::AlloyFamily>(family));
  Both("Weigh", who, event, model_.Weigh(who, heap, batch, ticket, net, family));
}

void RandomLife::OpAssay() {
  std::vector<std::string> heaps = {"shredder/none"};
  for (const auto& [name, heap] : model_.heaps) {
    if (!heap.assayed || Chance(3)) heaps.push_back(name);
  }
  const std::string heap =
      heaps.size() > 1 && !Chance(3) ? heaps[1 + Below(static_cast<int>(heaps.size()) - 1)] : heaps[0];
  const auto found = model_.heaps.find(heap);
  const std::string who = Rather(found == model_.heaps.end() ? "shredder" : found->second.owner);
  const int moisture = Below(60'000);
  const int foreign = Below(60'000);
  const int content = Chance(5) ? Below(1'000'000) : 900'000 + Below(100'001);
  Both("Assay", who, testing::Assayed(heap, moisture, foreign, content),
       model_.Assay(who, heap, moisture, foreign, content));
}

void RandomLife::OpClose() {
  std::vector<std::string> batches = {"shredder/none"};
  for (const auto& [name, shred] : model_.shreds) {
    if (!shred.closed || Chance(3)) batches.push_back(name);
  }
  const std::string batch = Any(batches);
  const auto found = model_.shreds.find(batch);
  const std::string who = Rather(found == model_.shreds.end() ? "shredder" : found->second.owner);
  if (found != model_.shreds.end()) {
    for (const auto& [car, own] : found->second.hulks) touched_cars_.push_back(car);
  }
  Both("Close", who, testing::Closed(batch), model_.Close(who, batch));
}

}  // namespace ingot::simulation
