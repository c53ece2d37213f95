// VehicleRegistered.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/mass/account_class.h"
#include "ledger/state/record_key.h"
#include "tests/support/fleet.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Both pass the check; the second is the first with another serial number and a character that fails.
constexpr char kPassing[] = "1M8GDM9AXKP042788";
constexpr char kFailing[] = "1M8GDM9AXKP042789";

class VehicleBirthTest : public ::testing::Test {
 protected:
  std::string Try(const v1::VehicleRegistered& event, const std::string& organisation = Fleet::kMaker) {
    return fleet_.Try(organisation, event);
  }

  Fleet fleet_;
};

TEST_F(VehicleBirthTest, BearsAVehicleWithItsMetal) {
  ASSERT_EQ(Try(Registered(Vin(1))), "OK");
  EXPECT_THAT(fleet_.Postings(),
              ElementsAre("PRODUCTION/maker/brand 5XXX -56000", "PRODUCTION/maker/brand 6XXX -100000",
                          "STOCK/maker/brand 5XXX +56000", "STOCK/maker/brand 6XXX +100000"));
  EXPECT_THAT(fleet_.Flags(), IsEmpty());
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("MODEL maker/van", "VEHICLE " + Vin(1)));
  const v1::VehicleState vehicle = fleet_.Vehicle(Vin(1));
  EXPECT_EQ(vehicle.custody(), v1::CUSTODY_STATE_REGISTERED);
  EXPECT_EQ(vehicle.holder(), "maker");
  EXPECT_EQ(vehicle.title(), v1::TITLE_HOLDER_KIND_ORGANISATION);
  EXPECT_EQ(vehicle.title_organisation(), "maker");
  ASSERT_EQ(vehicle.holders_size(), 1);
  EXPECT_EQ(vehicle.holders(0).from_seq(), fleet_.ledger().entries().size() - 1);
  EXPECT_EQ(vehicle.holders(0).until_seq(), 0u);
  EXPECT_EQ(vehicle.entered_g(), 156'000);
  EXPECT_EQ(vehicle.departed_g(), 0);
  EXPECT_EQ(vehicle.position().party(), "maker/brand");
  const v1::Record stock =
      fleet_.ledger().RecordOf(state::AccountKey(mass::MakeAccount(v1::ACCOUNT_CLASS_STOCK, "maker/brand")));
  EXPECT_EQ(stock.account().organisation_id(), "maker");
}

TEST_F(VehicleBirthTest, HappensOnce) {
  ASSERT_EQ(Try(Registered(Vin(1))), "OK");
  EXPECT_EQ(Try(Registered(Vin(1))), "ALREADY_EXISTS vehicle_registered.vin");
  EXPECT_EQ(Try(ForeignMake(Vin(1)), Fleet::kTreater), "ALREADY_EXISTS vehicle_registered.vin");
}

TEST_F(VehicleBirthTest, RefusesWhatIsNoVin) {
  for (const char* vin : {"1M8GDM9AXKP04278", "1M8GDM9AXKP0427888", "IM8GDM9AXKP042788", "1M8GDM9AXKPO42788",
                          "1M8GDM9AXKQ042788", "1m8gdm9axkp042788", "11111111111111111"}) {
    EXPECT_EQ(Try(Registered(vin)), "VIN_INVALID vehicle_registered.vin") << vin;
  }
  EXPECT_EQ(Try(Registered("")), "FIELD_MISSING vehicle_registered.vin");
}

TEST_F(VehicleBirthTest, TheCheckCharacterIsMandatoryInFourMarkets) {
  int n = 0;
  for (const char* market : {"CN", "US", "CA", "MX"}) {
    v1::VehicleRegistered event = Registered(kFailing);
    event.set_market(market);
    EXPECT_EQ(Try(event), "VIN_CHECK_CHARACTER vehicle_registered.vin") << market;
    event.set_vin(Vin(++n));
    EXPECT_EQ(Try(event), "OK") << market;
    EXPECT_THAT(fleet_.Flags(), IsEmpty());
  }
  EXPECT_EQ(Try(Registered(kFailing)), "OK") << "Germany does not demand it";
  EXPECT_THAT(fleet_.Flags(), IsEmpty());
}

TEST_F(VehicleBirthTest, AnOverrideIsFlagged) {
  v1::VehicleRegistered event = Registered(kFailing);
  event.set_market("CN");
  event.set_check_character_override(v1::CHECK_CHARACTER_OVERRIDE_STAMPED_SO);
  ASSERT_EQ(Try(event), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre(std::string("CHECK_CHARACTER_OVERRIDDEN VEHICLE ") + kFailing));
}

