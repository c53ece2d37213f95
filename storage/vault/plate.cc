#include "storage/vault/plate.h"

namespace ingot::storage {

std::string ComparablePlate(std::string_view number) {
  constexpr std::string_view kMiddleDot = "\xc2\xb7";
  std::string comparable;
  for (size_t i = 0; i < number.size(); ++i) {
    const char c = number[i];
    if (number.substr(i, kMiddleDot.size()) == kMiddleDot) {
      ++i;
    } else if (c >= 'a' && c <= 'z') {
      comparable.push_back(static_cast<char>(c - 'a' + 'A'));
    } else if (c != ' ' && c != '-' && c != '.') {
      comparable.push_back(c);
    }
  }
  return comparable;
}

}  // namespace ingot::storage
