// TotalLossDeclared, RepairInspected, and what a repaired total loss may do.
#include <string>
#include <tuple>
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

class TroubleLossTest : public ::testing::Test {
 protected:
  TroubleLossTest() { fleet_.ledger().Enrol("inspector", {v1::ROLE_AUDITOR}); }

  // Every step leaves the books in balance.
  template <typename Event>
  std::string Try(const std::string& who, Event&& event) {
    std::string outcome = fleet_.Try(who, std::forward<Event>(event));
    EXPECT_THAT(Imbalances(fleet_.ledger()), IsEmpty());
    return outcome;
  }

  void Insure(const std::string& vin, v1::InsuranceCover cover) {
    v1::Insured policy;
    policy.set_vin(vin);
    policy.set_policy_id("insurer/p1");
    policy.set_cover(cover);
    *policy.mutable_from() = MakeDate(2026, 1, 1);
    *policy.mutable_until() = MakeDate(2026, 12, 31);
    fleet_.Do("insurer", policy);
  }

  static v1::TotalLossDeclared EndingContract(v1::TotalLossDeclared event) {
    event.set_ends_contract(true);
    return event;
  }

  Fleet fleet_;
  const std::string vin_ = Vin(1);
  const std::string contract_ = Fleet::ContractOf(Vin(1));
};

