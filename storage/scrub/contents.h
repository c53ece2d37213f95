// What a ledger's database must hold beside the entries, and what it holds. For storage/ only.
#ifndef INGOT_STORAGE_SCRUB_CONTENTS_H_
#define INGOT_STORAGE_SCRUB_CONTENTS_H_

#include <cstdint>
#include <functional>
#include <string>

#include "ledger/audit/finding.h"
#include "ledger/state/view.h"
#include "storage/db/database.h"

namespace ingot::storage {

using FindingSink = std::function<void(audit::Finding)>;

// Compares the records of the state, the idempotency keys and the indexes with those that the entries make, one for
// one: altered, missing and superfluous ones are findings, each in the place of the entry that its record names last.
void CompareRecords(const Database& database, const state::MemoryView& made, const FindingSink& report);

// Compares a family of `stored` with that of `made`, a database that was made again from the entries (storage/rebuild),
// byte for byte and in the order of keys: each altered, missing or superfluous record is a finding that names its kind.
void CompareFamily(const Database& stored, const Database& made, Family family, const FindingSink& report);

// That nothing else stands in the database of a ledger of `size` entries: no terms, tile or checkpoint beyond it, and
// no unknown record.
void CheckNothingElse(const Database& database, uint64_t size, const FindingSink& report);

// That every record of every family can be read, by its block's checksum: also of families that are derived and looked
// at by nobody here (the index's pages, the books, what is sealed, refused submissions).
void CheckTableFiles(const Database& database, const FindingSink& report);

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_SCRUB_CONTENTS_H_
