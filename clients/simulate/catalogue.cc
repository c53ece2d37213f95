#include "clients/simulate/catalogue.h"

#include <cstdio>

#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/vehicle/vin.h"

namespace ingot::simulate {
namespace {

// The light commercial van's body of 156 kg is the docs' worked example.
constexpr Model kModels[] = {
    {0, "ruishi", "m8", "Ruishi", "LRS", "M8AA1", v1::VEHICLE_CATEGORY_M1, Region::kChina, 61'000, 182'500, 9'000,
     84'000, 2'240'000, 26'800'000, 340'000, 250'000},
    {1, "212", "t01", "Beifang 212", "LBF", "212BB", v1::VEHICLE_CATEGORY_M1, Region::kChina, 40'000, 95'000, 0, 52'000,
     1'980'000, 17'500'000, 200'000, 150'000},
    {2, "lingtu", "l6e", "Lingtu", "LLT", "L6E00", v1::VEHICLE_CATEGORY_L6E, Region::kEurope, 0, 38'000, 0, 11'000,
     560'000, 990'000, 130'000, 100'000},
    {2, "lingtu", "l7e", "Lingtu", "LLT", "L7E00", v1::VEHICLE_CATEGORY_L7E, Region::kEurope, 0, 52'000, 0, 11'000,
     640'000, 1'290'000, 100'000, 350'000},
    {3, "kastenwagen", "kw", "Leichtbau", "WLV", "KW156", v1::VEHICLE_CATEGORY_N1, Region::kEurope, 0, 156'000, 0,
     70'000, 1'900'000, 3'490'000, 215'000, 900'000},
    {kNoMaker, "", "", "", "WZZ", "ZZ000", v1::VEHICLE_CATEGORY_M1, Region::kEurope, 0, 0, 30'000, 25'000, 1'450'000, 0,
     15'000, 0},
};

// Plants, and the model years from 2010 on, in cycles of 30 (49 CFR 565.15 table VII; GB 16735-2019 table 1).
constexpr std::string_view kPlants = "ABCDEFGHJKLMNPRSTUVW";
constexpr std::string_view kYears = "ABCDEFGHJKLMNPRSTVWXY123456789";
constexpr int kFirstCodedYear = 1980;
constexpr uint32_t kSerialsOfPlant = 1'000'000;

static_assert(kPlants.size() * kSerialsOfPlant == kMaxSerial);

}  // namespace

std::span<const Model> Models() { return kModels; }

std::string VinOf(const Model& model, int model_year, uint32_t serial) {
  INGOT_CHECK(serial < kMaxSerial && model_year >= kFirstCodedYear);
  const char year = kYears[static_cast<size_t>(model_year - kFirstCodedYear) % kYears.size()];
  char digits[8];
  std::snprintf(digits, sizeof digits, "%06u", serial % kSerialsOfPlant);
  std::string vin = Cat(model.wmi, model.descriptor, "0", std::string(1, year),
                        std::string(1, kPlants[serial / kSerialsOfPlant]), digits);
  vin[vehicle::kCheckCharacterIndex] = vehicle::CheckCharacterOf(vin);
  return vin;
}

std::string_view CurrencyOf(Region region) { return region == Region::kChina ? "CNY" : "EUR"; }

int64_t PriceIn(const Model& model, Region region) {
  // About eight yuan a euro.
  constexpr int64_t kYuan = 8;
  if (region == model.region) return model.price;
  return region == Region::kChina ? model.price * kYuan : model.price / kYuan;
}

}  // namespace ingot::simulate
