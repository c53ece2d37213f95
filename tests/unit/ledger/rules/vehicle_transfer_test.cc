// VehicleSent, VehicleReceived.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fleet.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class VehicleTransferTest : public ::testing::Test {
 protected:
  Fleet fleet_;
  const std::string vin_ = Vin(1);
};

TEST_F(VehicleTransferTest, SentAndReceivedAreTwoEntries) {
  fleet_.Bear(vin_);
  ASSERT_EQ(fleet_.Try("maker", Sent(vin_, "maker/t1", "dealer")), "OK");
  EXPECT_THAT(fleet_.Postings(), ElementsAre("STOCK/maker/brand 5XXX -56000", "STOCK/maker/brand 6XXX -100000",
                                             "TRANSIT/maker/t1 5XXX +56000", "TRANSIT/maker/t1 6XXX +100000"));
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("VEHICLE " + vin_, "TRANSFER maker/t1"));
  EXPECT_EQ(fleet_.Vehicle(vin_).holder(), "maker") << "the sender holds it until it is received";
  EXPECT_EQ(fleet_.Vehicle(vin_).transfer_id(), "maker/t1");
  EXPECT_EQ(fleet_.Transfer("maker/t1").under_way(), 1u);

  ASSERT_EQ(fleet_.Try("dealer", Received(vin_, "maker/t1")), "OK");
  EXPECT_THAT(fleet_.Postings(), ElementsAre("STOCK/maker/brand 5XXX +56000", "STOCK/maker/brand 6XXX +100000",
                                             "TRANSIT/maker/t1 5XXX -56000", "TRANSIT/maker/t1 6XXX -100000"));
  const v1::VehicleState vehicle = fleet_.Vehicle(vin_);
  EXPECT_EQ(vehicle.custody(), v1::CUSTODY_STATE_IN_STOCK);
  EXPECT_EQ(vehicle.holder(), "dealer");
  EXPECT_EQ(vehicle.transfer_id(), "");
  ASSERT_EQ(vehicle.holders_size(), 2);
  const uint64_t seq = fleet_.ledger().entries().size() - 1;
  EXPECT_EQ(vehicle.holders(0).until_seq(), seq) << "the former holder sees the hand-over";
  EXPECT_EQ(vehicle.holders(1).from_seq(), seq);
  EXPECT_EQ(vehicle.title_organisation(), "maker") << "title is another thing than custody";
  EXPECT_EQ(fleet_.Transfer("maker/t1").under_way(), 0u);
  EXPECT_EQ(fleet_.Transfer("maker/t1").sent(), 1u);
}

TEST_F(VehicleTransferTest, OnlyTheHolderSends) {
  fleet_.Bear(vin_);
  EXPECT_EQ(fleet_.Try("dealer", Sent(vin_, "dealer/t1", "other-dealer")), "NOT_HOLDER vehicle_sent.vin");
  EXPECT_EQ(fleet_.ledger().last_refusal()->message().find("maker"), std::string::npos) << "names no one";
  EXPECT_EQ(fleet_.Try("dealer", Sent(Vin(9), "dealer/t1", "other-dealer")), "NOT_FOUND vehicle_sent.vin");
  EXPECT_EQ(fleet_.Try("workshop", Sent(vin_, "workshop/t1", "dealer")), "ROLE_REQUIRED vehicle_sent");
}

TEST_F(VehicleTransferTest, OneTransferHasOneReceiver) {
  for (int n = 1; n <= 3; ++n) fleet_.Bear(Vin(n));
  ASSERT_EQ(fleet_.Try("maker", Sent(Vin(1), "maker/t1", "dealer")), "OK");
  EXPECT_EQ(fleet_.Try("maker", Sent(Vin(2), "maker/t1", "other-dealer")),
            "TRANSFER_MISMATCH vehicle_sent.transfer_id");
  ASSERT_EQ(fleet_.Try("maker", Sent(Vin(2), "maker/t1", "dealer")), "OK");
  EXPECT_EQ(fleet_.Transfer("maker/t1").under_way(), 2u);
  EXPECT_EQ(fleet_.Try("dealer", Received(Vin(3), "maker/t1")), "TRANSFER_MISMATCH vehicle_received.vin");
}

