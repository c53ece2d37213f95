#include "ledger/rules/heat.h"

#include <algorithm>

#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/directory/ids.h"
#include "ledger/mass/account_class.h"
#include "ledger/mass/amounts.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/metal.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using mass::MakeAccount;
using refusal::Refuse;

constexpr int kMaxShares = 32;
constexpr int kMaxConsumed = 8;

int64_t LeftOf(const v1::HeatReturn& returned) { return mass::Total(mass::ToCells(returned.remaining())); }

// One heat of a new body: it must have come to the brand, and enough of it must be left.
absl::Status CheckConsumedHeat(const Transaction& t, const v1::VehicleRegistered& e, int index) {
  const v1::ConsumedHeat& consumed = e.heats(index);
  const std::string field = Cat("vehicle_registered.heats[", index, "]");
  INGOT_RETURN_IF_ERROR(directory::CheckScopedId(consumed.heat_id(), Cat(field, ".heat_id")));
  if (index > 0 && e.heats(index - 1).heat_id() >= consumed.heat_id()) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, Cat(field, ".heat_id"), "must be ascending, without doubles");
  }
  INGOT_RETURN_IF_ERROR(CheckRange(consumed.grams(), 1, kMaxBodyG, Cat(field, ".grams")));
  const v1::HeatState* const heat = LookUpHeat(t, consumed.heat_id());
  const v1::HeatReturn* const returned = heat != nullptr ? FindReturn(*heat, e.brand_id()) : nullptr;
  if (returned == nullptr) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, Cat(field, ".heat_id"),
                  "no metal of such a heat came to this brand's production (ReturnedToProduction)");
  }
  const int64_t left_g = LeftOf(*returned);
  if (consumed.grams() <= left_g) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_MASS_EXCEEDS_SOURCE, Cat(field, ".grams"),
                Cat("is ", consumed.grams(), ", ", left_g, " g are left of what came to the brand from this heat"));
}

// Takes the grams of a heat out of what the brand got of it.
mass::Cells Consume(Transaction& t, const std::string& brand_id, const v1::ConsumedHeat& consumed) {
  v1::HeatState& heat = *t.Edit(state::SubjectKey(v1::SUBJECT_KIND_HEAT, consumed.heat_id())).mutable_heat();
  const auto returned =
      std::find_if(heat.mutable_returned()->begin(), heat.mutable_returned()->end(),
                   [&brand_id](const v1::HeatReturn& candidate) { return candidate.brand_id() == brand_id; });
  INGOT_CHECK_MSG(returned != heat.mutable_returned()->end(), "the return was found before");
  mass::Cells remaining = mass::ToCells(returned->remaining());
  mass::Cells taken = mass::TakeProRata(remaining, consumed.grams());
  *returned->mutable_remaining() = mass::ToAmounts(remaining);
  returned->set_consumed_g(returned->consumed_g() + consumed.grams());
  return taken;
}

}  // namespace

MeltOutputs BookOutputs(const v1::HeatMelted& melted, int64_t input_g) {
  MeltOutputs outputs{
      .tapped_g = melted.tapped_g(), .heel_g = melted.heel_after_g(), .dross_g = melted.dross_metal_g()};
  outputs.excess_g = std::max<int64_t>(0, outputs.tapped_g + outputs.heel_g + outputs.dross_g - input_g);
  int64_t beyond_g = outputs.excess_g;
  // The tapped metal first: it is what could be claimed.
  for (int64_t* const output : {&outputs.tapped_g, &outputs.heel_g, &outputs.dross_g}) {
    const int64_t cut_g = std::min(*output, beyond_g);
    *output -= cut_g;
    beyond_g -= cut_g;
  }
  return outputs;
}

v1::HeatState& EditHeat(Transaction& t, const std::string& heat_id) {
  return *t.EditSubject(v1::SUBJECT_KIND_HEAT, heat_id).mutable_heat();
}

const v1::HeatState* LookUpHeat(const Transaction& t, const std::string& heat_id) {
  const v1::Record* const record = t.Find(state::SubjectKey(v1::SUBJECT_KIND_HEAT, heat_id));
  return record != nullptr ? &record->heat() : nullptr;
}

const v1::HeatReturn* FindReturn(const v1::HeatState& heat, std::string_view brand_id) {
  for (const v1::HeatReturn& returned : heat.returned()) {
    if (returned.brand_id() == brand_id) return &returned;
  }
  return nullptr;
}

