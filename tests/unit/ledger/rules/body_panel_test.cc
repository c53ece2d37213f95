// PanelReplaced, RepairScrapCollected.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/mass/account_class.h"
#include "tests/support/works.h"

namespace ingot::testing {
namespace {

using mass::MakeAccount;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kPanelLot[] = "workshop/l1";

class BodyPanelTest : public ::testing::Test {
 protected:
  std::string Try(const google::protobuf::Message& body) { return works_.Try("workshop", body); }
  // 8 000 g of 6xxx out of a vehicle.
  void Scrap6(const std::string& vin) {
    v1::PanelReplaced event = Repair(vin, Works::kGarage);
    *event.add_removed() = Mass(v1::ALLOY_FAMILY_6XXX, 8'000);
    works_.Do("workshop", event);
  }
  static v1::FittedPanel Panel(v1::PanelSource source, v1::AlloyFamily family, int64_t grams,
                               const std::string& from = "") {
    v1::FittedPanel panel;
    panel.set_source(source);
    panel.set_from_site(from);
    *panel.mutable_metal() = Mass(family, grams);
    return panel;
  }
  int64_t Balance(v1::AccountClass account_class, const std::string& party) {
    return works_.ledger().TotalOf(MakeAccount(account_class, party));
  }

  Works works_;
};

TEST_F(BodyPanelTest, APanelIsReplacedOnTheRoad) {
  works_.Lease(Vin(1), v1::CONTRACT_KIND_LEASE);
  v1::PanelReplaced event = Repair(Vin(1), Works::kGarage);
  *event.add_removed() = Mass(v1::ALLOY_FAMILY_6XXX, 8'000);
  *event.add_fitted() = Panel(v1::PANEL_SOURCE_NEW, v1::ALLOY_FAMILY_6XXX, 8'500);
  ASSERT_EQ(Try(event), "OK");
  EXPECT_THAT(works_.Postings(), ElementsAre("PARTS 6XXX -8500", "IN_SERVICE/maker/brand/lease 6XXX +500",
                                             "REPAIR_SCRAP/workshop/garage 6XXX +8000"));
  EXPECT_THAT(works_.Subjects(), ElementsAre("VEHICLE " + Vin(1)));
  EXPECT_THAT(works_.Flags(), IsEmpty());
  const v1::VehicleState vehicle = works_.Vehicle(Vin(1));
  EXPECT_EQ(vehicle.body(1).grams(), 100'500);
  EXPECT_EQ(vehicle.entered_g(), 164'500);
  EXPECT_EQ(vehicle.departed_g(), 8'000);
}

TEST_F(BodyPanelTest, AFamilyThatTheBodyLacksIsRegraded) {
  works_.Sell(Vin(1));
  v1::PanelReplaced event = Repair(Vin(1), Works::kGarage);
  *event.add_removed() = Mass(v1::ALLOY_FAMILY_5XXX, 1'000);
  *event.add_removed() = Mass(v1::ALLOY_FAMILY_7XXX, 3'110);
  ASSERT_EQ(Try(event), "OK");
  // 3 110 g over the 55 000 g 5xxx and 100 000 g 6xxx that are left: 1 103.55 and 2 006.45.
  EXPECT_THAT(works_.Postings(),
              ElementsAre("IN_SERVICE/maker/brand/sale 5XXX -2104", "IN_SERVICE/maker/brand/sale 6XXX -2006",
                          "REPAIR_SCRAP/workshop/garage 5XXX +1000", "REPAIR_SCRAP/workshop/garage 7XXX +3110",
                          "REGRADE 5XXX +1104", "REGRADE 6XXX +2006", "REGRADE 7XXX -3110"));
  EXPECT_THAT(works_.Flags(), ElementsAre("REGRADED VEHICLE " + Vin(1)));
  EXPECT_EQ(works_.Vehicle(Vin(1)).body(0).grams(), 53'896);
}

TEST_F(BodyPanelTest, AReusedPanelComesFromASiteOfOnesOwn) {
  works_.ToHulk(Vin(1));
  works_.Do("treater", PartOff(Vin(1), "treater/yard", Mass(v1::ALLOY_FAMILY_6XXX, 8'000)));
  works_.Do("treater", ForeignMake(Vin(2)));
  v1::PanelReplaced event = Repair(Vin(2), "treater/second");
  *event.add_fitted() = Panel(v1::PANEL_SOURCE_REUSED, v1::ALLOY_FAMILY_6XXX, 8'001, "treater/yard");
  EXPECT_EQ(works_.Try("treater", event), "MASS_EXCEEDS_SOURCE panel_replaced.fitted[0].metal.grams");
  event.mutable_fitted(0)->mutable_metal()->set_grams(8'000);
  ASSERT_EQ(works_.Try("treater", event), "OK");
  EXPECT_THAT(works_.Postings(), ElementsAre("STOCK 6XXX +8000", "REUSED_PARTS/treater/yard 6XXX -8000"));
  EXPECT_EQ(works_.Try("treater", event), "MASS_EXCEEDS_SOURCE panel_replaced.fitted[0].metal.grams");
}

TEST_F(BodyPanelTest, TheNewBodyIsWhatIsShredded) {
  works_.Stock(Vin(1));
  Scrap6(Vin(1));
  works_.Do("dealer", RetiredOf(Vin(1)));
  works_.Do("dealer", Sent(Vin(1), "dealer/t9", "shredder"));
  works_.Do("shredder", Arrived(Vin(1), "shredder/mill", "dealer/t9"));
  works_.Do("shredder", Certificate(Vin(1), "shredder/mill", "S1"));
  works_.Do("shredder", DepollutedAt(Vin(1), "shredder/mill"));
  works_.Do("shredder", Fed("shredder/b1", {Vin(1)}));
  EXPECT_EQ(works_.Batch("shredder/b1").hulks(0).own_body_g(), 148'000);
  EXPECT_EQ(works_.Vehicle(Vin(1)).departed_g(), 156'000);
  works_.Recover("shredder/l1", "shredder/b1", 210'000);
  EXPECT_EQ(works_.Try("shredder", Closed("shredder/b1")), "OK");
}

TEST_F(BodyPanelTest, WhoRepairsWhat) {
  works_.Stock(Vin(1));
  works_.Do("dealer", [] {
    v1::SiteRegistered site;
    site.set_site_id("dealer/yard");
    site.set_name("Yard");
    site.set_country("DE");
    return site;
  }());
  v1::PanelReplaced event = Repair(Vin(1), "dealer/yard");
  *event.add_fitted() = Panel(v1::PANEL_SOURCE_NEW, v1::ALLOY_FAMILY_5XXX, 1);
  EXPECT_EQ(works_.Try("dealer", event), "OK");
  EXPECT_EQ(works_.Try("maker", event), "NOT_HOLDER panel_replaced.vin");
  EXPECT_EQ(Try(event), "NOT_FOUND panel_replaced.site_id") << "a workshop, but at its own site";
  EXPECT_EQ(works_.Try("smelter", event), "ROLE_REQUIRED panel_replaced");
  works_.Do("dealer", Sent(Vin(1), "dealer/t9", "other-dealer"));
  EXPECT_EQ(works_.Try("dealer", event), "IN_TRANSIT panel_replaced.vin");
  works_.Retire(Vin(2));
  event.set_vin(Vin(2));
  event.set_site_id(Works::kGarage);
  EXPECT_EQ(Try(event), "ILLEGAL_TRANSITION panel_replaced.vin");
  event.set_vin(Vin(3));
  EXPECT_EQ(Try(event), "NOT_FOUND panel_replaced.vin");
}

TEST_F(BodyPanelTest, ChecksThePanels) {
  works_.Sell(Vin(1));
  const auto refused = [this](auto change, const std::string& outcome) {
    v1::PanelReplaced event = Repair(Vin(1), Works::kGarage);
    change(event);
    EXPECT_EQ(Try(event), outcome);
  };
  using E = v1::PanelReplaced&;
  const v1::FittedPanel panel = Panel(v1::PANEL_SOURCE_NEW, v1::ALLOY_FAMILY_6XXX, 1);
  refused([](E) {}, "FIELD_MISSING panel_replaced.removed");
  refused([](E e) { e.add_removed(); }, "FIELD_MISSING panel_replaced.removed[0].family");
  refused([](E e) { *e.add_removed() = Mass(v1::ALLOY_FAMILY_5XXX, 0); },
          "OUT_OF_RANGE panel_replaced.removed[0].grams");
  refused([](E e) { *e.add_removed() = Mass(v1::ALLOY_FAMILY_5XXX, 156'001); },
          "MASS_EXCEEDS_SOURCE panel_replaced.removed");
  refused(
      [](E e) {
        *e.add_removed() = Mass(v1::ALLOY_FAMILY_6XXX, 1);
        *e.add_removed() = Mass(v1::ALLOY_FAMILY_5XXX, 1);
      },
      "INVALID_VALUE panel_replaced.removed[1].family");
  refused(
      [](E e) {
        for (int i = 0; i < 8; ++i) e.add_removed();
      },
      "TOO_LARGE panel_replaced.removed");
  refused(
      [&](E e) {
        for (int i = 0; i < 17; ++i) *e.add_fitted() = panel;
      },
      "TOO_LARGE panel_replaced.fitted");
  refused([&](E e) { (*e.add_fitted() = panel).clear_source(); }, "FIELD_MISSING panel_replaced.fitted[0].source");
  refused([&](E e) { (*e.add_fitted() = panel).clear_metal(); }, "FIELD_MISSING panel_replaced.fitted[0].metal");
  refused([&](E e) { (*e.add_fitted() = panel).mutable_metal()->clear_family(); },
          "FIELD_MISSING panel_replaced.fitted[0].metal.family");
  refused([&](E e) { (*e.add_fitted() = panel).mutable_metal()->set_grams(0); },
          "OUT_OF_RANGE panel_replaced.fitted[0].metal.grams");
  refused([&](E e) { (*e.add_fitted() = panel).set_from_site(Works::kGarage); },
          "INVALID_VALUE panel_replaced.fitted[0].from_site");
  refused([&](E e) { (*e.add_fitted() = panel).set_source(v1::PANEL_SOURCE_REUSED); },
          "FIELD_MISSING panel_replaced.fitted[0].from_site");
  refused([&](E e) { *e.add_fitted() = Panel(v1::PANEL_SOURCE_REUSED, v1::ALLOY_FAMILY_6XXX, 1, "treater/yard"); },
          "NOT_FOUND panel_replaced.fitted[0].from_site");
  refused([&](E e) { (*e.add_fitted() = panel).mutable_metal()->set_grams(19'844'001); },
          "OUT_OF_RANGE panel_replaced.fitted");
  refused([&](E e) { (*e.add_fitted() = panel).mutable_metal()->set_grams(19'844'000); }, "OK");
}

TEST_F(BodyPanelTest, ScrapIsCollectedAsALotOfRepairOrigin) {
  works_.Sell(Vin(1));
  Scrap6(Vin(1));
  const v1::WeighTicket ticket = works_.NextTicket(7'000, "workshop/scales");
  ASSERT_EQ(Try(Collected(kPanelLot, Works::kGarage, {Mass(v1::ALLOY_FAMILY_6XXX, 7'000)}, ticket)), "OK");
  EXPECT_THAT(works_.Postings(), ElementsAre("REPAIR_SCRAP/workshop/garage 6XXX -7000",
                                             "RECOVERED/workshop/EN_13920:EN 13920-4 6XXX REPAIR +7000"));
  EXPECT_THAT(works_.Subjects(), ElementsAre("INSTRUMENT workshop/scales", "LOT workshop/l1"));
  const v1::LotState lot = works_.Lot(kPanelLot);
  EXPECT_TRUE(lot.repair_scrap());
  EXPECT_TRUE(lot.assayed());
  EXPECT_TRUE(lot.claimable());
  EXPECT_EQ(lot.contained_g(), 7'000);
  EXPECT_EQ(lot.booked_g(), 7'000);
  EXPECT_EQ(lot.net_g(), 7'000);
  EXPECT_EQ(lot.site_id(), Works::kGarage);
  EXPECT_EQ(Try(Assayed(kPanelLot, 0, 0, 1)), "ROLE_REQUIRED lot_assayed");
  // It can be sent, and melted.
  works_.Do("workshop", LotsSent("workshop/t1", {kPanelLot}, "smelter"));
  works_.Do("smelter", LotsReceived("workshop/t1", Works::kPlant));
  ASSERT_EQ(works_.Try("smelter", Melted("smelter/h1", {kPanelLot}, 6'800)), "OK");
  EXPECT_EQ(works_.Heat("smelter/h1").tapped(0).origin(), v1::ORIGIN_REPAIR);
  EXPECT_EQ(works_.Heat("smelter/h1").strongest_model(), v1::CUSTODY_MODEL_IDENTITY_PRESERVED);
}

TEST_F(BodyPanelTest, AForeignMakesScrapIsThirdPartys) {
  works_.Do("shredder", ForeignMake(Vin(1)));
  works_.Sell(Vin(2));
  Scrap6(Vin(1));
  Scrap6(Vin(2));
  const v1::WeighTicket ticket = works_.NextTicket(16'000, "workshop/scales");
  ASSERT_EQ(Try(Collected(kPanelLot, Works::kGarage, {Mass(v1::ALLOY_FAMILY_6XXX, 10'000)}, ticket)), "OK");
  EXPECT_THAT(works_.Postings(), ElementsAre("REPAIR_SCRAP/workshop/garage 6XXX -5000",
                                             "REPAIR_SCRAP/workshop/garage 6XXX THIRD_PARTY -5000",
                                             "RECOVERED/workshop/EN_13920:EN 13920-4 6XXX REPAIR +5000",
                                             "RECOVERED/workshop/EN_13920:EN 13920-4 6XXX THIRD_PARTY +5000"));
}

TEST_F(BodyPanelTest, ChecksTheScrap) {
  works_.Sell(Vin(1));
  Scrap6(Vin(1));
  const auto refused = [this](auto change, const std::string& outcome) {
    v1::RepairScrapCollected event = Collected(kPanelLot, Works::kGarage, {Mass(v1::ALLOY_FAMILY_6XXX, 7'000)},
                                               works_.Ticket("77", 1'007'000, 1'000'000, "workshop/scales"));
    change(event);
    EXPECT_EQ(Try(event), outcome);
  };
  using E = v1::RepairScrapCollected&;
  refused([](E e) { e.set_site_id("smelter/plant"); }, "NOT_FOUND repair_scrap_collected.site_id");
  refused([](E e) { e.set_lot_id("smelter/l1"); }, "ID_NOT_OWN repair_scrap_collected.lot_id");
  refused([](E e) { e.clear_lot_id(); }, "FIELD_MISSING repair_scrap_collected.lot_id");
  refused([](E e) { e.clear_metal(); }, "FIELD_MISSING repair_scrap_collected.metal");
  refused([](E e) { e.mutable_metal(0)->clear_family(); }, "FIELD_MISSING repair_scrap_collected.metal[0].family");
  refused([](E e) { e.mutable_metal(0)->set_grams(0); }, "OUT_OF_RANGE repair_scrap_collected.metal[0].grams");
  refused([](E e) { e.mutable_metal(0)->set_grams(7'001); }, "MASS_EXCEEDS_TICKET repair_scrap_collected.metal");
  refused([](E e) { *e.mutable_metal(0) = Mass(v1::ALLOY_FAMILY_5XXX, 1); },
          "MASS_EXCEEDS_SOURCE repair_scrap_collected.metal[0].grams");
  refused([](E e) { e.clear_grade_scheme(); }, "FIELD_MISSING repair_scrap_collected.grade_scheme");
  refused([](E e) { e.clear_grade_code(); }, "FIELD_MISSING repair_scrap_collected.grade_code");
  refused([](E e) { e.set_grade_code("a:b"); }, "INVALID_VALUE repair_scrap_collected.grade_code");
  refused([](E e) { e.set_grade_code(std::string(33, 'g')); }, "TOO_LARGE repair_scrap_collected.grade_code");
  refused([](E e) { e.clear_ticket(); }, "FIELD_MISSING repair_scrap_collected.ticket");
  refused([](E e) { e.mutable_ticket()->clear_tare_at(); }, "FIELD_MISSING repair_scrap_collected.ticket.tare_at");
  refused([](E) {}, "OK");
  refused([](E) {}, "ALREADY_EXISTS repair_scrap_collected.lot_id");
  EXPECT_EQ(Balance(v1::ACCOUNT_CLASS_REPAIR_SCRAP, Works::kGarage), 1'000);
}

}  // namespace
}  // namespace ingot::testing
