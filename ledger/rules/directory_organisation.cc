// Organisations: OrganisationEnrolled, OrganisationSucceeded, RoleGranted, RoleRevoked. By the operator.
#include <algorithm>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/directory/ids.h"
#include "ledger/directory/roles.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/directory_access.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/succession.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

absl::Status CheckGroup(const Transaction& t, const std::string& group_id) {
  constexpr std::string_view kField = "organisation_enrolled.group_id";
  if (group_id.empty()) return absl::OkStatus();
  INGOT_ASSIGN_OR_RETURN(const v1::OrganisationState* const group, FindActiveOrganisation(t, group_id, kField));
  if (directory::HasRole(group->roles(), v1::ROLE_GROUP)) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kField, "must be an organisation with the role GROUP");
}

absl::Status CheckGrantable(v1::Role role, std::string_view field) {
  INGOT_RETURN_IF_ERROR(CheckGiven(role != v1::ROLE_UNSPECIFIED, field));
  if (role != v1::ROLE_OPERATOR) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field,
                "the ledger's creation alone makes an operator, and it remains one");
}

absl::Status CheckNoOperator(const v1::OrganisationState& organisation, std::string_view field) {
  if (!directory::HasRole(organisation.roles(), v1::ROLE_OPERATOR)) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field, "the operator neither succeeds nor is succeeded");
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::OrganisationEnrolled& e) {
  INGOT_RETURN_IF_ERROR(directory::CheckOrganisationId(e.organisation_id(), "organisation_enrolled.organisation_id"));
  if (t.Find(state::OrganisationKey(e.organisation_id())) != nullptr) {
    return Refuse(v1::REFUSAL_REASON_ALREADY_EXISTS, "organisation_enrolled.organisation_id",
                  "is taken: choose another id");
  }
  INGOT_RETURN_IF_ERROR(directory::CheckName(e.name(), "organisation_enrolled.name"));
  INGOT_RETURN_IF_ERROR(CheckCountry(t, e.country(), "organisation_enrolled.country"));
  INGOT_RETURN_IF_ERROR(directory::CheckEnrolledRoles(e.roles(), "organisation_enrolled.roles"));
  INGOT_RETURN_IF_ERROR(CheckGroup(t, e.group_id()));

  v1::OrganisationState& organisation =
      *t.EditSubject(v1::SUBJECT_KIND_ORGANISATION, e.organisation_id()).mutable_organisation();
  organisation.set_organisation_id(e.organisation_id());
  organisation.set_name(e.name());
  organisation.set_country(e.country());
  *organisation.mutable_roles() = e.roles();
  organisation.set_group_id(e.group_id());
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::OrganisationSucceeded& e) {
  constexpr std::string_view kField = "organisation_succeeded.organisation_id";
  constexpr std::string_view kSuccessorField = "organisation_succeeded.successor_id";
  INGOT_ASSIGN_OR_RETURN(const v1::OrganisationState* const from,
                         FindActiveOrganisation(t, e.organisation_id(), kField));
  INGOT_ASSIGN_OR_RETURN(const v1::OrganisationState* const to,
                         FindActiveOrganisation(t, e.successor_id(), kSuccessorField));
  if (e.organisation_id() == e.successor_id()) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kSuccessorField, "must be another organisation");
  }
  INGOT_RETURN_IF_ERROR(CheckNoOperator(*from, kField));
  INGOT_RETURN_IF_ERROR(CheckNoOperator(*to, kSuccessorField));
  // What an auditor held would be audited by its holder.
  if (directory::HasRole(to->roles(), v1::ROLE_AUDITOR) && !directory::HasRole(from->roles(), v1::ROLE_AUDITOR)) {
    return Refuse(v1::REFUSAL_REASON_ROLE_CONFLICT, kSuccessorField,
                  "an auditor takes over nobody's holdings: name another successor");
  }
  const int32_t depth = std::max(to->succession_depth(), from->succession_depth() + 1);
  if (depth > kMaxSuccessions) {
    return Refuse(v1::REFUSAL_REASON_LIMIT_REACHED, kSuccessorField,
                  Cat("more than ", kMaxSuccessions, " successions in a row: name a successor with fewer"));
  }

  t.EditSubject(v1::SUBJECT_KIND_ORGANISATION, e.organisation_id())
      .mutable_organisation()
      ->set_successor_id(e.successor_id());
  t.EditSubject(v1::SUBJECT_KIND_ORGANISATION, e.successor_id()).mutable_organisation()->set_succession_depth(depth);
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::RoleGranted& e) {
  constexpr std::string_view kRoleField = "role_granted.role";
  INGOT_ASSIGN_OR_RETURN(const v1::OrganisationState* const before,
                         FindActiveOrganisation(t, e.organisation_id(), "role_granted.organisation_id"));
  INGOT_RETURN_IF_ERROR(CheckGrantable(e.role(), kRoleField));
  if (directory::HasRole(before->roles(), e.role())) {
    return Refuse(v1::REFUSAL_REASON_ALREADY_EXISTS, kRoleField, "the organisation has this role already");
  }
  directory::RoleList roles = before->roles();
  roles.Add(e.role());
  std::sort(roles.begin(), roles.end());
  if (!directory::MayCombine(roles)) {
    return Refuse(v1::REFUSAL_REASON_ROLE_CONFLICT, kRoleField,
                  "AUDITOR and OPERATOR combine with no other role: enrol another organisation");
  }
  *t.EditSubject(v1::SUBJECT_KIND_ORGANISATION, e.organisation_id()).mutable_organisation()->mutable_roles() = roles;
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::RoleRevoked& e) {
  constexpr std::string_view kRoleField = "role_revoked.role";
  INGOT_ASSIGN_OR_RETURN(const v1::OrganisationState* const before,
                         FindActiveOrganisation(t, e.organisation_id(), "role_revoked.organisation_id"));
  INGOT_RETURN_IF_ERROR(CheckGrantable(e.role(), kRoleField));
  if (!directory::HasRole(before->roles(), e.role())) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, kRoleField, "the organisation does not have this role");
  }
  auto& roles =
      *t.EditSubject(v1::SUBJECT_KIND_ORGANISATION, e.organisation_id()).mutable_organisation()->mutable_roles();
  roles.erase(std::find(roles.begin(), roles.end(), static_cast<int>(e.role())));
  return absl::OkStatus();
}

}  // namespace ingot::rules
