// ReturnedToProduction, and recycled metal in new bodies (VehicleRegistered.heats).
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/mass/account_class.h"
#include "tests/support/works.h"
#include "tests/unit/ledger/rules/names.h"

namespace ingot::testing {
namespace {

using mass::MakeAccount;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MetalReturnTest : public ::testing::Test {
 protected:
  // 350 000 g of 6xxx: own body 136 500, own other 61 250, third party 64 750, primary 87 500.
  MetalReturnTest() { works_.Melt(kHeat, works_.LotAtPlant("l1", 1)); }
  std::string Try(const google::protobuf::Message& body) { return works_.Try("smelter", body); }
  std::string Maker(const google::protobuf::Message& body) { return works_.Try("maker", body); }
  static v1::VehicleRegistered Of(const std::string& vin, const std::string& heat, int64_t grams) {
    v1::VehicleRegistered event = Registered(vin);
    v1::ConsumedHeat& consumed = *event.add_heats();
    consumed.set_heat_id(heat);
    consumed.set_grams(grams);
    return event;
  }
  int64_t Balance(v1::AccountClass account_class, const std::string& party) {
    return works_.ledger().TotalOf(MakeAccount(account_class, party));
  }

  Works works_;
};

TEST_F(MetalReturnTest, LeavesForABrandByOrigin) {
  ASSERT_EQ(Try(BackTo(kTestBrand, kHeat, 140'000)), "OK");
  EXPECT_THAT(
      works_.Postings(),
      ElementsAre("REMELTED/smelter/plant 6XXX OWN_BODY -54600", "REMELTED/smelter/plant 6XXX OWN_OTHER -24500",
                  "REMELTED/smelter/plant 6XXX THIRD_PARTY -25900", "REMELTED/smelter/plant 6XXX PRIMARY -35000",
                  "BACK_IN_PRODUCTION/maker/brand 6XXX OWN_BODY +54600",
                  "BACK_IN_PRODUCTION/maker/brand 6XXX OWN_OTHER +24500",
                  "BACK_IN_PRODUCTION/maker/brand 6XXX THIRD_PARTY +25900",
                  "BACK_IN_PRODUCTION/maker/brand 6XXX PRIMARY +35000"));
  EXPECT_THAT(works_.Subjects(), ElementsAre("HEAT smelter/h1"));
  const v1::HeatState heat = works_.Heat(kHeat);
  ASSERT_EQ(heat.returned_size(), 1);
  EXPECT_EQ(heat.returned(0).brand_id(), kTestBrand);
  EXPECT_EQ(heat.returned(0).returned_g(), 140'000);
  EXPECT_EQ(heat.returned(0).consumed_g(), 0);
  EXPECT_EQ(heat.content(0).grams(), 136'500 - 54'600);
  EXPECT_EQ(heat.tapped(0).grams(), 136'500) << "what was tapped stays";
}

TEST_F(MetalReturnTest, ReturnsByBrandInTheirOrder) {
  ASSERT_EQ(Try(BackTo(kTestBrand, kHeat, 100'000)), "OK");
  ASSERT_EQ(Try(BackTo("maker-2/brand", kHeat, 50'000)), "OK");
  ASSERT_EQ(Try(BackTo(kTestBrand, kHeat, 100'000)), "OK");
  const v1::HeatState heat = works_.Heat(kHeat);
  ASSERT_EQ(heat.returned_size(), 2);
  EXPECT_EQ(heat.returned(0).brand_id(), "maker-2/brand");
  EXPECT_EQ(heat.returned(0).returned_g(), 50'000);
  EXPECT_EQ(heat.returned(1).returned_g(), 200'000);
  EXPECT_EQ(Balance(v1::ACCOUNT_CLASS_BACK_IN_PRODUCTION, kTestBrand), 200'000);
}

TEST_F(MetalReturnTest, SoldOutOfTheLoop) {
  ASSERT_EQ(Try(BackTo("", kHeat, 350'000)), "OK");
  EXPECT_EQ(works_.ledger().TotalOf(MakeAccount(v1::ACCOUNT_CLASS_OPEN_LOOP)), 350'000);
  EXPECT_EQ(Balance(v1::ACCOUNT_CLASS_REMELTED, Works::kPlant), 0);
  EXPECT_THAT(works_.Heat(kHeat).returned(), IsEmpty());
  EXPECT_EQ(Try(BackTo("", kHeat, 1)), "HEAT_STATE returned_to_production.heats[0].heat_id");
}

TEST_F(MetalReturnTest, SeveralHeatsAtOnce) {
  v1::HeatMelted second = Melted("smelter/h2", {}, 30'000);
  second.set_heel_before_g(30'000);
  works_.Do("smelter", second);
  v1::ReturnedToProduction event = BackTo(kTestBrand, kHeat, 100'000);
  *event.add_heats() = BackTo("", "smelter/h2", 30'000).heats(0);
  ASSERT_EQ(Try(event), "OK");
  EXPECT_THAT(works_.Subjects(), ElementsAre("HEAT smelter/h1", "HEAT smelter/h2"));
  EXPECT_EQ(Balance(v1::ACCOUNT_CLASS_BACK_IN_PRODUCTION, kTestBrand), 130'000);
}

TEST_F(MetalReturnTest, ChecksTheReturn) {
  EXPECT_EQ(Try(BackTo("maker/none", kHeat, 1)), "NOT_FOUND returned_to_production.brand_id");
  EXPECT_EQ(Try(BackTo("none", kHeat, 1)), "INVALID_VALUE returned_to_production.brand_id");
  EXPECT_EQ(Try(BackTo(kTestBrand, "smelter/none", 1)), "NOT_FOUND returned_to_production.heats[0].heat_id");
  EXPECT_EQ(Try(BackTo(kTestBrand, "", 1)), "FIELD_MISSING returned_to_production.heats[0].heat_id");
  EXPECT_EQ(Try(BackTo(kTestBrand, kHeat, 0)), "OUT_OF_RANGE returned_to_production.heats[0].grams");
  EXPECT_EQ(Try(BackTo(kTestBrand, kHeat, 350'001)), "MASS_EXCEEDS_SOURCE returned_to_production.heats[0].grams");
  v1::ReturnedToProduction event = BackTo(kTestBrand, kHeat, 1);
  *event.add_heats() = event.heats(0);
  EXPECT_EQ(Try(event), "INVALID_VALUE returned_to_production.heats[1].heat_id");
  event.clear_heats();
  EXPECT_EQ(Try(event), "FIELD_MISSING returned_to_production.heats");
  for (int i = 10; i < 43; ++i) event.add_heats()->set_heat_id("smelter/x" + std::to_string(i));
  EXPECT_EQ(Try(event), "TOO_LARGE returned_to_production.heats");
  EXPECT_EQ(Maker(BackTo(kTestBrand, kHeat, 1)), "ROLE_REQUIRED returned_to_production");
  works_.ledger().Enrol("smelter-2", {v1::ROLE_SMELTER});
  EXPECT_EQ(works_.Try("smelter-2", BackTo(kTestBrand, kHeat, 1)), "NOT_FOUND returned_to_production.heats[0].heat_id");
}

TEST_F(MetalReturnTest, AHeatGoesToThirtyTwoBrandsAtMost) {
  for (int i = 0; i < 32; ++i) {
    v1::BrandRegistered brand;
    brand.set_brand_id("maker/b" + std::to_string(10 + i));
    brand.set_name("Brand");
    works_.Do("maker", brand);
    ASSERT_EQ(Try(BackTo(brand.brand_id(), kHeat, 1)), "OK");
  }
  EXPECT_EQ(Try(BackTo(kTestBrand, kHeat, 1)), "LIMIT_REACHED returned_to_production.heats[0].heat_id");
  EXPECT_EQ(Try(BackTo("maker/b10", kHeat, 1)), "OK");
}

// The figure of the domain: BACK_IN_PRODUCTION -40 000, PRODUCTION -116 000, STOCK +156 000.
TEST_F(MetalReturnTest, ANewBodyTakesRecycledMetal) {
  works_.Do("smelter", BackTo(kTestBrand, kHeat, 140'000));
  ASSERT_EQ(Maker(Of(Vin(5), kHeat, 40'000)), "OK");
  EXPECT_THAT(works_.Postings(), ElementsAre("PRODUCTION/maker/brand 5XXX -56000", "PRODUCTION/maker/brand 6XXX -60000",
                                             "STOCK/maker/brand 5XXX +56000", "STOCK/maker/brand 6XXX +100000",
                                             "BACK_IN_PRODUCTION/maker/brand 6XXX OWN_BODY -15600",
                                             "BACK_IN_PRODUCTION/maker/brand 6XXX OWN_OTHER -7000",
                                             "BACK_IN_PRODUCTION/maker/brand 6XXX THIRD_PARTY -7400",
                                             "BACK_IN_PRODUCTION/maker/brand 6XXX PRIMARY -10000"));
  for (const std::string& subject : works_.Subjects()) {
    EXPECT_EQ(subject.find("HEAT"), std::string::npos) << "a smelter does not read where its metal went";
  }
  EXPECT_EQ(works_.Vehicle(Vin(5)).recycled_g(), 40'000);
  EXPECT_EQ(works_.Vehicle(Vin(5)).entered_g(), 156'000);
  EXPECT_EQ(works_.Heat(kHeat).returned(0).consumed_g(), 40'000);
  EXPECT_EQ(Balance(v1::ACCOUNT_CLASS_BACK_IN_PRODUCTION, kTestBrand), 100'000);
}

TEST_F(MetalReturnTest, AFamilyThatTheBodyLacksIsRegraded) {
  works_.Do("smelter", BackTo(kTestBrand, kHeat, 350'000));
  v1::VehicleRegistered event = Of(Vin(5), kHeat, 130'000);
  ASSERT_EQ(Maker(event), "OK");
  // 100 000 g as 6xxx, 30 000 as the 5xxx that is still needed.
  EXPECT_THAT(works_.Postings(), ::testing::IsSupersetOf({"PRODUCTION/maker/brand 5XXX -26000", "REGRADE 5XXX -30000",
                                                          "REGRADE 6XXX +30000", "STOCK/maker/brand 6XXX +100000"}));
  EXPECT_EQ(Balance(v1::ACCOUNT_CLASS_STOCK, kTestBrand), 156'000);
  EXPECT_EQ(Balance(v1::ACCOUNT_CLASS_BACK_IN_PRODUCTION, kTestBrand), 220'000);
}

TEST_F(MetalReturnTest, AllOfAHeatIsConsumedToTheGram) {
  works_.Do("smelter", BackTo(kTestBrand, kHeat, 77'777));
  int64_t left = 77'777;
  for (int n = 10; left > 0; ++n) {
    const int64_t grams = std::min<int64_t>(left, 11'113);
    ASSERT_EQ(Maker(Of(Vin(n), kHeat, grams)), "OK") << n;
    left -= grams;
  }
  EXPECT_EQ(Balance(v1::ACCOUNT_CLASS_BACK_IN_PRODUCTION, kTestBrand), 0);
  EXPECT_THAT(works_.Heat(kHeat).returned(0).remaining(), IsEmpty());
  EXPECT_EQ(Maker(Of(Vin(5), kHeat, 1)), "MASS_EXCEEDS_SOURCE vehicle_registered.heats[0].grams");
}

TEST_F(MetalReturnTest, ChecksTheHeatsOfABody) {
  works_.Do("smelter", BackTo(kTestBrand, kHeat, 200'000));
  EXPECT_EQ(Maker(Of(Vin(5), kHeat, 0)), "OUT_OF_RANGE vehicle_registered.heats[0].grams");
  EXPECT_EQ(Maker(Of(Vin(5), kHeat, 156'001)), "OUT_OF_RANGE vehicle_registered.heats") << "more than the body";
  EXPECT_EQ(Maker(Of(Vin(5), "smelter/none", 1)), "NOT_FOUND vehicle_registered.heats[0].heat_id");
  EXPECT_EQ(Maker(Of(Vin(5), "", 1)), "FIELD_MISSING vehicle_registered.heats[0].heat_id");
  v1::VehicleRegistered event = Of(Vin(5), kHeat, 1);
  *event.add_heats() = event.heats(0);
  EXPECT_EQ(Maker(event), "INVALID_VALUE vehicle_registered.heats[1].heat_id");
  for (int i = 0; i < 7; ++i) event.add_heats();
  EXPECT_EQ(Maker(event), "TOO_LARGE vehicle_registered.heats");
  v1::VehicleRegistered other = Of(Vin(5), kHeat, 1);
  other.set_brand_id("maker-2/brand");
  other.set_model_id("maker-2/van");
  EXPECT_EQ(works_.Try("maker-2", other), "NOT_FOUND vehicle_registered.heats[0].heat_id")
      << "it went to another brand";
  v1::VehicleRegistered foreign = ForeignMake(Vin(5));
  *foreign.add_heats() = Of(Vin(5), kHeat, 1).heats(0);
  EXPECT_EQ(works_.Try("shredder", foreign), "INVALID_VALUE vehicle_registered.heats");
  EXPECT_EQ(Maker(Of(Vin(5), kHeat, 156'000)), "OK");
  EXPECT_EQ(Balance(v1::ACCOUNT_CLASS_PRODUCTION, kTestBrand), -156'000) << "that of Vin(1) alone";
}

}  // namespace
}  // namespace ingot::testing
