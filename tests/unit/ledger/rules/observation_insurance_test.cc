// Insured, InsuranceLapsed, InsuranceClaimed.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "tests/support/fleet.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ObservationInsuranceTest : public ::testing::Test {
 protected:
  ObservationInsuranceTest() {
    fleet_.ledger().Enrol("mutual", {v1::ROLE_INSURER});
    fleet_.Sell(vin_);
  }

  v1::Insured OfYear(const std::string& policy, int year) {
    return Policy(vin_, policy, MakeDate(year, 1, 1), MakeDate(year, 12, 31));
  }
  std::string Insure(const std::string& policy, int year = 2026) { return fleet_.Try("insurer", OfYear(policy, year)); }
  std::vector<std::string> Policies() {
    std::vector<std::string> ids;
    const v1::VehicleState vehicle = fleet_.Vehicle(vin_);
    for (const v1::PolicyState& policy : vehicle.policies()) {
      ids.push_back(Cat(policy.policy_id(), " ", policy.until().year(), "-", policy.until().month()));
    }
    return ids;
  }

  Fleet fleet_;
  const std::string vin_ = Vin(1);
};

TEST_F(ObservationInsuranceTest, PoliciesStandInTheOrderOfTheirIds) {
  ASSERT_EQ(Insure("insurer/p2"), "OK");
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("VEHICLE " + vin_));
  EXPECT_THAT(fleet_.Postings(), IsEmpty());
  ASSERT_EQ(Insure("insurer/p1"), "OK");
  ASSERT_EQ(fleet_.Try("mutual", Policy(vin_, "mutual/p", MakeDate(2026, 5, 1), MakeDate(2026, 5, 1))), "OK")
      << "for one day";
  EXPECT_THAT(Policies(), ElementsAre("insurer/p1 2026-12", "insurer/p2 2026-12", "mutual/p 2026-5"));
  const v1::PolicyState policy = fleet_.Vehicle(vin_).policies(0);
  EXPECT_EQ(policy.insurer(), "insurer");
  EXPECT_EQ(policy.cover(), v1::INSURANCE_COVER_LIABILITY);
  EXPECT_EQ(policy.from().month(), 1);
  EXPECT_EQ(policy.claims(), 0u);
}

TEST_F(ObservationInsuranceTest, TheSamePolicyAgainRenewsIt) {
  ASSERT_EQ(Insure("insurer/p1"), "OK");
  ASSERT_EQ(fleet_.Try("insurer", Claim(vin_, "insurer/p1", "C-1", MakeDate(2026, 2, 1))), "OK");
  v1::Insured renewal = OfYear("insurer/p1", 2027);
  renewal.set_cover(v1::INSURANCE_COVER_COMPREHENSIVE);
  ASSERT_EQ(fleet_.Try("insurer", renewal), "OK");
  EXPECT_THAT(Policies(), ElementsAre("insurer/p1 2027-12"));
  EXPECT_EQ(fleet_.Vehicle(vin_).policies(0).cover(), v1::INSURANCE_COVER_COMPREHENSIVE);
  EXPECT_EQ(fleet_.Vehicle(vin_).policies(0).claims(), 1u) << "its claims stay";
}

TEST_F(ObservationInsuranceTest, EightPoliciesAtMostAndEndedOnesMakeRoom) {
  for (int n = 1; n <= 8; ++n) ASSERT_EQ(Insure(Cat("insurer/p", n)), "OK");
  EXPECT_EQ(Insure("insurer/p9"), "LIMIT_REACHED insured.policy_id");
  EXPECT_EQ(Insure("insurer/p8", 2027), "OK") << "a renewal needs no room";
  ASSERT_EQ(fleet_.Try("insurer", Lapsed(vin_, "insurer/p3", MakeDate(2026, 2, 28))), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).policies_size(), 8) << "losses of its time may still be claimed";
  ASSERT_EQ(Insure("insurer/p9"), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).policies_size(), 8);
  EXPECT_EQ(fleet_.Vehicle(vin_).policies(2).policy_id(), "insurer/p4");
  ASSERT_EQ(fleet_.Try("insurer", Lapsed(vin_, "insurer/p4", MakeDate(2026, 3, 1))), "OK");
  EXPECT_EQ(Insure("insurer/pa"), "LIMIT_REACHED insured.policy_id") << "its last day is today";
}

