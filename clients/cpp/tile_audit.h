// A tlog-tiles tree with its entry bundles as what an audit reads: a static copy of a ledger, without its server.
#ifndef INGOT_CLIENTS_CPP_TILE_AUDIT_H_
#define INGOT_CLIENTS_CPP_TILE_AUDIT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "clients/cpp/replay_stream.h"
#include "clients/cpp/tile_check.h"
#include "clients/cpp/tile_folder.h"
#include "ledger/merkle/tile.h"

namespace ingot::client {

// The entries below the checkpoint that the folder has now, a bundle at a time, without terms: a bundle holds none. An
// export that goes on meanwhile takes nothing away from it. Errors, now or when the stream comes there:
//   NOT_FOUND         there is no checkpoint, or no bundle: how to get them
//   INVALID_ARGUMENT  what is no checkpoint; a bundle that does not hold its entries
// and those of TileFolder::Read.
absl::StatusOr<EntryStream> EntriesFromTiles(std::shared_ptr<const TileFolder> folder);

// Its full hash tiles; one that is not there is empty.
TileOpener TilesFromFolder(std::shared_ptr<const TileFolder> folder);
// The hashes of a partial tile, from its own file or the full one that took its place; empty where neither is there.
absl::StatusOr<std::string> PartialTileFromFolder(const TileFolder& folder, const merkle::TileCoord& tile);

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_TILE_AUDIT_H_
