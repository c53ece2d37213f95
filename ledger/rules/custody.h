// What the handlers of vehicles share: who holds one, whether it may move, and how holders, titles and odometers
// change.
#ifndef INGOT_LEDGER_RULES_CUSTODY_H_
#define INGOT_LEDGER_RULES_CUSTODY_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/rules/transaction.h"
#include "ledger/vehicle/custody.h"

namespace ingot::rules {

// Spans in VehicleState.holders.
inline constexpr int kMaxHolders = 128;
// Policies in VehicleState.policies.
inline constexpr int kMaxPolicies = 8;

// The vehicle's state: NOT_FOUND. Valid until the vehicle is edited.
absl::StatusOr<const v1::VehicleState*> FindVehicle(const Transaction& t, const std::string& vin,
                                                    std::string_view field);

// NOT_HOLDER unless the actor (or whom it succeeded) holds the vehicle.
absl::Status CheckHolder(const Transaction& t, const v1::VehicleState& vehicle, std::string_view field);

// IN_TRANSIT between sending and receiving.
absl::Status CheckAtRest(const v1::VehicleState& vehicle, std::string_view field);

// FindVehicle, CheckHolder, CheckAtRest, in this order: the beginning of nearly every event on a vehicle.
absl::StatusOr<const v1::VehicleState*> FindHeldVehicle(const Transaction& t, const std::string& vin,
                                                        std::string_view field);

// ILLEGAL_TRANSITION unless the custody table leads from the vehicle's state to `to`, and the transition's condition
// holds. Conditions that the vehicle's state fulfils are checked here (CERTIFICATE, STEP_MISSING for a missing
// inspection or depollution); one that an event of its own fulfils (a find, an import, ...) must be `by_event`.
absl::Status CheckTransition(const v1::VehicleState& vehicle, v1::CustodyState to, std::string_view field,
                             vehicle::Condition by_event = vehicle::Condition::kNone);

// Enters a state. STOLEN and UNTRACED remember the one before; what belonged to a state that is left (the state before,
// the destination of an export) is forgotten.
void SetCustody(v1::VehicleState& vehicle, v1::CustodyState to);

// Who answers for the vehicle: its holder, or, where it has none, who handed it over last. Empty for nobody.
const std::string& LastHolder(const v1::VehicleState& vehicle);

// The stage of the contract that the vehicle is under; UNSPECIFIED for none.
v1::ContractStage StageOfContract(const Transaction& t, const v1::VehicleState& vehicle);

// CONTRACT_OPEN while a SIGNED or ACTIVE contract reserves the vehicle.
absl::Status CheckNoOpenContract(const Transaction& t, const v1::VehicleState& vehicle, std::string_view field);

// Checks of a hulk that is to leave or to be shredded: AT_FACILITY or DISMANTLED (ILLEGAL_TRANSITION), certified
// (CERTIFICATE), depolluted (STEP_MISSING).
absl::Status CheckHulk(const v1::VehicleState& vehicle, std::string_view field);

// The state to change; the vehicle becomes a subject of the entry.
v1::VehicleState& EditVehicle(Transaction& t, const std::string& vin);

// Closes the present holder's span with this entry and opens one for `organisation`; nothing where it holds already.
// LIMIT_REACHED beyond kMaxHolders spans.
absl::Status SetHolder(const Transaction& t, v1::VehicleState& vehicle, const std::string& organisation,
                       std::string_view field);

// No holder on the ledger any more (sold, exported): the present one's span ends with this entry, and it is the last
// holder until there is another.
void ClearHolder(const Transaction& t, v1::VehicleState& vehicle);

void SetTitle(v1::VehicleState& vehicle, v1::TitleHolderKind kind, const std::string& organisation);

// Takes a reading: the maximum never falls; a lower reading raises ODOMETER_LOWER. REQUIRES: within CheckRange(0,
// kMaxOdometerM), the vehicle is edited.
void RecordOdometer(Transaction& t, v1::VehicleState& vehicle, int64_t odometer_m);

// Puts the vehicle's policies into the order of their ids.
void SortPolicies(v1::VehicleState& vehicle);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_CUSTODY_H_
