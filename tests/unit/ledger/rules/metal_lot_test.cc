// TicketVoided, LotSent, LotReceived.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/mass/account_class.h"
#include "tests/support/works.h"
#include "tests/unit/ledger/rules/names.h"

namespace ingot::testing {
namespace {

using mass::MakeAccount;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MetalLotTest : public ::testing::Test {
 protected:
  MetalLotTest() {
    // 56 000 g 5xxx and 100 000 g 6xxx of the body, 70 000 g cast, 74 000 g mixed: 300 000 g.
    works_.OpenBatch(kBatch, {Vin(1)}, 74'000);
  }
  std::string Try(const google::protobuf::Message& body) { return works_.Try("shredder", body); }
  std::string Smelter(const google::protobuf::Message& body) { return works_.Try("smelter", body); }

  Works works_;
};

TEST_F(MetalLotTest, TravelsToASmelter) {
  works_.Recover(kLot, kBatch, 150'000);
  EXPECT_EQ(works_.Lot(kLot).site_id(), "shredder/mill");
  EXPECT_EQ(works_.Lot(kLot).booked_g(), 150'000);
  ASSERT_EQ(Try(LotsSent("shredder/t1", {kLot}, "smelter")), "OK");
  EXPECT_THAT(works_.Postings(),
              ElementsAre("TRANSIT/shredder/t1 5XXX OWN_BODY +28000", "TRANSIT/shredder/t1 6XXX OWN_BODY +50000",
                          "TRANSIT/shredder/t1 CAST OWN_OTHER +35000", "TRANSIT/shredder/t1 MIXED THIRD_PARTY +37000",
                          "RECOVERED/shredder/REMA:Twitch 5XXX OWN_BODY -28000",
                          "RECOVERED/shredder/REMA:Twitch 6XXX OWN_BODY -50000",
                          "RECOVERED/shredder/REMA:Twitch CAST OWN_OTHER -35000",
                          "RECOVERED/shredder/REMA:Twitch MIXED THIRD_PARTY -37000"));
  EXPECT_THAT(works_.Subjects(), ElementsAre("TRANSFER shredder/t1", "LOT shredder/l1"));
  EXPECT_EQ(works_.Lot(kLot).holder(), "shredder") << "until it is received";
  EXPECT_EQ(works_.Lot(kLot).transfer_id(), "shredder/t1");
  EXPECT_THAT(works_.Transfer("shredder/t1").lot_ids(), ElementsAre(kLot));

  ASSERT_EQ(Smelter(LotsReceived("shredder/t1", Works::kPlant)), "OK");
  EXPECT_THAT(
      works_.Postings(),
      ElementsAre("TRANSIT/shredder/t1 5XXX OWN_BODY -28000", "TRANSIT/shredder/t1 6XXX OWN_BODY -50000",
                  "TRANSIT/shredder/t1 CAST OWN_OTHER -35000", "TRANSIT/shredder/t1 MIXED THIRD_PARTY -37000",
                  "SCRAP_STOCK/smelter/plant 5XXX OWN_BODY +28000", "SCRAP_STOCK/smelter/plant 6XXX OWN_BODY +50000",
                  "SCRAP_STOCK/smelter/plant CAST OWN_OTHER +35000",
                  "SCRAP_STOCK/smelter/plant MIXED THIRD_PARTY +37000"));
  const v1::LotState lot = works_.Lot(kLot);
  EXPECT_EQ(lot.holder(), "smelter");
  EXPECT_EQ(lot.site_id(), "smelter/plant");
  EXPECT_EQ(lot.transfer_id(), "");
  ASSERT_EQ(lot.holders_size(), 2);
  const uint64_t seq = works_.ledger().entries().size() - 1;
  EXPECT_EQ(lot.holders(0).organisation_id(), "shredder");
  EXPECT_EQ(lot.holders(0).until_seq(), seq);
  EXPECT_EQ(lot.holders(1).organisation_id(), "smelter");
  EXPECT_EQ(lot.holders(1).from_seq(), seq);
  EXPECT_EQ(lot.holders(1).until_seq(), 0u);
  EXPECT_THAT(works_.Transfer("shredder/t1").lot_ids(), IsEmpty());
  EXPECT_EQ(lot.content_size(), 4) << "the masses of the lot stay";
}

TEST_F(MetalLotTest, TravelsToARecyclerAndIntoItsBatch) {
  works_.Recover(kLot, kBatch, 150'000);
  works_.Do("shredder", LotsSent("shredder/t1", {kLot}, "treater"));
  ASSERT_EQ(works_.Try("treater", LotsReceived("shredder/t1", "treater/yard")), "OK");
  EXPECT_THAT(works_.Postings(), Contains("RECOVERED/treater/REMA:Twitch CAST OWN_OTHER +35000"));
  v1::BatchFed fed = Fed("treater/b1", {});
  fed.set_site_id("treater/yard");
  fed.add_lot_ids(kLot);
  ASSERT_EQ(works_.Try("treater", fed), "OK");
  EXPECT_THAT(works_.Postings(), Contains("RECOVERED/treater/REMA:Twitch CAST OWN_OTHER -35000"));
  EXPECT_EQ(works_.Lot(kLot).consumed_by(), "treater/b1");
  EXPECT_FALSE(works_.Lot(kLot).has_position());
  EXPECT_THAT(works_.Batch("treater/b1").fed_lot_ids(), ElementsAre(kLot));
}

TEST_F(MetalLotTest, SoldOffTheLedgerItLeavesTheLoop) {
  works_.Recover(kLot, kBatch, 150'000);
  ASSERT_EQ(Try(LotsSent("shredder/t1", {kLot}, "")), "OK");
  EXPECT_THAT(works_.Postings(), Contains("OPEN_LOOP CAST OWN_OTHER +35000"));
  EXPECT_EQ(works_.ledger().TotalOf(MakeAccount(v1::ACCOUNT_CLASS_OPEN_LOOP)), 150'000);
  EXPECT_TRUE(works_.Lot(kLot).consumed());
  EXPECT_EQ(works_.Lot(kLot).consumed_by(), "");
  EXPECT_THAT(works_.Lot(kLot).content(), IsEmpty());
  EXPECT_EQ(Try(LotsReceived("shredder/t1", "shredder/mill")), "TRANSFER_MISMATCH lot_received.transfer_id");
  EXPECT_EQ(Try(LotsSent("shredder/t2", {kLot}, "smelter")), "LOT_STATE lot_sent.lot_ids[0]");
}

TEST_F(MetalLotTest, TheSenderMayTakeItBack) {
  works_.Recover(kLot, kBatch, 150'000);
  works_.Do("shredder", LotsSent("shredder/t1", {kLot}, "smelter"));
  ASSERT_EQ(Try(LotsReceived("shredder/t1", "shredder/mill")), "OK");
  EXPECT_THAT(works_.Postings(), Contains("RECOVERED/shredder/REMA:Twitch CAST OWN_OTHER +35000"));
  EXPECT_EQ(works_.Lot(kLot).holder(), "shredder");
  EXPECT_EQ(works_.Lot(kLot).holders_size(), 1);
  EXPECT_EQ(Smelter(LotsReceived("shredder/t1", Works::kPlant)), "TRANSFER_MISMATCH lot_received.transfer_id");
}

TEST_F(MetalLotTest, ATransferToOneselfMovesItToAnotherSite) {
  works_.LotAtPlant("l9", 9);
  works_.Do("smelter", LotsSent("smelter/t1", {"shredder/l9"}, "smelter"));
  ASSERT_EQ(Smelter(LotsReceived("smelter/t1", "smelter/annex")), "OK");
  EXPECT_THAT(works_.Postings(), Contains("SCRAP_STOCK/smelter/annex CAST OWN_OTHER +70000"));
  EXPECT_EQ(works_.Lot("shredder/l9").holders_size(), 2) << "the holder stays";
}

TEST_F(MetalLotTest, UnderWayOrConsumedItCanNotBeUsed) {
  works_.Recover(kLot, kBatch, 150'000);
  works_.Do("shredder", LotsSent("shredder/t1", {kLot}, "smelter"));
  EXPECT_EQ(Try(LotsSent("shredder/t2", {kLot}, "smelter")), "IN_TRANSIT lot_sent.lot_ids[0]");
  v1::BatchFed fed = Fed("shredder/b2", {});
  fed.add_lot_ids(kLot);
  EXPECT_EQ(Try(fed), "IN_TRANSIT batch_fed.lot_ids[0]");
  EXPECT_EQ(Smelter(Melted("smelter/h1", {kLot}, 1)), "NOT_FOUND heat_melted.lot_ids[0]");
  works_.Do("smelter", LotsReceived("shredder/t1", Works::kPlant));
  EXPECT_EQ(Try(fed), "NOT_FOUND batch_fed.lot_ids[0]");
  works_.Do("smelter", Melted("smelter/h1", {kLot}, 147'000));
  EXPECT_EQ(Smelter(Melted("smelter/h2", {kLot}, 1)), "LOT_STATE heat_melted.lot_ids[0]");
  EXPECT_EQ(Smelter(LotsSent("smelter/t1", {kLot}, "")), "LOT_STATE lot_sent.lot_ids[0]");
}

TEST_F(MetalLotTest, ADifferingWeightIsFlaggedOnTransferAndLots) {
  works_.Recover(kLot, kBatch, 100'000);
  works_.Recover("shredder/l2", kBatch, 100'000);
  v1::LotSent sent = LotsSent("shredder/t1", {kLot, "shredder/l2"}, "smelter");
  *sent.mutable_ticket() = works_.NextTicket(200'000);
  ASSERT_EQ(Try(sent), "OK");
  EXPECT_EQ(works_.Transfer("shredder/t1").net_g(), 200'000);
  v1::LotReceived received = LotsReceived("shredder/t1", Works::kPlant);
  *received.mutable_ticket() = works_.NextTicket(160'000, "smelter/bridge");
  ASSERT_EQ(Smelter(received), "OK");
  EXPECT_THAT(works_.Flags(), IsEmpty()) << "two divisions of 20 kg";

  works_.Do("smelter", LotsSent("smelter/t1", {kLot, "shredder/l2"}, "smelter"));
  received.set_transfer_id("smelter/t1");
  *received.mutable_ticket() = works_.NextTicket(120'000, "smelter/bridge");
  ASSERT_EQ(Smelter(received), "OK");
  EXPECT_THAT(works_.Flags(), ElementsAre("WEIGHT_DIFFERS TRANSFER smelter/t1", "WEIGHT_DIFFERS LOT shredder/l1",
                                          "WEIGHT_DIFFERS LOT shredder/l2"))
      << "not weighed as a load: 200 000 g of the lots' tickets, three divisions";
}

TEST_F(MetalLotTest, AnExpiredInstrumentIsFlaggedOnTheTransfer) {
  works_.Recover(kLot, kBatch, 150'000);
  v1::LotSent sent = LotsSent("shredder/t1", {kLot}, "smelter");
  *sent.mutable_ticket() = works_.NextTicket(160'000, "shredder/old-bridge");
  ASSERT_EQ(Try(sent), "OK");
  EXPECT_THAT(works_.Flags(), ElementsAre("INSTRUMENT_EXPIRED TRANSFER shredder/t1"));
}

TEST_F(MetalLotTest, ChecksWhatIsSent) {
  works_.Recover(kLot, kBatch, 100'000);
  works_.Do("shredder", Weighed("shredder/l2", kBatch, works_.NextTicket(100'000)));
  const auto refused = [this](auto change, const std::string& outcome) {
    v1::LotSent event = LotsSent("shredder/t1", {kLot}, "smelter");
    change(event);
    EXPECT_EQ(Try(event), outcome);
  };
  using E = v1::LotSent&;
  refused([](E e) { e.clear_lot_ids(); }, "FIELD_MISSING lot_sent.lot_ids");
  refused([](E e) { e.add_lot_ids(kLot); }, "INVALID_VALUE lot_sent.lot_ids[1]");
  refused([](E e) { e.add_lot_ids("shredder/l2"); }, "LOT_STATE lot_sent.lot_ids[1]");
  refused([](E e) { e.set_lot_ids(0, "shredder/none"); }, "NOT_FOUND lot_sent.lot_ids[0]");
  refused([](E e) { e.set_lot_ids(0, "none"); }, "INVALID_VALUE lot_sent.lot_ids[0]");
  refused(
      [](E e) {
        e.clear_lot_ids();
        for (int i = 10; i < 27; ++i) e.add_lot_ids("shredder/x" + std::to_string(i));
      },
      "TOO_LARGE lot_sent.lot_ids");
  refused([](E e) { e.clear_transfer_id(); }, "FIELD_MISSING lot_sent.transfer_id");
  refused([](E e) { e.set_transfer_id("smelter/t1"); }, "ID_NOT_OWN lot_sent.transfer_id");
  refused([](E e) { e.set_to_organisation("nobody"); }, "NOT_FOUND lot_sent.to_organisation");
  refused([](E e) { e.set_to_organisation("dealer"); }, "INVALID_VALUE lot_sent.to_organisation");
  refused([](E e) { e.mutable_ticket()->set_instrument_id("smelter/bridge"); },
          "NOT_FOUND lot_sent.ticket.instrument_id");
  EXPECT_EQ(Smelter(LotsSent("smelter/t1", {kLot}, "")), "NOT_FOUND lot_sent.lot_ids[0]");
  EXPECT_EQ(works_.Try(TestLedger::kOperator, LotsSent("operator/t1", {kLot}, "")), "ROLE_REQUIRED lot_sent");
  refused([](E) {}, "OK");
  works_.Recover("shredder/l3", kBatch, 100'000);
  refused([](E e) { e.set_lot_ids(0, "shredder/l3"); }, "ALREADY_EXISTS lot_sent.transfer_id");
}

TEST_F(MetalLotTest, ALoadLeavesFromOneSite) {
  works_.LotAtPlant("l8", 8);
  works_.LotAtPlant("l9", 9);
  works_.Do("smelter", LotsSent("smelter/t1", {"shredder/l9"}, "smelter"));
  works_.Do("smelter", LotsReceived("smelter/t1", "smelter/annex"));
  EXPECT_EQ(Smelter(LotsSent("smelter/t2", {"shredder/l8", "shredder/l9"}, "")), "INVALID_VALUE lot_sent.lot_ids[1]");
}

TEST_F(MetalLotTest, ChecksTheReceipt) {
  works_.Recover(kLot, kBatch, 150'000);
  works_.Do("shredder", LotsSent("shredder/t1", {kLot}, "smelter"));
  EXPECT_EQ(Smelter(LotsReceived("", Works::kPlant)), "FIELD_MISSING lot_received.transfer_id");
  EXPECT_EQ(Smelter(LotsReceived("shredder/t9", Works::kPlant)), "NOT_FOUND lot_received.transfer_id");
  EXPECT_EQ(works_.Try("treater", LotsReceived("shredder/t1", "treater/yard")), "NOT_FOUND lot_received.transfer_id");
  EXPECT_EQ(Smelter(LotsReceived("shredder/t1", "shredder/mill")), "NOT_FOUND lot_received.site_id");
  EXPECT_EQ(Smelter(LotsReceived("shredder/t1", "")), "FIELD_MISSING lot_received.site_id");
  v1::LotReceived weighed = LotsReceived("shredder/t1", Works::kPlant);
  *weighed.mutable_ticket() = works_.NextTicket(160'000);
  EXPECT_EQ(Smelter(weighed), "NOT_FOUND lot_received.ticket.instrument_id");
  EXPECT_EQ(Smelter(HulksReceived("shredder/t1", {Vin(1)}, Works::kPlant)), "ROLE_REQUIRED hulk_received");
  EXPECT_EQ(Try(HulksReceived("shredder/t1", {Vin(1)}, "shredder/mill")),
            "TRANSFER_MISMATCH hulk_received.transfer_id");
}

TEST_F(MetalLotTest, AReceiverThatLostItsRolesDoesNotReceive) {
  works_.Recover(kLot, kBatch, 150'000);
  works_.Do("shredder", LotsSent("shredder/t1", {kLot}, "smelter"));
  v1::RoleGranted granted;
  granted.set_organisation_id("smelter");
  granted.set_role(v1::ROLE_WORKSHOP);
  works_.Do(TestLedger::kOperator, granted);
  v1::RoleRevoked revoked;
  revoked.set_organisation_id("smelter");
  revoked.set_role(v1::ROLE_SMELTER);
  works_.Do(TestLedger::kOperator, revoked);
  EXPECT_EQ(Smelter(LotsReceived("shredder/t1", Works::kPlant)), "ROLE_REQUIRED lot_received.transfer_id");
}

TEST_F(MetalLotTest, AVoidedTicketFillsItsPlace) {
  works_.Do("shredder", Weighed(kLot, kBatch, works_.Ticket("S8001", 20'100'000, 20'000'000)));
  ASSERT_EQ(Try(Voided("shredder/bridge-1", "S8002")), "OK");
  EXPECT_THAT(works_.Subjects(), ElementsAre("INSTRUMENT shredder/bridge-1"));
  EXPECT_THAT(works_.Flags(), IsEmpty());
  ASSERT_EQ(Try(Weighed("shredder/l2", kBatch, works_.Ticket("S8003", 20'100'000, 20'000'000))), "OK");
  EXPECT_THAT(works_.Flags(), IsEmpty()) << "8002 is accounted for";
  ASSERT_EQ(Try(Voided("shredder/bridge-1", "S8005")), "OK");
  EXPECT_THAT(works_.Flags(), ElementsAre("TICKET_GAP INSTRUMENT shredder/bridge-1")) << "8004 is not";
  EXPECT_EQ(Try(Weighed("shredder/l3", kBatch, works_.Ticket("S8002", 20'100'000, 20'000'000))),
            "DUPLICATE_NUMBER lot_weighed.ticket.number");
}

TEST_F(MetalLotTest, ChecksTheVoidedTicket) {
  works_.Do("shredder", Weighed(kLot, kBatch, works_.Ticket("S1", 20'100'000, 20'000'000)));
  EXPECT_EQ(Try(Voided("shredder/bridge-1", "S1")), "DUPLICATE_NUMBER ticket_voided.number");
  EXPECT_EQ(Try(Voided("shredder/bridge-1", "")), "FIELD_MISSING ticket_voided.number");
  EXPECT_EQ(Try(Voided("shredder/bridge-1", "S 2")), "INVALID_VALUE ticket_voided.number");
  EXPECT_EQ(Try(Voided("shredder/bridge-1", std::string(33, '1'))), "TOO_LARGE ticket_voided.number");
  EXPECT_EQ(Try(Voided("smelter/bridge", "S2")), "NOT_FOUND ticket_voided.instrument_id");
  EXPECT_EQ(Try(Voided("", "S2")), "FIELD_MISSING ticket_voided.instrument_id");
  v1::TicketVoided event = Voided("shredder/bridge-1", "S2");
  event.clear_reason();
  EXPECT_EQ(Try(event), "FIELD_MISSING ticket_voided.reason");
  event.set_reason(v1::TICKET_VOID_REASON_TEST);
  EXPECT_EQ(Try(event), "OK");
  EXPECT_EQ(Try(event), "DUPLICATE_NUMBER ticket_voided.number");
}

}  // namespace
}  // namespace ingot::testing
