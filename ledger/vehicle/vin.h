// Vehicle identification numbers: alphabet, length, check character (49 CFR 565.13 and 565.15; GB 16735-2019; ISO
// 3779).
#ifndef INGOT_LEDGER_VEHICLE_VIN_H_
#define INGOT_LEDGER_VEHICLE_VIN_H_

#include <cstddef>
#include <string_view>

namespace ingot::vehicle {

inline constexpr size_t kVinLength = 17;
// Position 9, from 0.
inline constexpr size_t kCheckCharacterIndex = 8;

enum class VinForm {
  kValid,
  // Not 17 characters.
  kLength,
  // A character other than 0-9 and A-Z without I, O, Q.
  kAlphabet,
  // All characters equal: such numbers pass the check (all ones do), and no vehicle carries one.
  kPlaceholder,
};

// The form of a VIN; says nothing of its check character.
VinForm FormOf(std::string_view vin);

// The check character that the other sixteen demand: '0'-'9' or 'X' (49 CFR 565.15(c), Tables III to V; GB 16735-2019
// annex A: the same values and weights). REQUIRES: FormOf(vin) is kValid or kPlaceholder.
char CheckCharacterOf(std::string_view vin);

// Whether position 9 holds that character. REQUIRES as above.
bool PassesCheck(std::string_view vin);

// Markets (ISO 3166-1 alpha-2) where the check character is mandatory: CN, US, CA, MX. Elsewhere position 9 is free.
bool MarketDemandsCheck(std::string_view market);

}  // namespace ingot::vehicle

#endif  // INGOT_LEDGER_VEHICLE_VIN_H_
