#include "ledger/rules/consent.h"

#include <algorithm>
#include <string>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/directory/ids.h"
#include "ledger/directory/roles.h"
#include "ledger/entry/submission.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/succession.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

constexpr int kMaxCountersignatures = 4;
constexpr std::string_view kField = "entry_reversed.countersignatures";

// One refusal for every way in which a countersignature can fail: whose a key is concerns nobody else.
absl::Status NoConsent(std::string_view field) {
  return Refuse(v1::REFUSAL_REASON_COUNTERSIGNATURE, field,
                "does not verify: a valid key of kind ORGANISATION of the countersigning organisation signs the ledger "
                "id, the target, the reason and the id of the organisation that reverses");
}

absl::Status CheckCountersignature(const Transaction& t, const v1::EntryReversed& e, const v1::Countersignature& given,
                                   const std::string& field) {
  INGOT_RETURN_IF_ERROR(directory::CheckOrganisationId(given.organisation_id(), Cat(field, ".organisation_id")));
  INGOT_RETURN_IF_ERROR(CheckGiven(!given.key_id().empty(), Cat(field, ".key_id")));
  INGOT_RETURN_IF_ERROR(CheckGiven(!given.signature().empty(), Cat(field, ".signature")));
  const v1::Record* const organisation = t.Find(state::OrganisationKey(given.organisation_id()));
  if (organisation == nullptr || !organisation->organisation().successor_id().empty()) return NoConsent(field);
  const v1::Record* const record = t.Find(state::KeyKey(given.key_id()));
  if (record == nullptr || record->key().organisation_id() != given.organisation_id() || record->key().revoked() ||
      record->key().kind() != v1::KEY_KIND_ORGANISATION) {
    return NoConsent(field);
  }
  const absl::StatusOr<crypto::PublicKey> key = crypto::ParsePublicKey(record->key().public_key());
  const std::string message = entry::ReversalMessage(t.context().ledger_id, e.target_seq(), e.reason(), t.actor());
  if (key.ok() && crypto::Verify(*key, message, given.signature())) return absl::OkStatus();
  return NoConsent(field);
}

absl::Status CheckCountersignatures(const Transaction& t, const v1::EntryReversed& e) {
  if (e.countersignatures_size() > kMaxCountersignatures) {
    return Refuse(v1::REFUSAL_REASON_TOO_LARGE, kField, Cat("at most ", kMaxCountersignatures, " are allowed"));
  }
  for (int i = 0; i < e.countersignatures_size(); ++i) {
    const std::string field = Cat(kField, "[", i, "]");
    if (i > 0 && e.countersignatures(i - 1).organisation_id() >= e.countersignatures(i).organisation_id()) {
      return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, Cat(field, ".organisation_id"),
                    "must be ascending by organisation, without doubles");
    }
    INGOT_RETURN_IF_ERROR(CheckCountersignature(t, e, e.countersignatures(i), field));
  }
  return absl::OkStatus();
}

bool IsAuditor(const Transaction& t, const std::string& organisation_id) {
  const v1::Record* const record = t.Find(state::OrganisationKey(organisation_id));
  return record != nullptr && directory::HasRole(record->organisation().roles(), v1::ROLE_AUDITOR);
}

}  // namespace

absl::Status CheckConsent(const Transaction& t, const v1::EntryReversed& e, const v1::UndoState& target) {
  INGOT_RETURN_IF_ERROR(CheckCountersignatures(t, e));
  if (ActsFor(t, target.organisation_id())) return absl::OkStatus();
  const std::string submitter = Successor(t, target.organisation_id());
  const auto& given = e.countersignatures();
  const bool by_submitter = std::any_of(given.begin(), given.end(), [&](const v1::Countersignature& consent) {
    return consent.organisation_id() == submitter;
  });
  if (by_submitter) return absl::OkStatus();
  const bool by_auditor = std::any_of(given.begin(), given.end(), [&](const v1::Countersignature& consent) {
    return IsAuditor(t, consent.organisation_id());
  });
  const bool waited = t.context().recorded_at_us - target.recorded_at_us() >= kOwnReversalUs;
  if (t.HasRole(v1::ROLE_OPERATOR) && by_auditor && waited) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_COUNTERSIGNATURE, kField,
                "the entry is another organisation's: it must countersign; or, ten days after the entry was recorded, "
                "the operator reverses it with an auditor's countersignature");
}

}  // namespace ingot::rules
