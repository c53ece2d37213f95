#include "ledger/rules/envelope.h"

#include <string>

#include "ledger/base/hash.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/directory/ids.h"
#include "ledger/entry/limits.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/role_table.h"
#include "ledger/rules/succession.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

std::string RoleNames(v1::Event::BodyCase event) {
  std::string names;
  for (const v1::Role role : RolesFor(event)) {
    names += names.empty() ? "" : ", ";
    names += v1::Role_Name(role).substr(std::string_view("ROLE_").size());
  }
  return names;
}

// Service keys sign the service's own entries, which nobody else signs; checkpoint keys sign notes.
absl::Status CheckSubmitter(const Context& context, v1::Event::BodyCase event) {
  const bool is_operator_key = context.key_kind == v1::KEY_KIND_OPERATOR;
  const bool is_service_key = context.key_kind == v1::KEY_KIND_SERVICE;
  if (is_service_key != IsServiceEvent(event) || context.key_kind == v1::KEY_KIND_CHECKPOINT) {
    return Refuse(v1::REFUSAL_REASON_KEY_NOT_VALID, EventName(event),
                  "the submission's key is of a kind that signs no such event");
  }
  if (!MaySubmit(context.roles, event)) {
    return Refuse(v1::REFUSAL_REASON_ROLE_REQUIRED, EventName(event),
                  Cat("needs one of the roles ", RoleNames(event), ": ask the operator to grant it"));
  }
  if (IsOperatorEvent(event) && !is_operator_key) {
    return Refuse(v1::REFUSAL_REASON_KEY_NOT_VALID, EventName(event), "needs a key of kind OPERATOR");
  }
  return absl::OkStatus();
}

absl::Status CheckFixed(std::string_view bytes, size_t size, std::string_view field) {
  INGOT_RETURN_IF_ERROR(CheckGiven(!bytes.empty(), field));
  if (bytes.size() == size) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field, Cat("must be ", size, " bytes, not ", bytes.size()));
}

absl::Status CheckActor(const Transaction& t) {
  const v1::Actor& actor = t.event().actor();
  if (actor.organisation_id() != t.actor()) {
    return Refuse(v1::REFUSAL_REASON_IDENTITY_MISMATCH, "actor.organisation_id",
                  "must be the submitting organisation's id");
  }
  if (!directory::IsUserId(actor.user())) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "actor.user",
                  "must be at most 48 characters of A-Z a-z 0-9 . _ -, and no name");
  }
  if (actor.site_id().empty()) return absl::OkStatus();
  INGOT_RETURN_IF_ERROR(directory::CheckScopedId(actor.site_id(), "actor.site_id"));
  const v1::Record* site = t.Find(state::SubjectKey(v1::SUBJECT_KIND_SITE, actor.site_id()));
  if (site == nullptr || !ActsFor(t, site->site().organisation_id())) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, "actor.site_id",
                  "the organisation has no such site: register it first, or leave it out");
  }
  return absl::OkStatus();
}

absl::Status CheckEvidence(const v1::Event& event) {
  if (static_cast<size_t>(event.evidence_size()) > entry::kMaxEvidence) {
    return Refuse(v1::REFUSAL_REASON_TOO_LARGE, "evidence", Cat("at most ", entry::kMaxEvidence, " are allowed"));
  }
  for (int i = 0; i < event.evidence_size(); ++i) {
    if (event.evidence(i).kind() == v1::EVIDENCE_KIND_UNSPECIFIED) {
      return Refuse(v1::REFUSAL_REASON_FIELD_MISSING, Cat("evidence[", i, "].kind"), "must be given");
    }
    INGOT_RETURN_IF_ERROR(CheckFixed(event.evidence(i).sha256(), kHashSize, Cat("evidence[", i, "].sha256")));
  }
  return absl::OkStatus();
}

absl::Status CheckDetached(const Transaction& t) {
  const v1::Event& event = t.event();
  const EventRule& rule = RuleOf(event.body_case());
  const bool given = !event.terms_commitment().empty() || t.terms() != nullptr;
  if (rule.terms_need == TermsNeed::kNone) {
    if (given) {
      return Refuse(v1::REFUSAL_REASON_DETACHED_MISMATCH, "terms_commitment",
                    "an event of this type has no terms: leave them and their commitment out");
    }
  } else if (given || rule.terms_need == TermsNeed::kRequired) {
    INGOT_RETURN_IF_ERROR(CheckFixed(event.terms_commitment(), kHashSize, "terms_commitment"));
    if (t.terms() != nullptr && t.terms()->terms_case() != rule.terms) {
      return Refuse(v1::REFUSAL_REASON_DETACHED_MISMATCH, "terms", "are not of the kind that the event's type has");
    }
  }
  if (event.sealed_commitment().empty()) return absl::OkStatus();
  return CheckFixed(event.sealed_commitment(), kHashSize, "sealed_commitment");
}

}  // namespace

absl::Status CheckEnvelope(const Transaction& t) {
  const v1::Event::BodyCase event = t.event().body_case();
  if (!IsInForce(event)) {
    return Refuse(v1::REFUSAL_REASON_EVENT_NOT_IN_FORCE, EventName(event),
                  "the rules in force know no such event: see the list of events in docs/DOMAIN.md");
  }
  INGOT_RETURN_IF_ERROR(CheckSubmitter(t.context(), event));
  INGOT_RETURN_IF_ERROR(CheckFixed(t.event().salt(), entry::kSaltBytes, "salt"));
  INGOT_RETURN_IF_ERROR(CheckActor(t));
  INGOT_RETURN_IF_ERROR(CheckMoment(t, t.event().has_occurred_at(), t.event().occurred_at(), "occurred_at"));
  INGOT_RETURN_IF_ERROR(CheckEvidence(t.event()));
  return CheckDetached(t);
}

}  // namespace ingot::rules
