// Workshops' scrap, smelters, and recycled metal on its way back into bodies.
#ifndef INGOT_CLIENTS_SIMULATE_FURNACES_H_
#define INGOT_CLIENTS_SIMULATE_FURNACES_H_

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "clients/simulate/births.h"
#include "clients/simulate/directory.h"
#include "clients/simulate/metal.h"
#include "clients/simulate/stage.h"

namespace ingot::simulate {

// Not thread-safe.
class Furnaces {
 public:
  Furnaces(Stage& stage, const Directory& directory);

  // Workshops whose scrap is worth a lorry: appended to `loads`.
  void CollectScrap(std::vector<LotLoad>& loads);
  // Everything of the day at the smelters: loads that arrive are taken out of `loads`, metal that goes back to a maker
  // is appended to `credits`.
  void Day(std::vector<LotLoad>& loads, Credits& credits);

 private:
  struct Heat {
    std::string id;
    int melted = 0;
    v1::HeatMelted event;
    // Of the tapped metal: what post-consumer claims may count on, at least; 0 where a claim would be frozen.
    int64_t claimable_g = 0;
  };
  struct Smelter {
    Who who = 0;
    std::deque<Lot> stock;
    int64_t heel_g = 0;
    std::deque<Heat> heats;
  };

  void Receive(Smelter& smelter, LotLoad& load);
  void Melt(Smelter& smelter);
  void Return(Smelter& smelter, const Heat& heat, Credits& credits);
  void Claim(Smelter& smelter, const Heat& heat);

  Stage& stage_;
  const Directory& directory_;
  std::vector<Smelter> smelters_;
};

}  // namespace ingot::simulate

#endif  // INGOT_CLIENTS_SIMULATE_FURNACES_H_
