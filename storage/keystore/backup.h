// Copies of a keystore, kept for a bounded time: what was erased is gone from the last copy when that time is over.
#ifndef INGOT_STORAGE_KEYSTORE_BACKUP_H_
#define INGOT_STORAGE_KEYSTORE_BACKUP_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace ingot::storage {

// Copies the keystore at `path`, which a server may be using, to <to>/<UTC time> (20060102T150405Z), durably, and
// overwrites and removes the copies there that are older than `keep`. Returns the new copy's path. A keystore that is
// copied after the database opens everything in the database's copy. `to` is made where missing; it holds copies of
// one keystore only.
absl::StatusOr<std::string> BackUpKeystore(const std::string& path, const std::string& to, absl::Time now,
                                           absl::Duration keep);

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_KEYSTORE_BACKUP_H_
