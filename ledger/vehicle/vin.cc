#include "ledger/vehicle/vin.h"

#include <array>
#include <string_view>

#include "ledger/base/check.h"

namespace ingot::vehicle {
namespace {

// 49 CFR 565.15 Table IV; the check character's own place weighs nothing.
constexpr std::array<int, kVinLength> kWeights = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};

// 49 CFR 565.15 Table III; -1 for characters that no VIN holds.
constexpr int ValueOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'H') return c - 'A' + 1;
  if (c >= 'J' && c <= 'N') return c - 'J' + 1;
  if (c == 'P') return 7;
  if (c == 'R') return 9;
  if (c >= 'S' && c <= 'Z') return c - 'S' + 2;
  return -1;
}

}  // namespace

VinForm FormOf(std::string_view vin) {
  if (vin.size() != kVinLength) return VinForm::kLength;
  for (const char c : vin) {
    if (ValueOf(c) < 0) return VinForm::kAlphabet;
  }
  if (vin.find_first_not_of(vin[0]) == std::string_view::npos) return VinForm::kPlaceholder;
  return VinForm::kValid;
}

char CheckCharacterOf(std::string_view vin) {
  INGOT_CHECK(vin.size() == kVinLength);
  int sum = 0;
  for (size_t i = 0; i < kVinLength; ++i) {
    const int value = ValueOf(vin[i]);
    INGOT_CHECK(value >= 0);
    sum += value * kWeights[i];
  }
  return "0123456789X"[sum % 11];
}

bool PassesCheck(std::string_view vin) { return CheckCharacterOf(vin) == vin[kCheckCharacterIndex]; }

bool MarketDemandsCheck(std::string_view market) {
  return market == "CN" || market == "US" || market == "CA" || market == "MX";
}

}  // namespace ingot::vehicle
