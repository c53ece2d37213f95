// Keys: KeyAdded, KeyRevoked. By the organisation itself or by the operator.
#include <string>

#include "ledger/base/hash.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/directory/roles.h"
#include "ledger/entry/submission.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/directory_access.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

bool IsSubmissionKey(v1::KeyKind kind) { return kind == v1::KEY_KIND_ORGANISATION || kind == v1::KEY_KIND_OPERATOR; }

// Asked before the organisation is looked up, so that strangers learn nothing of it.
absl::Status CheckOwnOrOperator(const Transaction& t, const std::string& organisation_id, std::string_view field) {
  if (t.actor() == organisation_id || t.HasRole(v1::ROLE_OPERATOR)) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_ROLE_REQUIRED, field,
                "only the organisation itself and the operator write its keys");
}

absl::Status CheckKind(const v1::OrganisationState& organisation, v1::KeyKind kind) {
  constexpr std::string_view kField = "key_added.kind";
  INGOT_RETURN_IF_ERROR(CheckGiven(kind != v1::KEY_KIND_UNSPECIFIED, kField));
  const bool of_operator = directory::HasRole(organisation.roles(), v1::ROLE_OPERATOR);
  if (of_operator == (kind != v1::KEY_KIND_ORGANISATION)) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kField,
                of_operator ? "the operator's keys are of kind OPERATOR, SERVICE or CHECKPOINT"
                            : "must be ORGANISATION: the other kinds are the operator's");
}

absl::StatusOr<crypto::PublicKey> CheckPublicKey(const Transaction& t, const v1::KeyAdded& e) {
  constexpr std::string_view kField = "key_added.public_key";
  INGOT_RETURN_IF_ERROR(CheckGiven(e.algorithm() != v1::KEY_ALGORITHM_UNSPECIFIED, "key_added.algorithm"));
  INGOT_RETURN_IF_ERROR(CheckGiven(!e.public_key().empty(), kField));
  absl::StatusOr<crypto::PublicKey> key = crypto::ParsePublicKey(e.public_key());
  if (!key.ok()) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kField, "is no valid Ed25519 public key of 32 bytes");
  }
  if (t.Find(state::KeyKey(AsBytes(crypto::KeyId(*key)))) != nullptr) {
    return Refuse(v1::REFUSAL_REASON_ALREADY_EXISTS, kField, "this key was used before: make a new one");
  }
  const std::string message = entry::PossessionMessage(t.context().ledger_id, e.organisation_id(), e.public_key());
  if (!crypto::Verify(*key, message, e.possession_signature())) {
    return Refuse(v1::REFUSAL_REASON_POSSESSION_NOT_PROVEN, "key_added.possession_signature",
                  "does not verify: the new key signs the ledger id, the organisation's id and itself");
  }
  return key;
}

// The batch that ends with this entry is signed by both keys, later ones by the new one alone.
void RotateCheckpointKey(Transaction& t, const std::string& key_id) {
  v1::LedgerState& ledger = *t.EditSubject(v1::SUBJECT_KIND_LEDGER, "").mutable_ledger();
  v1::KeyState& old = *t.Edit(state::KeyKey(ledger.checkpoint_key_id())).mutable_key();
  old.set_revoked(true);
  old.set_revoked_seq(t.context().seq);
  ledger.set_checkpoint_key_id(key_id);
}

// Refuses to take away what the ledger can't go on without.
absl::Status CheckNotLast(const Transaction& t, const v1::KeyState& key) {
  if (key.kind() == v1::KEY_KIND_CHECKPOINT && !key.revoked()) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "key_revoked.key_id",
                  "is the checkpoint key in use: adding the next one revokes it");
  }
  if (key.kind() != v1::KEY_KIND_OPERATOR || key.revoked()) return absl::OkStatus();
  if (t.Find(state::OrganisationKey(key.organisation_id()))->organisation().valid_keys() > 1) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "key_revoked.key_id",
                "is the operator's last key: add another one first");
}