TEST_F(VehicleTransferTest, ChecksTransferAndReceiver) {
  fleet_.Bear(vin_);
  EXPECT_EQ(fleet_.Try("maker", Sent(vin_, "dealer/t1", "dealer")), "ID_NOT_OWN vehicle_sent.transfer_id");
  EXPECT_EQ(fleet_.Try("maker", Sent(vin_, "", "dealer")), "FIELD_MISSING vehicle_sent.transfer_id");
  EXPECT_EQ(fleet_.Try("maker", Sent(vin_, "maker", "dealer")), "INVALID_VALUE vehicle_sent.transfer_id");
  EXPECT_EQ(fleet_.Try("maker", Sent(vin_, "maker/t1", "nobody")), "NOT_FOUND vehicle_sent.to_organisation");
  EXPECT_EQ(fleet_.Try("maker", Sent(vin_, "maker/t1", "")), "FIELD_MISSING vehicle_sent.to_organisation");
}

TEST_F(VehicleTransferTest, NothingElseHappensOnTheWay) {
  fleet_.Stock(vin_);
  ASSERT_EQ(fleet_.Try("dealer", Sent(vin_, "dealer/t1", "other-dealer")), "OK");
  EXPECT_EQ(fleet_.Try("dealer", Sent(vin_, "dealer/t2", "maker")), "IN_TRANSIT vehicle_sent.vin");
  EXPECT_EQ(fleet_.Try("dealer", RetiredOf(vin_)), "IN_TRANSIT retired.vin");
  EXPECT_EQ(fleet_.Try("dealer", Inspected(vin_, 1, false)), "IN_TRANSIT condition_reported.vin");
  EXPECT_EQ(fleet_.Try("dealer", Signed("dealer/c1", vin_, v1::CONTRACT_KIND_SALE), TermsOf(v1::CONTRACT_KIND_SALE)),
            "IN_TRANSIT contract_signed.vin");
  v1::TitleTransferred title = TitleTo(vin_, "");
  title.set_to(v1::TITLE_HOLDER_KIND_ORGANISATION);
  title.set_to_organisation("maker");
  EXPECT_EQ(fleet_.Try("dealer", title), "IN_TRANSIT title_transferred.vin");
  EXPECT_EQ(fleet_.Try("workshop", Reading(vin_, 5'000)), "OK") << "observations always are";
}

TEST_F(VehicleTransferTest, AStrangerLearnsNothingOfATransfer) {
  fleet_.Bear(vin_);
  ASSERT_EQ(fleet_.Try("maker", Sent(vin_, "maker/t1", "dealer")), "OK");
  EXPECT_EQ(fleet_.Try("other-dealer", Received(vin_, "maker/t1")), "NOT_FOUND vehicle_received.transfer_id");
  EXPECT_EQ(fleet_.Try("other-dealer", Received(vin_, "maker/t9")), "NOT_FOUND vehicle_received.transfer_id");
  EXPECT_EQ(fleet_.Try("other-dealer", Received(Vin(9), "maker/t1")), "NOT_FOUND vehicle_received.vin");
  EXPECT_EQ(fleet_.Try("dealer", Received(vin_, "")), "FIELD_MISSING vehicle_received.transfer_id");
}

TEST_F(VehicleTransferTest, TheSenderTakesItBackAsItWas) {
  fleet_.Bear(vin_);
  ASSERT_EQ(fleet_.Try("maker", Sent(vin_, "maker/t1", "dealer")), "OK");
  ASSERT_EQ(fleet_.Try("maker", Received(vin_, "maker/t1")), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_REGISTERED);
  EXPECT_EQ(fleet_.Vehicle(vin_).position().account_class(), v1::ACCOUNT_CLASS_STOCK);
  EXPECT_EQ(fleet_.Vehicle(vin_).holders_size(), 1);
  EXPECT_EQ(fleet_.Try("dealer", Received(vin_, "maker/t1")), "TRANSFER_MISMATCH vehicle_received.vin");
}

TEST_F(VehicleTransferTest, ARetiredVehicleDoesNotComeIntoStock) {
  fleet_.Retire(vin_);
  ASSERT_EQ(fleet_.Try("dealer", Sent(vin_, "dealer/t1", "other-dealer")), "OK");
  EXPECT_EQ(fleet_.Try("other-dealer", Received(vin_, "dealer/t1")), "ILLEGAL_TRANSITION vehicle_received.vin");
  ASSERT_EQ(fleet_.Try("dealer", Received(vin_, "dealer/t1")), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_RETIRED);
  EXPECT_EQ(fleet_.Vehicle(vin_).position().account_class(), v1::ACCOUNT_CLASS_RETIRED);
}

TEST_F(VehicleTransferTest, AMakerTakesItsOwnVehicleIntoStock) {
  fleet_.Bear(vin_);
  ASSERT_EQ(fleet_.Try("maker", Sent(vin_, "maker/t1", "maker")), "OK");
  ASSERT_EQ(fleet_.Try("maker", Received(vin_, "maker/t1")), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_IN_STOCK);
  EXPECT_EQ(fleet_.Vehicle(vin_).holders_size(), 1);
}

TEST_F(VehicleTransferTest, AVehicleTooGoodToShredGoesBackToADealer) {
  fleet_.ToYard(vin_);
  fleet_.Do("treater", DepollutedAt(vin_, "treater/yard"));
  ASSERT_EQ(fleet_.Try("treater", Sent(vin_, "treater/back", "dealer")), "OK");
  ASSERT_EQ(fleet_.Try("dealer", Received(vin_, "treater/back")), "OK");
  const v1::VehicleState vehicle = fleet_.Vehicle(vin_);
  EXPECT_EQ(vehicle.custody(), v1::CUSTODY_STATE_IN_STOCK);
  EXPECT_EQ(vehicle.site_id(), "");
  EXPECT_FALSE(vehicle.depolluted()) << "to be done again at its next end of life";
  EXPECT_EQ(vehicle.position().account_class(), v1::ACCOUNT_CLASS_STOCK);
}

TEST_F(VehicleTransferTest, ACertifiedVehicleTravelsAsAHulkOnly) {
  fleet_.ToYard(vin_);
  fleet_.Do("treater", Certificate(vin_, "treater/yard", "S1"));
  EXPECT_EQ(fleet_.Try("treater", Sent(vin_, "treater/back", "dealer")), "CERTIFICATE vehicle_sent.vin");
}

TEST_F(VehicleTransferTest, AReservedOrLeasedVehicleStays) {
  fleet_.Stock(vin_);
  fleet_.Do("dealer", Signed("dealer/c1", vin_, v1::CONTRACT_KIND_LEASE), TermsOf(v1::CONTRACT_KIND_LEASE));
  EXPECT_EQ(fleet_.Try("dealer", Sent(vin_, "dealer/t1", "maker")), "CONTRACT_OPEN vehicle_sent.vin");
  fleet_.Do("dealer", HandedOver("dealer/c1", vin_));
  EXPECT_EQ(fleet_.Try("dealer", Sent(vin_, "dealer/t1", "maker")), "CONTRACT_OPEN vehicle_sent.vin");
  fleet_.Do("dealer", Ended("dealer/c1", v1::CONTRACT_END_REASON_TERM_REACHED), SettledAt(1'200));
  EXPECT_EQ(fleet_.Try("dealer", Sent(vin_, "dealer/t1", "maker")), "ILLEGAL_TRANSITION vehicle_sent.vin");
  fleet_.Do("dealer", Returned("dealer/c1", vin_));
  EXPECT_EQ(fleet_.Try("dealer", Sent(vin_, "dealer/t1", "maker")), "ILLEGAL_TRANSITION vehicle_sent.vin");
}

TEST_F(VehicleTransferTest, BuyBackNeedsTheSurrenderedDocument) {
  fleet_.Sell(vin_);
  EXPECT_EQ(fleet_.Try("other-dealer", BoughtBack(vin_)), "EVIDENCE_MISSING evidence");
  ASSERT_EQ(fleet_.Try("other-dealer", Fact(BoughtBack(vin_)).With(v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT)), "OK");
  EXPECT_THAT(fleet_.Postings(),
              ElementsAre("STOCK/maker/brand 5XXX +56000", "STOCK/maker/brand 6XXX +100000",
                          "IN_SERVICE/maker/brand/sale 5XXX -56000", "IN_SERVICE/maker/brand/sale 6XXX -100000"));
  const v1::VehicleState vehicle = fleet_.Vehicle(vin_);
  EXPECT_EQ(vehicle.custody(), v1::CUSTODY_STATE_IN_STOCK);
  EXPECT_EQ(vehicle.holder(), "other-dealer");
  EXPECT_EQ(vehicle.title_organisation(), "other-dealer");
}

TEST_F(VehicleTransferTest, OnlyASoldVehicleIsBoughtBack) {
  fleet_.Stock(vin_);
  EXPECT_EQ(fleet_.Try("dealer", Fact(BoughtBack(vin_)).With(v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT)),
            "ILLEGAL_TRANSITION vehicle_received.vin");
  EXPECT_EQ(fleet_.Try("other-dealer", Fact(BoughtBack(vin_)).With(v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT)),
            "NOT_HOLDER vehicle_received.vin");
  EXPECT_EQ(fleet_.Try("other-dealer", Fact(BoughtBack(Vin(9))).With(v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT)),
            "NOT_FOUND vehicle_received.vin");
  fleet_.Sell(Vin(2));
  v1::VehicleReceived event = BoughtBack(Vin(2));
  event.set_transfer_id("dealer/t1");
  EXPECT_EQ(fleet_.Try("dealer", event), "INVALID_VALUE vehicle_received.transfer_id");
  event.clear_source();
  EXPECT_EQ(fleet_.Try("dealer", event), "FIELD_MISSING vehicle_received.source");
}

TEST_F(VehicleTransferTest, ASuccessorHoldsWhatItsPredecessorHeld) {
  fleet_.Stock(vin_);
  fleet_.Do("dealer", Sent(vin_, "dealer/t1", "maker"));
  v1::OrganisationSucceeded succeeded;
  succeeded.set_organisation_id("dealer");
  succeeded.set_successor_id("other-dealer");
  fleet_.Do(TestLedger::kOperator, succeeded);
  EXPECT_EQ(fleet_.Try("other-dealer", Received(vin_, "dealer/t1")), "OK") << "takes back what was sent";
  EXPECT_EQ(fleet_.Try("other-dealer", RetiredOf(vin_)), "OK");
  fleet_.Bear(Vin(2));
  EXPECT_EQ(fleet_.Try("maker", Sent(Vin(2), "maker/t2", "dealer")), "NOT_FOUND vehicle_sent.to_organisation");
}

TEST_F(VehicleTransferTest, HoldersAreBounded) {
  fleet_.Stock(vin_);  // two holders
  const char* holder = "dealer";
  for (int n = 2; n < 128; ++n) {
    const char* next = n % 2 == 0 ? "other-dealer" : "dealer";
    const std::string transfer = std::string(holder) + "/h" + std::to_string(n);
    ASSERT_EQ(fleet_.Try(holder, Sent(vin_, transfer, next)), "OK");
    ASSERT_EQ(fleet_.Try(next, Received(vin_, transfer)), "OK") << n;
    holder = next;
  }
  EXPECT_EQ(fleet_.Vehicle(vin_).holders_size(), 128);
  ASSERT_EQ(fleet_.Try("dealer", Sent(vin_, "dealer/last", "other-dealer")), "OK");
  EXPECT_EQ(fleet_.Try("other-dealer", Received(vin_, "dealer/last")), "LIMIT_REACHED vehicle_received.vin");
  EXPECT_EQ(fleet_.Try("dealer", Received(vin_, "dealer/last")), "OK") << "the way back stays open";
}

TEST_F(VehicleTransferTest, FactsOutOfOrderAreFlagged) {
  fleet_.Bear(vin_);
  const int64_t earlier = fleet_.ledger().now_us() - TestLedger::kDayUs;
  ASSERT_EQ(fleet_.Try("maker", Fact(Sent(vin_, "maker/t1", "dealer")).At(earlier)), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("OUT_OF_ORDER VEHICLE " + vin_));
  const int64_t latest = fleet_.Vehicle(vin_).last_occurred_at_us();
  EXPECT_GT(latest, earlier);
  EXPECT_EQ(fleet_.Transfer("maker/t1").last_occurred_at_us(), earlier);
  ASSERT_EQ(fleet_.Try("dealer", Fact(Received(vin_, "maker/t1")).At(earlier - 1)), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("OUT_OF_ORDER VEHICLE " + vin_, "OUT_OF_ORDER TRANSFER maker/t1"));
  EXPECT_EQ(fleet_.Vehicle(vin_).flags(0).count(), 2u);
  ASSERT_EQ(fleet_.Try("workshop", Fact(Reading(vin_, 10)).At(latest)), "OK");
  EXPECT_THAT(fleet_.Flags(), IsEmpty()) << "the same moment is in order";
}

}  // namespace
}  // namespace ingot::testing
