#include "server/query/page.h"

#include <optional>

#include "ledger/base/bytes.h"
#include "ledger/base/hash.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/sha256.h"
#include "ledger/refusal/refusal.h"

namespace ingot::query {
namespace {

constexpr char kVersion = 1;
constexpr size_t kChecksumBytes = 8;

std::string Checksum(const PageScope& scope, std::string_view cursor) {
  std::string message;
  for (const std::string& part : scope) {
    AppendBe32(static_cast<uint32_t>(part.size()), &message);
    message.append(part);
  }
  message.append(cursor);
  return ToBytes(crypto::Sha256(message)).substr(0, kChecksumBytes);
}

absl::Status Invalid() {
  return refusal::Refuse(v1::REFUSAL_REASON_INVALID_PAGE_TOKEN, "page_token",
                         "not a token of this method and these filters; begin again without one");
}

}  // namespace

absl::StatusOr<size_t> PageSize(int32_t requested) {
  if (requested == 0) return kDefaultPageSize;
  if (requested < 0 || requested > static_cast<int32_t>(kMaxPageSize)) {
    return refusal::Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, "page_size", Cat("must be 0 to ", kMaxPageSize));
  }
  return static_cast<size_t>(requested);
}

std::string MakePageToken(const PageScope& scope, std::string_view cursor) {
  return Base64Encode(Cat(std::string(1, kVersion), Checksum(scope, cursor), cursor));
}

absl::StatusOr<std::string> ReadPageToken(const PageScope& scope, std::string_view token) {
  if (token.empty()) return std::string();
  if (token.size() > kMaxPageTokenBytes) return Invalid();
  const std::optional<std::string> bytes = Base64Decode(token);
  if (!bytes.has_value() || bytes->size() <= 1 + kChecksumBytes || bytes->front() != kVersion) return Invalid();
  const std::string_view checksum = std::string_view(*bytes).substr(1, kChecksumBytes);
  const std::string_view cursor = std::string_view(*bytes).substr(1 + kChecksumBytes);
  if (checksum != Checksum(scope, cursor)) return Invalid();
  return std::string(cursor);
}

}  // namespace ingot::query
