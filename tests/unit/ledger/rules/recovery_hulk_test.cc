// HulkSent, HulkReceived.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fleet.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RecoveryHulkTest : public ::testing::Test {
 protected:
  RecoveryHulkTest() {
    // A weighbridge of the sender, with another division than the shredder's.
    v1::InstrumentCertified event;
    event.set_instrument_id("treater/scale");
    event.set_site_id("treater/yard");
    event.set_division_g(10'000);
    event.set_capacity_g(40'000'000);
    event.set_certificate_number("T-1");
    *event.mutable_expires_on() = MakeDate(2030, 1, 1);
    fleet_.Do("treater", event);
    fleet_.ToHulk(Vin(1));
    fleet_.ToHulk(Vin(2));
  }
  v1::HulkSent Load(const std::vector<std::string>& vins) { return HulksSent("treater/h1", vins, "shredder"); }
  v1::HulkReceived Arrival(const std::vector<std::string>& vins) {
    return HulksReceived("treater/h1", vins, "shredder/mill");
  }

  Fleet fleet_;
};

TEST_F(RecoveryHulkTest, TravelToTheShredder) {
  ASSERT_EQ(fleet_.Try("treater", Load({Vin(1), Vin(2)})), "OK");
  EXPECT_THAT(fleet_.Postings(), ElementsAre("HULK/treater/yard 5XXX -112000", "HULK/treater/yard 6XXX -200000",
                                             "TRANSIT/treater/h1 5XXX +112000", "TRANSIT/treater/h1 6XXX +200000"));
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("VEHICLE " + Vin(1), "VEHICLE " + Vin(2), "TRANSFER treater/h1"));
  EXPECT_EQ(fleet_.Vehicle(Vin(1)).holder(), "treater");
  EXPECT_EQ(fleet_.Transfer("treater/h1").under_way(), 2u);

  ASSERT_EQ(fleet_.Try("shredder", Arrival({Vin(2)})), "OK") << "a part of the transfer";
  EXPECT_THAT(fleet_.Postings(), ElementsAre("HULK/shredder/mill 5XXX +56000", "HULK/shredder/mill 6XXX +100000",
                                             "TRANSIT/treater/h1 5XXX -56000", "TRANSIT/treater/h1 6XXX -100000"));
  const v1::VehicleState hulk = fleet_.Vehicle(Vin(2));
  EXPECT_EQ(hulk.custody(), v1::CUSTODY_STATE_AT_FACILITY);
  EXPECT_EQ(hulk.holder(), "shredder");
  EXPECT_EQ(hulk.site_id(), "shredder/mill");
  EXPECT_EQ(fleet_.Transfer("treater/h1").under_way(), 1u);
  ASSERT_EQ(fleet_.Try("treater", HulksReceived("treater/h1", {Vin(1)}, "treater/second")), "OK")
      << "the sender takes the other one back";
  EXPECT_EQ(fleet_.Vehicle(Vin(1)).holder(), "treater");
  EXPECT_EQ(fleet_.Vehicle(Vin(1)).site_id(), "treater/second");
}

TEST_F(RecoveryHulkTest, OnlyCertifiedAndDepollutedHulksOfTheHolder) {
  fleet_.ToYard(Vin(3));
  EXPECT_EQ(fleet_.Try("treater", Load({Vin(3)})), "CERTIFICATE hulk_sent.vins[0]");
  fleet_.Do("treater", Certificate(Vin(3), "treater/yard", "S3"));
  EXPECT_EQ(fleet_.Try("treater", Load({Vin(3)})), "STEP_MISSING hulk_sent.vins[0]");
  fleet_.Retire(Vin(4));
  EXPECT_EQ(fleet_.Try("treater", Load({Vin(4)})), "NOT_HOLDER hulk_sent.vins[0]");
  EXPECT_EQ(fleet_.Try("shredder", HulksSent("shredder/h1", {Vin(1)}, "shredder")), "NOT_HOLDER hulk_sent.vins[0]");
  EXPECT_EQ(fleet_.Try("treater", Load({Vin(9)})), "NOT_FOUND hulk_sent.vins[0]");
  fleet_.Do("treater", ForeignMake(Vin(5)));
  EXPECT_EQ(fleet_.Try("treater", Load({Vin(5)})), "ILLEGAL_TRANSITION hulk_sent.vins[0]");
  ASSERT_EQ(fleet_.Try("treater", Load({Vin(1)})), "OK");
  EXPECT_EQ(fleet_.Try("treater", HulksSent("treater/h2", {Vin(1)}, "shredder")), "IN_TRANSIT hulk_sent.vins[0]");
}

