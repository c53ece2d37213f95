#include "tests/support/trouble_events.h"

#include <map>

#include "ledger/base/strings.h"
#include "ledger/state/record_key.h"
#include "tests/support/rule_events.h"

namespace ingot::testing {
namespace {

const v1::Date kDay = MakeDate(2026, 3, 1);
constexpr char kAbroad[] = "PL";

// Classes whose metal is vehicles' bodies and nothing else.
bool HoldsBodies(v1::AccountClass account_class) {
  switch (account_class) {
    case v1::ACCOUNT_CLASS_STOCK:
    case v1::ACCOUNT_CLASS_IN_SERVICE:
    case v1::ACCOUNT_CLASS_SALVAGE:
    case v1::ACCOUNT_CLASS_UNTRACED:
    case v1::ACCOUNT_CLASS_RETIRED:
    case v1::ACCOUNT_CLASS_AWAITING:
    case v1::ACCOUNT_CLASS_HULK:
    case v1::ACCOUNT_CLASS_EXPORTED:
      return true;
    default:
      return false;
  }
}

bool IsExternalOrControl(v1::AccountClass account_class) {
  return account_class < v1::ACCOUNT_CLASS_STOCK || account_class >= v1::ACCOUNT_CLASS_VARIANCE;
}

std::string PositionText(const v1::Account& account) {
  return Cat(v1::AccountClass_Name(account.account_class()), "/", account.party(), "/", account.detail());
}

}  // namespace

v1::ReportedStolen StolenOf(const std::string& vin) {
  v1::ReportedStolen event;
  event.set_vin(vin);
  *event.mutable_on() = kDay;
  event.set_country(kAbroad);
  return event;
}

v1::Found FoundOf(const std::string& vin) {
  v1::Found event;
  event.set_vin(vin);
  *event.mutable_on() = kDay;
  event.set_country(kAbroad);
  return event;
}

v1::TotalLossDeclared LossOf(const std::string& vin, const std::string& code, bool repairable) {
  v1::TotalLossDeclared event;
  event.set_vin(vin);
  event.set_scheme(v1::LOSS_SCHEME_GB_ABI);
  event.set_code(code);
  event.set_repairable(repairable);
  event.set_cause(v1::DAMAGE_CAUSE_COLLISION);
  return event;
}

v1::RepairInspected RepairOf(const std::string& vin, int64_t odometer_m, bool passed) {
  v1::RepairInspected event;
  event.set_vin(vin);
  event.set_odometer_m(odometer_m);
  event.set_passed(passed);
  return event;
}

v1::LostFromSight LostOf(const std::string& vin) {
  v1::LostFromSight event;
  event.set_vin(vin);
  event.set_reason(v1::LOST_REASON_KEEPER_UNREACHABLE);
  return event;
}

v1::Exported ExportOf(const std::string& vin) {
  v1::Exported event;
  event.set_vin(vin);
  event.set_to_country(kAbroad);
  *event.mutable_on() = kDay;
  return event;
}

v1::Imported ImportOf(const std::string& vin, bool to_owner) {
  v1::Imported event;
  event.set_vin(vin);
  event.set_country(kAbroad);
  *event.mutable_on() = kDay;
  event.set_to_owner(to_owner);
  return event;
}

v1::Reimported ReimportOf(const std::string& vin, bool to_owner) {
  v1::Reimported event;
  event.set_vin(vin);
  event.set_country("DE");
  *event.mutable_on() = kDay;
  event.set_to_owner(to_owner);
  return event;
}

v1::DestructionRefuted RefutationOf(const std::string& vin) {
  v1::DestructionRefuted event;
  event.set_vin(vin);
  return event;
}

v1::DestroyedByFire FireOf(const std::string& vin) {
  v1::DestroyedByFire event;
  event.set_vin(vin);
  *event.mutable_on() = kDay;
  return event;
}

v1::VehicleClosed ClosingOf(const std::string& vin) {
  v1::VehicleClosed event;
  event.set_vin(vin);
  return event;
}

v1::DisputeOpened DisputeOf(const std::string& dispute, v1::SubjectKind kind, const std::string& subject) {
  v1::DisputeOpened event;
  event.set_dispute_id(dispute);
  event.set_subject_kind(kind);
  event.set_subject_id(subject);
  event.set_ground(v1::DISPUTE_GROUND_MASS);
  return event;
}

v1::DisputeResolved ResolutionOf(const std::string& dispute, v1::DisputeOutcome outcome) {
  v1::DisputeResolved event;
  event.set_dispute_id(dispute);
  event.set_outcome(outcome);
  return event;
}

v1::VehicleOpened OpeningOf(const std::string& vin, v1::CustodyState state, const std::string& contract) {
  v1::VehicleOpened event;
  *event.mutable_vehicle() = Registered(vin);
  event.mutable_vehicle()->clear_model_id();
  event.set_opening_state(state);
  event.set_odometer_m(12'000'000);
  if (contract.empty()) return event;
  event.set_contract_id(contract);
  event.set_counterparty(v1::COUNTERPARTY_KIND_PERSON);
  *event.mutable_starts_on() = MakeDate(2026, 1, 1);
  event.set_term_months(12);
  event.set_use(v1::SERVICE_USE_PRIVATE);
  return event;
}

v1::OpeningTerms OpeningTermsOf(v1::ContractKind kind, int64_t paid, int64_t deposit) {
  v1::OpeningTerms terms;
  *terms.mutable_contract() = TermsOf(kind);
  terms.set_paid_minor_units(paid);
  terms.set_deposit_held_minor_units(deposit);
  return terms;
}

std::vector<std::string> Imbalances(const TestLedger& ledger) {
  std::map<v1::AlloyFamily, int64_t> sums;
  // What stands on the accounts of vehicles, by the accounts less by the vehicles, per account and family.
  std::map<std::pair<std::string, v1::AlloyFamily>, int64_t> differences;
  std::vector<std::string> wrong;
  for (const auto& [key, record] : ledger.state().records()) {
    if (record->has_vehicle() && record->vehicle().has_position()) {
      const v1::Account& position = record->vehicle().position();
      if (!HoldsBodies(position.account_class())) continue;
      for (const v1::FamilyMass& mass : record->vehicle().body()) {
        differences[{PositionText(position), mass.family()}] -= mass.grams();
      }
    }
    if (!record->has_account()) continue;
    const v1::Account& account = record->account().account();
    for (const v1::Amount& amount : record->account().balance()) {
      sums[amount.family()] += amount.grams();
      if (HoldsBodies(account.account_class())) {
        differences[{PositionText(account), amount.family()}] += amount.grams();
      }
      if (amount.grams() < 0 && !IsExternalOrControl(account.account_class())) {
        wrong.push_back(Cat(PositionText(account), " is negative: ", amount.grams()));
      }
    }
  }
  for (const auto& [family, grams] : sums) {
    if (grams != 0) wrong.push_back(Cat(v1::AlloyFamily_Name(family), " sums to ", grams));
  }
  for (const auto& [place, grams] : differences) {
    if (grams != 0) wrong.push_back(Cat(place.first, " ", v1::AlloyFamily_Name(place.second), " is off by ", grams));
  }
  return wrong;
}

}  // namespace ingot::testing
