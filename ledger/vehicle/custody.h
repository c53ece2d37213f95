// The custody table: which state of a vehicle may follow which, and on what condition. It is complete, also for states
// that no event of the present rules reaches, so that later events add handlers and change no row.
#ifndef INGOT_LEDGER_VEHICLE_CUSTODY_H_
#define INGOT_LEDGER_VEHICLE_CUSTODY_H_

#include <optional>
#include <string_view>
#include <vector>

#include "ingot/v1/common.pb.h"

namespace ingot::vehicle {

// What must hold beside the table for a transition. The event's handler checks it.
enum class Condition {
  kNone,
  // From STOLEN and UNTRACED: only to the state that the vehicle was in before.
  kStateBefore,
  // A condition report.
  kConditionReport,
  // Declared repairable, and RepairInspected.
  kRepairInspected,
  // Declared repairable.
  kRepairable,
  // An import (Imported, Reimported).
  kImport,
  // A certificate of destruction of another country.
  kForeignCertificate,
  // No certificate of destruction was issued.
  kNotCertified,
  // A certificate of destruction and depollution.
  kCertifiedAndDepolluted,
  // Departures equal what entered, and the vehicle's batches are closed.
  kMetalAccounted,
  // An auditor refutes the certificate of destruction: the one way back onto the road after it.
  kDestructionRefuted,
};

// A row of the table.
struct Transition {
  v1::CustodyState from;
  v1::CustodyState to;
  Condition condition;
};

// All transitions, by `from`. Birth (to REGISTERED, or to the opening state) is not a transition.
const std::vector<Transition>& Transitions();

// The condition of a transition, or nullopt where the table has none such.
std::optional<Condition> FindTransition(v1::CustodyState from, v1::CustodyState to);

// The state that a hand-over under a contract of this kind leads to. Aborts for UNSPECIFIED.
v1::CustodyState StateUnder(v1::ContractKind kind);

// The state's name without its prefix, for messages ("IN_STOCK").
std::string_view StateName(v1::CustodyState state);

}  // namespace ingot::vehicle

#endif  // INGOT_LEDGER_VEHICLE_CUSTODY_H_
