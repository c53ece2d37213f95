// DisputeOpened, DisputeResolved.
#include <algorithm>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "tests/support/fleet.h"
#include "tests/support/trouble_events.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto kVehicle = v1::SUBJECT_KIND_VEHICLE;
constexpr auto kContractSubject = v1::SUBJECT_KIND_CONTRACT;
constexpr auto kWithdrawn = v1::DISPUTE_OUTCOME_WITHDRAWN;
constexpr auto kRejected = v1::DISPUTE_OUTCOME_REJECTED;
constexpr auto kUpheld = v1::DISPUTE_OUTCOME_UPHELD;

class DisputeTest : public ::testing::Test {
 protected:
  DisputeTest() { fleet_.ledger().Enrol("inspector", {v1::ROLE_AUDITOR}); }

  v1::DisputeState Dispute(const std::string& id) const {
    return fleet_.ledger().RecordOf(v1::SUBJECT_KIND_DISPUTE, id).dispute();
  }

  bool IsFlagged() const {
    const v1::VehicleState vehicle = fleet_.Vehicle(vin_);
    return std::any_of(vehicle.flags().begin(), vehicle.flags().end(),
                       [](const v1::Flag& flag) { return flag.kind() == v1::FLAG_KIND_DISPUTED; });
  }

  Fleet fleet_;
  const std::string vin_ = Vin(1);
};

TEST_F(DisputeTest, PresentAndFormerHoldersDisputeAVehicle) {
  fleet_.Stock(vin_);
  EXPECT_EQ(fleet_.Try("other-dealer", DisputeOf("other-dealer/d1", kVehicle, vin_)),
            "NOT_HOLDER dispute_opened.subject_id");
  EXPECT_EQ(fleet_.Try("dealer", DisputeOf("dealer/d1", kVehicle, Vin(9))), "NOT_FOUND dispute_opened.subject_id");
  ASSERT_EQ(fleet_.Try("dealer", DisputeOf("dealer/d1", kVehicle, vin_)), "OK");
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("VEHICLE " + vin_, "DISPUTE dealer/d1"));
  EXPECT_THAT(fleet_.Flags(), ElementsAre("DISPUTED VEHICLE " + vin_));
  EXPECT_THAT(fleet_.Postings(), IsEmpty());
  EXPECT_EQ(fleet_.Vehicle(vin_).disputes(), 1u);
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_IN_STOCK);
  const v1::DisputeState dispute = Dispute("dealer/d1");
  EXPECT_EQ(dispute.organisation_id(), "dealer");
  EXPECT_EQ(dispute.subject_kind(), kVehicle);
  EXPECT_EQ(dispute.subject_id(), vin_);
  EXPECT_EQ(dispute.ground(), v1::DISPUTE_GROUND_MASS);
  EXPECT_EQ(dispute.outcome(), v1::DISPUTE_OUTCOME_UNSPECIFIED);

  EXPECT_EQ(fleet_.Try("maker", DisputeOf("maker/d1", kVehicle, vin_)), "OK") << "it held it before";
  EXPECT_EQ(fleet_.Try("inspector", DisputeOf("inspector/d1", kVehicle, vin_)), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).disputes(), 3u);
  EXPECT_EQ(fleet_.Try("dealer", RetiredOf(vin_)), "OK") << "a dispute freezes claims, not the vehicle's life";
}

TEST_F(DisputeTest, TheFlagStandsUntilTheLastDisputeIsResolved) {
  fleet_.Stock(vin_);
  fleet_.Do("dealer", DisputeOf("dealer/d1", kVehicle, vin_));
  fleet_.Do("maker", DisputeOf("maker/d1", kVehicle, vin_));
  ASSERT_EQ(fleet_.Try("inspector", ResolutionOf("dealer/d1", kUpheld)), "OK");
  EXPECT_EQ(Dispute("dealer/d1").outcome(), kUpheld);
  EXPECT_TRUE(IsFlagged());
  ASSERT_EQ(fleet_.Try("maker", ResolutionOf("maker/d1", kWithdrawn)), "OK");
  EXPECT_FALSE(IsFlagged());
  EXPECT_EQ(fleet_.Vehicle(vin_).disputes(), 0u);
  fleet_.Do("dealer", DisputeOf("dealer/d2", kVehicle, vin_));
  EXPECT_TRUE(IsFlagged());
  EXPECT_EQ(fleet_.Try("inspector", ResolutionOf("dealer/d2", kRejected)), "OK");
}

