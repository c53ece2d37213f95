// Proofs by the authenticated index: ProofService.
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/cord.h"
#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/commitment/hashing.h"
#include "ledger/crypto/sha256.h"
#include "ledger/directory/ids.h"
#include "ledger/entry/limits.h"
#include "ledger/merkle/proof.h"
#include "ledger/refusal/refusal.h"
#include "ledger/state/record_key.h"
#include "server/auth/visibility.h"
#include "server/query/page.h"
#include "server/query/queries.h"
#include "server/query/read_entry.h"

namespace ingot::query {
namespace {

// Not in this state of the ledger, but soon.
absl::Status NotCommittedYet(std::string_view field, std::string_view what) {
  const absl::Status refusal = refusal::Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, field, what);
  absl::Status status(absl::StatusCode::kFailedPrecondition, refusal.message());
  refusal.ForEachPayload(
      [&status](absl::string_view url, const absl::Cord& payload) { status.SetPayload(url, payload); });
  return status;
}

absl::StatusOr<const commitment::Commitment*> CommitmentFor(const Context& context, uint64_t min_covers_size) {
  const commitment::Commitment* const commitment = context.commitment();
  if (commitment == nullptr) {
    return NotCommittedYet("",
                           "no commitment to the index can be proved by yet: ask again in 10 seconds, or ask the "
                           "operator whether the server holds the service key");
  }
  if (commitment->view->size() < min_covers_size) {
    return NotCommittedYet("min_covers_size", Cat("the newest commitment covers ", commitment->view->size(),
                                                  " entries; ask again in 10 seconds"));
  }
  return commitment;
}

bool IsId(std::string_view id) {
  return id.size() <= entry::kMaxIdBytes && id.find('\0') == std::string_view::npos && IsValidUtf8(id);
}

absl::Status CheckSubject(v1::SubjectKind kind, std::string_view id) {
  if (!v1::SubjectKind_IsValid(kind)) {
    return refusal::Refuse(v1::REFUSAL_REASON_UNKNOWN_ENUM, "kind", "not a kind of subject that this server knows");
  }
  if (kind == v1::SUBJECT_KIND_UNSPECIFIED) {
    return refusal::Refuse(v1::REFUSAL_REASON_FIELD_MISSING, "kind", "must be given");
  }
  if (!IsId(id) || id.empty() != (kind == v1::SUBJECT_KIND_LEDGER)) {
    return refusal::Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "id",
                           Cat("must be 1 to ", entry::kMaxIdBytes, " bytes; empty for the ledger alone"));
  }
  return absl::OkStatus();
}

// Whether the absence of a thing with this id is the caller's to know: it is its own, or its organisation's.
bool OwnsId(const Context& context, std::string_view id) {
  const std::string_view owner = directory::OwnerOf(id);
  return context.caller().Owns(context.view(), owner.empty() ? id : owner);
}

// NOT_FOUND unless the caller may have a proof about the subject. A vehicle's existence is no secret (docs/DOMAIN.md).
absl::Status CheckSight(const Context& context, v1::SubjectKind kind, const std::string& id) {
  if (context.caller().sees_everything()) return absl::OkStatus();
  const bool exists = context.view().Find(state::SubjectKey(kind, id)) != nullptr;
  const bool may = exists ? auth::SightOfSubject(context.view(), context.caller(), kind, id).whole()
                          : kind == v1::SUBJECT_KIND_VEHICLE || OwnsId(context, id);
  if (may) return absl::OkStatus();
  return NotFound("id", "subject with a history that is this caller's to see whole");
}

