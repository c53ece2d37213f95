// ReportedStolen, Found, LostFromSight.
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fleet.h"
#include "tests/support/trouble_events.h"
#include "tests/unit/ledger/rules/names.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto kPolice = v1::EVIDENCE_KIND_POLICE_REPORT;

class TroubleTheftTest : public ::testing::Test {
 protected:
  TroubleTheftTest() { fleet_.ledger().Enrol("inspector", {v1::ROLE_AUDITOR}); }

  // Every step leaves the books in balance.
  template <typename Event>
  std::string Try(const std::string& who, Event&& event) {
    std::string outcome = fleet_.Try(who, std::forward<Event>(event));
    EXPECT_THAT(Imbalances(fleet_.ledger()), IsEmpty());
    return outcome;
  }

  void Insure(const std::string& vin, v1::InsuranceCover cover, const v1::Date& from, const v1::Date& until) {
    v1::Insured policy;
    policy.set_vin(vin);
    policy.set_policy_id("insurer/p1");
    policy.set_cover(cover);
    *policy.mutable_from() = from;
    *policy.mutable_until() = until;
    fleet_.Do("insurer", policy);
  }

  Fleet fleet_;
  const std::string vin_ = Vin(1);
};

TEST_F(TroubleTheftTest, AStolenVehicleKeepsHolderContractAndMetal) {
  fleet_.Lease(vin_, kLease);
  ASSERT_EQ(Try("dealer", StolenOf(vin_)), "OK");
  EXPECT_THAT(fleet_.Postings(), IsEmpty());
  EXPECT_THAT(fleet_.Flags(), IsEmpty());
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("VEHICLE " + vin_));
  const v1::VehicleState stolen = fleet_.Vehicle(vin_);
  EXPECT_EQ(stolen.custody(), v1::CUSTODY_STATE_STOLEN);
  EXPECT_EQ(stolen.custody_before(), v1::CUSTODY_STATE_LEASED);
  EXPECT_EQ(stolen.holder(), "dealer");
  EXPECT_EQ(stolen.contract_id(), Fleet::ContractOf(vin_));
  EXPECT_EQ(stolen.position().account_class(), v1::ACCOUNT_CLASS_IN_SERVICE);
  EXPECT_EQ(stolen.position().detail(), "lease");
  EXPECT_EQ(fleet_.Contract(Fleet::ContractOf(vin_)).stage(), v1::CONTRACT_STAGE_ACTIVE);

  ASSERT_EQ(Try("dealer", FoundOf(vin_)), "OK");
  EXPECT_THAT(fleet_.Postings(), IsEmpty());
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_LEASED);
  EXPECT_EQ(fleet_.Vehicle(vin_).custody_before(), v1::CUSTODY_STATE_UNSPECIFIED);
  EXPECT_EQ(Try("dealer", FoundOf(vin_)), "ILLEGAL_TRANSITION found.vin");
}

TEST_F(TroubleTheftTest, AFoundVehicleIsInTheStateBefore) {
  fleet_.Bear(Vin(1));
  fleet_.Stock(Vin(2));
  fleet_.Lease(Vin(3), v1::CONTRACT_KIND_LEASE_TO_OWN);
  fleet_.TakeBack(Vin(4));
  fleet_.Retire(Vin(5));
  fleet_.ToYard(Vin(6));
  fleet_.ToHulk(Vin(7));
  fleet_.Stock(Vin(8));
  fleet_.Do("dealer", LossOf(Vin(8), "A", false));
  const std::pair<int, std::string> holders[] = {{1, "maker"},  {2, "dealer"},  {3, "dealer"},  {4, "dealer"},
                                                 {5, "dealer"}, {6, "treater"}, {7, "treater"}, {8, "dealer"}};
  for (const auto& [n, holder] : holders) {
    const v1::VehicleState before = fleet_.Vehicle(Vin(n));
    EXPECT_EQ(Try(holder, StolenOf(Vin(n))), "OK") << n;
    EXPECT_EQ(fleet_.Vehicle(Vin(n)).custody_before(), before.custody()) << n;
    EXPECT_EQ(Try(holder, StolenOf(Vin(n))), "ILLEGAL_TRANSITION reported_stolen.vin") << n;
    EXPECT_EQ(Try(holder, FoundOf(Vin(n))), "OK") << n;
    const v1::VehicleState after = fleet_.Vehicle(Vin(n));
    EXPECT_EQ(after.custody(), before.custody()) << n;
    EXPECT_EQ(after.position().SerializeAsString(), before.position().SerializeAsString()) << n;
    EXPECT_EQ(after.holder(), before.holder()) << n;
  }
}

