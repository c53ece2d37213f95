// HeatMelted: the furnace's balance to the gram. Expected divisions are Hamilton's method in exact fractions.
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
using ::testing::IsSupersetOf;

class MetalHeatTest : public ::testing::Test {
 protected:
  std::string Try(const google::protobuf::Message& body) { return works_.Try("smelter", body); }
  int64_t Balance(v1::AccountClass account_class, const std::string& party) {
    return works_.ledger().TotalOf(MakeAccount(account_class, party));
  }

  Works works_;
};

TEST_F(MetalHeatTest, DividesTheMeltOverItsOutputs) {
  const std::string lot = works_.LotAtPlant("l1", 1);
  works_.Melt(kHeat, lot);
  // Own body 39 %, own other 17.5 %, third party 18.5 %, primary 25 % of 400 000 g; 12 000 g are lost.
  EXPECT_THAT(
      works_.Postings(),
      ElementsAre("PRIMARY 6XXX -100000", "SCRAP_STOCK/smelter/plant 5XXX OWN_BODY -56000",
                  "SCRAP_STOCK/smelter/plant 6XXX OWN_BODY -100000", "SCRAP_STOCK/smelter/plant CAST OWN_OTHER -70000",
                  "SCRAP_STOCK/smelter/plant MIXED THIRD_PARTY -74000", "DROSS/smelter/plant 5XXX OWN_BODY +1120",
                  "DROSS/smelter/plant 6XXX OWN_BODY +2000", "DROSS/smelter/plant 6XXX PRIMARY +2000",
                  "DROSS/smelter/plant CAST OWN_OTHER +1400", "DROSS/smelter/plant MIXED THIRD_PARTY +1480",
                  "FURNACE/smelter/plant 6XXX OWN_BODY +11700", "FURNACE/smelter/plant 6XXX OWN_OTHER +5250",
                  "FURNACE/smelter/plant 6XXX THIRD_PARTY +5550", "FURNACE/smelter/plant 6XXX PRIMARY +7500",
                  "REMELTED/smelter/plant 6XXX OWN_BODY +136500", "REMELTED/smelter/plant 6XXX OWN_OTHER +61250",
                  "REMELTED/smelter/plant 6XXX THIRD_PARTY +64750", "REMELTED/smelter/plant 6XXX PRIMARY +87500",
                  "LOSS_MELT/smelter/plant 5XXX OWN_BODY +1680", "LOSS_MELT/smelter/plant 6XXX OWN_BODY +3000",
                  "LOSS_MELT/smelter/plant 6XXX PRIMARY +3000", "LOSS_MELT/smelter/plant CAST OWN_OTHER +2100",
                  "LOSS_MELT/smelter/plant MIXED THIRD_PARTY +2220", "REGRADE 5XXX OWN_BODY +53200",
                  "REGRADE 6XXX OWN_BODY -53200", "REGRADE 6XXX OWN_OTHER -66500", "REGRADE 6XXX THIRD_PARTY -70300",
                  "REGRADE CAST OWN_OTHER +66500", "REGRADE MIXED THIRD_PARTY +70300"));
  EXPECT_THAT(works_.Flags(), IsEmpty()) << "3 % of the charge, within 1 to 6 %";
  EXPECT_THAT(works_.Subjects(), ElementsAre("LOT shredder/l1", "HEAT smelter/h1"));
  EXPECT_EQ(works_.ledger().TotalOf(MakeAccount(v1::ACCOUNT_CLASS_REGRADE)), 0);
  const v1::HeatState heat = works_.Heat(kHeat);
  EXPECT_EQ(heat.organisation_id(), "smelter");
  EXPECT_EQ(heat.site_id(), "smelter/plant");
  EXPECT_EQ(heat.input_g(), 400'000);
  EXPECT_EQ(heat.loss_g(), 12'000);
  EXPECT_EQ(heat.excess_g(), 0);
  EXPECT_EQ(heat.strongest_model(), v1::CUSTODY_MODEL_CONTROLLED_BLENDING);
  EXPECT_EQ(heat.melted_on().year(), 2026);
  ASSERT_EQ(heat.tapped_size(), 4);
  EXPECT_EQ(heat.tapped(0).grams(), 136'500);
  EXPECT_EQ(heat.content_size(), 4);
  EXPECT_TRUE(works_.Lot(lot).consumed());
  EXPECT_EQ(works_.Lot(lot).consumed_by(), kHeat);
}

TEST_F(MetalHeatTest, AHeelBelowTheBooksIsVariance) {
  works_.Melt(kHeat, works_.LotAtPlant("l1", 1));
  v1::HeatMelted event = Melted("smelter/h2", {}, 95'000);
  event.set_heel_before_g(29'000);
  *event.add_tickets() = Scrap(works_.NextTicket(80'000, "smelter/bridge"), 71'000);
  event.set_dross_g(4'000);
  event.set_dross_metal_g(2'000);
  ASSERT_EQ(Try(event), "OK");
  EXPECT_THAT(works_.Postings(),
              ElementsAre("THIRD_PARTY_SCRAP MIXED -71000", "DROSS/smelter/plant 6XXX OWN_BODY +226",
                          "DROSS/smelter/plant 6XXX OWN_OTHER +102", "DROSS/smelter/plant 6XXX THIRD_PARTY +107",
                          "DROSS/smelter/plant 6XXX PRIMARY +145", "DROSS/smelter/plant MIXED THIRD_PARTY +1420",
                          "FURNACE/smelter/plant 6XXX OWN_BODY -11700", "FURNACE/smelter/plant 6XXX OWN_OTHER -5250",
                          "FURNACE/smelter/plant 6XXX THIRD_PARTY -5550", "FURNACE/smelter/plant 6XXX PRIMARY -7500",
                          "REMELTED/smelter/plant 6XXX OWN_BODY +10745", "REMELTED/smelter/plant 6XXX OWN_OTHER +4821",
                          "REMELTED/smelter/plant 6XXX THIRD_PARTY +72547", "REMELTED/smelter/plant 6XXX PRIMARY +6887",
                          "LOSS_MELT/smelter/plant 6XXX OWN_BODY +339", "LOSS_MELT/smelter/plant 6XXX OWN_OTHER +152",
                          "LOSS_MELT/smelter/plant 6XXX THIRD_PARTY +161", "LOSS_MELT/smelter/plant 6XXX PRIMARY +218",
                          "LOSS_MELT/smelter/plant MIXED THIRD_PARTY +2130",
                          "VARIANCE/smelter/plant 6XXX OWN_BODY +390", "VARIANCE/smelter/plant 6XXX OWN_OTHER +175",
                          "VARIANCE/smelter/plant 6XXX THIRD_PARTY +185", "VARIANCE/smelter/plant 6XXX PRIMARY +250",
                          "REGRADE 6XXX THIRD_PARTY -67450", "REGRADE MIXED THIRD_PARTY +67450"));
  EXPECT_THAT(works_.Subjects(), ElementsAre("INSTRUMENT smelter/bridge", "HEAT smelter/h2"));
  // 3 000 g of a charge of 71 000: 4.2 %.
  EXPECT_THAT(works_.Flags(), IsEmpty());
}

TEST_F(MetalHeatTest, AHeelAboveTheBooksIsOfUnknownOrigin) {
  works_.Melt(kHeat, works_.LotAtPlant("l1", 1));
  v1::HeatMelted event = Melted("smelter/h2", {}, 31'000);
  event.set_heel_before_g(31'000);
  ASSERT_EQ(Try(event), "OK");
  EXPECT_THAT(
      works_.Postings(),
      ElementsAre("FURNACE/smelter/plant 6XXX OWN_BODY -11700", "FURNACE/smelter/plant 6XXX OWN_OTHER -5250",
                  "FURNACE/smelter/plant 6XXX THIRD_PARTY -5550", "FURNACE/smelter/plant 6XXX PRIMARY -7500",
                  "REMELTED/smelter/plant 6XXX OWN_BODY +11700", "REMELTED/smelter/plant 6XXX OWN_OTHER +5250",
                  "REMELTED/smelter/plant 6XXX THIRD_PARTY +5550", "REMELTED/smelter/plant 6XXX PRIMARY +7500",
                  "REMELTED/smelter/plant 6XXX UNDOCUMENTED +1000", "VARIANCE/smelter/plant 6XXX UNDOCUMENTED -1000"));
  EXPECT_EQ(Balance(v1::ACCOUNT_CLASS_FURNACE, Works::kPlant), 0);
}

TEST_F(MetalHeatTest, MoreThanWentInIsKeptApart) {
  v1::HeatMelted event = Melted(kHeat, {works_.LotAtPlant("l1", 1)}, 310'000);
  event.set_heel_after_g(5'000);
  event.set_dross_g(3'000);
  event.set_dross_metal_g(1'000);
  ASSERT_EQ(Try(event), "OK") << "a measurement is never refused";
  EXPECT_THAT(works_.Flags(), ElementsAre("LOSS_OUT_OF_BAND HEAT smelter/h1", "YIELD_ABOVE_INPUT HEAT smelter/h1"));
  EXPECT_THAT(
      works_.Postings(),
      IsSupersetOf({"REMELTED/smelter/plant 6XXX OWN_BODY +152880", "REMELTED/smelter/plant 6XXX OWN_OTHER +68600",
                    "REMELTED/smelter/plant 6XXX THIRD_PARTY +72520", "FURNACE/smelter/plant 6XXX OWN_BODY +2600",
                    "FURNACE/smelter/plant 6XXX OWN_OTHER +1167", "FURNACE/smelter/plant 6XXX THIRD_PARTY +1233",
                    "DROSS/smelter/plant 5XXX OWN_BODY +187", "DROSS/smelter/plant MIXED THIRD_PARTY +247",
                    "VARIANCE/smelter/plant 6XXX UNDOCUMENTED -16000", "EXCESS/smelter 6XXX UNDOCUMENTED +16000"}));
  const v1::HeatState heat = works_.Heat(kHeat);
  EXPECT_EQ(heat.excess_g(), 16'000);
  EXPECT_EQ(heat.loss_g(), 0);
  EXPECT_EQ(Balance(v1::ACCOUNT_CLASS_REMELTED, Works::kPlant), 294'000) << "what went in, and no more";
}

TEST_F(MetalHeatTest, AnExcessBeyondTheTappedMetalIsTakenFromHeelAndDross) {
  v1::HeatMelted event = Melted(kHeat, {works_.LotAtPlant("l1", 1)}, 10'000);
  event.set_heel_after_g(305'000);
  event.set_dross_g(301'000);
  event.set_dross_metal_g(301'000);
  ASSERT_EQ(Try(event), "OK");
  EXPECT_EQ(works_.Heat(kHeat).excess_g(), 316'000);
  EXPECT_THAT(works_.Heat(kHeat).tapped(), IsEmpty());
  EXPECT_EQ(Balance(v1::ACCOUNT_CLASS_FURNACE, Works::kPlant), 0);
  EXPECT_EQ(Balance(v1::ACCOUNT_CLASS_DROSS, Works::kPlant), 300'000);
  EXPECT_EQ(Balance(v1::ACCOUNT_CLASS_EXCESS, "smelter"), 316'000);
}

TEST_F(MetalHeatTest, JudgesTheLossByTheCharge) {
  // The band is 1 to 6 % of the charge of 300 000 g; both ends lie within it.
  int n = 0;
  const auto flagged = [&](int64_t tapped_g) {
    ++n;
    const std::string heat = "smelter/f" + std::to_string(n);
    EXPECT_EQ(Try(Melted(heat, {works_.LotAtPlant("f" + std::to_string(n), n)}, tapped_g)), "OK");
    return !works_.Flags().empty();
  };
  EXPECT_FALSE(flagged(297'000));
  EXPECT_TRUE(flagged(297'001));
  EXPECT_FALSE(flagged(282'000));
  EXPECT_TRUE(flagged(281'999));
  EXPECT_THAT(works_.Flags(), ElementsAre("LOSS_OUT_OF_BAND HEAT smelter/f4"));
  // A heel makes no loss smaller: 2 000 g of 10 000 charged, though 300 000 lie in the furnace.
  v1::HeatMelted event = Melted("smelter/f5", {}, 308'000);
  event.set_heel_before_g(300'000);
  *event.add_tickets() = Scrap(works_.NextTicket(20'000, "smelter/bridge"), 10'000);
  ASSERT_EQ(Try(event), "OK");
  EXPECT_THAT(works_.Flags(), ElementsAre("LOSS_OUT_OF_BAND HEAT smelter/f5"));
}

TEST_F(MetalHeatTest, KnowsTheStrongestModelOfItsSources) {
  const auto model = [this](const std::string& heat, int tickets, int primary, int64_t heel) {
    v1::HeatMelted event = Melted(heat, {}, 100'000);
    for (int i = 0; i < tickets; ++i) {
      *event.add_tickets() = Scrap(works_.NextTicket(120'000, "smelter/bridge"), 101'500);
    }
    for (int i = 0; i < primary; ++i) {
      v1::PrimaryMetal& metal = *event.add_primary();
      metal.set_family(static_cast<v1::AlloyFamily>(i + 1));
      metal.set_grams(101'500);
    }
    event.set_heel_before_g(heel);
    EXPECT_EQ(Try(event), "OK");
    return works_.Heat(heat).strongest_model();
  };
  EXPECT_EQ(model("smelter/m1", 1, 0, 0), v1::CUSTODY_MODEL_IDENTITY_PRESERVED);
  EXPECT_EQ(model("smelter/m2", 2, 0, 0), v1::CUSTODY_MODEL_SEGREGATED);
  EXPECT_EQ(model("smelter/m3", 0, 2, 0), v1::CUSTODY_MODEL_SEGREGATED);
  EXPECT_EQ(model("smelter/m4", 1, 1, 0), v1::CUSTODY_MODEL_CONTROLLED_BLENDING);
  EXPECT_EQ(model("smelter/m5", 1, 0, 1), v1::CUSTODY_MODEL_CONTROLLED_BLENDING) << "the heel is of unknown origin";
}

TEST_F(MetalHeatTest, OddTicketsAreFlaggedOnTheHeat) {
  v1::HeatMelted event = Melted(kHeat, {}, 39'000);
  *event.add_tickets() = Scrap(works_.Ticket("a1", 20'040'000, 20'000'000, "smelter/bridge"), 20'000);
  *event.add_tickets() = Scrap(works_.Ticket("a2", 20'040'000, 20'000'000, "smelter/bridge-2"), 20'000);
  EXPECT_EQ(Try(event), "NOT_FOUND heat_melted.tickets[1].ticket.instrument_id");
  v1::InstrumentCertified old;
  old.set_instrument_id("smelter/bridge-2");
  old.set_site_id(Works::kPlant);
  old.set_division_g(20'000);
  old.set_capacity_g(60'000'000);
  old.set_certificate_number("C-3");
  *old.mutable_expires_on() = MakeDate(2025, 12, 31);
  works_.Do("smelter", old);
  ASSERT_EQ(Try(event), "OK");
  EXPECT_THAT(works_.Flags(), IsSupersetOf({"INSTRUMENT_EXPIRED HEAT smelter/h1", "SAME_NET_TWICE HEAT smelter/h1"}));
}

TEST_F(MetalHeatTest, WhatACountMissedIsMeltedAllTheSame) {
  const std::string lot = works_.LotAtPlant("l1", 1);
  works_.Do("smelter", Counted(Works::kPlant, v1::ACCOUNT_CLASS_SCRAP_STOCK, {Mass(v1::ALLOY_FAMILY_6XXX, 90'000)}));
  EXPECT_EQ(Balance(v1::ACCOUNT_CLASS_VARIANCE, Works::kPlant), 210'000);
  ASSERT_EQ(Try(Melted(kHeat, {lot}, 291'000)), "OK");
  EXPECT_EQ(Balance(v1::ACCOUNT_CLASS_SCRAP_STOCK, Works::kPlant), 0);
  EXPECT_EQ(Balance(v1::ACCOUNT_CLASS_VARIANCE, Works::kPlant), 0) << "it was there";
  EXPECT_EQ(Balance(v1::ACCOUNT_CLASS_REMELTED, Works::kPlant), 291'000);
}

TEST_F(MetalHeatTest, OwnLotsOfARecyclerThatMeltsComeFromRecovered) {
  v1::RoleGranted granted;
  granted.set_organisation_id("shredder");
  granted.set_role(v1::ROLE_SMELTER);
  works_.Do(TestLedger::kOperator, granted);
  works_.OpenBatch("shredder/b1", {Vin(1)});
  works_.Recover("shredder/l1", "shredder/b1", 220'000);
  v1::HeatMelted event = Melted("shredder/h1", {"shredder/l1"}, 215'600);
  event.set_site_id("shredder/mill");
  ASSERT_EQ(works_.Try("shredder", event), "OK");
  EXPECT_THAT(works_.Postings(), Contains("RECOVERED/shredder/REMA:Twitch 5XXX OWN_BODY -54513"));
  EXPECT_THAT(works_.Postings(), Contains("LOSS_MELT/shredder/mill 5XXX OWN_BODY +1090"));
}

TEST_F(MetalHeatTest, ChecksTheHeat) {
  const std::string lot = works_.LotAtPlant("l1", 1);
  works_.OpenBatch("shredder/b2", {Vin(2)});
  works_.Recover("shredder/l2", "shredder/b2", 100'000);
  works_.ToPlant({"shredder/l2"});
  works_.Do("smelter", LotsSent("smelter/t1", {"shredder/l2"}, "smelter"));
  works_.Do("smelter", LotsReceived("smelter/t1", "smelter/annex"));
  const auto refused = [&](auto change, const std::string& outcome) {
    v1::HeatMelted event = Melted(kHeat, {lot}, 291'000);
    change(event);
    EXPECT_EQ(Try(event), outcome);
  };
  using E = v1::HeatMelted&;
  refused([](E e) { e.clear_heat_id(); }, "FIELD_MISSING heat_melted.heat_id");
  refused([](E e) { e.set_heat_id("shredder/h1"); }, "ID_NOT_OWN heat_melted.heat_id");
  refused([](E e) { e.set_site_id("shredder/mill"); }, "NOT_FOUND heat_melted.site_id");
  refused([](E e) { e.set_yield_standard_id(kTestStandard); }, "NOT_FOUND heat_melted.yield_standard_id");
  refused([](E e) { e.clear_yield_standard_id(); }, "FIELD_MISSING heat_melted.yield_standard_id");
  refused([](E e) { e.add_lot_ids("shredder/l2"); }, "LOT_STATE heat_melted.lot_ids[1]");
  refused([](E e) { e.add_lot_ids("shredder/none"); }, "NOT_FOUND heat_melted.lot_ids[1]");
  refused([](E e) { e.add_lot_ids("a/b"); }, "INVALID_VALUE heat_melted.lot_ids[1]");
  refused(
      [](E e) {
        for (int i = 10; i < 42; ++i) e.add_lot_ids("shredder/x" + std::to_string(i));
      },
      "TOO_LARGE heat_melted.lot_ids");
  refused([](E e) { e.clear_lot_ids(); }, "FIELD_MISSING heat_melted.lot_ids");
  refused([](E e) { e.set_heel_before_g(-1); }, "OUT_OF_RANGE heat_melted.heel_before_g");
  refused([](E e) { e.set_heel_before_g(1'000'000'001); }, "OUT_OF_RANGE heat_melted.heel_before_g");
  refused([](E e) { e.set_tapped_g(0); }, "OUT_OF_RANGE heat_melted.tapped_g");
  refused([](E e) { e.set_tapped_g(1'000'000'001); }, "OUT_OF_RANGE heat_melted.tapped_g");
  refused([](E e) { e.clear_family(); }, "FIELD_MISSING heat_melted.family");
  refused([](E e) { e.set_heel_after_g(-1); }, "OUT_OF_RANGE heat_melted.heel_after_g");
  refused([](E e) { e.set_dross_g(-1); }, "OUT_OF_RANGE heat_melted.dross_g");
  refused([](E e) { e.set_dross_metal_g(1); }, "OUT_OF_RANGE heat_melted.dross_metal_g");
  refused([](E e) { e.add_primary()->set_grams(1); }, "FIELD_MISSING heat_melted.primary[0].family");
  refused([](E e) { e.add_primary()->set_family(v1::ALLOY_FAMILY_CAST); }, "OUT_OF_RANGE heat_melted.primary[0].grams");
  refused(
      [](E e) {
        for (int i = 0; i < 2; ++i) {
          v1::PrimaryMetal& metal = *e.add_primary();
          metal.set_family(v1::ALLOY_FAMILY_CAST);
          metal.set_grams(1);
        }
      },
      "INVALID_VALUE heat_melted.primary[1].family");
  refused(
      [](E e) {
        for (int i = 0; i < 8; ++i) e.add_primary();
      },
      "TOO_LARGE heat_melted.primary");
  refused(
      [](E e) {
        for (int i = 0; i < 33; ++i) e.add_tickets();
      },
      "TOO_LARGE heat_melted.tickets");
  refused([](E e) { e.add_tickets(); }, "FIELD_MISSING heat_melted.tickets[0].ticket");
  refused([this](E e) { *e.add_tickets() = Scrap(works_.NextTicket(20'000, "smelter/bridge"), 20'001); },
          "MASS_EXCEEDS_TICKET heat_melted.tickets[0].aluminium_g");
  EXPECT_EQ(works_.Try("shredder", Melted(kHeat, {lot}, 1)), "ROLE_REQUIRED heat_melted");
  refused([](E) {}, "OK");
  refused(
      [](E e) {
        e.clear_lot_ids();
        e.set_heel_before_g(1);
      },
      "ALREADY_EXISTS heat_melted.heat_id");
}

}  // namespace
}  // namespace ingot::testing
