// What every event must satisfy, shown with a site's registration.
#include <string>

#include "gtest/gtest.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/decide.h"
#include "tests/support/test_ledger.h"

namespace ingot::rules {
namespace {

using testing::Fact;
using testing::TestEvent;
using testing::TestLedger;

class EnvelopeTest : public ::testing::Test {
 protected:
  EnvelopeTest() { ledger_.Enrol("hansa", {v1::ROLE_DEALER}); }

  static TestEvent Site(const std::string& id = "hansa/yard") {
    v1::SiteRegistered site;
    site.set_site_id(id);
    site.set_name("Yard");
    site.set_country("DE");
    return Fact(site);
  }
  v1::RefusalReason ReasonOf(TestEvent event) { return ledger_.ReasonOf("hansa", std::move(event)); }
  std::string Field() const { return ledger_.last_refusal()->field(); }

  // Decide alone, as for a replay that got past admission.
  v1::RefusalReason Decided(const TestEvent& event, v1::KeyKind kind = v1::KEY_KIND_ORGANISATION) {
    Context context;
    context.seq = 10;
    context.recorded_at_us = ledger_.now_us();
    context.organisation_id = "hansa";
    context.key_kind = kind;
    context.roles = {v1::ROLE_DEALER};
    context.rules_version = 1;
    const auto effects = Decide(ledger_.state(), context, event.event, event.terms ? &*event.terms : nullptr);
    return effects.ok() ? v1::REFUSAL_REASON_UNSPECIFIED : refusal::RefusalOf(effects.status())->reason();
  }

