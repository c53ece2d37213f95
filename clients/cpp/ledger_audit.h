// An auditor's verification of a whole ledger, from a server or from a dump.
#ifndef INGOT_CLIENTS_CPP_LEDGER_AUDIT_H_
#define INGOT_CLIENTS_CPP_LEDGER_AUDIT_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cpp/dump.h"
#include "clients/cpp/ledger_client.h"
#include "clients/cpp/tile_check.h"
#include "ledger/audit/finding.h"
#include "ledger/base/hash.h"
#include "ledger/note/note.h"

namespace ingot::client {

// The next message of a ledger's stream; false at its end.
using EntrySource = std::function<absl::StatusOr<bool>(v1::StreamEntriesResponse* message)>;

// From a server, from this entry (tile) on. `timeout` bounds the whole stream; `client` outlives the source.
EntrySource EntriesFromServer(LedgerClient& client, absl::Duration timeout, uint64_t first_seq = 0);
TileOpener TilesFromServer(LedgerClient& client, absl::Duration timeout, uint64_t first_index = 0);

struct AuditInput {
  EntrySource entries;
  // Stored tiles to compare; may be null (a dump has none).
  TileOpener tiles;
  // Keys that the auditor trusts; at least one.
  std::vector<note::VerifierKey> keys;
  // The ledger that it must be.
  std::optional<Hash> ledger_id;
  // Gets every message as it was received; may be null.
  DumpWriter* save = nullptr;
  // Called after each message: entries so far, and in all.
  std::function<void(uint64_t done, uint64_t total)> progress;
};

struct AuditReport {
  // By entry; the first one is the first bad index.
  std::vector<audit::Finding> findings;
  uint64_t findings_dropped = 0;
  uint64_t entries = 0;
  uint64_t submissions = 0;
  // Entries whose rules were replayed.
  uint64_t replayed = 0;
  uint64_t terms_not_examined = 0;
  uint64_t tiles = 0;
  Hash ledger_id{};
  Hash root{};
  // The note that the entries were held against.
  std::string checkpoint;

  bool verified() const { return findings.empty(); }
  // Nothing is wrong with what could be checked, but the ledger uses rules that this program does not know.
  bool rules_unknown() const;
};

// Verifies everything: hashes, links, signatures, the tree against the checkpoint, the rules replayed, tiles. Findings
// are no errors. Errors: of the source; INVALID_ARGUMENT where it holds no ledger, or more than one checkpoint.
absl::StatusOr<AuditReport> AuditLedger(const AuditInput& input);

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_LEDGER_AUDIT_H_
