#include "ledger/rules/contract_terms.h"

#include <optional>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/contract/schedule.h"
#include "ledger/iso/currency.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/agreement.h"
#include "ledger/rules/values.h"

namespace ingot::rules {
namespace {

using contract::kMaxMinorUnits;
using refusal::Refuse;

constexpr int kMaxCustomerRefBytes = 48;
constexpr int32_t kMaxInstalments = 600;
constexpr int32_t kMaxEveryMonths = 12;
constexpr int64_t kMaxMileageMPerYear = 1'000'000'000;

absl::Status CheckRun(const v1::Instalments& run, const std::string& field) {
  INGOT_RETURN_IF_ERROR(CheckRange(run.count(), 1, kMaxInstalments, Cat(field, ".count")));
  INGOT_RETURN_IF_ERROR(CheckRange(run.every_months(), 1, kMaxEveryMonths, Cat(field, ".every_months")));
  INGOT_RETURN_IF_ERROR(CheckRange(run.amount_minor_units(), 1, kMaxMinorUnits, Cat(field, ".amount_minor_units")));
  return CheckGiven(run.timing() != v1::INSTALMENT_TIMING_UNSPECIFIED, Cat(field, ".timing"));
}

absl::Status CheckSchedule(v1::ContractKind kind, const v1::ContractTerms& terms, const std::string& field) {
  if (terms.schedule_size() > contract::kMaxRuns) {
    return Refuse(v1::REFUSAL_REASON_TOO_LARGE, field, Cat("has more than ", contract::kMaxRuns, " runs"));
  }
  if (kind != v1::CONTRACT_KIND_SALE) INGOT_RETURN_IF_ERROR(CheckGiven(!terms.schedule().empty(), field));
  for (int i = 0; i < terms.schedule_size(); ++i) {
    INGOT_RETURN_IF_ERROR(CheckRun(terms.schedule(i), Cat(field, "[", i, "]")));
  }
  const std::optional<int64_t> sum = contract::ScheduleSum(terms);
  if (!sum.has_value()) {
    return Refuse(v1::REFUSAL_REASON_SCHEDULE_SUM, field,
                  Cat("instalments and balloon come to more than ", kMaxMinorUnits, " minor units"));
  }
  if (*sum == terms.total_minor_units()) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_SCHEDULE_SUM, field,
                Cat("instalments and balloon come to ", *sum, ", the total is ", terms.total_minor_units(),
                    ": correct one of them"));
}

absl::Status CheckTermsCurrency(const Transaction& t, const v1::ContractTerms& terms, std::string_view agreed,
                                const std::string& field) {
  if (agreed.empty()) return CheckCurrency(t, terms.currency(), field);
  if (terms.currency() == agreed) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_CURRENCY, field, Cat("the contract's currency stays: it is ", agreed));
}

absl::Status CheckExcessRate(const Transaction& t, const v1::ContractTerms& terms, const std::string& field) {
  if (!terms.has_excess_rate_per_km()) return absl::OkStatus();
  const v1::Money& rate = terms.excess_rate_per_km();
  INGOT_RETURN_IF_ERROR(CheckCurrency(t, rate.currency(), Cat(field, ".currency")));
  return CheckRange(rate.minor_units(), 1, kMaxMinorUnits, Cat(field, ".minor_units"));
}

}  // namespace

absl::Status CheckCurrency(const Transaction& t, const std::string& currency, std::string_view field) {
  if (iso::CurrencyExponent(t.context().rules_version, currency).has_value()) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_CURRENCY, field, "is no ISO 4217 currency in force with a minor unit");
}

absl::Status CheckContractTerms(const Transaction& t, v1::ContractKind kind, const v1::ContractTerms& terms,
                                std::string_view agreed_currency, std::string_view field) {
  INGOT_RETURN_IF_ERROR(CheckTermsCurrency(t, terms, agreed_currency, Cat(field, ".currency")));
  const auto amount = [field](int64_t value, std::string_view name) {
    return CheckRange(value, 0, kMaxMinorUnits, Cat(field, ".", name));
  };
  INGOT_RETURN_IF_ERROR(amount(terms.total_minor_units(), "total_minor_units"));
  INGOT_RETURN_IF_ERROR(amount(terms.balloon_minor_units(), "balloon_minor_units"));
  INGOT_RETURN_IF_ERROR(amount(terms.deposit_minor_units(), "deposit_minor_units"));
  INGOT_RETURN_IF_ERROR(amount(terms.residual_minor_units(), "residual_minor_units"));
  INGOT_RETURN_IF_ERROR(amount(terms.option_fee_minor_units(), "option_fee_minor_units"));
  if (kind == v1::CONTRACT_KIND_SALE && terms.option_fee_minor_units() != 0) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, Cat(field, ".option_fee_minor_units"),
                  "a sale has no option: the title passes at the hand-over");
  }
  INGOT_RETURN_IF_ERROR(CheckSchedule(kind, terms, Cat(field, ".schedule")));
  INGOT_RETURN_IF_ERROR(CheckRange(terms.mileage_allowance_m_per_year(), 0, kMaxMileageMPerYear,
                                   Cat(field, ".mileage_allowance_m_per_year")));
  INGOT_RETURN_IF_ERROR(CheckExcessRate(t, terms, Cat(field, ".excess_rate_per_km")));
  if (terms.customer_ref().size() <= kMaxCustomerRefBytes) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_TOO_LARGE, Cat(field, ".customer_ref"),
                Cat("must be at most ", kMaxCustomerRefBytes, " bytes"));
}

absl::Status CheckTermMonths(v1::ContractKind kind, int64_t term_months, std::string_view field) {
  const bool sale = kind == v1::CONTRACT_KIND_SALE;
  return CheckRange(term_months, sale ? 0 : 1, sale ? 0 : contract::kMaxTermMonths, field);
}

absl::Status CheckCounterparty(const Transaction& t, v1::CounterpartyKind kind, const std::string& organisation,
                               std::string_view event) {
  const std::string field = Cat(event, ".counterparty_organisation");
  INGOT_RETURN_IF_ERROR(CheckGiven(kind != v1::COUNTERPARTY_KIND_UNSPECIFIED, Cat(event, ".counterparty")));
  if (kind != v1::COUNTERPARTY_KIND_ORGANISATION) {
    if (organisation.empty()) return absl::OkStatus();
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field, "must be empty unless the counterparty is an ORGANISATION");
  }
  INGOT_RETURN_IF_ERROR(CheckOrganisation(t, organisation, field));
  if (organisation != t.actor()) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field, "a contract has two parties: name the other one");
}

void TakeTerms(const Transaction& t, v1::ContractState& contract) {
  if (!SeesAmounts(t, contract)) {
    LeaveUnexamined(contract);
    return;
  }
  SetTerms(t.terms()->contract(), contract);
}

void SetTerms(const v1::ContractTerms& terms, v1::ContractState& contract) {
  contract.set_currency(terms.currency());
  contract.set_total_minor_units(terms.total_minor_units());
  contract.set_option_fee_minor_units(terms.option_fee_minor_units());
  *contract.mutable_terms() = terms;
}

}  // namespace ingot::rules