TEST_F(TroubleLossTest, TheHolderDeclaresALossAndEndsTheContract) {
  fleet_.Lease(vin_, kLease);
  ASSERT_EQ(Try("dealer", EndingContract(LossOf(vin_, "S", true))), "OK");
  EXPECT_THAT(fleet_.Postings(),
              ElementsAre("IN_SERVICE/maker/brand/lease 5XXX -56000", "IN_SERVICE/maker/brand/lease 6XXX -100000",
                          "SALVAGE/maker/brand 5XXX +56000", "SALVAGE/maker/brand 6XXX +100000"));
  const v1::VehicleState vehicle = fleet_.Vehicle(vin_);
  EXPECT_EQ(vehicle.custody(), v1::CUSTODY_STATE_TOTAL_LOSS);
  EXPECT_EQ(vehicle.holder(), "dealer");
  EXPECT_EQ(vehicle.contract_id(), "");
  EXPECT_EQ(vehicle.total_loss().scheme(), v1::LOSS_SCHEME_GB_ABI);
  EXPECT_EQ(vehicle.total_loss().code(), "S");
  EXPECT_TRUE(vehicle.total_loss().repairable());
  EXPECT_FALSE(vehicle.total_loss().repair_inspected());
  EXPECT_EQ(vehicle.total_loss().cause(), v1::DAMAGE_CAUSE_COLLISION);
  EXPECT_EQ(vehicle.total_loss().declared_by(), "dealer");
  const v1::ContractState contract = fleet_.Contract(contract_);
  EXPECT_EQ(contract.stage(), v1::CONTRACT_STAGE_ENDED);
  EXPECT_EQ(contract.end_reason(), v1::CONTRACT_END_REASON_EARLY_TERMINATION);
  EXPECT_FALSE(contract.return_due());
  EXPECT_FALSE(contract.settlement_stated());
  EXPECT_EQ(Try("dealer", Settled(contract_)), "NOT_PAID contract_settled.contract_id") << "what is owed stays owed";
  fleet_.Do("dealer", Paid(contract_, "p1"), AmountOf(1'200));
  EXPECT_EQ(Try("dealer", Settled(contract_)), "OK");
}

TEST_F(TroubleLossTest, AContractThatGoesOnIsEndedLaterWithNothingDueBack) {
  fleet_.Lease(vin_, kLease);
  ASSERT_EQ(Try("dealer", LossOf(vin_, "N", true)), "OK");
  EXPECT_EQ(fleet_.Contract(contract_).stage(), v1::CONTRACT_STAGE_ACTIVE);
  EXPECT_EQ(fleet_.Vehicle(vin_).contract_id(), contract_);
  EXPECT_EQ(Try("dealer", RetiredOf(vin_)), "CONTRACT_OPEN retired.vin");
  EXPECT_EQ(Try("dealer", Returned(contract_, vin_)), "CONTRACT_STAGE vehicle_returned.contract_id");
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_EARLY_TERMINATION, 0);
  EXPECT_FALSE(fleet_.Contract(contract_).return_due());
  EXPECT_EQ(fleet_.Vehicle(vin_).contract_id(), "");
  EXPECT_EQ(Try("dealer", Settled(contract_)), "OK");
  EXPECT_EQ(Try("dealer", RetiredOf(vin_)), "OK");
  EXPECT_THAT(fleet_.Postings(), ElementsAre("SALVAGE/maker/brand 5XXX -56000", "SALVAGE/maker/brand 6XXX -100000",
                                             "RETIRED/maker/brand 5XXX +56000", "RETIRED/maker/brand 6XXX +100000"));
}

TEST_F(TroubleLossTest, AnEndedContractsVehicleIsNotDueBack) {
  fleet_.Lease(vin_, kLease);
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_TERM_REACHED, 0);
  fleet_.Do("dealer", Signed("dealer/c2", vin_, kLease), TermsOf(kLease));
  EXPECT_EQ(Try("dealer", LossOf(vin_, "A", false)), "OK");
  EXPECT_FALSE(fleet_.Contract(contract_).return_due());
  EXPECT_EQ(fleet_.Contract("dealer/c2").stage(), v1::CONTRACT_STAGE_SIGNED);
  EXPECT_EQ(fleet_.Contract("dealer/c2").renews_contract_id(), "");
  EXPECT_EQ(fleet_.Vehicle(vin_).contract_id(), "dealer/c2");
  EXPECT_EQ(Try("dealer", HandedOver("dealer/c2", vin_)), "ILLEGAL_TRANSITION vehicle_handed_over.vin");
  EXPECT_EQ(Try("dealer", RetiredOf(vin_)), "CONTRACT_OPEN retired.vin");
  EXPECT_EQ(Try("dealer", EndingContract(LossOf(vin_, "A", false))), "OK") << "declared again, now to end it";
  EXPECT_EQ(fleet_.Contract("dealer/c2").stage(), v1::CONTRACT_STAGE_ENDED);
  EXPECT_EQ(fleet_.Contract("dealer/c2").end_reason(), v1::CONTRACT_END_REASON_WITHDRAWN);
  EXPECT_EQ(Try("dealer", Settled("dealer/c2")), "OK") << "nothing is owed for a vehicle never handed over";
  EXPECT_EQ(Try("dealer", Settled(contract_)), "OK");
  EXPECT_EQ(Try("dealer", RetiredOf(vin_)), "OK");
}

TEST_F(TroubleLossTest, AnInsurerDeclaresButEndsNoContract) {
  fleet_.Lease(vin_, kLease);
  EXPECT_EQ(Try("insurer", LossOf(vin_, "S", true)), "POLICY total_loss_declared.vin");
  Insure(vin_, v1::INSURANCE_COVER_GAP);
  EXPECT_EQ(Try("insurer", LossOf(vin_, "S", true)), "POLICY total_loss_declared.vin");
  Insure(vin_, v1::INSURANCE_COVER_PARTIAL_OWN_DAMAGE);
  EXPECT_EQ(Try("insurer", EndingContract(LossOf(vin_, "S", true))), "NOT_HOLDER total_loss_declared.ends_contract");
  const int64_t year_us = 366 * TestLedger::kDayUs;
  EXPECT_EQ(Try("insurer", Fact(LossOf(vin_, "S", true)).At(TestLedger::kStartUs - year_us)),
            "POLICY total_loss_declared.vin")
      << "its policy must be in force when the loss occurred";
  ASSERT_EQ(Try("insurer", LossOf(vin_, "S", true)), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).total_loss().declared_by(), "insurer");
  EXPECT_EQ(fleet_.Contract(contract_).stage(), v1::CONTRACT_STAGE_ACTIVE);
  EXPECT_EQ(Try("dealer", EndingContract(LossOf(vin_, "S", true))), "OK");
  EXPECT_EQ(Try("dealer", EndingContract(LossOf(vin_, "S", true))), "CONTRACT_STAGE total_loss_declared.ends_contract");
}