TEST_F(VehicleBirthTest, AnOverrideWithoutNeedIsRefused) {
  v1::VehicleRegistered event = Registered(kPassing);
  event.set_market("US");
  event.set_check_character_override(v1::CHECK_CHARACTER_OVERRIDE_FOREIGN_SCHEME);
  EXPECT_EQ(Try(event), "INVALID_VALUE vehicle_registered.check_character_override");
  event.set_vin(kFailing);
  event.set_market("DE");
  EXPECT_EQ(Try(event), "INVALID_VALUE vehicle_registered.check_character_override");
}

TEST_F(VehicleBirthTest, NeedsABrandOfOnesOwn) {
  fleet_.ledger().Enrol("rival", {v1::ROLE_MANUFACTURER});
  v1::VehicleRegistered event = Registered(Vin(1));
  EXPECT_EQ(Try(event, "rival"), "NOT_FOUND vehicle_registered.brand_id");
  event.set_brand_id("maker/unknown");
  EXPECT_EQ(Try(event), "NOT_FOUND vehicle_registered.brand_id");
  event.clear_brand_id();
  EXPECT_EQ(Try(event), "FIELD_MISSING vehicle_registered.brand_id");
  event.set_brand_id("Not An Id");
  EXPECT_EQ(Try(event), "INVALID_VALUE vehicle_registered.brand_id");
}

TEST_F(VehicleBirthTest, AModelBelongsToItsBrand) {
  ASSERT_EQ(Try(Registered(Vin(1))), "OK");
  ASSERT_EQ(Try(Registered(Vin(2))), "OK");
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("VEHICLE " + Vin(2))) << "the model is known by now";
  v1::BrandRegistered second;
  second.set_brand_id("maker/second");
  second.set_name("Second");
  fleet_.Do(Fleet::kMaker, second);
  v1::VehicleRegistered event = Registered(Vin(3));
  event.set_brand_id("maker/second");
  EXPECT_EQ(Try(event), "INVALID_VALUE vehicle_registered.model_id");

  v1::ModelMovedToBrand moved;
  moved.set_model_id("maker/van");
  moved.set_brand_id("maker/second");
  fleet_.Do(Fleet::kMaker, moved);
  EXPECT_EQ(Try(event), "OK");
  EXPECT_EQ(Try(Registered(Vin(4))), "INVALID_VALUE vehicle_registered.model_id");
  EXPECT_EQ(fleet_.Vehicle(Vin(1)).brand_id(), "maker/brand") << "balances stay where they are";
}

TEST_F(VehicleBirthTest, AModelIsNamedByItsMaker) {
  v1::VehicleRegistered event = Registered(Vin(1));
  event.set_model_id("dealer/van");
  EXPECT_EQ(Try(event), "ID_NOT_OWN vehicle_registered.model_id");
  event.clear_model_id();
  EXPECT_EQ(Try(event), "FIELD_MISSING vehicle_registered.model_id");
}

TEST_F(VehicleBirthTest, RolesDecideWhoseMakeItIs) {
  EXPECT_EQ(Try(Registered(Vin(1)), Fleet::kDealer), "ROLE_REQUIRED vehicle_registered");
  EXPECT_EQ(Try(Registered(Vin(1)), Fleet::kTreater), "ROLE_REQUIRED vehicle_registered.foreign_make");
  EXPECT_EQ(Try(ForeignMake(Vin(1)), Fleet::kMaker), "ROLE_REQUIRED vehicle_registered.foreign_make");
}

TEST_F(VehicleBirthTest, ARecyclerTakesInAForeignMake) {
  ASSERT_EQ(Try(ForeignMake(Vin(1)), Fleet::kTreater), "OK");
  EXPECT_THAT(fleet_.Postings(), ElementsAre("OTHER_BODY 5XXX -56000", "OTHER_BODY 6XXX -100000", "STOCK 5XXX +56000",
                                             "STOCK 6XXX +100000"));
  EXPECT_EQ(fleet_.Vehicle(Vin(1)).holder(), "treater");
  EXPECT_EQ(fleet_.ledger()
                .RecordOf(state::AccountKey(mass::MakeAccount(v1::ACCOUNT_CLASS_STOCK)))
                .account()
                .organisation_id(),
            "");
}

TEST_F(VehicleBirthTest, AForeignMakeHasNoBrandOfTheLedger) {
  v1::VehicleRegistered event = ForeignMake(Vin(1));
  event.set_brand_id(kTestBrand);
  EXPECT_EQ(Try(event, Fleet::kTreater), "INVALID_VALUE vehicle_registered.brand_id");
  event = ForeignMake(Vin(1));
  event.set_model_id("maker/van");
  EXPECT_EQ(Try(event, Fleet::kTreater), "INVALID_VALUE vehicle_registered.model_id");
}

