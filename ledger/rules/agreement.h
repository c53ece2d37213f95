// What the handlers of contracts and titles share: who may touch a contract, and what is due under it.
#ifndef INGOT_LEDGER_RULES_AGREEMENT_H_
#define INGOT_LEDGER_RULES_AGREEMENT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/rules/transaction.h"

namespace ingot::rules {

// The contract, if the actor (or whom it succeeded) made it: NOT_FOUND (also for those who are no party), NOT_HOLDER
// for the counterparty.
absl::StatusOr<const v1::ContractState*> FindOwnContract(const Transaction& t, const std::string& contract_id,
                                                         std::string_view field);

// INVALID_VALUE unless the contract is about this vehicle.
absl::Status CheckAbout(const v1::ContractState& contract, const std::string& vin, std::string_view field);

// CONTRACT_STAGE with the stage that the contract is in and what would be needed.
absl::Status WrongStage(const v1::ContractState& contract, std::string_view field, std::string_view way_out);

// Whether the event's amounts are counted: it has terms to be seen, and so had every earlier one of the contract.
bool SeesAmounts(const Transaction& t, const v1::ContractState& contract);

// Marks the contract terms_unexamined: from now on no amount of it is known, and all are 0.
void LeaveUnexamined(v1::ContractState& contract);

// ENDED, on the event's day.
void SetEnded(const Transaction& t, v1::ContractState& contract);

// NOT_PAID unless paid >= due. Nothing is checked where the terms were not examined.
absl::Status CheckPaid(const v1::ContractState& contract, int64_t due_minor_units, std::string_view field);

// The state to change; the contract becomes a subject of the entry.
v1::ContractState& EditContract(Transaction& t, const std::string& contract_id);

// What becomes of a SIGNED or ACTIVE contract whose vehicle takes another way.
enum class OpenContract { kStays, kEnds };

// The vehicle does not come back under its contract: nothing is due back any more under an ENDED one, and the vehicle
// is free of it. With kEnds an ACTIVE one is ENDED (EARLY_TERMINATION, to be settled at its total less what is waived),
// and a SIGNED one WITHDRAWN with nothing due. REQUIRES: the vehicle is edited.
void ReleaseContract(Transaction& t, v1::VehicleState& vehicle, OpenContract open);

// Whether the vehicle is out under a contract, or was when it was stolen or lost.
bool IsOut(const v1::VehicleState& vehicle);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_AGREEMENT_H_
