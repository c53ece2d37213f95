// Keys of the column families (see Family in database.h). For storage/ only.
#ifndef INGOT_STORAGE_DB_KEYS_H_
#define INGOT_STORAGE_DB_KEYS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/db/database.h"

namespace ingot::storage {

inline constexpr char kFormatKey[] = "format";
inline constexpr char kHeadKey[] = "head";

// Entries and terms by seq, checkpoints by size: u64be, so that bytes sort as numbers.
std::string NumberKey(uint64_t number);

// u8 level, u64be index. REQUIRES: level < merkle::kMaxTileLevels.
std::string TileKey(unsigned level, uint64_t index);

// The family of a state key: idempotency records live apart, since they are many, written once and hardly ever read.
Family FamilyOfStateKey(std::string_view key);

// The least key above all keys that begin with `prefix`; empty if there is none.
std::string PrefixEnd(std::string_view prefix);

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_DB_KEYS_H_
