// What claims took beyond a correction: the smelter's next claims make it good, origin by origin.
#include "ledger/rules/over_claim.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/works.h"
#include "tests/unit/ledger/rules/names.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kExceeds[] = "CLAIM_EXCEEDS_ELIGIBLE content_claimed.heats[0].grams";

class OverClaimTest : public ::testing::Test {
 protected:
  // Of 350 000 g own body 136 500, own other 61 250, third party 64 750, primary 87 500; all closed-loop metal claimed.
  OverClaimTest() {
    works_.Melt(kHeat, works_.LotAtPlant("l1", 1));
    works_.Do("smelter", ClosedLoop("smelter/c1", kHeat, 136'500));
  }
  std::string Try(const google::protobuf::Message& body) { return works_.Try("smelter", body); }
  static v1::ContentClaimed ClosedLoop(const std::string& claim, const std::string& heat, int64_t grams) {
    v1::ContentClaimed event = Claimed(claim, heat, grams);
    event.set_kind(v1::CLAIM_KIND_CLOSED_LOOP);
    return event;
  }
  // The first heat gave 315 000 g: nine tenths of each origin, own body 122 850. 13 650 g were claimed too much.
  void Correct() {
    v1::HeatCorrected event;
    event.set_heat_id(kHeat);
    event.set_tapped_g(315'000);
    event.set_heel_after_g(30'000);
    event.set_dross_g(15'000);
    event.set_dross_metal_g(8'000);
    works_.Do("smelter", event);
  }
  // Another heat like the first one, alone in the furnace.
  void MeltNext(const std::string& heat, const std::string& name, int n) {
    v1::HeatMelted event = Melted(heat, {works_.LotAtPlant(name, n)}, 294'000);
    event.set_heel_before_g(30'000);
    event.set_heel_after_g(30'000);
    works_.Do("smelter", event);
  }
  int64_t FreeOwnBody(const std::string& heat) {
    int64_t grams = 0;
    const v1::HeatState state = works_.Heat(heat);
    for (const v1::Amount& amount : state.tapped()) {
      if (amount.origin() == v1::ORIGIN_OWN_BODY) grams += amount.grams();
    }
    for (const v1::Amount& amount : state.claimed()) {
      if (amount.origin() == v1::ORIGIN_OWN_BODY) grams -= amount.grams();
    }
    return grams;
  }
  google::protobuf::RepeatedPtrField<std::string> Noted() {
    return works_.ledger().RecordOf(v1::SUBJECT_KIND_ORGANISATION, "smelter").organisation().over_claimed_heats();
  }

  Works works_;
};

TEST_F(OverClaimTest, ACorrectionThatLeavesEnoughNotesNothing) {
  works_.Do("smelter", Cancelled("smelter/c1"));
  works_.Do("smelter", ClosedLoop("smelter/c2", kHeat, 122'850));
  Correct();
  EXPECT_THAT(Noted(), IsEmpty());
}

TEST_F(OverClaimTest, TheNextClaimMakesItGood) {
  Correct();
  EXPECT_THAT(Noted(), ElementsAre(kHeat));
  MeltNext("smelter/h2", "l2", 2);
  const int64_t own_body_g = FreeOwnBody("smelter/h2");
  EXPECT_EQ(Try(ClosedLoop("smelter/c2", "smelter/h2", own_body_g - 13'649)), kExceeds);
  // Another kind of claim is no way around it.
  v1::ContentClaimed recycled = Claimed("smelter/c2", "smelter/h2", 1);
  ASSERT_EQ(Try(recycled), "OK");
  EXPECT_THAT(works_.Subjects(), ElementsAre("HEAT smelter/h1", "HEAT smelter/h2", "CLAIM smelter/c2"));
  const v1::ClaimState claim = works_.Claim("smelter/c2");
  ASSERT_EQ(claim.heats(0).made_good_size(), 1);
  EXPECT_EQ(claim.heats(0).made_good(0).grams(), 13'650);
  EXPECT_EQ(claim.heats(0).made_good(0).origin(), v1::ORIGIN_OWN_BODY);
  EXPECT_THAT(rules::OverClaimed(works_.Heat(kHeat)), IsEmpty());
  // Made good once: the rest is free, and comes back with a claim that is cancelled, what was made good does not.
  const int64_t rest_g = FreeOwnBody("smelter/h2");
  works_.Do("smelter", Cancelled("smelter/c2"));
  const int64_t again_g = FreeOwnBody("smelter/h2");
  EXPECT_GE(again_g, rest_g);
  EXPECT_EQ(again_g, own_body_g - 13'650);
  EXPECT_EQ(Try(ClosedLoop("smelter/c3", "smelter/h2", again_g + 1)), kExceeds);
  EXPECT_EQ(Try(ClosedLoop("smelter/c3", "smelter/h2", again_g)), "OK");
}

TEST_F(OverClaimTest, ACancelledOverClaimAsksForNothing) {
  Correct();
  works_.Do("smelter", Cancelled("smelter/c1"));
  MeltNext("smelter/h2", "l2", 2);
  EXPECT_EQ(Try(ClosedLoop("smelter/c2", "smelter/h2", FreeOwnBody("smelter/h2"))), "OK");
}

TEST_F(OverClaimTest, AReversedClaimLeavesTheDebt) {
  Correct();
  MeltNext("smelter/h2", "l2", 2);
  const int64_t own_body_g = FreeOwnBody("smelter/h2");
  works_.Do("smelter", ClosedLoop("smelter/c2", "smelter/h2", 1'000));
  ASSERT_EQ(works_.TryReversal("smelter", works_.LastSeq()), "OK");
  EXPECT_EQ(FreeOwnBody("smelter/h2"), own_body_g);
  EXPECT_EQ(mass::Total(rules::OverClaimed(works_.Heat(kHeat))), 13'650);
  EXPECT_EQ(Try(ClosedLoop("smelter/c2", "smelter/h2", own_body_g - 13'649)), kExceeds);
  EXPECT_EQ(Try(ClosedLoop("smelter/c2", "smelter/h2", own_body_g - 13'650)), "OK");
}

// What its brand's manufacturer claims is bounded by what came to the brand; the smelter's debt is the smelter's.
TEST_F(OverClaimTest, AManufacturerMakesNothingGood) {
  Correct();
  MeltNext("smelter/h2", "l2", 2);
  works_.Do("smelter", BackTo(kTestBrand, "smelter/h2", 100'000));
  ASSERT_EQ(works_.Try("maker", ClosedLoop("maker/c1", "smelter/h2", 10'000)), "OK");
  EXPECT_THAT(works_.Claim("maker/c1").heats(0).made_good(), IsEmpty());
  EXPECT_EQ(mass::Total(rules::OverClaimed(works_.Heat(kHeat))), 13'650);
}

}  // namespace
}  // namespace ingot::testing
