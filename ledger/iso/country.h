// ISO 3166-1 alpha-2 country codes, by rules version.
#ifndef INGOT_LEDGER_ISO_COUNTRY_H_
#define INGOT_LEDGER_ISO_COUNTRY_H_

#include <cstdint>
#include <string_view>

namespace ingot::iso {

// Whether `code` is one of the 249 officially assigned codes (ISO 3166-1:2020; the same in rules versions 1 and 2).
// Upper case only; user-assigned (XK) and reserved codes (EU, UK) are none.
bool IsCountry(int32_t rules_version, std::string_view code);

}  // namespace ingot::iso

#endif  // INGOT_LEDGER_ISO_COUNTRY_H_
