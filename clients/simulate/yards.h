// Treatment facilities and shredders: hulks gather, travel, are shredded with third parties' scrap, and leave as lots.
#ifndef INGOT_CLIENTS_SIMULATE_YARDS_H_
#define INGOT_CLIENTS_SIMULATE_YARDS_H_

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "clients/simulate/directory.h"
#include "clients/simulate/metal.h"
#include "clients/simulate/stage.h"

namespace ingot::simulate {

// Not thread-safe.
class Yards {
 public:
  Yards(Stage& stage, const Directory& directory);

  // A certified and depolluted hulk stands at the facility.
  void Take(Slot slot, Who facility);
  // Everything of the day. Lots that leave for a smelter are appended to `loads`.
  void Day(std::vector<LotLoad>& loads);

 private:
  struct Hulk {
    Slot slot = kNoSlot;
    int since = 0;
  };
  // Hulks at a place, the longest there first.
  using Yard = std::deque<Hulk>;
  struct HulkLoad {
    std::string transfer_id;
    Who to = 0;
    int arrives = 0;
    int64_t gross_g = 0, tare_g = 0;
    std::vector<Slot> hulks;
  };
  struct Batch {
    std::string id;
    int fed = 0;
    std::vector<Slot> hulks;
    // What is left in process, and what went in.
    int64_t left_g = 0, input_g = 0;
    bool clean = true;
    std::vector<Lot> lots;
  };
  struct Shredder {
    Who who = 0;
    Yard yard;
    std::deque<Batch> batches;
    // Assayed, and their batch closed.
    std::deque<Lot> lots;
  };

  void SendHulks(Who facility, Yard& yard);
  void ReceiveHulks();
  void Feed(Shredder& shredder);
  void Work(Shredder& shredder);
  void Weigh(Shredder& shredder, Batch& batch);
  void Assay(Shredder& shredder, Batch& batch);
  void Close(Shredder& shredder, Batch& batch);
  void Correct(Shredder& shredder);
  void Ship(Shredder& shredder, std::vector<LotLoad>& loads);
  std::vector<std::string> Vins(const std::vector<Slot>& hulks) const;
  v1::ThirdPartyTicket Scrap(Who who, Random& random, int64_t about_g);

  Stage& stage_;
  const Directory& directory_;
  // By organisation.
  std::vector<Yard> yards_;
  std::vector<HulkLoad> under_way_;
  std::vector<Shredder> shredders_;
};

}  // namespace ingot::simulate

#endif  // INGOT_CLIENTS_SIMULATE_YARDS_H_
