#include "ledger/verify/proof.h"

#include <algorithm>
#include <utility>

#include "ingot/v1/receipt.pb.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/entry/canonical.h"
#include "ledger/merkle/proof.h"
#include "ledger/verdict/verdict.h"

namespace ingot::verify {
namespace {

using verdict::Fail;
using verdict::Reason;

absl::Status CheckTreeSize(uint64_t size) {
  if (size <= merkle::kMaxTreeSize) return absl::OkStatus();
  return Fail(Reason::kMalformedInput, Cat("the tree size ", size, " is above 2^63 - 1"));
}

// The number of hashes in the audit path of a leaf: one for each level at which it has a sibling.
size_t PathLength(uint64_t index, uint64_t size) {
  size_t length = 0;
  for (uint64_t last = size - 1; last > 0; last >>= 1, index >>= 1) {
    if ((index & 1) != 0 || index != last) ++length;
  }
  return length;
}

// Ingot's own checkpoints add no lines and are signed by a key of the origin's name.
absl::Status CheckByLedger(const TrustedCheckpoint& opened, std::string_view whose) {
  if (!opened.extensions.empty()) {
    return Fail(Reason::kMalformedCheckpoint, Cat(whose, "'s checkpoint has no extension lines"));
  }
  const bool by_ledger = std::any_of(opened.signatures.begin(), opened.signatures.end(),
                                     [&opened](const auto& by) { return by.name == opened.checkpoint.origin; });
  if (by_ledger) return absl::OkStatus();
  return Fail(Reason::kNotSigned, "no given key has the name of the checkpoint's origin");
}

}  // namespace

absl::Status CheckInclusion(uint64_t index, uint64_t size, const Hash& leaf, std::span<const Hash> proof,
                            const Hash& root) {
  INGOT_RETURN_IF_ERROR(CheckTreeSize(size));
  if (index >= size) {
    return Fail(Reason::kOutOfTree, Cat("entry ", index, " is not in a tree of ", size, " entries"));
  }
  absl::Status included = merkle::VerifyInclusion(index, size, leaf, proof, root);
  if (included.ok()) return included;
  return Fail(Reason::kNotIncluded, FromAbsl(included.message()));
}

absl::Status CheckConsistency(uint64_t old_size, uint64_t new_size, const Hash& old_root, const Hash& new_root,
                              std::span<const Hash> proof) {
  INGOT_RETURN_IF_ERROR(CheckTreeSize(old_size));
  INGOT_RETURN_IF_ERROR(CheckTreeSize(new_size));
  if (old_size > new_size) {
    return Fail(Reason::kOutOfTree, Cat("a tree of ", old_size, " entries is no beginning of one of ", new_size));
  }
  absl::Status consistent = merkle::VerifyConsistency(old_size, new_size, old_root, new_root, proof);
  if (consistent.ok()) return consistent;
  return Fail(Reason::kNotConsistent, FromAbsl(consistent.message()));
}

absl::StatusOr<OpenedProof> OpenTlogProof(std::string_view file, const Trust& trust, const std::optional<Hash>& leaf) {
  absl::StatusOr<note::TlogProof> proof = note::ParseTlogProof(file);
  if (!proof.ok()) return Fail(Reason::kMalformedProof, FromAbsl(proof.status().message()));
  INGOT_ASSIGN_OR_RETURN(TrustedCheckpoint opened, OpenTrusted(proof->checkpoint, trust));
  const note::Checkpoint& checkpoint = opened.checkpoint;
  if (leaf.has_value()) {
    INGOT_RETURN_IF_ERROR(CheckInclusion(proof->index, checkpoint.size, *leaf, proof->hashes, checkpoint.root));
  } else if (proof->index >= checkpoint.size) {
    return Fail(Reason::kOutOfTree, Cat("entry ", proof->index, " is not in a tree of ", checkpoint.size, " entries"));
  } else if (proof->hashes.size() != PathLength(proof->index, checkpoint.size)) {
    return Fail(Reason::kNotIncluded, "the proof has not the length that its index and the checkpoint's size demand");
  }
  return OpenedProof{*std::move(proof), std::move(opened)};
}

absl::StatusOr<OpenedReceipt> OpenReceipt(std::string_view file, const Trust& trust,
                                          const std::optional<Hash>& ledger_id) {
  if (file.size() > kMaxReceiptBytes) {
    return Fail(Reason::kMalformedReceipt, Cat("a receipt has at most ", kMaxReceiptBytes, " bytes"));
  }
  v1::Receipt receipt;
  if (const absl::Status parsed = entry::ParseCanonical(file, receipt); !parsed.ok()) {
    return Fail(Reason::kMalformedReceipt, Cat("not a receipt: ", FromAbsl(parsed.message())));
  }
  INGOT_ASSIGN_OR_RETURN(TrustedCheckpoint opened, OpenTrusted(receipt.checkpoint(), trust));
  INGOT_RETURN_IF_ERROR(CheckByLedger(opened, "a receipt"));
  INGOT_ASSIGN_OR_RETURN(audit::VerifiedReceipt verified,
                         audit::VerifyReceiptIn(receipt, opened.checkpoint, ledger_id));
  return OpenedReceipt{std::move(verified), std::move(opened)};
}

absl::StatusOr<OpenedIndexProof> OpenIndexProof(std::string_view file, const Trust& trust,
                                                const std::optional<Hash>& ledger_id) {
  if (file.size() > audit::kMaxIndexProofBytes) {
    return Fail(Reason::kMalformedProof,
                Cat("a proof by the index has at most ", audit::kMaxIndexProofBytes, " bytes"));
  }
  v1::IndexProof proof;
  if (const absl::Status parsed = entry::ParseCanonical(file, proof); !parsed.ok()) {
    return Fail(Reason::kMalformedProof, Cat("not a proof by the index: ", FromAbsl(parsed.message())));
  }
  INGOT_ASSIGN_OR_RETURN(TrustedCheckpoint opened, OpenTrusted(proof.commitment().checkpoint(), trust));
  INGOT_RETURN_IF_ERROR(CheckByLedger(opened, "a commitment"));
  INGOT_ASSIGN_OR_RETURN(audit::VerifiedIndexProof verified,
                         audit::VerifyIndexProofIn(proof, opened.checkpoint, ledger_id));
  return OpenedIndexProof{std::move(proof), std::move(verified), std::move(opened)};
}

}  // namespace ingot::verify
