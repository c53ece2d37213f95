// The operations of RandomLife about theft, loss, borders, ends and disputes.
#include <string>
#include <utility>

#include "ledger/base/strings.h"
#include "tests/simulation/rules/random_life.h"
#include "tests/support/rule_events.h"
#include "tests/support/trouble_events.h"

namespace ingot::simulation {

using testing::Fact;
using testing::TestEvent;

std::string RandomLife::HolderOrLast(const std::string& car) const {
  const auto found = model_.cars.find(car);
  if (found == model_.cars.end()) return "";
  return found->second.holder.empty() ? found->second.last_holder : found->second.holder;
}

void RandomLife::OpSteal(const std::string& car) {
  const auto found = model_.cars.find(car);
  const bool kept = found != model_.cars.end() && !found->second.holder.empty();
  const std::string who = Rather(kept ? (Chance(70) ? found->second.holder : "insurer")
                                      : Any<std::string>({"dealer", "other-dealer", "insurer"}));
  const bool report = Chance(80);
  TestEvent event = Fact(testing::StolenOf(car));
  if (report) event = std::move(event).With(v1::EVIDENCE_KIND_POLICE_REPORT);
  touched_cars_ = {car};
  Both("Steal", who, std::move(event), model_.Steal(who, car, report));
}

void RandomLife::OpFind(const std::string& car) {
  const std::string who = Rather(Chance(60) ? HolderOrLast(car) : Any<std::string>({"auditor", "insurer", "dealer"}));
  const bool report = Chance(80);
  TestEvent event = Fact(testing::FoundOf(car));
  if (report) event = std::move(event).With(v1::EVIDENCE_KIND_POLICE_REPORT);
  touched_cars_ = {car};
  Both("Find", who, std::move(event), model_.Find(who, car, report));
}

void RandomLife::OpWriteOff(const std::string& car) {
  const auto found = model_.cars.find(car);
  const std::string who = Rather(Chance(60) ? HolderOrLast(car) : "insurer");
  const bool repairable = Chance(70);
  const bool stolen = found != model_.cars.end() && found->second.state == "STOLEN";
  const bool by_theft = stolen != Chance(15);
  const bool ends_deal = Chance(25);
  v1::TotalLossDeclared event = testing::LossOf(car, repairable ? "S" : "B", repairable);
  if (by_theft) event.set_cause(v1::DAMAGE_CAUSE_THEFT);
  event.set_ends_contract(ends_deal);
  touched_cars_ = {car};
  if (found != model_.cars.end()) touched_deal_ = found->second.contract;
  Both("WriteOff", who, event, model_.WriteOff(who, car, repairable, by_theft, ends_deal));
}

void RandomLife::OpInspectRepair(const std::string& car) {
  const std::string who = Rather("workshop");
  const int64_t odometer = Below(100'000);
  const bool passed = Chance(85);
  touched_cars_ = {car};
  Both("InspectRepair", who, testing::RepairOf(car, odometer, passed),
       model_.InspectRepair(who, car, odometer, passed));
}

void RandomLife::OpLose(const std::string& car) {
  const std::string who = Rather(HolderOrLast(car));
  touched_cars_ = {car};
  Both("Lose", who, testing::LostOf(car), model_.Lose(who, car));
}

void RandomLife::OpExport(const std::string& car) {
  const auto found = model_.cars.find(car);
  const bool kept = found != model_.cars.end() && !found->second.holder.empty();
  const std::string who = Rather(kept ? found->second.holder : Any<std::string>({"dealer", "other-dealer"}));
  const bool document = Chance(80);
  TestEvent event = Fact(testing::ExportOf(car));
  if (document) event = std::move(event).With(v1::EVIDENCE_KIND_EXPORT_DECLARATION);
  touched_cars_ = {car};
  if (found != model_.cars.end()) touched_deal_ = found->second.contract;
  Both("Export", who, std::move(event), model_.Export(who, car, document));
}

void RandomLife::OpImport(const std::string& car) {
  const std::string who = Rather(Any<std::string>({"dealer", "other-dealer", "maker"}));
  const bool back = Chance(50);
  const bool same = back == Chance(10);
  const bool to_owner = Chance(40);
  const bool document = Chance(85);
  // The builders name the country that it went to (PL), and another one (DE).
  TestEvent event;
  if (back) {
    v1::Reimported body = testing::ReimportOf(car, to_owner);
    if (same) body.set_country("PL");
    event = Fact(body);
  } else {
    v1::Imported body = testing::ImportOf(car, to_owner);
    if (!same) body.set_country("DE");
    event = Fact(body);
  }
  if (document) event = std::move(event).With(v1::EVIDENCE_KIND_IMPORT_DECLARATION);
  touched_cars_ = {car};
  Both(back ? "Reimport" : "Import", who, std::move(event), model_.Import(who, car, back, same, to_owner, document));
}

void RandomLife::OpRefute(const std::string& car) {
  const std::string who = Rather("auditor");
  touched_cars_ = {car};
  Both("Refute", who, testing::RefutationOf(car), model_.Refute(who, car));
}

void RandomLife::OpBurn(const std::string& car) {
  const std::string who = Rather(HolderOrLast(car));
  touched_cars_ = {car};
  Both("Burn", who, testing::FireOf(car), model_.Burn(who, car));
}

void RandomLife::OpCloseFile(const std::string& car) {
  const std::string who = Rather(HolderOrLast(car));
  touched_cars_ = {car};
  Both("CloseFile", who, testing::ClosingOf(car), model_.CloseFile(who, car));
}

void RandomLife::OpDispute(const std::string& car) {
  const std::string who = Rather(Chance(70) ? HolderOrLast(car) : "auditor");
  const std::string quarrel = Cat(Chance(97) ? who : Someone(), "/d", Chance(5) ? 1 + Below(numbers_ + 1) : ++numbers_);
  touched_cars_ = {car};
  Both("Dispute", who, testing::DisputeOf(quarrel, v1::SUBJECT_KIND_VEHICLE, car), model_.Dispute(who, quarrel, car));
}

void RandomLife::OpResolve(const std::string&) {
  std::vector<std::string> names = {"dealer/none"};
  for (const auto& [name, quarrel] : model_.quarrels) {
    if (quarrel.open || Chance(5)) names.push_back(name);
  }
  const std::string quarrel =
      names.size() > 1 && !Chance(3) ? names[1 + Below(static_cast<int>(names.size()) - 1)] : names[0];
  const std::string outcome = Any<std::string>({"WITHDRAWN", "REJECTED", "UPHELD"});
  const auto found = model_.quarrels.find(quarrel);
  const std::string opener = found == model_.quarrels.end() ? "dealer" : found->second.opener;
  const std::string who = Rather(outcome == "WITHDRAWN" ? opener : "auditor");
  if (found != model_.quarrels.end()) touched_cars_ = {found->second.car};
  v1::DisputeOutcome value = v1::DISPUTE_OUTCOME_UNSPECIFIED;
  v1::DisputeOutcome_Parse("DISPUTE_OUTCOME_" + outcome, &value);
  Both("Resolve", who, testing::ResolutionOf(quarrel, value), model_.Resolve(who, quarrel, outcome));
}

}  // namespace ingot::simulation
