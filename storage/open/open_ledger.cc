#include "storage/open/open_ledger.h"

#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/merkle/tile.h"

namespace ingot::storage {
namespace {

constexpr char kSuccessor[] =
    "stop: serving it would sign a second history. Find the newer copy of the database (its disk, not a backup); if it "
    "is lost, go on with a successor ledger that cites the last known checkpoint";

// The anchor, or null where there is none.
absl::StatusOr<std::unique_ptr<Anchor>> FindAnchor(const LedgerOptions& options) {
  std::error_code error;
  const auto database = std::filesystem::weakly_canonical(options.database.path, error);
  const auto anchor = std::filesystem::weakly_canonical(options.anchor_path, error);
  const std::string inside = Cat(database.string(), "/");
  if (error || Cat(anchor.string(), "/").compare(0, inside.size(), inside) == 0) {
    return absl::FailedPreconditionError(Cat("The anchor ", options.anchor_path,
                                             " must lie outside the database's directory ", options.database.path,
                                             ": a restored copy of the directory must not bring its own anchor"));
  }
  absl::StatusOr<std::unique_ptr<Anchor>> loaded = Anchor::Load(options.anchor_path);
  if (absl::IsNotFound(loaded.status())) {
    return std::unique_ptr<Anchor>();
  }
  return loaded;
}

absl::Status Inconsistent(std::string_view what) {
  return absl::DataLossError(Cat("The stored head does not follow from the stored entries: ", what,
                                 ". Restore the database from a verified copy that reaches the anchor"));
}

// Hashes of the entries in the rightmost tile of level 0.
absl::StatusOr<std::string> RebuildLeaves(const Snapshot& stored) {
  const uint64_t size = stored.head().size;
  const unsigned width = merkle::PartialTileWidth(size, 0);
  std::string leaves;
  INGOT_RETURN_IF_ERROR(stored.ScanEntries(size - width, width, [&leaves](const StoredEntry& entry) {
    leaves.append(AsBytes(merkle::LeafHash(entry.entry)));
    return true;
  }));
  return leaves;
}

// The edge of the stored tree, from the last entries and the full tiles below each partial one.
absl::StatusOr<merkle::TileBuilder> RebuildEdge(const Snapshot& stored) {
  const uint64_t size = stored.head().size;
  const merkle::TileFetcher fetch = [&stored](unsigned level,
                                              uint64_t index) -> absl::StatusOr<std::shared_ptr<const std::string>> {
    INGOT_ASSIGN_OR_RETURN(std::string tile, stored.Tile(level, index));
    return std::make_shared<const std::string>(std::move(tile));
  };
  merkle::TileEdge edge;
  for (unsigned level = 0; level < merkle::kMaxTileLevels; ++level) {
    INGOT_ASSIGN_OR_RETURN(std::string row,
                           level == 0 ? RebuildLeaves(stored) : merkle::RebuildPartialTile(size, level, fetch));
    edge.push_back(std::move(row));
  }
  while (!edge.empty() && edge.back().empty()) {
    edge.pop_back();
  }
  return merkle::TileBuilder::Restore(size, std::move(edge));
}

// The stored head with its edge, checked against entries, tiles and the last checkpoint.
absl::StatusOr<Head> VerifyHead(const Snapshot& stored) {
  Head head = stored.head();
  INGOT_ASSIGN_OR_RETURN(const std::string first, stored.Entry(0));
  INGOT_ASSIGN_OR_RETURN(const std::string last, stored.Entry(head.size - 1));
  if (merkle::LeafHash(first) != head.ledger_id) {
    return Inconsistent("entry 0 is not the one that the ledger is named after");
  }
  if (merkle::LeafHash(last) != head.last_leaf) {
    return Inconsistent(Cat("entry ", head.size - 1, " has another hash"));
  }
  INGOT_ASSIGN_OR_RETURN(const merkle::TileBuilder builder, RebuildEdge(stored));
  if (builder.Root() != head.root) {
    return Inconsistent(Cat("the tree of ", head.size, " entries has another root"));
  }
  INGOT_ASSIGN_OR_RETURN(const CheckpointRecord checkpoint, stored.CheckpointAtOrAfter(head.size));
  if (checkpoint.size != head.size || checkpoint.root != head.root) {
    return Inconsistent(Cat("the checkpoint of size ", head.size, " has another root"));
  }
  head.edge = std::make_shared<const merkle::TileEdge>(builder.edge());
  return head;
}

absl::Status CheckAnchor(const AnchorRecord& anchor, const Snapshot& snapshot) {
  const Head& head = snapshot.head();
  if (anchor.size == 0) {
    return absl::OkStatus();
  }
  if (anchor.size > head.size) {
    return absl::FailedPreconditionError(Cat("The database holds ", head.size, " entries, and the anchor knows ",
                                             anchor.size, ": signed entries were lost or rolled back; ", kSuccessor));
  }
  if (anchor.ledger_id != head.ledger_id) {
    return absl::FailedPreconditionError(Cat("The anchor belongs to the ledger ", ToHex(anchor.ledger_id),
                                             ", the database to ", ToHex(head.ledger_id),
                                             ": configure the files that belong together"));
  }
  INGOT_ASSIGN_OR_RETURN(const CheckpointRecord checkpoint, snapshot.CheckpointAtOrAfter(anchor.size));
  if (checkpoint.size != anchor.size || checkpoint.root != anchor.root) {
    return absl::FailedPreconditionError(Cat("At ", anchor.size, " entries the database has another root than the ",
                                             "anchor: its history was altered; ", kSuccessor));
  }
  return absl::OkStatus();
}

// Opens a database whose log RocksDB refuses, if what is damaged was never signed. A power failure does that: of the
// batch that was being written some blocks reached the disk and earlier ones did not. The anchor is synced before every
// signature, so it tells that batch from one that somebody was told of; before that is known nothing is touched.
absl::StatusOr<std::shared_ptr<Database>> OpenUpToDamage(DatabaseOptions options, const AnchorRecord& anchor,
                                                         const absl::Status& refused) {
  options.create_if_missing = false;
  options.log_damage = LogDamage::kLeaveOutRest;
  options.read_only = true;
  {
    const absl::StatusOr<std::shared_ptr<Database>> probe = Database::Open(options);
    if (!probe.ok()) {
      return refused;
    }
    INGOT_ASSIGN_OR_RETURN(Head head, ReadStoredHead(**probe));
    const absl::Status reaches_anchor = CheckAnchor(anchor, *Snapshot::Take(*probe, std::move(head)));
    if (!reaches_anchor.ok()) {
      return absl::DataLossError(Cat(FromAbsl(refused.message()), ". Without what is damaged: ",
                                     FromAbsl(reaches_anchor.message()), ". Nothing was changed"));
    }
  }
  options.read_only = false;
  return Database::Open(options);
}

absl::StatusOr<std::shared_ptr<Database>> FindDatabase(const LedgerOptions& options, const Anchor* anchor) {
  DatabaseOptions database = options.database;
  const bool anchored = anchor != nullptr && anchor->record().size > 0;
  database.create_if_missing = database.create_if_missing && !anchored;
  absl::StatusOr<std::shared_ptr<Database>> opened = Database::Open(database);
  if (anchored && absl::IsNotFound(opened.status())) {
    return absl::FailedPreconditionError(Cat("The anchor knows a ledger of ", anchor->record().size,
                                             " entries, and there is no database at ", database.path, ": ",
                                             kSuccessor));
  }
  if (anchor != nullptr && absl::IsDataLoss(opened.status())) {
    return OpenUpToDamage(database, anchor->record(), opened.status());
  }
  return opened;
}

absl::Duration MonotonicNow() { return absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch()); }

}  // namespace

