// A Fleet with what lies behind the shredder: a smelter with two plants, a garage with its scales, a second make, and
// ways to bring metal to a furnace.
#ifndef INGOT_TESTS_SUPPORT_WORKS_H_
#define INGOT_TESTS_SUPPORT_WORKS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/support/fleet.h"

namespace ingot::testing {

class Works : public Fleet {
 public:
  static constexpr char kSmelter[] = "smelter";     // sites plant, annex; instrument bridge
  static constexpr char kOtherMaker[] = "maker-2";  // manufacturer: brand maker-2/brand
  static constexpr char kPlant[] = "smelter/plant";
  static constexpr char kGarage[] = "workshop/garage";  // instrument workshop/scales, division 1 kg

  Works();

  // Tickets with running numbers from 1001 on, of shredder/bridge-1, smelter/bridge and workshop/scales.
  v1::WeighTicket NextTicket(int64_t net_g, const std::string& instrument = "shredder/bridge-1");

  // A batch of shredder's with one hulk each (156 000 g own body, 70 000 g castings; more VINs, more hulks) and scrap.
  void OpenBatch(const std::string& batch, const std::vector<std::string>& vins, int64_t scrap_g = 0);
  // A lot of this much metal out of the batch, weighed and assayed.
  void Recover(const std::string& lot, const std::string& batch, int64_t metal_g);
  // Lots of shredder's go to the smelter's plant in one transfer.
  void ToPlant(const std::vector<std::string>& lots);
  // shredder/<name> at the plant: 56 000 g 5xxx and 100 000 g 6xxx own body, 70 000 g castings, 74 000 g third parties'
  // mixed scrap, of batch shredder/b-<name>. `n` numbers its vehicle.
  std::string LotAtPlant(const std::string& name, int n);
  // A heat of one such lot and 100 000 g primary 6xxx: 350 000 g tapped, 30 000 g heel, 8 000 g in the dross. The
  // plant's heel before must be 0.
  void Melt(const std::string& heat, const std::string& lot);

  v1::HeatState Heat(const std::string& heat) const;
  v1::ClaimState Claim(const std::string& claim) const;
  v1::SiteState Site(const std::string& site) const;

 private:
  // Last running number of each instrument.
  std::map<std::string, int> numbers_;
  int loads_ = 0;
};

}  // namespace ingot::testing

#endif  // INGOT_TESTS_SUPPORT_WORKS_H_
