#include "ledger/rules/custody.h"

#include <algorithm>
#include <optional>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/contract/stage.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/succession.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {

using refusal::Refuse;

absl::StatusOr<const v1::VehicleState*> FindVehicle(const Transaction& t, const std::string& vin,
                                                    std::string_view field) {
  const v1::Record* const record = t.Find(state::VehicleKey(vin));
  if (record == nullptr) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, field, "no vehicle with this VIN: check it, or register the vehicle");
  }
  return &record->vehicle();
}

absl::Status CheckHolder(const Transaction& t, const v1::VehicleState& vehicle, std::string_view field) {
  if (ActsFor(t, vehicle.holder())) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_NOT_HOLDER, field,
                "only the current holder may post this; the vehicle must be sent to you and received first");
}

absl::Status CheckAtRest(const v1::VehicleState& vehicle, std::string_view field) {
  if (vehicle.transfer_id().empty()) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_IN_TRANSIT, field,
                "the vehicle is on its way: its addressee must receive it, or its sender take it back, first");
}

absl::StatusOr<const v1::VehicleState*> FindHeldVehicle(const Transaction& t, const std::string& vin,
                                                        std::string_view field) {
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const vehicle, FindVehicle(t, vin, field));
  INGOT_RETURN_IF_ERROR(CheckHolder(t, *vehicle, field));
  INGOT_RETURN_IF_ERROR(CheckAtRest(*vehicle, field));
  return vehicle;
}

namespace {

// Whether the state of the vehicle, or the event, fulfils the condition of a transition that the table has.
absl::Status CheckCondition(const v1::VehicleState& vehicle, v1::CustodyState to, vehicle::Condition condition,
                            vehicle::Condition by_event, std::string_view field) {
  switch (condition) {
    case vehicle::Condition::kNone:
      return absl::OkStatus();
    case vehicle::Condition::kRepairable:
    case vehicle::Condition::kRepairInspected:
      if (!vehicle.total_loss().repairable()) {
        return Refuse(v1::REFUSAL_REASON_ILLEGAL_TRANSITION, field,
                      "was declared a total loss beyond repair: it can only be retired, or be declared anew");
      }
      if (condition == vehicle::Condition::kRepairable || vehicle.total_loss().repair_inspected()) {
        return absl::OkStatus();
      }
      return Refuse(v1::REFUSAL_REASON_STEP_MISSING, field,
                    "is a total loss whose repair was not inspected: a workshop posts RepairInspected first");
    case vehicle::Condition::kNotCertified:
      if (!vehicle.certified()) return absl::OkStatus();
      return Refuse(v1::REFUSAL_REASON_CERTIFICATE, field, "is certified as destroyed");
    case vehicle::Condition::kCertifiedAndDepolluted:
      return CheckHulk(vehicle, field);
    case vehicle::Condition::kStateBefore:
      if (by_event == condition && to == vehicle.custody_before()) return absl::OkStatus();
      return Refuse(v1::REFUSAL_REASON_ILLEGAL_TRANSITION, field,
                    Cat("a vehicle that is ", vehicle::StateName(vehicle.custody()),
                        " must be found (Found) first, and is then in the state that it was in before"));
    default:
      if (by_event == condition) return absl::OkStatus();
      return Refuse(v1::REFUSAL_REASON_ILLEGAL_TRANSITION, field,
                    Cat("a vehicle that is ", vehicle::StateName(vehicle.custody()), " becomes ",
                        vehicle::StateName(to), " by another event: see the custody table for its condition"));
  }
}

}  // namespace

absl::Status CheckTransition(const v1::VehicleState& vehicle, v1::CustodyState to, std::string_view field,
                             vehicle::Condition by_event) {
  const std::optional<vehicle::Condition> condition = vehicle::FindTransition(vehicle.custody(), to);
  if (condition.has_value()) return CheckCondition(vehicle, to, *condition, by_event, field);
  return Refuse(v1::REFUSAL_REASON_ILLEGAL_TRANSITION, field,
                Cat("a vehicle that is ", vehicle::StateName(vehicle.custody()), " can't become ",
                    vehicle::StateName(to), ": see the custody table for the states in between"));
}

void SetCustody(v1::VehicleState& vehicle, v1::CustodyState to) {
  const bool returns = to == v1::CUSTODY_STATE_STOLEN || to == v1::CUSTODY_STATE_UNTRACED;
  vehicle.set_custody_before(returns ? vehicle.custody() : v1::CUSTODY_STATE_UNSPECIFIED);
  if (to != v1::CUSTODY_STATE_EXPORTED) vehicle.clear_exported_to();
  vehicle.set_custody(to);
}

