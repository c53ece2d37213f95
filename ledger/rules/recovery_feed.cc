// BatchFed: hulks, lots and third-party scrap go into a shredder batch.
#include <algorithm>
#include <string>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/mass/amounts.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/directory_access.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/metal.h"
#include "ledger/rules/recovery.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

constexpr int kMaxVins = 100;
constexpr int kMaxFedLots = 16;
// In a batch, over all its feeds.
constexpr int kMaxBatchLots = 64;

absl::Status CheckFurtherFeed(const v1::BatchFed& e, const v1::BatchState& batch) {
  if (e.site_id() != batch.site_id()) {
    return Refuse(v1::REFUSAL_REASON_BATCH_STATE, "batch_fed.site_id",
                  Cat("the batch is processed at ", batch.site_id(), ": open another one for another site"));
  }
  if (!e.yield_standard_id().empty() && e.yield_standard_id() != batch.yield_standard_id()) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "batch_fed.yield_standard_id",
                  Cat("the batch was opened with ", batch.yield_standard_id(), ": leave it empty, or state the same"));
  }
  return absl::OkStatus();
}

absl::Status CheckLists(const v1::BatchFed& e, int hulks_before, int lots_before) {
  INGOT_RETURN_IF_ERROR(
      CheckGiven(!e.vins().empty() || !e.lot_ids().empty() || !e.tickets().empty(), "batch_fed.vins"));
  INGOT_RETURN_IF_ERROR(CheckAscending(e.vins(), kMaxVins, "batch_fed.vins"));
  INGOT_RETURN_IF_ERROR(CheckAscending(e.lot_ids(), kMaxFedLots, "batch_fed.lot_ids"));
  INGOT_RETURN_IF_ERROR(CheckScrapCount(e.tickets_size(), "batch_fed.tickets"));
  if (hulks_before + e.vins_size() > kMaxBatchHulks) {
    return Refuse(
        v1::REFUSAL_REASON_LIMIT_REACHED, "batch_fed.vins",
        Cat("a batch takes at most ", kMaxBatchHulks, " hulks, this one has ", hulks_before, ": open another batch"));
  }
  if (lots_before + e.lot_ids_size() > kMaxBatchLots) {
    return Refuse(
        v1::REFUSAL_REASON_LIMIT_REACHED, "batch_fed.lot_ids",
        Cat("a batch takes at most ", kMaxBatchLots, " lots, this one has ", lots_before, ": open another batch"));
  }
  return absl::OkStatus();
}

