// Contracts whose term ends, that are in arrears, whose vehicle is due back or runs too far.
#include <algorithm>

#include "ledger/contract/arrears.h"
#include "ledger/contract/schedule.h"
#include "ledger/report/classes.h"
#include "ledger/report/row_parts.h"
#include "ledger/report/rows.h"
#include "ledger/state/record_key.h"

namespace ingot::report {
namespace {

constexpr int kDaysPerYear = 365;

template <typename Row>
void FillCommon(const v1::ContractState& contract, Row& row) {
  row.set_contract_id(contract.contract_id());
  row.set_organisation_id(contract.organisation_id());
  row.set_vin(contract.vin());
  row.set_kind(contract.kind());
}

template <typename Row>
void FillCounterparty(const v1::ContractState& contract, Row& row) {
  row.set_counterparty(contract.counterparty());
  row.set_counterparty_organisation(contract.counterparty_organisation());
}

bool IsKind(v1::ContractKind wanted, const v1::ContractState& contract) {
  return wanted == v1::CONTRACT_KIND_UNSPECIFIED || wanted == contract.kind();
}

const v1::VehicleState& VehicleOf(const state::RecordPtr& record) {
  return record == nullptr ? v1::VehicleState::default_instance() : record->vehicle();
}

// Metres that the vehicle has run under the contract so far.
int64_t DrivenUnder(const v1::ContractState& contract, const v1::VehicleState& vehicle) {
  return std::max<int64_t>(0, vehicle.odometer_max_m() - contract.handed_over_odometer_m());
}

}  // namespace

std::optional<v1::ExpiryRow> RowOf(const state::View& /*view*/, const v1::Record& record,
                                   const v1::ListExpiriesRequest& request, const v1::Date& on) {
  const v1::ContractState& contract = record.contract();
  if (ClassOf(contract) != ContractClass::kTerm || !IsKind(request.kind(), contract)) return std::nullopt;
  const v1::Date ends_on = EndOf(contract);
  const int32_t days_left = DaysBetween(on, ends_on);
  if (days_left > request.within_days()) return std::nullopt;
  v1::ExpiryRow row;
  FillCommon(contract, row);
  FillCounterparty(contract, row);
  row.set_stage(contract.stage());
  *row.mutable_starts_on() = contract.starts_on();
  row.set_term_months(contract.term_months());
  *row.mutable_ends_on() = ends_on;
  row.set_days_left(days_left);
  row.set_currency(contract.currency());
  row.set_residual_minor_units(contract.terms().residual_minor_units());
  row.set_outstanding_minor_units(contract::Outstanding(contract));
  return row;
}

std::optional<v1::ArrearsRow> RowOf(const state::View& /*view*/, const v1::Record& record,
                                    const v1::ListArrearsRequest& request, const v1::Date& on) {
  const v1::ContractState& contract = record.contract();
  if (ClassOf(contract) == ContractClass::kSettled || !IsKind(request.kind(), contract) ||
      !Matches(request.currency(), contract.currency())) {
    return std::nullopt;
  }
  const std::optional<int64_t> arrears = contract::ArrearsBy(contract, on);
  if (arrears.value_or(0) <= 0 || *arrears < request.min_minor_units()) return std::nullopt;
  v1::ArrearsRow row;
  FillCommon(contract, row);
  FillCounterparty(contract, row);
  row.set_stage(contract.stage());
  row.set_currency(contract.currency());
  row.set_due_minor_units(contract::DueBy(contract, on).value_or(0));
  row.set_paid_minor_units(contract.paid_minor_units());
  row.set_waived_minor_units(contract.waived_minor_units());
  row.set_arrears_minor_units(*arrears);
  row.set_defaults(contract.defaults());
  if (const std::vector<contract::DueAmount> due = contract::DueAfter(contract, on); !due.empty()) {
    *row.mutable_next_due_on() = due.front().due_on;
    row.set_next_due_minor_units(due.front().minor_units);
  }
  return row;
}

std::optional<v1::ReturnDueRow> RowOf(const state::View& view, const v1::Record& record,
                                      const v1::ListReturnsDueRequest& request, const v1::Date& on) {
  const v1::ContractState& contract = record.contract();
  if (ClassOf(contract) != ContractClass::kReturnDue) return std::nullopt;
  const v1::Date ended_on = ClassDay(contract);
  const int32_t days_overdue = AgeOn(on, ended_on);
  if (days_overdue < request.min_days_overdue()) return std::nullopt;
  v1::ReturnDueRow row;
  FillCommon(contract, row);
  FillCounterparty(contract, row);
  row.set_end_reason(contract.end_reason());
  *row.mutable_ended_on() = ended_on;
  row.set_days_overdue(days_overdue);
  row.set_custody(VehicleOf(view.Find(state::VehicleKey(contract.vin()))).custody());
  row.set_currency(contract.currency());
  row.set_outstanding_minor_units(contract::Outstanding(contract));
  return row;
}

std::optional<v1::MileageRow> RowOf(const state::View& view, const v1::Record& record,
                                    const v1::ListMileageRequest& request, const v1::Date& on) {
  const v1::ContractState& contract = record.contract();
  const ContractClass where = ClassOf(contract);
  const int64_t allowance_m = contract.terms().mileage_allowance_m_per_year();
  if ((where != ContractClass::kTerm && where != ContractClass::kReturnDue) || allowance_m <= 0 ||
      !contract.has_handed_over_on()) {
    return std::nullopt;
  }
  // On the first day nothing is allowed yet, and nothing is beyond it.
  const int32_t days = AgeOn(on, contract.handed_over_on());
  if (days == 0) return std::nullopt;
  const state::RecordPtr vehicle = view.Find(state::VehicleKey(contract.vin()));
  const int64_t driven_m = DrivenUnder(contract, VehicleOf(vehicle));
  const __int128 allowed_m_days = static_cast<__int128>(allowance_m) * days;
  const int64_t allowed_m = static_cast<int64_t>(std::min<__int128>(allowed_m_days / kDaysPerYear, INT64_MAX));
  // Within int64: a driven distance is at most 10^10 m, and some is allowed.
  const auto ratio_ppm = static_cast<int64_t>(
      std::min<__int128>(static_cast<__int128>(driven_m) * kDaysPerYear * kMillion / allowed_m_days, INT64_MAX));
  const bool passes = request.min_ratio_ppm() > 0 ? ratio_ppm >= request.min_ratio_ppm() : driven_m > allowed_m;
  if (!passes) return std::nullopt;
  v1::MileageRow row;
  FillCommon(contract, row);
  *row.mutable_handed_over_on() = contract.handed_over_on();
  row.set_days(days);
  row.set_driven_m(driven_m);
  row.set_allowed_m(allowed_m);
  row.set_beyond_m(std::max<int64_t>(0, driven_m - allowed_m));
  row.set_allowance_m_per_year(allowance_m);
  row.set_ratio_ppm(ratio_ppm);
  row.set_currency(contract.terms().excess_rate_per_km().currency());
  row.set_excess_rate_minor_units(contract.terms().excess_rate_per_km().minor_units());
  return row;
}

}  // namespace ingot::report
