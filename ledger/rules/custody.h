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

// ILLEGAL_TRANSITION unless the custody table leads from the vehicle's state to `to`. The transition's condition is the
// handler's to check.
absl::Status CheckTransition(const v1::VehicleState& vehicle, v1::CustodyState to, std::string_view field);

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

// No holder on the ledger any more (sold).
void ClearHolder(const Transaction& t, v1::VehicleState& vehicle);

void SetTitle(v1::VehicleState& vehicle, v1::TitleHolderKind kind, const std::string& organisation);

// Takes a reading: the maximum never falls; a lower reading raises ODOMETER_LOWER. REQUIRES: within CheckRange(0,
// kMaxOdometerM), the vehicle is edited.
void RecordOdometer(Transaction& t, v1::VehicleState& vehicle, int64_t odometer_m);

// Puts the vehicle's policies into the order of their ids.
void SortPolicies(v1::VehicleState& vehicle);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_CUSTODY_H_
