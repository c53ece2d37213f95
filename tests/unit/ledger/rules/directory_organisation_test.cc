// OrganisationEnrolled, OrganisationSucceeded, RoleGranted, RoleRevoked, RulesActivated: by the operator.
#include <functional>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "ledger/rules/decide.h"
#include "ledger/rules/succession.h"
#include "tests/support/test_ledger.h"

namespace ingot::rules {
namespace {

using testing::Fact;
using testing::TestEvent;
using testing::TestLedger;

class DirectoryTest : public ::testing::Test {
 protected:
  v1::RefusalReason ByOperator(TestEvent event) { return ledger_.ReasonOf(TestLedger::kOperator, std::move(event)); }
  std::string Field() const { return ledger_.last_refusal()->field(); }
  v1::OrganisationState Organisation(const std::string& id) const {
    return ledger_.RecordOf(v1::SUBJECT_KIND_ORGANISATION, id).organisation();
  }

  v1::RefusalReason Enrolling(const std::function<void(v1::OrganisationEnrolled&)>& change) {
    v1::OrganisationEnrolled enrolled;
    enrolled.set_organisation_id("hansa");
    enrolled.set_name("Hansa Autohaus");
    enrolled.set_country("DE");
    enrolled.add_roles(v1::ROLE_LESSOR);
    enrolled.add_roles(v1::ROLE_DEALER);
    change(enrolled);
    return ByOperator(Fact(enrolled));
  }
  v1::RefusalReason Grant(const std::string& id, v1::Role role) {
    v1::RoleGranted granted;
    granted.set_organisation_id(id);
    granted.set_role(role);
    return ByOperator(Fact(granted));
  }
  v1::RefusalReason Revoke(const std::string& id, v1::Role role) {
    v1::RoleRevoked revoked;
    revoked.set_organisation_id(id);
    revoked.set_role(role);
    return ByOperator(Fact(revoked));
  }
  v1::RefusalReason Succeed(const std::string& id, const std::string& successor) {
    v1::OrganisationSucceeded succeeded;
    succeeded.set_organisation_id(id);
    succeeded.set_successor_id(successor);
    return ByOperator(Fact(succeeded));
  }