TEST_F(DisputeTest, WhoOpenedItWithdrawsAndAnAuditorDecides) {
  fleet_.Stock(vin_);
  fleet_.Do("dealer", DisputeOf("dealer/d1", kVehicle, vin_));
  const std::string outcome = "DISPUTE_STATE dispute_resolved.outcome";
  EXPECT_EQ(fleet_.Try("dealer", ResolutionOf("dealer/d1", kUpheld)), outcome);
  EXPECT_EQ(fleet_.Try("dealer", ResolutionOf("dealer/d1", kRejected)), outcome);
  EXPECT_EQ(fleet_.Try("inspector", ResolutionOf("dealer/d1", kWithdrawn)), outcome);
  EXPECT_EQ(fleet_.Try("maker", ResolutionOf("dealer/d1", kWithdrawn)), "NOT_FOUND dispute_resolved.dispute_id");
  EXPECT_EQ(fleet_.Try("dealer", ResolutionOf("dealer/d2", kWithdrawn)), "NOT_FOUND dispute_resolved.dispute_id");
  EXPECT_EQ(fleet_.Try("dealer", ResolutionOf("dealer/d1", v1::DISPUTE_OUTCOME_UNSPECIFIED)),
            "FIELD_MISSING dispute_resolved.outcome");
  EXPECT_EQ(fleet_.Try("dealer", ResolutionOf("", kWithdrawn)), "FIELD_MISSING dispute_resolved.dispute_id");
  EXPECT_EQ(fleet_.Try("operator", ResolutionOf("dealer/d1", kRejected)), "ROLE_REQUIRED dispute_resolved");
  ASSERT_EQ(fleet_.Try("dealer", ResolutionOf("dealer/d1", kWithdrawn)), "OK");
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("VEHICLE " + vin_, "DISPUTE dealer/d1"));
  EXPECT_EQ(fleet_.Try("dealer", ResolutionOf("dealer/d1", kWithdrawn)), "DISPUTE_STATE dispute_resolved.dispute_id");
  EXPECT_EQ(fleet_.Try("inspector", ResolutionOf("dealer/d1", kUpheld)), "DISPUTE_STATE dispute_resolved.dispute_id");
}

TEST_F(DisputeTest, PartiesDisputeContractsAndTransfers) {
  fleet_.Stock(vin_);
  v1::ContractSigned contract = Signed("dealer/c1", vin_, v1::CONTRACT_KIND_LEASE);
  contract.set_counterparty(v1::COUNTERPARTY_KIND_ORGANISATION);
  contract.set_counterparty_organisation("workshop");
  fleet_.Do("dealer", contract, TermsOf(v1::CONTRACT_KIND_LEASE));
  EXPECT_EQ(fleet_.Try("other-dealer", DisputeOf("other-dealer/d1", kContractSubject, "dealer/c1")),
            "NOT_FOUND dispute_opened.subject_id");
  EXPECT_EQ(fleet_.Try("workshop", DisputeOf("workshop/d1", kContractSubject, "dealer/c1")), "OK");
  EXPECT_EQ(fleet_.Try("dealer", DisputeOf("dealer/d1", kContractSubject, "dealer/c1")), "OK");
  EXPECT_EQ(fleet_.Contract("dealer/c1").disputes(), 2u);
  EXPECT_EQ(fleet_.Try("inspector", ResolutionOf("workshop/d1", kRejected)), "OK");
  EXPECT_EQ(fleet_.Contract("dealer/c1").disputes(), 1u);

  constexpr auto kTransfer = v1::SUBJECT_KIND_TRANSFER;
  EXPECT_EQ(fleet_.Try("maker", DisputeOf("maker/d1", kTransfer, "maker/deliveries")), "OK");
  EXPECT_EQ(fleet_.Try("dealer", DisputeOf("dealer/d2", kTransfer, "maker/deliveries")), "OK");
  EXPECT_EQ(fleet_.Try("treater", DisputeOf("treater/d1", kTransfer, "maker/deliveries")),
            "NOT_FOUND dispute_opened.subject_id");
  EXPECT_EQ(fleet_.Transfer("maker/deliveries").disputes(), 2u);
}

