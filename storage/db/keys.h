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

// The vault family has three kinds of keys:
// 'c', u64be seq -> ingot.storage.v1.SealedRecord, the sealed part of that entry;
inline constexpr char kSealedPartPrefix[] = "c";
std::string SealedPartKey(uint64_t seq);
// 'k', key id, u64be seq -> empty: the entry's part is sealed under that key. The prefix is that of one key.
std::string SealedUnderPrefix(std::string_view key_id);
// 'e', u64be erased seq, u64be seq -> empty: the first entry, SealErased, erased the part of the second one.
inline constexpr char kErasurePrefix[] = "e";
std::string ErasureKey(uint64_t erased_seq, uint64_t sealed_seq);

// The family of a state key: idempotency records live apart, since they are many, written once and hardly ever read.
Family FamilyOfStateKey(std::string_view key);

// The least key above all keys that begin with `prefix`; empty if there is none.
std::string PrefixEnd(std::string_view prefix);

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_DB_KEYS_H_
