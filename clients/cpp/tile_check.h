// Compares the hash tiles that a server stores with those of the entries that it sent: a damaged tile would make wrong
// proofs later, though every entry is whole.
#ifndef INGOT_CLIENTS_CPP_TILE_CHECK_H_
#define INGOT_CLIENTS_CPP_TILE_CHECK_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/audit/finding.h"
#include "ledger/merkle/tile.h"

namespace ingot::client {

// The stored full tiles of one level, in order. Returns the next one, or an error.
using TileSource = std::function<absl::StatusOr<std::string>()>;
// Opens the tiles of a level, from an index on.
using TileOpener = std::function<absl::StatusOr<TileSource>(unsigned level, uint64_t first_index)>;

// Not thread-safe.
class TileCheck {
 public:
  static constexpr size_t kMaxFindings = 100;

  explicit TileCheck(TileOpener open) : open_(std::move(open)) {}

  // The next full tile that the entries give, in the order in which they complete them. Fetches the stored one and
  // compares; errors of the source are passed on.
  absl::Status Add(const merkle::FullTile& made);
  // The partial tile at the end of a level, after all full ones, beside the stored one.
  void AddPartial(const merkle::TileCoord& tile, std::string_view made, std::string_view stored);

  // kTileMismatch: the first wrong hash of a tile, named by the first entry below it. A hash whose own tile below is
  // wrong says nothing new and is passed over.
  const std::vector<audit::Finding>& findings() const { return findings_; }
  uint64_t findings_dropped() const { return findings_dropped_; }
  uint64_t tiles() const { return tiles_; }

 private:
  // False where they differ.
  bool Compare(const merkle::TileCoord& tile, std::string_view made, std::string_view stored);
  void Report(const merkle::TileCoord& tile, uint64_t hash, std::string_view what);

  TileOpener open_;
  std::vector<TileSource> sources_;        // by level
  std::vector<std::set<uint64_t>> wrong_;  // by level: wrong tiles below the next tile of the level above
  std::vector<audit::Finding> findings_;
  uint64_t findings_dropped_ = 0;
  uint64_t tiles_ = 0;
};

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_TILE_CHECK_H_