TEST_F(DisputeTest, BatchesAndLotsAreTheirOrganisations) {
  fleet_.ToMill({vin_});
  fleet_.Do("shredder", Fed("shredder/b1", {vin_}));
  fleet_.Do("shredder", Weighed("shredder/l1", "shredder/b1", fleet_.Ticket("1", 220'000, 20'000)));
  constexpr auto kBatch = v1::SUBJECT_KIND_BATCH;
  constexpr auto kLot = v1::SUBJECT_KIND_LOT;
  EXPECT_EQ(fleet_.Try("treater", DisputeOf("treater/d1", kBatch, "shredder/b1")),
            "NOT_FOUND dispute_opened.subject_id");
  EXPECT_EQ(fleet_.Try("treater", DisputeOf("treater/d1", kLot, "shredder/l1")), "NOT_FOUND dispute_opened.subject_id");
  EXPECT_EQ(fleet_.Try("shredder", DisputeOf("shredder/d1", kBatch, "shredder/b1")), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("DISPUTED BATCH shredder/b1"));
  EXPECT_EQ(fleet_.Try("inspector", DisputeOf("inspector/d1", kLot, "shredder/l1")), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("DISPUTED LOT shredder/l1"));
  EXPECT_EQ(fleet_.Batch("shredder/b1").disputes(), 1u);
  EXPECT_EQ(fleet_.Lot("shredder/l1").disputes(), 1u);
  EXPECT_EQ(fleet_.Try("inspector", DisputeOf("inspector/d2", v1::SUBJECT_KIND_HEAT, "shredder/h1")),
            "NOT_FOUND dispute_opened.subject_id");
}

TEST_F(DisputeTest, ASubjectHasAtMostEightOpenDisputes) {
  fleet_.Stock(vin_);
  for (int i = 1; i <= 8; ++i) {
    ASSERT_EQ(fleet_.Try("dealer", DisputeOf(Cat("dealer/d", i), kVehicle, vin_)), "OK");
  }
  EXPECT_EQ(fleet_.Try("inspector", DisputeOf("inspector/d1", kVehicle, vin_)),
            "LIMIT_REACHED dispute_opened.subject_id");
  fleet_.Do("dealer", ResolutionOf("dealer/d3", kWithdrawn));
  EXPECT_EQ(fleet_.Try("inspector", DisputeOf("inspector/d1", kVehicle, vin_)), "OK");
}

TEST_F(DisputeTest, ChecksOpenings) {
  fleet_.Stock(vin_);
  const auto refused = [this](auto change, const std::string& outcome) {
    v1::DisputeOpened event = DisputeOf("dealer/d1", kVehicle, vin_);
    change(event);
    EXPECT_EQ(fleet_.Try("dealer", event), outcome);
  };
  const std::string at = "dispute_opened.";
  using E = v1::DisputeOpened&;
  refused([](E e) { e.clear_subject_kind(); }, "FIELD_MISSING " + at + "subject_kind");
  refused([](E e) { e.set_subject_kind(v1::SUBJECT_KIND_ORGANISATION); }, "INVALID_VALUE " + at + "subject_kind");
  refused([](E e) { e.set_subject_kind(v1::SUBJECT_KIND_CLAIM); }, "INVALID_VALUE " + at + "subject_kind");
  refused([](E e) { e.clear_subject_id(); }, "FIELD_MISSING " + at + "subject_id");
  refused([](E e) { e.clear_dispute_id(); }, "FIELD_MISSING " + at + "dispute_id");
  refused([](E e) { e.set_dispute_id("maker/d1"); }, "ID_NOT_OWN " + at + "dispute_id");
  refused([](E e) { e.set_dispute_id("d1"); }, "INVALID_VALUE " + at + "dispute_id");
  refused([](E e) { e.clear_ground(); }, "FIELD_MISSING " + at + "ground");
  refused([](E) {}, "OK");
  refused([](E) {}, "ALREADY_EXISTS " + at + "dispute_id");
  EXPECT_EQ(fleet_.Try("operator", DisputeOf("operator/d1", kVehicle, vin_)), "ROLE_REQUIRED dispute_opened");
}

}  // namespace
}  // namespace ingot::testing
