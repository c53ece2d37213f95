// What the handlers of heats share: who may touch one, what is left of it, and how its metal comes into new bodies.
#ifndef INGOT_LEDGER_RULES_HEAT_H_
#define INGOT_LEDGER_RULES_HEAT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "ledger/rules/transaction.h"

namespace ingot::rules {

// Grams of one heat: the largest furnaces hold a few hundred tonnes.
inline constexpr int64_t kMaxHeatG = 1'000'000'000;

// What is booked of a heat's measured outputs: all of them, or, where they exceed the input, less the excess.
struct MeltOutputs {
  int64_t tapped_g = 0;
  int64_t heel_g = 0;
  int64_t dross_g = 0;
  int64_t excess_g = 0;
};
MeltOutputs BookOutputs(const v1::HeatMelted& melted, int64_t input_g);

using HeatShares = google::protobuf::RepeatedPtrField<v1::HeatShare>;

// The state to change; the heat becomes a subject of the entry. The reference stays valid for the event.
v1::HeatState& EditHeat(Transaction& t, const std::string& heat_id);

// The heat, or nullptr. Whose it is, is the caller's to check.
const v1::HeatState* LookUpHeat(const Transaction& t, const std::string& heat_id);

// Metal of the heat at the brand's production, or nullptr.
const v1::HeatReturn* FindReturn(const v1::HeatState& heat, std::string_view brand_id);

// 1 to 32 shares, ascending by heat: FIELD_MISSING, TOO_LARGE, INVALID_VALUE (order, ids), OUT_OF_RANGE (grams below
// 1).
absl::Status CheckHeatShares(const HeatShares& shares, std::string_view field);

// Raises LOSS_OUT_OF_BAND on the heat, which must be edited, where a loss lies outside the band of its standard. The
// heel was melted before, so that the charge alone is the base of the rate. A loss below zero is an excess.
void JudgeMeltLoss(Transaction& t, const v1::HeatState& heat, int64_t charge_g, int64_t loss_g);

// Recycled metal in a new body (VehicleRegistered.heats), of the brand's BACK_IN_PRODUCTION. TOO_LARGE, INVALID_VALUE
// (foreign make, order), OUT_OF_RANGE (grams; in all not above the body), NOT_FOUND (the brand got nothing of it),
// MASS_EXCEEDS_SOURCE (more than is left of what the brand got).
absl::Status CheckConsumedHeats(const Transaction& t, const v1::VehicleRegistered& e);

// Takes it over into the body, after EnterMetal: BACK_IN_PRODUCTION/brand stands in for PRODUCTION/brand. A family that
// the body lacks is regraded over those that it has. The heats are changed without becoming subjects: a smelter does
// not read where its metal went.
void EnterRecycledMetal(Transaction& t, const v1::VehicleRegistered& e, v1::VehicleState& vehicle);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_HEAT_H_
