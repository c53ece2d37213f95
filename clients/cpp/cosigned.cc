#include "clients/cpp/cosigned.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "clients/cpp/error.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/note/tlog_proof.h"
#include "ledger/verify/proof.h"

namespace ingot::client {
namespace {

constexpr std::string_view kNotCosigned = "NOT_COSIGNED";

// Calls until a quorum is there, another error comes, or `wait` is over.
template <typename Response, typename Call>
absl::StatusOr<Response> AwaitQuorum(LedgerClient& ledger, absl::Duration wait, const Call& call) {
  const absl::Time end = absl::Now() + std::min(wait, kMaxQuorumWait);
  while (true) {
    absl::StatusOr<Response> response = call();
    if (response.ok()) return response;
    const ClientError error = ErrorOf(response.status());
    const absl::Duration left = end - absl::Now();
    if (error.reason != kNotCosigned || left <= absl::ZeroDuration()) return response;
    ledger.channel().Pause(std::min(left, error.retry_after.value_or(absl::Seconds(1))));
  }
}

}  // namespace

absl::StatusOr<std::string> GetCosignedCheckpoint(LedgerClient& ledger, uint64_t min_size, absl::Duration wait) {
  v1::GetCosignedCheckpointRequest request;
  request.set_min_size(min_size);
  INGOT_ASSIGN_OR_RETURN(
      v1::GetCosignedCheckpointResponse response, AwaitQuorum<v1::GetCosignedCheckpointResponse>(ledger, wait, [&] {
        return ledger.Read(ledger.channel().witness(), &v1::WitnessService::Stub::GetCosignedCheckpoint, request);
      }));
  INGOT_RETURN_IF_ERROR(ledger.Observe(response.checkpoint()));
  INGOT_ASSIGN_OR_RETURN(const note::Checkpoint checkpoint, note::PeekCheckpoint(response.checkpoint()));
  if (checkpoint.size < min_size) {
    return Misbehaviour("BAD_CHECKPOINT", "the server's cosigned checkpoint is smaller than was asked for");
  }
  return std::move(*response.mutable_checkpoint());
}

absl::StatusOr<v1::Receipt> GetCosignedReceipt(LedgerClient& ledger, const v1::GetCosignedReceiptRequest& request,
                                               absl::Duration wait) {
  INGOT_ASSIGN_OR_RETURN(
      v1::GetCosignedReceiptResponse response, AwaitQuorum<v1::GetCosignedReceiptResponse>(ledger, wait, [&] {
        return ledger.Read(ledger.channel().witness(), &v1::WitnessService::Stub::GetCosignedReceipt, request);
      }));
  const v1::Receipt& receipt = response.receipt();
  const absl::StatusOr<audit::VerifiedReceipt> verified =
      VerifyReceiptWithAny(receipt, ledger.profile().verifier_keys, ledger.profile().ledger_id);
  if (!verified.ok()) {
    return Misbehaviour("BAD_RECEIPT", Cat("the server's receipt does not verify: ", verified.status().message()));
  }
  INGOT_RETURN_IF_ERROR(ledger.Observe(receipt.checkpoint()));
  const v1::SubmissionHeader& header = verified->entries.front().submission();
  const bool asked_for = request.has_seq() ? request.seq() >= verified->first_seq &&
                                                 request.seq() - verified->first_seq < verified->entries.size()
                                           : header.idempotency_key() == request.idempotency_key() &&
                                                 header.organisation_id() == ledger.profile().organisation;
  if (!asked_for) return Misbehaviour("BAD_RECEIPT", "the server's receipt is for another submission");
  return receipt;
}

absl::StatusOr<EntryProof> GetEntryProof(LedgerClient& ledger, uint64_t seq, std::optional<absl::Duration> wait) {
  std::string checkpoint;
  v1::GetInclusionProofRequest request;
  request.set_seq(seq);
  if (wait.has_value()) {
    INGOT_ASSIGN_OR_RETURN(checkpoint, GetCosignedCheckpoint(ledger, seq + 1, *wait));
    INGOT_ASSIGN_OR_RETURN(const note::Checkpoint cosigned, note::PeekCheckpoint(checkpoint));
    request.set_tree_size(cosigned.size);
  }
  INGOT_ASSIGN_OR_RETURN(const v1::GetInclusionProofResponse response,
                         ledger.Read(ledger.channel().audit(), &v1::AuditService::Stub::GetInclusionProof, request));
  EntryProof result{.tlog_proof = response.tlog_proof(), .tree_size = response.tree_size()};
  const absl::StatusOr<Hash> leaf = HashFromBytes(response.leaf_hash());
  if (!leaf.ok()) return Misbehaviour("BAD_PROOF", "the server's leaf hash has not 32 bytes");
  result.leaf = *leaf;
  if (wait.has_value()) {
    note::TlogProof proof{.index = seq, .checkpoint = std::move(checkpoint)};
    for (const std::string& bytes : response.proof()) {
      const absl::StatusOr<Hash> hash = HashFromBytes(bytes);
      if (!hash.ok()) return Misbehaviour("BAD_PROOF", "a hash of the server's proof has not 32 bytes");
      proof.hashes.push_back(*hash);
    }
    const absl::StatusOr<std::string> text = note::FormatTlogProof(proof);
    if (!text.ok()) return Misbehaviour("BAD_PROOF", FromAbsl(text.status().message()));
    result.tlog_proof = *text;
  }
  const verify::Trust trust{.keys = ledger.profile().verifier_keys, .policy = std::nullopt, .origin = ""};
  const absl::StatusOr<verify::OpenedProof> opened = verify::OpenTlogProof(result.tlog_proof, trust, result.leaf);
  if (!opened.ok() || opened->proof.index != seq) {
    return Misbehaviour("BAD_PROOF", Cat("the server's proof does not verify: ", opened.status().message()));
  }
  INGOT_RETURN_IF_ERROR(ledger.Observe(opened->proof.checkpoint));
  return result;
}

}  // namespace ingot::client
