// ContractSigned.
#include <optional>
#include <string>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/contract/schedule.h"
#include "ledger/directory/ids.h"
#include "ledger/iso/currency.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/agreement.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"
#include "ledger/vehicle/custody.h"

namespace ingot::rules {
namespace {

using contract::kMaxMinorUnits;
using refusal::Refuse;

constexpr int kMaxCustomerRefBytes = 48;
constexpr int32_t kMaxInstalments = 600;
constexpr int32_t kMaxEveryMonths = 12;
constexpr int64_t kMaxMileageMPerYear = 1'000'000'000;

absl::Status CheckCurrency(const Transaction& t, const std::string& currency, std::string_view field) {
  if (iso::CurrencyExponent(t.context().rules_version, currency).has_value()) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_CURRENCY, field, "is no ISO 4217 currency in force with a minor unit");
}

// Lessors and dealers make every kind; a manufacturer without those roles may only sell.
absl::Status CheckKind(const Transaction& t, const v1::ContractSigned& e) {
  constexpr std::string_view kField = "contract_signed.kind";
  INGOT_RETURN_IF_ERROR(CheckGiven(e.kind() != v1::CONTRACT_KIND_UNSPECIFIED, kField));
  if (e.kind() == v1::CONTRACT_KIND_SALE || t.HasRole(v1::ROLE_DEALER) || t.HasRole(v1::ROLE_LESSOR)) {
    return absl::OkStatus();
  }
  return Refuse(v1::REFUSAL_REASON_ROLE_REQUIRED, kField, "only a dealer or lessor leases; a manufacturer may sell");
}

absl::Status CheckCounterparty(const Transaction& t, const v1::ContractSigned& e) {
  constexpr std::string_view kField = "contract_signed.counterparty_organisation";
  INGOT_RETURN_IF_ERROR(
      CheckGiven(e.counterparty() != v1::COUNTERPARTY_KIND_UNSPECIFIED, "contract_signed.counterparty"));
  if (e.counterparty() != v1::COUNTERPARTY_KIND_ORGANISATION) {
    if (e.counterparty_organisation().empty()) return absl::OkStatus();
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kField, "must be empty unless the counterparty is an ORGANISATION");
  }
  INGOT_RETURN_IF_ERROR(CheckOrganisation(t, e.counterparty_organisation(), kField));
  if (e.counterparty_organisation() != t.actor()) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kField, "a contract has two parties: name the other one");
}

absl::Status CheckRun(const v1::Instalments& run, const std::string& field) {
  INGOT_RETURN_IF_ERROR(CheckRange(run.count(), 1, kMaxInstalments, Cat(field, ".count")));
  INGOT_RETURN_IF_ERROR(CheckRange(run.every_months(), 1, kMaxEveryMonths, Cat(field, ".every_months")));
  INGOT_RETURN_IF_ERROR(CheckRange(run.amount_minor_units(), 1, kMaxMinorUnits, Cat(field, ".amount_minor_units")));
  return CheckGiven(run.timing() != v1::INSTALMENT_TIMING_UNSPECIFIED, Cat(field, ".timing"));
}

absl::Status CheckSchedule(v1::ContractKind kind, const v1::ContractTerms& terms) {
  constexpr std::string_view kField = "terms.contract.schedule";
  if (terms.schedule_size() > contract::kMaxRuns) {
    return Refuse(v1::REFUSAL_REASON_TOO_LARGE, kField, Cat("has more than ", contract::kMaxRuns, " runs"));
  }
  if (kind != v1::CONTRACT_KIND_SALE) INGOT_RETURN_IF_ERROR(CheckGiven(!terms.schedule().empty(), kField));
  for (int i = 0; i < terms.schedule_size(); ++i) {
    INGOT_RETURN_IF_ERROR(CheckRun(terms.schedule(i), Cat(kField, "[", i, "]")));
  }
  const std::optional<int64_t> sum = contract::ScheduleSum(terms);
  if (!sum.has_value()) {
    return Refuse(v1::REFUSAL_REASON_SCHEDULE_SUM, kField,
                  Cat("instalments and balloon come to more than ", kMaxMinorUnits, " minor units"));
  }
  if (*sum == terms.total_minor_units()) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_SCHEDULE_SUM, kField,
                Cat("instalments and balloon come to ", *sum, ", the total is ", terms.total_minor_units(),
                    ": correct one of them"));
}

absl::Status CheckExcessRate(const Transaction& t, const v1::ContractTerms& terms) {
  if (!terms.has_excess_rate_per_km()) return absl::OkStatus();
  const v1::Money& rate = terms.excess_rate_per_km();
  INGOT_RETURN_IF_ERROR(CheckCurrency(t, rate.currency(), "terms.contract.excess_rate_per_km.currency"));
  return CheckRange(rate.minor_units(), 1, kMaxMinorUnits, "terms.contract.excess_rate_per_km.minor_units");
}

