// A SHA-256 digest as a value.
#ifndef INGOT_LEDGER_BASE_HASH_H_
#define INGOT_LEDGER_BASE_HASH_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace ingot {

inline constexpr size_t kHashSize = 32;

using Hash = std::array<uint8_t, kHashSize>;

// The 32 bytes; valid as long as `hash` lives: a temporary serves within the same expression only.
inline std::string_view AsBytes(const Hash& hash) { return {reinterpret_cast<const char*>(hash.data()), hash.size()}; }

// The 32 bytes as a string of their own, for protobuf fields and keys.
inline std::string ToBytes(const Hash& hash) { return std::string(AsBytes(hash)); }

// InvalidArgument unless `bytes` is 32 bytes long.
absl::StatusOr<Hash> HashFromBytes(std::string_view bytes);

// 64 lower-case digits, for people and logs.
std::string ToHex(const Hash& hash);

// InvalidArgument unless `text` is 64 lower-case hexadecimal digits.
absl::StatusOr<Hash> HashFromHex(std::string_view text);

}  // namespace ingot

#endif  // INGOT_LEDGER_BASE_HASH_H_
