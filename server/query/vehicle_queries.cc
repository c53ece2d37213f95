#include <algorithm>
#include <utility>

#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"
#include "ledger/state/record_key.h"
#include "server/auth/visibility.h"
#include "server/query/owned.h"
#include "server/query/page.h"
#include "server/query/queries.h"
#include "server/query/read_entry.h"
#include "storage/index/scan.h"

namespace ingot::query {
namespace {

// Vehicles that one page of a list examines.
constexpr size_t kMaxExaminedVehicles = 10'000;

const v1::SubjectLink* LinkOf(const v1::Entry& entry, std::string_view vin) {
  for (const v1::SubjectLink& link : entry.subjects()) {
    if (link.kind() == v1::SUBJECT_KIND_VEHICLE && link.id() == vin) return &link;
  }
  return nullptr;
}

absl::Status DamagedLink(std::string_view vin) {
  return refusal::Refuse(v1::REFUSAL_REASON_DATA_LOSS, "", Cat("the stored links of vehicle ", vin, " are damaged"));
}

// The filters of a list as the index takes them. Sets `*nothing` where no vehicle can pass.
absl::StatusOr<storage::VehicleFilter> FilterOf(const Context& context, const v1::ListVehiclesRequest& request,
                                                bool* nothing) {
  storage::VehicleFilter filter;
  if (!v1::CustodyState_IsValid(request.custody())) {
    return refusal::Refuse(v1::REFUSAL_REASON_UNKNOWN_ENUM, "custody", "not a custody state that this server knows");
  }
  if (!v1::FlagKind_IsValid(request.flag())) {
    return refusal::Refuse(v1::REFUSAL_REASON_UNKNOWN_ENUM, "flag", "not a flag that this server knows");
  }
  filter.custody = request.custody();
  filter.brand_id = request.brand_id();
  filter.flag = request.flag();
  filter.flagged = request.flagged();
  if (!request.holder().empty()) {
    filter.holders = {request.holder()};
    // Another's vehicles: as if it had none.
    *nothing = !context.caller().sees_everything() && !context.caller().Owns(context.view(), request.holder());
  } else if (!context.caller().sees_everything()) {
    INGOT_ASSIGN_OR_RETURN(filter.holders, OwnedOrganisations(context, "holder"));
  }
  return filter;
}

}  // namespace

absl::Status Answer(const Context& context, const v1::GetVehicleRequest& request, v1::GetVehicleResponse* response) {
  const state::RecordPtr record = context.view().Find(state::VehicleKey(request.vin()));
  if (record == nullptr || !record->has_vehicle()) return NotFound("vin", "vehicle");
  const auth::Sight sight = auth::SightOf(context.view(), context.caller(), record->vehicle());
  if (!sight.any) return NotFound("vin", "vehicle");
  *response->mutable_vehicle() = auth::Shown(context.view(), context.caller(), record->vehicle());
  // The head says how the vehicle's life went on.
  if (sight.whole()) *response->mutable_head() = record->head();
  response->set_checkpoint(context.checkpoint());
  return absl::OkStatus();
}

absl::Status Answer(const Context& context, const v1::GetVehicleHistoryRequest& request,
                    v1::GetVehicleHistoryResponse* response) {
  INGOT_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request.page_size()));
  const PageScope scope = context.Scope({"GetVehicleHistory", request.vin()});
  INGOT_ASSIGN_OR_RETURN(const std::string cursor, ReadPageToken(scope, request.page_token()));
  const state::RecordPtr record = context.view().Find(state::VehicleKey(request.vin()));
  if (record == nullptr) return NotFound("vin", "vehicle");
  const auth::Sight sight = auth::SightOf(context.view(), context.caller(), record->vehicle());
  if (!sight.any) return NotFound("vin", "vehicle");

  // A former holder's last entry, its hand-over, is one of the vehicle's own.
  uint64_t seq = std::min(record->head().last_seq(), sight.until_seq);
  const bool continued = !cursor.empty();
  if (continued) {
    if (cursor.size() != sizeof(uint64_t) || ReadBe64(cursor) > seq) return ReadPageToken(scope, "-").status();
    seq = ReadBe64(cursor);
  }
  size_t bytes = 0;
  for (size_t i = 0; i < page_size; ++i) {
    INGOT_ASSIGN_OR_RETURN(ReadEntry read, Read(context, seq));
    const v1::SubjectLink* const link = LinkOf(read.entry, request.vin());
    if (link == nullptr) {
      // A token may be forged; the first entry of a page that it names need not be the vehicle's.
      return continued && i == 0 ? ReadPageToken(scope, "-").status() : DamagedLink(request.vin());
    }
    const bool last = link->count_before() == 0;
    const uint64_t previous = link->prev_seq();
    if (!last && previous >= seq) return DamagedLink(request.vin());
    v1::EntryBundle* const bundle = response->add_entries();
    INGOT_RETURN_IF_ERROR(FillBundle(context, std::move(read), bundle));
    bytes += bundle->ByteSizeLong();
    if (last) {
      response->set_checkpoint(context.checkpoint());
      return absl::OkStatus();
    }
    seq = previous;
    if (bytes >= kMaxPageBytes) break;
  }
  std::string next;
  AppendBe64(seq, &next);
  response->set_next_page_token(MakePageToken(scope, next));
  response->set_checkpoint(context.checkpoint());
  return absl::OkStatus();
}

absl::Status Answer(const Context& context, const v1::ListVehiclesRequest& request,
                    v1::ListVehiclesResponse* response) {
  INGOT_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request.page_size()));
  const PageScope scope =
      context.Scope({"ListVehicles", request.holder(), Cat(static_cast<int>(request.custody())), request.brand_id(),
                     Cat(static_cast<int>(request.flag())), Cat(request.flagged())});
  INGOT_ASSIGN_OR_RETURN(const std::string cursor, ReadPageToken(scope, request.page_token()));
  response->set_checkpoint(context.checkpoint());
  bool nothing = false;
  INGOT_ASSIGN_OR_RETURN(const storage::VehicleFilter filter, FilterOf(context, request, &nothing));
  if (nothing) return absl::OkStatus();
  INGOT_ASSIGN_OR_RETURN(const storage::Page page,
                         storage::ScanVehicles(context.snapshot(), filter, cursor,
                                               {.max_results = page_size, .max_examined = kMaxExaminedVehicles}));
  size_t bytes = 0;
  std::string next = page.next_after;
  for (size_t i = 0; i < page.records.size(); ++i) {
    const v1::VehicleState& vehicle = page.records[i]->vehicle();
    *response->add_vehicles() = vehicle;
    bytes += vehicle.ByteSizeLong();
    if (bytes >= kMaxPageBytes && i + 1 < page.records.size()) {
      next = vehicle.vin();
      break;
    }
  }
  if (!next.empty()) response->set_next_page_token(MakePageToken(scope, next));
  return absl::OkStatus();
}

}  // namespace ingot::query