  TestLedger ledger_;
};

TEST_F(DirectoryTest, AnOrganisationJoins) {
  EXPECT_EQ(Enrolling([](auto&) {}), v1::REFUSAL_REASON_UNSPECIFIED);
  const v1::OrganisationState hansa = Organisation("hansa");
  EXPECT_EQ(hansa.name(), "Hansa Autohaus");
  EXPECT_EQ(hansa.country(), "DE");
  EXPECT_EQ(hansa.roles_size(), 2);
  EXPECT_EQ(hansa.valid_keys(), 0u);
  EXPECT_EQ(Enrolling([](auto&) {}), v1::REFUSAL_REASON_ALREADY_EXISTS);
  EXPECT_EQ(Field(), "events[0].organisation_enrolled.organisation_id");
}

TEST_F(DirectoryTest, EnrolmentChecksEveryField) {
  EXPECT_EQ(Enrolling([](auto& e) { e.clear_organisation_id(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(Enrolling([](auto& e) { e.set_organisation_id("Hansa"); }), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(Enrolling([](auto& e) { e.set_organisation_id("operator"); }), v1::REFUSAL_REASON_ALREADY_EXISTS);
  EXPECT_EQ(Enrolling([](auto& e) { e.clear_name(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(Enrolling([](auto& e) { e.set_name(std::string(201, 'n')); }), v1::REFUSAL_REASON_TOO_LARGE);
  EXPECT_EQ(Enrolling([](auto& e) { e.set_name("a\nb"); }), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(Enrolling([](auto& e) { e.clear_country(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(Enrolling([](auto& e) { e.set_country("UK"); }), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(Enrolling([](auto& e) { e.clear_roles(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(Enrolling([](auto& e) { e.add_roles(v1::ROLE_AUDITOR); }), v1::REFUSAL_REASON_ROLE_CONFLICT);
  EXPECT_EQ(Enrolling([](auto& e) { e.add_roles(v1::ROLE_OPERATOR); }), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(Enrolling([](auto& e) { e.add_roles(v1::ROLE_LESSOR); }), v1::REFUSAL_REASON_INVALID_VALUE);
}

TEST_F(DirectoryTest, AGroupIsAGroup) {
  EXPECT_EQ(Enrolling([](auto& e) { e.set_group_id("holding"); }), v1::REFUSAL_REASON_NOT_FOUND);
  ledger_.Enrol("dealer", {v1::ROLE_DEALER});
  EXPECT_EQ(Enrolling([](auto& e) { e.set_group_id("dealer"); }), v1::REFUSAL_REASON_INVALID_VALUE);
  ledger_.Enrol("holding", {v1::ROLE_GROUP});
  EXPECT_EQ(Enrolling([](auto& e) { e.set_group_id("holding"); }), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Organisation("hansa").group_id(), "holding");
}

TEST_F(DirectoryTest, RolesComeAndGo) {
  ledger_.Enrol("hansa", {v1::ROLE_DEALER});
  EXPECT_EQ(Grant("hansa", v1::ROLE_LESSOR), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Organisation("hansa").roles(0), v1::ROLE_LESSOR) << "ascending";
  EXPECT_EQ(Organisation("hansa").roles(1), v1::ROLE_DEALER);
  EXPECT_EQ(Grant("hansa", v1::ROLE_LESSOR), v1::REFUSAL_REASON_ALREADY_EXISTS);
  EXPECT_EQ(Grant("hansa", v1::ROLE_AUDITOR), v1::REFUSAL_REASON_ROLE_CONFLICT);
  EXPECT_EQ(Grant("hansa", v1::ROLE_OPERATOR), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(Grant("hansa", v1::ROLE_UNSPECIFIED), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(Grant("nobody", v1::ROLE_DEALER), v1::REFUSAL_REASON_NOT_FOUND);
  EXPECT_EQ(Grant(TestLedger::kOperator, v1::ROLE_DEALER), v1::REFUSAL_REASON_ROLE_CONFLICT);
  EXPECT_EQ(Revoke("hansa", v1::ROLE_LESSOR), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Revoke("hansa", v1::ROLE_LESSOR), v1::REFUSAL_REASON_NOT_FOUND);
  EXPECT_EQ(Revoke(TestLedger::kOperator, v1::ROLE_OPERATOR), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(Revoke("nobody", v1::ROLE_DEALER), v1::REFUSAL_REASON_NOT_FOUND);
  EXPECT_EQ(Revoke("hansa", v1::ROLE_DEALER), v1::REFUSAL_REASON_UNSPECIFIED) << "the last one";
  EXPECT_EQ(Grant("hansa", v1::ROLE_AUDITOR), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Grant("hansa", v1::ROLE_DEALER), v1::REFUSAL_REASON_ROLE_CONFLICT);
}

TEST_F(DirectoryTest, ASucceededOrganisationTakesPartNoMore) {
  ledger_.Enrol("old", {v1::ROLE_DEALER});
  ledger_.Enrol("new", {v1::ROLE_DEALER});
  v1::SiteRegistered site;
  site.set_site_id("old/yard");
  site.set_name("Yard");
  site.set_country("DE");
  ledger_.MustSubmit("old", Fact(site));
  EXPECT_EQ(ledger_.ReasonOf("new", Fact(site)), v1::REFUSAL_REASON_ID_NOT_OWN);

  EXPECT_EQ(Succeed("old", "new"), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Organisation("old").successor_id(), "new");
  EXPECT_EQ(ledger_.ReasonOf("old", Fact(site)), v1::REFUSAL_REASON_UNKNOWN_ORGANISATION);
  EXPECT_EQ(Grant("old", v1::ROLE_LESSOR), v1::REFUSAL_REASON_UNKNOWN_ORGANISATION);
  EXPECT_EQ(ResolveHolder(ledger_.state(), "old"), "new");
  EXPECT_EQ(ResolveHolder(ledger_.state(), "new"), "new");
  EXPECT_EQ(ResolveHolder(ledger_.state(), "nobody"), "nobody");

  // The successor writes what it took over, and makes nothing new in the old name.
  site.set_name("Yard of the successor");
  EXPECT_EQ(ledger_.ReasonOf("new", Fact(site)), v1::REFUSAL_REASON_UNSPECIFIED);
  site.set_site_id("old/other");
  EXPECT_EQ(ledger_.ReasonOf("new", Fact(site)), v1::REFUSAL_REASON_ID_NOT_OWN);
}

TEST_F(DirectoryTest, SuccessionsAreBetweenTwoThatTakePart) {
  ledger_.Enrol("a1", {v1::ROLE_DEALER});
  ledger_.Enrol("a2", {v1::ROLE_DEALER});
  ledger_.Enrol("a3", {v1::ROLE_DEALER});
  ledger_.Enrol("eye", {v1::ROLE_AUDITOR});
  ledger_.Enrol("eye2", {v1::ROLE_AUDITOR});
  EXPECT_EQ(Succeed("a1", "a1"), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(Succeed("a1", "nobody"), v1::REFUSAL_REASON_NOT_FOUND);
  EXPECT_EQ(Succeed("nobody", "a1"), v1::REFUSAL_REASON_NOT_FOUND);
  EXPECT_EQ(Succeed("a1", TestLedger::kOperator), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(Succeed(TestLedger::kOperator, "a1"), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(Succeed("a1", "eye"), v1::REFUSAL_REASON_ROLE_CONFLICT);
  EXPECT_EQ(Succeed("eye", "eye2"), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Succeed("a1", "a2"), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Succeed("a1", "a3"), v1::REFUSAL_REASON_UNKNOWN_ORGANISATION);
  EXPECT_EQ(Succeed("a3", "a1"), v1::REFUSAL_REASON_UNKNOWN_ORGANISATION);
}

TEST_F(DirectoryTest, ChainsOfSuccessionsAreBounded) {
  for (int i = 0; i <= kMaxSuccessions + 1; ++i) ledger_.Enrol("org-" + std::to_string(i), {v1::ROLE_DEALER});
  for (int i = 0; i < kMaxSuccessions; ++i) {
    EXPECT_EQ(Succeed("org-" + std::to_string(i), "org-" + std::to_string(i + 1)), v1::REFUSAL_REASON_UNSPECIFIED) << i;
  }
  const std::string last = "org-" + std::to_string(kMaxSuccessions);
  EXPECT_EQ(Succeed(last, "org-" + std::to_string(kMaxSuccessions + 1)), v1::REFUSAL_REASON_LIMIT_REACHED);
  EXPECT_EQ(ResolveHolder(ledger_.state(), "org-0"), last) << "the longest chain is followed to its end";
}

TEST_F(DirectoryTest, RulesGoForward) {
  v1::RulesActivated rules;
  for (const int32_t version : {-1, 0, 1, kNewestRulesVersion + 1}) {
    rules.set_version(version);
    EXPECT_EQ(ByOperator(Fact(rules)), v1::REFUSAL_REASON_RULES_VERSION) << version;
  }
  rules.set_version(2);
  EXPECT_EQ(ByOperator(Fact(rules)), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(ledger_.RecordOf(v1::SUBJECT_KIND_LEDGER, "").ledger().rules_version(), 2);
  EXPECT_EQ(ByOperator(Fact(rules)), v1::REFUSAL_REASON_RULES_VERSION);
}

}  // namespace
}  // namespace ingot::rules
