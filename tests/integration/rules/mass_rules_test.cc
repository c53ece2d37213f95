// What metal can't do: rules 1, 2, 6 to 10 and 16 of docs/DOMAIN.md's seventeen.
#include <cstdint>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "tests/support/bank/rule_story.h"
#include "tests/support/rule_events.h"

namespace ingot::testing {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class MassRules : public RuleStory {
 protected:
  static v1::BatchFed FeedOf(const std::string& batch, const std::vector<std::string>& vins) {
    v1::BatchFed event = Fed(batch, vins);
    event.set_site_id("ruhr/mill");
    event.set_yield_standard_id("bank/shred");
    return event;
  }
  // Scrap of the ticket's own mass, in a batch of its own.
  void FeedScrap(const std::string& batch, int64_t grams) {
    v1::BatchFed fed = FeedOf(batch, {});
    *fed.add_tickets() = Scrap(Ticket("ruhr/bridge", grams), grams);
    Step("ruhr", fed, {{"THIRD_PARTY_SCRAP", -grams}, {"IN_PROCESS/" + batch, grams}});
  }
  void ToPlant(const std::string& lot, int64_t grams) {
    const std::string load = lot + "-load";
    Step("ruhr", LotsSent(load, {lot}, "leine"), {{"RECOVERED/ruhr/REMA:Twitch", -grams}, {"TRANSIT/" + load, grams}});
    Step("leine", LotsReceived(load, "leine/plant"), {{"TRANSIT/" + load, -grams}, {"SCRAP_STOCK/leine/plant", grams}});
  }
  static v1::HeatMelted MeltOf(const std::string& heat, const std::string& lot, int64_t tapped_g) {
    v1::HeatMelted event = Melted(heat, {lot}, tapped_g);
    event.set_site_id("leine/plant");
    event.set_yield_standard_id("bank/melt");
    return event;
  }
  static v1::ContentClaimed ClaimOf(const std::string& claim, const std::string& heat, int64_t grams) {
    v1::ContentClaimed event = Claimed(claim, heat, grams);
    *event.mutable_from() = MakeDate(2024, 1, 1);
    *event.mutable_until() = MakeDate(2024, 12, 31);
    return event;
  }
};

// Nobody types a posting; what can be typed is masses.
TEST_F(MassRules, Rule1NothingIsMadeOrLost) {
  On(2024, 3, 1);
  v1::VehicleRegistered born = Registered(Vin(101));
  born.set_brand_id("ruishi/v7");
  born.set_model_id("ruishi/v7-van");
  born.mutable_body(0)->set_grams(-56'000);
  Refused("ruishi", born, "OUT_OF_RANGE");
  born.mutable_body(0)->set_grams(INT64_MAX);
  Refused("ruishi", born, "OUT_OF_RANGE");
  // Families that come twice, and in another order, would be counted twice.
  born.mutable_body(0)->set_grams(56'000);
  born.mutable_body(1)->set_family(v1::ALLOY_FAMILY_5XXX);
  Refused("ruishi", born, "INVALID_VALUE");
  Bear(Vin(102));
  // What is counted beyond the books is undocumented, and against variance.
  Step("leine", Counted("leine/plant", v1::ACCOUNT_CLASS_SCRAP_STOCK, {Mass(v1::ALLOY_FAMILY_6XXX, 1'000'000'000'000)}),
       {{"SCRAP_STOCK/leine/plant", 1'000'000'000'000},
        {"SCRAP_STOCK/leine/plant 6XXX UNDOCUMENTED", 1'000'000'000'000},
        {"VARIANCE/leine/plant", -1'000'000'000'000}});
  EXPECT_THAT(Flags(), UnorderedElementsAre("COUNT_DIFFERS SITE leine/plant"));
  Refused("leine",
          Counted("leine/plant", v1::ACCOUNT_CLASS_SCRAP_STOCK, {Mass(v1::ALLOY_FAMILY_6XXX, 1'000'000'000'001)}),
          "OUT_OF_RANGE");
  Step("leine", Counted("leine/plant", v1::ACCOUNT_CLASS_SCRAP_STOCK, {}),
       {{"SCRAP_STOCK/leine/plant", -1'000'000'000'000}, {"VARIANCE/leine/plant", 1'000'000'000'000}});
}

TEST_F(MassRules, Rule2NoAccountOfMetalIsBelowZero) {
  On(2024, 3, 1);
  Deliver(Vin(201), "rhein");
  v1::PanelReplaced repair = Repair(Vin(201), "garage/shop");
  v1::FittedPanel& reused = *repair.add_fitted();
  reused.set_source(v1::PANEL_SOURCE_REUSED);
  reused.set_from_site("garage/shop");
  *reused.mutable_metal() = Mass(v1::ALLOY_FAMILY_5XXX, 1);
  Refused("garage", repair, "MASS_EXCEEDS_SOURCE");
  Refused("garage",
          Collected("garage/l-201", "garage/shop", {Mass(v1::ALLOY_FAMILY_5XXX, 1)}, Ticket("garage/scales", 1'000)),
          "MASS_EXCEEDS_SOURCE");
  // A family that a body lacks comes out of its others: 10 000 g of 7xxx over 56 : 100, 3 589.7 and 6 410.3.
  ToHulk(Vin(201), "rhein");
  Step("elbe", PartOff(Vin(201), "elbe/yard", Mass(v1::ALLOY_FAMILY_7XXX, 10'000)),
       {{"HULK/elbe/yard", -10'000},
        {"HULK/elbe/yard 5XXX", -3'590},
        {"HULK/elbe/yard 6XXX", -6'410},
        {"REUSED_PARTS/elbe/yard", 10'000},
        {"REUSED_PARTS/elbe/yard 7XXX", 10'000}});
  EXPECT_THAT(Flags(), UnorderedElementsAre("REGRADED VEHICLE " + Vin(201)));
  // More can't come back to production than a heat gave.
  FeedScrap("ruhr/b-201", 100'000);
  Recover("ruhr/l-201", "ruhr/b-201", 100'000,
          {{"IN_PROCESS/ruhr/b-201", -100'000}, {"RECOVERED/ruhr/REMA:Twitch", 100'000}});
  ToPlant("ruhr/l-201", 100'000);
  Step("leine", MeltOf("leine/h-201", "ruhr/l-201", 98'000),
       {{"SCRAP_STOCK/leine/plant", -100'000}, {"REMELTED/leine/plant", 98'000}, {"LOSS_MELT/leine/plant", 2'000}});
  Refused("leine", BackTo("ruishi/v7", "leine/h-201", 98'001), "MASS_EXCEEDS_SOURCE");
  v1::VehicleRegistered next = Registered(Vin(202));
  next.set_brand_id("ruishi/v7");
  next.set_model_id("ruishi/v7-van");
  v1::ConsumedHeat& consumed = *next.add_heats();
  consumed.set_heat_id("leine/h-201");
  consumed.set_grams(1);
  Refused("ruishi", next, "NOT_FOUND");
  Step("leine", BackTo("ruishi/v7", "leine/h-201", 98'000),
       {{"REMELTED/leine/plant", -98'000}, {"BACK_IN_PRODUCTION/ruishi/v7", 98'000}});
  consumed.set_grams(98'001);
  Refused("ruishi", next, "MASS_EXCEEDS_SOURCE");
}

TEST_F(MassRules, Rule6ATicketIsUsedOnceAndHoldsSomething) {
  On(2024, 3, 1);
  FeedScrap("ruhr/b-601", 100'000);
  const v1::WeighTicket ticket = Ticket("ruhr/bridge", 40'000);
  Step("ruhr", Weighed("ruhr/l-601", "ruhr/b-601", ticket));
  Refused("ruhr", Weighed("ruhr/l-602", "ruhr/b-601", ticket), "DUPLICATE_NUMBER");
  Refused("ruhr", Voided("ruhr/bridge", ticket.number()), "DUPLICATE_NUMBER");
  v1::WeighTicket wrong = Ticket("ruhr/bridge", 40'000);
  wrong.set_tare_g(wrong.gross_g());
  Refused("ruhr", Weighed("ruhr/l-602", "ruhr/b-601", wrong), "WEIGHT_INVALID");
  wrong.set_tare_g(wrong.gross_g() + 20'000);
  Refused("ruhr", Weighed("ruhr/l-602", "ruhr/b-601", wrong), "WEIGHT_INVALID");
  wrong.set_tare_g(20'010'000);
  Refused("ruhr", Weighed("ruhr/l-602", "ruhr/b-601", wrong), "WEIGHT_INVALID");
  wrong.set_tare_g(20'000'000);
  wrong.set_gross_g(60'020'000);
  Refused("ruhr", Weighed("ruhr/l-602", "ruhr/b-601", wrong), "WEIGHT_INVALID");
  // Another's scale, as if it were one's own.
  Refused("ruhr", Weighed("ruhr/l-602", "ruhr/b-601", Ticket("elbe/bridge", 40'000)), "NOT_FOUND");
}

// A lot above 9.2 t: 9 223 372 g x 10^6 x 10^6 is where 64 bits end.
TEST_F(MassRules, Rule7ContainedMetalIsRoundedDownOnceAndNeverOverflows) {
  On(2024, 3, 1);
  v1::InstrumentCertified large;
  large.set_instrument_id("ruhr/rail-bridge");
  large.set_site_id("ruhr/mill");
  large.set_division_g(20'000);
  large.set_capacity_g(200'000'000);
  large.set_certificate_number("C-7");
  *large.mutable_expires_on() = MakeDate(2035, 12, 31);
  Step("ruhr", large);
  const auto train = [this](int64_t net_g) { return Ticket("ruhr/rail-bridge", net_g); };
  v1::BatchFed fed = FeedOf("ruhr/b-701", {});
  *fed.add_tickets() = Scrap(train(180'000'000), 180'000'000);
  Step("ruhr", fed, {{"THIRD_PARTY_SCRAP", -180'000'000}, {"IN_PROCESS/ruhr/b-701", 180'000'000}});
  Step("ruhr", Weighed("ruhr/l-701", "ruhr/b-701", train(180'000'000)));
  Refused("ruhr", Assayed("ruhr/l-701", 400'000, 600'000, 900'000), "OUT_OF_RANGE");
  Refused("ruhr", Assayed("ruhr/l-701", 0, 0, 1'000'001), "OUT_OF_RANGE");
  // 180 000 000 x (10^6 - 15 001) x 970 001 / 10^12: 984 999 x 970 001 = 955 450 014 999, so 171 981 002.69982, rounded
  // down.
  Step("ruhr", Assayed("ruhr/l-701", 15'000, 1, 970'001),
       {{"IN_PROCESS/ruhr/b-701", -171'981'002}, {"RECOVERED/ruhr/REMA:Twitch", 171'981'002}});
  EXPECT_THAT(Flags(), IsEmpty());
  EXPECT_EQ(Lot("ruhr/l-701").contained_g(), 171'981'002);
}

TEST_F(MassRules, Rule8NobodyCreditsMoreThanItReceived) {
  On(2024, 3, 1);
  Deliver(Vin(801), "rhein");
  ToHulk(Vin(801), "rhein");
  ToMill({Vin(801)});
  v1::BatchFed fed = FeedOf("ruhr/b-801", {Vin(801)});
  *fed.add_tickets() = Scrap(Ticket("ruhr/bridge", 180'000), 174'000);
  Step("ruhr", fed,
       {{"HULK/ruhr/mill", -156'000},
        {"OTHER_BODY", -70'000},
        {"THIRD_PARTY_SCRAP", -174'000},
        {"IN_PROCESS/ruhr/b-801", 400'000}});
  // 400 000 g went in, 500 000 are said to come out.
  Recover("ruhr/l-801", "ruhr/b-801", 500'000,
          {{"IN_PROCESS/ruhr/b-801", -400'000},
           {"RECOVERED/ruhr/REMA:Twitch", 400'000},
           {"VARIANCE/ruhr/mill", -100'000},
           {"EXCESS/ruhr", 100'000}});
  EXPECT_THAT(Flags(), UnorderedElementsAre("EXCESS LOT ruhr/l-801", "EXCESS BATCH ruhr/b-801"));
  Step("ruhr", Closed("ruhr/b-801"), {{"LOSS_SHRED/ruhr/mill", 8'000}, {"VARIANCE/ruhr/mill", -8'000}});
  // Not a gram of the scrap, nor of the excess, comes to the vehicle.
  EXPECT_THAT(Allocations(), UnorderedElementsAre(Vin(801) + " 156000"));
  Step("ruhr", LotsSent("ruhr/sold-801", {"ruhr/l-801"}, ""),
       {{"RECOVERED/ruhr/REMA:Twitch", -400'000}, {"OPEN_LOOP", 400'000}});
}

TEST_F(MassRules, Rule9AHeatsLossIsComputed) {
  On(2024, 3, 1);
  FeedScrap("ruhr/b-901", 100'000);
  Recover("ruhr/l-901", "ruhr/b-901", 100'000,
          {{"IN_PROCESS/ruhr/b-901", -100'000}, {"RECOVERED/ruhr/REMA:Twitch", 100'000}});
  ToPlant("ruhr/l-901", 100'000);
  v1::HeatMelted heat = MeltOf("leine/h-901", "ruhr/l-901", 103'000);
  heat.set_dross_metal_g(1);
  Refused("leine", heat, "OUT_OF_RANGE");
  heat.set_dross_metal_g(0);
  // More than went in: booked as excess, never as loss or gain.
  Step("leine", heat,
       {{"SCRAP_STOCK/leine/plant", -100'000},
        {"REMELTED/leine/plant", 100'000},
        {"VARIANCE/leine/plant", -3'000},
        {"EXCESS/leine", 3'000}});
  EXPECT_THAT(Flags(), UnorderedElementsAre("YIELD_ABOVE_INPUT HEAT leine/h-901", "LOSS_OUT_OF_BAND HEAT leine/h-901"));
  Refused("leine", ClaimOf("leine/c-901", "leine/h-901", 1), "FROZEN");
  // Far too little came out: 30 % of loss, accepted and flagged.
  FeedScrap("ruhr/b-902", 120'000);
  Recover("ruhr/l-902", "ruhr/b-902", 120'000,
          {{"IN_PROCESS/ruhr/b-902", -120'000}, {"RECOVERED/ruhr/REMA:Twitch", 120'000}});
  ToPlant("ruhr/l-902", 120'000);
  Step("leine", MeltOf("leine/h-902", "ruhr/l-902", 84'000),
       {{"SCRAP_STOCK/leine/plant", -120'000}, {"REMELTED/leine/plant", 84'000}, {"LOSS_MELT/leine/plant", 36'000}});
  EXPECT_THAT(Flags(), UnorderedElementsAre("LOSS_OUT_OF_BAND HEAT leine/h-902"));
}

TEST_F(MassRules, Rule10AGramIsClaimedOnceAndWithinItsHeat) {
  On(2024, 3, 1);
  FeedScrap("ruhr/b-1001", 140'000);
  Recover("ruhr/l-1001", "ruhr/b-1001", 140'000,
          {{"IN_PROCESS/ruhr/b-1001", -140'000}, {"RECOVERED/ruhr/REMA:Twitch", 140'000}});
  ToPlant("ruhr/l-1001", 140'000);
  // Half of the heat is primary metal: of 274 400 g tapped 137 200 are eligible.
  v1::HeatMelted heat = MeltOf("leine/h-1001", "ruhr/l-1001", 274'400);
  v1::PrimaryMetal& primary = *heat.add_primary();
  primary.set_family(v1::ALLOY_FAMILY_6XXX);
  primary.set_grams(140'000);
  Step("leine", heat,
       {{"SCRAP_STOCK/leine/plant", -140'000},
        {"PRIMARY", -140'000},
        {"REMELTED/leine/plant", 274'400},
        {"LOSS_MELT/leine/plant", 5'600}});
  Refused("leine", ClaimOf("leine/c-1001", "leine/h-1001", 137'201), "CLAIM_EXCEEDS_ELIGIBLE");
  v1::ContentClaimed closed = ClaimOf("leine/c-1001", "leine/h-1001", 1);
  closed.set_kind(v1::CLAIM_KIND_CLOSED_LOOP);
  Refused("leine", closed, "CLAIM_EXCEEDS_ELIGIBLE");
  v1::ContentClaimed strong = ClaimOf("leine/c-1001", "leine/h-1001", 1);
  strong.set_model(v1::CUSTODY_MODEL_SEGREGATED);
  Refused("leine", strong, "CUSTODY_MODEL");
  v1::ContentClaimed early = ClaimOf("leine/c-1001", "leine/h-1001", 1);
  *early.mutable_until() = MakeDate(2024, 2, 28);
  Refused("leine", early, "OUT_OF_RANGE");
  Refused("ruishi", ClaimOf("ruishi/c-1001", "leine/h-1001", 1), "NOT_FOUND");
  Step("leine", ClaimOf("leine/c-1001", "leine/h-1001", 137'200));
  Refused("leine", ClaimOf("leine/c-1002", "leine/h-1001", 1), "CLAIM_EXCEEDS_ELIGIBLE");
  // Nor by the brand that the metal comes to.
  Step("leine", BackTo("ruishi/v7", "leine/h-1001", 274'400),
       {{"REMELTED/leine/plant", -274'400}, {"BACK_IN_PRODUCTION/ruishi/v7", 274'400}});
  Refused("ruishi", ClaimOf("ruishi/c-1001", "leine/h-1001", 1), "CLAIM_EXCEEDS_ELIGIBLE");
  Step("leine", Cancelled("leine/c-1001"));
  Step("ruishi", ClaimOf("ruishi/c-1001", "leine/h-1001", 137'200));
}

TEST_F(MassRules, Rule16WhatAnAuditorLooksAtIsFlagged) {
  On(2024, 6, 1);
  v1::InstrumentCertified second;
  second.set_instrument_id("ruhr/bridge-16");
  second.set_site_id("ruhr/mill");
  second.set_division_g(20'000);
  second.set_capacity_g(60'000'000);
  second.set_certificate_number("C-16");
  *second.mutable_expires_on() = MakeDate(2035, 12, 31);
  Step("ruhr", second);
  FeedScrap("ruhr/b-1601", 5'000'000);
  // The same net on two instruments within 24 h; 0.1 % of 2 000 000 g are no division of 20 kg, so: equal or not.
  Step("ruhr", Weighed("ruhr/l-1601", "ruhr/b-1601", Ticket("ruhr/bridge", 2'000'000)));
  EXPECT_THAT(Flags(), IsEmpty());
  Step("ruhr", Weighed("ruhr/l-1602", "ruhr/b-1601", Ticket("ruhr/bridge-16", 2'000'000)));
  EXPECT_THAT(Flags(), UnorderedElementsAre("SAME_NET_TWICE LOT ruhr/l-1602"));
  Step("ruhr", Weighed("ruhr/l-1603", "ruhr/b-1601", Ticket("ruhr/bridge", 980'000)));
  EXPECT_THAT(Flags(), IsEmpty());
  // The holder's own assay.
  v1::LotAssayed own = Assayed("ruhr/l-1603", 0, 0, 1'000'000);
  own.set_laboratory("ruhr");
  Step("ruhr", own, {{"IN_PROCESS/ruhr/b-1601", -980'000}, {"RECOVERED/ruhr/REMA:Twitch", 980'000}});
  EXPECT_THAT(Flags(), UnorderedElementsAre("ASSAY_BY_HOLDER LOT ruhr/l-1603"));
  // The receiver weighs 60 kg less, beyond both divisions of 20 kg.
  v1::LotSent sent = LotsSent("ruhr/load-1601", {"ruhr/l-1603"}, "leine");
  *sent.mutable_ticket() = Ticket("ruhr/bridge", 980'000);
  Step("ruhr", sent, {{"RECOVERED/ruhr/REMA:Twitch", -980'000}, {"TRANSIT/ruhr/load-1601", 980'000}});
  v1::LotReceived received = LotsReceived("ruhr/load-1601", "leine/plant");
  *received.mutable_ticket() = Ticket("leine/bridge", 920'000);
  Step("leine", received, {{"TRANSIT/ruhr/load-1601", -980'000}, {"SCRAP_STOCK/leine/plant", 980'000}});
  EXPECT_THAT(Flags(),
              UnorderedElementsAre("WEIGHT_DIFFERS TRANSFER ruhr/load-1601", "WEIGHT_DIFFERS LOT ruhr/l-1603"));
  // Missing ticket numbers; voided ones are not missing.
  v1::WeighTicket next = Ticket("ruhr/bridge", 20'000);
  Step("ruhr", Voided("ruhr/bridge", next.number()));
  EXPECT_THAT(Flags(), IsEmpty());
  next = Ticket("ruhr/bridge", 20'000);
  bank().Next("ruhr/bridge");
  next.set_number(std::to_string(1'001 + bank().Next("ruhr/bridge")));
  Step("ruhr", Weighed("ruhr/l-1604", "ruhr/b-1601", next));
  EXPECT_THAT(Flags(), Contains("TICKET_GAP INSTRUMENT ruhr/bridge"));
}

}  // namespace
}  // namespace ingot::testing