TEST_F(RecoveryHulkTest, ChecksTheLoad) {
  EXPECT_EQ(fleet_.Try("treater", Load({})), "FIELD_MISSING hulk_sent.vins");
  EXPECT_EQ(fleet_.Try("treater", Load({Vin(2), Vin(1)})), "INVALID_VALUE hulk_sent.vins[1]");
  EXPECT_EQ(fleet_.Try("treater", Load({Vin(1), Vin(1)})), "INVALID_VALUE hulk_sent.vins[1]");
  EXPECT_EQ(fleet_.Try("treater", Load(std::vector<std::string>(101, Vin(1)))), "TOO_LARGE hulk_sent.vins");
  EXPECT_EQ(fleet_.Try("treater", HulksSent("shredder/h1", {Vin(1)}, "shredder")), "ID_NOT_OWN hulk_sent.transfer_id");
  EXPECT_EQ(fleet_.Try("treater", HulksSent("treater/h1", {Vin(1)}, "nobody")), "NOT_FOUND hulk_sent.to_organisation");
  EXPECT_EQ(fleet_.Try("treater", HulksSent("treater/h1", {Vin(1)}, "dealer")),
            "INVALID_VALUE hulk_sent.to_organisation");
  ASSERT_EQ(fleet_.Try("treater", Load({Vin(1)})), "OK");
  EXPECT_EQ(fleet_.Try("treater", Load({Vin(2)})), "ALREADY_EXISTS hulk_sent.transfer_id");
}

TEST_F(RecoveryHulkTest, ALoadLeavesFromOneSite) {
  fleet_.SendToYard(Vin(3));
  fleet_.Do("treater", Arrived(Vin(3), "treater/second", Fleet::TransferOf(Vin(3))));
  fleet_.Do("treater", Certificate(Vin(3), "treater/second", "S3"));
  fleet_.Do("treater", DepollutedAt(Vin(3), "treater/second"));
  EXPECT_EQ(fleet_.Try("treater", Load(Ascending({Vin(1), Vin(3)}))), "INVALID_VALUE hulk_sent.vins[1]");
  EXPECT_NE(fleet_.ledger().last_refusal()->message().find("another site"), std::string::npos);
  EXPECT_EQ(fleet_.Try("treater", Load({Vin(3)})), "OK");
}

TEST_F(RecoveryHulkTest, ChecksTheArrival) {
  fleet_.Do("treater", Load({Vin(1)}));
  EXPECT_EQ(fleet_.Try("shredder", HulksReceived("treater/h9", {Vin(1)}, "shredder/mill")),
            "NOT_FOUND hulk_received.transfer_id");
  EXPECT_EQ(fleet_.Try("shredder", Arrival({Vin(2)})), "TRANSFER_MISMATCH hulk_received.vins[0]");
  EXPECT_EQ(fleet_.Try("shredder", Arrival({Vin(1), Vin(2)})), "TRANSFER_MISMATCH hulk_received.vins[1]");
  EXPECT_EQ(fleet_.Try("shredder", Arrival({Vin(9)})), "NOT_FOUND hulk_received.vins[0]");
  EXPECT_EQ(fleet_.Try("shredder", Arrival({})), "FIELD_MISSING hulk_received.vins");
  EXPECT_EQ(fleet_.Try("shredder", Arrival({Vin(2), Vin(1)})), "INVALID_VALUE hulk_received.vins[1]");
  EXPECT_EQ(fleet_.Try("shredder", HulksReceived("treater/h1", {Vin(1)}, "treater/yard")),
            "NOT_FOUND hulk_received.site_id");
  fleet_.ledger().Enrol("stranger", {v1::ROLE_RECYCLER});
  EXPECT_EQ(fleet_.Try("stranger", Arrival({Vin(1)})), "NOT_FOUND hulk_received.transfer_id");
  EXPECT_EQ(fleet_.Try("treater", Received(Vin(1), "treater/h1")), "TRANSFER_MISMATCH vehicle_received.transfer_id");
  fleet_.SendToYard(Vin(3));
  EXPECT_EQ(fleet_.Try("treater", HulksReceived(Fleet::TransferOf(Vin(3)), {Vin(3)}, "treater/yard")),
            "TRANSFER_MISMATCH hulk_received.transfer_id");
  ASSERT_EQ(fleet_.Try("shredder", Arrival({Vin(1)})), "OK");
  EXPECT_EQ(fleet_.Try("shredder", Arrival({Vin(1)})), "TRANSFER_MISMATCH hulk_received.vins[0]");
}

