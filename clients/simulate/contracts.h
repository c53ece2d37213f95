// What dealers do with a vehicle: sign, hand over, take money, end, take back.
#ifndef INGOT_CLIENTS_SIMULATE_CONTRACTS_H_
#define INGOT_CLIENTS_SIMULATE_CONTRACTS_H_

#include "clients/simulate/stage.h"

namespace ingot::simulate {

// A lease that was running when the vehicle came onto the ledger: what VehicleOpened says of it.
void OpenLease(Stage& stage, Vehicle& vehicle, Item& item);

// When the next instalment is due, or the term ends.
void ScheduleTerm(Stage& stage, Slot slot);

void Offer(Stage& stage, Slot slot);
void HandOver(Stage& stage, Slot slot);
void Term(Stage& stage, Slot slot);
void Dun(Stage& stage, Slot slot);
void Correct(Stage& stage, Slot slot);
void Repay(Stage& stage, Slot slot);
void Renew(Stage& stage, Slot slot);
void TakeBack(Stage& stage, Slot slot);
void Restock(Stage& stage, Slot slot);

}  // namespace ingot::simulate

#endif  // INGOT_CLIENTS_SIMULATE_CONTRACTS_H_