TEST_F(TroubleTheftTest, OnlyTheHolderReportsAHeldVehicle) {
  fleet_.Stock(vin_);
  EXPECT_EQ(Try("other-dealer", Fact(StolenOf(vin_)).With(kPolice)), "NOT_HOLDER reported_stolen.vin");
  EXPECT_EQ(Try("workshop", StolenOf(vin_)), "ROLE_REQUIRED reported_stolen");
  EXPECT_EQ(Try("inspector", StolenOf(vin_)), "ROLE_REQUIRED reported_stolen");
  EXPECT_EQ(Try("dealer", StolenOf(Vin(9))), "NOT_FOUND reported_stolen.vin");
  fleet_.Do("dealer", Sent(vin_, "dealer/t1", "other-dealer"));
  EXPECT_EQ(Try("dealer", StolenOf(vin_)), "IN_TRANSIT reported_stolen.vin");
  fleet_.Do("dealer", Received(vin_, "dealer/t1"));
  EXPECT_EQ(Try("dealer", StolenOf(vin_)), "OK") << "the sender took it back";
  EXPECT_EQ(Try("other-dealer", FoundOf(vin_)), "NOT_HOLDER found.vin");
}

TEST_F(TroubleTheftTest, ASoldVehicleIsReportedWithThePolicesReport) {
  fleet_.Sell(vin_);
  EXPECT_EQ(Try("dealer", StolenOf(vin_)), "EVIDENCE_MISSING evidence");
  EXPECT_EQ(Try("maker", Fact(StolenOf(vin_)).With(kPolice)), "ROLE_REQUIRED reported_stolen.vin");
  EXPECT_EQ(Try("treater", Fact(StolenOf(vin_)).With(kPolice)), "ROLE_REQUIRED reported_stolen.vin");
  ASSERT_EQ(Try("other-dealer", Fact(StolenOf(vin_)).With(kPolice)), "OK") << "its seller need not be the one";
  EXPECT_EQ(fleet_.Vehicle(vin_).holder(), "");
  EXPECT_EQ(fleet_.Vehicle(vin_).last_holder(), "dealer");
  EXPECT_EQ(Try("dealer", FoundOf(vin_)), "EVIDENCE_MISSING evidence");
  ASSERT_EQ(Try("dealer", Fact(FoundOf(vin_)).With(kPolice)), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_SOLD);
}

TEST_F(TroubleTheftTest, AnInsurerNeedsAPolicyThatCoversTheDay) {
  fleet_.Sell(vin_);
  EXPECT_EQ(Try("insurer", StolenOf(vin_)), "POLICY reported_stolen.vin");
  Insure(vin_, v1::INSURANCE_COVER_LIABILITY, MakeDate(2026, 1, 1), MakeDate(2026, 12, 31));
  EXPECT_EQ(Try("insurer", StolenOf(vin_)), "POLICY reported_stolen.vin") << "liability covers no theft";
  Insure(vin_, v1::INSURANCE_COVER_COMPREHENSIVE, MakeDate(2026, 3, 1), MakeDate(2026, 3, 1));
  v1::ReportedStolen event = StolenOf(vin_);
  *event.mutable_on() = MakeDate(2026, 2, 28);
  EXPECT_EQ(Try("insurer", event), "POLICY reported_stolen.vin") << "a day before its first one";
  fleet_.ledger().Enrol("other-insurer", {v1::ROLE_INSURER});
  EXPECT_EQ(Try("other-insurer", StolenOf(vin_)), "POLICY reported_stolen.vin");
  EXPECT_EQ(Try("insurer", StolenOf(vin_)), "OK") << "first and last day count";
  EXPECT_EQ(Try("other-insurer", FoundOf(vin_)), "POLICY found.vin");
  EXPECT_EQ(Try("insurer", FoundOf(vin_)), "OK");

  fleet_.Lease(Vin(2), kLease);
  Insure(Vin(2), v1::INSURANCE_COVER_PARTIAL_OWN_DAMAGE, MakeDate(2026, 1, 1), MakeDate(2026, 2, 28));
  EXPECT_EQ(Try("insurer", StolenOf(Vin(2))), "POLICY reported_stolen.vin") << "a day after its last one";
  event = StolenOf(Vin(2));
  *event.mutable_on() = MakeDate(2026, 2, 28);
  EXPECT_EQ(Try("insurer", event), "OK");
  EXPECT_EQ(Try("dealer", FoundOf(Vin(2))), "OK") << "the holder finds what its insurer reported";
}

