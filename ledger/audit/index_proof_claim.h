// What an index proof claims, as key and value of the index. For ledger/audit only.
#ifndef INGOT_LEDGER_AUDIT_INDEX_PROOF_CLAIM_H_
#define INGOT_LEDGER_AUDIT_INDEX_PROOF_CLAIM_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ingot/v1/index_proof.pb.h"
#include "ledger/base/hash.h"

namespace ingot::audit {

// MALFORMED_PROOF.
absl::Status UnusableProof(std::string_view why);

struct Claim {
  Hash key_hash{};
  // Absent where the proof is one of absence.
  std::optional<std::string> value;
};

// Checks the claim's form. MALFORMED_PROOF.
absl::StatusOr<Claim> ReadClaim(const v1::IndexProof& proof);

}  // namespace ingot::audit

#endif  // INGOT_LEDGER_AUDIT_INDEX_PROOF_CLAIM_H_
