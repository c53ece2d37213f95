#include "ledger/directory/roles.h"

#include <algorithm>

#include "ledger/refusal/refusal.h"

namespace ingot::directory {

bool HasRole(const RoleList& roles, v1::Role role) {
  return std::find(roles.begin(), roles.end(), static_cast<int>(role)) != roles.end();
}

bool MayCombine(const RoleList& roles) {
  return roles.size() <= 1 || (!HasRole(roles, v1::ROLE_AUDITOR) && !HasRole(roles, v1::ROLE_OPERATOR));
}

absl::Status CheckEnrolledRoles(const RoleList& roles, std::string_view field) {
  if (roles.empty()) {
    return refusal::Refuse(v1::REFUSAL_REASON_FIELD_MISSING, field, "an organisation joins with at least one role");
  }
  for (int i = 0; i < roles.size(); ++i) {
    if (roles[i] == v1::ROLE_UNSPECIFIED) {
      return refusal::Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field, "UNSPECIFIED is not a role");
    }
    if (roles[i] == v1::ROLE_OPERATOR) {
      return refusal::Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field, "the ledger's creation alone makes an operator");
    }
    if (i > 0 && roles[i] <= roles[i - 1]) {
      return refusal::Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field, "must be ascending without doubles");
    }
  }
  if (!MayCombine(roles)) {
    return refusal::Refuse(v1::REFUSAL_REASON_ROLE_CONFLICT, field,
                           "AUDITOR combines with no other role: enrol the auditor as an organisation of its own");
  }
  return absl::OkStatus();
}

}  // namespace ingot::directory
