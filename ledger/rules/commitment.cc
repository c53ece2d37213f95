// The service's own statement about the index over subjects and accounts: CommitmentPublished.
#include <algorithm>
#include <cstdint>
#include <limits>

#include "ledger/base/hash.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/commitment/hashing.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

// Forward only, of entries that stand already, and so near that whoever recomputes it need not keep long what came
// after.
absl::Status CheckCoversSize(const Transaction& t, uint64_t covers_size) {
  const uint64_t seq = t.context().seq;
  const uint64_t committed = t.Find(state::LedgerKey())->ledger().committed_size();
  const uint64_t oldest = seq > commitment::kMaxLag ? seq - commitment::kMaxLag : 1;
  const uint64_t bounded = std::min<uint64_t>(covers_size, std::numeric_limits<int64_t>::max());
  return CheckRange(static_cast<int64_t>(bounded), static_cast<int64_t>(std::max(committed + 1, oldest)),
                    static_cast<int64_t>(seq), "commitment_published.covers_size");
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::CommitmentPublished& e) {
  INGOT_RETURN_IF_ERROR(CheckGiven(e.covers_size() != 0, "commitment_published.covers_size"));
  INGOT_RETURN_IF_ERROR(CheckCoversSize(t, e.covers_size()));
  INGOT_RETURN_IF_ERROR(CheckGiven(!e.root().empty(), "commitment_published.root"));
  if (e.root().size() != kHashSize) {
    return refusal::Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "commitment_published.root",
                           Cat("must be ", kHashSize, " bytes, not ", e.root().size()));
  }
  INGOT_RETURN_IF_ERROR(CheckRange(e.structure_version(), commitment::kStructureVersion, commitment::kStructureVersion,
                                   "commitment_published.structure_version"));

  v1::LedgerState& ledger = *t.EditSubject(v1::SUBJECT_KIND_LEDGER, "").mutable_ledger();
  ledger.set_committed_size(e.covers_size());
  ledger.set_commitment_seq(t.context().seq);
  return absl::OkStatus();
}

}  // namespace ingot::rules