absl::Status CheckTerms(const Transaction& t, v1::ContractKind kind, const v1::ContractTerms& terms) {
  INGOT_RETURN_IF_ERROR(CheckCurrency(t, terms.currency(), "terms.contract.currency"));
  const auto amount = [](int64_t value, std::string_view name) {
    return CheckRange(value, 0, kMaxMinorUnits, Cat("terms.contract.", name));
  };
  INGOT_RETURN_IF_ERROR(amount(terms.total_minor_units(), "total_minor_units"));
  INGOT_RETURN_IF_ERROR(amount(terms.balloon_minor_units(), "balloon_minor_units"));
  INGOT_RETURN_IF_ERROR(amount(terms.deposit_minor_units(), "deposit_minor_units"));
  INGOT_RETURN_IF_ERROR(amount(terms.residual_minor_units(), "residual_minor_units"));
  INGOT_RETURN_IF_ERROR(amount(terms.option_fee_minor_units(), "option_fee_minor_units"));
  if (kind == v1::CONTRACT_KIND_SALE && terms.option_fee_minor_units() != 0) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "terms.contract.option_fee_minor_units",
                  "a sale has no option: the title passes at the hand-over");
  }
  INGOT_RETURN_IF_ERROR(CheckSchedule(kind, terms));
  INGOT_RETURN_IF_ERROR(CheckRange(terms.mileage_allowance_m_per_year(), 0, kMaxMileageMPerYear,
                                   "terms.contract.mileage_allowance_m_per_year"));
  INGOT_RETURN_IF_ERROR(CheckExcessRate(t, terms));
  if (terms.customer_ref().size() <= kMaxCustomerRefBytes) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_TOO_LARGE, "terms.contract.customer_ref",
                Cat("must be at most ", kMaxCustomerRefBytes, " bytes"));
}

absl::Status CheckValues(const Transaction& t, const v1::ContractSigned& e) {
  INGOT_RETURN_IF_ERROR(CheckCounterparty(t, e));
  INGOT_RETURN_IF_ERROR(CheckDate(e.has_starts_on(), e.starts_on(), "contract_signed.starts_on"));
  const bool sale = e.kind() == v1::CONTRACT_KIND_SALE;
  INGOT_RETURN_IF_ERROR(
      CheckRange(e.term_months(), sale ? 0 : 1, sale ? 0 : contract::kMaxTermMonths, "contract_signed.term_months"));
  return t.terms() == nullptr ? absl::OkStatus() : CheckTerms(t, e.kind(), t.terms()->contract());
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::ContractSigned& e) {
  constexpr std::string_view kVin = "contract_signed.vin";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindHeldVehicle(t, e.vin(), kVin));
  INGOT_RETURN_IF_ERROR(directory::CheckOwnId(t.actor(), e.contract_id(), "contract_signed.contract_id"));
  if (t.Find(state::SubjectKey(v1::SUBJECT_KIND_CONTRACT, e.contract_id())) != nullptr) {
    return Refuse(v1::REFUSAL_REASON_ALREADY_EXISTS, "contract_signed.contract_id",
                  "you have a contract with this number already: every contract has a number of its own");
  }
  INGOT_RETURN_IF_ERROR(CheckKind(t, e));
  INGOT_RETURN_IF_ERROR(CheckNoOpenContract(t, *before, kVin));
  INGOT_RETURN_IF_ERROR(CheckTransition(*before, vehicle::StateUnder(e.kind()), kVin));
  INGOT_RETURN_IF_ERROR(CheckValues(t, e));

  v1::ContractState& contract = EditContract(t, e.contract_id());
  contract.set_contract_id(e.contract_id());
  contract.set_organisation_id(t.actor());
  contract.set_counterparty(e.counterparty());
  contract.set_counterparty_organisation(e.counterparty_organisation());
  contract.set_vin(e.vin());
  contract.set_kind(e.kind());
  contract.set_stage(v1::CONTRACT_STAGE_SIGNED);
  *contract.mutable_starts_on() = e.starts_on();
  contract.set_term_months(e.term_months());
  contract.set_signed_seq(t.context().seq);
  // Still set where the vehicle is out under an ENDED contract.
  contract.set_renews_contract_id(before->contract_id());
  if (t.terms() != nullptr) {
    const v1::ContractTerms& terms = t.terms()->contract();
    contract.set_currency(terms.currency());
    contract.set_total_minor_units(terms.total_minor_units());
    contract.set_option_fee_minor_units(terms.option_fee_minor_units());
  } else {
    contract.set_terms_unexamined(true);
  }
  EditVehicle(t, e.vin()).set_contract_id(e.contract_id());
  return absl::OkStatus();
}

}  // namespace ingot::rules
