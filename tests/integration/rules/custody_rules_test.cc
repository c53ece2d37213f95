// Who may do what with a vehicle, and when: rules 3 to 5, 11 and 15 of docs/DOMAIN.md's seventeen.
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "tests/support/bank/rule_story.h"
#include "tests/support/rule_events.h"
#include "tests/support/trouble_events.h"

namespace ingot::testing {
namespace {

using ::testing::Contains;
using ::testing::UnorderedElementsAre;

class CustodyRules : public RuleStory {
 protected:
  v1::CertificateOfDestructionIssued CertificateToday(const std::string& vin, const std::string& site,
                                                      const std::string& serial) {
    v1::CertificateOfDestructionIssued event = Certificate(vin, site, serial);
    *event.mutable_issued_on() = Today();
    return event;
  }
};

TEST_F(CustodyRules, Rule3AVinIsBornOnceAndGivesNoMoreThanItHas) {
  On(2024, 3, 1);
  const std::string van = Vin(301);
  Deliver(van, "rhein");
  v1::VehicleRegistered again = Registered(van);
  again.set_brand_id("ruishi/v7");
  again.set_model_id("ruishi/v7-van");
  Refused("ruishi", again, "ALREADY_EXISTS");
  Refused("elbe", ForeignMake(van), "ALREADY_EXISTS");
  v1::VehicleOpened opened = OpeningOf(van, v1::CUSTODY_STATE_IN_STOCK);
  opened.mutable_vehicle()->set_brand_id("ruishi/v7");
  Refused("shanghai", Fact(opened).With(v1::EVIDENCE_KIND_PHOTOGRAPH), "ALREADY_EXISTS");
  ToHulk(van, "rhein");
  Refused("elbe", PartOff(van, "elbe/yard", Mass(v1::ALLOY_FAMILY_6XXX, 156'001)), "MASS_EXCEEDS_SOURCE");
  // All of it goes in parts, and then nothing more.
  v1::PartsRemoved all = PartOff(van, "elbe/yard", Mass(v1::ALLOY_FAMILY_6XXX, 100'000));
  *all.add_parts() = all.parts(0);
  *all.mutable_parts(1)->mutable_metal() = Mass(v1::ALLOY_FAMILY_5XXX, 56'000);
  Step("elbe", all, {{"HULK/elbe/yard", -156'000}, {"REUSED_PARTS/elbe/yard", 156'000}});
  Refused("elbe", PartOff(van, "elbe/yard", Mass(v1::ALLOY_FAMILY_6XXX, 1)), "MASS_EXCEEDS_SOURCE");
  EXPECT_EQ(Vehicle(van).departed_g(), Vehicle(van).entered_g());
}

TEST_F(CustodyRules, Rule4TheTableOneContractAndNoWayBackFromDestruction) {
  On(2024, 3, 1);
  const std::string van = Vin(401);
  Deliver(van, "qingdao");
  Refused("qingdao", Returned("qingdao/c-401", van), "NOT_FOUND");
  Step("qingdao", {Signed("qingdao/c-401", van, v1::CONTRACT_KIND_LEASE), TermsOf(v1::CONTRACT_KIND_LEASE)});
  Refused("qingdao", {Signed("qingdao/c-402", van, v1::CONTRACT_KIND_SALE), TermsOf(v1::CONTRACT_KIND_SALE)},
          "CONTRACT_OPEN");
  Refused("qingdao", Sent(van, "qingdao/t-401", "shanghai"), "CONTRACT_OPEN");
  Refused("qingdao", RetiredOf(van), "CONTRACT_OPEN");
  Step("qingdao", HandedOver("qingdao/c-401", van),
       {{"STOCK/ruishi/v7", -156'000}, {"IN_SERVICE/ruishi/v7/lease", 156'000}});
  Refused("qingdao", HandedOver("qingdao/c-401", van), "CONTRACT_STAGE");
  Refused("qingdao", Returned("qingdao/c-401", van), "CONTRACT_STAGE");
  Step("qingdao", {Ended("qingdao/c-401", v1::CONTRACT_END_REASON_TERM_REACHED), SettledAt(0)});
  Refused("qingdao", RetiredOf(van), "ILLEGAL_TRANSITION");
  Step("qingdao", Returned("qingdao/c-401", van),
       {{"IN_SERVICE/ruishi/v7/lease", -156'000}, {"STOCK/ruishi/v7", 156'000}});
  Refused("qingdao", Sent(van, "qingdao/t-401", "shanghai"), "ILLEGAL_TRANSITION");
  Step("qingdao", Inspected(van, 20'000, true));

  // A yard whose permit has run out: it may take the vehicle in, which is flagged, and certify nothing.
  v1::SiteRegistered lapsed;
  lapsed.set_site_id("elbe/lapsed");
  lapsed.set_name("Lapsed yard");
  lapsed.set_country("DE");
  lapsed.mutable_permit()->set_number("P-2");
  lapsed.mutable_permit()->set_authority("Authority");
  *lapsed.mutable_permit()->mutable_expires_on() = MakeDate(2024, 2, 29);
  Step("elbe", lapsed);
  Step("qingdao", RetiredOf(van), {{"STOCK/ruishi/v7", -156'000}, {"RETIRED/ruishi/v7", 156'000}});
  Step("qingdao", Sent(van, "qingdao/t-402", "elbe"),
       {{"RETIRED/ruishi/v7", -156'000}, {"TRANSIT/qingdao/t-402", 156'000}});
  Step("elbe", Arrived(van, "elbe/lapsed", "qingdao/t-402"),
       {{"TRANSIT/qingdao/t-402", -156'000}, {"AWAITING/elbe/lapsed", 156'000}});
  EXPECT_THAT(Flags(), Contains("PERMIT_EXPIRED VEHICLE " + van));
  Refused("elbe", CertificateToday(van, "elbe/lapsed", "401"), "PERMIT_EXPIRED");
  // On the permit's last day it would have done, but the vehicle came a day later.
  Step("elbe", Sent(van, "elbe/t-401", "elbe"), {{"AWAITING/elbe/lapsed", -156'000}, {"TRANSIT/elbe/t-401", 156'000}});
  Step("elbe", Arrived(van, "elbe/yard", "elbe/t-401"),
       {{"TRANSIT/elbe/t-401", -156'000}, {"AWAITING/elbe/yard", 156'000}});
  Step("elbe", CertificateToday(van, "elbe/yard", "401"));
  Refused("elbe", CertificateToday(van, "elbe/yard", "402"), "CERTIFICATE");
  Refused("elbe", Sent(van, "elbe/t-402", "qingdao"), "CERTIFICATE");
  Refused("qingdao", Fact(BoughtBack(van)).With(v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT), "NOT_HOLDER");
  Refused("elbe", {Signed("elbe/c-401", van, v1::CONTRACT_KIND_SALE), TermsOf(v1::CONTRACT_KIND_SALE)},
          "ROLE_REQUIRED");
  Step("elbe", DepollutedAt(van, "elbe/yard"), {{"AWAITING/elbe/yard", -156'000}, {"HULK/elbe/yard", 156'000}});
  // Serials are unique in a facility.
  const std::string other = Vin(402);
  Deliver(other, "rhein");
  Step("rhein", RetiredOf(other), {{"STOCK/ruishi/v7", -156'000}, {"RETIRED/ruishi/v7", 156'000}});
  Step("rhein", Sent(other, "rhein/t-401", "elbe"),
       {{"RETIRED/ruishi/v7", -156'000}, {"TRANSIT/rhein/t-401", 156'000}});
  Step("elbe", Arrived(other, "elbe/yard", "rhein/t-401"),
       {{"TRANSIT/rhein/t-401", -156'000}, {"AWAITING/elbe/yard", 156'000}});
  Refused("elbe", CertificateToday(other, "elbe/yard", "401"), "DUPLICATE_NUMBER");
}

TEST_F(CustodyRules, Rule5OnlyTheHolderInItsRoleWithAValidKey) {
  On(2024, 3, 1);
  const std::string van = Vin(501);
  Deliver(van, "qingdao");
  Refused("shanghai", Sent(van, "shanghai/t-501", "shanghai"), "NOT_HOLDER vehicle_sent.vin");
  Refused("ruishi", RetiredOf(van), "NOT_HOLDER");
  Refused("shanghai", {Signed("shanghai/c-501", van, v1::CONTRACT_KIND_SALE), TermsOf(v1::CONTRACT_KIND_SALE)},
          "NOT_HOLDER");
  // Not by an id of another's, nor in another's name.
  Refused("shanghai", DisputeOf("qingdao/d-501", v1::SUBJECT_KIND_VEHICLE, van), "NOT_HOLDER");
  Refused(Bank::kAuditor, DisputeOf("qingdao/d-501", v1::SUBJECT_KIND_VEHICLE, van), "ID_NOT_OWN");
  TestEvent forged = Fact(RetiredOf(van));
  forged.event.mutable_actor()->set_organisation_id("qingdao");
  Refused("shanghai", std::move(forged), "IDENTITY_MISMATCH");
  // What is another's and what is not there look alike.
  Step("qingdao", {Signed("qingdao/c-501", van, v1::CONTRACT_KIND_LEASE), TermsOf(v1::CONTRACT_KIND_LEASE)});
  Refused("shanghai", {Paid("qingdao/c-501", "p-1"), AmountOf(100)}, "NOT_FOUND payment_recorded.contract_id");
  Refused("shanghai", {Paid("qingdao/c-599", "p-1"), AmountOf(100)}, "NOT_FOUND payment_recorded.contract_id");
  // Roles: the table of role and event.
  Refused("garage", RetiredOf(van), "ROLE_REQUIRED retired");
  Refused("qingdao", Closed("qingdao/b-501"), "ROLE_REQUIRED");
  Refused(Bank::kAuditor, Reading(van, 1), "ROLE_REQUIRED");
  Refused("qingdao", RefutationOf(van), "ROLE_REQUIRED");
  Refused("qingdao", Cleared(v1::SUBJECT_KIND_VEHICLE, van, v1::FLAG_KIND_OPENED), "ROLE_REQUIRED");
  // A key that was revoked signs no more.
  bank().Enrol({{"brief-dealer", "DE", {v1::ROLE_DEALER}}});
  Step("brief-dealer", Sighting(van));
  v1::KeyRevoked revoked;
  revoked.set_organisation_id("brief-dealer");
  revoked.set_key_id(ToBytes(crypto::KeyId(TestKey("brief-dealer").public_key())));
  Step(Bank::kOperator, revoked);
  Refused("brief-dealer", Sighting(van), "KEY_NOT_VALID");
}

TEST_F(CustodyRules, Rule11ALowerReadingIsTakenAndFlagged) {
  On(2024, 3, 1);
  const std::string van = Vin(1101);
  Deliver(van, "qingdao");
  Step("garage", Reading(van, 120'000'000));
  Step("shanghai", Reading(van, 40'000'000));
  EXPECT_THAT(Flags(), UnorderedElementsAre("ODOMETER_LOWER VEHICLE " + van));
  EXPECT_EQ(Vehicle(van).odometer_max_m(), 120'000'000) << "the maximum stays";
  // Neither a hand-over nor an inspection brings it down.
  Step("qingdao", {Signed("qingdao/c-1101", van, v1::CONTRACT_KIND_LEASE), TermsOf(v1::CONTRACT_KIND_LEASE)});
  Step("qingdao", HandedOver("qingdao/c-1101", van, 40'000'000),
       {{"STOCK/ruishi/v7", -156'000}, {"IN_SERVICE/ruishi/v7/lease", 156'000}});
  Step("qingdao", Inspected(van, 40'000'000, false));
  EXPECT_EQ(Vehicle(van).odometer_max_m(), 120'000'000);
  Refused("garage", Reading(van, -1), "OUT_OF_RANGE");
  Refused("garage", Reading(van, 10'000'000'001), "OUT_OF_RANGE");
  Step("garage", OdometerSwap(van, 121'000'000, 0));
  EXPECT_EQ(Vehicle(van).odometer_max_m(), 0) << "only a replaced instrument resets it";
}

TEST_F(CustodyRules, Rule15NumbersAreUniqueAmongUnreversedEntries) {
  On(2024, 3, 1);
  const std::string van = Vin(1501);
  Bear(van);
  const uint64_t birth = bank().last_seq();
  v1::VehicleRegistered twin = Registered(van);
  twin.set_brand_id("ruishi/v7");
  twin.set_model_id("ruishi/v7-van");
  Refused("ruishi", twin, "ALREADY_EXISTS");
  Step("ruishi", Reversal(birth, "ruishi"), {{"STOCK/ruishi/v7", -156'000}, {"PRODUCTION/ruishi/v7", 156'000}});
  Deliver(van, "qingdao");

  // Contract number and payment reference.
  Step("qingdao", {Signed("qingdao/c-1501", van, v1::CONTRACT_KIND_LEASE), TermsOf(v1::CONTRACT_KIND_LEASE)});
  const uint64_t contract = bank().last_seq();
  Refused("qingdao", {Signed("qingdao/c-1501", van, v1::CONTRACT_KIND_LEASE), TermsOf(v1::CONTRACT_KIND_LEASE)},
          "ALREADY_EXISTS");
  Step("qingdao", {Paid("qingdao/c-1501", "p-1"), AmountOf(100)});
  const uint64_t payment = bank().last_seq();
  Refused("qingdao", {Paid("qingdao/c-1501", "p-1"), AmountOf(100)}, "DUPLICATE_NUMBER");
  Refused("qingdao", Reversal(contract, "qingdao"), "DEPENDENT_EXISTS");
  Step("qingdao", Reversal(payment, "qingdao"));
  Step("qingdao", {Paid("qingdao/c-1501", "p-1"), AmountOf(100)});
  Step("qingdao", Reversal(bank().last_seq(), "qingdao"));
  Step("qingdao", Reversal(contract, "qingdao"));
  Step("qingdao", {Signed("qingdao/c-1501", van, v1::CONTRACT_KIND_SALE), TermsOf(v1::CONTRACT_KIND_SALE)});
  Step("qingdao", {Ended("qingdao/c-1501", v1::CONTRACT_END_REASON_WITHDRAWN), SettledAt(0)});

  // Serial of a certificate.
  Step("qingdao", RetiredOf(van), {{"STOCK/ruishi/v7", -156'000}, {"RETIRED/ruishi/v7", 156'000}});
  Step("qingdao", Sent(van, "qingdao/t-1501", "elbe"),
       {{"RETIRED/ruishi/v7", -156'000}, {"TRANSIT/qingdao/t-1501", 156'000}});
  Step("elbe", Arrived(van, "elbe/yard", "qingdao/t-1501"),
       {{"TRANSIT/qingdao/t-1501", -156'000}, {"AWAITING/elbe/yard", 156'000}});
  Step("elbe", CertificateToday(van, "elbe/yard", "1501"));
  Step("elbe", Reversal(bank().last_seq(), "elbe"));
  Step("elbe", CertificateToday(van, "elbe/yard", "1501"));
  Refused("elbe", CertificateToday(van, "elbe/yard", "1501"), "CERTIFICATE");
}

}  // namespace
}  // namespace ingot::testing
