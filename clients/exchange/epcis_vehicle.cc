// A vehicle's life as EPCIS events: birth, stock, use, trouble, retirement. docs/EXCHANGE.md holds the same as a table.
#include "clients/cli/text/format.h"
#include "clients/exchange/epcis_draft.h"
#include "clients/exchange/uri.h"

namespace ingot::exchange {
namespace {

using cli::EnumText;

constexpr char kOwning[] = "owning_party";

EpcisDraft Observed(std::string_view vin, std::string_view biz_step, std::string_view disposition = "") {
  EpcisDraft draft = ObjectEvent("OBSERVE", biz_step, disposition);
  AddVehicle(draft, vin);
  return draft;
}

EpcisDraft Received(std::string_view vin, std::string_view disposition, const v1::Event& event) {
  EpcisDraft draft = Observed(vin, "receiving", disposition);
  draft.location = event.actor().site_id();
  AddDestination(draft, kPossessing, event.actor().organisation_id());
  return draft;
}

void AddVehicleTransfer(EpcisDraft& draft, const std::string& transfer) {
  if (!transfer.empty()) AddTransaction(draft, OwnTransactionType("transfer"), Uri("transfer", transfer));
}

void AddContract(EpcisDraft& draft, const std::string& contract) {
  if (!contract.empty()) AddTransaction(draft, OwnTransactionType("contract"), Uri("contract", contract));
}

EpcisDraft Born(const v1::VehicleRegistered& vehicle, std::string_view biz_step, std::string_view disposition) {
  EpcisDraft draft = ObjectEvent("ADD", biz_step, disposition);
  AddVehicle(draft, vehicle.vin());
  if (!vehicle.brand_id().empty()) draft.ilmd["ingot:brand"] = Uri("brand", vehicle.brand_id());
  if (!vehicle.model_id().empty()) draft.ilmd["ingot:model"] = Uri("model", vehicle.model_id());
  draft.ilmd["ingot:category"] = EnumText(vehicle.category());
  draft.ilmd["ingot:market"] = vehicle.market();
  if (vehicle.model_year() != 0) draft.ilmd["ingot:modelYear"] = vehicle.model_year();
  Json body = Json::array();
  for (const v1::FamilyMass& mass : vehicle.body()) {
    body.push_back(
        Json::object({{"ingot:family", EnumText(mass.family())}, {"ingot:kilograms", Kilograms(mass.grams())}}));
  }
  if (!body.empty()) draft.ilmd["ingot:bodyAluminium"] = body;
  draft.ilmd["ingot:bodyBasis"] = EnumText(vehicle.body_basis());
  draft.ilmd["ingot:otherAluminiumKilograms"] = Kilograms(vehicle.other_aluminium_g());
  return draft;
}

std::string OpeningDisposition(v1::CustodyState state) {
  switch (state) {
    case v1::CUSTODY_STATE_IN_STOCK:
      return "sellable_accessible";
    case v1::CUSTODY_STATE_SOLD:
      return "retail_sold";
    case v1::CUSTODY_STATE_RETURNED:
      return "returned";
    default:
      return "active";
  }
}

EpcisDraft Sent(const v1::VehicleSent& e, const v1::Event& event) {
  EpcisDraft draft = Observed(e.vin(), "shipping", "in_transit");
  AddVehicleTransfer(draft, e.transfer_id());
  AddSource(draft, kPossessing, event.actor().organisation_id());
  AddDestination(draft, kPossessing, e.to_organisation());
  return draft;
}

EpcisDraft CameIn(const v1::VehicleReceived& e, const v1::Event& event) {
  const bool bought_back = e.source() == v1::RECEIPT_SOURCE_BUY_BACK;
  EpcisDraft draft = Received(e.vin(), bought_back ? "returned" : "in_progress", event);
  AddVehicleTransfer(draft, e.transfer_id());
  return draft;
}

EpcisDraft Inspected(const v1::ConditionReported& e) {
  EpcisDraft draft = Observed(e.vin(), "inspecting", e.restock() ? "sellable_accessible" : "");
  draft.extension["ingot:condition"] = EnumText(e.grade());
  draft.extension["ingot:odometerMetres"] = e.odometer_m();
  return draft;
}

EpcisDraft Read(const v1::OdometerRead& e) {
  EpcisDraft draft = Observed(e.vin(), OwnBizStep("reading_odometer"));
  draft.extension["ingot:odometerMetres"] = e.odometer_m();
  return draft;
}

EpcisDraft Replaced(const v1::OdometerReplaced& e) {
  EpcisDraft draft = Observed(e.vin(), "replacing");
  draft.extension["ingot:oldOdometerMetres"] = e.old_odometer_m();
  draft.extension["ingot:odometerMetres"] = e.new_odometer_m();
  return draft;
}

EpcisDraft TitlePassed(const v1::TitleTransferred& e) {
  EpcisDraft draft = Observed(e.vin(), OwnBizStep("transferring_title"));
  AddContract(draft, e.contract_id());
  AddDestination(draft, kOwning, e.to_organisation());
  return draft;
}

EpcisDraft CameBack(const v1::VehicleReturned& e, const v1::Event& event) {
  EpcisDraft draft = Received(e.vin(), "returned", event);
  AddContract(draft, e.contract_id());
  draft.extension["ingot:odometerMetres"] = e.odometer_m();
  draft.extension["ingot:reason"] = EnumText(e.reason());
  return draft;
}

EpcisDraft Registered(const v1::RoadRegistered& e) {
  EpcisDraft draft =
      Observed(e.vin(), OwnBizStep(e.deregistered() ? "deregistering_from_road" : "registering_for_road"),
               e.deregistered() ? "inactive" : "active");
  draft.extension["ingot:country"] = e.country();
  draft.extension["ingot:date"] = cli::DateText(e.on());
  return draft;
}

EpcisDraft Worked(const v1::Serviced& e) {
  const bool inspection = e.kind() == v1::SERVICE_KIND_PERIODIC_INSPECTION;
  const bool repair = e.kind() == v1::SERVICE_KIND_REPAIR;
  EpcisDraft draft = Observed(e.vin(), inspection ? "inspecting" : repair ? "repairing" : OwnBizStep("servicing"));
  if (e.odometer_m() >= 0) draft.extension["ingot:odometerMetres"] = e.odometer_m();
  return draft;
}

EpcisDraft Recalled(const v1::RecallOpened& e) {
  EpcisDraft draft = ObjectEvent("OBSERVE", OwnBizStep("recalling"), "recalled");
  AddVehicles(draft, e.vins());
  AddTransaction(draft, OwnTransactionType("recall"), Uri("recall", e.recall_id()));
  return draft;
}

EpcisDraft Remedied(const v1::RecallClosed& e) {
  EpcisDraft draft = Observed(e.vin(), "repairing");
  AddTransaction(draft, OwnTransactionType("recall"), Uri("recall", e.recall_id()));
  return draft;
}

EpcisDraft Seen(const v1::SightingReported& e) {
  const bool inspection = e.kind() == v1::SIGHTING_KIND_PERIODIC_INSPECTION;
  EpcisDraft draft = Observed(e.vin(), inspection ? "inspecting" : OwnBizStep("sighting"));
  draft.extension["ingot:sighting"] = EnumText(e.kind());
  draft.extension["ingot:country"] = e.country();
  return draft;
}

EpcisDraft TotalLoss(const v1::TotalLossDeclared& e) {
  EpcisDraft draft = Observed(e.vin(), OwnBizStep("declaring_total_loss"), "damaged");
  draft.extension["ingot:lossScheme"] = EnumText(e.scheme());
  draft.extension["ingot:lossCode"] = e.code();
  draft.extension["ingot:repairable"] = e.repairable();
  return draft;
}

EpcisDraft Left(const v1::Exported& e) {
  EpcisDraft draft = Observed(e.vin(), OwnBizStep("exporting"), "unavailable");
  draft.extension["ingot:toCountry"] = e.to_country();
  return draft;
}

template <typename E>
EpcisDraft Entered(const E& e, const v1::Event& event) {
  EpcisDraft draft = Observed(e.vin(), OwnBizStep("importing"), e.to_owner() ? "retail_sold" : "sellable_accessible");
  if (!e.to_owner()) AddDestination(draft, kPossessing, event.actor().organisation_id());
  draft.extension["ingot:country"] = e.country();
  return draft;
}

EpcisDraft RetiredFromUse(const v1::Retired& e) {
  EpcisDraft draft = Observed(e.vin(), OwnBizStep("retiring"), "non_sellable_other");
  draft.extension["ingot:reason"] = EnumText(e.reason());
  return draft;
}

EpcisDraft Arrived(const v1::ReceivedAtFacility& e, const v1::Event& event) {
  EpcisDraft draft = Received(e.vin(), "non_sellable_other", event);
  draft.read_point = e.site_id();
  draft.location = e.site_id();
  AddVehicleTransfer(draft, e.transfer_id());
  return draft;
}

EpcisDraft Certified(const v1::CertificateOfDestructionIssued& e) {
  EpcisDraft draft = Observed(e.vin(), OwnBizStep("certifying_destruction"), "disposed");
  draft.read_point = e.site_id();
  draft.location = e.site_id();
  AddTransaction(draft, "cert", Uri("certificate", e.site_id(), e.serial()));
  draft.extension["ingot:issuedOn"] = cli::DateText(e.issued_on());
  draft.extension["ingot:emptyWeightKilograms"] = Kilograms(e.empty_weight_g());
  return draft;
}

EpcisDraft Drained(const v1::Depolluted& e) {
  EpcisDraft draft = Observed(e.vin(), OwnBizStep("depolluting"), "in_progress");
  draft.read_point = e.site_id();
  draft.location = e.site_id();
  Json items = Json::array();
  for (int i = 0; i < e.items_size(); ++i) items.push_back(EnumText(e.items(i)));
  draft.extension["ingot:removed"] = items;
  return draft;
}

// The end of the object: nothing about it follows but corrections.
EpcisDraft Gone(std::string_view vin, std::string_view biz_step) {
  EpcisDraft draft = ObjectEvent("DELETE", biz_step, "destroyed");
  AddVehicle(draft, vin);
  return draft;
}

std::optional<EpcisDraft> DraftOfTrouble(const v1::Event& event) {
  switch (event.body_case()) {
    case v1::Event::kReportedStolen:
      return Observed(event.reported_stolen().vin(), OwnBizStep("reporting_theft"), "stolen");
    case v1::Event::kFound:
      return Observed(event.found().vin(), OwnBizStep("reporting_found"));
    case v1::Event::kTotalLossDeclared:
      return TotalLoss(event.total_loss_declared());
    case v1::Event::kRepairInspected:
      return Observed(event.repair_inspected().vin(), "inspecting",
                      event.repair_inspected().passed() ? "conformant" : "non_conformant");
    case v1::Event::kLostFromSight:
      return Observed(event.lost_from_sight().vin(), OwnBizStep("losing_from_sight"), "unknown");
    case v1::Event::kExported:
      return Left(event.exported());
    case v1::Event::kImported:
      return Entered(event.imported(), event);
    case v1::Event::kReimported:
      return Entered(event.reimported(), event);
    default:
      return std::nullopt;
  }
}

std::optional<EpcisDraft> DraftOfUse(const v1::Event& event) {
  switch (event.body_case()) {
    case v1::Event::kOdometerRead:
      return Read(event.odometer_read());
    case v1::Event::kOdometerReplaced:
      return Replaced(event.odometer_replaced());
    case v1::Event::kRoadRegistered:
      return Registered(event.road_registered());
    case v1::Event::kServiced:
      return Worked(event.serviced());
    case v1::Event::kRecallOpened:
      return Recalled(event.recall_opened());
    case v1::Event::kRecallClosed:
      return Remedied(event.recall_closed());
    case v1::Event::kSightingReported:
      return Seen(event.sighting_reported());
    default:
      return DraftOfTrouble(event);
  }
}

std::optional<EpcisDraft> DraftOfEnd(const v1::Event& event) {
  switch (event.body_case()) {
    case v1::Event::kRetired:
      return RetiredFromUse(event.retired());
    case v1::Event::kReceivedAtFacility:
      return Arrived(event.received_at_facility(), event);
    case v1::Event::kCertificateOfDestructionIssued:
      return Certified(event.certificate_of_destruction_issued());
    case v1::Event::kDestructionRefuted:
      return Observed(event.destruction_refuted().vin(), OwnBizStep("refuting_destruction"), "unknown");
    case v1::Event::kDepolluted:
      return Drained(event.depolluted());
    case v1::Event::kDestroyedByFire:
      return Gone(event.destroyed_by_fire().vin(), "destroying");
    case v1::Event::kVehicleClosed:
      return Gone(event.vehicle_closed().vin(), "decommissioning");
    default:
      return DraftOfUse(event);
  }
}

}  // namespace

std::optional<EpcisDraft> DraftOfVehicleEvent(const LedgerEntry& entry) {
  const v1::Event& event = entry.event;
  switch (event.body_case()) {
    case v1::Event::kVehicleRegistered:
      return Born(event.vehicle_registered(), "commissioning", "active");
    case v1::Event::kVehicleOpened:
      return Born(event.vehicle_opened().vehicle(), OwnBizStep("opening"),
                  OpeningDisposition(event.vehicle_opened().opening_state()));
    case v1::Event::kVehicleSent:
      return Sent(event.vehicle_sent(), event);
    case v1::Event::kVehicleReceived:
      return CameIn(event.vehicle_received(), event);
    case v1::Event::kConditionReported:
      return Inspected(event.condition_reported());
    case v1::Event::kTitleTransferred:
      return TitlePassed(event.title_transferred());
    case v1::Event::kVehicleReturned:
      return CameBack(event.vehicle_returned(), event);
    default:
      return DraftOfEnd(event);
  }
}

}  // namespace ingot::exchange
