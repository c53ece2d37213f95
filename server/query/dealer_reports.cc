#include "ledger/refusal/refusal.h"
#include "ledger/report/classes.h"
#include "ledger/state/record_key.h"
#include "server/query/held_reports.h"
#include "server/query/queries.h"
#include "storage/index/index_keys.h"

namespace ingot::query {
namespace {

constexpr IdIndex kContracts = {storage::kContractIndex, true, storage::kDayBytes};

uint8_t Number(report::ContractClass where) { return static_cast<uint8_t>(where); }

}  // namespace

absl::Status Answer(const Context& context, const v1::ListStockRequest& request, v1::ListStockResponse* response) {
  INGOT_RETURN_IF_ERROR(CheckKnown(v1::CustodyState_IsValid(request.custody()), "custody"));
  INGOT_RETURN_IF_ERROR(CheckDays(request.min_age_days(), "min_age_days"));
  INGOT_ASSIGN_OR_RETURN(const v1::Date on, ReportDay(context, request.has_on(), request.on()));
  std::vector<uint8_t> states;
  for (const v1::CustodyState custody :
       {v1::CUSTODY_STATE_REGISTERED, v1::CUSTODY_STATE_IN_STOCK, v1::CUSTODY_STATE_RETURNED}) {
    if (request.custody() == v1::CUSTODY_STATE_UNSPECIFIED || request.custody() == custody) {
      states.push_back(static_cast<uint8_t>(custody));
    }
  }
  IndexList list;
  list.scope =
      context.Scope({"ListStock", ScopePart(request.has_on(), request.on()), request.organisation(),
                     Cat(static_cast<int>(request.custody())), request.brand_id(), Cat(request.min_age_days())});
  if (request.min_age_days() > 0) list.end = RowAfterDay(on, -request.min_age_days());
  *response->mutable_on() = on;
  return ListHeld<v1::StockRow>(context, kWaitingVehicles, state::kVehiclePrefix, states, std::move(list), request, on,
                                response);
}

absl::Status Answer(const Context& context, const v1::ListExpiriesRequest& request,
                    v1::ListExpiriesResponse* response) {
  INGOT_RETURN_IF_ERROR(CheckKnown(v1::ContractKind_IsValid(request.kind()), "kind"));
  INGOT_RETURN_IF_ERROR(CheckDays(request.within_days(), "within_days"));
  INGOT_ASSIGN_OR_RETURN(const v1::Date on, ReportDay(context, request.has_on(), request.on()));
  IndexList list;
  list.scope = context.Scope({"ListExpiries", ScopePart(request.has_on(), request.on()), request.organisation(),
                              Cat(request.within_days()), Cat(static_cast<int>(request.kind()))});
  list.end = RowAfterDay(on, request.within_days());
  *response->mutable_on() = on;
  return ListHeld<v1::ExpiryRow>(context, kContracts, state::kContractPrefix, {Number(report::ContractClass::kTerm)},
                                 std::move(list), request, on, response);
}

absl::Status Answer(const Context& context, const v1::ListArrearsRequest& request, v1::ListArrearsResponse* response) {
  INGOT_RETURN_IF_ERROR(CheckKnown(v1::ContractKind_IsValid(request.kind()), "kind"));
  INGOT_ASSIGN_OR_RETURN(const v1::Date on, ReportDay(context, request.has_on(), request.on()));
  IndexList list;
  list.scope =
      context.Scope({"ListArrears", ScopePart(request.has_on(), request.on()), request.organisation(),
                     Cat(static_cast<int>(request.kind())), request.currency(), Cat(request.min_minor_units())});
  *response->mutable_on() = on;
  return ListHeld<v1::ArrearsRow>(context, kContracts, state::kContractPrefix,
                                  {Number(report::ContractClass::kTerm), Number(report::ContractClass::kNoTerm),
                                   Number(report::ContractClass::kReturnDue), Number(report::ContractClass::kEnded)},
                                  std::move(list), request, on, response);
}

absl::Status Answer(const Context& context, const v1::ListReturnsDueRequest& request,
                    v1::ListReturnsDueResponse* response) {
  INGOT_RETURN_IF_ERROR(CheckDays(request.min_days_overdue(), "min_days_overdue"));
  INGOT_ASSIGN_OR_RETURN(const v1::Date on, ReportDay(context, request.has_on(), request.on()));
  IndexList list;
  list.scope = context.Scope({"ListReturnsDue", ScopePart(request.has_on(), request.on()), request.organisation(),
                              Cat(request.min_days_overdue())});
  if (request.min_days_overdue() > 0) list.end = RowAfterDay(on, -request.min_days_overdue());
  *response->mutable_on() = on;
  return ListHeld<v1::ReturnDueRow>(context, kContracts, state::kContractPrefix,
                                    {Number(report::ContractClass::kReturnDue)}, std::move(list), request, on,
                                    response);
}

absl::Status Answer(const Context& context, const v1::ListMileageRequest& request, v1::ListMileageResponse* response) {
  if (request.min_ratio_ppm() < 0) {
    return refusal::Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, "min_ratio_ppm", "must not be below 0");
  }
  INGOT_ASSIGN_OR_RETURN(const v1::Date on, ReportDay(context, request.has_on(), request.on()));
  IndexList list;
  list.scope = context.Scope(
      {"ListMileage", ScopePart(request.has_on(), request.on()), request.organisation(), Cat(request.min_ratio_ppm())});
  *response->mutable_on() = on;
  return ListHeld<v1::MileageRow>(context, kContracts, state::kContractPrefix,
                                  {Number(report::ContractClass::kTerm), Number(report::ContractClass::kReturnDue)},
                                  std::move(list), request, on, response);
}

}  // namespace ingot::query
