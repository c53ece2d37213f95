// What the simulated makers build: models with the mass of their bodies, their prices, their share of the fleet. The
// figures are plausible, not any maker's own.
#ifndef INGOT_CLIENTS_SIMULATE_CATALOGUE_H_
#define INGOT_CLIENTS_SIMULATE_CATALOGUE_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "ingot/v1/common.pb.h"

namespace ingot::simulate {

// Where a vehicle is sold first: China, or countries of the European Union.
enum class Region : uint8_t { kChina, kEurope };

inline constexpr int kMakers = 4;
// Of a vehicle whose make is foreign to the ledger.
inline constexpr int kNoMaker = -1;

struct Model {
  // Index of the maker; kNoMaker for foreign makes, which arrive at recyclers.
  int maker;
  // Local parts of the ids of brand and model, and the brand's name.
  std::string_view brand, name, brand_name;
  // World manufacturer identifier and descriptor: positions 1 to 8 of the VIN.
  std::string_view wmi, descriptor;
  v1::VehicleCategory category;
  Region region;
  // Grams of body aluminium; of wheels and castings; mass in running order.
  int32_t sheet_5xxx_g, sheet_6xxx_g, cast_g;
  int32_t other_g, kerb_g;
  // Minor units of the region's currency.
  int64_t price;
  // Share of the fleet.
  uint32_t ppm;
  // Share of its keepers that are companies.
  uint32_t commercial_ppm;
};

// At most 16; the shares come to 1 000 000.
std::span<const Model> Models();

// A VIN with its check character: the model's first eight, the code of the model year, a plant and six digits.
// REQUIRES: serial below kMaxSerial.
std::string VinOf(const Model& model, int model_year, uint32_t serial);
inline constexpr uint32_t kMaxSerial = 20'000'000;

// The currency of a region, and the price of a model there.
std::string_view CurrencyOf(Region region);
int64_t PriceIn(const Model& model, Region region);

}  // namespace ingot::simulate

#endif  // INGOT_CLIENTS_SIMULATE_CATALOGUE_H_
