#include "ledger/merkle/tile.h"

#include <bit>
#include <utility>

#include "absl/status/status.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/leaf_hash.h"

namespace ingot::merkle {
namespace {

Hash HashAt(std::string_view hashes, size_t i) { return *HashFromBytes(hashes.substr(i * kHashSize, kHashSize)); }

// Levels above the top of any tree have no hashes; shifting by 64 or more would be undefined.
uint64_t HashesAtLevel(uint64_t size, unsigned level) {
  return level < kMaxTileLevels ? size >> (kTileHeight * level) : 0;
}

absl::Status CheckEdge(uint64_t size, const TileEdge& edge) {
  if (size > kMaxTreeSize) return absl::InvalidArgumentError(Cat("tree size ", size, " is above 2^63 - 1"));
  for (unsigned level = 0; level < kMaxTileLevels; ++level) {
    const size_t expected = PartialTileWidth(size, level) * kHashSize;
    const size_t actual = level < edge.size() ? edge[level].size() : 0;
    if (actual != expected) {
      return absl::InvalidArgumentError(Cat("the partial tile of level ", level, " of a tree of ", size, " leaves has ",
                                            expected, " bytes, not ", actual));
    }
  }
  if (edge.size() > kMaxTileLevels || (!edge.empty() && edge.back().empty())) {
    return absl::InvalidArgumentError("the edge has levels that the tree doesn't have");
  }
  return absl::OkStatus();
}

// The peaks of a tree of `size` leaves: in each level's partial tile, the perfect subtrees for its width's set bits.
std::vector<Hash> PeaksOfEdge(const TileEdge& edge) {
  std::vector<Hash> peaks;
  for (auto tile = edge.rbegin(); tile != edge.rend(); ++tile) {
    std::string_view rest = *tile;
    while (!rest.empty()) {
      const size_t bytes = std::bit_floor(rest.size() / kHashSize) * kHashSize;
      peaks.push_back(TileRowHash(rest.substr(0, bytes)));
      rest.remove_prefix(bytes);
    }
  }
  return peaks;
}

}  // namespace

unsigned PartialTileWidth(uint64_t size, unsigned level) {
  return static_cast<unsigned>(HashesAtLevel(size, level) % kTileWidth);
}

uint64_t FullTileCount(uint64_t size, unsigned level) { return HashesAtLevel(size, level) / kTileWidth; }

Hash TileRowHash(std::string_view hashes) {
  INGOT_CHECK(hashes.size() % kHashSize == 0 && std::has_single_bit(hashes.size() / kHashSize));
  if (hashes.size() == kHashSize) return HashAt(hashes, 0);
  const size_t half = hashes.size() / 2;
  return NodeHash(TileRowHash(hashes.substr(0, half)), TileRowHash(hashes.substr(half)));
}

absl::StatusOr<TileBuilder> TileBuilder::Restore(uint64_t size, TileEdge edge) {
  INGOT_RETURN_IF_ERROR(CheckEdge(size, edge));
  TileBuilder builder;
  INGOT_ASSIGN_OR_RETURN(builder.range_, CompactRange::FromPeaks(size, PeaksOfEdge(edge)));
  builder.edge_ = std::move(edge);
  return builder;
}

std::vector<FullTile> TileBuilder::Append(const Hash& leaf) {
  std::vector<FullTile> full;
  range_.Append(leaf, [&](unsigned level, uint64_t index, const Hash& hash) {
    if (level % kTileHeight != 0) return;
    const unsigned tile_level = level / kTileHeight;
    if (edge_.size() <= tile_level) edge_.resize(tile_level + 1);
    std::string& tile = edge_[tile_level];
    tile.append(AsBytes(hash));
    if (tile.size() == kFullTileBytes) {
      full.push_back({tile_level, index / kTileWidth, std::exchange(tile, {})});
    }
  });
  return full;
}

TileReader::TileReader(uint64_t size, std::shared_ptr<const TileEdge> edge, TileFetcher fetch)
    : size_(size), edge_(std::move(edge)), fetch_(std::move(fetch)), remembered_(kMaxTileLevels) {
  INGOT_CHECK(edge_ != nullptr);
  INGOT_CHECK_OK(CheckEdge(size_, *edge_));
}

absl::StatusOr<std::string_view> TileReader::TileBytes(unsigned level, uint64_t index) const {
  if (index >= FullTileCount(size_, level)) return (*edge_)[level];
  Remembered& tile = remembered_[level];
  if (tile.bytes == nullptr || tile.index != index) {
    INGOT_ASSIGN_OR_RETURN(std::shared_ptr<const std::string> bytes, fetch_(level, index));
    if (bytes == nullptr || bytes->size() != kFullTileBytes) {
      return absl::DataLossError(Cat("tile ", TilePath({level, index}), " does not have ", kFullTileBytes, " bytes"));
    }
    tile = {index, std::move(bytes)};
  }
  return *tile.bytes;
}

absl::StatusOr<Hash> TileReader::Node(unsigned level, uint64_t index) const {
  if (level >= 63 || index >= size_ >> level) {
    return absl::NotFoundError(Cat("node ", index, " at level ", level, " is not in a tree of ", size_, " leaves"));
  }
  const unsigned tile_level = level / kTileHeight;
  const unsigned height = level % kTileHeight;  // above the tile's row of hashes
  const uint64_t first = index << height;       // its first hash in that row
  INGOT_ASSIGN_OR_RETURN(const std::string_view tile, TileBytes(tile_level, first / kTileWidth));
  return TileRowHash(tile.substr(first % kTileWidth * kHashSize, kHashSize << height));
}

absl::StatusOr<std::string> RebuildPartialTile(uint64_t size, unsigned level, const TileFetcher& fetch) {
  if (level == 0) return absl::InvalidArgumentError("the hashes of level 0 come from the entries, not from tiles");
  std::string hashes;
  const unsigned width = PartialTileWidth(size, level);
  const uint64_t first = FullTileCount(size, level) * kTileWidth;
  for (unsigned i = 0; i < width; ++i) {
    INGOT_ASSIGN_OR_RETURN(const std::shared_ptr<const std::string> tile, fetch(level - 1, first + i));
    if (tile == nullptr || tile->size() != kFullTileBytes) {
      return absl::DataLossError(
          Cat("tile ", TilePath({level - 1, first + i}), " does not have ", kFullTileBytes, " bytes"));
    }
    hashes.append(AsBytes(TileRowHash(*tile)));
  }
  return hashes;
}

}  // namespace ingot::merkle
