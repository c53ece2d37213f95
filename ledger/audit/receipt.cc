#include "ledger/audit/receipt.h"

#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/entry/entry.h"
#include "ledger/entry/limits.h"
#include "ledger/entry/submission.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/merkle/proof.h"
#include "ledger/note/checkpoint.h"
#include "ledger/verdict/verdict.h"

namespace ingot::audit {
namespace {

using verdict::Reason;

absl::Status Unusable(std::string_view why) { return verdict::Fail(Reason::kMalformedReceipt, Cat("receipt: ", why)); }
absl::Status Refuted(Reason reason, std::string_view why) { return verdict::Fail(reason, Cat("receipt: ", why)); }
absl::Status NotWhole(std::string_view why) { return Refuted(Reason::kNotWhole, why); }

absl::Status CheckForm(const v1::Receipt& receipt) {
  if (receipt.entries().empty()) return Unusable("holds no entry");
  if (static_cast<size_t>(receipt.entries_size()) > entry::kMaxSubmissionEvents) return Unusable("too many entries");
  if (static_cast<size_t>(receipt.range_proof_size()) > merkle::kMaxRangeHashes) return Unusable("proof too long");
  if (receipt.first_seq() > merkle::kMaxTreeSize - entry::kMaxSubmissionEvents) return Unusable("first_seq too large");
  return absl::OkStatus();
}

// Parses the entries and checks that they are one whole submission in its place.
absl::Status ReadEntries(const v1::Receipt& receipt, VerifiedReceipt& verified) {
  std::vector<std::string_view> events;
  for (const std::string& bytes : receipt.entries()) {
    auto parsed = entry::ParseEntry(bytes);
    const uint64_t index = verified.entries.size();
    if (!parsed.ok()) return Unusable(Cat("entry ", index, " is malformed: ", parsed.status().message()));
    if (parsed->seq() != receipt.first_seq() + index) return NotWhole(Cat("entry ", index, " has another seq"));
    if (parsed->index() != index) return NotWhole(Cat("entry ", index, " has another place in the submission"));
    if (parsed->has_submission() != (index == 0)) return NotWhole("only the first entry holds the submission's header");
    if (index > 0 && parsed->prev_hash() != AsBytes(verified.leaves.back())) {
      return NotWhole(Cat("entry ", index, " is not linked to the one before it"));
    }
    verified.leaves.push_back(merkle::LeafHash(bytes));
    verified.entries.push_back(*std::move(parsed));
  }
  for (const v1::Entry& e : verified.entries) events.push_back(e.event());
  const v1::SubmissionHeader& header = verified.entries.front().submission();
  if (header.count() != verified.entries.size()) return NotWhole("the submission holds more or fewer events");
  if (header.events_root() != AsBytes(entry::EventsRoot(events)))
    return NotWhole("events_root does not fit the events");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<VerifiedReceipt> VerifyReceipt(const v1::Receipt& receipt, const note::VerifierKey& key,
                                              const std::optional<Hash>& ledger_id) {
  const note::VerifierKey keys[] = {key};
  const absl::StatusOr<note::OpenedCheckpoint> opened = note::OpenCheckpoint(receipt.checkpoint(), key.name(), keys);
  if (!opened.ok()) {
    return Refuted(verdict::ReasonOf(opened.status()).value_or(Reason::kMalformedNote),
                   FromAbsl(opened.status().message()));
  }
  return VerifyReceiptIn(receipt, opened->checkpoint, ledger_id);
}

absl::StatusOr<VerifiedReceipt> VerifyReceiptIn(const v1::Receipt& receipt, const note::Checkpoint& checkpoint,
                                                const std::optional<Hash>& ledger_id) {
  INGOT_RETURN_IF_ERROR(CheckForm(receipt));
  VerifiedReceipt verified;
  auto stated_id = HashFromBytes(receipt.ledger_id());
  if (!stated_id.ok()) return Unusable("ledger_id is not 32 bytes long");
  verified.ledger_id = *stated_id;
  verified.first_seq = receipt.first_seq();
  if (ledger_id.has_value() && *ledger_id != verified.ledger_id)
    return Refuted(Reason::kWrongLedger, "it is of another ledger");
  INGOT_RETURN_IF_ERROR(ReadEntries(receipt, verified));
  if (verified.first_seq == 0 && verified.leaves.front() != verified.ledger_id) {
    return Refuted(Reason::kWrongLedger, "entry 0 does not hash to ledger_id");
  }

  std::vector<Hash> proof;
  for (const std::string& bytes : receipt.range_proof()) {
    auto hash = HashFromBytes(bytes);
    if (!hash.ok()) return Unusable("a hash of the proof is not 32 bytes long");
    proof.push_back(*hash);
  }
  verified.origin = checkpoint.origin;
  verified.tree_size = checkpoint.size;
  verified.root = checkpoint.root;
  if (verified.first_seq + verified.leaves.size() > verified.tree_size) {
    return Refuted(Reason::kOutOfTree, "the checkpoint is older than the entries");
  }
  const absl::Status in_tree =
      merkle::VerifyRange(verified.first_seq, verified.leaves, verified.tree_size, proof, verified.root);
  if (!in_tree.ok()) return Refuted(Reason::kNotIncluded, FromAbsl(in_tree.message()));
  return verified;
}

}  // namespace ingot::audit