TEST_F(TroubleTheftTest, AnAuditorMayFind) {
  fleet_.Sell(vin_);
  fleet_.Do("dealer", Fact(StolenOf(vin_)).With(kPolice));
  EXPECT_EQ(Try("workshop", FoundOf(vin_)), "ROLE_REQUIRED found");
  EXPECT_EQ(Try("inspector", FoundOf(vin_)), "OK");
}

TEST_F(TroubleTheftTest, ChecksReports) {
  fleet_.Stock(vin_);
  v1::ReportedStolen stolen = StolenOf(vin_);
  stolen.clear_on();
  EXPECT_EQ(Try("dealer", stolen), "FIELD_MISSING reported_stolen.on");
  *stolen.mutable_on() = MakeDate(2026, 2, 29);
  EXPECT_EQ(Try("dealer", stolen), "INVALID_VALUE reported_stolen.on");
  *stolen.mutable_on() = MakeDate(2026, 3, 2);
  EXPECT_EQ(Try("dealer", stolen), "OUT_OF_RANGE reported_stolen.on");
  stolen = StolenOf(vin_);
  stolen.clear_country();
  EXPECT_EQ(Try("dealer", stolen), "FIELD_MISSING reported_stolen.country");
  stolen.set_country("XX");
  EXPECT_EQ(Try("dealer", stolen), "INVALID_VALUE reported_stolen.country");
  EXPECT_EQ(Try("dealer", FoundOf(vin_)), "ILLEGAL_TRANSITION found.vin");
  EXPECT_EQ(Try("dealer", FoundOf(Vin(9))), "NOT_FOUND found.vin");
  fleet_.Do("dealer", StolenOf(vin_));
  v1::Found found = FoundOf(vin_);
  *found.mutable_on() = MakeDate(2026, 3, 2);
  EXPECT_EQ(Try("dealer", found), "OUT_OF_RANGE found.on");
  found.clear_on();
  EXPECT_EQ(Try("dealer", found), "FIELD_MISSING found.on");
  found = FoundOf(vin_);
  found.set_country("pl");
  EXPECT_EQ(Try("dealer", found), "INVALID_VALUE found.country");
}

TEST_F(TroubleTheftTest, NothingElseMovesAStolenVehicle) {
  const std::string contract = Fleet::ContractOf(vin_);
  fleet_.Lease(vin_, kLease);
  fleet_.Do("dealer", StolenOf(vin_));
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_DEFAULT, 1'200);
  EXPECT_TRUE(fleet_.Contract(contract).return_due()) << "it is still out";
  EXPECT_EQ(Try("dealer", Returned(contract, vin_)), "ILLEGAL_TRANSITION vehicle_returned.vin");
  EXPECT_EQ(fleet_.Try("dealer", Signed("dealer/c2", vin_, kLease), TermsOf(kLease)),
            "ILLEGAL_TRANSITION contract_signed.vin");
  EXPECT_EQ(Try("dealer", RetiredOf(vin_)), "ILLEGAL_TRANSITION retired.vin");
  EXPECT_EQ(Try("dealer", Sent(vin_, "dealer/t1", "treater")), "ILLEGAL_TRANSITION vehicle_sent.vin");
  EXPECT_EQ(Try("dealer", Inspected(vin_, 1, true)), "ILLEGAL_TRANSITION condition_reported.vin");
  EXPECT_EQ(Try("dealer", ExportOf(vin_)), "ILLEGAL_TRANSITION exported.vin");
  fleet_.Do("dealer", FoundOf(vin_));
  EXPECT_EQ(Try("dealer", Returned(contract, vin_)), "OK");

  fleet_.Stock(Vin(2));
  fleet_.Do("dealer", Signed("dealer/c3", Vin(2), kLease), TermsOf(kLease));
  fleet_.Do("dealer", StolenOf(Vin(2)));
  EXPECT_EQ(Try("dealer", HandedOver("dealer/c3", Vin(2))), "ILLEGAL_TRANSITION vehicle_handed_over.vin");
  fleet_.Do("dealer", FoundOf(Vin(2)));
  EXPECT_EQ(Try("dealer", HandedOver("dealer/c3", Vin(2))), "OK") << "it was reserved all the time";

  fleet_.Sell(Vin(3));
  fleet_.Do("dealer", Fact(StolenOf(Vin(3))).With(kPolice));
  EXPECT_EQ(Try("other-dealer", Fact(BoughtBack(Vin(3))).With(kPapers)), "ILLEGAL_TRANSITION vehicle_received.vin");
  EXPECT_EQ(Try("treater", Fact(RetiredOf(Vin(3))).With(kPapers)), "ILLEGAL_TRANSITION retired.vin");

  fleet_.Retire(Vin(4));
  fleet_.Do("dealer", StolenOf(Vin(4)));
  EXPECT_EQ(Try("dealer", Sent(Vin(4), "dealer/t4", "treater")), "ILLEGAL_TRANSITION vehicle_sent.vin");
  fleet_.ToHulk(Vin(5));
  fleet_.Do("treater", StolenOf(Vin(5)));
  EXPECT_EQ(Try("treater", HulksSent("treater/h5", {Vin(5)}, "shredder")), "ILLEGAL_TRANSITION hulk_sent.vins[0]");
}

