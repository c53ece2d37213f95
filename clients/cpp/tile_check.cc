#include "clients/cpp/tile_check.h"

#include <utility>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::client {

absl::Status TileCheck::Add(const Hash& leaf) {
  for (const merkle::FullTile& made : builder_.Append(leaf)) {
    // A level begins once the level below it is 256 tiles long, so levels appear one by one.
    if (made.level == sources_.size()) {
      INGOT_ASSIGN_OR_RETURN(TileSource source, open_(made.level));
      sources_.push_back(std::move(source));
    }
    INGOT_ASSIGN_OR_RETURN(const std::string stored, sources_[made.level]());
    Compare(made, stored);
    ++tiles_;
  }
  return absl::OkStatus();
}

void TileCheck::Compare(const merkle::FullTile& made, const std::string& stored) {
  if (stored == made.bytes) return;
  if (findings_.size() == kMaxFindings) {
    ++findings_dropped_;
    return;
  }
  size_t byte = 0;
  while (byte < stored.size() && byte < made.bytes.size() && stored[byte] == made.bytes[byte]) ++byte;
  const uint64_t hash = made.index * merkle::kTileWidth + byte / kHashSize;
  audit::Finding finding{audit::FindingKind::kTileMismatch, hash << (merkle::kTileHeight * made.level), ""};
  finding.message = Cat("stored tile ", merkle::TilePath({made.level, made.index, merkle::kTileWidth}), ", hash ",
                        byte / kHashSize, ", is not the hash of the entries");
  findings_.push_back(std::move(finding));
}

}  // namespace ingot::client
