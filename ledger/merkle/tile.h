// Tiles of c2sp.org/tlog-tiles: the tree cut into rows of 256 hashes, eight levels apart. Hash i of tile n at tile
// level l is the perfect subtree over leaves [(256 n + i) 256^l, (256 n + i + 1) 256^l).
#ifndef INGOT_LEDGER_MERKLE_TILE_H_
#define INGOT_LEDGER_MERKLE_TILE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/base/hash.h"
#include "ledger/merkle/compact_range.h"
#include "ledger/merkle/node_reader.h"

namespace ingot::merkle {

inline constexpr unsigned kTileHeight = 8;
inline constexpr unsigned kTileWidth = 256;
inline constexpr size_t kFullTileBytes = kTileWidth * kHashSize;
// Tile levels that a tree of kMaxTreeSize leaves has: 0..7.
inline constexpr unsigned kMaxTileLevels = 8;

struct TileCoord {
  unsigned level = 0;           // 0..63 in a path, below kMaxTileLevels in a tree
  uint64_t index = 0;           // of the tile within its level
  unsigned width = kTileWidth;  // hashes in it, 1..256; 256 is a full tile

  friend bool operator==(const TileCoord&, const TileCoord&) = default;
};

// "tile/<L>/<N>" for a full tile, "tile/<L>/<N>.p/<W>" for a partial one; index 1234067 is "x001/x234/067". No leading
// slash. REQUIRES: level <= 63, 1 <= width <= 256.
std::string TilePath(const TileCoord& tile);

// The inverse of TilePath and of nothing else. InvalidArgument otherwise, or if the index does not fit 64 bits.
absl::StatusOr<TileCoord> ParseTilePath(std::string_view path);

// Width of the partial tile that a tree of `size` leaves has at tile level `level`: 0..255, 0 if there is none.
unsigned PartialTileWidth(uint64_t size, unsigned level);

// Number of full tiles that a tree of `size` leaves has at tile level `level`.
uint64_t FullTileCount(uint64_t size, unsigned level);

// The partial tiles of a tree: edge[level] holds the hashes of the rightmost tile at that level as consecutive bytes,
// PartialTileWidth(size, level) of them. No element after the last level that has a hash.
using TileEdge = std::vector<std::string>;

struct FullTile {
  unsigned level = 0;
  uint64_t index = 0;
  std::string bytes;  // kFullTileBytes
};

// Cuts a growing tree into tiles. Keeps the edge and the compact range, at most 255 hashes a level. Not thread-safe.
class TileBuilder {
 public:
  // The empty tree.
  TileBuilder() = default;

  // Continues a tree of `size` leaves. InvalidArgument unless each level has exactly the hashes it must have.
  static absl::StatusOr<TileBuilder> Restore(uint64_t size, TileEdge edge);

  // Appends a leaf. Returns the full tiles that it completes, lowest level first: mostly none.
  // REQUIRES: size() < kMaxTreeSize.
  std::vector<FullTile> Append(const Hash& leaf);

  uint64_t size() const { return range_.size(); }
  const TileEdge& edge() const { return edge_; }
  const CompactRange& range() const { return range_; }
  Hash Root() const { return range_.Root(); }

 private:
  CompactRange range_;
  TileEdge edge_;
};

// Fetches a full tile: kFullTileBytes bytes. Never called for a tile that a tree of the given size doesn't have.
using TileFetcher = std::function<absl::StatusOr<std::shared_ptr<const std::string>>(unsigned level, uint64_t index)>;

// The nodes of a tree of `size` leaves, read from full tiles and the edge. Remembers one fetched tile a level, so a
// proof fetches each tile once: make one reader a request. Not thread-safe.
class TileReader : public NodeReader {
 public:
  // REQUIRES: `edge` is the edge of the tree of `size` leaves (checked), not null.
  TileReader(uint64_t size, std::shared_ptr<const TileEdge> edge, TileFetcher fetch);

  // NotFound if the subtree doesn't end within the tree; DataLoss if a fetched tile has the wrong length; errors of the
  // fetcher as they are.
  absl::StatusOr<Hash> Node(unsigned level, uint64_t index) const override;

 private:
  struct Remembered {
    uint64_t index = 0;
    std::shared_ptr<const std::string> bytes;
  };

  absl::StatusOr<std::string_view> TileBytes(unsigned level, uint64_t index) const;

  uint64_t size_;
  std::shared_ptr<const TileEdge> edge_;
  TileFetcher fetch_;
  mutable std::vector<Remembered> remembered_;
};

// MTH of a whole number of consecutive hashes whose count is a power of two, as they stand in a tile. Used by scrubs:
// the MTH of a full tile is a hash of the tile above it. REQUIRES: bytes.size() is 32 times a power of two.
Hash TileRowHash(std::string_view hashes);

// Rebuilds the partial tile of `level` >= 1 of a tree of `size` leaves from the full tiles of the level below, for
// starts without a stored edge. At most 255 fetches. DataLoss if a tile has the wrong length; errors of the fetcher.
absl::StatusOr<std::string> RebuildPartialTile(uint64_t size, unsigned level, const TileFetcher& fetch);

}  // namespace ingot::merkle

#endif  // INGOT_LEDGER_MERKLE_TILE_H_
