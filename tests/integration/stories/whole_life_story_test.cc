// Leased in Qingdao, stolen, found, a total loss, repaired with new panels, inspected, sold, exported to Germany,
// retired, certified, shredded in a mixed batch, melted with third parties' scrap and primary metal, and back in a new
// body, of which its manufacturer claims what came back.
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/bank/story.h"
#include "tests/support/rule_events.h"
#include "tests/support/trouble_events.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class WholeLifeStory : public Story {
 protected:
  void LeasedInQingdao();
  void StolenAndFound();
  void TotalLossAndRepair();
  void SoldAndExported();
  void RetiredAndCertified();
  void Shredded();
  void Melted();
  void BackInANewBody();

  v1::Insured Comprehensive(int year) {
    v1::Insured policy = Policy(van_, "qilu/p-1", MakeDate(year, 3, 10), MakeDate(year + 1, 3, 9));
    policy.set_cover(v1::INSURANCE_COVER_COMPREHENSIVE);
    return policy;
  }

  const std::string van_ = Vin(1);
};

void WholeLifeStory::LeasedInQingdao() {
  On(2023, 3, 1);
  Deliver(van_, "qingdao");
  On(2023, 3, 10);
  v1::ContractTerms terms = TermsOf(v1::CONTRACT_KIND_LEASE);
  terms.set_currency("CNY");
  Step("qingdao", {Signed("qingdao/c-1", van_, v1::CONTRACT_KIND_LEASE), terms});
  Step("qingdao", HandedOver("qingdao/c-1", van_),
       {{"STOCK/ruishi/v7", -156'000}, {"IN_SERVICE/ruishi/v7/lease", 156'000}});
  Step("qilu", Comprehensive(2023));
  Step("qingdao", OnRoad(van_, "CN", Today()));
  for (const char* const reference : {"p-1", "p-2", "p-3"}) {
    Step("qingdao", {Paid("qingdao/c-1", reference), AmountOf(100, "CNY")});
  }
}

void WholeLifeStory::StolenAndFound() {
  On(2023, 6, 5);
  v1::ReportedStolen stolen = StolenOf(van_);
  *stolen.mutable_on() = Today();
  Step("qingdao", stolen);
  EXPECT_EQ(Vehicle(van_).custody(), v1::CUSTODY_STATE_STOLEN);
  Refused("qingdao", Returned("qingdao/c-1", van_), "CONTRACT_STAGE");
  On(2023, 6, 20);
  v1::Found found = FoundOf(van_);
  *found.mutable_on() = Today();
  Step("qilu", found);
  EXPECT_EQ(Vehicle(van_).custody(), v1::CUSTODY_STATE_LEASED);
}

