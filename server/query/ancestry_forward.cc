// From a body forward: what became of each pool.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/status.h"
#include "ledger/mass/account_class.h"
#include "ledger/mass/amounts.h"
#include "server/query/ancestry_graph.h"
#include "storage/books/book_keys.h"
#include "storage/books/book_reader.h"
#include "storage/index/index_keys.h"

namespace ingot::query {
namespace {

// Lots of one batch, new bodies of one heat.
constexpr size_t kMaxOutputs = 20'000;

// Where the body stands, or the batch that it went into; what else left it (panels, parts) is not followed.
absl::Status BodyOutputs(AncestryBuilder& builder, const std::string& vin) {
  const v1::VehicleState* const found = builder.Vehicle(vin);
  if (found == nullptr) return absl::OkStatus();
  const v1::VehicleState vehicle = *found;
  int64_t left_g = vehicle.entered_g();
  if (vehicle.has_position()) {
    const int64_t body_g = std::min(left_g, mass::Total(vehicle.body()));
    builder.AddAccount(vehicle.position(), body_g);
    left_g -= body_g;
  } else if (const v1::BatchState* const batch = builder.Batch(vehicle.batch_id()); batch != nullptr) {
    for (const v1::BatchHulk& hulk : batch->hulks()) {
      if (hulk.vin() != vin) continue;
      const int64_t fed_g = std::min(left_g, hulk.own_body_g());
      builder.AddPart(v1::ANCESTRY_KIND_BATCH, vehicle.batch_id(), fed_g,
                      builder.Sees(v1::SUBJECT_KIND_BATCH, vehicle.batch_id()), /*followable=*/true);
      left_g -= fed_g;
      break;
    }
  }
  builder.AddNotFollowed(left_g);
  return absl::OkStatus();
}

absl::Status BatchOutputs(AncestryBuilder& builder, const std::string& batch_id) {
  const v1::BatchState* const found = builder.Batch(batch_id);
  if (found == nullptr) return absl::OkStatus();
  const v1::BatchState batch = *found;
  int64_t rest_g = mass::Total(mass::ToCells(batch.inputs()));
  std::vector<std::string> lots;
  INGOT_RETURN_IF_ERROR(builder.context().snapshot().ScanIndex(storage::LotsOfBatchPrefix(batch_id), {}, kMaxOutputs,
                                                               [&lots](std::string_view lot_id) {
                                                                 lots.emplace_back(lot_id);
                                                                 return true;
                                                               }));
  for (const std::string& lot_id : lots) {
    const v1::LotState* const lot = builder.Lot(lot_id);
    if (lot == nullptr) continue;
    rest_g -= MetalOf(*lot);
    builder.AddPart(v1::ANCESTRY_KIND_LOT, lot_id, MetalOf(*lot), builder.Sees(v1::SUBJECT_KIND_LOT, lot_id),
                    /*followable=*/true);
  }
  builder.AddAccount(batch.closed() ? mass::MakeAccount(v1::ACCOUNT_CLASS_LOSS_SHRED, batch.site_id())
                                    : mass::MakeAccount(v1::ACCOUNT_CLASS_IN_PROCESS, batch_id),
                     rest_g);
  return absl::OkStatus();
}

absl::Status LotOutputs(AncestryBuilder& builder, const std::string& lot_id) {
  const v1::LotState* const found = builder.Lot(lot_id);
  if (found == nullptr) return absl::OkStatus();
  const v1::LotState lot = *found;
  const int64_t metal_g = MetalOf(lot);
  if (!lot.consumed()) {
    if (lot.has_position()) builder.AddAccount(lot.position(), metal_g);
  } else if (lot.consumed_by().empty()) {
    builder.AddAccount(mass::MakeAccount(v1::ACCOUNT_CLASS_OPEN_LOOP), metal_g);
  } else if (builder.Heat(lot.consumed_by()) != nullptr) {
    builder.AddPart(v1::ANCESTRY_KIND_HEAT, lot.consumed_by(), metal_g,
                    builder.Sees(v1::SUBJECT_KIND_HEAT, lot.consumed_by()), /*followable=*/true);
  } else {
    builder.AddPart(v1::ANCESTRY_KIND_BATCH, lot.consumed_by(), metal_g,
                    builder.Sees(v1::SUBJECT_KIND_BATCH, lot.consumed_by()), /*followable=*/true);
  }
  return absl::OkStatus();
}

// New bodies that took metal of the heat.
absl::Status AddConsumers(AncestryBuilder& builder, const v1::HeatState& heat) {
  const std::string prefix = storage::ConsumersPrefix(heat.heat_id());
  std::vector<std::pair<std::string, int64_t>> consumers;
  INGOT_RETURN_IF_ERROR(storage::ScanSums(builder.context().snapshot().shared_from_this(), prefix,
                                          [&](std::string_view key, const storage::Sums& sums) {
                                            const auto grams = sums.find(storage::kConsumedG);
                                            if (grams != sums.end()) {
                                              consumers.emplace_back(key.substr(prefix.size()), grams->second);
                                            }
                                            return consumers.size() < kMaxOutputs;
                                          }));
  int64_t left_g = 0;
  for (const v1::HeatReturn& returned : heat.returned()) left_g += returned.consumed_g();
  for (const auto& [vin, consumed_g] : consumers) {
    const int64_t grams = std::min(left_g, consumed_g);
    // A registration that was reversed gave its metal back.
    if (grams <= 0 || builder.Vehicle(vin) == nullptr) continue;
    builder.AddPart(v1::ANCESTRY_KIND_VEHICLE, vin, grams, builder.Sees(v1::SUBJECT_KIND_VEHICLE, vin),
                    /*followable=*/true);
    left_g -= grams;
  }
  builder.AddNotFollowed(left_g);
  return absl::OkStatus();
}

// What lies in the furnace is the next heat's, as far as it was found there.
absl::Status AddHeel(AncestryBuilder& builder, const v1::HeatState& heat, int64_t heel_g) {
  INGOT_ASSIGN_OR_RETURN(const std::string after_id, HeatAfter(builder.context(), heat));
  const v1::HeatState* const after = after_id.empty() ? nullptr : builder.Heat(after_id);
  if (after == nullptr) {
    builder.AddAccount(mass::MakeAccount(v1::ACCOUNT_CLASS_FURNACE, heat.site_id()), heel_g);
    return absl::OkStatus();
  }
  const int64_t found_g = std::min(heel_g, after->melted().heel_before_g());
  builder.AddPart(v1::ANCESTRY_KIND_HEAT, after_id, found_g, builder.Sees(v1::SUBJECT_KIND_HEAT, after_id),
                  /*followable=*/true);
  builder.AddAccount(mass::MakeAccount(v1::ACCOUNT_CLASS_VARIANCE, heat.site_id()), heel_g - found_g);
  return absl::OkStatus();
}

absl::Status HeatOutputs(AncestryBuilder& builder, const std::string& heat_id) {
  const v1::HeatState* const found = builder.Heat(heat_id);
  if (found == nullptr) return absl::OkStatus();
  const v1::HeatState heat = *found;
  INGOT_RETURN_IF_ERROR(AddConsumers(builder, heat));
  int64_t tapped_g = mass::Total(mass::ToCells(heat.tapped()));
  int64_t rest_g = heat.input_g() - tapped_g;
  for (const v1::HeatReturn& returned : heat.returned()) {
    builder.AddAccount(mass::MakeAccount(v1::ACCOUNT_CLASS_BACK_IN_PRODUCTION, returned.brand_id()),
                       returned.returned_g() - returned.consumed_g());
    tapped_g -= returned.returned_g();
  }
  const int64_t at_plant_g = std::min(tapped_g, mass::Total(mass::ToCells(heat.content())));
  builder.AddAccount(mass::MakeAccount(v1::ACCOUNT_CLASS_REMELTED, heat.site_id()), at_plant_g);
  builder.AddAccount(mass::MakeAccount(v1::ACCOUNT_CLASS_OPEN_LOOP), tapped_g - at_plant_g);
  // What was not tapped, in the order in which outputs beyond the input are booked.
  const int64_t heel_g = std::min(rest_g, heat.melted().heel_after_g());
  INGOT_RETURN_IF_ERROR(AddHeel(builder, heat, heel_g));
  rest_g -= heel_g;
  const int64_t dross_g = std::min(rest_g, heat.melted().dross_metal_g());
  builder.AddAccount(mass::MakeAccount(v1::ACCOUNT_CLASS_DROSS, heat.site_id()), dross_g);
  builder.AddAccount(mass::MakeAccount(v1::ACCOUNT_CLASS_LOSS_MELT, heat.site_id()), rest_g - dross_g);
  return absl::OkStatus();
}

}  // namespace

absl::Status LookForward(AncestryBuilder& builder, const AncestryPool& pool) {
  switch (pool.kind) {
    case v1::ANCESTRY_KIND_VEHICLE:
      return BodyOutputs(builder, pool.id);
    case v1::ANCESTRY_KIND_HEAT:
      return HeatOutputs(builder, pool.id);
    case v1::ANCESTRY_KIND_LOT:
      return LotOutputs(builder, pool.id);
    case v1::ANCESTRY_KIND_BATCH:
      return BatchOutputs(builder, pool.id);
    default:
      return absl::OkStatus();
  }
}

}  // namespace ingot::query
