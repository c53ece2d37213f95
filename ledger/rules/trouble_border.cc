// Borders: Exported, Imported, Reimported.
#include <string>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/agreement.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/metal.h"
#include "ledger/rules/trouble.h"
#include "ledger/rules/values.h"
#include "ledger/vehicle/custody.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

// A vehicle without holder is reported by whoever handles its papers.
absl::Status CheckExporter(const Transaction& t, const v1::VehicleState& vehicle, std::string_view field) {
  if (vehicle.holder().empty()) {
    return CheckDealerWith(t, {v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT, v1::EVIDENCE_KIND_EXPORT_DECLARATION},
                           "the surrendered document or the export declaration (SURRENDERED_DOCUMENT, "
                           "EXPORT_DECLARATION)",
                           field);
  }
  INGOT_RETURN_IF_ERROR(CheckHolder(t, vehicle, field));
  return CheckAtRest(vehicle, field);
}

// A reservation must be withdrawn first; a contract that runs is ended by the export.
absl::Status CheckNotReserved(const Transaction& t, const v1::VehicleState& vehicle, std::string_view field) {
  if (StageOfContract(t, vehicle) != v1::CONTRACT_STAGE_SIGNED) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_CONTRACT_OPEN, field,
                "the vehicle is reserved by a SIGNED contract: withdraw it (ContractEnded) first");
}

// The two imports differ only in what they say of the country.
struct Import {
  const std::string& vin;
  const std::string& country;
  bool has_on;
  const v1::Date& on;
  bool to_owner;
  bool back;
};

absl::Status TakeIn(Transaction& t, const Import& import, const std::string& event) {
  const std::string vin_field = Cat(event, ".vin");
  const std::string country_field = Cat(event, ".country");
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindVehicle(t, import.vin, vin_field));
  if (before->custody() != v1::CUSTODY_STATE_EXPORTED) {
    return Refuse(v1::REFUSAL_REASON_ILLEGAL_TRANSITION, vin_field,
                  Cat("is ", vehicle::StateName(before->custody()), ": only an EXPORTED vehicle is imported"));
  }
  INGOT_RETURN_IF_ERROR(CheckDocument(t, {v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT, v1::EVIDENCE_KIND_IMPORT_DECLARATION},
                                      "the surrendered document or the import declaration (SURRENDERED_DOCUMENT, "
                                      "IMPORT_DECLARATION)"));
  INGOT_RETURN_IF_ERROR(CheckCountry(t, import.country, country_field));
  if (import.back == (import.country == before->exported_to())) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, country_field,
                  import.back ? "is the country that the vehicle was exported to: post Imported"
                              : "is not the country that the vehicle was exported to: post Reimported if it came back");
  }
  INGOT_RETURN_IF_ERROR(CheckPastDay(t, import.has_on, import.on, Cat(event, ".on")));

  v1::VehicleState& vehicle = EditVehicle(t, import.vin);
  INGOT_RETURN_IF_ERROR(SetHolder(t, vehicle, t.actor(), vin_field));
  SetTitle(vehicle, v1::TITLE_HOLDER_KIND_ORGANISATION, t.actor());
  if (import.to_owner) {
    // It passes through the importer's hands in this entry: the importer answers for it as a seller does.
    ClearHolder(t, vehicle);
    SetTitle(vehicle, v1::TITLE_HOLDER_KIND_OFF_LEDGER, "");
  }
  SetCustody(vehicle, import.to_owner ? v1::CUSTODY_STATE_SOLD : v1::CUSTODY_STATE_IN_STOCK);
  MoveMetal(t, vehicle);
  return absl::OkStatus();
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::Exported& e) {
  constexpr std::string_view kVin = "exported.vin";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindVehicle(t, e.vin(), kVin));
  INGOT_RETURN_IF_ERROR(CheckExporter(t, *before, kVin));
  INGOT_RETURN_IF_ERROR(CheckTransition(*before, v1::CUSTODY_STATE_EXPORTED, kVin));
  INGOT_RETURN_IF_ERROR(CheckNotReserved(t, *before, kVin));
  INGOT_RETURN_IF_ERROR(CheckCountry(t, e.to_country(), "exported.to_country"));
  INGOT_RETURN_IF_ERROR(CheckPastDay(t, e.has_on(), e.on(), "exported.on"));

  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  ReleaseContract(t, vehicle, OpenContract::kEnds);
  vehicle.clear_use();
  ClearHolder(t, vehicle);
  SetCustody(vehicle, v1::CUSTODY_STATE_EXPORTED);
  vehicle.set_exported_to(e.to_country());
  MoveMetal(t, vehicle);
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::Imported& e) {
  return TakeIn(t, {e.vin(), e.country(), e.has_on(), e.on(), e.to_owner(), /*back=*/false}, "imported");
}

absl::Status Handle(Transaction& t, const v1::Reimported& e) {
  return TakeIn(t, {e.vin(), e.country(), e.has_on(), e.on(), e.to_owner(), /*back=*/true}, "reimported");
}

}  // namespace ingot::rules
