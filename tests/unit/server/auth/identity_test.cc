#include "server/auth/identity.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/refusal/refusal.h"
#include "tests/support/test_ledger.h"

namespace ingot::auth {
namespace {

v1::RefusalReason ReasonOf(const absl::Status& status) {
  const auto refusal = refusal::RefusalOf(status);
  return refusal.has_value() ? refusal->reason() : v1::REFUSAL_REASON_UNSPECIFIED;
}

TEST(IdentityTest, TheCertificateNamesExactlyOneOrganisation) {
  EXPECT_EQ(*OrganisationFromUris({"urn:ingot:org:dealer-1"}), "dealer-1");
  EXPECT_EQ(*OrganisationFromUris({"spiffe://x/y", "urn:ingot:org:dealer-1"}), "dealer-1");
  const std::vector<std::vector<std::string>> refused = {
      {},
      {"spiffe://x/y"},
      {"urn:ingot:org:"},
      {"urn:ingot:org:Dealer"},
      {"urn:ingot:org:-dealer"},
      {"urn:ingot:org:dealer/1"},
      {"urn:ingot:org:dealer", "urn:ingot:org:other"},
      {"urn:ingot:org:dealer", "urn:ingot:org:dealer"},
      {"urn:ingot:user:dealer", "urn:ingot:org:dealer"},
      {"URN:ingot:org:dealer"},
  };
  for (const std::vector<std::string>& uris : refused) {
    EXPECT_EQ(ReasonOf(OrganisationFromUris(uris).status()), v1::REFUSAL_REASON_UNAUTHENTICATED)
        << (uris.empty() ? "none" : uris[0]);
  }
}

TEST(IdentityTest, TheSubmitterIsTheCertificates) {
  v1::SubmissionHeader header;
  header.set_organisation_id("dealer");
  EXPECT_TRUE(CheckSubmitter("dealer", header).ok());
  const absl::Status refused = CheckSubmitter("other", header);
  EXPECT_EQ(ReasonOf(refused), v1::REFUSAL_REASON_IDENTITY_MISMATCH);
  EXPECT_EQ(refusal::RefusalOf(refused)->message().find("dealer"), std::string::npos) << "names nobody else";
}

class CallerTest : public ::testing::Test {
 protected:
  CallerTest() {
    ledger_.Enrol("auto-group", {v1::ROLE_GROUP});
    v1::OrganisationEnrolled member;
    member.set_organisation_id("member");
    member.set_name("A member");
    member.set_country("DE");
    member.add_roles(v1::ROLE_DEALER);
    member.set_group_id("auto-group");
    ledger_.MustSubmit("operator", testing::Fact(member));
    ledger_.Enrol("dealer", {v1::ROLE_DEALER});
    ledger_.Enrol("heir", {v1::ROLE_DEALER});
    ledger_.Enrol("auditor", {v1::ROLE_AUDITOR});
  }

  Caller Resolved(const std::string& id) { return *Caller::Resolve(ledger_.state(), id); }
  bool Owns(const std::string& caller, const std::string& owner) {
    return Resolved(caller).Owns(ledger_.state(), owner);
  }

  testing::TestLedger ledger_;
};

TEST_F(CallerTest, OnlyAuditorsAndTheOperatorSeeEverything) {
  EXPECT_TRUE(Resolved("operator").sees_everything());
  EXPECT_TRUE(Resolved("auditor").sees_everything());
  EXPECT_FALSE(Resolved("auto-group").sees_everything());
  EXPECT_FALSE(Resolved("dealer").sees_everything());
}

TEST_F(CallerTest, WhoIsNotEnrolledIsNobody) {
  EXPECT_EQ(ReasonOf(Caller::Resolve(ledger_.state(), "stranger").status()), v1::REFUSAL_REASON_UNKNOWN_ORGANISATION);
}

TEST_F(CallerTest, AGroupOwnsWhatItsMembersOwnAndNotTheOtherWayRound) {
  EXPECT_TRUE(Owns("auto-group", "member"));
  EXPECT_TRUE(Owns("auto-group", "auto-group"));
  EXPECT_FALSE(Owns("auto-group", "dealer"));
  EXPECT_FALSE(Owns("member", "auto-group"));
  EXPECT_FALSE(Owns("dealer", "member"));
  EXPECT_FALSE(Owns("dealer", "")) << "the ledger's own";
  EXPECT_FALSE(Owns("dealer", "stranger"));
}

TEST_F(CallerTest, ASuccessorOwnsWhatItsPredecessorOwned) {
  EXPECT_FALSE(Owns("heir", "dealer"));
  v1::OrganisationSucceeded succeeded;
  succeeded.set_organisation_id("dealer");
  succeeded.set_successor_id("heir");
  ledger_.MustSubmit("operator", testing::Fact(succeeded));
  EXPECT_TRUE(Owns("heir", "dealer"));
  EXPECT_EQ(ReasonOf(Caller::Resolve(ledger_.state(), "dealer").status()), v1::REFUSAL_REASON_UNKNOWN_ORGANISATION);
  succeeded.set_organisation_id("heir");
  succeeded.set_successor_id("member");
  ledger_.MustSubmit("operator", testing::Fact(succeeded));
  EXPECT_TRUE(Owns("member", "dealer")) << "two successions";
  EXPECT_TRUE(Owns("auto-group", "dealer")) << "of a member of the group";
}

}  // namespace
}  // namespace ingot::auth
