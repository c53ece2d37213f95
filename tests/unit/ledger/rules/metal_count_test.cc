// InventoryCounted.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/mass/account_class.h"
#include "tests/support/works.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MetalCountTest : public ::testing::Test {
 protected:
  // REMELTED/smelter/plant holds 350 000 g of 6xxx: own body 136 500, own other 61 250, third party 64 750, primary
  // 87 500.
  MetalCountTest() { works_.Melt("smelter/h1", works_.LotAtPlant("l1", 1)); }
  std::string Try(const google::protobuf::Message& body) { return works_.Try("smelter", body); }
  static v1::InventoryCounted Remelted(int64_t grams) {
    return Counted(Works::kPlant, v1::ACCOUNT_CLASS_REMELTED, {Mass(v1::ALLOY_FAMILY_6XXX, grams)});
  }

  Works works_;
};

TEST_F(MetalCountTest, WhatIsMissingLeavesProRata) {
  ASSERT_EQ(Try(Remelted(340'000)), "OK");
  EXPECT_THAT(
      works_.Postings(),
      ElementsAre("REMELTED/smelter/plant 6XXX OWN_BODY -3900", "REMELTED/smelter/plant 6XXX OWN_OTHER -1750",
                  "REMELTED/smelter/plant 6XXX THIRD_PARTY -1850", "REMELTED/smelter/plant 6XXX PRIMARY -2500",
                  "VARIANCE/smelter/plant 6XXX OWN_BODY +3900", "VARIANCE/smelter/plant 6XXX OWN_OTHER +1750",
                  "VARIANCE/smelter/plant 6XXX THIRD_PARTY +1850", "VARIANCE/smelter/plant 6XXX PRIMARY +2500"));
  EXPECT_THAT(works_.Flags(), ElementsAre("COUNT_DIFFERS SITE smelter/plant"));
  EXPECT_THAT(works_.Subjects(), ElementsAre("SITE smelter/plant"));
  EXPECT_EQ(works_.Site(Works::kPlant).flags_size(), 1);
}

TEST_F(MetalCountTest, WhatIsFoundIsOfUnknownOrigin) {
  v1::InventoryCounted event = Remelted(351'000);
  v1::CountedMass& cast = *event.add_counted();
  cast.set_family(v1::ALLOY_FAMILY_CAST);
  cast.set_grams(200);
  ASSERT_EQ(Try(event), "OK");
  EXPECT_THAT(
      works_.Postings(),
      ElementsAre("REMELTED/smelter/plant 6XXX UNDOCUMENTED +1000", "REMELTED/smelter/plant CAST UNDOCUMENTED +200",
                  "VARIANCE/smelter/plant 6XXX UNDOCUMENTED -1000", "VARIANCE/smelter/plant CAST UNDOCUMENTED -200"));
  EXPECT_THAT(works_.Flags(), IsEmpty()) << "1 200 g of 350 000 are 0.34 %";
  ASSERT_EQ(Try(event), "OK");
  EXPECT_THAT(works_.Postings(), IsEmpty()) << "the books agree now";
}

TEST_F(MetalCountTest, FlagsBeyondHalfAPercent) {
  ASSERT_EQ(Try(Remelted(348'250)), "OK");
  EXPECT_THAT(works_.Flags(), IsEmpty()) << "0.5 % exactly";
  ASSERT_EQ(Try(Remelted(350'000)), "OK");
  EXPECT_THAT(works_.Flags(), ElementsAre("COUNT_DIFFERS SITE smelter/plant")) << "1 750 g of 348 250 are more";
  ASSERT_EQ(Try(Remelted(348'250)), "OK");
  EXPECT_THAT(works_.Flags(), IsEmpty());
  ASSERT_EQ(Try(Remelted(346'508)), "OK");
  EXPECT_THAT(works_.Flags(), ElementsAre("COUNT_DIFFERS SITE smelter/plant")) << "1 742 g, 1 741.25 are 0.5 %";
}

TEST_F(MetalCountTest, FamiliesDoNotMakeUpForEachOther) {
  v1::InventoryCounted event = Remelted(349'000);
  v1::CountedMass& cast = *event.add_counted();
  cast.set_family(v1::ALLOY_FAMILY_CAST);
  cast.set_grams(1'000);
  ASSERT_EQ(Try(event), "OK");
  EXPECT_THAT(works_.Flags(), ElementsAre("COUNT_DIFFERS SITE smelter/plant")) << "2 000 g lie elsewhere than booked";
}

TEST_F(MetalCountTest, AFamilyNotNamedCountsAsNothing) {
  ASSERT_EQ(Try(Counted(Works::kPlant, v1::ACCOUNT_CLASS_DROSS, {})), "OK");
  EXPECT_EQ(works_.ledger().TotalOf(mass::MakeAccount(v1::ACCOUNT_CLASS_DROSS, Works::kPlant)), 0);
  EXPECT_EQ(works_.ledger().TotalOf(mass::MakeAccount(v1::ACCOUNT_CLASS_VARIANCE, Works::kPlant)), 8'000);
  EXPECT_THAT(works_.Flags(), ElementsAre("COUNT_DIFFERS SITE smelter/plant"));
}

TEST_F(MetalCountTest, PartsHaveNoOrigin) {
  works_.ToHulk(Vin(2));
  works_.Do("treater", PartOff(Vin(2), "treater/yard", Mass(v1::ALLOY_FAMILY_6XXX, 8'000)));
  ASSERT_EQ(works_.Try("treater", Counted("treater/yard", v1::ACCOUNT_CLASS_REUSED_PARTS,
                                          {Mass(v1::ALLOY_FAMILY_5XXX, 500), Mass(v1::ALLOY_FAMILY_6XXX, 7'000)})),
            "OK");
  EXPECT_THAT(works_.Postings(),
              ElementsAre("REUSED_PARTS/treater/yard 5XXX +500", "REUSED_PARTS/treater/yard 6XXX -1000",
                          "VARIANCE/treater/yard 5XXX -500", "VARIANCE/treater/yard 6XXX +1000"));
}

// A heat's metal leaves in full though a count missed some of it.
TEST_F(MetalCountTest, WhatWasMissedComesBackWhenItIsNamed) {
  works_.Do("smelter", Remelted(0));
  ASSERT_EQ(Try(BackTo(kTestBrand, "smelter/h1", 350'000)), "OK");
  EXPECT_EQ(works_.ledger().TotalOf(mass::MakeAccount(v1::ACCOUNT_CLASS_VARIANCE, Works::kPlant)), 0);
  EXPECT_EQ(works_.ledger().TotalOf(mass::MakeAccount(v1::ACCOUNT_CLASS_BACK_IN_PRODUCTION, kTestBrand)), 350'000);
}

TEST_F(MetalCountTest, ChecksTheCount) {
  EXPECT_EQ(works_.Try("shredder", Remelted(1)), "NOT_FOUND inventory_counted.site_id");
  EXPECT_EQ(works_.Try(TestLedger::kOperator, Remelted(1)), "ROLE_REQUIRED inventory_counted");
  EXPECT_EQ(Try(Counted("", v1::ACCOUNT_CLASS_REMELTED, {})), "FIELD_MISSING inventory_counted.site_id");
  EXPECT_EQ(Try(Counted(Works::kPlant, v1::ACCOUNT_CLASS_UNSPECIFIED, {})),
            "FIELD_MISSING inventory_counted.account_class");
  for (const v1::AccountClass other : {v1::ACCOUNT_CLASS_RECOVERED, v1::ACCOUNT_CLASS_VARIANCE, v1::ACCOUNT_CLASS_HULK,
                                       v1::ACCOUNT_CLASS_LOSS_MELT, v1::ACCOUNT_CLASS_IN_PROCESS}) {
    EXPECT_EQ(Try(Counted(Works::kPlant, other, {})), "INVALID_VALUE inventory_counted.account_class");
  }
  EXPECT_EQ(Try(Remelted(-1)), "OUT_OF_RANGE inventory_counted.counted[0].grams");
  EXPECT_EQ(Try(Remelted(1'000'000'000'001)), "OUT_OF_RANGE inventory_counted.counted[0].grams");
  v1::InventoryCounted event = Remelted(1);
  *event.add_counted() = event.counted(0);
  EXPECT_EQ(Try(event), "INVALID_VALUE inventory_counted.counted[1].family");
  event.mutable_counted(0)->clear_family();
  EXPECT_EQ(Try(event), "FIELD_MISSING inventory_counted.counted[0].family");
  for (int i = 0; i < 6; ++i) event.add_counted();
  EXPECT_EQ(Try(event), "TOO_LARGE inventory_counted.counted");
  EXPECT_EQ(Try(Remelted(1'000'000'000'000)), "OK");
}

}  // namespace
}  // namespace ingot::testing
