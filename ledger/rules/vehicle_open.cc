// A vehicle that was on the road before the ledger knew it: VehicleOpened.
#include <string>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/contract/schedule.h"
#include "ledger/directory/ids.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/agreement.h"
#include "ledger/rules/birth.h"
#include "ledger/rules/contract_terms.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/metal.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

constexpr std::string_view kVehicle = "vehicle_opened.vehicle";
constexpr std::string_view kState = "vehicle_opened.opening_state";
constexpr std::string_view kOpenedContract = "vehicle_opened.contract_id";

bool IsUnderContract(v1::CustodyState state) {
  return state == v1::CUSTODY_STATE_LEASED || state == v1::CUSTODY_STATE_LEASE_TO_OWN;
}

// Any brand of the ledger: its maker need not be the one that opens. The model may be left out, since only the maker
// names models; where it is stated, it is known and of this brand.
absl::Status CheckOpenedMake(const Transaction& t, const v1::VehicleRegistered& e) {
  const std::string brand_field = Cat(kVehicle, ".brand_id");
  const std::string model_field = Cat(kVehicle, ".model_id");
  if (e.foreign_make()) {
    if (!e.brand_id().empty()) {
      return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, brand_field, "must be empty for a foreign make");
    }
    if (e.model_id().empty()) return absl::OkStatus();
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, model_field, "must be empty for a foreign make");
  }
  INGOT_RETURN_IF_ERROR(directory::CheckScopedId(e.brand_id(), brand_field));
  if (t.Find(state::SubjectKey(v1::SUBJECT_KIND_BRAND, e.brand_id())) == nullptr) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, brand_field,
                  "the ledger has no such brand: check it, or set foreign_make");
  }
  if (e.model_id().empty()) return absl::OkStatus();
  INGOT_RETURN_IF_ERROR(directory::CheckScopedId(e.model_id(), model_field));
  const v1::Record* const model = t.Find(state::SubjectKey(v1::SUBJECT_KIND_MODEL, e.model_id()));
  if (model == nullptr) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, model_field,
                  "the ledger has no such model: its maker's first vehicle makes it known; leave it out");
  }
  if (model->model().brand_id() == e.brand_id()) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, model_field,
                Cat("this model belongs to the brand ", model->model().brand_id()));
}

absl::Status CheckState(const Transaction& t, v1::CustodyState state) {
  INGOT_RETURN_IF_ERROR(CheckGiven(state != v1::CUSTODY_STATE_UNSPECIFIED, kState));
  if (IsUnderContract(state)) {
    if (t.HasRole(v1::ROLE_DEALER) || t.HasRole(v1::ROLE_LESSOR)) return absl::OkStatus();
    return Refuse(v1::REFUSAL_REASON_ROLE_REQUIRED, kState, "only a dealer or lessor has a vehicle under lease");
  }
  if (state == v1::CUSTODY_STATE_IN_STOCK || state == v1::CUSTODY_STATE_SOLD || state == v1::CUSTODY_STATE_RETURNED) {
    return absl::OkStatus();
  }
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kState, "must be IN_STOCK, LEASED, LEASE_TO_OWN, SOLD or RETURNED");
}

// A field of the contract, where there is none.
absl::Status CheckAbsent(bool absent, std::string_view field) {
  if (absent) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field, "belongs to a contract: leave it out without one");
}

absl::Status CheckNoContract(const Transaction& t, const v1::VehicleOpened& e) {
  INGOT_RETURN_IF_ERROR(CheckAbsent(e.contract_id().empty(), kOpenedContract));
  INGOT_RETURN_IF_ERROR(
      CheckAbsent(e.counterparty() == v1::COUNTERPARTY_KIND_UNSPECIFIED, "vehicle_opened.counterparty"));
  INGOT_RETURN_IF_ERROR(CheckAbsent(e.counterparty_organisation().empty(), "vehicle_opened.counterparty_organisation"));
  INGOT_RETURN_IF_ERROR(CheckAbsent(!e.has_starts_on(), "vehicle_opened.starts_on"));
  INGOT_RETURN_IF_ERROR(CheckAbsent(e.term_months() == 0, "vehicle_opened.term_months"));
  // Somebody uses a vehicle that was sold; how is told if it is known.
  if (e.opening_state() != v1::CUSTODY_STATE_SOLD) {
    INGOT_RETURN_IF_ERROR(CheckAbsent(e.use() == v1::SERVICE_USE_UNSPECIFIED, "vehicle_opened.use"));
  }
  if (t.event().terms_commitment().empty()) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_DETACHED_MISMATCH, "terms_commitment",
                "an opening without a contract has no terms: leave them and their commitment out");
}

absl::Status CheckOpeningTerms(const Transaction& t, v1::ContractKind kind, const v1::OpeningTerms& terms) {
  INGOT_RETURN_IF_ERROR(CheckContractTerms(t, kind, terms.contract(), "", "terms.opening.contract"));
  const int64_t due = terms.contract().total_minor_units() + terms.contract().option_fee_minor_units();
  INGOT_RETURN_IF_ERROR(CheckRange(terms.paid_minor_units(), 0, due, "terms.opening.paid_minor_units"));
  return CheckRange(terms.deposit_held_minor_units(), 0, contract::kMaxMinorUnits,
                    "terms.opening.deposit_held_minor_units");
}

