// ContentClaimed, ClaimCancelled, and what freezes claims.
#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/freeze.h"
#include "ledger/state/view.h"
#include "tests/support/works.h"
#include "tests/unit/ledger/rules/names.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kClaim[] = "smelter/c1";

class MetalClaimTest : public ::testing::Test {
 protected:
  // 350 000 g of 6xxx: own body 136 500, own other 61 250, third party 64 750, primary 87 500.
  MetalClaimTest() { works_.Melt(kHeat, works_.LotAtPlant("l1", 1)); }
  std::string Try(const google::protobuf::Message& body) { return works_.Try("smelter", body); }
  std::string Maker(const google::protobuf::Message& body) { return works_.Try("maker", body); }
  static v1::ContentClaimed Of(v1::ClaimKind kind, int64_t grams, const std::string& claim = kClaim) {
    v1::ContentClaimed event = Claimed(claim, kHeat, grams);
    event.set_kind(kind);
    return event;
  }
  int64_t ClaimedOf(const std::string& heat) {
    const v1::HeatState state = works_.Heat(heat);
    int64_t grams = 0;
    for (const v1::Amount& amount : state.claimed()) grams += amount.grams();
    return grams;
  }

  Works works_;
};

TEST_F(MetalClaimTest, ClaimsWhatIsEligible) {
  EXPECT_EQ(Try(Of(v1::CLAIM_KIND_CLOSED_LOOP, 136'501)), "CLAIM_EXCEEDS_ELIGIBLE content_claimed.heats[0].grams");
  EXPECT_EQ(Try(Of(v1::CLAIM_KIND_POST_CONSUMER, 262'501)), "CLAIM_EXCEEDS_ELIGIBLE content_claimed.heats[0].grams");
  EXPECT_EQ(Try(Of(v1::CLAIM_KIND_RECYCLED, 262'501)), "CLAIM_EXCEEDS_ELIGIBLE content_claimed.heats[0].grams");
  ASSERT_EQ(Try(Of(v1::CLAIM_KIND_RECYCLED, 26'250)), "OK");
  EXPECT_THAT(works_.Postings(), IsEmpty()) << "a claim moves no metal";
  EXPECT_THAT(works_.Subjects(), ElementsAre("HEAT smelter/h1", "CLAIM smelter/c1"));
  const v1::ClaimState claim = works_.Claim(kClaim);
  EXPECT_EQ(claim.organisation_id(), "smelter");
  ASSERT_EQ(claim.heats_size(), 1);
  ASSERT_EQ(claim.heats(0).amounts_size(), 3);
  EXPECT_EQ(claim.heats(0).amounts(0).grams(), 13'650) << "a tenth of each eligible origin";
  EXPECT_EQ(claim.heats(0).amounts(1).grams(), 6'125);
  EXPECT_EQ(claim.heats(0).amounts(2).grams(), 6'475);
  EXPECT_EQ(ClaimedOf(kHeat), 26'250);
}

TEST_F(MetalClaimTest, AGramIsClaimedOnce) {
  ASSERT_EQ(Try(Of(v1::CLAIM_KIND_CLOSED_LOOP, 136'500)), "OK");
  EXPECT_EQ(Try(Of(v1::CLAIM_KIND_CLOSED_LOOP, 1, "smelter/c2")),
            "CLAIM_EXCEEDS_ELIGIBLE content_claimed.heats[0].grams");
  EXPECT_EQ(Try(Of(v1::CLAIM_KIND_RECYCLED, 126'001, "smelter/c2")),
            "CLAIM_EXCEEDS_ELIGIBLE content_claimed.heats[0].grams");
  ASSERT_EQ(Try(Of(v1::CLAIM_KIND_RECYCLED, 126'000, "smelter/c2")), "OK");
  EXPECT_EQ(ClaimedOf(kHeat), 262'500);
}

TEST_F(MetalClaimTest, ACancelledClaimFreesItsGrams) {
  works_.Do("smelter", Of(v1::CLAIM_KIND_CLOSED_LOOP, 100'000));
  EXPECT_EQ(Try(Cancelled("smelter/none")), "NOT_FOUND claim_cancelled.claim_id");
  EXPECT_EQ(Try(Cancelled("")), "FIELD_MISSING claim_cancelled.claim_id");
  EXPECT_EQ(Maker(Cancelled(kClaim)), "NOT_FOUND claim_cancelled.claim_id");
  EXPECT_EQ(works_.Try("shredder", Cancelled(kClaim)), "ROLE_REQUIRED claim_cancelled");
  ASSERT_EQ(Try(Cancelled(kClaim)), "OK");
  EXPECT_THAT(works_.Subjects(), ElementsAre("HEAT smelter/h1", "CLAIM smelter/c1"));
  EXPECT_TRUE(works_.Claim(kClaim).cancelled());
  EXPECT_EQ(ClaimedOf(kHeat), 0);
  EXPECT_EQ(Try(Cancelled(kClaim)), "HEAT_STATE claim_cancelled.claim_id");
  EXPECT_EQ(Try(Of(v1::CLAIM_KIND_CLOSED_LOOP, 1)), "ALREADY_EXISTS content_claimed.claim_id");
  EXPECT_EQ(Try(Of(v1::CLAIM_KIND_CLOSED_LOOP, 136'500, "smelter/c2")), "OK");
}

TEST_F(MetalClaimTest, AManufacturerClaimsWhatCameToItsBrands) {
  EXPECT_EQ(Maker(Of(v1::CLAIM_KIND_CLOSED_LOOP, 1, "maker/c1")), "NOT_FOUND content_claimed.heats[0].heat_id");
  works_.Do("smelter", BackTo(kTestBrand, kHeat, 140'000));  // own body 54 600
  EXPECT_EQ(works_.Try("maker-2", Of(v1::CLAIM_KIND_CLOSED_LOOP, 1, "maker-2/c1")),
            "NOT_FOUND content_claimed.heats[0].heat_id");
  EXPECT_EQ(Maker(Of(v1::CLAIM_KIND_CLOSED_LOOP, 54'601, "maker/c1")),
            "CLAIM_EXCEEDS_ELIGIBLE content_claimed.heats[0].grams");
  ASSERT_EQ(Maker(Of(v1::CLAIM_KIND_CLOSED_LOOP, 30'000, "maker/c1")), "OK");
  EXPECT_EQ(Maker(Of(v1::CLAIM_KIND_CLOSED_LOOP, 24'601, "maker/c2")),
            "CLAIM_EXCEEDS_ELIGIBLE content_claimed.heats[0].grams")
      << "what it claimed before counts";
  EXPECT_EQ(works_.Heat(kHeat).returned(0).claimed(0).grams(), 30'000);
  EXPECT_EQ(Try(Of(v1::CLAIM_KIND_CLOSED_LOOP, 106'501)), "CLAIM_EXCEEDS_ELIGIBLE content_claimed.heats[0].grams");
  ASSERT_EQ(Try(Of(v1::CLAIM_KIND_CLOSED_LOOP, 106'500)), "OK");
  EXPECT_EQ(Maker(Of(v1::CLAIM_KIND_CLOSED_LOOP, 1, "maker/c2")),
            "CLAIM_EXCEEDS_ELIGIBLE content_claimed.heats[0].grams")
      << "its smelter has claimed the rest";
  ASSERT_EQ(Maker(Cancelled("maker/c1")), "OK");
  EXPECT_THAT(works_.Heat(kHeat).returned(0).claimed(), IsEmpty());
  EXPECT_EQ(Maker(Of(v1::CLAIM_KIND_CLOSED_LOOP, 30'000, "maker/c2")), "OK");
}

TEST_F(MetalClaimTest, AModelOnlyWeakens) {
  const auto outcome = [this](v1::CustodyModel model, const std::string& claim) {
    v1::ContentClaimed event = Of(v1::CLAIM_KIND_RECYCLED, 1, claim);
    event.set_model(model);
    return Try(event);
  };
  constexpr char kRefused[] = "CUSTODY_MODEL content_claimed.heats[0].heat_id";
  EXPECT_EQ(outcome(v1::CUSTODY_MODEL_IDENTITY_PRESERVED, kClaim), kRefused);
  EXPECT_EQ(outcome(v1::CUSTODY_MODEL_SEGREGATED, kClaim), kRefused);
  EXPECT_EQ(outcome(v1::CUSTODY_MODEL_CONTROLLED_BLENDING, kClaim), "OK");
  EXPECT_EQ(outcome(v1::CUSTODY_MODEL_BOOK_AND_CLAIM, "smelter/c2"), "OK");
}

TEST_F(MetalClaimTest, ExcessAndFoundMetalAreNeverClaimed) {
  v1::HeatMelted event = Melted("smelter/h2", {}, 31'000);
  event.set_heel_before_g(31'000);  // 1 000 g above the books
  works_.Do("smelter", event);
  v1::ContentClaimed claim = Claimed(kClaim, "smelter/h2", 22'501);
  EXPECT_EQ(Try(claim), "CLAIM_EXCEEDS_ELIGIBLE content_claimed.heats[0].grams") << "7 500 primary, 1 000 of nowhere";
  claim.mutable_heats(0)->set_grams(22'500);
  EXPECT_EQ(Try(claim), "OK");
}

TEST_F(MetalClaimTest, ChecksTheClaim) {
  const auto refused = [this](auto change, const std::string& outcome) {
    v1::ContentClaimed event = Of(v1::CLAIM_KIND_RECYCLED, 1);
    change(event);
    EXPECT_EQ(Try(event), outcome);
  };
  using E = v1::ContentClaimed&;
  refused([](E e) { e.clear_claim_id(); }, "FIELD_MISSING content_claimed.claim_id");
  refused([](E e) { e.set_claim_id("maker/c1"); }, "ID_NOT_OWN content_claimed.claim_id");
  refused([](E e) { e.clear_kind(); }, "FIELD_MISSING content_claimed.kind");
  refused([](E e) { e.clear_model(); }, "FIELD_MISSING content_claimed.model");
  refused([](E e) { e.clear_from(); }, "FIELD_MISSING content_claimed.from");
  refused([](E e) { e.clear_until(); }, "FIELD_MISSING content_claimed.until");
  refused([](E e) { e.mutable_from()->set_month(13); }, "INVALID_VALUE content_claimed.from");
  refused([](E e) { *e.mutable_until() = MakeDate(2025, 12, 31); }, "OUT_OF_RANGE content_claimed.until");
  refused([](E e) { *e.mutable_from() = MakeDate(2025, 12, 30); }, "OUT_OF_RANGE content_claimed.until");
  refused([](E e) { *e.mutable_from() = MakeDate(2026, 3, 3); }, "OUT_OF_RANGE content_claimed.from");
  refused(
      [](E e) {
        *e.mutable_from() = MakeDate(2025, 1, 1);
        *e.mutable_until() = MakeDate(2025, 12, 31);
      },
      "OUT_OF_RANGE content_claimed.heats[0].heat_id");
  refused([](E e) { e.clear_heats(); }, "FIELD_MISSING content_claimed.heats");
  refused([](E e) { e.mutable_heats(0)->set_grams(0); }, "OUT_OF_RANGE content_claimed.heats[0].grams");
  refused([](E e) { e.mutable_heats(0)->set_heat_id("smelter/none"); }, "NOT_FOUND content_claimed.heats[0].heat_id");
  refused([](E e) { *e.add_heats() = e.heats(0); }, "INVALID_VALUE content_claimed.heats[1].heat_id");
  EXPECT_EQ(works_.Try("shredder", Of(v1::CLAIM_KIND_RECYCLED, 1)), "ROLE_REQUIRED content_claimed");
  // 366 days, both included; 2025 has no 29 February.
  refused([](E e) { *e.mutable_from() = MakeDate(2025, 12, 31); }, "OK");
}

// The table of docs/DOMAIN.md, "Freezing".
TEST(FreezeTest, FlagsThatFreeze) {
  const std::set<v1::FlagKind> freezing = {v1::FLAG_KIND_INSTRUMENT_EXPIRED, v1::FLAG_KIND_SAME_NET_TWICE,
                                           v1::FLAG_KIND_ASSAY_BY_HOLDER,    v1::FLAG_KIND_EXCESS,
                                           v1::FLAG_KIND_WEIGHT_DIFFERS,     v1::FLAG_KIND_DESTRUCTION_DISPUTED,
                                           v1::FLAG_KIND_DISPUTED,           v1::FLAG_KIND_LOSS_OUT_OF_BAND,
                                           v1::FLAG_KIND_YIELD_ABOVE_INPUT,  v1::FLAG_KIND_CORRECTED_LATE};
  for (int kind = v1::FlagKind_MIN; kind <= v1::FlagKind_MAX; ++kind) {
    if (!v1::FlagKind_IsValid(kind)) continue;
    const auto flag = static_cast<v1::FlagKind>(kind);
    EXPECT_EQ(rules::FreezesClaims(flag), freezing.count(flag) > 0) << v1::FlagKind_Name(flag);
  }
}

TEST_F(MetalClaimTest, AFlagOnTheHeatFreezes) {
  v1::HeatMelted event = Melted("smelter/h2", {}, 20'000);
  event.set_heel_before_g(30'000);
  works_.Do("smelter", event);
  ASSERT_THAT(works_.Flags(), ElementsAre("LOSS_OUT_OF_BAND HEAT smelter/h2"));
  EXPECT_EQ(Try(Claimed(kClaim, "smelter/h2", 1)), "FROZEN content_claimed.heats[0].heat_id");
  EXPECT_EQ(Try(Claimed(kClaim, kHeat, 1)), "OK");

  v1::FlagCleared cleared;
  cleared.set_subject_kind(v1::SUBJECT_KIND_HEAT);
  cleared.set_subject_id("smelter/h2");
  cleared.set_flag(v1::FLAG_KIND_LOSS_OUT_OF_BAND);
  cleared.set_finding(v1::FLAG_FINDING_EXPLAINED);
  works_.Do("auditor", cleared);
  EXPECT_EQ(Try(Claimed("smelter/c2", "smelter/h2", 1)), "OK") << "what the flag froze may be claimed";
}

TEST(FreezeTest, AnOpenDisputeFreezes) {
  const state::MemoryView view;
  const rules::Context context{};
  const v1::Event event;
  const rules::Transaction t(view, context, event, nullptr);
  v1::HeatState heat;
  rules::FreezeSearch search(t);
  EXPECT_TRUE(search.Check(heat, "heat").ok());
  heat.set_disputes(1);
  EXPECT_EQ(refusal::RefusalOf(search.Check(heat, "heat"))->reason(), v1::REFUSAL_REASON_FROZEN);
}

TEST_F(MetalClaimTest, AFlagOnALotFreezes) {
  works_.OpenBatch("shredder/b2", {Vin(2)});
  works_.Do("shredder", Weighed("shredder/l2", "shredder/b2", works_.NextTicket(100'000)));
  v1::LotAssayed assay = Assayed("shredder/l2", 0, 0, 1'000'000);
  assay.set_laboratory("shredder");
  works_.Do("shredder", assay);
  works_.ToPlant({"shredder/l2"});
  v1::HeatMelted event = Melted("smelter/h2", {"shredder/l2"}, 127'000);
  event.set_heel_before_g(30'000);
  works_.Do("smelter", event);
  ASSERT_THAT(works_.Flags(), IsEmpty());
  EXPECT_EQ(Try(Claimed(kClaim, "smelter/h2", 1)), "FROZEN content_claimed.heats[0].heat_id");
}

// A flag on a batch whose lot was shredded again freezes what came of it.
TEST_F(MetalClaimTest, AFlagFurtherUpTheWayFreezes) {
  works_.OpenBatch("shredder/b2", {Vin(2)});
  works_.Recover("shredder/l2", "shredder/b2", 100'000);
  v1::BatchFed fed = Fed("shredder/b3", {});
  fed.add_lot_ids("shredder/l2");
  works_.Do("shredder", fed);
  works_.Recover("shredder/l3", "shredder/b3", 98'000);
  works_.ToPlant({"shredder/l3"});
  works_.Do("smelter", [] {
    v1::HeatMelted event = Melted("smelter/h2", {"shredder/l3"}, 125'000);
    event.set_heel_before_g(30'000);
    return event;
  }());
  EXPECT_EQ(Try(Claimed(kClaim, "smelter/h2", 1)), "OK");
  works_.Do("shredder", Closed("shredder/b2"));
  ASSERT_THAT(works_.Flags(), ElementsAre("LOSS_OUT_OF_BAND BATCH shredder/b2"));
  EXPECT_EQ(Try(Claimed("smelter/c2", "smelter/h2", 1)), "FROZEN content_claimed.heats[0].heat_id");
}

TEST_F(MetalClaimTest, WhatSaysNothingAgainstTheMetalDoesNotFreeze) {
  // A gap in ticket numbers, and an event stated late.
  works_.OpenBatch("shredder/b2", {Vin(2)});
  works_.Do("shredder", Weighed("shredder/l2", "shredder/b2", works_.Ticket("9000", 20'220'000, 20'000'000)));
  ASSERT_THAT(works_.Flags(), ElementsAre("TICKET_GAP INSTRUMENT shredder/bridge-1"));
  works_.Do("shredder", Fact(Assayed("shredder/l2", 0, 0, 1'000'000)).At(TestLedger::kStartUs));
  ASSERT_THAT(works_.Flags(), ::testing::Contains("OUT_OF_ORDER LOT shredder/l2"));
  works_.ToPlant({"shredder/l2"});
  v1::HeatMelted event = Melted("smelter/h2", {"shredder/l2"}, 245'000);
  event.set_heel_before_g(30'000);
  works_.Do("smelter", event);
  EXPECT_EQ(Try(Claimed(kClaim, "smelter/h2", 1)), "OK");
}

}  // namespace
}  // namespace ingot::testing
