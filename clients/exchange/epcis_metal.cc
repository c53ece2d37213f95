// Body repairs, hulks, batches, lots and heats as EPCIS events. Quantities are kilograms (KGM); metal in a
// transformation is what the ledger posted, so inputs and outputs add up to the gram.
#include <utility>

#include "clients/cli/text/format.h"
#include "clients/exchange/epcis_draft.h"
#include "clients/exchange/uri.h"
#include "ledger/base/strings.h"

namespace ingot::exchange {
namespace {

using cli::EnumText;

// Metal that is no lot: "urn:ingot:class:body-aluminium".
std::string ClassUri(std::string_view name) { return Uri("class", name); }
std::string ClassUri(std::string_view name, v1::AlloyFamily family) { return Uri("class", name, EnumText(family)); }

// Net of a complete ticket; nullopt while the tare is to come.
std::optional<int64_t> NetOf(const v1::WeighTicket& ticket) {
  if (!ticket.has_tare_at()) return std::nullopt;
  return ticket.gross_g() - ticket.tare_g();
}

void AddTicket(EpcisDraft& draft, const v1::WeighTicket& ticket) {
  AddTransaction(draft, OwnTransactionType("weigh_ticket"), Uri("ticket", ticket.instrument_id(), ticket.number()));
}

// The ticket of a load, where it was weighed.
void AddLoad(EpcisDraft& draft, bool weighed, const v1::WeighTicket& ticket) {
  if (!weighed) return;
  AddTicket(draft, ticket);
  if (const std::optional<int64_t> net = NetOf(ticket)) draft.extension["ingot:loadKilograms"] = Kilograms(*net);
}

void AddMetalTransfer(EpcisDraft& draft, const std::string& transfer) {
  AddTransaction(draft, OwnTransactionType("transfer"), Uri("transfer", transfer));
}

template <typename Ids>
void AddLots(EpcisDraft& draft, const Ids& lots) {
  for (const auto& lot : lots) draft.quantities.push_back(Quantity(Uri("lot", lot), std::nullopt));
}

void AddIfPositive(Json& list, const std::string& epc_class, int64_t grams) {
  if (grams > 0) list.push_back(Quantity(epc_class, grams));
}

EpcisDraft PanelsReplaced(const v1::PanelReplaced& e) {
  EpcisDraft draft = ObjectEvent("OBSERVE", "repairing", "");
  AddVehicle(draft, e.vin());
  draft.read_point = e.site_id();
  int64_t removed = 0;
  int64_t fitted = 0;
  for (const v1::FamilyMass& mass : e.removed()) removed += mass.grams();
  for (const v1::FittedPanel& panel : e.fitted()) fitted += panel.metal().grams();
  draft.extension["ingot:removedKilograms"] = Kilograms(removed);
  draft.extension["ingot:fittedKilograms"] = Kilograms(fitted);
  return draft;
}

EpcisDraft PartsTaken(const v1::PartsRemoved& e) {
  EpcisDraft draft;
  draft.type = "AggregationEvent";
  draft.action = "DELETE";
  draft.biz_step = e.dismantled() ? "disassembling" : "removing";
  draft.disposition = "in_progress";
  draft.parent = Uri("vin", e.vin());
  draft.read_point = e.site_id();
  draft.location = e.site_id();
  for (const v1::RemovedPart& part : e.parts()) {
    const bool reuse = part.destination() == v1::PART_DESTINATION_REUSE;
    draft.quantities.push_back(
        Quantity(ClassUri(reuse ? "parts-for-reuse" : "parts-sold", part.metal().family()), part.metal().grams()));
  }
  return draft;
}

EpcisDraft ScrapCollected(const v1::RepairScrapCollected& e) {
  EpcisDraft draft = ObjectEvent("ADD", "collecting", "in_progress");
  draft.quantities.push_back(Quantity(Uri("lot", e.lot_id()), NetOf(e.ticket())));
  draft.read_point = e.site_id();
  draft.location = e.site_id();
  AddTicket(draft, e.ticket());
  return draft;
}

EpcisDraft HulksShipped(const v1::HulkSent& e, const v1::Event& event) {
  EpcisDraft draft = ObjectEvent("OBSERVE", "shipping", "in_transit");
  AddVehicles(draft, e.vins());
  AddMetalTransfer(draft, e.transfer_id());
  AddLoad(draft, e.has_ticket(), e.ticket());
  AddSource(draft, kPossessing, event.actor().organisation_id());
  AddDestination(draft, kPossessing, e.to_organisation());
  return draft;
}

EpcisDraft HulksArrived(const v1::HulkReceived& e, const v1::Event& event) {
  EpcisDraft draft = ObjectEvent("OBSERVE", "receiving", "in_progress");
  AddVehicles(draft, e.vins());
  AddMetalTransfer(draft, e.transfer_id());
  AddLoad(draft, e.has_ticket(), e.ticket());
  AddDestination(draft, kPossessing, event.actor().organisation_id());
  draft.read_point = e.site_id();
  draft.location = e.site_id();
  return draft;
}

EpcisDraft Transformation(std::string_view biz_step) {
  EpcisDraft draft;
  draft.type = "TransformationEvent";
  draft.biz_step = biz_step;
  draft.disposition = "in_progress";
  return draft;
}

// Inputs of a batch: the vehicles, and their metal and that of tickets as posted. Lots are named; what they hold stands
// in their own events.
EpcisDraft Fed(const LedgerEntry& entry) {
  const v1::BatchFed& e = entry.event.batch_fed();
  EpcisDraft draft = Transformation(OwnBizStep("shredding"));
  draft.transformation_id = Uri("batch", e.batch_id());
  draft.read_point = e.site_id();
  draft.location = e.site_id();
  AddVehicles(draft, e.vins());
  AddIfPositive(draft.quantities, ClassUri("body-aluminium"), -PostedTo(entry.entry, v1::ACCOUNT_CLASS_HULK));
  AddIfPositive(draft.quantities, ClassUri("other-aluminium"), -PostedTo(entry.entry, v1::ACCOUNT_CLASS_OTHER_BODY));
  AddIfPositive(draft.quantities, ClassUri("third-party-scrap"),
                -PostedTo(entry.entry, v1::ACCOUNT_CLASS_THIRD_PARTY_SCRAP));
  AddLots(draft, e.lot_ids());
  for (const v1::ThirdPartyTicket& ticket : e.tickets()) AddTicket(draft, ticket.ticket());
  return draft;
}

// A lot becomes an output of its batch once its net mass is known.
EpcisDraft Weighed(const v1::LotWeighed& e) {
  const std::optional<int64_t> net = NetOf(e.ticket());
  EpcisDraft draft;
  if (net) {
    draft = Transformation("creating_class_instance");
    draft.transformation_id = Uri("batch", e.batch_id());
    draft.outputs.push_back(Quantity(Uri("lot", e.lot_id()), net));
  } else {
    draft = ObjectEvent("OBSERVE", OwnBizStep("weighing"), "in_progress");
    draft.quantities.push_back(Quantity(Uri("lot", e.lot_id()), std::nullopt));
  }
  AddTicket(draft, e.ticket());
  draft.extension["ingot:grade"] = Cat(EnumText(e.grade_scheme()), ":", e.grade_code());
  return draft;
}

EpcisDraft WeighedAgain(const v1::WeightCorrected& e) {
  EpcisDraft draft = ObjectEvent("OBSERVE", OwnBizStep("weighing"), "");
  draft.quantities.push_back(Quantity(Uri("lot", e.lot_id()), NetOf(e.ticket())));
  AddTicket(draft, e.ticket());
  return draft;
}

EpcisDraft AssayedLot(const LedgerEntry& entry, const v1::LotAssayed& e) {
  EpcisDraft draft = ObjectEvent("OBSERVE", "inspecting", "");
  AddLots(draft, std::vector<std::string>{e.lot_id()});
  draft.extension["ingot:moisturePpm"] = e.moisture_ppm();
  draft.extension["ingot:foreignPpm"] = e.foreign_ppm();
  draft.extension["ingot:metalContentPpm"] = e.metal_content_ppm();
  draft.extension["ingot:laboratory"] = e.laboratory();
  if (entry.event.has_lot_assayed()) {
    draft.extension["ingot:containedKilograms"] =
        Kilograms(PostedTo(entry.entry, v1::ACCOUNT_CLASS_RECOVERED) + PostedTo(entry.entry, v1::ACCOUNT_CLASS_EXCESS));
  }
  return draft;
}

// What left the process as no lot: the expected loss, and what was measured beyond or below it.
EpcisDraft BatchDone(const LedgerEntry& entry) {
  EpcisDraft draft = Transformation(OwnBizStep("closing_batch"));
  draft.transformation_id = Uri("batch", entry.event.batch_closed().batch_id());
  draft.outputs.push_back(Quantity(ClassUri("shredding-loss"), PostedTo(entry.entry, v1::ACCOUNT_CLASS_LOSS_SHRED)));
  draft.extension["ingot:varianceKilograms"] = Kilograms(PostedTo(entry.entry, v1::ACCOUNT_CLASS_VARIANCE));
  Json allocations = Json::array();
  for (const v1::Allocation& allocation : entry.entry.allocations()) {
    allocations.push_back(Json::object(
        {{"ingot:vehicle", Uri("vin", allocation.vin())}, {"ingot:kilograms", Kilograms(allocation.grams())}}));
  }
  if (!allocations.empty()) draft.extension["ingot:recovered"] = allocations;
  return draft;
}

EpcisDraft LotsShipped(const v1::LotSent& e, const v1::Event& event) {
  EpcisDraft draft = ObjectEvent("OBSERVE", "shipping", "in_transit");
  AddLots(draft, e.lot_ids());
  AddMetalTransfer(draft, e.transfer_id());
  AddLoad(draft, e.has_ticket(), e.ticket());
  AddSource(draft, kPossessing, event.actor().organisation_id());
  AddDestination(draft, kPossessing, e.to_organisation());
  return draft;
}

EpcisDraft LotsArrived(const LedgerEntry& entry) {
  const v1::LotReceived& e = entry.event.lot_received();
  EpcisDraft draft = ObjectEvent("OBSERVE", "receiving", "in_progress");
  AddLots(draft, SubjectsOf(entry.entry, v1::SUBJECT_KIND_LOT));
  AddMetalTransfer(draft, e.transfer_id());
  AddLoad(draft, e.has_ticket(), e.ticket());
  AddDestination(draft, kPossessing, entry.event.actor().organisation_id());
  draft.read_point = e.site_id();
  draft.location = e.site_id();
  return draft;
}

EpcisDraft Melted(const LedgerEntry& entry) {
  const v1::HeatMelted& e = entry.event.heat_melted();
  EpcisDraft draft = Transformation(OwnBizStep("melting"));
  draft.transformation_id = Uri("heat", e.heat_id());
  draft.read_point = e.site_id();
  draft.location = e.site_id();
  AddIfPositive(draft.quantities, ClassUri("heel"), e.heel_before_g());
  AddLots(draft, e.lot_ids());
  for (const v1::ThirdPartyTicket& ticket : e.tickets()) {
    AddIfPositive(draft.quantities, ClassUri("third-party-scrap", ticket.family()), ticket.aluminium_g());
    AddTicket(draft, ticket.ticket());
  }
  for (const v1::PrimaryMetal& metal : e.primary()) {
    AddIfPositive(draft.quantities, ClassUri("primary-aluminium", metal.family()), metal.grams());
  }
  draft.outputs.push_back(Quantity(Uri("heat", e.heat_id()), e.tapped_g()));
  AddIfPositive(draft.outputs, ClassUri("heel"), e.heel_after_g());
  AddIfPositive(draft.outputs, ClassUri("dross"), e.dross_g());
  AddIfPositive(draft.outputs, ClassUri("melting-loss"), PostedTo(entry.entry, v1::ACCOUNT_CLASS_LOSS_MELT));
  draft.extension["ingot:drossMetalKilograms"] = Kilograms(e.dross_metal_g());
  draft.extension["ingot:family"] = EnumText(e.family());
  return draft;
}

EpcisDraft Returned(const v1::ReturnedToProduction& e) {
  const bool closed_loop = !e.brand_id().empty();
  EpcisDraft draft =
      ObjectEvent("OBSERVE", closed_loop ? OwnBizStep("returning_to_production") : "shipping", "in_transit");
  for (const v1::HeatShare& share : e.heats()) {
    draft.quantities.push_back(Quantity(Uri("heat", share.heat_id()), share.grams()));
  }
  if (closed_loop) draft.extension["ingot:brand"] = Uri("brand", e.brand_id());
  return draft;
}

EpcisDraft Counted(const v1::InventoryCounted& e) {
  EpcisDraft draft = ObjectEvent("OBSERVE", "stock_taking", "");
  draft.read_point = e.site_id();
  draft.location = e.site_id();
  for (const v1::CountedMass& mass : e.counted()) {
    draft.quantities.push_back(Quantity(ClassUri(EnumText(e.account_class()), mass.family()), mass.grams()));
  }
  return draft;
}

EpcisDraft MassFound(const v1::MassRestated& e) {
  EpcisDraft draft = ObjectEvent("OBSERVE", "inspecting", "");
  AddVehicle(draft, e.vin());
  int64_t grams = 0;
  for (const v1::FamilyMass& mass : e.body()) grams += mass.grams();
  draft.extension["ingot:bodyKilograms"] = Kilograms(grams);
  draft.extension["ingot:bodyBasis"] = EnumText(e.basis());
  return draft;
}

EpcisDraft HeatFound(const v1::HeatCorrected& e) {
  EpcisDraft draft = ObjectEvent("OBSERVE", OwnBizStep("weighing"), "");
  draft.quantities.push_back(Quantity(Uri("heat", e.heat_id()), e.tapped_g()));
  return draft;
}

std::optional<EpcisDraft> DraftOfBody(const v1::Event& event) {
  switch (event.body_case()) {
    case v1::Event::kPanelReplaced:
      return PanelsReplaced(event.panel_replaced());
    case v1::Event::kPartsRemoved:
      return PartsTaken(event.parts_removed());
    case v1::Event::kRepairScrapCollected:
      return ScrapCollected(event.repair_scrap_collected());
    case v1::Event::kMassRestated:
      return MassFound(event.mass_restated());
    case v1::Event::kWeightCorrected:
      return WeighedAgain(event.weight_corrected());
    case v1::Event::kHeatCorrected:
      return HeatFound(event.heat_corrected());
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<EpcisDraft> DraftOfMetalEvent(const LedgerEntry& entry) {
  const v1::Event& event = entry.event;
  switch (event.body_case()) {
    case v1::Event::kHulkSent:
      return HulksShipped(event.hulk_sent(), event);
    case v1::Event::kHulkReceived:
      return HulksArrived(event.hulk_received(), event);
    case v1::Event::kBatchFed:
      return Fed(entry);
    case v1::Event::kLotWeighed:
      return Weighed(event.lot_weighed());
    case v1::Event::kLotAssayed:
      return AssayedLot(entry, event.lot_assayed());
    case v1::Event::kLotReassayed:
      return AssayedLot(entry, event.lot_reassayed().assay());
    case v1::Event::kBatchClosed:
      return BatchDone(entry);
    case v1::Event::kLotSent:
      return LotsShipped(event.lot_sent(), event);
    case v1::Event::kLotReceived:
      return LotsArrived(entry);
    case v1::Event::kHeatMelted:
      return Melted(entry);
    case v1::Event::kReturnedToProduction:
      return Returned(event.returned_to_production());
    case v1::Event::kInventoryCounted:
      return Counted(event.inventory_counted());
    default:
      return DraftOfBody(event);
  }
}

}  // namespace ingot::exchange
