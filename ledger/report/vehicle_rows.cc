// Vehicles that wait: stock and hulks.
#include "ledger/report/classes.h"
#include "ledger/report/row_parts.h"
#include "ledger/report/rows.h"

namespace ingot::report {
namespace {

int32_t AgeOf(const v1::VehicleState& vehicle, const v1::Date& on) {
  return vehicle.has_custody_since() ? AgeOn(on, vehicle.custody_since()) : 0;
}

template <typename Row>
void FillCommon(const v1::VehicleState& vehicle, int32_t age_days, Row& row) {
  row.set_vin(vehicle.vin());
  row.set_holder(vehicle.holder());
  row.set_custody(vehicle.custody());
  if (vehicle.has_custody_since()) *row.mutable_since() = vehicle.custody_since();
  row.set_age_days(age_days);
  row.set_brand_id(vehicle.brand_id());
  row.set_body_g(vehicle.entered_g() - vehicle.departed_g());
  row.set_transfer_id(vehicle.transfer_id());
  row.set_flags(static_cast<uint32_t>(vehicle.flags_size()));
}

}  // namespace

std::optional<v1::StockRow> RowOf(const state::View& /*view*/, const v1::Record& record,
                                  const v1::ListStockRequest& request, const v1::Date& on) {
  const v1::VehicleState& vehicle = record.vehicle();
  const int32_t age_days = AgeOf(vehicle, on);
  if (!IsStock(vehicle) || age_days < request.min_age_days() || !Matches(request.brand_id(), vehicle.brand_id()) ||
      (request.custody() != v1::CUSTODY_STATE_UNSPECIFIED && request.custody() != vehicle.custody())) {
    return std::nullopt;
  }
  v1::StockRow row;
  FillCommon(vehicle, age_days, row);
  row.set_model_id(vehicle.model_id());
  row.set_model_year(vehicle.model_year());
  row.set_condition(vehicle.condition());
  row.set_odometer_m(vehicle.odometer_max_m());
  row.set_contract_id(vehicle.contract_id());
  return row;
}

std::optional<v1::HulkRow> RowOf(const state::View& /*view*/, const v1::Record& record,
                                 const v1::ListHulksRequest& request, const v1::Date& on) {
  const v1::VehicleState& vehicle = record.vehicle();
  const int32_t age_days = AgeOf(vehicle, on);
  if (!IsHulk(vehicle) || age_days < request.min_age_days() || !Matches(request.site_id(), vehicle.site_id()) ||
      (request.custody() != v1::CUSTODY_STATE_UNSPECIFIED && request.custody() != vehicle.custody()) ||
      !Answers(request.certified(), vehicle.certified()) || !Answers(request.depolluted(), vehicle.depolluted())) {
    return std::nullopt;
  }
  v1::HulkRow row;
  FillCommon(vehicle, age_days, row);
  row.set_site_id(vehicle.site_id());
  row.set_certified(vehicle.certified());
  row.set_certificate_serial(vehicle.certificate_serial());
  row.set_depolluted(vehicle.depolluted());
  row.set_foreign_make(vehicle.foreign_make());
  row.set_other_aluminium_g(vehicle.other_aluminium_g());
  return row;
}

}  // namespace ingot::report
