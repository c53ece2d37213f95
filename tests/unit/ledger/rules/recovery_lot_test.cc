// LotWeighed, LotAssayed.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/mass/account_class.h"
#include "tests/support/fleet.h"
#include "tests/unit/ledger/rules/names.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RecoveryLotTest : public ::testing::Test {
 protected:
  RecoveryLotTest() {
    // 56 000 g 5xxx and 100 000 g 6xxx of the body, 70 000 g cast, 74 000 g mixed: 300 000 g.
    fleet_.ToMill({Vin(1)});
    v1::BatchFed event = Fed(kBatch, {Vin(1)});
    *event.add_tickets() = Scrap(fleet_.Ticket("feed", 20'080'000, 20'000'000, "shredder/bridge-2"), 74'000);
    fleet_.Do("shredder", event);
  }
  v1::LotWeighed Lot(int64_t net_g) {
    return Weighed(kLot, kBatch, fleet_.Ticket("1", 20'000'000 + net_g, 20'000'000));
  }
  std::string Try(const google::protobuf::Message& body) { return fleet_.Try("shredder", body); }

  Fleet fleet_;
};

TEST_F(RecoveryLotTest, TakesFromItsBatchProRata) {
  ASSERT_EQ(Try(Lot(160'000)), "OK");
  EXPECT_EQ(fleet_.Batch(kBatch).lots(), 1u);
  EXPECT_EQ(fleet_.Batch(kBatch).lots_unassayed(), 1u);
  EXPECT_THAT(fleet_.Postings(), IsEmpty());
  ASSERT_EQ(Try(Assayed(kLot, 0, 0, 937'500)), "OK");  // 150 000 g: half of each
  EXPECT_THAT(
      fleet_.Postings(),
      ElementsAre("IN_PROCESS/shredder/b1 5XXX OWN_BODY -28000", "IN_PROCESS/shredder/b1 6XXX OWN_BODY -50000",
                  "IN_PROCESS/shredder/b1 CAST OWN_OTHER -35000", "IN_PROCESS/shredder/b1 MIXED THIRD_PARTY -37000",
                  "RECOVERED/shredder/REMA:Twitch 5XXX OWN_BODY +28000",
                  "RECOVERED/shredder/REMA:Twitch 6XXX OWN_BODY +50000",
                  "RECOVERED/shredder/REMA:Twitch CAST OWN_OTHER +35000",
                  "RECOVERED/shredder/REMA:Twitch MIXED THIRD_PARTY +37000"));
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("BATCH shredder/b1", "LOT shredder/l1"));
  EXPECT_THAT(fleet_.Flags(), IsEmpty());
  const v1::LotState lot = fleet_.Lot(kLot);
  EXPECT_TRUE(lot.assayed());
  EXPECT_EQ(lot.contained_g(), 150'000);
  EXPECT_EQ(lot.excess_g(), 0);
  EXPECT_EQ(lot.content_size(), 4);
  EXPECT_EQ(lot.assay().laboratory(), "independent-lab");
  EXPECT_EQ(fleet_.Batch(kBatch).lots_unassayed(), 0u);
  EXPECT_EQ(fleet_.Batch(kBatch).own_body_recovered_g(), 78'000);
}

TEST_F(RecoveryLotTest, TheLargestRemainderDecidesTheLastGrams) {
  // 1 000 g over 56 : 100 : 70 : 74 of 300: 186.67, 333.33, 233.33, 246.67; the two missing grams to the .67.
  ASSERT_EQ(Try(Lot(20'000)), "OK");
  ASSERT_EQ(Try(Assayed(kLot, 0, 0, 50'000)), "OK");
  EXPECT_THAT(fleet_.Postings(),
              ElementsAre("IN_PROCESS/shredder/b1 5XXX OWN_BODY -187", "IN_PROCESS/shredder/b1 6XXX OWN_BODY -333",
                          "IN_PROCESS/shredder/b1 CAST OWN_OTHER -233", "IN_PROCESS/shredder/b1 MIXED THIRD_PARTY -247",
                          "RECOVERED/shredder/REMA:Twitch 5XXX OWN_BODY +187",
                          "RECOVERED/shredder/REMA:Twitch 6XXX OWN_BODY +333",
                          "RECOVERED/shredder/REMA:Twitch CAST OWN_OTHER +233",
                          "RECOVERED/shredder/REMA:Twitch MIXED THIRD_PARTY +247"));
}

TEST_F(RecoveryLotTest, AFamilyOfItsOwnGoesThroughRegrade) {
  v1::LotWeighed event = Lot(160'000);
  event.set_family(v1::ALLOY_FAMILY_6XXX);
  event.set_grade_scheme(v1::GRADE_SCHEME_EN_13920);
  event.set_grade_code("EN 13920-7");
  ASSERT_EQ(Try(event), "OK");
  ASSERT_EQ(Try(Assayed(kLot, 0, 0, 937'500)), "OK");
  const std::string recovered = "RECOVERED/shredder/EN_13920:EN 13920-7 6XXX ";
  EXPECT_THAT(
      fleet_.Postings(),
      ElementsAre("IN_PROCESS/shredder/b1 5XXX OWN_BODY -28000", "IN_PROCESS/shredder/b1 6XXX OWN_BODY -50000",
                  "IN_PROCESS/shredder/b1 CAST OWN_OTHER -35000", "IN_PROCESS/shredder/b1 MIXED THIRD_PARTY -37000",
                  recovered + "OWN_BODY +78000", recovered + "OWN_OTHER +35000", recovered + "THIRD_PARTY +37000",
                  "REGRADE 5XXX OWN_BODY +28000", "REGRADE 6XXX OWN_BODY -28000", "REGRADE 6XXX OWN_OTHER -35000",
                  "REGRADE 6XXX THIRD_PARTY -37000", "REGRADE CAST OWN_OTHER +35000",
                  "REGRADE MIXED THIRD_PARTY +37000"));
  EXPECT_EQ(fleet_.Lot(kLot).content_size(), 3);
  EXPECT_EQ(fleet_.ledger().TotalOf(mass::MakeAccount(v1::ACCOUNT_CLASS_REGRADE)), 0);
}

TEST_F(RecoveryLotTest, WhatExceedsTheSourcesIsKeptApart) {
  ASSERT_EQ(Try(Lot(340'000)), "OK");
  ASSERT_EQ(Try(Assayed(kLot, 0, 0, 1'000'000)), "OK") << "a measurement is never refused";
  EXPECT_THAT(fleet_.Flags(), ElementsAre("EXCESS BATCH shredder/b1", "EXCESS LOT shredder/l1"));
  const auto postings = fleet_.Postings();
  EXPECT_THAT(postings, ::testing::Contains("VARIANCE/shredder/mill NOT_STATED UNDOCUMENTED -40000"));
  EXPECT_THAT(postings, ::testing::Contains("EXCESS/shredder NOT_STATED UNDOCUMENTED +40000"));
  const v1::LotState lot = fleet_.Lot(kLot);
  EXPECT_EQ(lot.contained_g(), 340'000);
  EXPECT_EQ(lot.excess_g(), 40'000);
  int64_t content = 0;
  for (const v1::Amount& amount : lot.content()) content += amount.grams();
  EXPECT_EQ(content, 300'000) << "a recycler can't credit more aluminium than it received";
  EXPECT_EQ(fleet_.Batch(kBatch).excess_g(), 40'000);
  EXPECT_EQ(fleet_.Batch(kBatch).own_body_recovered_g(), 156'000);
}

TEST_F(RecoveryLotTest, ASecondLotFromAnEmptyBatchIsAllExcess) {
  v1::LotWeighed event = Lot(300'000);
  event.set_family(v1::ALLOY_FAMILY_MIXED);
  ASSERT_EQ(Try(event), "OK");
  ASSERT_EQ(Try(Assayed(kLot, 0, 0, 1'000'000)), "OK");
  EXPECT_THAT(fleet_.Flags(), IsEmpty());
  v1::LotWeighed second = Weighed("shredder/l2", kBatch, fleet_.Ticket("2", 20'020'000, 20'000'000));
  second.set_family(v1::ALLOY_FAMILY_CAST);
  ASSERT_EQ(Try(second), "OK");
  ASSERT_EQ(Try(Assayed("shredder/l2", 0, 0, 1'000'000)), "OK");
  EXPECT_THAT(fleet_.Postings(), ElementsAre("VARIANCE/shredder/mill CAST UNDOCUMENTED -20000",
                                             "EXCESS/shredder CAST UNDOCUMENTED +20000"));
  EXPECT_THAT(fleet_.Lot("shredder/l2").content(), IsEmpty());
}

TEST_F(RecoveryLotTest, ALotWithoutMetalMovesNone) {
  ASSERT_EQ(Try(Lot(20'000)), "OK");
  ASSERT_EQ(Try(Assayed(kLot, 0, 0, 0)), "OK");
  EXPECT_THAT(fleet_.Postings(), IsEmpty());
  EXPECT_TRUE(fleet_.Lot(kLot).assayed());
}

TEST_F(RecoveryLotTest, AnAssayByTheHolderIsFlagged) {
  ASSERT_EQ(Try(Lot(160'000)), "OK");
  v1::LotAssayed event = Assayed(kLot, 0, 0, 937'500);
  event.set_laboratory("shredder");
  ASSERT_EQ(Try(event), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("ASSAY_BY_HOLDER LOT shredder/l1"));
}

TEST_F(RecoveryLotTest, TheTareMayComeLater) {
  v1::LotWeighed event = Lot(160'000);
  const v1::WeighTicket complete = event.ticket();
  event.mutable_ticket()->set_tare_g(0);
  event.mutable_ticket()->clear_tare_at();
  ASSERT_EQ(Try(event), "OK");
  EXPECT_EQ(fleet_.Lot(kLot).net_g(), 0);
  EXPECT_EQ(Try(Assayed(kLot, 0, 0, 1)), "LOT_STATE lot_assayed.lot_id");
  EXPECT_EQ(Try(Closed(kBatch)), "LOT_STATE batch_closed.batch_id");
  EXPECT_EQ(Try(event), "FIELD_MISSING lot_weighed.ticket.tare_at") << "the second time it is due";

  *event.mutable_ticket() = complete;
  ASSERT_EQ(Try(event), "OK");
  EXPECT_EQ(fleet_.Lot(kLot).net_g(), 160'000);
  EXPECT_EQ(fleet_.Batch(kBatch).lots(), 1u);
  EXPECT_EQ(Try(event), "LOT_STATE lot_weighed.lot_id");
  EXPECT_EQ(Try(Assayed(kLot, 0, 0, 937'500)), "OK");
}

TEST_F(RecoveryLotTest, TheTareComesOnTheSameTicket) {
  v1::LotWeighed first = Lot(160'000);
  const v1::LotWeighed complete = first;
  first.mutable_ticket()->set_tare_g(20'000);
  first.mutable_ticket()->clear_tare_at();
  EXPECT_EQ(Try(first), "WEIGHT_INVALID lot_weighed.ticket.tare_g") << "a tare without its time";
  first.mutable_ticket()->set_tare_g(0);
  ASSERT_EQ(Try(first), "OK");
  const auto refused = [&](auto change, const std::string& outcome) {
    first = complete;
    change(first);
    EXPECT_EQ(Try(first), outcome);
  };
  using E = v1::LotWeighed&;
  refused([](E e) { e.mutable_ticket()->set_number("2"); }, "LOT_STATE lot_weighed.lot_id");
  refused([](E e) { e.mutable_ticket()->set_gross_g(20'180'000); }, "INVALID_VALUE lot_weighed.ticket");
  refused([](E e) { e.mutable_ticket()->set_instrument_id("shredder/bridge-2"); }, "INVALID_VALUE lot_weighed.ticket");
  refused([](E e) { e.mutable_ticket()->mutable_gross_at()->set_unix_us(1); }, "INVALID_VALUE lot_weighed.ticket");
  refused([](E e) { e.set_grade_code("Zorba"); }, "INVALID_VALUE lot_weighed.lot_id");
  refused([](E e) { e.set_family(v1::ALLOY_FAMILY_CAST); }, "INVALID_VALUE lot_weighed.lot_id");
  refused([](E e) { e.mutable_ticket()->set_tare_g(20'010'000); }, "WEIGHT_INVALID lot_weighed.ticket.tare_g");
  refused([](E e) { e.mutable_ticket()->set_tare_g(20'160'000); }, "WEIGHT_INVALID lot_weighed.ticket.tare_g");
  refused([](E) {}, "OK");
}

TEST_F(RecoveryLotTest, AnInstrumentThatExpiredBeforeTheTareMakesItUnclaimable) {
  v1::LotWeighed event = Lot(160'000);
  event.mutable_ticket()->set_instrument_id("shredder/old-bridge");
  event.mutable_ticket()->mutable_gross_at()->set_unix_us(1'767'000'000'000'000);  // 2025-12-29
  const v1::LotWeighed complete = event;
  event.mutable_ticket()->set_tare_g(0);
  event.mutable_ticket()->clear_tare_at();
  ASSERT_EQ(Try(event), "OK");
  EXPECT_TRUE(fleet_.Lot(kLot).claimable());
  ASSERT_EQ(Try(complete), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("INSTRUMENT_EXPIRED LOT shredder/l1"));
  EXPECT_FALSE(fleet_.Lot(kLot).claimable());
}

TEST_F(RecoveryLotTest, ChecksTheLot) {
  const auto refused = [this](auto change, const std::string& outcome) {
    v1::LotWeighed event = Lot(160'000);
    change(event);
    EXPECT_EQ(Try(event), outcome);
  };
  using E = v1::LotWeighed&;
  refused([](E e) { e.set_lot_id("treater/l1"); }, "ID_NOT_OWN lot_weighed.lot_id");
  refused([](E e) { e.set_lot_id("l1"); }, "INVALID_VALUE lot_weighed.lot_id");
  refused([](E e) { e.clear_lot_id(); }, "FIELD_MISSING lot_weighed.lot_id");
  refused([](E e) { e.set_batch_id("shredder/none"); }, "NOT_FOUND lot_weighed.batch_id");
  refused([](E e) { e.clear_ticket(); }, "FIELD_MISSING lot_weighed.ticket");
  refused([](E e) { e.clear_grade_scheme(); }, "FIELD_MISSING lot_weighed.grade_scheme");
  refused([](E e) { e.clear_grade_code(); }, "FIELD_MISSING lot_weighed.grade_code");
  refused([](E e) { e.set_grade_code(std::string(33, 'g')); }, "TOO_LARGE lot_weighed.grade_code");
  refused([](E e) { e.set_grade_code("Twitch!"); }, "INVALID_VALUE lot_weighed.grade_code");
  EXPECT_EQ(fleet_.Try("treater", Weighed("treater/l1", kBatch, v1::WeighTicket())), "NOT_FOUND lot_weighed.batch_id");
  fleet_.Do("shredder", Closed(kBatch));
  EXPECT_EQ(Try(Lot(160'000)), "BATCH_STATE lot_weighed.batch_id");
}

TEST_F(RecoveryLotTest, ChecksTheAssay) {
  EXPECT_EQ(Try(Assayed(kLot, 0, 0, 1)), "NOT_FOUND lot_assayed.lot_id");
  ASSERT_EQ(Try(Lot(160'000)), "OK");
  EXPECT_EQ(fleet_.Try("treater", Assayed(kLot, 0, 0, 1)), "NOT_FOUND lot_assayed.lot_id");
  EXPECT_EQ(Try(Assayed(kLot, -1, 0, 1)), "OUT_OF_RANGE lot_assayed.moisture_ppm");
  EXPECT_EQ(Try(Assayed(kLot, 0, -1, 1)), "OUT_OF_RANGE lot_assayed.foreign_ppm");
  EXPECT_EQ(Try(Assayed(kLot, 400'000, 600'000, 1)), "OUT_OF_RANGE lot_assayed.foreign_ppm");
  EXPECT_EQ(Try(Assayed(kLot, 0, 0, -1)), "OUT_OF_RANGE lot_assayed.metal_content_ppm");
  EXPECT_EQ(Try(Assayed(kLot, 0, 0, 1'000'001)), "OUT_OF_RANGE lot_assayed.metal_content_ppm");
  v1::LotAssayed event = Assayed(kLot, 0, 0, 1);
  event.clear_laboratory();
  EXPECT_EQ(Try(event), "FIELD_MISSING lot_assayed.laboratory");
  event.set_laboratory(std::string(49, 'l'));
  EXPECT_EQ(Try(event), "TOO_LARGE lot_assayed.laboratory");
  event = Assayed(kLot, 0, 0, 1);
  event.clear_method();
  EXPECT_EQ(Try(event), "FIELD_MISSING lot_assayed.method");
  event = Assayed(kLot, 0, 0, 1);
  event.set_uncertainty_ppm(1'000'001);
  EXPECT_EQ(Try(event), "OUT_OF_RANGE lot_assayed.uncertainty_ppm");
  ASSERT_EQ(Try(Assayed(kLot, 400'000, 599'999, 1'000'000)), "OK");
  EXPECT_EQ(Try(Assayed(kLot, 0, 0, 1)), "LOT_STATE lot_assayed.lot_id") << "once";
}

}  // namespace
}  // namespace ingot::testing
