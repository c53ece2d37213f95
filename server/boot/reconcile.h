// Holds a ledger that is about to be served against what others remember of it. The anchor tells of a database that was
// rolled back by itself; where the anchor went back with it (a snapshot of the whole disk), only a checkpoint that was
// kept elsewhere can tell.
#ifndef INGOT_SERVER_BOOT_RECONCILE_H_
#define INGOT_SERVER_BOOT_RECONCILE_H_

#include <string_view>

#include "absl/status/status.h"
#include "storage/db/snapshot.h"

namespace ingot::boot {

// OK if the ledger of `snapshot` begins with the tree that the signed note states. FailedPrecondition, with the way on,
// where the ledger is shorter, has another root at that size, or does not know the key that signed the note: then a
// second history would be signed. InvalidArgument for what is no checkpoint of this origin. Errors of reads.
absl::Status Reconcile(std::string_view note, const storage::Snapshot& snapshot);

}  // namespace ingot::boot

#endif  // INGOT_SERVER_BOOT_RECONCILE_H_
