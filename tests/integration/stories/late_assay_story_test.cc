// An assay is corrected after the period was closed and the lot was melted elsewhere: both parties' variances take the
// difference in the open period, a claim that counted on the metal is affected, and the next claims make it good.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/bank/story.h"
#include "tests/support/rule_events.h"

namespace ingot::testing {
namespace {

using ::testing::UnorderedElementsAre;

class LateAssayStory : public Story {
 protected:
  // A batch of one hulk (56 000 g 5xxx, 100 000 g 6xxx, 70 000 g castings) and 74 000 g of scrap.
  void Feed(const std::string& batch, const std::string& vin) {
    v1::BatchFed fed = Fed(batch, {vin});
    fed.set_site_id("ruhr/mill");
    fed.set_yield_standard_id("bank/shred");
    *fed.add_tickets() = Scrap(Ticket("ruhr/bridge", 80'000), 74'000);
    Step("ruhr", fed,
         {{"HULK/ruhr/mill", -156'000},
          {"OTHER_BODY", -70'000},
          {"THIRD_PARTY_SCRAP", -74'000},
          {"IN_PROCESS/" + batch, 300'000}});
  }

  // 300 000 x (1 - 0.015 - 0.02) x 0.98 = 283 710 g, over 56 : 100 : 70 : 74.
  void WeighAndAssay(const std::string& lot, const std::string& batch) {
    Step("ruhr", Weighed(lot, batch, Ticket("ruhr/bridge", 300'000)));
    Step("ruhr", Assayed(lot, 15'000, 20'000, 980'000),
         {{"IN_PROCESS/" + batch, -283'710},
          {"RECOVERED/ruhr/REMA:Twitch", 283'710},
          {"RECOVERED/ruhr/REMA:Twitch 5XXX OWN_BODY", 52'959},
          {"RECOVERED/ruhr/REMA:Twitch 6XXX OWN_BODY", 94'570},
          {"RECOVERED/ruhr/REMA:Twitch CAST OWN_OTHER", 66'199},
          {"RECOVERED/ruhr/REMA:Twitch MIXED THIRD_PARTY", 69'982}});
    // 16 290 g are left, 6 000 g (2 %) were to be expected.
    Step("ruhr", Closed(batch),
         {{"IN_PROCESS/" + batch, -16'290}, {"LOSS_SHRED/ruhr/mill", 6'000}, {"VARIANCE/ruhr/mill", 10'290}});
  }

  void Melt(const std::string& heat_id, const std::string& lot) {
    const std::string load = lot + "-load";
    Step("ruhr", LotsSent(load, {lot}, "leine"),
         {{"RECOVERED/ruhr/REMA:Twitch", -283'710}, {"TRANSIT/" + load, 283'710}});
    Step("leine", LotsReceived(load, "leine/plant"),
         {{"TRANSIT/" + load, -283'710}, {"SCRAP_STOCK/leine/plant", 283'710}});
    // With 100 000 g primary: 383 710 g, of which 370 000 are tapped, 3 710 are in the dross, 10 000 (2.6 %) are lost.
    v1::HeatMelted heat = Melted(heat_id, {lot}, 370'000);
    heat.set_site_id("leine/plant");
    heat.set_yield_standard_id("bank/melt");
    v1::PrimaryMetal& primary = *heat.add_primary();
    primary.set_family(v1::ALLOY_FAMILY_6XXX);
    primary.set_grams(100'000);
    heat.set_dross_g(8'000);
    heat.set_dross_metal_g(3'710);
    // Own body: 52 959 and 94 570 of 383 710 are 51 066.7 and 91 191.0.
    Step("leine", heat,
         {{"SCRAP_STOCK/leine/plant", -283'710},
          {"PRIMARY", -100'000},
          {"REMELTED/leine/plant", 370'000},
          {"REMELTED/leine/plant 6XXX OWN_BODY", 142'258},
          {"DROSS/leine/plant", 3'710},
          {"LOSS_MELT/leine/plant", 10'000}});
  }

  static v1::ContentClaimed ClosedLoop(const std::string& claim, const std::string& heat, int64_t grams) {
    v1::ContentClaimed event = Claimed(claim, heat, grams);
    event.set_kind(v1::CLAIM_KIND_CLOSED_LOOP);
    *event.mutable_from() = MakeDate(2024, 1, 1);
    *event.mutable_until() = MakeDate(2024, 12, 31);
    return event;
  }
};

TEST_F(LateAssayStory, TheDifferenceIsPostedIntoTheOpenPeriod) {
  On(2024, 4, 2);
  Deliver(Vin(1), "rhein");
  ToHulk(Vin(1), "rhein");
  ToMill({Vin(1)});
  On(2024, 5, 6);
  Feed("ruhr/b-1", Vin(1));
  WeighAndAssay("ruhr/l-1", "ruhr/b-1");
  On(2024, 6, 3);
  Melt("leine/h-1", "ruhr/l-1");
  Step("leine", ClosedLoop("leine/claim-1", "leine/h-1", 140'000));
  On(2024, 7, 1);
  Step("ruhr", ClosedThrough(2024, 6, 30));
  Step("leine", ClosedThrough(2024, 6, 30));
  Refused("leine", ClosedThrough(2024, 6, 29), "PERIOD");

  // Moisture was 4.5 %: 300 000 x (1 - 0.045 - 0.02) x 0.98 = 274 890, 8 820 g less than booked. The laboratory's
  // letter is of 20 June, a day of a closed period: it is posted on the first open one.
  On(2024, 6, 20);
  Step("ruhr", Reassayed("ruhr/l-1", 45'000, 20'000, 980'000),
       {{"VARIANCE/ruhr/mill", 8'820}, {"VARIANCE/leine/plant", -8'820}});
  EXPECT_THAT(Flags(), UnorderedElementsAre("CORRECTED_LATE LOT ruhr/l-1", "CLAIM_AFFECTED HEAT leine/h-1"));
  const v1::Date posted = bank().last_entry().posted_on();
  EXPECT_EQ(posted.month() * 100 + posted.day(), 701);
  EXPECT_EQ(bank().last_entry().recorded_at_us() > bank().now_us(), true) << "and recorded when it came";
  // 8 820 over 52 959 : 94 570 : 66 199 : 69 982 is 1 646.4, 2 940.0, 2 058.0, 2 175.6: own body falls by 4 586 g to
  // 137 672, less than the 140 000 g that were claimed.
  EXPECT_EQ(Lot("ruhr/l-1").contained_g(), 274'890);
  On(2024, 7, 2);
  Refused("leine", ClosedLoop("leine/claim-2", "leine/h-1", 1), "FROZEN");
  Step(Bank::kAuditor, Cleared(v1::SUBJECT_KIND_LOT, "ruhr/l-1", v1::FLAG_KIND_CORRECTED_LATE));
  Refused("leine", ClosedLoop("leine/claim-2", "leine/h-1", 1), "CLAIM_EXCEEDS_ELIGIBLE");

  // The next period's heat is the same again: 142 258 g of own body, of which 140 000 - 137 672 = 2 328 make good what
  // was claimed too much.
  On(2024, 8, 5);
  Deliver(Vin(2), "rhein");
  ToHulk(Vin(2), "rhein");
  ToMill({Vin(2)});
  On(2024, 9, 2);
  Feed("ruhr/b-2", Vin(2));
  WeighAndAssay("ruhr/l-2", "ruhr/b-2");
  Melt("leine/h-2", "ruhr/l-2");
  Refused("leine", ClosedLoop("leine/claim-2", "leine/h-2", 139'931), "CLAIM_EXCEEDS_ELIGIBLE");
  Step("leine", ClosedLoop("leine/claim-2", "leine/h-2", 139'930));
  Refused("leine", ClosedLoop("leine/claim-3", "leine/h-2", 1), "CLAIM_EXCEEDS_ELIGIBLE");
}

}  // namespace
}  // namespace ingot::testing
