// ISO 4217 currency codes and their minor units, by rules version.
#ifndef INGOT_LEDGER_ISO_CURRENCY_H_
#define INGOT_LEDGER_ISO_CURRENCY_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace ingot::iso {

// Number of decimals of the currency's minor unit (0, 2, 3 or 4); nullopt for codes that are not in force under the
// rules version, and for those without a minor unit (metals, units of account, XTS, XXX).
// Rules version 1: the list as of 2025; from version 2 on: as of 2026-01-01, when Bulgaria's BGN gave way to the euro.
std::optional<int> CurrencyExponent(int32_t rules_version, std::string_view code);

}  // namespace ingot::iso

#endif  // INGOT_LEDGER_ISO_CURRENCY_H_
