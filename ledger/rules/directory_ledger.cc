// The ledger itself: LedgerCreated, RulesActivated.
#include <set>
#include <string>

#include "ledger/base/hash.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/crypto/sha256.h"
#include "ledger/directory/ids.h"
#include "ledger/entry/limits.h"
#include "ledger/note/checkpoint.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

constexpr size_t kNonceBytes = 32;
constexpr size_t kMaxPredecessorBytes = 4096;

absl::Status CheckLedgerKeys(const v1::LedgerCreated& e) {
  const std::pair<std::string_view, const std::string&> keys[] = {
      {"ledger_created.operator_key", e.operator_key()},
      {"ledger_created.service_key", e.service_key()},
      {"ledger_created.checkpoint_key", e.checkpoint_key()}};
  std::set<std::string_view> seen;
  for (const auto& [field, key] : keys) {
    INGOT_RETURN_IF_ERROR(CheckGiven(!key.empty(), field));
    if (!crypto::ParsePublicKey(key).ok()) {
      return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field, "is no valid Ed25519 public key of 32 bytes");
    }
    if (!seen.insert(key).second) {
      return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field, "operator, service and checkpoint never share a key");
    }
  }
  return absl::OkStatus();
}

// Its signature is for auditors: only the other ledger's key can tell.
absl::Status CheckPredecessor(const v1::LedgerCreated& e) {
  constexpr std::string_view kField = "ledger_created.predecessor_checkpoint";
  if (e.predecessor_checkpoint().empty()) return absl::OkStatus();
  if (e.predecessor_checkpoint().size() > kMaxPredecessorBytes) {
    return Refuse(v1::REFUSAL_REASON_TOO_LARGE, kField, Cat("at most ", kMaxPredecessorBytes, " bytes are allowed"));
  }
  const absl::StatusOr<note::Checkpoint> cited = note::PeekCheckpoint(e.predecessor_checkpoint());
  if (!cited.ok()) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kField, "is no checkpoint in the form of a signed note");
  }
  // Witnesses know a ledger by its origin: to them the successor would be the old one with another history.
  if (cited->origin == e.origin()) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kField,
                  "is of this ledger's own origin: a successor needs a new origin");
  }
  return absl::OkStatus();
}

absl::Status CheckCreation(const Transaction& t, const v1::LedgerCreated& e) {
  INGOT_RETURN_IF_ERROR(CheckGiven(!e.origin().empty(), "ledger_created.origin"));
  if (!directory::IsOrigin(e.origin())) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "ledger_created.origin",
                  "must be 1 to 100 characters of printable ASCII without spaces and '+'");
  }
  INGOT_RETURN_IF_ERROR(CheckGiven(!e.nonce().empty(), "ledger_created.nonce"));
  if (e.nonce().size() != kNonceBytes) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "ledger_created.nonce", "must be 32 random bytes");
  }
  INGOT_RETURN_IF_ERROR(
      CheckRange(e.format_version(), entry::kFormatVersion, entry::kFormatVersion, "ledger_created.format_version"));
  if (e.rules_version() != t.context().rules_version) {
    return Refuse(v1::REFUSAL_REASON_RULES_VERSION, "ledger_created.rules_version",
                  "must be the version that decides the creation");
  }
  INGOT_RETURN_IF_ERROR(directory::CheckOrganisationId(e.operator_id(), "ledger_created.operator_id"));
  if (e.operator_id() != t.actor()) {
    return Refuse(v1::REFUSAL_REASON_IDENTITY_MISMATCH, "ledger_created.operator_id",
                  "must be the submitting organisation's id");
  }
  INGOT_RETURN_IF_ERROR(directory::CheckName(e.operator_name(), "ledger_created.operator_name"));
  INGOT_RETURN_IF_ERROR(CheckCountry(t, e.operator_country(), "ledger_created.operator_country"));
  INGOT_RETURN_IF_ERROR(CheckLedgerKeys(e));
  return CheckPredecessor(e);
}

// Returns the key's id.
std::string PutLedgerKey(Transaction& t, const v1::LedgerCreated& e, const std::string& public_key, v1::KeyKind kind) {
  std::string key_id = ToBytes(crypto::Sha256(public_key));
  v1::KeyState& key = *t.Edit(state::KeyKey(key_id)).mutable_key();
  key.set_key_id(key_id);
  key.set_organisation_id(e.operator_id());
  key.set_public_key(public_key);
  key.set_algorithm(v1::KEY_ALGORITHM_ED25519);
  key.set_kind(kind);
  key.set_added_seq(t.context().seq);
  return key_id;
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::LedgerCreated& e) {
  if (t.Find(state::LedgerKey()) != nullptr) {
    return Refuse(v1::REFUSAL_REASON_ALREADY_EXISTS, "ledger_created", "the ledger exists already");
  }
  INGOT_RETURN_IF_ERROR(CheckCreation(t, e));

  PutLedgerKey(t, e, e.operator_key(), v1::KEY_KIND_OPERATOR);
  PutLedgerKey(t, e, e.service_key(), v1::KEY_KIND_SERVICE);
  const std::string checkpoint_key_id = PutLedgerKey(t, e, e.checkpoint_key(), v1::KEY_KIND_CHECKPOINT);

  v1::LedgerState& ledger = *t.EditSubject(v1::SUBJECT_KIND_LEDGER, "").mutable_ledger();
  ledger.set_origin(e.origin());
  ledger.set_format_version(e.format_version());
  ledger.set_rules_version(e.rules_version());
  ledger.set_operator_id(e.operator_id());
  ledger.set_checkpoint_key_id(checkpoint_key_id);

  v1::OrganisationState& organisation =
      *t.EditSubject(v1::SUBJECT_KIND_ORGANISATION, e.operator_id()).mutable_organisation();
  organisation.set_organisation_id(e.operator_id());
  organisation.set_name(e.operator_name());
  organisation.set_country(e.operator_country());
  organisation.add_roles(v1::ROLE_OPERATOR);
  organisation.set_valid_keys(1);
  organisation.set_keys_added(3);
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::RulesActivated& e) {
  if (e.version() <= t.context().rules_version || e.version() > kNewestRulesVersion) {
    return Refuse(v1::REFUSAL_REASON_RULES_VERSION, "rules_activated.version",
                  Cat("must be above the version in force (", t.context().rules_version,
                      ") and at most the newest that this server knows (", kNewestRulesVersion, ")"));
  }
  t.EditSubject(v1::SUBJECT_KIND_LEDGER, "").mutable_ledger()->set_rules_version(e.version());
  return absl::OkStatus();
}

}  // namespace ingot::rules