TEST_F(TroubleLossTest, OthersDeclareNothing) {
  fleet_.Stock(vin_);
  EXPECT_EQ(Try("other-dealer", LossOf(vin_, "S", true)), "NOT_HOLDER total_loss_declared.vin");
  EXPECT_EQ(Try("workshop", LossOf(vin_, "S", true)), "ROLE_REQUIRED total_loss_declared");
  EXPECT_EQ(Try("dealer", LossOf(Vin(9), "S", true)), "NOT_FOUND total_loss_declared.vin");
  fleet_.Do("dealer", Sent(vin_, "dealer/t1", "other-dealer"));
  EXPECT_EQ(Try("dealer", LossOf(vin_, "S", true)), "IN_TRANSIT total_loss_declared.vin");
  Insure(vin_, v1::INSURANCE_COVER_COMPREHENSIVE);
  EXPECT_EQ(Try("insurer", LossOf(vin_, "S", true)), "IN_TRANSIT total_loss_declared.vin");
  fleet_.Retire(Vin(2));
  EXPECT_EQ(Try("dealer", LossOf(Vin(2), "S", true)), "ILLEGAL_TRANSITION total_loss_declared.vin");
  fleet_.Sell(Vin(3));
  EXPECT_EQ(Try("dealer", LossOf(Vin(3), "S", true)), "NOT_HOLDER total_loss_declared.vin");
}

TEST_F(TroubleLossTest, ChecksDeclarations) {
  fleet_.Stock(vin_);
  const auto refused = [this](auto change, const std::string& outcome) {
    v1::TotalLossDeclared event = LossOf(vin_, "S", true);
    change(event);
    EXPECT_EQ(Try("dealer", event), outcome);
  };
  const std::string at = "total_loss_declared.";
  using E = v1::TotalLossDeclared&;
  refused([](E e) { e.clear_scheme(); }, "FIELD_MISSING " + at + "scheme");
  refused([](E e) { e.clear_code(); }, "FIELD_MISSING " + at + "code");
  refused([](E e) { e.set_code("C"); }, "INVALID_VALUE " + at + "code");
  refused([](E e) { e.set_code("ECONOMIC"); }, "INVALID_VALUE " + at + "code");
  refused([](E e) { e.set_repairable(false); }, "INVALID_VALUE " + at + "repairable");
  refused([](E e) { e.set_code("B"); }, "INVALID_VALUE " + at + "repairable");
  refused([](E e) { e.clear_cause(); }, "FIELD_MISSING " + at + "cause");
  refused([](E e) { e.set_ends_contract(true); }, "CONTRACT_STAGE " + at + "ends_contract");
  refused([](E) {}, "OK");
}

// What each scheme says, typed in from the schemes apart from the code.
TEST_F(TroubleLossTest, EachSchemeHasItsCodes) {
  const std::tuple<v1::LossScheme, std::string, bool> codes[] = {
      {v1::LOSS_SCHEME_GB_ABI, "A", false},
      {v1::LOSS_SCHEME_GB_ABI, "B", false},
      {v1::LOSS_SCHEME_GB_ABI, "S", true},
      {v1::LOSS_SCHEME_GB_ABI, "N", true},
      {v1::LOSS_SCHEME_US_TITLE, "SALVAGE", true},
      {v1::LOSS_SCHEME_US_TITLE, "JUNK", false},
      {v1::LOSS_SCHEME_US_TITLE, "NON_REPAIRABLE", false},
      {v1::LOSS_SCHEME_CN, "CONSTRUCTIVE", true},
      {v1::LOSS_SCHEME_CN, "ACTUAL", false},
      {v1::LOSS_SCHEME_EU, "ECONOMIC", true},
      {v1::LOSS_SCHEME_EU, "TECHNICAL", false},
  };
  fleet_.Stock(vin_);
  for (const auto& [scheme, code, repairable] : codes) {
    v1::TotalLossDeclared event = LossOf(vin_, code, !repairable);
    event.set_scheme(scheme);
    EXPECT_EQ(Try("dealer", event), "INVALID_VALUE total_loss_declared.repairable") << code;
    event.set_repairable(repairable);
    EXPECT_EQ(Try("dealer", event), "OK") << code << ": declared again, it is recategorised";
    EXPECT_EQ(fleet_.Vehicle(vin_).total_loss().repairable(), repairable) << code;
  }
}

