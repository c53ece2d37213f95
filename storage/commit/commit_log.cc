#include "storage/commit/commit_log.h"

#include "ledger/base/check.h"

namespace ingot::storage {

Outcome LocalCommitLog::Append(const Leadership& leadership, const EncodedBatch& batch) {
  INGOT_CHECK(batch.epoch == leadership.epoch);
  return Outcome::kCommitted;
}

}  // namespace ingot::storage
