// HeatCorrected.
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

class CorrectionHeatTest : public ::testing::Test {
 protected:
  // 156 000 g own body, 70 000 own other, 74 000 third parties', 100 000 primary; of these 400 000 g 350 000 are
  // tapped, 30 000 left as heel, 8 000 in the dross, and 12 000 lost.
  CorrectionHeatTest() { works_.Melt(kHeat, works_.LotAtPlant("l1", 1)); }

  static v1::HeatCorrected Corrected(int64_t tapped_g, int64_t heel_g = 30'000, int64_t dross_metal_g = 8'000) {
    v1::HeatCorrected event;
    event.set_heat_id(kHeat);
    event.set_tapped_g(tapped_g);
    event.set_heel_after_g(heel_g);
    event.set_dross_g(15'000);
    event.set_dross_metal_g(dross_metal_g);
    return event;
  }
  std::string Try(const google::protobuf::Message& body) { return works_.Try("smelter", body); }
  int64_t Total(v1::AccountClass account_class, const std::string& party = Works::kPlant) {
    return works_.ledger().TotalOf(MakeAccount(account_class, party));
  }

  Works works_;
};

TEST_F(CorrectionHeatTest, LessTappedIsMoreLost) {
  ASSERT_EQ(Try(Corrected(345'000)), "OK");
  EXPECT_THAT(
      works_.Postings(),
      ElementsAre("REMELTED/smelter/plant 6XXX OWN_BODY -1950", "REMELTED/smelter/plant 6XXX OWN_OTHER -875",
                  "REMELTED/smelter/plant 6XXX THIRD_PARTY -925", "REMELTED/smelter/plant 6XXX PRIMARY -1250",
                  "LOSS_MELT/smelter/plant 6XXX OWN_BODY +1950", "LOSS_MELT/smelter/plant 6XXX OWN_OTHER +875",
                  "LOSS_MELT/smelter/plant 6XXX THIRD_PARTY +925", "LOSS_MELT/smelter/plant 6XXX PRIMARY +1250"));
  const v1::HeatState heat = works_.Heat(kHeat);
  EXPECT_EQ(heat.loss_g(), 17'000);
  EXPECT_EQ(heat.melted().tapped_g(), 345'000);
  EXPECT_TRUE(heat.corrected());
  EXPECT_EQ(heat.content(0).grams(), 136'500 - 1'950);
  EXPECT_EQ(heat.tapped(0).grams(), 136'500 - 1'950);
  EXPECT_EQ(Total(v1::ACCOUNT_CLASS_REMELTED), 345'000);
}

TEST_F(CorrectionHeatTest, MoreTappedIsRegradedOutOfTheLoss) {
  ASSERT_EQ(Try(Corrected(354'000)), "OK");
  EXPECT_EQ(works_.Heat(kHeat).loss_g(), 8'000);
  EXPECT_EQ(Total(v1::ACCOUNT_CLASS_LOSS_MELT), 8'000);
  EXPECT_EQ(Total(v1::ACCOUNT_CLASS_REMELTED), 354'000);
  // Lost were 1 680 g 5xxx and 3 000 g 6xxx own body.
  EXPECT_THAT(works_.Postings(), Contains("LOSS_MELT/smelter/plant 5XXX OWN_BODY -560"));
  EXPECT_THAT(works_.Postings(), Contains("LOSS_MELT/smelter/plant 6XXX OWN_BODY -1000"));
  EXPECT_THAT(works_.Postings(), Contains("REMELTED/smelter/plant 6XXX OWN_BODY +1560"));
  EXPECT_THAT(works_.Postings(), Contains("REGRADE 5XXX OWN_BODY +560"));
  EXPECT_THAT(works_.Postings(), Contains("REGRADE 6XXX OWN_BODY -560"));
}

TEST_F(CorrectionHeatTest, HeelAndDross) {
  ASSERT_EQ(Try(Corrected(350'000, 34'000, 5'000)), "OK");
  EXPECT_EQ(Total(v1::ACCOUNT_CLASS_DROSS), 5'000);
  EXPECT_EQ(Total(v1::ACCOUNT_CLASS_VARIANCE), 4'000) << "the heel, until the next heat measures it";
  EXPECT_EQ(Total(v1::ACCOUNT_CLASS_LOSS_MELT), 11'000);
  EXPECT_EQ(Total(v1::ACCOUNT_CLASS_FURNACE), 30'000);
  // The same once more is no difference; and back again.
  ASSERT_EQ(Try(Corrected(350'000, 34'000, 5'000)), "OK");
  EXPECT_THAT(works_.Postings(), IsEmpty());
  ASSERT_EQ(Try(Corrected(350'000)), "OK");
  EXPECT_EQ(Total(v1::ACCOUNT_CLASS_VARIANCE), 0);
  EXPECT_EQ(Total(v1::ACCOUNT_CLASS_LOSS_MELT), 12'000);
}

TEST_F(CorrectionHeatTest, MoreThanWentInIsExcess) {
  ASSERT_EQ(Try(Corrected(400'000)), "OK");
  EXPECT_EQ(works_.Heat(kHeat).excess_g(), 38'000);
  EXPECT_EQ(works_.Heat(kHeat).loss_g(), 0);
  EXPECT_EQ(Total(v1::ACCOUNT_CLASS_REMELTED), 362'000);
  EXPECT_EQ(Total(v1::ACCOUNT_CLASS_EXCESS, "smelter"), 38'000);
  EXPECT_THAT(works_.Flags(), Contains("YIELD_ABOVE_INPUT HEAT smelter/h1"));
  ASSERT_EQ(Try(Corrected(350'000)), "OK");
  EXPECT_EQ(Total(v1::ACCOUNT_CLASS_EXCESS, "smelter"), 0);
  EXPECT_EQ(Total(v1::ACCOUNT_CLASS_REMELTED), 350'000);
}

TEST_F(CorrectionHeatTest, WhatHasLeftThePlantComesFromVariance) {
  v1::ReturnedToProduction returned;
  returned.set_brand_id(kTestBrand);
  v1::HeatShare& share = *returned.add_heats();
  share.set_heat_id(kHeat);
  share.set_grams(350'000);
  ASSERT_EQ(Try(returned), "OK");
  ASSERT_EQ(Try(Claimed("smelter/c1", kHeat, 100'000)), "OK");
  ASSERT_EQ(Try(Corrected(345'000)), "OK");
  EXPECT_EQ(Total(v1::ACCOUNT_CLASS_VARIANCE), -5'000);
  EXPECT_EQ(Total(v1::ACCOUNT_CLASS_LOSS_MELT), 17'000);
  EXPECT_THAT(works_.Flags(), Contains("CORRECTED_LATE HEAT smelter/h1"));
  EXPECT_THAT(works_.Flags(), Contains("CLAIM_AFFECTED HEAT smelter/h1"));
  EXPECT_EQ(works_.Heat(kHeat).tapped(0).grams(), 136'500 - 1'950);
}

TEST_F(CorrectionHeatTest, Refusals) {
  v1::HeatCorrected event = Corrected(350'000);
  EXPECT_EQ(works_.Try("shredder", event), "ROLE_REQUIRED heat_corrected");
  event.set_heat_id("smelter/h9");
  EXPECT_EQ(Try(event), "NOT_FOUND heat_corrected.heat_id");
  event.set_heat_id("");
  EXPECT_EQ(Try(event), "FIELD_MISSING heat_corrected.heat_id");
  EXPECT_EQ(Try(Corrected(0)), "OUT_OF_RANGE heat_corrected.tapped_g");
  EXPECT_EQ(Try(Corrected(350'000, -1)), "OUT_OF_RANGE heat_corrected.heel_after_g");
  EXPECT_EQ(Try(Corrected(350'000, 0, 15'001)), "OUT_OF_RANGE heat_corrected.dross_metal_g");
}

}  // namespace
}  // namespace ingot::testing
