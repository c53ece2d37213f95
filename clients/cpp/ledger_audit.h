// An auditor's verification of a whole ledger, from a server, a dump or a tree of tiles.
#ifndef INGOT_CLIENTS_CPP_LEDGER_AUDIT_H_
#define INGOT_CLIENTS_CPP_LEDGER_AUDIT_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cpp/ledger_client.h"
#include "clients/cpp/replay_stream.h"
#include "clients/cpp/tile_check.h"
#include "ledger/audit/finding.h"
#include "ledger/audit/replay_state.h"
#include "ledger/base/hash.h"
#include "ledger/merkle/tile.h"
#include "ledger/note/note.h"

namespace ingot::client {

// From a server, from entry `first_seq` on. `timeout` bounds the whole stream; `client` outlives it.
EntryStream EntriesFromServer(LedgerClient& client, absl::Duration timeout, uint64_t first_seq = 0);
TileOpener TilesFromServer(LedgerClient& client, absl::Duration timeout);

struct AuditInput {
  EntryStream entries;
  // Stored tiles to compare; may be null (a dump has none).
  TileOpener tiles;
  // The stored partial tile at the end of a level; may be null (a server makes them anew).
  std::function<absl::StatusOr<std::string>(const merkle::TileCoord& tile)> partial_tile;
  // Keys that the auditor trusts; at least one.
  std::vector<note::VerifierKey> keys;
  // The ledger that it must be.
  std::optional<Hash> ledger_id;
  // What an earlier audit verified; `entries` then begin with the entry after it.
  std::optional<audit::ReplayState> earlier;
  ReplayOptions replay;
  // Called with the finished replay where everything is verified, to keep its state; may be null.
  std::function<absl::Status(std::string_view checkpoint, const audit::Replayer& replayer)> keep;
};

struct AuditReport {
  // By entry; the first one is the first bad index.
  std::vector<audit::Finding> findings;
  uint64_t findings_dropped = 0;
  uint64_t entries = 0;
  // Of them, those that an earlier audit verified and this one did not look at.
  uint64_t earlier = 0;
  uint64_t submissions = 0;
  // Entries whose rules were replayed.
  uint64_t replayed = 0;
  uint64_t terms_not_examined = 0;
  uint64_t tiles = 0;
  Hash ledger_id{};
  Hash root{};
  // The signed note of another ledger's checkpoint that entry 0 cites, unverified; empty where it cites none.
  std::string predecessor;
  // The note that the entries were held against.
  std::string checkpoint;

  bool verified() const { return findings.empty(); }
  // Nothing is wrong with what could be checked, but the ledger uses rules that this program does not know.
  bool rules_unknown() const;
};

// Verifies everything: hashes, links, signatures, the tree against the checkpoint, the rules replayed, tiles. Findings
// are no errors. Errors: of the source; INVALID_ARGUMENT where it holds no ledger, or more than one checkpoint.
absl::StatusOr<AuditReport> AuditLedger(AuditInput input);

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_LEDGER_AUDIT_H_