v1::ContractKind KindOf(v1::CustodyState state) {
  return state == v1::CUSTODY_STATE_LEASED ? v1::CONTRACT_KIND_LEASE : v1::CONTRACT_KIND_LEASE_TO_OWN;
}

absl::Status CheckContract(const Transaction& t, const v1::VehicleOpened& e) {
  INGOT_RETURN_IF_ERROR(directory::CheckOwnId(t.actor(), e.contract_id(), kOpenedContract));
  if (t.Find(state::SubjectKey(v1::SUBJECT_KIND_CONTRACT, e.contract_id())) != nullptr) {
    return Refuse(v1::REFUSAL_REASON_ALREADY_EXISTS, kOpenedContract,
                  "you have a contract with this number already: every contract has a number of its own");
  }
  INGOT_RETURN_IF_ERROR(CheckCounterparty(t, e.counterparty(), e.counterparty_organisation(), "vehicle_opened"));
  INGOT_RETURN_IF_ERROR(CheckDate(e.has_starts_on(), e.starts_on(), "vehicle_opened.starts_on"));
  INGOT_RETURN_IF_ERROR(CheckTermMonths(KindOf(e.opening_state()), e.term_months(), "vehicle_opened.term_months"));
  INGOT_RETURN_IF_ERROR(CheckGiven(e.use() != v1::SERVICE_USE_UNSPECIFIED, "vehicle_opened.use"));
  INGOT_RETURN_IF_ERROR(CheckGiven(!t.event().terms_commitment().empty(), "terms_commitment"));
  if (t.terms() == nullptr) return absl::OkStatus();
  return CheckOpeningTerms(t, KindOf(e.opening_state()), t.terms()->opening());
}

void OpenContractOf(Transaction& t, const v1::VehicleOpened& e, v1::VehicleState& vehicle) {
  v1::ContractState& contract = EditContract(t, e.contract_id());
  contract.set_contract_id(e.contract_id());
  contract.set_organisation_id(t.actor());
  contract.set_counterparty(e.counterparty());
  contract.set_counterparty_organisation(e.counterparty_organisation());
  contract.set_vin(vehicle.vin());
  contract.set_kind(KindOf(e.opening_state()));
  contract.set_stage(v1::CONTRACT_STAGE_ACTIVE);
  *contract.mutable_starts_on() = e.starts_on();
  contract.set_term_months(e.term_months());
  contract.set_signed_seq(t.context().seq);
  if (t.terms() != nullptr) {
    const v1::OpeningTerms& terms = t.terms()->opening();
    SetTerms(terms.contract(), contract);
    contract.set_paid_minor_units(terms.paid_minor_units());
    contract.set_deposit_held_minor_units(terms.deposit_held_minor_units());
  } else {
    LeaveUnexamined(contract);
  }
  vehicle.set_contract_id(e.contract_id());
  vehicle.set_lease_seq(1);
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::VehicleOpened& e) {
  INGOT_RETURN_IF_ERROR(CheckGiven(e.has_vehicle(), kVehicle));
  const v1::VehicleRegistered& described = e.vehicle();
  INGOT_RETURN_IF_ERROR(CheckUnborn(t, described.vin(), Cat(kVehicle, ".vin")));
  INGOT_RETURN_IF_ERROR(CheckOpenedMake(t, described));
  INGOT_RETURN_IF_ERROR(CheckDescription(t, described, kVehicle));
  if (!described.heats().empty()) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, Cat(kVehicle, ".heats"),
                  "must be empty: what an older body consumed was never on the ledger");
  }
  INGOT_RETURN_IF_ERROR(CheckState(t, e.opening_state()));
  INGOT_RETURN_IF_ERROR(CheckRange(e.odometer_m(), 0, kMaxOdometerM, "vehicle_opened.odometer_m"));
  const bool under_contract = IsUnderContract(e.opening_state());
  INGOT_RETURN_IF_ERROR(under_contract ? CheckContract(t, e) : CheckNoContract(t, e));
  if (t.event().evidence().empty()) {
    return Refuse(v1::REFUSAL_REASON_EVIDENCE_MISSING, "evidence",
                  "needs the hash of what shows the vehicle's state (its papers, a photograph, the contract)");
  }

  v1::VehicleState& vehicle = EditVehicle(t, described.vin());
  INGOT_RETURN_IF_ERROR(Describe(t, described, vehicle, Cat(kVehicle, ".vin")));
  vehicle.set_opened(true);
  vehicle.set_use(e.use());
  SetCustody(vehicle, e.opening_state());
  RecordOdometer(t, vehicle, e.odometer_m());
  if (under_contract) OpenContractOf(t, e, vehicle);
  if (e.opening_state() == v1::CUSTODY_STATE_SOLD) {
    // Whoever brings a sold vehicle in answers for it as its seller.
    ClearHolder(t, vehicle);
    SetTitle(vehicle, v1::TITLE_HOLDER_KIND_OFF_LEDGER, "");
  }
  EnterMetal(t, vehicle);
  t.Flag(v1::FLAG_KIND_OPENED, v1::SUBJECT_KIND_VEHICLE, described.vin());
  return absl::OkStatus();
}

}  // namespace ingot::rules
