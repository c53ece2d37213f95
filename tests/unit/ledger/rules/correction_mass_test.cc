// MassRestated.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/works.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CorrectionMassTest : public ::testing::Test {
 protected:
  // 56 000 g 5xxx and 100 000 g 6xxx as registered.
  static v1::MassRestated Heavier(const std::string& vin) {
    return Restated(vin, {Mass(v1::ALLOY_FAMILY_5XXX, 60'000), Mass(v1::ALLOY_FAMILY_6XXX, 99'000)});
  }

  Works works_;
};

TEST_F(CorrectionMassTest, PostsTheDifferenceWhereTheVehicleStands) {
  works_.Stock(Vin(1));
  ASSERT_EQ(works_.Try("dealer", Heavier(Vin(1))), "OK");
  EXPECT_THAT(works_.Postings(), ElementsAre("PRODUCTION/maker/brand 5XXX -4000", "PRODUCTION/maker/brand 6XXX +1000",
                                             "STOCK/maker/brand 5XXX +4000", "STOCK/maker/brand 6XXX -1000"));
  EXPECT_THAT(works_.Flags(), IsEmpty());
  const v1::VehicleState vehicle = works_.Vehicle(Vin(1));
  EXPECT_EQ(vehicle.body(0).grams(), 60'000);
  EXPECT_EQ(vehicle.body_basis(), v1::MASS_BASIS_WEIGHED);
  EXPECT_EQ(vehicle.body_uncertainty_ppm(), 5'000);
  EXPECT_EQ(vehicle.entered_g(), 159'000);
  EXPECT_EQ(works_.Try("maker", Heavier(Vin(1))), "OK") << "its manufacturer, too";
  EXPECT_THAT(works_.Postings(), IsEmpty());
  // The corrected body goes its way, to the gram.
  EXPECT_EQ(works_.Try("dealer", RetiredOf(Vin(1))), "OK");
  EXPECT_THAT(works_.Postings(), ElementsAre("STOCK/maker/brand 5XXX -60000", "STOCK/maker/brand 6XXX -99000",
                                             "RETIRED/maker/brand 5XXX +60000", "RETIRED/maker/brand 6XXX +99000"));
}

TEST_F(CorrectionMassTest, AnUnknownMassBecomesKnown) {
  v1::VehicleRegistered event = ForeignMake(Vin(1));
  event.clear_body();
  event.set_body_basis(v1::MASS_BASIS_UNKNOWN);
  works_.Do("shredder", event);
  ASSERT_EQ(works_.Vehicle(Vin(1)).flags_size(), 1);
  ASSERT_EQ(works_.Try("shredder", Heavier(Vin(1))), "OK");
  EXPECT_THAT(works_.Vehicle(Vin(1)).flags(), IsEmpty());
  EXPECT_THAT(works_.Postings(), ElementsAre("OTHER_BODY 5XXX -60000", "OTHER_BODY 6XXX -99000", "STOCK 5XXX +60000",
                                             "STOCK 6XXX +99000"));
}

TEST_F(CorrectionMassTest, OfAShreddedVehicleTheSiteAnswersByVariance) {
  works_.OpenBatch("shredder/b1", {Vin(1)});
  ASSERT_EQ(works_.Try("maker", Heavier(Vin(1))), "OK");
  EXPECT_THAT(works_.Postings(), ElementsAre("PRODUCTION/maker/brand 5XXX -4000", "PRODUCTION/maker/brand 6XXX +1000",
                                             "VARIANCE/shredder/mill 5XXX +4000", "VARIANCE/shredder/mill 6XXX -1000"));
  EXPECT_THAT(works_.Flags(), ElementsAre("CORRECTED_LATE VEHICLE " + Vin(1)));
  EXPECT_EQ(works_.Try("shredder", Closed("shredder/b1")), "OK");
}

TEST_F(CorrectionMassTest, Refusals) {
  works_.Stock(Vin(1));
  EXPECT_EQ(works_.Try("dealer", Heavier(Vin(2))), "NOT_FOUND mass_restated.vin");
  EXPECT_EQ(works_.Try("other-dealer", Heavier(Vin(1))), "NOT_HOLDER mass_restated.vin");
  EXPECT_EQ(works_.Try("maker-2", Heavier(Vin(1))), "NOT_HOLDER mass_restated.vin");
  EXPECT_EQ(works_.Try("workshop", Heavier(Vin(1))), "ROLE_REQUIRED mass_restated");
  v1::MassRestated event = Heavier(Vin(1));
  event.clear_basis();
  EXPECT_EQ(works_.Try("dealer", event), "FIELD_MISSING mass_restated.basis");
  event.set_basis(v1::MASS_BASIS_UNKNOWN);
  EXPECT_EQ(works_.Try("dealer", event), "INVALID_VALUE mass_restated.basis");
  event = Heavier(Vin(1));
  event.clear_body();
  EXPECT_EQ(works_.Try("dealer", event), "FIELD_MISSING mass_restated.body");
  event = Restated(Vin(1), {Mass(v1::ALLOY_FAMILY_6XXX, 5), Mass(v1::ALLOY_FAMILY_5XXX, 5)});
  EXPECT_EQ(works_.Try("dealer", event), "INVALID_VALUE mass_restated.body[1].family");
  event = Restated(Vin(1), {Mass(v1::ALLOY_FAMILY_6XXX, 0)});
  EXPECT_EQ(works_.Try("dealer", event), "OUT_OF_RANGE mass_restated.body[0].grams");
  event = Heavier(Vin(1));
  event.set_uncertainty_ppm(1'000'001);
  EXPECT_EQ(works_.Try("dealer", event), "OUT_OF_RANGE mass_restated.uncertainty_ppm");
  // Kerb mass 1 900 000, castings 70 000.
  event = Restated(Vin(1), {Mass(v1::ALLOY_FAMILY_6XXX, 1'830'001)});
  EXPECT_EQ(works_.Try("dealer", event), "OUT_OF_RANGE mass_restated.body");
  event = Restated(Vin(1), {Mass(v1::ALLOY_FAMILY_6XXX, 1'830'000)});
  EXPECT_EQ(works_.Try("dealer", event), "OK");
}

TEST_F(CorrectionMassTest, ACorrectionStands) {
  works_.Bear(Vin(1));
  const uint64_t born = works_.LastSeq();
  works_.Do("maker", Heavier(Vin(1)));
  EXPECT_EQ(works_.TryReversal("maker", works_.LastSeq()), "NOT_REVERSIBLE entry_reversed.target_seq");
  EXPECT_EQ(works_.TryReversal("maker", born), "DEPENDENT_EXISTS entry_reversed.target_seq");
}

}  // namespace
}  // namespace ingot::testing