TEST_F(ObservationInsuranceTest, ChecksPolicies) {
  EXPECT_EQ(fleet_.Try("insurer", Policy(Vin(9), "insurer/p", MakeDate(2026, 1, 1), MakeDate(2026, 1, 2))),
            "NOT_FOUND insured.vin");
  EXPECT_EQ(Insure(""), "FIELD_MISSING insured.policy_id");
  EXPECT_EQ(Insure("P-1"), "INVALID_VALUE insured.policy_id");
  EXPECT_EQ(Insure("mutual/p"), "ID_NOT_OWN insured.policy_id");
  v1::Insured event = OfYear("insurer/p", 2026);
  event.clear_cover();
  EXPECT_EQ(fleet_.Try("insurer", event), "FIELD_MISSING insured.cover");
  event = OfYear("insurer/p", 2026);
  event.clear_from();
  EXPECT_EQ(fleet_.Try("insurer", event), "FIELD_MISSING insured.from");
  event = OfYear("insurer/p", 2026);
  *event.mutable_until() = MakeDate(2025, 12, 31);
  EXPECT_EQ(fleet_.Try("insurer", event), "INVALID_VALUE insured.until");
  *event.mutable_until() = MakeDate(2026, 13, 1);
  EXPECT_EQ(fleet_.Try("insurer", event), "INVALID_VALUE insured.until");
  EXPECT_EQ(fleet_.Try("dealer", OfYear("dealer/p", 2026)), "ROLE_REQUIRED insured");
}

TEST_F(ObservationInsuranceTest, APolicyLapsesOnOneOfItsDays) {
  ASSERT_EQ(Insure("insurer/p"), "OK");
  const auto lapse = [&](const std::string& who, const v1::Date& on) {
    return fleet_.Try(who, Lapsed(vin_, "insurer/p", on));
  };
  EXPECT_EQ(lapse("mutual", MakeDate(2026, 2, 1)), "POLICY insurance_lapsed.policy_id") << "as good as none";
  EXPECT_EQ(lapse("insurer", MakeDate(2025, 12, 31)), "POLICY insurance_lapsed.on");
  EXPECT_EQ(lapse("insurer", MakeDate(2027, 1, 1)), "POLICY insurance_lapsed.on");
  EXPECT_EQ(lapse("insurer", MakeDate(2026, 2, 30)), "INVALID_VALUE insurance_lapsed.on");
  ASSERT_EQ(lapse("insurer", MakeDate(2026, 6, 30)), "OK");
  EXPECT_THAT(Policies(), ElementsAre("insurer/p 2026-6"));
  EXPECT_EQ(lapse("insurer", MakeDate(2026, 7, 1)), "POLICY insurance_lapsed.on");
  ASSERT_EQ(lapse("insurer", MakeDate(2026, 1, 1)), "OK") << "even earlier";
  ASSERT_EQ(Insure("insurer/p"), "OK");
  EXPECT_THAT(Policies(), ElementsAre("insurer/p 2026-12")) << "reinstated";
  EXPECT_EQ(fleet_.Try("insurer", Lapsed(Vin(9), "insurer/p", MakeDate(2026, 2, 1))), "NOT_FOUND insurance_lapsed.vin");
  EXPECT_EQ(fleet_.Try("insurer", Lapsed(vin_, "insurer/x", MakeDate(2026, 2, 1))),
            "POLICY insurance_lapsed.policy_id");
  EXPECT_EQ(fleet_.Try("insurer", Lapsed(vin_, "", MakeDate(2026, 2, 1))), "FIELD_MISSING insurance_lapsed.policy_id");
  EXPECT_EQ(fleet_.Try("dealer", Lapsed(vin_, "insurer/p", MakeDate(2026, 2, 1))), "ROLE_REQUIRED insurance_lapsed");
}

TEST_F(ObservationInsuranceTest, AClaimHasANumberOfItsOwn) {
  ASSERT_EQ(Insure("insurer/p1"), "OK");
  ASSERT_EQ(Insure("insurer/p2"), "OK");
  const auto claim = [&](const std::string& policy, const std::string& number) {
    return fleet_.Try("insurer", Claim(vin_, policy, number, MakeDate(2026, 2, 1)));
  };
  ASSERT_EQ(claim("insurer/p1", "C-1"), "OK");
  EXPECT_EQ(claim("insurer/p1", "C-1"), "DUPLICATE_NUMBER insurance_claimed.claim_number");
  EXPECT_EQ(claim("insurer/p2", "C-1"), "DUPLICATE_NUMBER insurance_claimed.claim_number");
  ASSERT_EQ(claim("insurer/p2", "C-2"), "OK");
  ASSERT_EQ(claim("insurer/p2", "C-3"), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).policies(0).claims(), 1u);
  EXPECT_EQ(fleet_.Vehicle(vin_).policies(1).claims(), 2u);
  ASSERT_EQ(fleet_.Try("mutual", Policy(vin_, "mutual/p", MakeDate(2026, 1, 1), MakeDate(2026, 3, 1))), "OK");
  EXPECT_EQ(fleet_.Try("mutual", Claim(vin_, "mutual/p", "C-1", MakeDate(2026, 2, 1))), "OK")
      << "another insurer counts for itself";
  fleet_.Stock(Vin(2));
  ASSERT_EQ(fleet_.Try("insurer", Policy(Vin(2), "insurer/p1", MakeDate(2026, 1, 1), MakeDate(2026, 3, 1))), "OK")
      << "a policy of a fleet";
  EXPECT_EQ(fleet_.Try("insurer", Claim(Vin(2), "insurer/p1", "C-1", MakeDate(2026, 2, 1))), "OK");
}

