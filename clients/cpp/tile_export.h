// A ledger as a static tlog-tiles tree (c2sp.org/tlog-tiles), which any web server can serve and any verifier of that
// format can read: checkpoint, tile/<level>/..., and for whoever may read entries tile/entries/....
#ifndef INGOT_CLIENTS_CPP_TILE_EXPORT_H_
#define INGOT_CLIENTS_CPP_TILE_EXPORT_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "clients/cpp/ledger_client.h"

namespace ingot::client {

struct TileExportOptions {
  std::string folder;
  // Entry bundles too; only auditors and the operator may read them.
  bool entries = false;
  // The newest checkpoint that a quorum of witnesses cosigned, instead of the newest one.
  bool cosigned = false;
  // Entries so far, and in all; may be null.
  std::function<void(uint64_t done, uint64_t total)> progress;
};

struct TileExportResult {
  uint64_t from_size = 0;  // of the tree that the folder held before; 0 for none
  uint64_t size = 0;
  uint64_t files = 0;    // written, the checkpoint included
  uint64_t removed = 0;  // partial files whose full one is there
};

// Brings the folder to the server's newest checkpoint: fetches what is new, recomputes every hash of it, and writes
// each file whole or not at all, the checkpoint last, once the tree's root is the one that the checkpoint signs. So
// readers see one whole tree or the next one, and an export that was cut off goes on where it stopped. Errors:
//   FAILED_PRECONDITION  the folder holds another ledger's tree, or something else
//   DATA_LOSS            its own tree is damaged (ingot verify tiles names what)
//   misbehaviour         the server's ledger is no continuation of the folder's, or its tiles do not give its root
// and those of the server (ROLE_REQUIRED, NOT_COSIGNED) and of files. One export a folder at a time.
absl::StatusOr<TileExportResult> ExportTiles(LedgerClient& ledger, const TileExportOptions& options);

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_TILE_EXPORT_H_