absl::Status CheckHulks(const Transaction& t, const v1::BatchFed& e) {
  for (int i = 0; i < e.vins_size(); ++i) {
    const std::string field = Cat("batch_fed.vins[", i, "]");
    INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const hulk, FindHeldVehicle(t, e.vins(i), field));
    INGOT_RETURN_IF_ERROR(CheckHulk(*hulk, field));
    if (hulk->site_id() != e.site_id()) {
      return Refuse(v1::REFUSAL_REASON_BATCH_STATE, field,
                    Cat("stands at ", hulk->site_id(), ": send it to the batch's site (HulkSent) first"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckLots(const Transaction& t, const v1::BatchFed& e) {
  for (int i = 0; i < e.lot_ids_size(); ++i) {
    const std::string field = Cat("batch_fed.lot_ids[", i, "]");
    INGOT_ASSIGN_OR_RETURN(const v1::LotState* const lot, FindUsableLot(t, e.lot_ids(i), field));
    if (lot->batch_id() == e.batch_id()) {
      return Refuse(v1::REFUSAL_REASON_LOT_STATE, field,
                    "came out of this batch: what is shredded again goes into another batch");
    }
  }
  return absl::OkStatus();
}

void FeedHulk(Transaction& t, v1::BatchState& batch, const std::string& vin, mass::Cells& inputs) {
  v1::VehicleState& vehicle = EditVehicle(t, vin);
  v1::BatchHulk hulk;
  hulk.set_vin(vin);
  hulk.set_own_body_g(vehicle.foreign_make() ? 0 : mass::Total(vehicle.body()));
  FeedMetal(t, vehicle, InProcess(batch), inputs);
  vehicle.set_custody(v1::CUSTODY_STATE_SHREDDED);
  vehicle.set_batch_id(batch.batch_id());
  *batch.add_hulks() = hulk;
}

void FeedLot(Transaction& t, v1::BatchState& batch, const std::string& lot_id, mass::Cells& inputs) {
  const mass::Cells content = ConsumeLot(t, lot_id, batch.batch_id());
  PostCells(t, InProcess(batch), content, 1);
  mass::AddAll(inputs, content);
  batch.add_fed_lot_ids(lot_id);
}

absl::Status FeedTicket(Transaction& t, const v1::BatchState& batch, const v1::ThirdPartyTicket& scrap,
                        std::string_view field, mass::Cells& inputs) {
  mass::Cells fed;
  INGOT_RETURN_IF_ERROR(FeedScrap(t, scrap, v1::SUBJECT_KIND_BATCH, batch.batch_id(), field, fed));
  PostCells(t, InProcess(batch), fed, 1);
  mass::AddAll(inputs, fed);
  return absl::OkStatus();
}

// The open batch that this event feeds further, or nullptr for one that it opens.
absl::StatusOr<const v1::BatchState*> CheckBatch(const Transaction& t, const v1::BatchFed& e) {
  constexpr std::string_view kField = "batch_fed.batch_id";
  const v1::Record* const record = t.Find(state::SubjectKey(v1::SUBJECT_KIND_BATCH, e.batch_id()));
  INGOT_RETURN_IF_ERROR(
      CheckWritable(t, e.batch_id(), record != nullptr ? record->batch().organisation_id() : "", kField));
  if (record == nullptr) {
    // The first feed names the standard by which the loss will be judged; later ones can't change it.
    INGOT_RETURN_IF_ERROR(
        FindStandard(t, e.yield_standard_id(), v1::RECOVERY_PROCESS_SHRED, "batch_fed.yield_standard_id").status());
    return nullptr;
  }
  INGOT_ASSIGN_OR_RETURN(const v1::BatchState* const batch, FindOpenBatch(t, e.batch_id(), kField));
  INGOT_RETURN_IF_ERROR(CheckFurtherFeed(e, *batch));
  return batch;
}

void Open(const Transaction& t, const v1::BatchFed& e, v1::BatchState& batch) {
  batch.set_batch_id(e.batch_id());
  batch.set_organisation_id(t.actor());
  batch.set_site_id(e.site_id());
  batch.set_yield_standard_id(e.yield_standard_id());
  batch.set_opened_seq(t.context().seq);
  *batch.mutable_opened_on() = t.OccurredOn();
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::BatchFed& e) {
  INGOT_RETURN_IF_ERROR(FindOwnSite(t, e.site_id(), "batch_fed.site_id").status());
  INGOT_ASSIGN_OR_RETURN(const v1::BatchState* const before, CheckBatch(t, e));
  INGOT_RETURN_IF_ERROR(
      CheckLists(e, before == nullptr ? 0 : before->hulks_size(), before == nullptr ? 0 : before->fed_lot_ids_size()));
  INGOT_RETURN_IF_ERROR(CheckHulks(t, e));
  INGOT_RETURN_IF_ERROR(CheckLots(t, e));

  v1::BatchState& batch = EditBatch(t, e.batch_id());
  if (before == nullptr) Open(t, e, batch);
  mass::Cells inputs = mass::ToCells(batch.inputs());
  for (const std::string& vin : e.vins()) FeedHulk(t, batch, vin, inputs);
  for (const std::string& lot_id : e.lot_ids()) FeedLot(t, batch, lot_id, inputs);
  for (int i = 0; i < e.tickets_size(); ++i) {
    INGOT_RETURN_IF_ERROR(FeedTicket(t, batch, e.tickets(i), Cat("batch_fed.tickets[", i, "]"), inputs));
  }
  *batch.mutable_inputs() = mass::ToAmounts(inputs);
  std::sort(batch.mutable_fed_lot_ids()->begin(), batch.mutable_fed_lot_ids()->end());
  // By VIN: the order in which equal remainders are resolved when the batch closes.
  std::sort(batch.mutable_hulks()->begin(), batch.mutable_hulks()->end(),
            [](const v1::BatchHulk& a, const v1::BatchHulk& b) { return a.vin() < b.vin(); });
  return absl::OkStatus();
}

}  // namespace ingot::rules
