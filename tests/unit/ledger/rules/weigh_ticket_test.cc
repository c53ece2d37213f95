// Weighbridge tickets, by way of LotWeighed: readings, numbers, gaps, equal nets.
#include "ledger/rules/weigh_ticket.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fleet.h"
#include "tests/unit/ledger/rules/names.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kBridge2[] = "shredder/bridge-2";
constexpr int64_t kHourUs = int64_t{3600} * 1'000'000;

class WeighTicketTest : public ::testing::Test {
 protected:
  WeighTicketTest() {
    v1::BatchFed event = Fed(kBatch, {});
    *event.add_tickets() = Scrap(fleet_.Ticket("feed", 50'000'000, 20'000'000, kBridge2), 30'000'000);
    fleet_.Do("shredder", event);
    // What was weighed for the setting is a day and more ago.
    fleet_.ledger().Advance(2 * TestLedger::kDayUs);
  }
  std::string Weigh(const v1::WeighTicket& ticket) {
    return fleet_.Try("shredder", Weighed("shredder/l" + std::to_string(++lots_), kBatch, ticket));
  }
  std::string LastLot() const { return "shredder/l" + std::to_string(lots_); }

  Fleet fleet_;
  int lots_ = 0;
};

TEST_F(WeighTicketTest, NetIsGrossLessTare) {
  ASSERT_EQ(Weigh(fleet_.Ticket("1", 31'500'000, 20'000'000)), "OK");
  EXPECT_EQ(fleet_.Lot(LastLot()).net_g(), 11'500'000);
  EXPECT_TRUE(fleet_.Lot(LastLot()).claimable());
  EXPECT_THAT(fleet_.Flags(), IsEmpty());
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("INSTRUMENT shredder/bridge-1", "BATCH shredder/b1", "LOT shredder/l1"));
}

