// What befalls a vehicle: theft, loss, damage, disputes, borders.
#ifndef INGOT_CLIENTS_SIMULATE_TROUBLE_H_
#define INGOT_CLIENTS_SIMULATE_TROUBLE_H_

#include "clients/simulate/stage.h"

namespace ingot::simulate {

// Draws whether something befell the vehicle in so many quarters, and begins it; false for nothing.
bool Befall(Stage& stage, Slot slot, Random& random, uint32_t quarters);
void Export(Stage& stage, Slot slot);
void Lose(Stage& stage, Slot slot);

void EndTheft(Stage& stage, Slot slot);
void Repair(Stage& stage, Slot slot);
void DeclareLoss(Stage& stage, Slot slot);
void Rebuild(Stage& stage, Slot slot);
void Inspect(Stage& stage, Slot slot);
void ReturnFromAbroad(Stage& stage, Slot slot);
void LookForLost(Stage& stage, Slot slot);
void ResolveDispute(Stage& stage, Slot slot);

}  // namespace ingot::simulate

#endif  // INGOT_CLIENTS_SIMULATE_TROUBLE_H_
