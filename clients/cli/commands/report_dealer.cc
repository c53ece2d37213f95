#include "clients/cli/commands/report_list.h"

namespace ingot::cli {

void AddDealerReports(CLI::App& group, Context& context) {
  AddReport<v1::ListStockRequest, v1::ListStockResponse>(
      group, context, "stock", "Vehicles that stand in the yard, what waits longest first",
      {"ingot report dealer stock", "ingot report dealer stock --min-age 90 --custody in_stock --csv --all"},
      &ReportStub::ListStock,
      {"vin", "brand_id", "custody", "holder", "since", "age_days", "odometer_m", "body_g", "contract_id", "flags"},
      [](CLI::App* command, v1::ListStockRequest* request) {
        AddEnumFilter<v1::CustodyState>(command, "--custody", "registered, in_stock or returned",
                                        [request](v1::CustodyState custody) { request->set_custody(custody); });
        AddFilter<std::string>(command, "--brand", "Of this brand, by its id",
                               [request](const std::string& id) { request->set_brand_id(id); });
        AddFilter<int32_t>(command, "--min-age", "At least so many days",
                           [request](int32_t days) { request->set_min_age_days(days); });
      });
  AddReport<v1::ListExpiriesRequest, v1::ListExpiriesResponse>(
      group, context, "expiries", "Contracts whose term ends soon or is over, the earliest first",
      {"ingot report dealer expiries", "ingot report dealer expiries --within 30 --kind lease"},
      &ReportStub::ListExpiries,
      {"contract_id", "vin", "kind", "stage", "ends_on", "days_left", "residual_minor_units",
       "outstanding_minor_units"},
      [](CLI::App* command, v1::ListExpiriesRequest* request) {
        request->set_within_days(90);
        AddFilter<int32_t>(command, "--within", "Within so many days (90)",
                           [request](int32_t days) { request->set_within_days(days); });
        AddEnumFilter<v1::ContractKind>(command, "--kind", "lease or lease_to_own",
                                        [request](v1::ContractKind kind) { request->set_kind(kind); });
      });
  AddReport<v1::ListArrearsRequest, v1::ListArrearsResponse>(
      group, context, "arrears", "Contracts that owe what the schedule asked for",
      {"ingot report dealer arrears", "ingot report dealer arrears --currency EUR --min 50000 --all --json"},
      &ReportStub::ListArrears,
      {"contract_id", "vin", "kind", "stage", "due_minor_units", "paid_minor_units", "arrears_minor_units", "defaults",
       "next_due_on"},
      [](CLI::App* command, v1::ListArrearsRequest* request) {
        AddEnumFilter<v1::ContractKind>(command, "--kind", "lease, lease_to_own or sale",
                                        [request](v1::ContractKind kind) { request->set_kind(kind); });
        AddFilter<std::string>(command, "--currency", "In this currency, for example EUR",
                               [request](const std::string& code) { request->set_currency(code); });
        AddFilter<int64_t>(command, "--min", "At least so many minor units (cents)",
                           [request](int64_t minor_units) { request->set_min_minor_units(minor_units); });
      });
  AddReport<v1::ListReturnsDueRequest, v1::ListReturnsDueResponse>(
      group, context, "returns", "Contracts that ended while the vehicle is not back, the earliest first",
      {"ingot report dealer returns --min-days 14"}, &ReportStub::ListReturnsDue,
      {"contract_id", "vin", "kind", "end_reason", "ended_on", "days_overdue", "custody", "outstanding_minor_units"},
      [](CLI::App* command, v1::ListReturnsDueRequest* request) {
        AddFilter<int32_t>(command, "--min-days", "Ended at least so many days ago",
                           [request](int32_t days) { request->set_min_days_overdue(days); });
      });
  AddReport<v1::ListMileageRequest, v1::ListMileageResponse>(
      group, context, "mileage", "Vehicles that run beyond their contract's allowance, pro rata by days",
      {"ingot report dealer mileage", "ingot report dealer mileage --min-ratio 1250000"}, &ReportStub::ListMileage,
      {"contract_id", "vin", "handed_over_on", "days", "driven_m", "allowed_m", "beyond_m", "ratio_ppm",
       "excess_rate_minor_units"},
      [](CLI::App* command, v1::ListMileageRequest* request) {
        AddFilter<int64_t>(command, "--min-ratio", "Driven per allowed, in millionths (everything beyond)",
                           [request](int64_t ppm) { request->set_min_ratio_ppm(ppm); });
      });
}

}  // namespace ingot::cli
