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
  Compare(made, stored);
  if (made.level > 0) wrong_[made.level - 1].clear();
  ++tiles_;
  return absl::OkStatus();
}

void TileCheck::Compare(const merkle::FullTile& made, const std::string& stored) {
  if (stored == made.bytes) return;
  wrong_[made.level].insert(made.index);
  for (uint64_t i = 0; i < merkle::kTileWidth; ++i) {
    const size_t at = i * kHashSize;
    if (at < stored.size() && made.bytes.compare(at, kHashSize, stored, at, kHashSize) == 0) continue;
    const uint64_t hash = made.index * merkle::kTileWidth + i;
    if (made.level > 0 && wrong_[made.level - 1].contains(hash)) continue;
    if (findings_.size() == kMaxFindings) {
      ++findings_dropped_;
      return;
    }
    findings_.push_back({audit::FindingKind::kTileMismatch, hash << (merkle::kTileHeight * made.level),
                         Cat("stored tile ", merkle::TilePath({made.level, made.index, merkle::kTileWidth}), ", hash ",
                             i, ", is not the hash of the entries")});
    return;
  }
}

}  // namespace ingot::client
