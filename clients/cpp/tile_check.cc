#include "clients/cpp/tile_check.h"

#include <utility>

#include "ledger/base/hash.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::client {

absl::Status TileCheck::Add(const merkle::FullTile& made) {
  // A level begins once the level below it is 256 tiles long, so levels appear one by one.
  if (made.level == sources_.size()) {
    INGOT_ASSIGN_OR_RETURN(TileSource source, open_(made.level, made.index));
    sources_.push_back(std::move(source));
    wrong_.emplace_back();
  }
  INGOT_ASSIGN_OR_RETURN(const std::string stored, sources_[made.level]());
  if (!Compare({made.level, made.index, merkle::kTileWidth}, made.bytes, stored)) wrong_[made.level].insert(made.index);
  if (made.level > 0) wrong_[made.level - 1].clear();
  return absl::OkStatus();
}

void TileCheck::AddPartial(const merkle::TileCoord& tile, std::string_view made, std::string_view stored) {
  Compare(tile, made, stored);
}

bool TileCheck::Compare(const merkle::TileCoord& tile, std::string_view made, std::string_view stored) {
  ++tiles_;
  if (stored == made) return true;
  for (unsigned i = 0; i < tile.width; ++i) {
    const size_t at = i * kHashSize;
    if (at < stored.size() && made.substr(at, kHashSize) == stored.substr(at, kHashSize)) continue;
    const uint64_t hash = tile.index * merkle::kTileWidth + i;
    if (tile.level > 0 && wrong_[tile.level - 1].contains(hash)) continue;
    Report(tile, hash, Cat(", hash ", i, ", is not the hash of the entries"));
    return false;
  }
  if (stored.size() > made.size()) Report(tile, tile.index * merkle::kTileWidth, " is longer than its width");
  return false;
}

void TileCheck::Report(const merkle::TileCoord& tile, uint64_t hash, std::string_view what) {
  if (findings_.size() == kMaxFindings) {
    ++findings_dropped_;
    return;
  }
  findings_.push_back({audit::FindingKind::kTileMismatch, hash << (merkle::kTileHeight * tile.level),
                       Cat("stored tile ", merkle::TilePath(tile), what)});
}

}  // namespace ingot::client
