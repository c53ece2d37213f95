// Which records a report lists, and the day by which it orders them. Storage's indexes and the rows agree by these.
// All functions are pure and thread-safe.
#ifndef INGOT_LEDGER_REPORT_CLASSES_H_
#define INGOT_LEDGER_REPORT_CLASSES_H_

#include <cstdint>
#include <string>

#include "ingot/v1/report.pb.h"
#include "ingot/v1/state.pb.h"

namespace ingot::report {

// REGISTERED, IN_STOCK, RETURNED with a holder.
bool IsStock(const v1::VehicleState& vehicle);
// AT_FACILITY, DISMANTLED with a holder.
bool IsHulk(const v1::VehicleState& vehicle);

// Where a contract stands for its organisation. Numbers are part of index keys.
enum class ContractClass : uint8_t {
  kSettled = 0,    // or without a state: in no list
  kTerm = 1,       // SIGNED or ACTIVE with a term; by the first day after it
  kNoTerm = 2,     // SIGNED or ACTIVE without one; by its first day
  kReturnDue = 3,  // ENDED, the vehicle is not back; by the day of its end
  kEnded = 4,      // ENDED otherwise; by the day of its end
};
ContractClass ClassOf(const v1::ContractState& contract);
v1::Date ClassDay(const v1::ContractState& contract);

// The first day after a contract's term. REQUIRES: a valid starts_on.
v1::Date EndOf(const v1::ContractState& contract);

v1::LotStage StageOf(const v1::LotState& lot);

// Who holds or owns a subject; empty where nobody does.
std::string OwnerOf(const v1::Record& record);

}  // namespace ingot::report

#endif  // INGOT_LEDGER_REPORT_CLASSES_H_