// The parts that every proof has.
absl::Status FillShared(const Context& context, const commitment::Commitment& commitment, const Hash& key_hash,
                        std::optional<std::string>* value, v1::IndexProof* proof) {
  proof->set_ledger_id(ToBytes(context.snapshot().head().ledger_id));
  absl::StatusOr<commitment::Path> path = commitment.view->Find(key_hash);
  if (!path.ok()) {
    commitment.damaged->store(true);
    return refusal::Refuse(v1::REFUSAL_REASON_DATA_LOSS, "",
                           "a stored page of the index is damaged; it is being made anew, ask again in a minute");
  }
  for (const Hash& sibling : path->siblings) {
    proof->add_siblings(sibling == commitment::kEmptyNode ? std::string() : ToBytes(sibling));
  }
  if (path->leaf.has_value() && path->leaf->key_hash == key_hash) {
    *value = std::move(path->leaf->value);
  } else if (path->leaf.has_value()) {
    proof->mutable_other()->set_key_hash(ToBytes(path->leaf->key_hash));
    proof->mutable_other()->set_value_hash(ToBytes(crypto::Sha256(path->leaf->value)));
  }

  v1::Commitment& stated = *proof->mutable_commitment();
  INGOT_ASSIGN_OR_RETURN(*stated.mutable_entry(), context.snapshot().Entry(commitment.seq));
  INGOT_ASSIGN_OR_RETURN(const merkle::Proof inclusion,
                         merkle::InclusionProof(context.snapshot().Nodes(), commitment.seq, context.size()));
  for (const Hash& hash : inclusion) stated.add_inclusion_proof(ToBytes(hash));
  stated.set_checkpoint(context.checkpoint());
  return absl::OkStatus();
}

absl::Status DamagedIndex() {
  return refusal::Refuse(v1::REFUSAL_REASON_DATA_LOSS, "", "a value of the index is damaged");
}

absl::Status FillSubject(const Context& context, v1::SubjectKind kind, const std::string& id, uint64_t min_covers_size,
                         v1::IndexProof* proof) {
  INGOT_RETURN_IF_ERROR(CheckSubject(kind, id));
  INGOT_RETURN_IF_ERROR(CheckSight(context, kind, id));
  INGOT_ASSIGN_OR_RETURN(const commitment::Commitment* const commitment, CommitmentFor(context, min_covers_size));
  const std::string key = state::SubjectKey(kind, id);
  std::optional<std::string> value;
  INGOT_RETURN_IF_ERROR(FillShared(context, *commitment, commitment::KeyHash(key), &value, proof));
  v1::SubjectClaim& subject = *proof->mutable_subject();
  subject.set_kind(kind);
  subject.set_id(id);
  if (!value.has_value()) {
    // True of what the commitment covers, and not what anyone would understand.
    if (context.view().Find(key) == nullptr) return absl::OkStatus();
    return NotCommittedYet("id", "its first entry is newer than the newest commitment; ask again in 10 seconds");
  }
  const std::optional<commitment::SubjectValue> head = commitment::DecodeSubject(*value);
  if (!head.has_value()) return DamagedIndex();
  subject.mutable_head()->set_count(head->count);
  subject.mutable_head()->set_last_seq(head->last_seq);
  subject.mutable_head()->set_last_hash(ToBytes(head->last_hash));
  return absl::OkStatus();
}

const v1::SubjectLink* LinkOf(const v1::Entry& entry, const v1::GetHistoryProofRequest& request) {
  for (const v1::SubjectLink& link : entry.subjects()) {
    if (link.kind() == request.kind() && link.id() == request.id()) return &link;
  }
  return nullptr;
}

// Entries from `seq` back along the subject's links, as many as a page takes; sets `*next` where more follow.
absl::Status FillEntries(const Context& context, const v1::GetHistoryProofRequest& request, size_t page_size,
                         uint64_t seq, bool continued, std::optional<uint64_t>* next,
                         v1::GetHistoryProofResponse* response) {
  size_t bytes = 0;
  for (size_t i = 0; i < page_size && bytes < kMaxPageBytes; ++i) {
    INGOT_ASSIGN_OR_RETURN(ReadEntry read, Read(context, seq));
    const v1::SubjectLink* const link = LinkOf(read.entry, request);
    if (link == nullptr) {
      // A token may be forged.
      if (continued && i == 0) {
        return refusal::Refuse(v1::REFUSAL_REASON_INVALID_PAGE_TOKEN, "page_token", "is none of this history");
      }
      return refusal::Refuse(v1::REFUSAL_REASON_DATA_LOSS, "", "the stored links of the subject are damaged");
    }
    const bool first = link->count_before() == 0;
    const uint64_t previous = link->prev_seq();
    bytes += read.bytes.size();
    response->add_entries(std::move(read.bytes));
    if (first) return absl::OkStatus();
    if (previous >= seq) {
      return refusal::Refuse(v1::REFUSAL_REASON_DATA_LOSS, "", "the stored links of the subject are damaged");
    }
    seq = previous;
  }
  *next = seq;
  return absl::OkStatus();
}

