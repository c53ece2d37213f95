#include "ledger/report/classes.h"
#include "ledger/state/record_key.h"
#include "server/query/held_reports.h"
#include "server/query/queries.h"

namespace ingot::query {
namespace {

constexpr IdIndex kOpenBatches = {storage::kOpenBatchIndex, false, storage::kDayBytes};
constexpr IdIndex kLots = {storage::kLotIndex, true, 0};

}  // namespace

absl::Status Answer(const Context& context, const v1::ListHulksRequest& request, v1::ListHulksResponse* response) {
  INGOT_RETURN_IF_ERROR(CheckKnown(v1::CustodyState_IsValid(request.custody()), "custody"));
  INGOT_RETURN_IF_ERROR(CheckKnown(v1::Answer_IsValid(request.certified()), "certified"));
  INGOT_RETURN_IF_ERROR(CheckKnown(v1::Answer_IsValid(request.depolluted()), "depolluted"));
  INGOT_RETURN_IF_ERROR(CheckDays(request.min_age_days(), "min_age_days"));
  INGOT_ASSIGN_OR_RETURN(const v1::Date on, ReportDay(context, request.has_on(), request.on()));
  std::vector<uint8_t> states;
  for (const v1::CustodyState custody : {v1::CUSTODY_STATE_AT_FACILITY, v1::CUSTODY_STATE_DISMANTLED}) {
    if (request.custody() == v1::CUSTODY_STATE_UNSPECIFIED || request.custody() == custody) {
      states.push_back(static_cast<uint8_t>(custody));
    }
  }
  IndexList list;
  list.scope =
      context.Scope({"ListHulks", ScopePart(request.has_on(), request.on()), request.organisation(), request.site_id(),
                     Cat(static_cast<int>(request.custody())), Cat(static_cast<int>(request.certified())),
                     Cat(static_cast<int>(request.depolluted())), Cat(request.min_age_days())});
  if (request.min_age_days() > 0) list.end = RowAfterDay(on, -request.min_age_days());
  *response->mutable_on() = on;
  return ListHeld<v1::HulkRow>(context, kWaitingVehicles, state::kVehiclePrefix, states, std::move(list), request, on,
                               response);
}

absl::Status Answer(const Context& context, const v1::ListOpenBatchesRequest& request,
                    v1::ListOpenBatchesResponse* response) {
  INGOT_RETURN_IF_ERROR(CheckDays(request.min_age_days(), "min_age_days"));
  INGOT_ASSIGN_OR_RETURN(const v1::Date on, ReportDay(context, request.has_on(), request.on()));
  IndexList list;
  list.scope = context.Scope({"ListOpenBatches", ScopePart(request.has_on(), request.on()), request.organisation(),
                              request.site_id(), Cat(request.min_age_days())});
  if (request.min_age_days() > 0) list.end = RowAfterDay(on, -request.min_age_days());
  *response->mutable_on() = on;
  return ListHeld<v1::OpenBatchRow>(context, kOpenBatches, state::kBatchPrefix, {}, std::move(list), request, on,
                                    response);
}

absl::Status Answer(const Context& context, const v1::ListLotsRequest& request, v1::ListLotsResponse* response) {
  INGOT_RETURN_IF_ERROR(CheckKnown(v1::LotStage_IsValid(request.stage()), "stage"));
  std::vector<uint8_t> states;
  for (int stage = v1::LOT_STAGE_UNSPECIFIED + 1; stage <= v1::LotStage_MAX; ++stage) {
    if (request.stage() == v1::LOT_STAGE_UNSPECIFIED || request.stage() == stage) {
      states.push_back(static_cast<uint8_t>(stage));
    }
  }
  IndexList list;
  list.scope =
      context.Scope({"ListLots", request.organisation(), Cat(static_cast<int>(request.stage())), request.site_id()});
  return ListHeld<v1::LotRow>(context, kLots, state::kLotPrefix, states, std::move(list), request, v1::Date(),
                              response);
}

}  // namespace ingot::query
