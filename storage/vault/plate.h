// How registration plates are compared.
#ifndef INGOT_STORAGE_VAULT_PLATE_H_
#define INGOT_STORAGE_VAULT_PLATE_H_

#include <string>
#include <string_view>

namespace ingot::storage {

// The plate's number without spaces, hyphens, full stops and middle dots (U+00B7), with the letters a to z as capitals:
// "b-kx 1234" and "B KX 1234" are one plate. Everything else stays as it is. Keyed look-ups are made of it.
std::string ComparablePlate(std::string_view number);

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_VAULT_PLATE_H_