TEST_F(VehicleBirthTest, ForeignMakeDecidesWhereBothRolesAreHeld) {
  fleet_.ledger().Enrol("both", {v1::ROLE_MANUFACTURER, v1::ROLE_RECYCLER});
  EXPECT_EQ(Try(ForeignMake(Vin(1)), "both"), "OK");
  EXPECT_EQ(Try(Registered(Vin(2)), "both"), "NOT_FOUND vehicle_registered.brand_id");
}

TEST_F(VehicleBirthTest, AnUnknownMassIsZeroAndFlagged) {
  v1::VehicleRegistered event = Registered(Vin(1));
  event.set_body_basis(v1::MASS_BASIS_UNKNOWN);
  EXPECT_EQ(Try(event), "INVALID_VALUE vehicle_registered.body");
  event.clear_body();
  ASSERT_EQ(Try(event), "OK");
  EXPECT_THAT(fleet_.Postings(), IsEmpty());
  EXPECT_THAT(fleet_.Flags(), ElementsAre("MASS_UNKNOWN VEHICLE " + Vin(1)));
  EXPECT_EQ(fleet_.Vehicle(Vin(1)).flags(0).count(), 1u);
}

TEST_F(VehicleBirthTest, ChecksTheBody) {
  v1::VehicleRegistered event = Registered(Vin(1));
  event.clear_body_basis();
  EXPECT_EQ(Try(event), "FIELD_MISSING vehicle_registered.body_basis");
  event = Registered(Vin(1));
  event.clear_body();
  EXPECT_EQ(Try(event), "FIELD_MISSING vehicle_registered.body");
  event = Registered(Vin(1));
  event.mutable_body(1)->set_family(v1::ALLOY_FAMILY_5XXX);
  EXPECT_EQ(Try(event), "INVALID_VALUE vehicle_registered.body[1].family");
  event.mutable_body(0)->clear_family();
  EXPECT_EQ(Try(event), "FIELD_MISSING vehicle_registered.body[0].family");
  event = Registered(Vin(1));
  event.mutable_body(0)->set_grams(0);
  EXPECT_EQ(Try(event), "OUT_OF_RANGE vehicle_registered.body[0].grams");
  event.mutable_body(0)->set_grams(20'000'001);
  EXPECT_EQ(Try(event), "OUT_OF_RANGE vehicle_registered.body[0].grams");
  event.mutable_body(0)->set_grams(20'000'000);
  EXPECT_EQ(Try(event), "OUT_OF_RANGE vehicle_registered.body") << "the total counts";
  event.mutable_body()->RemoveLast();
  event.set_kerb_mass_g(0);
  EXPECT_EQ(Try(event), "OK");
}

TEST_F(VehicleBirthTest, ChecksRanges) {
  const auto refused = [this](auto change, const std::string& outcome) {
    v1::VehicleRegistered event = Registered(Vin(1));
    change(event);
    EXPECT_EQ(Try(event), outcome);
  };
  using E = v1::VehicleRegistered&;
  refused([](E e) { e.clear_category(); }, "FIELD_MISSING vehicle_registered.category");
  refused([](E e) { e.clear_market(); }, "FIELD_MISSING vehicle_registered.market");
  refused([](E e) { e.set_market("XX"); }, "INVALID_VALUE vehicle_registered.market");
  refused([](E e) { e.set_model_year(1979); }, "OUT_OF_RANGE vehicle_registered.model_year");
  refused([](E e) { e.set_model_year(2101); }, "OUT_OF_RANGE vehicle_registered.model_year");
  refused([](E e) { e.set_body_uncertainty_ppm(-1); }, "OUT_OF_RANGE vehicle_registered.body_uncertainty_ppm");
  refused([](E e) { e.set_body_uncertainty_ppm(1'000'001); }, "OUT_OF_RANGE vehicle_registered.body_uncertainty_ppm");
  refused([](E e) { e.set_other_aluminium_g(-1); }, "OUT_OF_RANGE vehicle_registered.other_aluminium_g");
  refused([](E e) { e.set_other_aluminium_g(5'000'001); }, "OUT_OF_RANGE vehicle_registered.other_aluminium_g");
  refused([](E e) { e.set_kerb_mass_g(-1); }, "OUT_OF_RANGE vehicle_registered.kerb_mass_g");
  refused([](E e) { e.set_kerb_mass_g(60'000'001); }, "OUT_OF_RANGE vehicle_registered.kerb_mass_g");
  refused([](E e) { e.set_kerb_mass_g(225'999); }, "OUT_OF_RANGE vehicle_registered.kerb_mass_g");
  refused([](E e) { e.set_kerb_mass_g(226'000), e.set_model_year(0); }, "OK");
}

}  // namespace
}  // namespace ingot::testing
