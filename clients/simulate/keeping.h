// A vehicle on the road: insured, serviced, kept by an owner.
#ifndef INGOT_CLIENTS_SIMULATE_KEEPING_H_
#define INGOT_CLIENTS_SIMULATE_KEEPING_H_

#include "clients/simulate/stage.h"

namespace ingot::simulate {

// From now on nobody on the ledger holds it: the first of the owner's half-years begins.
void Own(Stage& stage, Slot slot);
// Back to what was going on before: the contract's next instalment, or the owner's next half-year.
void Resume(Stage& stage, Slot slot);
// Whether a policy covers it today.
bool IsCovered(const Stage& stage, const Vehicle& vehicle);
Who InsurerOf(const Stage& stage, const Vehicle& vehicle);
Who WorkshopOf(const Stage& stage, const Vehicle& vehicle);

void Insure(Stage& stage, Slot slot);
void Service(Stage& stage, Slot slot);
void Keep(Stage& stage, Slot slot);

}  // namespace ingot::simulate

#endif  // INGOT_CLIENTS_SIMULATE_KEEPING_H_