TEST_F(TroubleTheftTest, ALostVehiclesMetalIsWithItsLastHolder) {
  fleet_.Lease(vin_, kLease);
  EXPECT_EQ(Try("other-dealer", LostOf(vin_)), "NOT_HOLDER lost_from_sight.vin");
  EXPECT_EQ(Try("insurer", LostOf(vin_)), "ROLE_REQUIRED lost_from_sight");
  ASSERT_EQ(Try("dealer", LostOf(vin_)), "OK");
  EXPECT_THAT(fleet_.Postings(),
              ElementsAre("IN_SERVICE/maker/brand/lease 5XXX -56000", "IN_SERVICE/maker/brand/lease 6XXX -100000",
                          "UNTRACED/dealer 5XXX +56000", "UNTRACED/dealer 6XXX +100000"));
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_UNTRACED);
  EXPECT_EQ(fleet_.Vehicle(vin_).custody_before(), v1::CUSTODY_STATE_LEASED);
  EXPECT_EQ(fleet_.Vehicle(vin_).holder(), "dealer");
  EXPECT_EQ(fleet_.Contract(Fleet::ContractOf(vin_)).stage(), v1::CONTRACT_STAGE_ACTIVE);
  EXPECT_EQ(Try("dealer", LostOf(vin_)), "ILLEGAL_TRANSITION lost_from_sight.vin");
  EXPECT_EQ(Try("dealer", StolenOf(vin_)), "ILLEGAL_TRANSITION reported_stolen.vin");
  EXPECT_EQ(Try("other-dealer", FoundOf(vin_)), "NOT_HOLDER found.vin");
  ASSERT_EQ(Try("dealer", FoundOf(vin_)), "OK");
  EXPECT_THAT(fleet_.Postings(),
              ElementsAre("IN_SERVICE/maker/brand/lease 5XXX +56000", "IN_SERVICE/maker/brand/lease 6XXX +100000",
                          "UNTRACED/dealer 5XXX -56000", "UNTRACED/dealer 6XXX -100000"));
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_LEASED);
}