TEST_F(TroubleLossTest, AStolenVehicleIsALossByTheftOnly) {
  fleet_.Lease(vin_, kLease);
  fleet_.Do("dealer", StolenOf(vin_));
  EXPECT_EQ(Try("dealer", LossOf(vin_, "S", true)), "INVALID_VALUE total_loss_declared.cause");
  v1::TotalLossDeclared event = EndingContract(LossOf(vin_, "S", true));
  event.set_cause(v1::DAMAGE_CAUSE_THEFT);
  ASSERT_EQ(Try("dealer", event), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_TOTAL_LOSS);
  EXPECT_EQ(fleet_.Vehicle(vin_).custody_before(), v1::CUSTODY_STATE_UNSPECIFIED);
  EXPECT_EQ(fleet_.Vehicle(vin_).position().account_class(), v1::ACCOUNT_CLASS_SALVAGE);
  EXPECT_EQ(fleet_.Contract(contract_).stage(), v1::CONTRACT_STAGE_ENDED);
  EXPECT_EQ(Try("dealer", FoundOf(vin_)), "ILLEGAL_TRANSITION found.vin") << "a category first";
  EXPECT_EQ(Try("dealer", LossOf(vin_, "N", true)), "OK") << "found damaged: recategorised";
}

TEST_F(TroubleLossTest, ATheftOpensNoWayBackFromTheEndOfLife) {
  fleet_.Retire(vin_);
  fleet_.Do("dealer", StolenOf(vin_));
  v1::TotalLossDeclared event = LossOf(vin_, "N", true);
  event.set_cause(v1::DAMAGE_CAUSE_THEFT);
  EXPECT_EQ(Try("dealer", event), "ILLEGAL_TRANSITION total_loss_declared.vin");
  fleet_.ToHulk(Vin(2));
  fleet_.Do("treater", StolenOf(Vin(2)));
  event.set_vin(Vin(2));
  EXPECT_EQ(Try("treater", event), "ILLEGAL_TRANSITION total_loss_declared.vin");
  fleet_.Stock(Vin(3));
  fleet_.Do("dealer", LossOf(Vin(3), "B", false));
  fleet_.Do("dealer", StolenOf(Vin(3)));
  event.set_vin(Vin(3));
  EXPECT_EQ(Try("dealer", event), "OK") << "a total loss that is stolen may be declared again";
}