const std::string& LastHolder(const v1::VehicleState& vehicle) {
  return vehicle.holder().empty() ? vehicle.last_holder() : vehicle.holder();
}

v1::ContractStage StageOfContract(const Transaction& t, const v1::VehicleState& vehicle) {
  if (vehicle.contract_id().empty()) return v1::CONTRACT_STAGE_UNSPECIFIED;
  const v1::Record* const record = t.Find(state::SubjectKey(v1::SUBJECT_KIND_CONTRACT, vehicle.contract_id()));
  return record != nullptr ? record->contract().stage() : v1::CONTRACT_STAGE_UNSPECIFIED;
}

absl::Status CheckNoOpenContract(const Transaction& t, const v1::VehicleState& vehicle, std::string_view field) {
  if (!contract::IsOpen(StageOfContract(t, vehicle))) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_CONTRACT_OPEN, field,
                "the vehicle has a SIGNED or ACTIVE contract: end it (ContractEnded) first");
}

absl::Status CheckHulk(const v1::VehicleState& vehicle, std::string_view field) {
  if (vehicle.custody() != v1::CUSTODY_STATE_AT_FACILITY && vehicle.custody() != v1::CUSTODY_STATE_DISMANTLED) {
    return Refuse(v1::REFUSAL_REASON_ILLEGAL_TRANSITION, field,
                  Cat("a vehicle that is ", vehicle::StateName(vehicle.custody()),
                      " is no hulk: it must be AT_FACILITY or DISMANTLED"));
  }
  if (!vehicle.certified()) {
    return Refuse(v1::REFUSAL_REASON_CERTIFICATE, field,
                  "has no certificate of destruction: issue it (CertificateOfDestructionIssued) first");
  }
  if (!vehicle.depolluted()) {
    return Refuse(v1::REFUSAL_REASON_STEP_MISSING, field, "is not depolluted: post Depolluted first");
  }
  return absl::OkStatus();
}

v1::VehicleState& EditVehicle(Transaction& t, const std::string& vin) {
  return *t.EditSubject(v1::SUBJECT_KIND_VEHICLE, vin).mutable_vehicle();
}

absl::Status SetHolder(const Transaction& t, v1::VehicleState& vehicle, const std::string& organisation,
                       std::string_view field) {
  if (vehicle.holder() == organisation) return absl::OkStatus();
  if (vehicle.holders_size() >= kMaxHolders) {
    return Refuse(v1::REFUSAL_REASON_LIMIT_REACHED, field,
                  Cat("the vehicle had ", kMaxHolders, " holders, which is the most that a record keeps"));
  }
  ClearHolder(t, vehicle);
  vehicle.clear_last_holder();
  vehicle.set_holder(organisation);
  v1::HolderSpan& span = *vehicle.add_holders();
  span.set_organisation_id(organisation);
  span.set_from_seq(t.context().seq);
  return absl::OkStatus();
}

void ClearHolder(const Transaction& t, v1::VehicleState& vehicle) {
  if (vehicle.holder().empty()) return;
  vehicle.mutable_holders(vehicle.holders_size() - 1)->set_until_seq(t.context().seq);
  vehicle.set_last_holder(vehicle.holder());
  vehicle.clear_holder();
}

void SetTitle(v1::VehicleState& vehicle, v1::TitleHolderKind kind, const std::string& organisation) {
  vehicle.set_title(kind);
  if (kind == v1::TITLE_HOLDER_KIND_ORGANISATION) {
    vehicle.set_title_organisation(organisation);
  } else {
    vehicle.clear_title_organisation();
  }
}

void RecordOdometer(Transaction& t, v1::VehicleState& vehicle, int64_t odometer_m) {
  if (odometer_m < vehicle.odometer_max_m()) {
    t.Flag(v1::FLAG_KIND_ODOMETER_LOWER, v1::SUBJECT_KIND_VEHICLE, vehicle.vin());
  }
  vehicle.set_odometer_max_m(std::max(vehicle.odometer_max_m(), odometer_m));
}

void SortPolicies(v1::VehicleState& vehicle) {
  std::sort(vehicle.mutable_policies()->begin(), vehicle.mutable_policies()->end(),
            [](const v1::PolicyState& a, const v1::PolicyState& b) { return a.policy_id() < b.policy_id(); });
}

}  // namespace ingot::rules