TEST_F(ObservationInsuranceTest, ALossLiesWithinTheCover) {
  ASSERT_EQ(Insure("insurer/p"), "OK");
  ASSERT_EQ(fleet_.Try("insurer", Lapsed(vin_, "insurer/p", MakeDate(2026, 2, 10))), "OK");
  const auto claim = [&](const std::string& number, const v1::Date& loss_on) {
    return fleet_.Try("insurer", Claim(vin_, "insurer/p", number, loss_on));
  };
  EXPECT_EQ(claim("C-1", MakeDate(2026, 2, 10)), "OK") << "its last day, reported after it";
  EXPECT_EQ(claim("C-2", MakeDate(2026, 1, 1)), "OK") << "its first day";
  EXPECT_EQ(claim("C-3", MakeDate(2026, 2, 11)), "POLICY insurance_claimed.loss_on");
  EXPECT_EQ(claim("C-3", MakeDate(2025, 12, 31)), "POLICY insurance_claimed.loss_on");
}

TEST_F(ObservationInsuranceTest, ChecksClaims) {
  ASSERT_EQ(Insure("insurer/p"), "OK");
  const v1::Date on = MakeDate(2026, 2, 1);
  EXPECT_EQ(fleet_.Try("insurer", Claim(Vin(9), "insurer/p", "C", on)), "NOT_FOUND insurance_claimed.vin");
  EXPECT_EQ(fleet_.Try("insurer", Claim(vin_, "insurer/x", "C", on)), "POLICY insurance_claimed.policy_id");
  EXPECT_EQ(fleet_.Try("mutual", Claim(vin_, "insurer/p", "C", on)), "POLICY insurance_claimed.policy_id");
  EXPECT_EQ(fleet_.Try("insurer", Claim(vin_, "insurer/p", "", on)), "FIELD_MISSING insurance_claimed.claim_number");
  EXPECT_EQ(fleet_.Try("insurer", Claim(vin_, "insurer/p", std::string(49, 'C'), on)),
            "TOO_LARGE insurance_claimed.claim_number");
  v1::InsuranceClaimed event = Claim(vin_, "insurer/p", "C", on);
  event.clear_cause();
  EXPECT_EQ(fleet_.Try("insurer", event), "FIELD_MISSING insurance_claimed.cause");
  event = Claim(vin_, "insurer/p", "C", on);
  event.clear_loss_on();
  EXPECT_EQ(fleet_.Try("insurer", event), "FIELD_MISSING insurance_claimed.loss_on");
  EXPECT_EQ(fleet_.Try("workshop", Claim(vin_, "insurer/p", "C", on)), "ROLE_REQUIRED insurance_claimed");
}

TEST_F(ObservationInsuranceTest, ASuccessorGoesOnWithThePolicies) {
  ASSERT_EQ(Insure("insurer/p"), "OK");
  v1::OrganisationSucceeded succeeded;
  succeeded.set_organisation_id("insurer");
  succeeded.set_successor_id("mutual");
  fleet_.Do(TestLedger::kOperator, succeeded);
  EXPECT_EQ(fleet_.Try("mutual", Claim(vin_, "insurer/p", "C-1", MakeDate(2026, 2, 1))), "OK");
  EXPECT_EQ(fleet_.Try("mutual", OfYear("insurer/p", 2027)), "OK");
  EXPECT_EQ(fleet_.Try("mutual", OfYear("insurer/q", 2027)), "ID_NOT_OWN insured.policy_id");
  EXPECT_EQ(fleet_.Try("mutual", Claim(vin_, "insurer/p", "C-1", MakeDate(2027, 2, 1))),
            "DUPLICATE_NUMBER insurance_claimed.claim_number");
}

}  // namespace
}  // namespace ingot::testing
