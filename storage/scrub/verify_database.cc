#include "storage/scrub/verify_database.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "ledger/audit/replay.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "storage/db/snapshot.h"
#include "storage/rebuild/rebuilder.h"
#include "storage/scrub/contents.h"
#include "storage/scrub/scrubber.h"

namespace ingot::storage {
namespace {

// Entries between two calls of progress.
constexpr uint64_t kStep = 4096;
constexpr size_t kMaxFindings = Scrubber::kMaxFindings;

void Append(const std::vector<audit::Finding>& findings, uint64_t dropped, DatabaseReport* report) {
  report->findings.insert(report->findings.end(), findings.begin(), findings.end());
  report->findings_dropped += dropped;
}

// Replays every rule. Unreadable entries are the scrub's finding; the replay ends there.
void Replay(const Snapshot& stored, audit::Replayer& replayer) {
  const absl::Status read = stored.ScanEntries(0, stored.head().size, [&replayer](const StoredEntry& entry) {
    std::optional<ingot::v1::DetachedPart> terms;
    if (!entry.terms.empty()) {
      // What is no message is the scrub's finding as well.
      terms.emplace().ParseFromArray(entry.terms.data(), static_cast<int>(entry.terms.size()));
    }
    replayer.Add(std::string(entry.entry), std::move(terms));
    return true;
  });
  if (read.ok()) {
    replayer.FinishEntries();
  }
}

// Makes the ledger again in `scratch`, and compares what nothing else checks.
void CompareDerived(const std::shared_ptr<const Database>& database, const Snapshot& stored,
                    const std::shared_ptr<const Database>& scratch, const FindingSink& report, uint64_t* rebuilt) {
  Rebuilder rebuilder({.sealed = true}, scratch, Head());
  absl::Status made;
  while (made.ok() && rebuilder.size() < stored.head().size) made = rebuilder.Step(stored, stored.head().size, kStep);
  *rebuilt = rebuilder.size();
  if (!made.ok()) {
    report({audit::FindingKind::kStateMismatch, rebuilder.taken(), std::string(FromAbsl(made.message()))});
    return;
  }
  CompareFamily(*database, *scratch, Family::kBooks, report);
  CompareFamily(*database, *scratch, Family::kVault, report);
}

}  // namespace

absl::StatusOr<DatabaseReport> VerifyDatabase(const std::shared_ptr<const Database>& database,
                                              const ScratchMaker& make_scratch,
                                              const std::function<void(uint64_t done, uint64_t total)>& progress) {
  INGOT_ASSIGN_OR_RETURN(Head head, ReadStoredHead(*database));
  const uint64_t size = head.size;
  DatabaseReport report;
  report.ledger_id = head.ledger_id;
  report.root = head.root;
  const std::shared_ptr<const Snapshot> stored = Snapshot::Take(database, std::move(head));

  Scrubber scrubber;
  while (scrubber.Step(*stored, kStep)) {
    if (progress) progress(scrubber.position(), size);
  }
  report.entries = scrubber.position();
  Append(scrubber.findings(), scrubber.findings_dropped(), &report);

  audit::Replayer replayer;
  Replay(*stored, replayer);
  report.replayed = replayer.replayed();
  report.records = replayer.state().size();
  Append(replayer.findings(), replayer.findings_dropped(), &report);

  std::vector<audit::Finding> found;
  uint64_t dropped = 0;
  const FindingSink sink = [&found, &dropped](audit::Finding finding) {
    if (found.size() < kMaxFindings) {
      found.push_back(std::move(finding));
    } else {
      ++dropped;
    }
  };
  // Records of a replay that stopped halfway, or went without terms that are missing, would differ for that reason
  // alone.
  if (replayer.replayed() == size && replayer.terms_not_examined() == 0) {
    CompareRecords(*database, replayer.state(), sink);
    if (make_scratch != nullptr && report.findings.empty() && found.empty()) {
      INGOT_ASSIGN_OR_RETURN(const std::shared_ptr<const Database> scratch, make_scratch());
      CompareDerived(database, *stored, scratch, sink, &report.rebuilt);
    }
  }
  CheckNothingElse(*database, size, sink);
  CheckTableFiles(*database, sink);
  Append(found, dropped, &report);
  std::stable_sort(report.findings.begin(), report.findings.end(),
                   [](const audit::Finding& a, const audit::Finding& b) { return a.seq < b.seq; });
  // What the scrub and the replay both found is told once.
  report.findings.erase(std::unique(report.findings.begin(), report.findings.end(),
                                    [](const audit::Finding& a, const audit::Finding& b) {
                                      return a.seq == b.seq && a.kind == b.kind &&
                                             a.kind != audit::FindingKind::kStateMismatch;
                                    }),
                        report.findings.end());
  return report;
}

}  // namespace ingot::storage
