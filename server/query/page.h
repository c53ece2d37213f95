// Pages: sizes, tokens, and the bytes that a page may come to.
#ifndef INGOT_SERVER_QUERY_PAGE_H_
#define INGOT_SERVER_QUERY_PAGE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace ingot::query {

inline constexpr size_t kDefaultPageSize = 100;
inline constexpr size_t kMaxPageSize = 1000;
// A page ends after the record that reaches this: clients' default bound of a message is 4 MiB.
inline constexpr size_t kMaxPageBytes = size_t{2} << 20;
inline constexpr size_t kMaxPageTokenBytes = 512;

// 0 means the default; OUT_OF_RANGE unless 0..kMaxPageSize.
absl::StatusOr<size_t> PageSize(int32_t requested);

// What a token belongs to: the method and its filters, in a fixed order.
using PageScope = std::vector<std::string>;

// A token that continues after `cursor`, base64 of
//   u8 version (1) || first 8 bytes of SHA-256(scope, each part u32be length-prefixed || cursor) || cursor.
// It is opaque to clients, not secret: whoever reads a page checks again that the cursor may be continued from.
std::string MakePageToken(const PageScope& scope, std::string_view cursor);

// The cursor; empty for an empty token (the first page). INVALID_PAGE_TOKEN for a token that MakePageToken did not make
// for this scope.
absl::StatusOr<std::string> ReadPageToken(const PageScope& scope, std::string_view token);

}  // namespace ingot::query

#endif  // INGOT_SERVER_QUERY_PAGE_H_