absl::Status CheckCompromise(const Transaction& t, const v1::KeyRevoked& e, const v1::KeyState& key) {
  constexpr std::string_view kField = "key_revoked.compromised_since_us";
  if (e.compromised_since_us() < 0) {
    return Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, kField, "must be 0, or microseconds since 1970");
  }
  if (e.compromised_since_us() > t.context().recorded_at_us) {
    return Refuse(v1::REFUSAL_REASON_FUTURE, kField, "lies after the ledger's time");
  }
  if (!key.revoked()) return absl::OkStatus();
  const bool earlier = e.compromised_since_us() > 0 &&
                       (key.compromised_since_us() == 0 || e.compromised_since_us() < key.compromised_since_us());
  if (earlier) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_ALREADY_EXISTS, "key_revoked.key_id",
                "is revoked already: revoke it again only to state that it was compromised, or since an earlier time");
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::KeyAdded& e) {
  constexpr std::string_view kField = "key_added.organisation_id";
  INGOT_RETURN_IF_ERROR(CheckOwnOrOperator(t, e.organisation_id(), kField));
  INGOT_ASSIGN_OR_RETURN(const v1::OrganisationState* const before,
                         FindActiveOrganisation(t, e.organisation_id(), kField));
  INGOT_RETURN_IF_ERROR(CheckKind(*before, e.kind()));
  INGOT_ASSIGN_OR_RETURN(const crypto::PublicKey public_key, CheckPublicKey(t, e));
  const bool recovery = t.actor() != e.organisation_id() && before->keys_added() > 0;

  const std::string key_id = ToBytes(crypto::KeyId(public_key));
  v1::KeyState& key = *t.Edit(state::KeyKey(key_id)).mutable_key();
  key.set_key_id(key_id);
  key.set_organisation_id(e.organisation_id());
  key.set_public_key(e.public_key());
  key.set_algorithm(e.algorithm());
  key.set_kind(e.kind());
  key.set_added_seq(t.context().seq);

  v1::OrganisationState& organisation =
      *t.EditSubject(v1::SUBJECT_KIND_ORGANISATION, e.organisation_id()).mutable_organisation();
  organisation.set_keys_added(organisation.keys_added() + 1);
  if (IsSubmissionKey(e.kind())) organisation.set_valid_keys(organisation.valid_keys() + 1);
  if (recovery) t.Flag(v1::FLAG_KIND_KEY_RECOVERED, v1::SUBJECT_KIND_ORGANISATION, e.organisation_id());
  if (e.kind() == v1::KEY_KIND_CHECKPOINT) RotateCheckpointKey(t, key_id);
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::KeyRevoked& e) {
  constexpr std::string_view kField = "key_revoked.organisation_id";
  INGOT_RETURN_IF_ERROR(CheckOwnOrOperator(t, e.organisation_id(), kField));
  INGOT_RETURN_IF_ERROR(FindActiveOrganisation(t, e.organisation_id(), kField).status());
  INGOT_RETURN_IF_ERROR(CheckGiven(!e.key_id().empty(), "key_revoked.key_id"));
  const v1::Record* const record = t.Find(state::KeyKey(e.key_id()));
  if (record == nullptr || record->key().organisation_id() != e.organisation_id()) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, "key_revoked.key_id", "the organisation has no such key");
  }
  INGOT_RETURN_IF_ERROR(CheckNotLast(t, record->key()));
  INGOT_RETURN_IF_ERROR(CheckCompromise(t, e, record->key()));

  v1::KeyState& key = *t.Edit(state::KeyKey(e.key_id())).mutable_key();
  v1::OrganisationState& organisation =
      *t.EditSubject(v1::SUBJECT_KIND_ORGANISATION, e.organisation_id()).mutable_organisation();
  if (!key.revoked()) {
    key.set_revoked(true);
    key.set_revoked_seq(t.context().seq);
    if (IsSubmissionKey(key.kind())) organisation.set_valid_keys(organisation.valid_keys() - 1);
  }
  if (e.compromised_since_us() > 0) {
    key.set_compromised_since_us(e.compromised_since_us());
    t.Flag(v1::FLAG_KIND_KEY_COMPROMISED, v1::SUBJECT_KIND_ORGANISATION, e.organisation_id());
  }
  return absl::OkStatus();
}

}  // namespace ingot::rules
