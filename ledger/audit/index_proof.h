// Proofs by the authenticated index, verifiable offline with one public key: whole histories, balances, absences.
#ifndef INGOT_LEDGER_AUDIT_INDEX_PROOF_H_
#define INGOT_LEDGER_AUDIT_INDEX_PROOF_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ingot/v1/entry.pb.h"
#include "ingot/v1/index_proof.pb.h"
#include "ledger/base/hash.h"
#include "ledger/note/checkpoint.h"

namespace ingot::audit {

inline constexpr size_t kMaxIndexProofBytes = size_t{16} << 20;
inline constexpr size_t kMaxHistoryEntries = 65'536;

// What a verified proof proves of the first covers_size entries. It rests on the commitment, which the ledger's service
// stated and every audit recomputes.
struct VerifiedIndexProof {
  Hash ledger_id{};
  std::string origin;
  uint64_t covers_size = 0;
  // The commitment's entry, and when it was recorded.
  uint64_t commitment_seq = 0;
  int64_t committed_at_us = 0;
  // The checkpoint that it was proved in.
  uint64_t tree_size = 0;
  Hash root{};
  // Whether the subject or account is there; the claim itself says what of it.
  bool present = false;
  // The subject's whole history, oldest first; empty where the proof holds none.
  std::vector<v1::Entry> entries;
};

// Verifies the form, the commitment's entry in the tree of a checkpoint that the caller trusts, the path to the
// committed root, and of a history every link from the subject's first entry to its last. `ledger_id`, where given,
// must be the proof's. Reasons (ledger/verdict): MALFORMED_PROOF, WRONG_LEDGER, OUT_OF_TREE, NOT_INCLUDED,
// NOT_COMMITTED, NOT_WHOLE. Thread-safe.
absl::StatusOr<VerifiedIndexProof> VerifyIndexProofIn(const v1::IndexProof& proof, const note::Checkpoint& checkpoint,
                                                      const std::optional<Hash>& ledger_id);

}  // namespace ingot::audit

#endif  // INGOT_LEDGER_AUDIT_INDEX_PROOF_H_
