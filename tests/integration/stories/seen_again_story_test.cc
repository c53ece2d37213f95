// A vehicle certified as destroyed is seen on the road: the sighting is taken, claims on its batch's metal freeze, and
// an auditor's finding brings the vehicle and its metal back from where the books had it.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/bank/story.h"
#include "tests/support/rule_events.h"
#include "tests/support/trouble_events.h"

namespace ingot::testing {
namespace {

using ::testing::Contains;
using ::testing::UnorderedElementsAre;

class SeenAgainStory : public Story {
 protected:
  v1::SightingReported Seen(const std::string& vin) {
    v1::SightingReported event = Sighting(vin);
    *event.mutable_on() = Today();
    return event;
  }
  v1::Found FoundToday(const std::string& vin) {
    v1::Found event = FoundOf(vin);
    *event.mutable_on() = Today();
    return event;
  }
};

TEST_F(SeenAgainStory, AfterItsMetalWasMelted) {
  const std::string van = Vin(1);
  On(2024, 3, 4);
  Deliver(van, "rhein");
  ToHulk(van, "rhein");
  ToMill({van});
  v1::BatchFed fed = Fed("ruhr/b-1", {van});
  fed.set_yield_standard_id("bank/shred");
  fed.set_site_id("ruhr/mill");
  Step("ruhr", fed, {{"HULK/ruhr/mill", -156'000}, {"OTHER_BODY", -70'000}, {"IN_PROCESS/ruhr/b-1", 226'000}});
  // 98 % of 226 000: 221 480, of which own body 152 880. The rest, 4 520, is the expected loss.
  Recover("ruhr/l-1", "ruhr/b-1", 221'480,
          {{"IN_PROCESS/ruhr/b-1", -221'480}, {"RECOVERED/ruhr/REMA:Twitch", 221'480}});
  Step("ruhr", Closed("ruhr/b-1"), {{"IN_PROCESS/ruhr/b-1", -4'520}, {"LOSS_SHRED/ruhr/mill", 4'520}});
  Step("ruhr", LotsSent("ruhr/load-1", {"ruhr/l-1"}, "leine"),
       {{"RECOVERED/ruhr/REMA:Twitch", -221'480}, {"TRANSIT/ruhr/load-1", 221'480}});
  Step("leine", LotsReceived("ruhr/load-1", "leine/plant"),
       {{"TRANSIT/ruhr/load-1", -221'480}, {"SCRAP_STOCK/leine/plant", 221'480}});
  // 3 480 g (1.6 %) are lost.
  v1::HeatMelted heat = Melted("leine/h-1", {"ruhr/l-1"}, 218'000);
  heat.set_site_id("leine/plant");
  heat.set_yield_standard_id("bank/melt");
  Step("leine", heat,
       {{"SCRAP_STOCK/leine/plant", -221'480}, {"REMELTED/leine/plant", 218'000}, {"LOSS_MELT/leine/plant", 3'480}});
  v1::ContentClaimed claim = Claimed("leine/claim-1", "leine/h-1", 1'000);
  *claim.mutable_from() = MakeDate(2024, 1, 1);
  *claim.mutable_until() = MakeDate(2024, 12, 31);
  Step("leine", claim);

  On(2024, 6, 10);
  Step("garage", Seen(van));
  EXPECT_THAT(Flags(), Contains("DESTRUCTION_DISPUTED VEHICLE " + van));
  EXPECT_EQ(Vehicle(van).custody(), v1::CUSTODY_STATE_RECOVERED) << "a sighting is no finding";
  Refused("ruhr", ClosingOf(van), "FROZEN");
  // Nobody but an auditor gives it back to the road, and not by another event.
  Refused("ruhr", RefutationOf(van), "ROLE_REQUIRED");
  Refused("rhein", Fact(BoughtBack(van)).With(v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT), "NOT_HOLDER");
  Refused("rhein", FoundToday(van), "ILLEGAL_TRANSITION");

  On(2024, 6, 24);
  // What the batch took as this vehicle's body was no such metal: its variance gives it back.
  Step(Bank::kAuditor, RefutationOf(van),
       {{"VARIANCE/ruhr/mill", -156'000},
        {"VARIANCE/ruhr/mill 5XXX OWN_BODY", -56'000},
        {"VARIANCE/ruhr/mill 6XXX OWN_BODY", -100'000},
        {"UNTRACED/ruhr", 156'000}});
  EXPECT_THAT(Flags(),
              UnorderedElementsAre("DESTRUCTION_DISPUTED VEHICLE " + van, "DESTRUCTION_DISPUTED BATCH ruhr/b-1"));
  claim.set_claim_id("leine/claim-2");
  Refused("leine", claim, "FROZEN");
  EXPECT_EQ(Vehicle(van).certified(), false);

  On(2024, 7, 1);
  Step(Bank::kAuditor, FoundToday(van), {{"UNTRACED/ruhr", -156'000}, {"IN_SERVICE/ruishi/v7/sale", 156'000}});
  EXPECT_EQ(Vehicle(van).custody(), v1::CUSTODY_STATE_SOLD);
  // It lives on: bought back, and retired in earnest some day.
  Step("rhein", Fact(BoughtBack(van)).With(v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT),
       {{"IN_SERVICE/ruishi/v7/sale", -156'000}, {"STOCK/ruishi/v7", 156'000}});
  // The auditor has looked into the batch: claims may go on.
  Step(Bank::kAuditor, Cleared(v1::SUBJECT_KIND_BATCH, "ruhr/b-1", v1::FLAG_KIND_DESTRUCTION_DISPUTED));
  Step("leine", claim);
}

TEST_F(SeenAgainStory, WhileItsHulkStandsInTheYard) {
  const std::string van = Vin(1);
  On(2024, 3, 4);
  Deliver(van, "rhein");
  ToHulk(van, "rhein");
  On(2024, 3, 11);
  Step("qilu", Seen(van));
  Step(Bank::kAuditor, RefutationOf(van), {{"HULK/elbe/yard", -156'000}, {"UNTRACED/elbe", 156'000}});
  Refused("elbe", HulksSent("elbe/h-1", {van}, "ruhr"), "NOT_HOLDER");
  Refused("rhein", FoundToday(van), "NOT_HOLDER");
  Step("elbe", FoundToday(van), {{"UNTRACED/elbe", -156'000}, {"IN_SERVICE/ruishi/v7/sale", 156'000}});
  // At its real end it gets a certificate again, under another serial.
  On(2026, 3, 2);
  Step("elbe", Fact(RetiredOf(van)).With(v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT),
       {{"IN_SERVICE/ruishi/v7/sale", -156'000}, {"RETIRED/ruishi/v7", 156'000}});
  Step("elbe", Arrived(van, "elbe/yard"), {{"RETIRED/ruishi/v7", -156'000}, {"AWAITING/elbe/yard", 156'000}});
  v1::CertificateOfDestructionIssued certificate = Certificate(van, "elbe/yard", van);
  *certificate.mutable_issued_on() = Today();
  Refused("elbe", certificate, "DUPLICATE_NUMBER");
  certificate.set_serial("2026-1");
  Step("elbe", certificate);
}

}  // namespace
}  // namespace ingot::testing
