#include "ledger/audit/index_proof.h"

#include <utility>

#include "ledger/audit/index_proof_claim.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/commitment/hashing.h"
#include "ledger/commitment/path.h"
#include "ledger/crypto/sha256.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/entry.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/merkle/proof.h"
#include "ledger/verdict/verdict.h"

namespace ingot::audit {
namespace {

using verdict::Reason;
using Texts = google::protobuf::RepeatedPtrField<std::string>;

absl::StatusOr<std::vector<Hash>> ReadSiblings(const Texts& siblings) {
  std::vector<Hash> hashes;
  for (const std::string& bytes : siblings) {
    if (bytes.empty()) {
      hashes.push_back(commitment::kEmptyNode);
      continue;
    }
    const absl::StatusOr<Hash> hash = HashFromBytes(bytes);
    if (!hash.ok() || *hash == commitment::kEmptyNode) return UnusableProof("a sibling is neither a hash nor empty");
    hashes.push_back(*hash);
  }
  return hashes;
}

absl::Status CheckForm(const v1::IndexProof& proof, bool present) {
  if (static_cast<size_t>(proof.siblings_size()) > commitment::kMaxSiblings) {
    return UnusableProof("the index path is too long");
  }
  if (!proof.siblings().empty() && proof.siblings().rbegin()->empty()) {
    return UnusableProof("the index path ends beside nothing");
  }
  if (present && proof.has_other()) return UnusableProof("what is there has no other leaf in its place");
  if (static_cast<size_t>(proof.commitment().inclusion_proof_size()) > merkle::kMaxInclusionHashes) {
    return UnusableProof("the inclusion proof is too long");
  }
  if (proof.entries().empty()) return absl::OkStatus();
  if (!proof.has_subject() || !present) return UnusableProof("entries without a subject that has them");
  if (static_cast<size_t>(proof.entries_size()) > kMaxHistoryEntries) return UnusableProof("too many entries");
  return absl::OkStatus();
}

absl::Status RefutedProof(Reason reason, std::string_view why) {
  return verdict::Fail(reason, Cat("index proof: ", why));
}

// The commitment module's own words, with a reason.
absl::Status PathStatus(const absl::Status& status) {
  if (status.ok()) return status;
  const std::string_view why = FromAbsl(status.message());
  return absl::IsFailedPrecondition(status) ? RefutedProof(Reason::kNotCommitted, why) : UnusableProof(why);
}

// The commitment in its place in the ledger; returns what it states.
absl::StatusOr<v1::CommitmentPublished> OpenCommitment(const v1::Commitment& commitment,
                                                       const note::Checkpoint& checkpoint,
                                                       VerifiedIndexProof& verified) {
  const absl::StatusOr<v1::Entry> entry = entry::ParseEntry(commitment.entry());
  if (!entry.ok()) return UnusableProof(Cat("the commitment's entry is malformed: ", entry.status().message()));
  const absl::StatusOr<v1::Event> event = entry::ParseEvent(entry->event());
  if (!event.ok()) return UnusableProof(Cat("the commitment's event is malformed: ", event.status().message()));
  if (!event->has_commitment_published()) return UnusableProof("the commitment's entry is another event");
  const v1::CommitmentPublished& stated = event->commitment_published();
  if (stated.structure_version() != commitment::kStructureVersion) {
    return UnusableProof(
        Cat("the index has a structure that this version does not know: ", stated.structure_version()));
  }
  if (stated.root().size() != kHashSize) return UnusableProof("the committed root is not 32 bytes long");
  if (stated.covers_size() == 0 || stated.covers_size() > entry->seq()) {
    return UnusableProof("the commitment covers nothing, or itself");
  }

  std::vector<Hash> path;
  for (const std::string& bytes : commitment.inclusion_proof()) {
    const absl::StatusOr<Hash> hash = HashFromBytes(bytes);
    if (!hash.ok()) return UnusableProof("a hash of the inclusion proof is not 32 bytes long");
    path.push_back(*hash);
  }
  verified.origin = checkpoint.origin;
  verified.tree_size = checkpoint.size;
  verified.root = checkpoint.root;
  verified.commitment_seq = entry->seq();
  verified.committed_at_us = entry->recorded_at_us();
  verified.covers_size = stated.covers_size();
  const Hash leaf = merkle::LeafHash(commitment.entry());
  if (entry->seq() >= verified.tree_size)
    return RefutedProof(Reason::kOutOfTree, "the checkpoint is older than the commitment");
  const absl::Status in_tree = merkle::VerifyInclusion(entry->seq(), verified.tree_size, leaf, path, verified.root);
  if (!in_tree.ok()) return RefutedProof(Reason::kNotIncluded, FromAbsl(in_tree.message()));
  return stated;
}

absl::Status CheckPath(const v1::IndexProof& proof, const Claim& claim, const Hash& root) {
  INGOT_ASSIGN_OR_RETURN(const std::vector<Hash> siblings, ReadSiblings(proof.siblings()));
  if (claim.value.has_value()) {
    return PathStatus(commitment::VerifyPresence(claim.key_hash, crypto::Sha256(*claim.value), siblings, root));
  }
  std::optional<commitment::OtherLeaf> other;
  if (proof.has_other()) {
    const absl::StatusOr<Hash> key_hash = HashFromBytes(proof.other().key_hash());
    const absl::StatusOr<Hash> value_hash = HashFromBytes(proof.other().value_hash());
    if (!key_hash.ok() || !value_hash.ok()) return UnusableProof("the other leaf's hashes are not 32 bytes long");
    other = commitment::OtherLeaf{.key_hash = *key_hash, .value_hash = *value_hash};
  }
  return PathStatus(commitment::VerifyAbsence(claim.key_hash, other, siblings, root));
}

absl::Status BrokenHistory(std::string_view why) { return RefutedProof(Reason::kNotWhole, why); }

const v1::SubjectLink* LinkOf(const v1::Entry& entry, const v1::SubjectClaim& subject) {
  for (const v1::SubjectLink& link : entry.subjects()) {
    if (link.kind() == subject.kind() && link.id() == subject.id()) return &link;
  }
  return nullptr;
}

// From the first entry to the head: one link after the other, none missing.
absl::Status CheckHistory(const v1::IndexProof& proof, VerifiedIndexProof& verified) {
  const v1::SubjectHead& head = proof.subject().head();
  if (static_cast<uint64_t>(proof.entries_size()) != head.count()) {
    return BrokenHistory(Cat("it holds ", proof.entries_size(), " entries, the subject has ", head.count()));
  }
  uint64_t prev_seq = 0;
  std::string prev_hash;
  for (const std::string& bytes : proof.entries()) {
    const size_t place = verified.entries.size();
    absl::StatusOr<v1::Entry> entry = entry::ParseEntry(bytes);
    if (!entry.ok()) return UnusableProof(Cat("entry ", place, " is malformed: ", entry.status().message()));
    const v1::SubjectLink* const link = LinkOf(*entry, proof.subject());
    if (link == nullptr) return BrokenHistory(Cat("entry ", place, " is none of the subject's"));
    if (link->count_before() != place || link->prev_seq() != prev_seq || link->prev_hash() != prev_hash ||
        (place > 0 && entry->seq() <= prev_seq)) {
      return BrokenHistory(Cat("entry ", place, " is not linked to the one before it"));
    }
    prev_seq = entry->seq();
    prev_hash = ToBytes(merkle::LeafHash(bytes));
    verified.entries.push_back(*std::move(entry));
  }
  if (prev_seq != head.last_seq() || prev_hash != head.last_hash()) {
    return BrokenHistory("the last entry is not the subject's last");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<VerifiedIndexProof> VerifyIndexProofIn(const v1::IndexProof& proof, const note::Checkpoint& checkpoint,
                                                      const std::optional<Hash>& ledger_id) {
  VerifiedIndexProof verified;
  INGOT_ASSIGN_OR_RETURN(const Claim claim, ReadClaim(proof));
  verified.present = claim.value.has_value();
  INGOT_RETURN_IF_ERROR(CheckForm(proof, verified.present));
  const absl::StatusOr<Hash> stated_id = HashFromBytes(proof.ledger_id());
  if (!stated_id.ok()) return UnusableProof("ledger_id is not 32 bytes long");
  verified.ledger_id = *stated_id;
  if (ledger_id.has_value() && *ledger_id != verified.ledger_id)
    return RefutedProof(Reason::kWrongLedger, "it is of another ledger");

  INGOT_ASSIGN_OR_RETURN(const v1::CommitmentPublished stated,
                         OpenCommitment(proof.commitment(), checkpoint, verified));
  INGOT_RETURN_IF_ERROR(CheckPath(proof, claim, *HashFromBytes(stated.root())));
  if (proof.subject().has_head()) {
    const v1::SubjectHead& head = proof.subject().head();
    if (head.last_seq() >= verified.covers_size || head.count() > verified.covers_size) {
      return RefutedProof(Reason::kNotCommitted, "the subject's last entry lies beyond what the commitment covers");
    }
  }
  if (!proof.entries().empty()) INGOT_RETURN_IF_ERROR(CheckHistory(proof, verified));
  return verified;
}

}  // namespace ingot::audit