TEST_F(RecoveryHulkTest, AVehicleDoesNotJoinATransferOfHulks) {
  fleet_.Do("treater", Load({Vin(1)}));
  fleet_.Do("treater", ForeignMake(Vin(3)));
  EXPECT_EQ(fleet_.Try("treater", Sent(Vin(3), "treater/h1", "shredder")),
            "TRANSFER_MISMATCH vehicle_sent.transfer_id");
}

// The sender's bridge has divisions of 10 kg, the receiver's of 20 kg: they may differ by 30 kg.
TEST_F(RecoveryHulkTest, ADifferingWeightIsFlagged) {
  const struct {
    int64_t received_gross_g;
    bool differs;
  } cases[] = {{32'900'000, false}, {32'920'000, false}, {32'940'000, true}, {32'880'000, false}, {32'860'000, true}};
  int n = 100;
  for (const auto& [gross, differs] : cases) {
    const std::string vin = Vin(++n);
    fleet_.ToHulk(vin);
    const std::string transfer = "treater/w" + std::to_string(n);
    v1::HulkSent sent = HulksSent(transfer, {vin}, "shredder");
    *sent.mutable_ticket() = fleet_.Ticket("T" + std::to_string(n), 32'900'000, 30'000'000, "treater/scale");
    ASSERT_EQ(fleet_.Try("treater", sent), "OK");
    EXPECT_EQ(fleet_.Transfer(transfer).net_g(), 2'900'000);
    EXPECT_EQ(fleet_.Transfer(transfer).division_g(), 10'000);
    v1::HulkReceived received = HulksReceived(transfer, {vin}, "shredder/mill");
    *received.mutable_ticket() = fleet_.Ticket("S" + std::to_string(n), gross, 30'000'000);
    ASSERT_EQ(fleet_.Try("shredder", received), "OK");
    if (differs) {
      EXPECT_THAT(fleet_.Flags(), ElementsAre("WEIGHT_DIFFERS TRANSFER " + transfer)) << gross;
    } else {
      EXPECT_THAT(fleet_.Flags(), IsEmpty()) << gross;
    }
  }
}

TEST_F(RecoveryHulkTest, OnlyAWholeLoadIsCompared) {
  v1::HulkSent sent = Load({Vin(1), Vin(2)});
  *sent.mutable_ticket() = fleet_.Ticket("T1", 33'000'000, 30'000'000, "treater/scale");
  ASSERT_EQ(fleet_.Try("treater", sent), "OK");
  v1::HulkReceived received = Arrival({Vin(1)});
  *received.mutable_ticket() = fleet_.Ticket("S1", 31'500'000, 30'000'000);
  ASSERT_EQ(fleet_.Try("shredder", received), "OK");
  EXPECT_THAT(fleet_.Flags(), IsEmpty());
  EXPECT_THAT(fleet_.Subjects(),
              ElementsAre("INSTRUMENT shredder/bridge-1", "VEHICLE " + Vin(1), "TRANSFER treater/h1"));
}

TEST_F(RecoveryHulkTest, ALoadsTicketIsComplete) {
  v1::HulkSent sent = Load({Vin(1)});
  *sent.mutable_ticket() = fleet_.Ticket("T1", 33'000'000, 0, "treater/scale");
  sent.mutable_ticket()->clear_tare_at();
  EXPECT_EQ(fleet_.Try("treater", sent), "FIELD_MISSING hulk_sent.ticket.tare_at");
  sent.mutable_ticket()->set_instrument_id("shredder/bridge-1");
  EXPECT_EQ(fleet_.Try("treater", sent), "NOT_FOUND hulk_sent.ticket.instrument_id");
}

TEST_F(RecoveryHulkTest, ExpiredPapersAreFlagged) {
  v1::SiteRegistered site;
  site.set_site_id("shredder/old-mill");
  site.set_name("Old mill");
  site.set_country("DE");
  fleet_.Do("shredder", site);
  fleet_.Do("treater", Load({Vin(1)}));
  v1::HulkReceived received = HulksReceived("treater/h1", {Vin(1)}, "shredder/old-mill");
  *received.mutable_ticket() = fleet_.Ticket("S1", 31'500'000, 30'000'000, "shredder/old-bridge");
  ASSERT_EQ(fleet_.Try("shredder", received), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("PERMIT_EXPIRED SITE shredder/old-mill", "PERMIT_EXPIRED TRANSFER treater/h1",
                                          "INSTRUMENT_EXPIRED TRANSFER treater/h1"));
}

}  // namespace
}  // namespace ingot::testing
