// The first entry of a ledger.
#ifndef INGOT_SERVER_BOOT_GENESIS_H_
#define INGOT_SERVER_BOOT_GENESIS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ingot/v1/entry.pb.h"
#include "ledger/entry/submission.h"
#include "server/pipeline/batch.h"
#include "storage/db/head.h"
#include "storage/db/snapshot.h"

namespace ingot::boot {

inline constexpr size_t kMaxGenesisBytes = 64 * 1024;

// A genesis submission that passed form and signature.
struct Genesis {
  entry::AdmittedSubmission admitted;
  std::string origin;
  // SHA-256 of the checkpoint key.
  std::string checkpoint_key_id;

  // Entry 0 is recorded at the moment of its ceremony, occurred_at, not of the server's first start: the ledger id
  // follows from the submission alone and stands in profiles before any server runs.
  int64_t recorded_at_us() const { return admitted.events[0].event.occurred_at().unix_us(); }
};

// Reads a serialised ingot.v1.Submission with one LedgerCreated event. InvalidArgument, or the codec's refusals.
absl::StatusOr<Genesis> ReadGenesis(const std::string& path);

// Decides it on the empty ledger `head`. The rules' refusals.
absl::StatusOr<pipeline::Batch> GenesisBatch(const Genesis& genesis, const storage::Head& head, int64_t recorded_at_us);

// OK if entry 0 of the ledger came from this very submission, so that a start with --genesis may be repeated;
// FailedPrecondition otherwise.
absl::Status CheckSameGenesis(const Genesis& genesis, const storage::Snapshot& snapshot);

}  // namespace ingot::boot

#endif  // INGOT_SERVER_BOOT_GENESIS_H_
