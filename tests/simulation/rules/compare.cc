#include "tests/simulation/rules/compare.h"

#include <map>

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
  int lower = 0;
  for (const v1::Flag& flag : ledger.flags()) {
    if (flag.kind() == v1::FLAG_KIND_ODOMETER_LOWER) lower = static_cast<int>(flag.count());
  }
  differences.Check("lower readings", lower, expected.lower_readings);
  const bool gone = expected.state == "SHREDDED" || expected.state == "RECOVERED";
  differences.Check<int64_t>("departed", ledger.departed_g(), gone ? ledger.entered_g() : 0);
  differences.Check("recovered beyond its body", ledger.recovered_g() > ledger.entered_g(), false);
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
