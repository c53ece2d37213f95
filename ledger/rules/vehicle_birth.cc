// Birth: VehicleRegistered.
#include <string>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/mass/amounts.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/birth.h"
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

absl::Status CheckVin(const std::string& vin, std::string_view field) {
  INGOT_RETURN_IF_ERROR(CheckGiven(!vin.empty(), field));
  switch (vehicle::FormOf(vin)) {
    case vehicle::VinForm::kValid:
      return absl::OkStatus();
    case vehicle::VinForm::kLength:
      return Refuse(v1::REFUSAL_REASON_VIN_INVALID, field,
                    Cat("has ", vin.size(), " characters, a VIN has 17 (ISO 3779)"));
    case vehicle::VinForm::kAlphabet:
      return Refuse(
          v1::REFUSAL_REASON_VIN_INVALID, field,
          "a VIN holds 0-9 and A-Z without I, O, Q (49 CFR 565, GB 16735-2019): check for misread characters");
    case vehicle::VinForm::kPlaceholder:
      return Refuse(v1::REFUSAL_REASON_VIN_INVALID, field,
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

absl::Status CheckCheckCharacter(const v1::VehicleRegistered& e, std::string_view at) {
  const bool demanded = vehicle::MarketDemandsCheck(e.market());
  const bool passes = vehicle::PassesCheck(e.vin());
  const bool overridden = e.check_character_override() != v1::CHECK_CHARACTER_OVERRIDE_UNSPECIFIED;
  if (demanded && !passes && !overridden) {
    return Refuse(v1::REFUSAL_REASON_VIN_CHECK_CHARACTER, Cat(at, ".vin"),
                  "position 9 is not the check character that this market demands: correct the VIN, or state why it is "
                  "so (check_character_override)");
  }
  if (overridden && (!demanded || passes)) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, Cat(at, ".check_character_override"),
                  "there is nothing to override: leave it unset");
  }
  return absl::OkStatus();
}

absl::Status CheckBody(const v1::VehicleRegistered& e, std::string_view at) {
  const std::string field = Cat(at, ".body");
  INGOT_RETURN_IF_ERROR(CheckGiven(e.body_basis() != v1::MASS_BASIS_UNSPECIFIED, Cat(at, ".body_basis")));
  if (e.body_basis() == v1::MASS_BASIS_UNKNOWN) {
    if (e.body().empty()) return absl::OkStatus();
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field, "must be empty where its basis is UNKNOWN");
  }
  INGOT_RETURN_IF_ERROR(CheckGiven(!e.body().empty(), field));
  return CheckMasses(e.body(), kMaxBodyG, field);
}

void NoteModel(Transaction& t, const v1::VehicleRegistered& e) {
  if (e.foreign_make() || t.Find(state::SubjectKey(v1::SUBJECT_KIND_MODEL, e.model_id())) != nullptr) return;
  v1::ModelState& model = *t.EditSubject(v1::SUBJECT_KIND_MODEL, e.model_id()).mutable_model();
  model.set_model_id(e.model_id());
  model.set_organisation_id(t.actor());
  model.set_brand_id(e.brand_id());
}

}  // namespace

absl::Status CheckUnborn(const Transaction& t, const std::string& vin, std::string_view field) {
  INGOT_RETURN_IF_ERROR(CheckVin(vin, field));
  if (t.Find(state::VehicleKey(vin)) == nullptr) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_ALREADY_EXISTS, field, "this VIN is registered already: a vehicle is born once");
}

absl::Status CheckDescription(const Transaction& t, const v1::VehicleRegistered& e, std::string_view at) {
  INGOT_RETURN_IF_ERROR(CheckGiven(e.category() != v1::VEHICLE_CATEGORY_UNSPECIFIED, Cat(at, ".category")));
  INGOT_RETURN_IF_ERROR(CheckCountry(t, e.market(), Cat(at, ".market")));
  if (e.model_year() != 0) {
    INGOT_RETURN_IF_ERROR(CheckRange(e.model_year(), kMinModelYear, kMaxModelYear, Cat(at, ".model_year")));
  }
  INGOT_RETURN_IF_ERROR(CheckBody(e, at));
  INGOT_RETURN_IF_ERROR(CheckRange(e.body_uncertainty_ppm(), 0, kMaxPpm, Cat(at, ".body_uncertainty_ppm")));
  INGOT_RETURN_IF_ERROR(CheckRange(e.other_aluminium_g(), 0, kMaxOtherAluminiumG, Cat(at, ".other_aluminium_g")));
  INGOT_RETURN_IF_ERROR(CheckRange(e.kerb_mass_g(), 0, kMaxVehicleMassG, Cat(at, ".kerb_mass_g")));
  const int64_t aluminium_g = mass::Total(e.body()) + e.other_aluminium_g();
  if (e.kerb_mass_g() != 0 && e.kerb_mass_g() < aluminium_g) {
    return Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, Cat(at, ".kerb_mass_g"),
                  Cat("is ", e.kerb_mass_g(), ", below the vehicle's aluminium of ", aluminium_g, " g"));
  }
  return CheckCheckCharacter(e, at);
}

absl::Status Describe(Transaction& t, const v1::VehicleRegistered& e, v1::VehicleState& vehicle,
                      std::string_view field) {
  vehicle.set_vin(e.vin());
  vehicle.set_brand_id(e.brand_id());
  vehicle.set_model_id(e.model_id());
  vehicle.set_category(e.category());
  vehicle.set_market(e.market());
  vehicle.set_model_year(e.model_year());
  *vehicle.mutable_body() = e.body();
  vehicle.set_body_basis(e.body_basis());
  vehicle.set_body_uncertainty_ppm(e.body_uncertainty_ppm());
  vehicle.set_other_aluminium_g(e.other_aluminium_g());
  vehicle.set_kerb_mass_g(e.kerb_mass_g());
  vehicle.set_foreign_make(e.foreign_make());
  INGOT_RETURN_IF_ERROR(SetHolder(t, vehicle, t.actor(), field));
  SetTitle(vehicle, v1::TITLE_HOLDER_KIND_ORGANISATION, t.actor());
  if (e.body_basis() == v1::MASS_BASIS_UNKNOWN) {
    t.Flag(v1::FLAG_KIND_MASS_UNKNOWN, v1::SUBJECT_KIND_VEHICLE, e.vin());
  }
  if (e.check_character_override() != v1::CHECK_CHARACTER_OVERRIDE_UNSPECIFIED) {
    t.Flag(v1::FLAG_KIND_CHECK_CHARACTER_OVERRIDDEN, v1::SUBJECT_KIND_VEHICLE, e.vin());
  }
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::VehicleRegistered& e) {
  INGOT_RETURN_IF_ERROR(CheckUnborn(t, e.vin(), "vehicle_registered.vin"));
  INGOT_RETURN_IF_ERROR(CheckMake(t, e));
  if (!e.foreign_make()) INGOT_RETURN_IF_ERROR(CheckModel(t, e));
  INGOT_RETURN_IF_ERROR(CheckDescription(t, e, "vehicle_registered"));
  INGOT_RETURN_IF_ERROR(CheckConsumedHeats(t, e));

  NoteModel(t, e);
  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  INGOT_RETURN_IF_ERROR(Describe(t, e, vehicle, "vehicle_registered.vin"));
  vehicle.set_custody(v1::CUSTODY_STATE_REGISTERED);
  EnterMetal(t, vehicle);
  EnterRecycledMetal(t, e, vehicle);
  return absl::OkStatus();
}

}  // namespace ingot::rules