TEST_F(TroubleLossTest, ARepairedLossComesIntoStockAfterItsInspection) {
  fleet_.Stock(vin_);
  EXPECT_EQ(Try("workshop", RepairOf(vin_, 5'000)), "ILLEGAL_TRANSITION repair_inspected.vin");
  fleet_.Do("dealer", LossOf(vin_, "S", true));
  EXPECT_EQ(Try("dealer", Inspected(vin_, 5'000, true)), "STEP_MISSING condition_reported.restock");
  EXPECT_EQ(Try("dealer", Inspected(vin_, 5'000, false)), "OK") << "a wreck's condition may be reported";
  EXPECT_EQ(fleet_.Try("dealer", Signed("dealer/c2", vin_, kSale), TermsOf(kSale)), "STEP_MISSING contract_signed.vin");
  EXPECT_EQ(Try("dealer", RepairOf(vin_, 5'000)), "ROLE_REQUIRED repair_inspected");
  EXPECT_EQ(Try("workshop", RepairOf(vin_, -1)), "OUT_OF_RANGE repair_inspected.odometer_m");
  EXPECT_EQ(Try("workshop", RepairOf(Vin(9), 1)), "NOT_FOUND repair_inspected.vin");
  ASSERT_EQ(Try("workshop", RepairOf(vin_, 5'100)), "OK");
  EXPECT_THAT(fleet_.Postings(), IsEmpty());
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_TOTAL_LOSS);
  EXPECT_EQ(fleet_.Vehicle(vin_).odometer_max_m(), 5'100);
  ASSERT_EQ(Try("workshop", RepairOf(vin_, 5'050, false)), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("ODOMETER_LOWER VEHICLE " + vin_));
  EXPECT_EQ(Try("dealer", Inspected(vin_, 5'200, true)), "STEP_MISSING condition_reported.restock")
      << "the latest inspection counts";
  fleet_.Do("workshop", RepairOf(vin_, 5'200));
  ASSERT_EQ(Try("dealer", Inspected(vin_, 5'200, true)), "OK");
  EXPECT_THAT(fleet_.Postings(), ElementsAre("STOCK/maker/brand 5XXX +56000", "STOCK/maker/brand 6XXX +100000",
                                             "SALVAGE/maker/brand 5XXX -56000", "SALVAGE/maker/brand 6XXX -100000"));
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_IN_STOCK);
  EXPECT_EQ(fleet_.Vehicle(vin_).total_loss().code(), "S") << "its history stays";
  EXPECT_EQ(fleet_.Try("dealer", Signed("dealer/c2", vin_, kLease), TermsOf(kLease)), "OK");
}

TEST_F(TroubleLossTest, AnInspectionCountsForTheLastDeclarationOnly) {
  fleet_.Stock(vin_);
  fleet_.Do("dealer", LossOf(vin_, "N", true));
  fleet_.Do("workshop", RepairOf(vin_, 1'000));
  fleet_.Do("dealer", LossOf(vin_, "S", true));
  EXPECT_EQ(Try("dealer", Inspected(vin_, 1'000, true)), "STEP_MISSING condition_reported.restock");
}

TEST_F(TroubleLossTest, BeyondRepairThereIsNoWayButRetirement) {
  fleet_.Stock(vin_);
  fleet_.Do("dealer", LossOf(vin_, "B", false));
  EXPECT_EQ(Try("workshop", RepairOf(vin_, 1'000)), "ILLEGAL_TRANSITION repair_inspected.vin");
  EXPECT_EQ(Try("dealer", Inspected(vin_, 1'000, true)), "ILLEGAL_TRANSITION condition_reported.restock");
  EXPECT_EQ(fleet_.Try("dealer", Signed("dealer/c2", vin_, kSale), TermsOf(kSale)),
            "ILLEGAL_TRANSITION contract_signed.vin");
  EXPECT_EQ(Try("dealer", ExportOf(vin_)), "ILLEGAL_TRANSITION exported.vin");
  EXPECT_EQ(Try("dealer", Sent(vin_, "dealer/t1", "treater")), "ILLEGAL_TRANSITION vehicle_sent.vin");
  ASSERT_EQ(Try("dealer", RetiredOf(vin_)), "OK");
  fleet_.Do("dealer", Sent(vin_, "dealer/t1", "treater"));
  EXPECT_EQ(Try("treater", Arrived(vin_, "treater/yard", "dealer/t1")), "OK");
}

TEST_F(TroubleLossTest, ARepairedLossIsSoldByItsHolder) {
  fleet_.Stock(vin_);
  fleet_.Do("dealer", LossOf(vin_, "S", true));
  fleet_.Do("workshop", RepairOf(vin_, 1'000));
  ASSERT_EQ(fleet_.Try("dealer", Signed("dealer/c2", vin_, kSale), TermsOf(kSale)), "OK");
  ASSERT_EQ(Try("dealer", HandedOver("dealer/c2", vin_)), "OK");
  EXPECT_THAT(fleet_.Postings(),
              ElementsAre("IN_SERVICE/maker/brand/sale 5XXX +56000", "IN_SERVICE/maker/brand/sale 6XXX +100000",
                          "SALVAGE/maker/brand 5XXX -56000", "SALVAGE/maker/brand 6XXX -100000"));
}

TEST_F(TroubleLossTest, ALeasedLossComesIntoStockOnceItsContractEnded) {
  fleet_.Lease(vin_, kLease);
  fleet_.Do("dealer", LossOf(vin_, "N", true));
  fleet_.Do("workshop", RepairOf(vin_, 2'000));
  EXPECT_EQ(Try("dealer", Inspected(vin_, 2'000, true)), "CONTRACT_OPEN condition_reported.restock");
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_EARLY_TERMINATION, 0);
  EXPECT_EQ(Try("dealer", Inspected(vin_, 2'000, true)), "OK");
}

TEST_F(TroubleLossTest, ASoldLossHasNoHolder) {
  fleet_.Sell(vin_);
  Insure(vin_, v1::INSURANCE_COVER_COMPREHENSIVE);
  ASSERT_EQ(Try("insurer", LossOf(vin_, "S", true)), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).holder(), "");
  EXPECT_EQ(Try("other-dealer", Fact(BoughtBack(vin_)).With(kPapers)), "STEP_MISSING vehicle_received.vin");
  EXPECT_EQ(Try("other-dealer", Fact(TitleTo(vin_, "")).With(kPapers)), "STEP_MISSING title_transferred.vin");
  fleet_.Do("workshop", RepairOf(vin_, 9'000));
  EXPECT_EQ(Try("other-dealer", TitleTo(vin_, "")), "EVIDENCE_MISSING evidence");
  ASSERT_EQ(Try("other-dealer", Fact(TitleTo(vin_, "")).With(kPapers)), "OK")
      << "back on the road, in an owner's hands";
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_SOLD);
  EXPECT_EQ(fleet_.Vehicle(vin_).position().detail(), "sale");

  fleet_.Sell(Vin(2));
  v1::Insured policy;
  policy.set_vin(Vin(2));
  policy.set_policy_id("insurer/p2");
  policy.set_cover(v1::INSURANCE_COVER_COMPREHENSIVE);
  *policy.mutable_from() = MakeDate(2026, 1, 1);
  *policy.mutable_until() = MakeDate(2026, 12, 31);
  fleet_.Do("insurer", policy);
  fleet_.Do("insurer", LossOf(Vin(2), "N", true));
  fleet_.Do("workshop", RepairOf(Vin(2), 9'000));
  ASSERT_EQ(Try("other-dealer", Fact(BoughtBack(Vin(2))).With(kPapers)), "OK");
  EXPECT_EQ(fleet_.Vehicle(Vin(2)).custody(), v1::CUSTODY_STATE_IN_STOCK);
  EXPECT_EQ(fleet_.Vehicle(Vin(2)).holder(), "other-dealer");
  fleet_.Do("other-dealer", LossOf(Vin(2), "A", false));
  EXPECT_EQ(Try("dealer", Fact(TitleTo(Vin(2), "")).With(kPapers)), "NOT_HOLDER title_transferred.vin");
}

TEST_F(TroubleLossTest, ASoldWreckIsSurrendered) {
  fleet_.Sell(vin_);
  Insure(vin_, v1::INSURANCE_COVER_COMPREHENSIVE);
  fleet_.Do("insurer", LossOf(vin_, "A", false));
  EXPECT_EQ(Try("treater", RetiredOf(vin_)), "EVIDENCE_MISSING evidence");
  ASSERT_EQ(Try("treater", Fact(RetiredOf(vin_)).With(kPapers)), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).holder(), "treater");
  EXPECT_EQ(Try("treater", Arrived(vin_, "treater/yard")), "OK");
}

}  // namespace
}  // namespace ingot::testing
