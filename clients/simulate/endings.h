// From the last keeper to the hulk: retired, delivered, received, certified, depolluted, dismantled.
#ifndef INGOT_CLIENTS_SIMULATE_ENDINGS_H_
#define INGOT_CLIENTS_SIMULATE_ENDINGS_H_

#include "clients/simulate/directory.h"
#include "clients/simulate/stage.h"
#include "clients/simulate/yards.h"

namespace ingot::simulate {

void Retire(Stage& stage, Slot slot);
void Deliver(Stage& stage, Slot slot);
void Arrive(Stage& stage, Slot slot);
// Hands the hulk to the yards where there is one.
void Treat(Stage& stage, const Directory& directory, Yards& yards, Slot slot);
// After the shredder, or after dismantling: the file is closed.
void CloseFile(Stage& stage, Slot slot);
void See(Stage& stage, Slot slot);
void Refute(Stage& stage, Slot slot);

}  // namespace ingot::simulate

#endif  // INGOT_CLIENTS_SIMULATE_ENDINGS_H_
