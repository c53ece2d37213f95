// Proofs that travel: inclusion, consistency, tlog-proof files, receipts, proofs by the index.
#ifndef INGOT_LEDGER_VERIFY_PROOF_H_
#define INGOT_LEDGER_VERIFY_PROOF_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ingot/v1/index_proof.pb.h"
#include "ledger/audit/index_proof.h"
#include "ledger/audit/receipt.h"
#include "ledger/base/hash.h"
#include "ledger/note/tlog_proof.h"
#include "ledger/verify/trust.h"

namespace ingot::verify {

// Larger receipts are refused unread (docs/FORMAT.md).
inline constexpr size_t kMaxReceiptBytes = size_t{2} << 20;
// A checkpoint, extra data and 63 hashes in base64.
inline constexpr size_t kMaxTlogProofBytes = note::kMaxNoteBytes + note::kMaxExtraBytes / 3 * 4 + 4096;

// OK, OUT_OF_TREE or NOT_INCLUDED; MALFORMED_INPUT for sizes above 2^63 - 1.
absl::Status CheckInclusion(uint64_t index, uint64_t size, const Hash& leaf, std::span<const Hash> proof,
                            const Hash& root);

// OK, OUT_OF_TREE or NOT_CONSISTENT; MALFORMED_INPUT for sizes above 2^63 - 1.
absl::Status CheckConsistency(uint64_t old_size, uint64_t new_size, const Hash& old_root, const Hash& new_root,
                              std::span<const Hash> proof);

struct OpenedProof {
  note::TlogProof proof;
  TrustedCheckpoint opened;
};

// A tlog-proof file of any log. Without `leaf` only the checkpoint and the proof's length are examined: it proves
// nothing about an entry. MALFORMED_PROOF, the reasons of OpenTrusted, OUT_OF_TREE, NOT_INCLUDED.
absl::StatusOr<OpenedProof> OpenTlogProof(std::string_view file, const Trust& trust, const std::optional<Hash>& leaf);

struct OpenedReceipt {
  audit::VerifiedReceipt verified;
  TrustedCheckpoint opened;
};

// A receipt, with what the policy demands. MALFORMED_RECEIPT, the reasons of OpenTrusted (MALFORMED_... of the note
// inside included), WRONG_LEDGER, NOT_WHOLE, NOT_INCLUDED, OUT_OF_TREE.
absl::StatusOr<OpenedReceipt> OpenReceipt(std::string_view file, const Trust& trust,
                                          const std::optional<Hash>& ledger_id);

struct OpenedIndexProof {
  v1::IndexProof proof;
  audit::VerifiedIndexProof verified;
  TrustedCheckpoint opened;
};

// A proof by the authenticated index, with what the policy demands. MALFORMED_PROOF, the reasons of OpenTrusted
// (MALFORMED_... of the note inside included), WRONG_LEDGER, OUT_OF_TREE, NOT_INCLUDED, NOT_COMMITTED, NOT_WHOLE.
absl::StatusOr<OpenedIndexProof> OpenIndexProof(std::string_view file, const Trust& trust,
                                                const std::optional<Hash>& ledger_id);

}  // namespace ingot::verify

#endif  // INGOT_LEDGER_VERIFY_PROOF_H_
