#include "ledger/directory/roles.h"

#include <initializer_list>

#include "gtest/gtest.h"
#include "ledger/refusal/refusal.h"

namespace ingot::directory {
namespace {

RoleList List(std::initializer_list<int> roles) {
  RoleList list;
  for (const int role : roles) list.Add(role);
  return list;
}

v1::RefusalReason ReasonOf(std::initializer_list<int> roles) {
  const absl::Status status = CheckEnrolledRoles(List(roles), "organisation_enrolled.roles");
  return status.ok() ? v1::REFUSAL_REASON_UNSPECIFIED : refusal::RefusalOf(status)->reason();
}

TEST(RolesTest, AreAscendingWithoutDoubles) {
  EXPECT_EQ(ReasonOf({v1::ROLE_LESSOR, v1::ROLE_DEALER, v1::ROLE_RECYCLER}), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonOf({}), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(ReasonOf({v1::ROLE_DEALER, v1::ROLE_LESSOR}), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(ReasonOf({v1::ROLE_DEALER, v1::ROLE_DEALER}), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(ReasonOf({v1::ROLE_UNSPECIFIED, v1::ROLE_DEALER}), v1::REFUSAL_REASON_INVALID_VALUE);
}

TEST(RolesTest, AnAuditorIsNothingElse) {
  EXPECT_EQ(ReasonOf({v1::ROLE_AUDITOR}), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonOf({v1::ROLE_DEALER, v1::ROLE_AUDITOR}), v1::REFUSAL_REASON_ROLE_CONFLICT);
  EXPECT_TRUE(MayCombine(List({})));
  EXPECT_TRUE(MayCombine(List({v1::ROLE_DEALER, v1::ROLE_GROUP})));
  EXPECT_FALSE(MayCombine(List({v1::ROLE_GROUP, v1::ROLE_AUDITOR})));
  EXPECT_FALSE(MayCombine(List({v1::ROLE_DEALER, v1::ROLE_OPERATOR})));
}

TEST(RolesTest, NobodyIsEnrolledAsOperator) {
  EXPECT_EQ(ReasonOf({v1::ROLE_OPERATOR}), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(ReasonOf({v1::ROLE_DEALER, v1::ROLE_OPERATOR}), v1::REFUSAL_REASON_INVALID_VALUE);
}

TEST(RolesTest, HasRoleLooksForOne) {
  EXPECT_TRUE(HasRole(List({v1::ROLE_DEALER, v1::ROLE_RECYCLER}), v1::ROLE_RECYCLER));
  EXPECT_FALSE(HasRole(List({v1::ROLE_DEALER}), v1::ROLE_RECYCLER));
}

}  // namespace
}  // namespace ingot::directory
