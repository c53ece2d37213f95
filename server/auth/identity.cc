#include "server/auth/identity.h"

#include <algorithm>

#include "ledger/base/strings.h"
#include "ledger/pki/certificate.h"
#include "ledger/refusal/refusal.h"
#include "ledger/state/record_key.h"

namespace ingot::auth {
namespace {

// Longest chain of successions that is followed.
constexpr int kMaxSuccessions = 16;

constexpr std::string_view kOurScheme = "urn:ingot:";

const v1::OrganisationState* StateOf(const state::RecordPtr& record) {
  return record != nullptr && record->has_organisation() ? &record->organisation() : nullptr;
}

bool HasRole(const v1::OrganisationState& state, v1::Role role) {
  return std::find(state.roles().begin(), state.roles().end(), role) != state.roles().end();
}

}  // namespace

absl::StatusOr<std::string> OrganisationFromUris(const std::vector<std::string>& uris) {
  std::string found;
  for (const std::string& uri : uris) {
    if (std::string_view(uri).substr(0, kOurScheme.size()) != kOurScheme) continue;
    absl::StatusOr<std::string> organisation_id = pki::OrganisationFromUri(uri);
    if (!organisation_id.ok() || !found.empty()) {
      return refusal::Refuse(v1::REFUSAL_REASON_UNAUTHENTICATED, "",
                             "the client certificate must name exactly one organisation, as SAN URI "
                             "urn:ingot:org:<organisation id>");
    }
    found = *std::move(organisation_id);
  }
  if (found.empty()) {
    return refusal::Refuse(v1::REFUSAL_REASON_UNAUTHENTICATED, "",
                           "the client certificate names no organisation; it needs the SAN URI "
                           "urn:ingot:org:<organisation id>");
  }
  return found;
}

absl::Status CheckSubmitter(std::string_view organisation_id, const v1::SubmissionHeader& header) {
  if (header.organisation_id() == organisation_id) return absl::OkStatus();
  return refusal::Refuse(v1::REFUSAL_REASON_IDENTITY_MISMATCH, "header.organisation_id",
                         Cat("the client certificate names organisation '", organisation_id,
                             "'; submit for it, or connect with the other organisation's certificate"));
}

Caller::Caller(const v1::OrganisationState& state)
    : organisation_id_(state.organisation_id()),
      sees_everything_(HasRole(state, v1::ROLE_AUDITOR) || HasRole(state, v1::ROLE_OPERATOR)),
      group_(HasRole(state, v1::ROLE_GROUP)) {}

absl::StatusOr<Caller> Caller::Resolve(const state::View& view, std::string_view organisation_id) {
  const state::RecordPtr record = view.Find(state::OrganisationKey(organisation_id));
  const v1::OrganisationState* const state = StateOf(record);
  if (state == nullptr || !state->successor_id().empty()) {
    return refusal::Refuse(v1::REFUSAL_REASON_UNKNOWN_ORGANISATION, "",
                           "the certificate's organisation is not enrolled in this ledger, or has been succeeded");
  }
  return Caller(*state);
}

Caller Caller::JudgedBy(const state::View& directory) const {
  Caller judged = *this;
  judged.directory_ = &directory;
  return judged;
}

bool Caller::Owns(const state::View& view, std::string_view organisation_id) const {
  const state::View& directory = directory_ != nullptr ? *directory_ : view;
  std::string owner(organisation_id);
  for (int i = 0; i < kMaxSuccessions && !owner.empty(); ++i) {
    if (owner == organisation_id_) return true;
    const state::RecordPtr record = directory.Find(state::OrganisationKey(owner));
    const v1::OrganisationState* const state = StateOf(record);
    if (state == nullptr) return false;
    if (group_ && state->group_id() == organisation_id_) return true;
    owner = state->successor_id();
  }
  return false;
}

}  // namespace ingot::auth
