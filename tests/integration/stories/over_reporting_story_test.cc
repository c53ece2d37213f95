// Five ways in which a recycler reports more than it has, each refused or flagged, and none of them ever claimed: hulks
// that never came, a hulk fed twice, scrap beyond its ticket and a ticket used twice, lots that hold more than went in,
// and assays and scales of its own choice.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/bank/story.h"
#include "tests/support/rule_events.h"

namespace ingot::testing {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class OverReportingStory : public Story {
 protected:
  static v1::BatchFed Feed(const std::string& batch, const std::vector<std::string>& vins) {
    v1::BatchFed event = Fed(batch, vins);
    event.set_site_id("ruhr/mill");
    event.set_yield_standard_id("bank/shred");
    return event;
  }
  // One hulk at the mill.
  void HulkAtMill(const std::string& vin) {
    Deliver(vin, "rhein");
    ToHulk(vin, "rhein");
    ToMill({vin});
  }
  // The lot goes to the smelter and is melted alone; the claim on it is refused.
  void CantBeClaimed(const std::string& lot, const std::string& heat_id, int64_t metal_g) {
    const std::string load = lot + "-load";
    Step("ruhr", LotsSent(load, {lot}, "leine"),
         {{"RECOVERED/ruhr/REMA:Twitch", -metal_g}, {"TRANSIT/" + load, metal_g}});
    Step("leine", LotsReceived(load, "leine/plant"),
         {{"TRANSIT/" + load, -metal_g}, {"SCRAP_STOCK/leine/plant", metal_g}});
    v1::HeatMelted heat = Melted(heat_id, {lot}, metal_g * 98 / 100);
    heat.set_site_id("leine/plant");
    heat.set_yield_standard_id("bank/melt");
    Step("leine", heat,
         {{"SCRAP_STOCK/leine/plant", -metal_g},
          {"REMELTED/leine/plant", metal_g * 98 / 100},
          {"LOSS_MELT/leine/plant", metal_g - metal_g * 98 / 100}});
    v1::ContentClaimed claim = Claimed(heat_id + "-claim", heat_id, 1);
    *claim.mutable_from() = MakeDate(2024, 1, 1);
    *claim.mutable_until() = MakeDate(2024, 12, 31);
    Refused("leine", claim, "FROZEN content_claimed.heats[0].heat_id");
  }
};

TEST_F(OverReportingStory, HulksThatNeverCame) {
  On(2024, 3, 4);
  Refused("ruhr", Feed("ruhr/b-1", {Vin(9)}), "NOT_FOUND");
  Deliver(Vin(1), "rhein");
  Refused("ruhr", Feed("ruhr/b-1", {Vin(1)}), "NOT_HOLDER");
  // Made up as a foreign make: it comes from OTHER_BODY, is third-party metal for good, and no VIN of the bank's gets
  // any of it. To be fed it needs all papers of an end of life.
  v1::VehicleRegistered foreign = ForeignMake(Vin(2));
  Step("ruhr", foreign, {{"OTHER_BODY", -156'000}, {"STOCK", 156'000}});
  Refused("ruhr", Feed("ruhr/b-1", {Vin(2)}), "ILLEGAL_TRANSITION");
  Step("ruhr", RetiredOf(Vin(2)), {{"STOCK", -156'000}, {"RETIRED", 156'000}});
  Step("ruhr", Arrived(Vin(2), "ruhr/mill"), {{"RETIRED", -156'000}, {"AWAITING/ruhr/mill", 156'000}});
  Refused("ruhr", Feed("ruhr/b-1", {Vin(2)}), "CERTIFICATE");
  v1::CertificateOfDestructionIssued certificate = Certificate(Vin(2), "ruhr/mill", "1");
  *certificate.mutable_issued_on() = Today();
  Step("ruhr", certificate);
  Step("ruhr", DepollutedAt(Vin(2), "ruhr/mill"), {{"AWAITING/ruhr/mill", -156'000}, {"HULK/ruhr/mill", 156'000}});
  Step("ruhr", Feed("ruhr/b-1", {Vin(2)}),
       {{"HULK/ruhr/mill", -156'000},
        {"OTHER_BODY", -70'000},
        {"IN_PROCESS/ruhr/b-1", 226'000},
        {"IN_PROCESS/ruhr/b-1 5XXX THIRD_PARTY", 56'000},
        {"IN_PROCESS/ruhr/b-1 6XXX THIRD_PARTY", 100'000},
        {"IN_PROCESS/ruhr/b-1 CAST THIRD_PARTY", 70'000}});
  Recover("ruhr/l-1", "ruhr/b-1", 220'000,
          {{"IN_PROCESS/ruhr/b-1", -220'000}, {"RECOVERED/ruhr/REMA:Twitch", 220'000}});
  Step("ruhr", Closed("ruhr/b-1"),
       {{"IN_PROCESS/ruhr/b-1", -6'000}, {"LOSS_SHRED/ruhr/mill", 4'520}, {"VARIANCE/ruhr/mill", 1'480}});
  EXPECT_THAT(Allocations(), IsEmpty());
  EXPECT_EQ(Vehicle(Vin(2)).recovered_g(), 0);
}

TEST_F(OverReportingStory, AHulkTwice) {
  On(2024, 3, 4);
  HulkAtMill(Vin(1));
  Refused("ruhr", Feed("ruhr/b-1", {Vin(1), Vin(1)}), "INVALID_VALUE");
  Step("ruhr", Feed("ruhr/b-1", {Vin(1)}),
       {{"HULK/ruhr/mill", -156'000}, {"OTHER_BODY", -70'000}, {"IN_PROCESS/ruhr/b-1", 226'000}});
  Refused("ruhr", Feed("ruhr/b-1", {Vin(1)}), "ILLEGAL_TRANSITION");
  Refused("ruhr", Feed("ruhr/b-2", {Vin(1)}), "ILLEGAL_TRANSITION");
  Refused("ruhr", HulksSent("ruhr/h-1", {Vin(1)}, "elbe"), "ILLEGAL_TRANSITION");
  // Nor does its lot go in twice.
  Recover("ruhr/l-1", "ruhr/b-1", 220'000,
          {{"IN_PROCESS/ruhr/b-1", -220'000}, {"RECOVERED/ruhr/REMA:Twitch", 220'000}});
  v1::BatchFed round = Feed("ruhr/b-1", {});
  round.add_lot_ids("ruhr/l-1");
  Refused("ruhr", round, "LOT_STATE");
  round.set_batch_id("ruhr/b-2");
  Step("ruhr", round, {{"RECOVERED/ruhr/REMA:Twitch", -220'000}, {"IN_PROCESS/ruhr/b-2", 220'000}});
  round.set_batch_id("ruhr/b-3");
  Refused("ruhr", round, "LOT_STATE");
}

TEST_F(OverReportingStory, ScrapBeyondItsTicket) {
  On(2024, 3, 4);
  v1::BatchFed fed = Feed("ruhr/b-1", {});
  // 100 000 g with 2 % moisture, 3 % foreign matter and 94 % metal hold 100 000 x 0.95 x 0.94 = 89 300 g.
  v1::ThirdPartyTicket& scrap = *fed.add_tickets();
  scrap = Scrap(Ticket("ruhr/bridge", 100'000), 89'301);
  scrap.set_moisture_ppm(20'000);
  scrap.set_foreign_ppm(30'000);
  scrap.set_metal_content_ppm(940'000);
  Refused("ruhr", fed, "MASS_EXCEEDS_TICKET batch_fed.tickets[0].aluminium_g");
  scrap.set_aluminium_g(89'300);
  Step("ruhr", fed, {{"THIRD_PARTY_SCRAP", -89'300}, {"IN_PROCESS/ruhr/b-1", 89'300}});
  // The same ticket, once more and for something else; and another number of the same load on another scale.
  Refused("ruhr", fed, "DUPLICATE_NUMBER");
  Refused("ruhr", Weighed("ruhr/l-1", "ruhr/b-1", scrap.ticket()), "DUPLICATE_NUMBER");
  v1::InstrumentCertified second;
  second.set_instrument_id("ruhr/bridge-2");
  second.set_site_id("ruhr/mill");
  second.set_division_g(20'000);
  second.set_capacity_g(60'000'000);
  second.set_certificate_number("C-2");
  *second.mutable_expires_on() = MakeDate(2035, 12, 31);
  Step("ruhr", second);
  v1::BatchFed again = Feed("ruhr/b-1", {});
  *again.add_tickets() = Scrap(Ticket("ruhr/bridge-2", 100'000), 89'300);
  Step("ruhr", again, {{"THIRD_PARTY_SCRAP", -89'300}, {"IN_PROCESS/ruhr/b-1", 89'300}});
  EXPECT_THAT(Flags(), Contains("SAME_NET_TWICE BATCH ruhr/b-1"));
  // A load that is no multiple of the division, or that is no load, was never on the scale.
  Refused("ruhr", Weighed("ruhr/l-1", "ruhr/b-1", Ticket("ruhr/bridge", 30'000)), "WEIGHT_INVALID");
  Refused("ruhr", Weighed("ruhr/l-1", "ruhr/b-1", Ticket("ruhr/bridge", 0)), "WEIGHT_INVALID");
  Recover("ruhr/l-1", "ruhr/b-1", 170'000,
          {{"IN_PROCESS/ruhr/b-1", -170'000}, {"RECOVERED/ruhr/REMA:Twitch", 170'000}});
  CantBeClaimed("ruhr/l-1", "leine/h-1", 170'000);
}

TEST_F(OverReportingStory, ALotThatHoldsMoreThanWentIn) {
  On(2024, 3, 4);
  HulkAtMill(Vin(1));
  Step("ruhr", Feed("ruhr/b-1", {Vin(1)}),
       {{"HULK/ruhr/mill", -156'000}, {"OTHER_BODY", -70'000}, {"IN_PROCESS/ruhr/b-1", 226'000}});
  // 14 000 g beyond: measured, and so taken; never in the lot's content, never allocated.
  Recover("ruhr/l-1", "ruhr/b-1", 240'000,
          {{"IN_PROCESS/ruhr/b-1", -226'000},
           {"RECOVERED/ruhr/REMA:Twitch", 226'000},
           {"VARIANCE/ruhr/mill", -14'000},
           {"EXCESS/ruhr", 14'000},
           {"EXCESS/ruhr NOT_STATED UNDOCUMENTED", 14'000}});
  EXPECT_EQ(Lot("ruhr/l-1").excess_g(), 14'000);
  // The next lot finds nothing left: all of it is excess.
  Recover("ruhr/l-2", "ruhr/b-1", 40'000, {{"VARIANCE/ruhr/mill", -40'000}, {"EXCESS/ruhr", 40'000}});
  EXPECT_THAT(Flags(), UnorderedElementsAre("EXCESS LOT ruhr/l-2", "EXCESS BATCH ruhr/b-1"));
  // 4 520 g of loss are expected, and none of it was left to lose.
  Step("ruhr", Closed("ruhr/b-1"), {{"LOSS_SHRED/ruhr/mill", 4'520}, {"VARIANCE/ruhr/mill", -4'520}});
  EXPECT_THAT(Flags(), Contains("LOSS_OUT_OF_BAND BATCH ruhr/b-1"));
  EXPECT_THAT(Allocations(), UnorderedElementsAre(Vin(1) + " 156000")) << "not a gram more than it had";
  CantBeClaimed("ruhr/l-1", "leine/h-1", 226'000);
}

TEST_F(OverReportingStory, AssaysAndScalesOfItsOwn) {
  On(2024, 3, 4);
  HulkAtMill(Vin(1));
  v1::BatchFed fed = Feed("ruhr/b-1", {Vin(1)});
  Step("ruhr", fed, {{"HULK/ruhr/mill", -156'000}, {"OTHER_BODY", -70'000}, {"IN_PROCESS/ruhr/b-1", 226'000}});
  Step("ruhr", Weighed("ruhr/l-1", "ruhr/b-1", Ticket("ruhr/bridge", 120'000)));
  Refused("ruhr", Assayed("ruhr/l-1", 0, 0, 1'000'001), "OUT_OF_RANGE");
  Refused("ruhr", Assayed("ruhr/l-1", 500'000, 500'000, 900'000), "OUT_OF_RANGE");
  Refused("ruhr", Assayed("ruhr/l-1", -10'000, 0, 1'000'000), "OUT_OF_RANGE");
  v1::LotAssayed own = Assayed("ruhr/l-1", 0, 0, 1'000'000);
  own.set_laboratory("ruhr");
  Step("ruhr", own, {{"IN_PROCESS/ruhr/b-1", -120'000}, {"RECOVERED/ruhr/REMA:Twitch", 120'000}});
  EXPECT_THAT(Flags(), UnorderedElementsAre("ASSAY_BY_HOLDER LOT ruhr/l-1"));
  Refused("ruhr", Assayed("ruhr/l-1", 0, 0, 1'000'000), "LOT_STATE");

  // A scale whose certificate ran out, and a number that skips some.
  v1::InstrumentCertified old;
  old.set_instrument_id("ruhr/old-bridge");
  old.set_site_id("ruhr/mill");
  old.set_division_g(20'000);
  old.set_capacity_g(60'000'000);
  old.set_certificate_number("C-0");
  *old.mutable_expires_on() = MakeDate(2024, 3, 3);
  Step("ruhr", old);
  Step("ruhr", Weighed("ruhr/l-2", "ruhr/b-1", Ticket("ruhr/old-bridge", 80'000)));
  EXPECT_THAT(Flags(), Contains("INSTRUMENT_EXPIRED LOT ruhr/l-2"));
  EXPECT_FALSE(Lot("ruhr/l-2").claimable());
  Step("ruhr", Assayed("ruhr/l-2", 0, 0, 1'000'000),
       {{"IN_PROCESS/ruhr/b-1", -80'000}, {"RECOVERED/ruhr/REMA:Twitch", 80'000}});
  v1::WeighTicket later = Ticket("ruhr/bridge", 20'000);
  later.set_number("1009");
  Step("ruhr", Weighed("ruhr/l-3", "ruhr/b-1", later));
  EXPECT_THAT(Flags(), Contains("TICKET_GAP INSTRUMENT ruhr/bridge"));

  CantBeClaimed("ruhr/l-1", "leine/h-1", 120'000);
  CantBeClaimed("ruhr/l-2", "leine/h-2", 80'000);
}

}  // namespace
}  // namespace ingot::testing
