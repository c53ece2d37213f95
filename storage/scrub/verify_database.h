// A whole database held against its entries: what a scrub checks, every rule replayed from entry 0, and every record,
// index, key and book compared with what the replay makes. For a database that nobody has open: a stopped server's, or
// a backup.
#ifndef INGOT_STORAGE_SCRUB_VERIFY_DATABASE_H_
#define INGOT_STORAGE_SCRUB_VERIFY_DATABASE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/audit/finding.h"
#include "ledger/base/hash.h"
#include "storage/db/database.h"

namespace ingot::storage {

struct DatabaseReport {
  // By entry; at most kMaxFindings of each kind of check.
  std::vector<audit::Finding> findings;
  uint64_t findings_dropped = 0;
  uint64_t entries = 0;
  // Entries whose rules were replayed.
  uint64_t replayed = 0;
  uint64_t records = 0;
  // Entries that the books were made again from.
  uint64_t rebuilt = 0;
  Hash ledger_id{};
  Hash root{};
};

// Memory grows with the state, not with the entries, but for what reversals need of each. `progress` may be null.
// `make_scratch` gives an empty database, in which the books and what finds sealed parts are made again from entries
// that nothing else was found wrong with; null leaves that out. Errors where there is no head to begin with
// (ReadStoredHead's) and of `make_scratch`; everything else is a finding.
using ScratchMaker = std::function<absl::StatusOr<std::shared_ptr<const Database>>()>;
absl::StatusOr<DatabaseReport> VerifyDatabase(const std::shared_ptr<const Database>& database,
                                              const ScratchMaker& make_scratch,
                                              const std::function<void(uint64_t done, uint64_t total)>& progress);

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_SCRUB_VERIFY_DATABASE_H_
