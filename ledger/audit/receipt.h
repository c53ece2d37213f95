// Receipts: proof, verifiable offline with one public key, that a submission's entries are in a ledger.
#ifndef INGOT_LEDGER_AUDIT_RECEIPT_H_
#define INGOT_LEDGER_AUDIT_RECEIPT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ingot/v1/entry.pb.h"
#include "ingot/v1/receipt.pb.h"
#include "ledger/base/hash.h"
#include "ledger/note/checkpoint.h"
#include "ledger/note/note.h"

namespace ingot::audit {

// What a verified receipt proves: these entries stand at first_seq in the tree that the checkpoint signs.
struct VerifiedReceipt {
  Hash ledger_id{};
  uint64_t first_seq = 0;
  std::vector<v1::Entry> entries;
  std::vector<Hash> leaves;
  std::string origin;
  uint64_t tree_size = 0;
  Hash root{};
};

// Verifies form, entry bytes (canonical, consecutive, one whole submission: count and events_root of its header), chain
// links between the entries, the range proof against the checkpoint's root and the checkpoint's signature by `key`.
// `ledger_id`, where given, must be the receipt's (and leaf 0 where the receipt holds entry 0). The submitter's own
// signature needs its key and is left to the audit. INVALID_ARGUMENT: unusable; FAILED_PRECONDITION: refuted; the
// reason is that of ledger/verdict. Thread-safe.
absl::StatusOr<VerifiedReceipt> VerifyReceipt(const v1::Receipt& receipt, const note::VerifierKey& key,
                                              const std::optional<Hash>& ledger_id);

// The same against a checkpoint that the caller trusts, whatever note the receipt holds.
absl::StatusOr<VerifiedReceipt> VerifyReceiptIn(const v1::Receipt& receipt, const note::Checkpoint& checkpoint,
                                                const std::optional<Hash>& ledger_id);

}  // namespace ingot::audit

#endif  // INGOT_LEDGER_AUDIT_RECEIPT_H_
