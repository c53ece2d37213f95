// Lists of roles.
#ifndef INGOT_LEDGER_DIRECTORY_ROLES_H_
#define INGOT_LEDGER_DIRECTORY_ROLES_H_

#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/repeated_field.h"
#include "ingot/v1/common.pb.h"

namespace ingot::directory {

// Ascending, as OrganisationEnrolled.roles and OrganisationState.roles are.
using RoleList = google::protobuf::RepeatedField<int>;

bool HasRole(const RoleList& roles, v1::Role role);

// Whether the roles may belong to one organisation: an auditor has no other role, and the operator neither, since who
// writes the directory must hold no metal in it.
bool MayCombine(const RoleList& roles);

// Refuses a list that is empty (FIELD_MISSING), holds UNSPECIFIED or OPERATOR (INVALID_VALUE: genesis alone makes the
// operator), is not ascending without doubles (INVALID_VALUE), or may not be combined (ROLE_CONFLICT).
absl::Status CheckEnrolledRoles(const RoleList& roles, std::string_view field);

}  // namespace ingot::directory

#endif  // INGOT_LEDGER_DIRECTORY_ROLES_H_
