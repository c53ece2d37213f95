// Birth: VehicleRegistered.
#include <string>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/mass/amounts.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/directory_access.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/heat.h"
#include "ledger/rules/metal.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"
#include "ledger/vehicle/vin.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

constexpr int64_t kMaxOtherAluminiumG = 5'000'000;
constexpr int32_t kMinModelYear = 1980;
constexpr int32_t kMaxModelYear = 2100;

absl::Status CheckVin(const v1::VehicleRegistered& e) {
  constexpr std::string_view kField = "vehicle_registered.vin";
  INGOT_RETURN_IF_ERROR(CheckGiven(!e.vin().empty(), kField));
  switch (vehicle::FormOf(e.vin())) {
    case vehicle::VinForm::kValid:
      return absl::OkStatus();
    case vehicle::VinForm::kLength:
      return Refuse(v1::REFUSAL_REASON_VIN_INVALID, kField,
                    Cat("has ", e.vin().size(), " characters, a VIN has 17 (ISO 3779)"));
    case vehicle::VinForm::kAlphabet:
      return Refuse(
          v1::REFUSAL_REASON_VIN_INVALID, kField,
          "a VIN holds 0-9 and A-Z without I, O, Q (49 CFR 565, GB 16735-2019): check for misread characters");
    case vehicle::VinForm::kPlaceholder:
      return Refuse(v1::REFUSAL_REASON_VIN_INVALID, kField,
                    "all characters are equal: a placeholder, state the vehicle's own number");
  }
  return absl::OkStatus();
}

// What the registration says of its maker: a recycler takes in a foreign make, a manufacturer registers its own. An
// organisation with both roles is judged by foreign_make.
absl::Status CheckMake(const Transaction& t, const v1::VehicleRegistered& e) {
  if (e.foreign_make()) {
    if (!t.HasRole(v1::ROLE_RECYCLER)) {
      return Refuse(v1::REFUSAL_REASON_ROLE_REQUIRED, "vehicle_registered.foreign_make",
                    "only a recycler registers a foreign make; leave it unset for a brand of your own");
    }
    if (!e.brand_id().empty()) {
      return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "vehicle_registered.brand_id",
                    "must be empty for a foreign make");
    }
    if (!e.model_id().empty()) {
      return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "vehicle_registered.model_id",
                    "must be empty for a foreign make");
    }
    return absl::OkStatus();
  }
  if (!t.HasRole(v1::ROLE_MANUFACTURER)) {
    return Refuse(v1::REFUSAL_REASON_ROLE_REQUIRED, "vehicle_registered.foreign_make",
                  "only a manufacturer registers a vehicle of its brand; a recycler sets foreign_make");
  }
  return FindOwnBrand(t, e.brand_id(), "vehicle_registered.brand_id").status();
}

// The model is made known by its first vehicle; later ones must name its brand of the day.
absl::Status CheckModel(const Transaction& t, const v1::VehicleRegistered& e) {
  constexpr std::string_view kField = "vehicle_registered.model_id";
  const v1::Record* const record = t.Find(state::SubjectKey(v1::SUBJECT_KIND_MODEL, e.model_id()));
  INGOT_RETURN_IF_ERROR(
      CheckWritable(t, e.model_id(), record != nullptr ? record->model().organisation_id() : "", kField));
  if (record == nullptr) return absl::OkStatus();
  if (record->model().brand_id() != e.brand_id()) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kField,
                  Cat("this model belongs to the brand ", record->model().brand_id()));
  }
  return absl::OkStatus();
}

absl::Status CheckCheckCharacter(const v1::VehicleRegistered& e) {
  const bool demanded = vehicle::MarketDemandsCheck(e.market());
  const bool passes = vehicle::PassesCheck(e.vin());
  const bool overridden = e.check_character_override() != v1::CHECK_CHARACTER_OVERRIDE_UNSPECIFIED;
  if (demanded && !passes && !overridden) {
    return Refuse(v1::REFUSAL_REASON_VIN_CHECK_CHARACTER, "vehicle_registered.vin",
                  "position 9 is not the check character that this market demands: correct the VIN, or state why it is "
                  "so (check_character_override)");
  }
  if (overridden && (!demanded || passes)) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "vehicle_registered.check_character_override",
                  "there is nothing to override: leave it unset");
  }
  return absl::OkStatus();
}

absl::Status CheckBody(const v1::VehicleRegistered& e) {
  constexpr std::string_view kField = "vehicle_registered.body";
  INGOT_RETURN_IF_ERROR(CheckGiven(e.body_basis() != v1::MASS_BASIS_UNSPECIFIED, "vehicle_registered.body_basis"));
  if (e.body_basis() == v1::MASS_BASIS_UNKNOWN) {
    if (e.body().empty()) return absl::OkStatus();
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kField, "must be empty where its basis is UNKNOWN");
  }
  INGOT_RETURN_IF_ERROR(CheckGiven(!e.body().empty(), kField));
  return CheckMasses(e.body(), kMaxBodyG, kField);
}

