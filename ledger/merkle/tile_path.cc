// The names of tiles.
#include "absl/status/status.h"
#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/tile.h"

namespace ingot::merkle {
namespace {

constexpr unsigned kMaxPathLevel = 63;
constexpr uint64_t kGroupBase = 1000;
constexpr size_t kGroupDigits = 3;
constexpr std::string_view kPrefix = "tile/";
constexpr std::string_view kPartial = ".p/";

std::string Group(uint64_t value) {
  return {static_cast<char>('0' + value / 100), static_cast<char>('0' + value / 10 % 10),
          static_cast<char>('0' + value % 10)};
}

absl::Status BadPath(std::string_view what) { return absl::InvalidArgumentError(Cat("not a tile path: ", what)); }

// A decimal number of at most `max`.
std::optional<unsigned> ParseSmall(std::string_view text, unsigned max) {
  const std::optional<uint64_t> value = ParseDecimal(text);
  if (!value.has_value() || *value > max) return std::nullopt;
  return static_cast<unsigned>(*value);
}

// Groups of three digits, all but the last with an 'x'; no leading group of zeros unless it is the only one.
std::optional<uint64_t> ParseIndex(std::string_view text) {
  uint64_t index = 0;
  for (bool first = true;; first = false) {
    const bool more = !text.empty() && text.front() == 'x';
    if (more) text.remove_prefix(1);
    if (text.size() < kGroupDigits) return std::nullopt;
    uint64_t group = 0;
    for (const char c : text.substr(0, kGroupDigits)) {
      if (c < '0' || c > '9') return std::nullopt;
      group = 10 * group + static_cast<uint64_t>(c - '0');
    }
    if (first && more && group == 0) return std::nullopt;
    if (__builtin_mul_overflow(index, kGroupBase, &index) || __builtin_add_overflow(index, group, &index)) {
      return std::nullopt;
    }
    text.remove_prefix(kGroupDigits);
    if (!more) return text.empty() ? std::optional(index) : std::nullopt;
    if (text.empty() || text.front() != '/') return std::nullopt;
    text.remove_prefix(1);
  }
}

}  // namespace

std::string TilePath(const TileCoord& tile) {
  INGOT_CHECK(tile.level <= kMaxPathLevel);
  INGOT_CHECK(tile.width >= 1 && tile.width <= kTileWidth);
  std::string index = Group(tile.index % kGroupBase);
  for (uint64_t rest = tile.index / kGroupBase; rest > 0; rest /= kGroupBase) {
    index = Cat("x", Group(rest % kGroupBase), "/", index);
  }
  std::string path = Cat(kPrefix, tile.level, "/", index);
  return tile.width == kTileWidth ? path : Cat(path, kPartial, tile.width);
}

absl::StatusOr<TileCoord> ParseTilePath(std::string_view path) {
  if (path.substr(0, kPrefix.size()) != kPrefix) return BadPath("it must begin with tile/");
  path.remove_prefix(kPrefix.size());
  const size_t slash = path.find('/');
  if (slash == std::string_view::npos) return BadPath("the index is missing");
  TileCoord tile;
  const std::optional<unsigned> level = ParseSmall(path.substr(0, slash), kMaxPathLevel);
  if (!level.has_value()) return BadPath("the level must be a number from 0 to 63");
  tile.level = *level;
  path.remove_prefix(slash + 1);
  if (const size_t partial = path.find(kPartial); partial != std::string_view::npos) {
    const std::optional<unsigned> width = ParseSmall(path.substr(partial + kPartial.size()), kTileWidth - 1);
    if (!width.has_value() || *width == 0) return BadPath("the width must be a number from 1 to 255");
    tile.width = *width;
    path = path.substr(0, partial);
  }
  const std::optional<uint64_t> index = ParseIndex(path);
  if (!index.has_value()) return BadPath("the index must be groups of three digits, all but the last with an x");
  tile.index = *index;
  return tile;
}

}  // namespace ingot::merkle