TEST_F(TroubleTheftTest, TheSellerLosesASoldVehicle) {
  fleet_.Sell(vin_);
  EXPECT_EQ(Try("other-dealer", LostOf(vin_)), "NOT_HOLDER lost_from_sight.vin");
  ASSERT_EQ(Try("dealer", LostOf(vin_)), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).position().party(), "dealer");
  EXPECT_EQ(Try("dealer", StolenOf(vin_)), "EVIDENCE_MISSING evidence");
  ASSERT_EQ(Try("inspector", FoundOf(vin_)), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_SOLD);
  EXPECT_EQ(fleet_.Vehicle(vin_).position().detail(), "sale");

  fleet_.Lease(Vin(2), v1::CONTRACT_KIND_LEASE_TO_OWN);
  fleet_.Do("dealer", Paid(Fleet::ContractOf(Vin(2)), "p1"), AmountOf(1'200));
  fleet_.Do("dealer", TitleTo(Vin(2), Fleet::ContractOf(Vin(2))));
  EXPECT_EQ(fleet_.Vehicle(Vin(2)).last_holder(), "dealer") << "also where the title passed under a contract";
  EXPECT_EQ(Try("dealer", LostOf(Vin(2))), "OK");
  fleet_.Do("other-dealer", Fact(RetiredOf(Vin(2))).With(kPapers));
  EXPECT_EQ(fleet_.Vehicle(Vin(2)).last_holder(), "") << "it has a holder again";
}

TEST_F(TroubleTheftTest, OnlyWhatIsOutOrInStockIsLost) {
  fleet_.Stock(vin_);
  v1::LostFromSight event = LostOf(vin_);
  event.clear_reason();
  EXPECT_EQ(Try("dealer", event), "FIELD_MISSING lost_from_sight.reason");
  EXPECT_EQ(Try("dealer", LostOf(Vin(9))), "NOT_FOUND lost_from_sight.vin");
  fleet_.Do("dealer", Sent(vin_, "dealer/t1", "other-dealer"));
  EXPECT_EQ(Try("dealer", LostOf(vin_)), "IN_TRANSIT lost_from_sight.vin");
  fleet_.Do("dealer", Received(vin_, "dealer/t1"));
  EXPECT_EQ(Try("dealer", LostOf(vin_)), "OK");
  fleet_.Bear(Vin(2));
  EXPECT_EQ(Try("maker", LostOf(Vin(2))), "ILLEGAL_TRANSITION lost_from_sight.vin");
  fleet_.TakeBack(Vin(3));
  EXPECT_EQ(Try("dealer", LostOf(Vin(3))), "ILLEGAL_TRANSITION lost_from_sight.vin");
  fleet_.ToHulk(Vin(4));
  EXPECT_EQ(Try("treater", LostOf(Vin(4))), "ILLEGAL_TRANSITION lost_from_sight.vin")
      << "a certified vehicle is lost only by an auditor's finding";
}

TEST_F(TroubleTheftTest, WhatIsStolenOrExportedIsWrittenOff) {
  fleet_.Stock(vin_);
  fleet_.Do("dealer", StolenOf(vin_));
  ASSERT_EQ(Try("dealer", LostOf(vin_)), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("WRITTEN_OFF VEHICLE " + vin_));
  EXPECT_THAT(fleet_.Postings(), IsEmpty());
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_STOLEN);
  EXPECT_EQ(Try("dealer", FoundOf(vin_)), "OK") << "found against expectation";
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_IN_STOCK);

  fleet_.Stock(Vin(2));
  fleet_.Do("dealer", ExportOf(Vin(2)));
  EXPECT_EQ(Try("other-dealer", LostOf(Vin(2))), "NOT_HOLDER lost_from_sight.vin");
  ASSERT_EQ(Try("dealer", LostOf(Vin(2))), "OK") << "whoever exported it answers for it";
  EXPECT_THAT(fleet_.Flags(), ElementsAre("WRITTEN_OFF VEHICLE " + Vin(2)));
  EXPECT_EQ(fleet_.Vehicle(Vin(2)).custody(), v1::CUSTODY_STATE_EXPORTED);
}

TEST_F(TroubleTheftTest, AnUntracedVehicleRetires) {
  const std::string contract = Fleet::ContractOf(vin_);
  fleet_.Lease(vin_, kLease);
  fleet_.Do("dealer", LostOf(vin_));
  EXPECT_EQ(Try("dealer", RetiredOf(vin_)), "CONTRACT_OPEN retired.vin");
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_DEFAULT, 0);
  EXPECT_TRUE(fleet_.Contract(contract).return_due());
  EXPECT_EQ(Try("treater", Fact(RetiredOf(vin_)).With(kPapers)), "NOT_HOLDER retired.vin");
  ASSERT_EQ(Try("dealer", RetiredOf(vin_)), "OK");
  EXPECT_THAT(fleet_.Postings(), ElementsAre("UNTRACED/dealer 5XXX -56000", "UNTRACED/dealer 6XXX -100000",
                                             "RETIRED/maker/brand 5XXX +56000", "RETIRED/maker/brand 6XXX +100000"));
  EXPECT_FALSE(fleet_.Contract(contract).return_due()) << "nothing is due back any more";
  EXPECT_EQ(fleet_.Vehicle(vin_).contract_id(), "");
  EXPECT_EQ(fleet_.Vehicle(vin_).custody_before(), v1::CUSTODY_STATE_UNSPECIFIED);
  EXPECT_EQ(Try("dealer", Settled(contract)), "OK");

  fleet_.Sell(Vin(2));
  fleet_.Do("dealer", LostOf(Vin(2)));
  EXPECT_EQ(Try("treater", RetiredOf(Vin(2))), "EVIDENCE_MISSING evidence");
  ASSERT_EQ(Try("treater", Fact(RetiredOf(Vin(2))).With(kPapers)), "OK") << "it turned up at a recycler";
  EXPECT_EQ(fleet_.Vehicle(Vin(2)).holder(), "treater");
}

}  // namespace
}  // namespace ingot::testing
