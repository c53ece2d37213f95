// Recalls: RecallOpened, RecallClosed.
#include <algorithm>
#include <string>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/directory/ids.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/directory_access.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/succession.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

constexpr int kMaxRecalledVehicles = 200;
constexpr int kMaxOpenRecalls = 16;

bool IsOpenFor(const v1::VehicleState& vehicle, const std::string& recall_id) {
  return std::find(vehicle.open_recalls().begin(), vehicle.open_recalls().end(), recall_id) !=
         vehicle.open_recalls().end();
}

absl::Status CheckRecalled(const Transaction& t, const std::string& recall_id, const std::string& vin,
                           const std::string& field) {
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const vehicle, FindVehicle(t, vin, field));
  const v1::Record* const brand =
      vehicle->foreign_make() ? nullptr : t.Find(state::SubjectKey(v1::SUBJECT_KIND_BRAND, vehicle->brand_id()));
  if (brand == nullptr || !ActsFor(t, brand->brand().organisation_id())) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field, "is no vehicle of your brands: its own maker recalls it");
  }
  if (IsOpenFor(*vehicle, recall_id)) {
    return Refuse(v1::REFUSAL_REASON_ALREADY_EXISTS, field,
                  "the recall is open for this vehicle already: name only the vehicles to be added");
  }
  if (vehicle->open_recalls_size() < kMaxOpenRecalls) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_LIMIT_REACHED, field,
                Cat("the vehicle has ", kMaxOpenRecalls, " open recalls: close one (RecallClosed) first"));
}

v1::RecallState& EditRecall(Transaction& t, const std::string& recall_id) {
  return *t.EditSubject(v1::SUBJECT_KIND_RECALL, recall_id).mutable_recall();
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::RecallOpened& e) {
  constexpr std::string_view kRecall = "recall_opened.recall_id";
  constexpr std::string_view kVins = "recall_opened.vins";
  const v1::Record* const earlier = t.Find(state::SubjectKey(v1::SUBJECT_KIND_RECALL, e.recall_id()));
  INGOT_RETURN_IF_ERROR(
      CheckWritable(t, e.recall_id(), earlier != nullptr ? earlier->recall().organisation_id() : "", kRecall));
  INGOT_RETURN_IF_ERROR(CheckGiven(!e.vins().empty(), kVins));
  INGOT_RETURN_IF_ERROR(CheckAscending(e.vins(), kMaxRecalledVehicles, kVins));
  for (int i = 0; i < e.vins_size(); ++i) {
    INGOT_RETURN_IF_ERROR(CheckRecalled(t, e.recall_id(), e.vins(i), Cat(kVins, "[", i, "]")));
  }

  v1::RecallState& recall = EditRecall(t, e.recall_id());
  if (earlier == nullptr) {
    recall.set_recall_id(e.recall_id());
    recall.set_organisation_id(t.actor());
  }
  recall.set_do_not_drive(e.do_not_drive());
  recall.set_vehicles(recall.vehicles() + static_cast<uint32_t>(e.vins_size()));
  for (const std::string& vin : e.vins()) {
    v1::VehicleState& vehicle = EditVehicle(t, vin);
    vehicle.add_open_recalls(e.recall_id());
    std::sort(vehicle.mutable_open_recalls()->begin(), vehicle.mutable_open_recalls()->end());
  }
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::RecallClosed& e) {
  constexpr std::string_view kRecall = "recall_closed.recall_id";
  constexpr std::string_view kVin = "recall_closed.vin";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindVehicle(t, e.vin(), kVin));
  INGOT_RETURN_IF_ERROR(directory::CheckScopedId(e.recall_id(), kRecall));
  if (!IsOpenFor(*before, e.recall_id())) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, kRecall,
                  "no recall of this number is open for the vehicle: check both, or report the work as Serviced");
  }

  v1::RecallState& recall = EditRecall(t, e.recall_id());
  recall.set_closed(recall.closed() + 1);
  auto& open = *EditVehicle(t, e.vin()).mutable_open_recalls();
  open.erase(std::remove(open.begin(), open.end(), e.recall_id()), open.end());
  return absl::OkStatus();
}

}  // namespace ingot::rules