void WholeLifeStory::TotalLossAndRepair() {
  On(2023, 8, 1);
  v1::TotalLossDeclared loss;
  loss.set_vin(van_);
  loss.set_scheme(v1::LOSS_SCHEME_CN);
  loss.set_code("CONSTRUCTIVE");
  loss.set_repairable(true);
  loss.set_cause(v1::DAMAGE_CAUSE_COLLISION);
  Step("qilu", loss, {{"IN_SERVICE/ruishi/v7/lease", -156'000}, {"SALVAGE/ruishi/v7", 156'000}});
  // Three instalments were paid, and nothing more is asked for.
  Step("qingdao", {Ended("qingdao/c-1", v1::CONTRACT_END_REASON_EARLY_TERMINATION), SettledAt(300)});
  Step("qingdao", Settled("qingdao/c-1"));
  Refused("qingdao", Inspected(van_, 9'000'000, true), "STEP_MISSING");

  On(2023, 8, 20);
  // Out: 12 000 g 5xxx and 8 000 g 6xxx. In: 12 500 g and 8 000 g, new.
  v1::PanelReplaced repair = Repair(van_, "garage/shop");
  *repair.add_removed() = Mass(v1::ALLOY_FAMILY_5XXX, 12'000);
  *repair.add_removed() = Mass(v1::ALLOY_FAMILY_6XXX, 8'000);
  for (const v1::FamilyMass& metal : {Mass(v1::ALLOY_FAMILY_5XXX, 12'500), Mass(v1::ALLOY_FAMILY_6XXX, 8'000)}) {
    v1::FittedPanel& panel = *repair.add_fitted();
    panel.set_source(v1::PANEL_SOURCE_NEW);
    *panel.mutable_metal() = metal;
  }
  Step("garage", repair, {{"SALVAGE/ruishi/v7", 500}, {"REPAIR_SCRAP/garage/shop", 20'000}, {"PARTS", -20'500}});
  Step("garage", RepairOf(van_, 9'000'000));
  Step("qingdao", Inspected(van_, 9'000'000, true), {{"SALVAGE/ruishi/v7", -156'500}, {"STOCK/ruishi/v7", 156'500}});
}

void WholeLifeStory::SoldAndExported() {
  On(2023, 10, 2);
  v1::ContractTerms terms = TermsOf(v1::CONTRACT_KIND_SALE);
  terms.set_currency("CNY");
  Step("qingdao", {Signed("qingdao/c-2", van_, v1::CONTRACT_KIND_SALE), terms});
  Step("qingdao", HandedOver("qingdao/c-2", van_, 9'000'000),
       {{"STOCK/ruishi/v7", -156'500}, {"IN_SERVICE/ruishi/v7/sale", 156'500}});
  Step("qingdao", {Paid("qingdao/c-2", "p-1"), AmountOf(1'200, "CNY")});
  Step("qingdao", Settled("qingdao/c-2"));

  On(2024, 2, 1);
  v1::Exported exported = ExportOf(van_);
  exported.set_to_country("DE");
  *exported.mutable_on() = Today();
  Refused("shanghai", exported, "EVIDENCE_MISSING");
  Step("shanghai", Fact(exported).With(v1::EVIDENCE_KIND_EXPORT_DECLARATION),
       {{"IN_SERVICE/ruishi/v7/sale", -156'500}, {"EXPORTED/DE", 156'500}});
  On(2024, 3, 4);
  v1::Imported imported = ImportOf(van_, true);
  imported.set_country("DE");
  *imported.mutable_on() = Today();
  Step("rhein", Fact(imported).With(v1::EVIDENCE_KIND_IMPORT_DECLARATION),
       {{"EXPORTED/DE", -156'500}, {"IN_SERVICE/ruishi/v7/sale", 156'500}});
  Step("rhein", OnRoad(van_, "DE", Today()));
}

void WholeLifeStory::RetiredAndCertified() {
  On(2024, 11, 4);
  Step("elbe", Fact(RetiredOf(van_)).With(v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT),
       {{"IN_SERVICE/ruishi/v7/sale", -156'500}, {"RETIRED/ruishi/v7", 156'500}});
  Step("elbe", Arrived(van_, "elbe/yard"), {{"RETIRED/ruishi/v7", -156'500}, {"AWAITING/elbe/yard", 156'500}});
  v1::CertificateOfDestructionIssued certificate = Certificate(van_, "elbe/yard", "2024-17");
  *certificate.mutable_issued_on() = Today();
  Step("elbe", certificate);
  Step("elbe", DepollutedAt(van_, "elbe/yard"), {{"AWAITING/elbe/yard", -156'500}, {"HULK/elbe/yard", 156'500}});
  // A bonnet is sold: 150 000 g stay, 56 500 g 5xxx and 93 500 g 6xxx.
  v1::PartsRemoved parts = PartOff(van_, "elbe/yard", Mass(v1::ALLOY_FAMILY_6XXX, 6'500));
  parts.mutable_parts(0)->set_destination(v1::PART_DESTINATION_SOLD);
  Step("elbe", parts, {{"HULK/elbe/yard", -6'500}, {"PARTS_SOLD", 6'500}});

  v1::HulkSent sent = HulksSent("elbe/h-1", {van_}, "ruhr");
  *sent.mutable_ticket() = Ticket("elbe/bridge", 1'200'000);
  Step("elbe", sent, {{"HULK/elbe/yard", -150'000}, {"TRANSIT/elbe/h-1", 150'000}});
  On(2024, 11, 6);
  v1::HulkReceived received = HulksReceived("elbe/h-1", {van_}, "ruhr/mill");
  *received.mutable_ticket() = Ticket("ruhr/bridge", 1'180'000);
  Step("ruhr", received, {{"TRANSIT/elbe/h-1", -150'000}, {"HULK/ruhr/mill", 150'000}});
  EXPECT_THAT(Flags(), IsEmpty()) << "20 kg lie within both divisions";
}

void WholeLifeStory::Shredded() {
  On(2024, 11, 11);
  v1::BatchFed fed = Fed("ruhr/b-1", {van_});
  fed.set_site_id("ruhr/mill");
  fed.set_yield_standard_id("bank/shred");
  *fed.add_tickets() = Scrap(Ticket("ruhr/bridge", 80'000), 80'000);
  Step("ruhr", fed,
       {{"HULK/ruhr/mill", -150'000},
        {"OTHER_BODY", -70'000},
        {"THIRD_PARTY_SCRAP", -80'000},
        {"IN_PROCESS/ruhr/b-1", 300'000},
        {"IN_PROCESS/ruhr/b-1 5XXX OWN_BODY", 56'500},
        {"IN_PROCESS/ruhr/b-1 6XXX OWN_BODY", 93'500},
        {"IN_PROCESS/ruhr/b-1 CAST OWN_OTHER", 70'000},
        {"IN_PROCESS/ruhr/b-1 MIXED THIRD_PARTY", 80'000}});
  On(2024, 11, 14);
  // 300 000 x (1 - 0.01 - 0.01) x 1 = 294 000, which is 98 % of each part.
  Step("ruhr", Weighed("ruhr/l-1", "ruhr/b-1", Ticket("ruhr/bridge", 300'000)));
  Step("ruhr", Assayed("ruhr/l-1", 10'000, 10'000, 1'000'000),
       {{"IN_PROCESS/ruhr/b-1", -294'000},
        {"RECOVERED/ruhr/REMA:Twitch", 294'000},
        {"RECOVERED/ruhr/REMA:Twitch 5XXX OWN_BODY", 55'370},
        {"RECOVERED/ruhr/REMA:Twitch 6XXX OWN_BODY", 91'630},
        {"RECOVERED/ruhr/REMA:Twitch CAST OWN_OTHER", 68'600},
        {"RECOVERED/ruhr/REMA:Twitch MIXED THIRD_PARTY", 78'400}});
  // 2 % of 300 000 are lost, as expected: no variance. All own-body metal, 147 000 g, is the one vehicle's.
  Step("ruhr", Closed("ruhr/b-1"), {{"IN_PROCESS/ruhr/b-1", -6'000}, {"LOSS_SHRED/ruhr/mill", 6'000}});
  EXPECT_THAT(Allocations(), ElementsAre(van_ + " 147000"));
  EXPECT_THAT(Flags(), IsEmpty());
  Step("ruhr", ClosingOf(van_));
  EXPECT_EQ(Vehicle(van_).custody(), v1::CUSTODY_STATE_CLOSED);
  EXPECT_EQ(Vehicle(van_).recovered_g(), 147'000);
  EXPECT_THAT(Vehicle(van_).flags(), IsEmpty());
}

void WholeLifeStory::Melted() {
  On(2025, 1, 20);
  Step("ruhr", LotsSent("ruhr/load-1", {"ruhr/l-1"}, "leine"),
       {{"RECOVERED/ruhr/REMA:Twitch", -294'000}, {"TRANSIT/ruhr/load-1", 294'000}});
  Step("leine", LotsReceived("ruhr/load-1", "leine/plant"),
       {{"TRANSIT/ruhr/load-1", -294'000}, {"SCRAP_STOCK/leine/plant", 294'000}});
  // The panels that the garage took out follow.
  Step("garage",
       Collected("garage/l-1", "garage/shop", {Mass(v1::ALLOY_FAMILY_5XXX, 12'000), Mass(v1::ALLOY_FAMILY_6XXX, 8'000)},
                 Ticket("garage/scales", 20'000)),
       {{"REPAIR_SCRAP/garage/shop", -20'000}, {"RECOVERED/garage/EN_13920:EN 13920-4", 20'000}});
  Step("garage", LotsSent("garage/load-1", {"garage/l-1"}, "leine"),
       {{"RECOVERED/garage/EN_13920:EN 13920-4", -20'000}, {"TRANSIT/garage/load-1", 20'000}});
  Step("leine", LotsReceived("garage/load-1", "leine/plant"),
       {{"TRANSIT/garage/load-1", -20'000}, {"SCRAP_STOCK/leine/plant", 20'000}});

  On(2025, 2, 3);
  // In the furnace: own body 147 000, own other 68 600, third party 78 400 + 86 000, repair 20 000, primary 100 000;
  // 500 000 g in all, of which 94 % are tapped, 4 % stay as heel, 0.8 % are in the dross, and 1.2 % are lost. Of own
  // body 55 370 and 91 630 g are two cells: 52 047.8 and 86 132.2; the missing gram goes to the larger remainder.
  v1::HeatMelted heat = testing::Melted("leine/h-1", {"garage/l-1", "ruhr/l-1"}, 470'000);
  heat.set_site_id("leine/plant");
  heat.set_yield_standard_id("bank/melt");
  *heat.add_tickets() = Scrap(Ticket("leine/bridge", 100'000), 86'000);
  v1::PrimaryMetal& primary = *heat.add_primary();
  primary.set_family(v1::ALLOY_FAMILY_6XXX);
  primary.set_grams(100'000);
  heat.set_heel_after_g(20'000);
  heat.set_dross_g(10'000);
  heat.set_dross_metal_g(4'000);
  Step("leine", heat,
       {{"SCRAP_STOCK/leine/plant", -314'000},
        {"THIRD_PARTY_SCRAP", -86'000},
        {"PRIMARY", -100'000},
        {"REMELTED/leine/plant", 470'000},
        {"REMELTED/leine/plant 6XXX OWN_BODY", 138'180},
        {"REMELTED/leine/plant 6XXX OWN_OTHER", 64'484},
        {"REMELTED/leine/plant 6XXX THIRD_PARTY", 154'536},
        {"REMELTED/leine/plant 6XXX REPAIR", 18'800},
        {"REMELTED/leine/plant 6XXX PRIMARY", 94'000},
        {"FURNACE/leine/plant", 20'000},
        {"DROSS/leine/plant", 4'000},
        {"LOSS_MELT/leine/plant", 6'000}});
  EXPECT_THAT(Flags(), IsEmpty());
}

void WholeLifeStory::BackInANewBody() {
  On(2025, 2, 10);
  // Half of it.
  Step("leine", BackTo("ruishi/v7", "leine/h-1", 235'000),
       {{"REMELTED/leine/plant", -235'000},
        {"BACK_IN_PRODUCTION/ruishi/v7", 235'000},
        {"BACK_IN_PRODUCTION/ruishi/v7 6XXX OWN_BODY", 69'090},
        {"BACK_IN_PRODUCTION/ruishi/v7 6XXX OWN_OTHER", 32'242},
        {"BACK_IN_PRODUCTION/ruishi/v7 6XXX THIRD_PARTY", 77'268},
        {"BACK_IN_PRODUCTION/ruishi/v7 6XXX REPAIR", 9'400},
        {"BACK_IN_PRODUCTION/ruishi/v7 6XXX PRIMARY", 47'000}});
  On(2025, 3, 3);
  // A fifth of that goes into the next van: 13 818, 6 448.4, 15 453.6, 1 880, 9 400.
  v1::VehicleRegistered next = Registered(Vin(2));
  next.set_brand_id("ruishi/v7");
  next.set_model_id("ruishi/v7-van");
  next.set_market("CN");
  v1::ConsumedHeat& consumed = *next.add_heats();
  consumed.set_heat_id("leine/h-1");
  consumed.set_grams(47'000);
  Step("ruishi", next,
       {{"BACK_IN_PRODUCTION/ruishi/v7", -47'000},
        {"BACK_IN_PRODUCTION/ruishi/v7 6XXX OWN_BODY", -13'818},
        {"BACK_IN_PRODUCTION/ruishi/v7 6XXX OWN_OTHER", -6'448},
        {"BACK_IN_PRODUCTION/ruishi/v7 6XXX THIRD_PARTY", -15'454},
        {"BACK_IN_PRODUCTION/ruishi/v7 6XXX REPAIR", -1'880},
        {"BACK_IN_PRODUCTION/ruishi/v7 6XXX PRIMARY", -9'400},
        {"PRODUCTION/ruishi/v7", -109'000},
        {"STOCK/ruishi/v7", 156'000}});
  EXPECT_EQ(Vehicle(Vin(2)).recycled_g(), 47'000);

  // Closed loop is own body and repair: 69 090 + 9 400 g came to the brand.
  v1::ContentClaimed claim = Claimed("ruishi/claim-1", "leine/h-1", 78'491);
  claim.set_kind(v1::CLAIM_KIND_CLOSED_LOOP);
  *claim.mutable_from() = MakeDate(2025, 1, 1);
  *claim.mutable_until() = MakeDate(2025, 12, 31);
  Refused("ruishi", claim, "CLAIM_EXCEEDS_ELIGIBLE content_claimed.heats[0].grams");
  claim.mutable_heats(0)->set_grams(78'490);
  Step("ruishi", claim);
}

TEST_F(WholeLifeStory, FromBodyToBody) {
  LeasedInQingdao();
  StolenAndFound();
  TotalLossAndRepair();
  SoldAndExported();
  RetiredAndCertified();
  Shredded();
  Melted();
  BackInANewBody();
  // Nothing of it is left on the way.
  for (const char* const account :
       {"SALVAGE/ruishi/v7", "RETIRED/ruishi/v7", "IN_SERVICE/ruishi/v7/lease", "IN_SERVICE/ruishi/v7/sale",
        "HULK/ruhr/mill", "IN_PROCESS/ruhr/b-1", "VARIANCE/ruhr/mill", "REGRADE"}) {
    EXPECT_EQ(Grams(account), 0) << account;
  }
  // 20 500 g of new parts, 6 500 g sold, 6 000 g lost at the shredder and in the furnace each.
  EXPECT_EQ(Grams("PARTS"), -20'500);
  EXPECT_EQ(Grams("PARTS_SOLD"), 6'500);
  EXPECT_EQ(Grams("PRODUCTION/ruishi/v7"), -156'000 - 109'000);
}

}  // namespace
}  // namespace ingot::testing
