// Lots of aluminium on their way from the shredder or the workshop to the furnace.
#ifndef INGOT_CLIENTS_SIMULATE_METAL_H_
#define INGOT_CLIENTS_SIMULATE_METAL_H_

#include <cstdint>
#include <string>
#include <vector>

#include "clients/simulate/cast.h"
#include "ingot/v1/recovery_events.pb.h"

namespace ingot::simulate {

struct Lot {
  std::string id;
  v1::WeighTicket ticket;
  // Its latest assay; without one for repair scrap.
  v1::LotAssayed assay;
  // Metal that the ledger holds of it, grams; excess left out.
  int64_t booked_g = 0;
  // Nothing is known that freezes claims on it.
  bool clean = true;
  // Of the last thing that happened to it.
  int day = 0;
};

// Lots under way to a smelter.
struct LotLoad {
  std::string transfer_id;
  Who to = 0;
  int arrives = 0;
  int64_t gross_g = 0;
  int64_t tare_g = 0;
  std::vector<Lot> lots;
};

inline int64_t NetOf(const Lot& lot) { return lot.ticket.gross_g() - lot.ticket.tare_g(); }

}  // namespace ingot::simulate

#endif  // INGOT_CLIENTS_SIMULATE_METAL_H_
