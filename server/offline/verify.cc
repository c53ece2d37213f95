// ingotd --verify.
#include <algorithm>
#include <optional>
#include <string_view>

#include "ledger/audit/finding.h"
#include "ledger/base/hash.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "server/files/files.h"
#include "server/offline/offline.h"
#include "server/offline/scratch.h"
#include "storage/anchor/anchor.h"
#include "storage/db/snapshot.h"
#include "storage/scrub/verify_database.h"

namespace ingot::offline {
namespace {

// The anchor's newer whole slot, read without its lock: nobody writes it meanwhile.
absl::StatusOr<storage::AnchorRecord> ReadAnchor(const std::string& path) {
  INGOT_ASSIGN_OR_RETURN(const std::string bytes, files::Read(path, 2 * storage::kAnchorSlotBytes));
  std::optional<storage::AnchorRecord> newest;
  for (size_t at = 0; at + storage::kAnchorSlotBytes <= bytes.size(); at += storage::kAnchorSlotBytes) {
    const auto record = storage::DecodeAnchorSlot(std::string_view(bytes).substr(at, storage::kAnchorSlotBytes));
    if (record.has_value() && (!newest.has_value() || record->generation > newest->generation)) newest = record;
  }
  if (newest.has_value()) return *newest;
  return absl::DataLossError(Cat(path, " is no anchor: neither slot is whole"));
}

// That the database reaches the anchor with its root.
absl::Status CheckAnchor(const storage::AnchorRecord& anchor, const storage::Snapshot& snapshot) {
  if (anchor.size == 0) return absl::OkStatus();
  if (anchor.size > snapshot.head().size) {
    return absl::FailedPreconditionError(
        Cat("the anchor knows ", anchor.size, " entries, the database holds ", snapshot.head().size));
  }
  INGOT_ASSIGN_OR_RETURN(const storage::CheckpointRecord at, snapshot.CheckpointAtOrAfter(anchor.size));
  if (at.size == anchor.size && at.root == anchor.root && anchor.ledger_id == snapshot.head().ledger_id) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(Cat("at ", anchor.size, " entries the anchor knows another root"));
}

}  // namespace

absl::StatusOr<bool> Verify(const std::shared_ptr<const storage::Database>& database, const std::string& anchor_path,
                            const std::string& scratch_path, std::ostream& out) {
  storage::DatabaseReport report;
  {
    INGOT_RETURN_IF_ERROR(Scratch::CheckRoom(scratch_path, database->path()));
    std::unique_ptr<Scratch> scratch;
    const auto make = [&]() -> absl::StatusOr<std::shared_ptr<const storage::Database>> {
      INGOT_ASSIGN_OR_RETURN(scratch, Scratch::Make(scratch_path));
      return scratch->database();
    };
    INGOT_ASSIGN_OR_RETURN(report, storage::VerifyDatabase(database, make, nullptr));
  }
  if (!anchor_path.empty()) {
    INGOT_ASSIGN_OR_RETURN(const storage::AnchorRecord anchor, ReadAnchor(anchor_path));
    INGOT_ASSIGN_OR_RETURN(storage::Head head, storage::ReadStoredHead(*database));
    const absl::Status reached = CheckAnchor(anchor, *storage::Snapshot::Take(database, std::move(head)));
    if (!reached.ok()) {
      report.findings.push_back(
          {audit::FindingKind::kRewrittenHistory, report.entries, std::string(FromAbsl(reached.message()))});
    }
  }
  const bool whole = report.findings.empty();
  out << (whole ? "WHOLE" : "DAMAGED") << ": ledger " << ToHex(report.ledger_id) << ", " << report.entries
      << " entries, " << report.replayed << " replayed, " << report.rebuilt << " made again, " << report.records
      << " records, root " << ToHex(report.root) << "\n";
  for (const audit::Finding& finding : report.findings) {
    out << "entry " << finding.seq << ": " << audit::FindingName(finding.kind) << ": " << finding.message << "\n";
  }
  if (report.findings_dropped > 0) out << "... and " << report.findings_dropped << " more\n";
  return whole;
}

}  // namespace ingot::offline
