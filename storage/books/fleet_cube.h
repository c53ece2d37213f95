// Figures of the fleet by group, kept as sums: management's questions are answered from some thousands of groups and
// not from millions of vehicles. A vehicle counts in exactly one group, which follows from its record and the contract
// that it names, so that the sums can be recomputed from the state at any time.
#ifndef INGOT_STORAGE_BOOKS_FLEET_CUBE_H_
#define INGOT_STORAGE_BOOKS_FLEET_CUBE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "ingot/v1/contract_state.pb.h"
#include "ingot/v1/recovery_state.pb.h"
#include "ingot/v1/vehicle_state.pb.h"
#include "storage/db/sums.h"

namespace ingot::storage {

struct FleetGroup {
  std::string brand_id;
  std::string model_id;
  // ISO 3166-1 alpha-2, as stated at birth.
  std::string market;
  // 0 where not stated.
  int32_t model_year = 0;
  ingot::v1::CustodyState custody = ingot::v1::CUSTODY_STATE_UNSPECIFIED;
  // LEASED: year in which the vehicle is due back; 0 otherwise.
  int32_t due_year = 0;
  // RECOVERED, CLOSED, DESTROYED_BY_FIRE: year in which it got there; 0 otherwise.
  int32_t end_year = 0;

  auto Tie() const { return std::tie(brand_id, model_id, market, model_year, custody, due_year, end_year); }
  friend bool operator==(const FleetGroup& a, const FleetGroup& b) { return a.Tie() == b.Tie(); }
};

// Numbers of the figures in a group's Sums.
inline constexpr uint16_t kFleetVehicles = 1;
// Body aluminium as it is now.
inline constexpr uint16_t kFleetBodyG = 2;
// Body metal that ever entered, and that was allocated back.
inline constexpr uint16_t kFleetEnteredG = 3;
inline constexpr uint16_t kFleetRecoveredG = 4;

// Of the brand's metal that came back (docs/DOMAIN.md, "Management"): numbers in its Sums.
inline constexpr uint16_t kReturnedOwnBodyG = 1;
inline constexpr uint16_t kReturnedRepairG = 2;

// 'f' u8 length, brand, u8 length, model, u8 length, market, u16be model year, u8 custody, u16be due year, u16be end
// year. REQUIRES: ids of at most 255 bytes, years of at most 65 535.
std::string FleetKey(const FleetGroup& group);
std::optional<FleetGroup> FleetGroupOfKey(std::string_view key);
// Everything; of one brand.
std::string FleetPrefix();
std::string FleetPrefix(std::string_view brand_id);

// 'h' brand.
std::string ReturnedKey(std::string_view brand_id);

// Where the vehicle counts. `contract`: the one that vehicle.contract_id names, or nullptr.
FleetGroup GroupOf(const ingot::v1::VehicleState& vehicle, const ingot::v1::ContractState* contract);
// Whether nothing more is to be recovered of such a vehicle: RECOVERED, CLOSED, DESTROYED_BY_FIRE.
bool IsAtItsEnd(ingot::v1::CustodyState custody);
// What it counts there.
Sums FiguresOf(const ingot::v1::VehicleState& vehicle);
// Whether GroupOf looks at the contract: nothing else of a contract matters.
bool CountsByContract(const ingot::v1::VehicleState& vehicle);
// Whether two states of a contract put its vehicle into different groups.
bool ChangesDueYear(const ingot::v1::ContractState& before, const ingot::v1::ContractState& after);

// Whether two states of a vehicle count alike under the same contract: most entries of a vehicle change nothing of what
// GroupOf and FiguresOf look at, and this is cheaper than they are.
bool CountAlike(const ingot::v1::VehicleState& a, const ingot::v1::VehicleState& b);

// What a heat brought back to a brand.
Sums ReturnedOf(const ingot::v1::HeatReturn& returned);

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_BOOKS_FLEET_CUBE_H_