TEST_F(WeighTicketTest, ReadingsAreMultiplesOfTheDivision) {
  const std::string gross = "WEIGHT_INVALID lot_weighed.ticket.gross_g";
  const std::string tare = "WEIGHT_INVALID lot_weighed.ticket.tare_g";
  EXPECT_EQ(Weigh(fleet_.Ticket("1", 31'510'000, 20'000'000)), gross);
  EXPECT_EQ(Weigh(fleet_.Ticket("1", 31'500'000, 20'010'000)), tare);
  EXPECT_EQ(Weigh(fleet_.Ticket("1", 0, 0)), gross);
  EXPECT_EQ(Weigh(fleet_.Ticket("1", -20'000, -40'000)), gross);
  EXPECT_EQ(Weigh(fleet_.Ticket("1", 60'020'000, 20'000'000)), gross) << "beyond the capacity";
  EXPECT_EQ(Weigh(fleet_.Ticket("1", 20'000'000, 20'000'000)), tare) << "no net";
  EXPECT_EQ(Weigh(fleet_.Ticket("1", 20'000'000, 20'020'000)), tare);
  EXPECT_EQ(Weigh(fleet_.Ticket("1", 20'000'000, -20'000)), tare);
  EXPECT_EQ(Weigh(fleet_.Ticket("1", 60'000'000, 59'980'000)), "OK") << "one division at the end of the scale";
}

TEST_F(WeighTicketTest, TheInstrumentIsTheActorsOwn) {
  EXPECT_EQ(Weigh(fleet_.Ticket("1", 31'500'000, 20'000'000, "shredder/none")),
            "NOT_FOUND lot_weighed.ticket.instrument_id");
  EXPECT_EQ(Weigh(fleet_.Ticket("1", 31'500'000, 20'000'000, "treater/scale")),
            "NOT_FOUND lot_weighed.ticket.instrument_id");
  EXPECT_EQ(Weigh(fleet_.Ticket("1", 31'500'000, 20'000'000, "")), "FIELD_MISSING lot_weighed.ticket.instrument_id");
  EXPECT_EQ(fleet_.Try("shredder", Weighed("shredder/l1", kBatch, v1::WeighTicket())),
            "FIELD_MISSING lot_weighed.ticket.instrument_id");
}

TEST_F(WeighTicketTest, ATicketIsUsedOnce) {
  ASSERT_EQ(Weigh(fleet_.Ticket("1", 31'500'000, 20'000'000)), "OK");
  EXPECT_EQ(Weigh(fleet_.Ticket("1", 25'000'000, 20'000'000)), "DUPLICATE_NUMBER lot_weighed.ticket.number");
  EXPECT_EQ(Weigh(fleet_.Ticket("1", 25'000'000, 20'000'000, kBridge2)), "OK") << "unique per instrument";
  EXPECT_EQ(Weigh(fleet_.Ticket("feed", 25'000'000, 20'000'000, kBridge2)),
            "DUPLICATE_NUMBER lot_weighed.ticket.number")
      << "tickets of scrap count too";
}

TEST_F(WeighTicketTest, ChecksTheNumber) {
  EXPECT_EQ(Weigh(fleet_.Ticket("", 31'500'000, 20'000'000)), "FIELD_MISSING lot_weighed.ticket.number");
  EXPECT_EQ(Weigh(fleet_.Ticket(std::string(33, '1'), 31'500'000, 20'000'000)), "TOO_LARGE lot_weighed.ticket.number");
  EXPECT_EQ(Weigh(fleet_.Ticket("No 1", 31'500'000, 20'000'000)), "INVALID_VALUE lot_weighed.ticket.number");
  EXPECT_EQ(Weigh(fleet_.Ticket("Ab.9/2-" + std::string(25, '1'), 31'500'000, 20'000'000)), "OK");
}

TEST_F(WeighTicketTest, ChecksTheTimes) {
  v1::WeighTicket ticket = fleet_.Ticket("1", 31'500'000, 20'000'000);
  ticket.clear_gross_at();
  EXPECT_EQ(Weigh(ticket), "FIELD_MISSING lot_weighed.ticket.gross_at");
  ticket.mutable_gross_at();
  EXPECT_EQ(Weigh(ticket), "FIELD_MISSING lot_weighed.ticket.gross_at.unix_us");
  ticket = fleet_.Ticket("1", 31'500'000, 20'000'000);
  ticket.mutable_tare_at()->set_offset_minutes(841);
  EXPECT_EQ(Weigh(ticket), "OUT_OF_RANGE lot_weighed.ticket.tare_at.offset_minutes");
  ticket = fleet_.Ticket("1", 31'500'000, 20'000'000);
  ticket.mutable_gross_at()->set_unix_us(fleet_.ledger().now_us() + kHourUs);
  EXPECT_EQ(Weigh(ticket), "FUTURE lot_weighed.ticket.gross_at.unix_us");
  ticket = fleet_.Ticket("1", 31'500'000, 20'000'000);
  ticket.mutable_tare_at()->set_unix_us(fleet_.ledger().now_us() + kHourUs);
  EXPECT_EQ(Weigh(ticket), "FUTURE lot_weighed.ticket.tare_at.unix_us");
  ticket.mutable_tare_at()->set_unix_us(-1);
  EXPECT_EQ(Weigh(ticket), "OUT_OF_RANGE lot_weighed.ticket.tare_at.unix_us");
  ticket = fleet_.Ticket("1", 31'500'000, 20'000'000);
  ticket.mutable_gross_at()->set_unix_us(fleet_.ledger().now_us() + 4 * kHourUs / 60);
  EXPECT_EQ(Weigh(ticket), "OK") << "clocks differ by less than five minutes";
}

TEST_F(WeighTicketTest, AnExpiredInstrumentMakesTheLotUnclaimable) {
  ASSERT_EQ(Weigh(fleet_.Ticket("1", 31'500'000, 20'000'000, "shredder/old-bridge")), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("INSTRUMENT_EXPIRED LOT shredder/l1"));
  EXPECT_FALSE(fleet_.Lot(LastLot()).claimable());

  // Each reading is judged on its own date, in its own offset: 2025-12-31T23:30Z is the last valid day in London.
  const int64_t moment_us = 1'767'225'600'000'000 - kHourUs / 2;
  v1::WeighTicket ticket = fleet_.Ticket("2", 31'500'000, 20'000'000, "shredder/old-bridge");
  ticket.mutable_gross_at()->set_unix_us(moment_us);
  ticket.mutable_tare_at()->set_unix_us(moment_us);
  ASSERT_EQ(Weigh(ticket), "OK");
  EXPECT_TRUE(fleet_.Lot(LastLot()).claimable());
  ticket.set_number("3");
  ticket.mutable_tare_at()->set_offset_minutes(60);
  ASSERT_EQ(Weigh(ticket), "OK");
  EXPECT_FALSE(fleet_.Lot(LastLot()).claimable());
}

TEST_F(WeighTicketTest, MissingNumbersAreFlaggedOnTheInstrument) {
  ASSERT_EQ(Weigh(fleet_.Ticket("A-100", 30'000'000, 20'000'000)), "OK") << "the first sets the base";
  EXPECT_THAT(fleet_.Flags(), IsEmpty());
  ASSERT_EQ(Weigh(fleet_.Ticket("A-101", 31'000'000, 20'000'000)), "OK");
  EXPECT_THAT(fleet_.Flags(), IsEmpty());
  ASSERT_EQ(Weigh(fleet_.Ticket("A-104", 32'000'000, 20'000'000)), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("TICKET_GAP INSTRUMENT shredder/bridge-1"));
  ASSERT_EQ(Weigh(fleet_.Ticket("A-102", 33'000'000, 20'000'000)), "OK") << "a late one";
  EXPECT_THAT(fleet_.Flags(), IsEmpty());
  ASSERT_EQ(Weigh(fleet_.Ticket("A-105", 34'000'000, 20'000'000)), "OK");
  EXPECT_THAT(fleet_.Flags(), IsEmpty());
  ASSERT_EQ(Weigh(fleet_.Ticket("manual", 35'000'000, 20'000'000)), "OK") << "no running number";
  EXPECT_THAT(fleet_.Flags(), IsEmpty());
}

TEST_F(WeighTicketTest, TheSameNetOnTwoInstrumentsIsFlagged) {
  ASSERT_EQ(Weigh(fleet_.Ticket("1", 40'000'000, 20'000'000)), "OK");
  ASSERT_EQ(Weigh(fleet_.Ticket("2", 40'000'000, 20'000'000)), "OK");
  EXPECT_THAT(fleet_.Flags(), IsEmpty()) << "the same instrument";
  ASSERT_EQ(Weigh(fleet_.Ticket("901", 41'000'000, 20'960'000, kBridge2)), "OK");
  EXPECT_THAT(fleet_.Flags(), IsEmpty()) << "20 040 000: 0.2 % off";
  ASSERT_EQ(Weigh(fleet_.Ticket("902", 41'000'000, 20'980'000, kBridge2)), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("SAME_NET_TWICE LOT " + LastLot())) << "20 020 000: 0.1 % off";
}

TEST_F(WeighTicketTest, ANetIsComparedOnceItsTareIsKnown) {
  v1::WeighTicket ticket = fleet_.Ticket("901", 40'000'000, 0, kBridge2);
  ticket.clear_tare_at();
  ASSERT_EQ(Weigh(ticket), "OK");
  ASSERT_EQ(Weigh(fleet_.Ticket("1", 40'000'000, 20'000'000)), "OK");
  EXPECT_THAT(fleet_.Flags(), IsEmpty());
  ticket.set_tare_g(20'000'000);
  ticket.mutable_tare_at()->set_unix_us(fleet_.ledger().now_us());
  ASSERT_EQ(fleet_.Try("shredder", Weighed("shredder/l1", kBatch, ticket)), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("SAME_NET_TWICE LOT shredder/l1"));
}

TEST_F(WeighTicketTest, EqualNetsADayApartAreNoMatter) {
  ASSERT_EQ(Weigh(fleet_.Ticket("1", 40'000'000, 20'000'000)), "OK");
  v1::WeighTicket later = fleet_.Ticket("901", 40'000'000, 20'000'000, kBridge2);
  fleet_.ledger().Advance(TestLedger::kDayUs + kHourUs);
  const int64_t first_us = fleet_.Lot("shredder/l1").ticket().gross_at().unix_us();
  later.mutable_gross_at()->set_unix_us(first_us + TestLedger::kDayUs + 1);
  later.mutable_tare_at()->set_unix_us(first_us + TestLedger::kDayUs + 1);
  ASSERT_EQ(Weigh(later), "OK");
  EXPECT_THAT(fleet_.Flags(), IsEmpty());
  // A ticket that is stated late is compared with what was weighed at its own time.
  v1::WeighTicket late = fleet_.Ticket("2", 40'000'000, 20'000'000);
  late.mutable_gross_at()->set_unix_us(first_us + TestLedger::kDayUs);
  late.mutable_tare_at()->set_unix_us(first_us + TestLedger::kDayUs);
  ASSERT_EQ(Weigh(late), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("SAME_NET_TWICE LOT " + LastLot()));
}

TEST_F(WeighTicketTest, RecentNetsAreBounded) {
  for (int n = 1; n <= 70; ++n) {
    ASSERT_EQ(Weigh(fleet_.Ticket(std::to_string(n), 20'000'000 + n * 200'000, 20'000'000)), "OK");
  }
  const v1::OrganisationState nets = fleet_.ledger().RecordOf(v1::SUBJECT_KIND_ORGANISATION, "shredder").organisation();
  EXPECT_EQ(nets.recent_nets_size(), 64);
  EXPECT_EQ(nets.recent_nets(63).net_g(), 70 * 200'000);
  fleet_.ledger().Advance(3 * TestLedger::kDayUs);
  ASSERT_EQ(Weigh(fleet_.Ticket("71", 30'000'000, 20'000'000)), "OK");
  EXPECT_EQ(fleet_.ledger().RecordOf(v1::SUBJECT_KIND_ORGANISATION, "shredder").organisation().recent_nets_size(), 1)
      << "those of the last 24 h";
}

TEST_F(WeighTicketTest, ThirdPartyScrapIsFlaggedOnItsBatch) {
  ASSERT_EQ(Weigh(fleet_.Ticket("1", 40'000'000, 20'000'000)), "OK");
  v1::BatchFed event = Fed(kBatch, {});
  *event.add_tickets() = Scrap(fleet_.Ticket("901", 40'000'000, 20'000'000, kBridge2), 1);
  *event.add_tickets() = Scrap(fleet_.Ticket("5", 23'000'000, 20'000'000, "shredder/old-bridge"), 1);
  ASSERT_EQ(fleet_.Try("shredder", event), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("INSTRUMENT_EXPIRED BATCH shredder/b1", "SAME_NET_TWICE BATCH shredder/b1"));
}

}  // namespace
}  // namespace ingot::testing