absl::Status CheckHeatShares(const HeatShares& shares, std::string_view field) {
  INGOT_RETURN_IF_ERROR(CheckGiven(!shares.empty(), field));
  if (shares.size() > kMaxShares) {
    return Refuse(
        v1::REFUSAL_REASON_TOO_LARGE, field,
        Cat("has ", shares.size(), " elements, may have ", kMaxShares, ": state the others in a further event"));
  }
  for (int i = 0; i < shares.size(); ++i) {
    const std::string element = Cat(field, "[", i, "]");
    INGOT_RETURN_IF_ERROR(directory::CheckScopedId(shares[i].heat_id(), Cat(element, ".heat_id")));
    if (i > 0 && shares[i - 1].heat_id() >= shares[i].heat_id()) {
      return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, Cat(element, ".heat_id"), "must be ascending, without doubles");
    }
    if (shares[i].grams() < 1) {
      return Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, Cat(element, ".grams"),
                    Cat("is ", shares[i].grams(), ", must be at least 1"));
    }
  }
  return absl::OkStatus();
}

void JudgeMeltLoss(Transaction& t, const v1::HeatState& heat, int64_t charge_g, int64_t loss_g) {
  const v1::Record* const record = t.Find(state::SubjectKey(v1::SUBJECT_KIND_YIELD_STANDARD, heat.yield_standard_id()));
  INGOT_CHECK_MSG(record != nullptr, "a heat names a published standard");
  const v1::YieldStandardPublished& standard = record->yield_standard().standard();
  if (mass::IsOutsideBand(loss_g, charge_g, standard.band_low_ppm(), standard.band_high_ppm())) {
    t.Flag(v1::FLAG_KIND_LOSS_OUT_OF_BAND, v1::SUBJECT_KIND_HEAT, heat.heat_id());
  }
}

absl::Status CheckConsumedHeats(const Transaction& t, const v1::VehicleRegistered& e) {
  constexpr std::string_view kField = "vehicle_registered.heats";
  if (e.heats().empty()) return absl::OkStatus();
  if (e.foreign_make()) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kField, "must be empty for a foreign make");
  }
  if (e.heats_size() > kMaxConsumed) {
    return Refuse(v1::REFUSAL_REASON_TOO_LARGE, kField,
                  Cat("has ", e.heats_size(), " elements, may have ", kMaxConsumed));
  }
  int64_t consumed_g = 0;
  for (int i = 0; i < e.heats_size(); ++i) {
    INGOT_RETURN_IF_ERROR(CheckConsumedHeat(t, e, i));
    consumed_g += e.heats(i).grams();
  }
  const int64_t body_g = mass::Total(e.body());
  if (consumed_g <= body_g) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, kField,
                Cat("are ", consumed_g, " g in all, the body has ", body_g, ": at most that is recycled"));
}

void EnterRecycledMetal(Transaction& t, const v1::VehicleRegistered& e, v1::VehicleState& vehicle) {
  if (e.heats().empty()) return;
  mass::Cells recycled;
  for (const v1::ConsumedHeat& consumed : e.heats()) {
    const mass::Cells taken = Consume(t, e.brand_id(), consumed);
    PostCells(t, MakeAccount(v1::ACCOUNT_CLASS_BACK_IN_PRODUCTION, e.brand_id()), taken, -1);
    // In a vehicle no origin applies.
    for (const auto& [cell, grams] : taken) mass::Add(recycled, {cell.first, v1::ORIGIN_UNSPECIFIED}, grams);
  }
  mass::Cells needed = mass::ToCells(vehicle.body());
  mass::Cells replaced = mass::Common(recycled, needed);
  mass::AddAll(needed, replaced, -1);
  mass::Cells other_family = recycled;
  mass::AddAll(other_family, replaced, -1);
  const mass::Cells regraded = mass::ProRata(needed, mass::Total(other_family));
  const v1::Account regrade = MakeAccount(v1::ACCOUNT_CLASS_REGRADE);
  PostCells(t, regrade, other_family, 1);
  PostCells(t, regrade, regraded, -1);
  mass::AddAll(replaced, regraded);
  PostCells(t, MakeAccount(v1::ACCOUNT_CLASS_PRODUCTION, e.brand_id()), replaced, 1);
  vehicle.set_recycled_g(mass::Total(recycled));
}

}  // namespace ingot::rules