absl::Status CheckValues(const Transaction& t, const v1::VehicleRegistered& e) {
  INGOT_RETURN_IF_ERROR(CheckGiven(e.category() != v1::VEHICLE_CATEGORY_UNSPECIFIED, "vehicle_registered.category"));
  INGOT_RETURN_IF_ERROR(CheckCountry(t, e.market(), "vehicle_registered.market"));
  if (e.model_year() != 0) {
    INGOT_RETURN_IF_ERROR(CheckRange(e.model_year(), kMinModelYear, kMaxModelYear, "vehicle_registered.model_year"));
  }
  INGOT_RETURN_IF_ERROR(CheckBody(e));
  INGOT_RETURN_IF_ERROR(CheckRange(e.body_uncertainty_ppm(), 0, kMaxPpm, "vehicle_registered.body_uncertainty_ppm"));
  INGOT_RETURN_IF_ERROR(
      CheckRange(e.other_aluminium_g(), 0, kMaxOtherAluminiumG, "vehicle_registered.other_aluminium_g"));
  INGOT_RETURN_IF_ERROR(CheckRange(e.kerb_mass_g(), 0, kMaxVehicleMassG, "vehicle_registered.kerb_mass_g"));
  const int64_t aluminium_g = mass::Total(e.body()) + e.other_aluminium_g();
  if (e.kerb_mass_g() != 0 && e.kerb_mass_g() < aluminium_g) {
    return Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, "vehicle_registered.kerb_mass_g",
                  Cat("is ", e.kerb_mass_g(), ", below the vehicle's aluminium of ", aluminium_g, " g"));
  }
  return CheckCheckCharacter(e);
}

void NoteModel(Transaction& t, const v1::VehicleRegistered& e) {
  if (e.foreign_make() || t.Find(state::SubjectKey(v1::SUBJECT_KIND_MODEL, e.model_id())) != nullptr) return;
  v1::ModelState& model = *t.EditSubject(v1::SUBJECT_KIND_MODEL, e.model_id()).mutable_model();
  model.set_model_id(e.model_id());
  model.set_organisation_id(t.actor());
  model.set_brand_id(e.brand_id());
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::VehicleRegistered& e) {
  INGOT_RETURN_IF_ERROR(CheckVin(e));
  if (t.Find(state::VehicleKey(e.vin())) != nullptr) {
    return Refuse(v1::REFUSAL_REASON_ALREADY_EXISTS, "vehicle_registered.vin",
                  "this VIN is registered already: a vehicle is born once");
  }
  INGOT_RETURN_IF_ERROR(CheckMake(t, e));
  if (!e.foreign_make()) INGOT_RETURN_IF_ERROR(CheckModel(t, e));
  INGOT_RETURN_IF_ERROR(CheckValues(t, e));
  INGOT_RETURN_IF_ERROR(CheckConsumedHeats(t, e));

  NoteModel(t, e);
  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  vehicle.set_vin(e.vin());
  vehicle.set_brand_id(e.brand_id());
  vehicle.set_model_id(e.model_id());
  vehicle.set_category(e.category());
  vehicle.set_market(e.market());
  vehicle.set_model_year(e.model_year());
  vehicle.set_custody(v1::CUSTODY_STATE_REGISTERED);
  *vehicle.mutable_body() = e.body();
  vehicle.set_body_basis(e.body_basis());
  vehicle.set_body_uncertainty_ppm(e.body_uncertainty_ppm());
  vehicle.set_other_aluminium_g(e.other_aluminium_g());
  vehicle.set_kerb_mass_g(e.kerb_mass_g());
  vehicle.set_foreign_make(e.foreign_make());
  INGOT_RETURN_IF_ERROR(SetHolder(t, vehicle, t.actor(), "vehicle_registered.vin"));
  SetTitle(vehicle, v1::TITLE_HOLDER_KIND_ORGANISATION, t.actor());
  EnterMetal(t, vehicle);
  EnterRecycledMetal(t, e, vehicle);
  if (e.body_basis() == v1::MASS_BASIS_UNKNOWN) {
    t.Flag(v1::FLAG_KIND_MASS_UNKNOWN, v1::SUBJECT_KIND_VEHICLE, e.vin());
  }
  if (e.check_character_override() != v1::CHECK_CHARACTER_OVERRIDE_UNSPECIFIED) {
    t.Flag(v1::FLAG_KIND_CHECK_CHARACTER_OVERRIDDEN, v1::SUBJECT_KIND_VEHICLE, e.vin());
  }
  return absl::OkStatus();
}

}  // namespace ingot::rules
