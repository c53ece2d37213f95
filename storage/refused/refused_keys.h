// Keys of the refused family. For this folder alone. Numbers stand inverted, so that the newest comes first.
//
//   'r' ~number(u64be)                              v1::RefusedRecord
//   'o' u8 length, organisation, ~number(u64be)     u32be bytes of that record
//   'c' organisation (nothing for all)              v1::RefusedCounts
#ifndef INGOT_STORAGE_REFUSED_REFUSED_KEYS_H_
#define INGOT_STORAGE_REFUSED_REFUSED_KEYS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"

namespace ingot::storage {

inline constexpr std::string_view kRefusedRecords = "r";
inline constexpr std::string_view kRefusedByOrganisation = "o";

inline std::string RefusedKey(uint64_t number) {
  std::string key(kRefusedRecords);
  AppendBe64(~number, &key);
  return key;
}

// REQUIRES: at most 255 bytes.
inline std::string RefusedPrefix(std::string_view organisation_id) {
  INGOT_CHECK(organisation_id.size() <= 0xff);
  std::string prefix(kRefusedByOrganisation);
  prefix.push_back(static_cast<char>(organisation_id.size()));
  prefix.append(organisation_id);
  return prefix;
}

inline std::string RefusedOrganisationKey(std::string_view organisation_id, uint64_t number) {
  std::string key = RefusedPrefix(organisation_id);
  AppendBe64(~number, &key);
  return key;
}

inline std::string RefusedCountsKey(std::string_view organisation_id) { return Cat("c", organisation_id); }

// Of either kind of key: its last 8 bytes. REQUIRES: at least 8 bytes.
inline uint64_t RefusedNumber(std::string_view key) { return ~ReadBe64(key.substr(key.size() - sizeof(uint64_t))); }

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_REFUSED_REFUSED_KEYS_H_
