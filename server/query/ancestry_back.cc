// From a body back: what each pool was made of.
#include <algorithm>
#include <string>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/mass/amounts.h"
#include "server/query/ancestry_graph.h"
#include "server/query/read_entry.h"

namespace ingot::query {
namespace {

// The body as born: heats, and new metal.
absl::Status BodyParts(AncestryBuilder& builder, const std::string& vin) {
  const v1::VehicleState* const vehicle = builder.Vehicle(vin);
  if (vehicle == nullptr || vehicle->holders().empty()) return absl::OkStatus();
  INGOT_ASSIGN_OR_RETURN(const ReadEntry born, Read(builder.context(), vehicle->holders(0).from_seq()));
  const v1::VehicleRegistered& registered =
      born.event.has_vehicle_opened() ? born.event.vehicle_opened().vehicle() : born.event.vehicle_registered();
  int64_t recycled_g = 0;
  for (const v1::ConsumedHeat& heat : registered.heats()) {
    recycled_g += heat.grams();
    builder.AddPart(v1::ANCESTRY_KIND_HEAT, heat.heat_id(), heat.grams(),
                    builder.Sees(v1::SUBJECT_KIND_HEAT, heat.heat_id()), /*followable=*/true);
  }
  builder.AddLeaf(v1::ANCESTRY_KIND_PRODUCTION, registered.brand_id(), mass::Total(registered.body()) - recycled_g);
  return absl::OkStatus();
}

// The heel as far as the heat before left one; what was measured beyond that is of no known origin.
absl::Status HeelParts(AncestryBuilder& builder, const v1::HeatState& heat) {
  const int64_t heel_g = heat.melted().heel_before_g();
  if (heel_g == 0) return absl::OkStatus();
  INGOT_ASSIGN_OR_RETURN(const std::string before_id, HeatBefore(builder.context(), heat));
  int64_t left_g = 0;
  if (!before_id.empty()) {
    const v1::HeatState* const before = builder.Heat(before_id);
    left_g = std::min(heel_g, before->melted().heel_after_g());
    builder.AddPart(v1::ANCESTRY_KIND_HEAT, before_id, left_g, builder.Sees(v1::SUBJECT_KIND_HEAT, before_id),
                    /*followable=*/true);
  }
  builder.AddLeaf(v1::ANCESTRY_KIND_UNDOCUMENTED, "", heel_g - left_g);
  return absl::OkStatus();
}

std::string TicketName(const v1::WeighTicket& ticket) { return Cat(ticket.instrument_id(), " ", ticket.number()); }

absl::Status HeatParts(AncestryBuilder& builder, const std::string& heat_id) {
  const v1::HeatState* const found = builder.Heat(heat_id);
  if (found == nullptr) return absl::OkStatus();
  const v1::HeatState heat = *found;
  INGOT_RETURN_IF_ERROR(HeelParts(builder, heat));
  int64_t input_g = heat.melted().heel_before_g();
  for (const std::string& lot_id : heat.melted().lot_ids()) {
    const v1::LotState* const lot = builder.Lot(lot_id);
    if (lot == nullptr) continue;
    input_g += MetalOf(*lot);
    builder.AddPart(v1::ANCESTRY_KIND_LOT, lot_id, MetalOf(*lot), builder.Sees(v1::SUBJECT_KIND_LOT, lot_id),
                    /*followable=*/true);
  }
  for (const v1::ThirdPartyTicket& ticket : heat.melted().tickets()) {
    input_g += ticket.aluminium_g();
    builder.AddLeaf(v1::ANCESTRY_KIND_THIRD_PARTY_SCRAP, TicketName(ticket.ticket()), ticket.aluminium_g());
  }
  for (const v1::PrimaryMetal& metal : heat.melted().primary()) {
    input_g += metal.grams();
    builder.AddLeaf(v1::ANCESTRY_KIND_PRIMARY, v1::AlloyFamily_Name(metal.family()).substr(13), metal.grams());
  }
  // Lots that were found to hold less after they had been melted.
  builder.AddLeaf(v1::ANCESTRY_KIND_UNDOCUMENTED, "", heat.input_g() - input_g);
  return absl::OkStatus();
}

absl::Status LotParts(AncestryBuilder& builder, const std::string& lot_id) {
  const v1::LotState* const lot = builder.Lot(lot_id);
  if (lot == nullptr) return absl::OkStatus();
  const int64_t metal_g = MetalOf(*lot);
  if (lot->batch_id().empty()) {
    builder.AddLeaf(v1::ANCESTRY_KIND_REPAIR_SCRAP, lot->holders().empty() ? "" : lot->holders(0).organisation_id(),
                    metal_g);
    return absl::OkStatus();
  }
  const std::string batch_id = lot->batch_id();
  builder.AddPart(v1::ANCESTRY_KIND_BATCH, batch_id, metal_g, builder.Sees(v1::SUBJECT_KIND_BATCH, batch_id),
                  /*followable=*/true);
  return absl::OkStatus();
}

absl::Status BatchParts(AncestryBuilder& builder, const std::string& batch_id) {
  const v1::BatchState* const found = builder.Batch(batch_id);
  if (found == nullptr) return absl::OkStatus();
  const v1::BatchState batch = *found;
  int64_t rest_g = mass::Total(mass::ToCells(batch.inputs()));
  int64_t castings_g = 0;
  for (const v1::BatchHulk& hulk : batch.hulks()) {
    const v1::VehicleState* const vehicle = builder.Vehicle(hulk.vin());
    if (vehicle != nullptr && !vehicle->foreign_make()) castings_g += vehicle->other_aluminium_g();
    rest_g -= hulk.own_body_g();
    builder.AddPart(v1::ANCESTRY_KIND_VEHICLE, hulk.vin(), hulk.own_body_g(),
                    builder.Sees(v1::SUBJECT_KIND_VEHICLE, hulk.vin()),
                    /*followable=*/vehicle != nullptr && vehicle->recycled_g() > 0);
  }
  for (const std::string& lot_id : batch.fed_lot_ids()) {
    const v1::LotState* const lot = builder.Lot(lot_id);
    if (lot == nullptr) continue;
    rest_g -= MetalOf(*lot);
    builder.AddPart(v1::ANCESTRY_KIND_LOT, lot_id, MetalOf(*lot), builder.Sees(v1::SUBJECT_KIND_LOT, lot_id),
                    /*followable=*/true);
  }
  castings_g = std::min(castings_g, std::max<int64_t>(0, rest_g));
  builder.AddLeaf(v1::ANCESTRY_KIND_CASTINGS, batch_id, castings_g);
  builder.AddLeaf(v1::ANCESTRY_KIND_THIRD_PARTY_SCRAP, batch_id, rest_g - castings_g);
  return absl::OkStatus();
}

}  // namespace

absl::Status LookBack(AncestryBuilder& builder, const AncestryPool& pool) {
  switch (pool.kind) {
    case v1::ANCESTRY_KIND_VEHICLE:
      return BodyParts(builder, pool.id);
    case v1::ANCESTRY_KIND_HEAT:
      return HeatParts(builder, pool.id);
    case v1::ANCESTRY_KIND_LOT:
      return LotParts(builder, pool.id);
    case v1::ANCESTRY_KIND_BATCH:
      return BatchParts(builder, pool.id);
    default:
      return absl::OkStatus();
  }
}

}  // namespace ingot::query