absl::Status CheckAccount(const v1::Account& account) {
  if (!v1::AccountClass_IsValid(account.account_class())) {
    return refusal::Refuse(v1::REFUSAL_REASON_UNKNOWN_ENUM, "account.account_class",
                           "not an account class that this server knows");
  }
  if (account.account_class() == v1::ACCOUNT_CLASS_UNSPECIFIED) {
    return refusal::Refuse(v1::REFUSAL_REASON_FIELD_MISSING, "account.account_class", "must be given");
  }
  if (IsId(account.party()) && IsId(account.detail())) return absl::OkStatus();
  return refusal::Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "account",
                         Cat("party and detail are at most ", entry::kMaxIdBytes, " bytes"));
}

}  // namespace

absl::Status Answer(const Context& context, const v1::GetSubjectProofRequest& request,
                    v1::GetSubjectProofResponse* response) {
  return FillSubject(context, request.kind(), request.id(), request.min_covers_size(), response->mutable_proof());
}

absl::Status Answer(const Context& context, const v1::GetHistoryProofRequest& request,
                    v1::GetHistoryProofResponse* response) {
  INGOT_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request.page_size()));
  const PageScope scope{"GetHistoryProof", Cat(static_cast<int>(request.kind())), request.id()};
  INGOT_ASSIGN_OR_RETURN(const std::string cursor, ReadPageToken(scope, request.page_token()));
  uint64_t seq = 0;
  if (cursor.empty()) {
    v1::IndexProof* const proof = response->mutable_proof();
    INGOT_RETURN_IF_ERROR(FillSubject(context, request.kind(), request.id(), request.min_covers_size(), proof));
    if (!proof->subject().has_head()) return absl::OkStatus();
    seq = proof->subject().head().last_seq();
  } else {
    INGOT_RETURN_IF_ERROR(CheckSubject(request.kind(), request.id()));
    INGOT_RETURN_IF_ERROR(CheckSight(context, request.kind(), request.id()));
    if (cursor.size() != sizeof(uint64_t) || ReadBe64(cursor) >= context.size()) {
      return ReadPageToken(scope, "-").status();
    }
    seq = ReadBe64(cursor);
  }
  std::optional<uint64_t> next;
  INGOT_RETURN_IF_ERROR(FillEntries(context, request, page_size, seq, !cursor.empty(), &next, response));
  if (!next.has_value()) return absl::OkStatus();
  std::string continues;
  AppendBe64(*next, &continues);
  response->set_next_page_token(MakePageToken(scope, continues));
  return absl::OkStatus();
}

absl::Status Answer(const Context& context, const v1::GetAccountProofRequest& request,
                    v1::GetAccountProofResponse* response) {
  const v1::Account& account = request.account();
  INGOT_RETURN_IF_ERROR(CheckAccount(account));
  const std::string key = state::AccountKey(account);
  const state::RecordPtr record = context.view().Find(key);
  const bool may = context.caller().sees_everything() ||
                   (record != nullptr ? auth::SightOf(context.view(), context.caller(), record->account()).whole()
                                      : OwnsId(context, account.party()));
  if (!may) return NotFound("account", "account");
  INGOT_ASSIGN_OR_RETURN(const commitment::Commitment* const commitment,
                         CommitmentFor(context, request.min_covers_size()));
  std::optional<std::string> value;
  v1::IndexProof* const proof = response->mutable_proof();
  INGOT_RETURN_IF_ERROR(FillShared(context, *commitment, commitment::KeyHash(key), &value, proof));
  *proof->mutable_account()->mutable_account() = account;
  if (!value.has_value()) {
    if (record == nullptr) return absl::OkStatus();
    return NotCommittedYet("account", "its first posting is newer than the newest commitment; ask again in 10 seconds");
  }
  const std::optional<std::vector<v1::Amount>> balance = commitment::DecodeBalance(*value);
  if (!balance.has_value()) return DamagedIndex();
  v1::AccountBalance& stated = *proof->mutable_account()->mutable_balance();
  for (const v1::Amount& amount : *balance) *stated.add_amounts() = amount;
  return absl::OkStatus();
}

}  // namespace ingot::query