  TestLedger ledger_;
};

TEST_F(EnvelopeTest, RolesAndKeysAreAsked) {
  EXPECT_EQ(ReasonOf(Site()), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonOf(Fact(v1::BrandRegistered())), v1::REFUSAL_REASON_ROLE_REQUIRED);
  EXPECT_EQ(Field(), "events[0].brand_registered");
  EXPECT_EQ(ReasonOf(Fact(v1::OrganisationEnrolled())), v1::REFUSAL_REASON_ROLE_REQUIRED);
  // The operator holds nothing and registers no sites.
  EXPECT_EQ(ledger_.ReasonOf(TestLedger::kOperator, Site("operator/yard")), v1::REFUSAL_REASON_ROLE_REQUIRED);
}

TEST_F(EnvelopeTest, ServiceKeysSignNoneOfTheseEvents) {
  ledger_.UseKey(TestLedger::kOperator, testing::TestKey("service"));
  v1::RoleGranted granted;
  granted.set_organisation_id("hansa");
  granted.set_role(v1::ROLE_LESSOR);
  EXPECT_EQ(ledger_.ReasonOf(TestLedger::kOperator, Fact(granted)), v1::REFUSAL_REASON_KEY_NOT_VALID);
  EXPECT_EQ(Decided(Site(), v1::KEY_KIND_SERVICE), v1::REFUSAL_REASON_KEY_NOT_VALID);
  EXPECT_EQ(Decided(Site(), v1::KEY_KIND_CHECKPOINT), v1::REFUSAL_REASON_KEY_NOT_VALID);
}

TEST_F(EnvelopeTest, OperatorEventsNeedAnOperatorKey) {
  Context context;
  context.seq = 10;
  context.recorded_at_us = ledger_.now_us();
  context.organisation_id = TestLedger::kOperator;
  context.key_kind = v1::KEY_KIND_ORGANISATION;
  context.roles = {v1::ROLE_OPERATOR};
  context.rules_version = 1;
  const auto effects = Decide(ledger_.state(), context, Fact(v1::RoleGranted()).event, nullptr);
  EXPECT_EQ(refusal::RefusalOf(effects.status())->reason(), v1::REFUSAL_REASON_KEY_NOT_VALID);
}

TEST_F(EnvelopeTest, SaltAndActorAreCheckedAgain) {
  EXPECT_EQ(Decided(Site()), v1::REFUSAL_REASON_FIELD_MISSING) << "no salt";
  TestEvent event = Site();
  event.event.set_salt(std::string(17, 's'));
  EXPECT_EQ(Decided(event), v1::REFUSAL_REASON_INVALID_VALUE);
  event.event.set_salt(std::string(16, 's'));
  event.event.mutable_actor()->set_organisation_id("other");
  EXPECT_EQ(Decided(event), v1::REFUSAL_REASON_IDENTITY_MISMATCH);
}

TEST_F(EnvelopeTest, UsersArePseudonymous) {
  TestEvent event = Site();
  event.event.mutable_actor()->set_user("u-17");
  EXPECT_EQ(ReasonOf(event), v1::REFUSAL_REASON_UNSPECIFIED);
  event = Site();
  event.event.mutable_actor()->set_user("Jane Doe");
  EXPECT_EQ(ReasonOf(event), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(Field(), "events[0].actor.user");
}

TEST_F(EnvelopeTest, SitesAreTheActorsOwn) {
  ledger_.Enrol("other", {v1::ROLE_DEALER});
  ledger_.MustSubmit("hansa", Site());
  EXPECT_EQ(ledger_.ReasonOf("hansa", Site("hansa/lot").From("hansa/yard")), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(ledger_.ReasonOf("hansa", Site("hansa/lot").From("hansa/none")), v1::REFUSAL_REASON_NOT_FOUND);
  EXPECT_EQ(ledger_.ReasonOf("hansa", Site("hansa/lot").From("yard")), v1::REFUSAL_REASON_INVALID_VALUE);
  // Foreign and absent are answered alike.
  EXPECT_EQ(ledger_.ReasonOf("other", Site("other/lot").From("hansa/yard")), v1::REFUSAL_REASON_NOT_FOUND);
  const std::string foreign = ledger_.last_refusal()->message();
  EXPECT_EQ(ledger_.ReasonOf("other", Site("other/lot").From("hansa/none")), v1::REFUSAL_REASON_NOT_FOUND);
  EXPECT_EQ(ledger_.last_refusal()->message(), foreign);
}

TEST_F(EnvelopeTest, OccurredAtIsStatedAndNotInTheFuture) {
  const int64_t now = ledger_.now_us();
  constexpr int64_t kSkewUs = 5 * 60 * TestLedger::kSecondUs;
  TestEvent event = Site();
  event.event.mutable_occurred_at();
  EXPECT_EQ(ReasonOf(event), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(Field(), "events[0].occurred_at.unix_us");
  EXPECT_EQ(ReasonOf(Site().At(-1)), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(ReasonOf(Site().At(now, 841)), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(ReasonOf(Site().At(now, -841)), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(ReasonOf(Site().At(now, 840)), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonOf(Site().At(now, -840)), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonOf(Site().At(1)), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonOf(Site().At(ledger_.now_us() + kSkewUs)), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonOf(Site().At(ledger_.now_us() + kSkewUs + 1)), v1::REFUSAL_REASON_FUTURE);
  TestEvent none = Site();
  none.event.set_salt(std::string(16, 's'));
  none.event.mutable_actor()->set_organisation_id("hansa");
  EXPECT_EQ(Decided(none), v1::REFUSAL_REASON_FIELD_MISSING);
}

TEST_F(EnvelopeTest, EvidenceIsAKindAndAHash) {
  EXPECT_EQ(ReasonOf(Site().With(v1::EVIDENCE_KIND_PHOTOGRAPH)), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonOf(Site().With(v1::EVIDENCE_KIND_UNSPECIFIED)), v1::REFUSAL_REASON_FIELD_MISSING);
  TestEvent event = Site().With(v1::EVIDENCE_KIND_PHOTOGRAPH);
  event.event.mutable_evidence(0)->set_sha256("short");
  EXPECT_EQ(ReasonOf(event), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(Field(), "events[0].evidence[0].sha256");
  event = Site();
  for (int i = 0; i < 16; ++i) event = std::move(event).With(v1::EVIDENCE_KIND_OTHER);
  EXPECT_EQ(ReasonOf(event), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonOf(std::move(event).With(v1::EVIDENCE_KIND_OTHER)), v1::REFUSAL_REASON_TOO_LARGE);
}

TEST_F(EnvelopeTest, TermsGoWithTheirEvents) {
  v1::SettlementTerms settlement;
  settlement.set_settled_total_minor_units(1);
  v1::ContractEnded ended;
  ended.set_contract_id("hansa/c1");
  EXPECT_EQ(ReasonOf(Fact(ended)), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(Field(), "events[0].terms_commitment");
  EXPECT_EQ(ReasonOf(Fact(ended, v1::PaymentTerms())), v1::REFUSAL_REASON_DETACHED_MISMATCH);
  EXPECT_EQ(Field(), "events[0].terms");
  EXPECT_EQ(ReasonOf(Fact(Site().event.site_registered(), settlement)), v1::REFUSAL_REASON_DETACHED_MISMATCH);
  EXPECT_EQ(Field(), "events[0].terms_commitment");
  // The right kind passes the envelope: what is refused then is the contract.
  EXPECT_EQ(ReasonOf(Fact(ended, settlement)), v1::REFUSAL_REASON_NOT_FOUND);
}

TEST_F(EnvelopeTest, ASealedCommitmentIsAHash) {
  TestEvent event = Site();
  event.event.set_salt(std::string(16, 's'));
  event.event.mutable_actor()->set_organisation_id("hansa");
  event.event.mutable_occurred_at()->set_unix_us(ledger_.now_us());
  event.event.set_sealed_commitment(std::string(32, 'c'));
  EXPECT_EQ(Decided(event), v1::REFUSAL_REASON_UNSPECIFIED);
  event.event.set_sealed_commitment("short");
  EXPECT_EQ(Decided(event), v1::REFUSAL_REASON_INVALID_VALUE);
}

}  // namespace
}  // namespace ingot::rules
