#include "clients/cpp/ledger_client.h"

#include <utility>
#include <vector>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/entry/canonical.h"

namespace ingot::client {
namespace {

// Reads wait for a server that restarts, but not as long as submissions do.
constexpr RetryPolicy kReadPolicy = {.attempts_max = 5, .total_max = absl::Seconds(20)};

}  // namespace

absl::StatusOr<audit::VerifiedReceipt> VerifyReceiptWithAny(const v1::Receipt& receipt,
                                                            const std::vector<note::VerifierKey>& keys,
                                                            const std::optional<Hash>& ledger_id) {
  absl::Status first_error = absl::InvalidArgumentError("no verifier key");
  for (size_t i = 0; i < keys.size(); ++i) {
    absl::StatusOr<audit::VerifiedReceipt> verified = audit::VerifyReceipt(receipt, keys[i], ledger_id);
    if (verified.ok()) return verified;
    if (i == 0) first_error = verified.status();
  }
  return first_error;
}

absl::Status CheckReceiptIsFor(const audit::VerifiedReceipt& receipt, const v1::Submission& submission) {
  if (receipt.entries.size() != static_cast<size_t>(submission.events_size())) {
    return Misbehaviour("BAD_RECEIPT", "the receipt holds another number of events than were submitted");
  }
  if (entry::Serialise(receipt.entries.front().submission()) != entry::Serialise(submission.header())) {
    return Misbehaviour("BAD_RECEIPT", "the receipt is for a submission that another signed");
  }
  for (size_t i = 0; i < receipt.entries.size(); ++i) {
    if (receipt.entries[i].event() != submission.events(static_cast<int>(i)).event()) {
      return Misbehaviour("BAD_RECEIPT", Cat("the receipt's event ", i, " is not the one that was submitted"));
    }
  }
  return absl::OkStatus();
}

LedgerClient::LedgerClient(const Profile& profile, std::unique_ptr<Channel> channel,
                           std::unique_ptr<CheckpointStore> checkpoints)
    : profile_(profile),
      channel_(std::move(channel)),
      checkpoints_(std::move(checkpoints)),
      read_policy_(kReadPolicy) {}

absl::StatusOr<std::unique_ptr<LedgerClient>> LedgerClient::Open(const Profile& profile,
                                                                 const ChannelOptions& options) {
  INGOT_ASSIGN_OR_RETURN(std::unique_ptr<Channel> channel, Channel::Open(profile, options));
  INGOT_ASSIGN_OR_RETURN(std::unique_ptr<CheckpointStore> checkpoints,
                         CheckpointStore::Open(profile.state, profile.ledger_id, profile.verifier_keys));
  return std::unique_ptr<LedgerClient>(new LedgerClient(profile, std::move(channel), std::move(checkpoints)));
}

void LedgerClient::AskAt(uint64_t size, std::unique_ptr<PastWaiter> waiter) {
  at_size_ = size;
  waiter_ = std::move(waiter);
}

void LedgerClient::PrepareQuery(grpc::ClientContext& context) const {
  if (at_size_.has_value()) context.AddMetadata(kAtSizeMetadata, Cat(*at_size_));
}

absl::Status LedgerClient::AwaitPast(const absl::Status& status) {
  if (waiter_ == nullptr) return status;
  if (IsPastNotReady(status)) return waiter_->Wait(status);
  waiter_->End();
  return status;
}

absl::StatusOr<v1::Receipt> LedgerClient::Submit(const v1::Submission& submission, const RetryPolicy& policy) {
  v1::SubmitRequest request;
  *request.mutable_submission() = submission;
  v1::SubmitResponse response;
  INGOT_RETURN_IF_ERROR(WithRetry(
      policy,
      [&] {
        grpc::ClientContext context;
        channel_->Prepare(context);
        response.Clear();
        return FromRpc(channel_->ledger().Submit(&context, request, &response));
      },
      [this](absl::Duration delay) { channel_->Pause(delay); }));
  INGOT_ASSIGN_OR_RETURN(const audit::VerifiedReceipt verified, Verify(response.receipt()));
  // A retry of an earlier submission with the same key and events gets that one's receipt, header and all; a header
  // that differs in nothing but expiry, key and signature is then still ours.
  v1::Submission as_recorded = submission;
  const v1::SubmissionHeader& recorded = verified.entries.front().submission();
  if (recorded.organisation_id() == submission.header().organisation_id() &&
      recorded.idempotency_key() == submission.header().idempotency_key()) {
    *as_recorded.mutable_header() = recorded;
  }
  INGOT_RETURN_IF_ERROR(CheckReceiptIsFor(verified, as_recorded));
  INGOT_RETURN_IF_ERROR(Observe(response.receipt().checkpoint()));
  return std::move(*response.mutable_receipt());
}

absl::StatusOr<audit::VerifiedReceipt> LedgerClient::Verify(const v1::Receipt& receipt) {
  absl::StatusOr<audit::VerifiedReceipt> verified =
      VerifyReceiptWithAny(receipt, profile_.verifier_keys, profile_.ledger_id);
  if (!verified.ok()) {
    return Misbehaviour("BAD_RECEIPT", Cat("the server's receipt does not verify: ", verified.status().message()));
  }
  return verified;
}

absl::StatusOr<v1::Receipt> LedgerClient::GetReceipt(const v1::GetReceiptRequest& request) {
  INGOT_ASSIGN_OR_RETURN(v1::GetReceiptResponse response,
                         Read(channel_->ledger(), &v1::LedgerService::Stub::GetReceipt, request));
  INGOT_RETURN_IF_ERROR(Verify(response.receipt()).status());
  INGOT_RETURN_IF_ERROR(Observe(response.receipt().checkpoint()));
  return std::move(*response.mutable_receipt());
}

absl::StatusOr<v1::Receipt> LedgerClient::GetReceiptByKey(const std::string& idempotency_key) {
  v1::GetReceiptRequest request;
  request.set_idempotency_key(idempotency_key);
  INGOT_ASSIGN_OR_RETURN(v1::Receipt receipt, GetReceipt(request));
  v1::Entry first;
  if (!first.ParseFromString(receipt.entries(0)) || first.submission().idempotency_key() != idempotency_key ||
      first.submission().organisation_id() != profile_.organisation) {
    return Misbehaviour("BAD_RECEIPT", "the server's receipt is for another submission");
  }
  return receipt;
}

absl::StatusOr<v1::Receipt> LedgerClient::GetReceiptBySeq(uint64_t seq) {
  v1::GetReceiptRequest request;
  request.set_seq(seq);
  INGOT_ASSIGN_OR_RETURN(v1::Receipt receipt, GetReceipt(request));
  if (seq < receipt.first_seq() || seq - receipt.first_seq() >= static_cast<uint64_t>(receipt.entries_size())) {
    return Misbehaviour("BAD_RECEIPT", "the server's receipt does not hold the entry asked for");
  }
  return receipt;
}

absl::StatusOr<std::string> LedgerClient::GetCheckpoint(uint64_t min_size) {
  v1::GetCheckpointRequest request;
  request.set_min_size(min_size);
  INGOT_ASSIGN_OR_RETURN(v1::GetCheckpointResponse response,
                         Read(channel_->audit(), &v1::AuditService::Stub::GetCheckpoint, request));
  if (response.ledger_id() != AsBytes(profile_.ledger_id)) {
    return Misbehaviour("WRONG_LEDGER", "the server serves another ledger than the profile names: check its ledger-id");
  }
  INGOT_RETURN_IF_ERROR(Observe(response.checkpoint()));
  return std::move(*response.mutable_checkpoint());
}

absl::Status LedgerClient::Observe(std::string_view note) {
  return checkpoints_
      ->Observe(
          note, [this](uint64_t first, uint64_t second) { return ProveConsistency(first, second); },
          [this](uint64_t size) { return ProveFirstEntry(size); })
      .status();
}

absl::StatusOr<FirstEntryProof> LedgerClient::ProveFirstEntry(uint64_t size) {
  v1::GetInclusionProofRequest request;
  request.set_tree_size(size);
  INGOT_ASSIGN_OR_RETURN(const v1::GetInclusionProofResponse response,
                         Read(channel_->audit(), &v1::AuditService::Stub::GetInclusionProof, request));
  if (static_cast<size_t>(response.proof_size()) > merkle::kMaxInclusionHashes) {
    return Misbehaviour("BAD_PROOF", "the server's inclusion proof is too long");
  }
  FirstEntryProof proof;
  INGOT_ASSIGN_OR_RETURN(proof.leaf, HashFromBytes(response.leaf_hash()));
  for (const std::string& bytes : response.proof()) {
    INGOT_ASSIGN_OR_RETURN(const Hash hash, HashFromBytes(bytes));
    proof.path.push_back(hash);
  }
  return proof;
}

absl::StatusOr<merkle::Proof> LedgerClient::ProveConsistency(uint64_t first, uint64_t second) {
  v1::GetConsistencyProofRequest request;
  request.set_first_size(first);
  request.set_second_size(second);
  INGOT_ASSIGN_OR_RETURN(const v1::GetConsistencyProofResponse response,
                         Read(channel_->audit(), &v1::AuditService::Stub::GetConsistencyProof, request));
  if (static_cast<size_t>(response.proof_size()) > merkle::kMaxConsistencyHashes) {
    return Misbehaviour("BAD_PROOF", "the server's consistency proof is too long");
  }
  merkle::Proof proof;
  for (const std::string& bytes : response.proof()) {
    const absl::StatusOr<Hash> hash = HashFromBytes(bytes);
    if (!hash.ok()) return Misbehaviour("BAD_PROOF", "the server's consistency proof holds no hashes");
    proof.push_back(*hash);
  }
  return proof;
}

}  // namespace ingot::client