absl::StatusOr<OpenedLedger> OpenLedger(const LedgerOptions& options) {
  INGOT_ASSIGN_OR_RETURN(std::unique_ptr<Anchor> anchor, FindAnchor(options));
  INGOT_ASSIGN_OR_RETURN(std::shared_ptr<const Database> database, FindDatabase(options, anchor.get()));
  INGOT_ASSIGN_OR_RETURN(Head head, ReadStoredHead(*database));
  if (anchor == nullptr && head.size > 0) {
    return absl::FailedPreconditionError(Cat(
        "The database ", options.database.path, " holds ", head.size, " entries, and there is no anchor at ",
        options.anchor_path, ": configure the anchor's path; if the anchor is lost or this is a backup, ", kSuccessor));
  }
  if (anchor == nullptr && !options.database.create_if_missing) {
    return absl::FailedPreconditionError(Cat("The empty database ", options.database.path, " has no anchor at ",
                                             options.anchor_path, ": create the ledger anew"));
  }
  if (head.size > 0) {
    INGOT_ASSIGN_OR_RETURN(head, VerifyHead(*Snapshot::Take(database, std::move(head))));
  }
  OpenedLedger ledger;
  ledger.snapshot = Snapshot::Take(database, head);
  if (anchor == nullptr) {
    INGOT_ASSIGN_OR_RETURN(anchor, Anchor::Create(options.anchor_path));
  }
  INGOT_RETURN_IF_ERROR(CheckAnchor(anchor->record(), *ledger.snapshot));
  INGOT_ASSIGN_OR_RETURN(ledger.unsigned_checkpoints, ledger.snapshot->UnsignedCheckpoints(kMaxUnsignedCheckpoints));
  ledger.database = std::move(database);
  ledger.anchor = std::move(anchor);
  ledger.head = std::move(head);
  ledger.disk_reserve = std::make_unique<DiskReserve>(
      options.disk_reserve_bytes, [path = options.database.path] { return FreeDiskBytes(path); }, MonotonicNow);
  return ledger;
}

}  // namespace ingot::storage
