#include "ledger/base/hash.h"

#include <algorithm>

#include "absl/status/status.h"
#include "ledger/base/bytes.h"
#include "ledger/base/strings.h"

namespace ingot {

absl::StatusOr<Hash> HashFromBytes(std::string_view bytes) {
  if (bytes.size() != kHashSize) {
    return absl::InvalidArgumentError(Cat("a hash has ", kHashSize, " bytes, not ", bytes.size()));
  }
  Hash hash;
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

std::string ToHex(const Hash& hash) { return HexEncode(AsBytes(hash)); }

absl::StatusOr<Hash> HashFromHex(std::string_view text) {
  const std::optional<std::string> bytes = HexDecode(text);
  if (!bytes.has_value()) return absl::InvalidArgumentError("a hash is written as 64 lower-case hexadecimal digits");
  return HashFromBytes(*bytes);
}

}  // namespace ingot
