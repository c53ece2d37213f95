#include "tests/simulation/rules/compare.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/strings.h"
#include "ledger/state/record_key.h"

namespace ingot::simulation {
namespace {

class Differences {
 public:
  explicit Differences(std::string subject) : subject_(std::move(subject)) {}

  template <typename T>
  void Check(std::string_view what, const T& ledger, const T& model) {
    if (!(ledger == model)) {
      lines_.push_back(Cat(subject_, ": ", what, " is ", ledger, " in the ledger, ", model, " in the model"));
    }
  }
  std::vector<std::string> Take() { return std::move(lines_); }

 private:
  std::string subject_;
  std::vector<std::string> lines_;
};

std::string AccountText(const v1::Account& account) {
  std::string text = v1::AccountClass_Name(account.account_class()).substr(14);
  if (!account.party().empty()) text += "/" + account.party();
  if (!account.detail().empty()) text += "/" + account.detail();
  return text;
}

std::map<std::string, Pile> AccountsOf(const testing::Fleet& fleet) {
  std::map<std::string, Pile> accounts;
  for (const auto& [key, record] : fleet.ledger().state().records()) {
    if (key[0] != state::kAccountPrefix) continue;
    for (const v1::Amount& amount : record->account().balance()) {
      accounts[AccountText(record->account().account())][{amount.family(), amount.origin()}] = amount.grams();
    }
  }
  return accounts;
}

std::string PileText(const Pile& pile) {
  std::string text;
  for (const auto& [cell, grams] : pile) text += Cat("(", cell.first, ",", cell.second, ") ", grams, " ");
  return text;
}

std::string StateText(v1::CustodyState state) {
  return state == v1::CUSTODY_STATE_UNSPECIFIED ? "" : v1::CustodyState_Name(state).substr(14);
}

std::string FlagsText(const std::map<std::string, int>& flags) {
  std::string text;
  for (const auto& [kind, count] : flags) {
    if (count > 0) text += Cat(kind, "x", count, " ");
  }
  return text;
}

std::string FlagsText(const google::protobuf::RepeatedPtrField<v1::Flag>& flags) {
  std::map<std::string, int> counts;
  for (const v1::Flag& flag : flags) counts[v1::FlagKind_Name(flag.kind()).substr(10)] = static_cast<int>(flag.count());
  return FlagsText(counts);
}

template <typename List>
std::string Joined(const List& list) {
  std::string text;
  for (const std::string& element : list) text += element + " ";
  return text;
}

int DayNumber(const v1::Date& date) { return date.year() * 10'000 + date.month() * 100 + date.day(); }

std::string PoliciesText(const v1::VehicleState& vehicle) {
  std::string text;
  for (const v1::PolicyState& policy : vehicle.policies()) {
    const bool own_damage = policy.cover() == v1::INSURANCE_COVER_COMPREHENSIVE;
    text += Cat(policy.policy_id(), own_damage ? " own " : " other ", DayNumber(policy.from()), "-",
                DayNumber(policy.until()), " claims ", policy.claims(), "; ");
  }
  return text;
}

std::string PoliciesText(const Car& car) {
  std::string text;
  for (const auto& [name, cover] : car.covers) {
    text +=
        Cat(name, cover.own_damage ? " own " : " other ", cover.from, "-", cover.until, " claims ", cover.claims, "; ");
  }
  return text;
}

void Append(std::vector<std::string>& lines, std::vector<std::string> more) {
  lines.insert(lines.end(), more.begin(), more.end());
}

}  // namespace

std::vector<std::string> CompareCar(const testing::Fleet& fleet, const Model& model, const std::string& car) {
  Differences differences(car);
  const v1::VehicleState ledger = fleet.Vehicle(car);
  const auto found = model.cars.find(car);
  if (found == model.cars.end()) {
    differences.Check<std::string>("vin", ledger.vin(), "");
    return differences.Take();
  }
  const Car& expected = found->second;
  differences.Check<std::string>("custody", v1::CustodyState_Name(ledger.custody()).substr(14), expected.state);
  differences.Check<std::string>("holder", ledger.holder(), expected.holder);
  differences.Check<std::string>("transfer", ledger.transfer_id(), expected.transfer);
  differences.Check<std::string>("contract", ledger.contract_id(), expected.contract);
  const std::string position = ledger.has_position() ? AccountText(ledger.position()) : "";
  differences.Check<std::string>("position", position, expected.account);
  differences.Check("certified", ledger.certified(), expected.certified);
  differences.Check("depolluted", ledger.depolluted(), expected.depolluted);
  differences.Check<int64_t>("odometer", ledger.odometer_max_m(), expected.odometer);
  differences.Check<int>("lease_seq", ledger.lease_seq(), expected.leases);
  differences.Check<int64_t>("recovered", ledger.recovered_g(), expected.recovered);
  differences.Check("flags", FlagsText(ledger.flags()), FlagsText(expected.flags));
  differences.Check<std::string>("state before", StateText(ledger.custody_before()), expected.before);
  differences.Check<std::string>("last holder", ledger.last_holder(), expected.last_holder);
  differences.Check<std::string>("exported to", ledger.exported_to(), expected.exported_to);
  differences.Check<std::string>("registered in", ledger.registered_country(), expected.registered_in);
  differences.Check<int>("services", static_cast<int>(ledger.services()), expected.services);
  differences.Check<int>("sightings", static_cast<int>(ledger.sightings()), expected.sightings);
  differences.Check<int>("disputes", static_cast<int>(ledger.disputes()), expected.disputes);
  differences.Check("recalls", Joined(ledger.open_recalls()), Joined(expected.recalls));
  differences.Check("policies", PoliciesText(ledger), PoliciesText(expected));
  std::string body;
  for (const v1::FamilyMass& mass : ledger.body()) body += Cat(static_cast<int>(mass.family()), ":", mass.grams(), " ");
  std::string expected_body;
  for (const auto& [family, grams] : expected.body) {
    if (grams > 0) expected_body += Cat(family, ":", grams, " ");
  }
  differences.Check("body", body, expected_body);
  // Departures never exceed what entered; once its body has gone, they equal it.
  differences.Check("more departed than entered", ledger.departed_g() > ledger.entered_g(), false);
  if (expected.account.empty()) differences.Check<int64_t>("departed", ledger.departed_g(), ledger.entered_g());
  // A mass that is restated late does not change what was allocated before.
  if (!expected.restated_late) {
    differences.Check("recovered beyond its body", ledger.recovered_g() > ledger.entered_g(), false);
  }
  return differences.Take();
}

std::vector<std::string> CompareDeal(const testing::Fleet& fleet, const Model& model, const std::string& deal) {
  Differences differences(deal);
  const v1::ContractState ledger = fleet.Contract(deal);
  const auto found = model.deals.find(deal);
  if (found == model.deals.end()) {
    differences.Check<std::string>("id", ledger.contract_id(), "");
    return differences.Take();
  }
  const Deal& expected = found->second;
  differences.Check<std::string>("stage", v1::ContractStage_Name(ledger.stage()).substr(15), expected.stage);
  differences.Check("return_due", ledger.return_due(), expected.return_due);
  differences.Check<int64_t>("paid", ledger.paid_minor_units(), expected.paid);
  differences.Check<int64_t>("deposit", ledger.deposit_held_minor_units(), expected.deposit);
  differences.Check<int64_t>("waived", ledger.waived_minor_units(), expected.waived);
  differences.Check<int64_t>("fees", ledger.fees_minor_units(), expected.fees);
  differences.Check<int64_t>("refunded", ledger.refunded_minor_units(), expected.refunded);
  differences.Check<std::string>("vehicle", ledger.vin(), expected.car);
  differences.Check("exercised", ledger.option_exercised(), expected.exercised);
  differences.Check<int>("months", ledger.term_months(), expected.months);
  differences.Check<int>("changes", static_cast<int>(ledger.amendments()), expected.changes);
  differences.Check<int>("defaults", static_cast<int>(ledger.defaults()), static_cast<int>(expected.in_default.size()));
  differences.Check<std::string>("lessee", ledger.counterparty_organisation(), expected.lessee);
  return differences.Take();
}

std::vector<std::string> CompareAccounts(const testing::Fleet& fleet, const Model& model) {
  const std::map<std::string, Pile> ledger = AccountsOf(fleet);
  std::vector<std::string> lines;
  std::map<int, Grams> family_sums;
  for (const auto& [account, pile] : ledger) {
    const auto expected = model.accounts.find(account);
    if (expected == model.accounts.end() || expected->second != pile) {
      lines.push_back(Cat(account, ": ", PileText(pile), "in the ledger, ",
                          expected == model.accounts.end() ? "nothing " : PileText(expected->second), "in the model"));
    }
    for (const auto& [cell, grams] : pile) family_sums[cell.first] += grams;
  }
  for (const auto& [account, pile] : model.accounts) {
    if (ledger.count(account) == 0) lines.push_back(Cat(account, ": ", PileText(pile), "in the model only"));
  }
  for (const auto& [family, sum] : family_sums) {
    if (sum != 0) lines.push_back(Cat("family ", family, " sums to ", sum, " over all accounts"));
  }
  return lines;
}

std::vector<std::string> CompareAll(const testing::Fleet& fleet, const Model& model) {
  std::vector<std::string> lines = CompareAccounts(fleet, model);
  for (const auto& [name, car] : model.cars) Append(lines, CompareCar(fleet, model, name));
  for (const auto& [name, deal] : model.deals) Append(lines, CompareDeal(fleet, model, name));
  for (const auto& [name, shred] : model.shreds) {
    Differences differences(name);
    differences.Check("closed", fleet.Batch(name).closed(), shred.closed);
    differences.Check<int64_t>("own body recovered", fleet.Batch(name).own_body_recovered_g(), shred.own_recovered);
    Append(lines, differences.Take());
  }
  return lines;
}

}  // namespace ingot::simulation
