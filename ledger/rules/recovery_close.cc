// BatchClosed: loss by the standard, variance, and the recovered bodies given back to their vehicles.
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/arithmetic.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/mass/account_class.h"
#include "ledger/mass/amounts.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/metal.h"
#include "ledger/rules/recovery.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

const v1::YieldStandardPublished& StandardOf(const Transaction& t, const v1::BatchState& batch) {
  const v1::Record* const record =
      t.Find(state::SubjectKey(v1::SUBJECT_KIND_YIELD_STANDARD, batch.yield_standard_id()));
  INGOT_CHECK_MSG(record != nullptr, "a batch is opened with a published standard");
  return record->yield_standard().standard();
}

// What the batch's standard expects to be lost of what entered.
int64_t ExpectedLoss(const Transaction& t, const v1::BatchState& batch, const mass::Cells& inputs) {
  const std::optional<int64_t> loss =
      MulDivFloor(mass::Total(inputs), StandardOf(t, batch).expected_loss_ppm(), kMaxPpm);
  INGOT_CHECK(loss.has_value());
  return *loss;
}

// The whole loss, and not only what the standard expects, against its band. What was measured beyond the sources is a
// loss below zero.
void JudgeLoss(Transaction& t, const v1::BatchState& batch) {
  const v1::YieldStandardPublished& standard = StandardOf(t, batch);
  const int64_t inputs_g = mass::Total(mass::ToCells(batch.inputs()));
  if (mass::IsOutsideBand(batch.loss_g(), inputs_g, standard.band_low_ppm(), standard.band_high_ppm())) {
    t.Flag(v1::FLAG_KIND_LOSS_OUT_OF_BAND, v1::SUBJECT_KIND_BATCH, batch.batch_id());
  }
}

// Empties IN_PROCESS/batch: the expected loss in proportion to what is left (or, where less is left than that, to what
// entered), and the difference to what is left as variance, of either sign.
void PostLoss(Transaction& t, const v1::BatchState& batch) {
  const mass::Cells inputs = mass::ToCells(batch.inputs());
  const mass::Cells rest = mass::ToCells(t.Balance(InProcess(batch)));
  const int64_t expected_g = ExpectedLoss(t, batch, inputs);
  const mass::Cells loss = mass::ProRata(mass::Total(rest) >= expected_g ? rest : inputs, expected_g);
  mass::Cells variance = rest;
  mass::AddAll(variance, loss, -1);
  PostCells(t, InProcess(batch), rest, -1);
  PostCells(t, mass::MakeAccount(v1::ACCOUNT_CLASS_LOSS_SHRED, batch.site_id()), loss, 1);
  PostCells(t, mass::MakeAccount(v1::ACCOUNT_CLASS_VARIANCE, batch.site_id()), variance, 1);
}

// Own-body metal in the lots that came from this batch's hulks. Own-body metal that entered in lots of other batches
// belongs to their vehicles, so the hulks' share of the recovered metal is their share of what entered.
int64_t RecoveredFromHulks(const v1::BatchState& batch, int64_t hulks_g) {
  const int64_t entered_g = mass::TotalOf(mass::ToCells(batch.inputs()), v1::ORIGIN_OWN_BODY);
  if (entered_g == 0) return 0;
  const std::optional<int64_t> share = MulDivFloor(batch.own_body_recovered_g(), hulks_g, entered_g);
  INGOT_CHECK(share.has_value() && *share <= hulks_g);
  return *share;
}

void AllocateToHulks(Transaction& t, const v1::BatchState& batch) {
  std::vector<int64_t> weights;
  int64_t hulks_g = 0;
  for (const v1::BatchHulk& hulk : batch.hulks()) {
    weights.push_back(hulk.own_body_g());
    hulks_g += hulk.own_body_g();
  }
  const std::vector<int64_t> parts = mass::LargestRemainder(RecoveredFromHulks(batch, hulks_g), weights);
  for (int i = 0; i < batch.hulks_size(); ++i) {
    v1::VehicleState& vehicle = EditVehicle(t, batch.hulks(i).vin());
    // The custody table's condition: all that entered the vehicle has departed, and its batch is closed.
    INGOT_CHECK(vehicle.custody() == v1::CUSTODY_STATE_SHREDDED && vehicle.departed_g() == vehicle.entered_g());
    vehicle.set_custody(v1::CUSTODY_STATE_RECOVERED);
    if (parts[i] == 0) continue;
    vehicle.set_recovered_g(vehicle.recovered_g() + parts[i]);
    t.Allocate(vehicle.vin(), parts[i]);
  }
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::BatchClosed& e) {
  constexpr std::string_view kField = "batch_closed.batch_id";
  INGOT_ASSIGN_OR_RETURN(const v1::BatchState* const before, FindOpenBatch(t, e.batch_id(), kField));
  if (before->lots_unassayed() > 0) {
    return Refuse(v1::REFUSAL_REASON_LOT_STATE, kField,
                  Cat(before->lots_unassayed(), " of its lots are not assayed: post LotAssayed for each first"));
  }
  v1::BatchState& batch = EditBatch(t, e.batch_id());
  batch.set_closed(true);
  batch.set_closed_seq(t.context().seq);
  *batch.mutable_closed_on() = t.OccurredOn();
  batch.set_loss_g(mass::Total(mass::ToCells(t.Balance(InProcess(batch)))) - batch.excess_g());
  JudgeLoss(t, batch);
  PostLoss(t, batch);
  AllocateToHulks(t, batch);
  return absl::OkStatus();
}

}  // namespace ingot::rules
