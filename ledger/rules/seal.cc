// SealRevealed, SealErased, and the states of sealed parts.
#include "ledger/rules/seal.h"

#include <string>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/succession.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

constexpr int kMaxErasedParts = 200;

// The other party of a contract or transfer; empty where a subject of this kind names none.
std::string OtherParty(const Transaction& t, v1::SubjectKind kind, const std::string& id) {
  const v1::Record* const record = t.Find(state::SubjectKey(kind, id));
  if (record == nullptr) return "";
  if (record->has_contract()) return record->contract().counterparty_organisation();
  if (!record->has_transfer()) return "";
  const v1::TransferState& transfer = record->transfer();
  return ActsFor(t, transfer.sender()) ? transfer.receiver() : transfer.sender();
}

std::string CounterpartyOf(const Transaction& t) {
  for (const auto& [kind, id] : t.subjects()) {
    if (kind != v1::SUBJECT_KIND_CONTRACT && kind != v1::SUBJECT_KIND_TRANSFER) continue;
    if (std::string party = OtherParty(t, kind, id); !party.empty()) return party;
  }
  return "";
}

bool MayReveal(const Transaction& t, const v1::SealState& seal) {
  return t.HasRole(v1::ROLE_AUDITOR) || ActsFor(t, seal.organisation_id()) ||
         ActsFor(t, seal.counterparty_organisation());
}

absl::Status NoSeal(std::string_view field) {
  return Refuse(v1::REFUSAL_REASON_NOT_FOUND, field,
                "there is no such entry with a sealed part, or it is not this organisation's to ask for");
}

absl::Status Erased(std::string_view field) {
  return Refuse(v1::REFUSAL_REASON_SEAL_STATE, field, "the sealed part is erased: nobody can read it any more");
}

// By whoever submitted the parts, whoever succeeded it, or the operator.
absl::Status CheckRequester(const Transaction& t, const v1::SealErased& e, const std::string& owner) {
  constexpr std::string_view kField = "seal_erased.requested_by";
  INGOT_RETURN_IF_ERROR(CheckGiven(!e.requested_by().empty(), kField));
  const std::string& operator_id = t.Find(state::LedgerKey())->ledger().operator_id();
  if (e.requested_by() == owner || e.requested_by() == Successor(t, owner) || e.requested_by() == operator_id) {
    return absl::OkStatus();
  }
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kField,
                "must be the organisation that submitted the sealed parts, its successor or the operator");
}

// The organisation that submitted the parts, all of which stand. Refuses what can't be erased.
absl::StatusOr<std::string> CheckParts(const Transaction& t, const v1::SealErased& e) {
  INGOT_RETURN_IF_ERROR(CheckGiven(!e.sealed_seqs().empty(), "seal_erased.sealed_seqs"));
  if (e.sealed_seqs_size() > kMaxErasedParts) {
    return Refuse(v1::REFUSAL_REASON_TOO_LARGE, "seal_erased.sealed_seqs",
                  Cat("at most ", kMaxErasedParts, " are allowed: make several events"));
  }
  std::string owner;
  for (int i = 0; i < e.sealed_seqs_size(); ++i) {
    const std::string field = Cat("seal_erased.sealed_seqs[", i, "]");
    if (i > 0 && e.sealed_seqs(i) <= e.sealed_seqs(i - 1)) {
      return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field, "must ascend, without doubles");
    }
    const v1::Record* const record = t.Find(state::SealKey(e.sealed_seqs(i)));
    if (record == nullptr) return NoSeal(field);
    const v1::SealState& seal = record->seal();
    if (seal.erased_seq() != 0) return Erased(field);
    if (i > 0 && seal.organisation_id() != owner) {
      return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field,
                    "was sealed by another organisation than those before it: no key seals parts of two");
    }
    owner = seal.organisation_id();
  }
  return owner;
}

}  // namespace

void KeepSeal(Transaction& t) {
  if (t.event().sealed_commitment().empty()) return;
  const std::string counterparty = CounterpartyOf(t);
  v1::SealState& seal = *t.Edit(state::SealKey(t.context().seq)).mutable_seal();
  seal.set_seq(t.context().seq);
  seal.set_organisation_id(t.actor());
  seal.set_counterparty_organisation(counterparty);
}

absl::Status Handle(Transaction& t, const v1::SealRevealed& e) {
  constexpr std::string_view kField = "seal_revealed.sealed_seq";
  const v1::Record* const record = t.Find(state::SealKey(e.sealed_seq()));
  if (record == nullptr || !MayReveal(t, record->seal())) return NoSeal(kField);
  if (record->seal().erased_seq() != 0) return Erased(kField);
  INGOT_RETURN_IF_ERROR(CheckGiven(e.reason() != v1::REVEAL_REASON_UNSPECIFIED, "seal_revealed.reason"));
  // Whoever answers for the person's data learns who read it.
  const std::string owner = record->seal().organisation_id();
  t.EditSubject(v1::SUBJECT_KIND_ORGANISATION, t.actor());
  t.EditSubject(v1::SUBJECT_KIND_ORGANISATION, owner);
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::SealErased& e) {
  INGOT_ASSIGN_OR_RETURN(const std::string owner, CheckParts(t, e));
  INGOT_RETURN_IF_ERROR(CheckGiven(e.reason() != v1::ERASURE_REASON_UNSPECIFIED, "seal_erased.reason"));
  INGOT_RETURN_IF_ERROR(CheckRequester(t, e, owner));
  for (const uint64_t seq : e.sealed_seqs()) {
    t.Edit(state::SealKey(seq)).mutable_seal()->set_erased_seq(t.context().seq);
  }
  t.EditSubject(v1::SUBJECT_KIND_ORGANISATION, owner);
  return absl::OkStatus();
}

}  // namespace ingot::rules
