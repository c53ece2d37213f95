// VehicleOpened.
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fleet.h"
#include "tests/support/trouble_events.h"
#include "tests/unit/ledger/rules/names.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto kInStock = v1::CUSTODY_STATE_IN_STOCK;
constexpr auto kLeased = v1::CUSTODY_STATE_LEASED;
constexpr auto kOutToOwn = v1::CUSTODY_STATE_LEASE_TO_OWN;
constexpr auto kSold = v1::CUSTODY_STATE_SOLD;
constexpr auto kReturned = v1::CUSTODY_STATE_RETURNED;
constexpr char kOpenedContract[] = "dealer/c1";

class VehicleOpenTest : public ::testing::Test {
 protected:
  // With evidence. Every step leaves the books in balance.
  std::string Try(const std::string& who, const v1::VehicleOpened& event) {
    std::string outcome = fleet_.Try(who, Fact(event).With(v1::EVIDENCE_KIND_PHOTOGRAPH));
    EXPECT_THAT(Imbalances(fleet_.ledger()), IsEmpty());
    return outcome;
  }
  std::string Try(const std::string& who, const v1::VehicleOpened& event, const v1::OpeningTerms& terms) {
    std::string outcome = fleet_.Try(who, Fact(event, terms).With(v1::EVIDENCE_KIND_CONTRACT));
    EXPECT_THAT(Imbalances(fleet_.ledger()), IsEmpty());
    return outcome;
  }

  Fleet fleet_;
  const std::string vin_ = Vin(1);
};

TEST_F(VehicleOpenTest, AVehicleInStock) {
  ASSERT_EQ(Try("dealer", OpeningOf(vin_, kInStock)), "OK");
  EXPECT_THAT(fleet_.Postings(),
              ElementsAre("PRODUCTION/maker/brand 5XXX -56000", "PRODUCTION/maker/brand 6XXX -100000",
                          "STOCK/maker/brand 5XXX +56000", "STOCK/maker/brand 6XXX +100000"));
  EXPECT_THAT(fleet_.Flags(), ElementsAre("OPENED VEHICLE " + vin_));
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("VEHICLE " + vin_));
  const v1::VehicleState vehicle = fleet_.Vehicle(vin_);
  EXPECT_EQ(vehicle.custody(), kInStock);
  EXPECT_TRUE(vehicle.opened());
  EXPECT_EQ(vehicle.holder(), "dealer");
  EXPECT_EQ(vehicle.title_organisation(), "dealer");
  EXPECT_EQ(vehicle.odometer_max_m(), 12'000'000);
  EXPECT_EQ(vehicle.entered_g(), 156'000);
  EXPECT_EQ(vehicle.brand_id(), kTestBrand);
  EXPECT_EQ(vehicle.model_id(), "");
  EXPECT_EQ(vehicle.category(), v1::VEHICLE_CATEGORY_N1);
  EXPECT_EQ(fleet_.Try("dealer", RetiredOf(vin_)), "OK");
}

TEST_F(VehicleOpenTest, AVehicleUnderContract) {
  ASSERT_EQ(Try("dealer", OpeningOf(vin_, kLeased, kOpenedContract), OpeningTermsOf(kLease, 200, 50)), "OK");
  EXPECT_THAT(fleet_.Postings(),
              ElementsAre("PRODUCTION/maker/brand 5XXX -56000", "PRODUCTION/maker/brand 6XXX -100000",
                          "IN_SERVICE/maker/brand/lease 5XXX +56000", "IN_SERVICE/maker/brand/lease 6XXX +100000"));
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("VEHICLE " + vin_, "CONTRACT dealer/c1"));
  EXPECT_EQ(fleet_.Vehicle(vin_).contract_id(), kOpenedContract);
  EXPECT_EQ(fleet_.Vehicle(vin_).lease_seq(), 1);
  EXPECT_EQ(fleet_.Vehicle(vin_).use(), v1::SERVICE_USE_PRIVATE);
  const v1::ContractState contract = fleet_.Contract(kOpenedContract);
  EXPECT_EQ(contract.stage(), v1::CONTRACT_STAGE_ACTIVE);
  EXPECT_EQ(contract.kind(), kLease);
  EXPECT_EQ(contract.organisation_id(), "dealer");
  EXPECT_EQ(contract.counterparty(), v1::COUNTERPARTY_KIND_PERSON);
  EXPECT_EQ(contract.vin(), vin_);
  EXPECT_EQ(contract.currency(), "EUR");
  EXPECT_EQ(contract.total_minor_units(), 1'200);
  EXPECT_EQ(contract.paid_minor_units(), 200);
  EXPECT_EQ(contract.deposit_held_minor_units(), 50);
  EXPECT_EQ(contract.terms().total_minor_units(), 1'200);
  EXPECT_FALSE(contract.terms_unexamined());
  EXPECT_EQ(fleet_.Try("other-dealer", RetiredOf(vin_)), "NOT_HOLDER retired.vin");
  EXPECT_EQ(fleet_.Try("dealer", RetiredOf(vin_)), "CONTRACT_OPEN retired.vin");

  // It goes on like any other contract.
  fleet_.Do("dealer", Paid(kOpenedContract, "p1"), AmountOf(1'000));
  fleet_.Do("dealer", Ended(kOpenedContract, v1::CONTRACT_END_REASON_TERM_REACHED), SettledAt(1'200));
  EXPECT_EQ(fleet_.Try("dealer", Returned(kOpenedContract, vin_, 13'000'000)), "OK");
  EXPECT_EQ(fleet_.Try("dealer", Settled(kOpenedContract)), "OK");
}

TEST_F(VehicleOpenTest, ALeaseToOwnPassesItsTitleWhenTheRestIsPaid) {
  ASSERT_EQ(
      Try("dealer", OpeningOf(vin_, kOutToOwn, kOpenedContract), OpeningTermsOf(v1::CONTRACT_KIND_LEASE_TO_OWN, 1'100)),
      "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).position().detail(), "lease_to_own");
  EXPECT_EQ(fleet_.Try("dealer", TitleTo(vin_, kOpenedContract)), "NOT_PAID title_transferred.contract_id");
  fleet_.Do("dealer", Paid(kOpenedContract, "p1"), AmountOf(100));
  EXPECT_EQ(fleet_.Try("dealer", TitleTo(vin_, kOpenedContract)), "OK");
}

TEST_F(VehicleOpenTest, ASoldVehicleHasNoHolder) {
  v1::VehicleOpened event = OpeningOf(vin_, kSold);
  event.set_use(v1::SERVICE_USE_COMMERCIAL);
  ASSERT_EQ(Try("dealer", event), "OK");
  EXPECT_THAT(fleet_.Postings(),
              ElementsAre("PRODUCTION/maker/brand 5XXX -56000", "PRODUCTION/maker/brand 6XXX -100000",
                          "IN_SERVICE/maker/brand/sale 5XXX +56000", "IN_SERVICE/maker/brand/sale 6XXX +100000"));
  const v1::VehicleState vehicle = fleet_.Vehicle(vin_);
  EXPECT_EQ(vehicle.holder(), "");
  EXPECT_EQ(vehicle.last_holder(), "dealer");
  EXPECT_EQ(vehicle.title(), v1::TITLE_HOLDER_KIND_OFF_LEDGER);
  EXPECT_EQ(vehicle.title_organisation(), "");
  EXPECT_EQ(vehicle.use(), v1::SERVICE_USE_COMMERCIAL);
  EXPECT_EQ(vehicle.holders(0).until_seq(), vehicle.holders(0).from_seq());
  EXPECT_EQ(fleet_.Try("other-dealer", Fact(BoughtBack(vin_)).With(v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT)), "OK");
}

TEST_F(VehicleOpenTest, AReturnedVehicleNeedsItsReport) {
  ASSERT_EQ(Try("dealer", OpeningOf(vin_, kReturned)), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).position().account_class(), v1::ACCOUNT_CLASS_STOCK);
  EXPECT_EQ(fleet_.Try("dealer", Inspected(vin_, 12'000'000, true)), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), kInStock);
}

TEST_F(VehicleOpenTest, AForeignMakeComesFromOtherBodies) {
  v1::VehicleOpened event = OpeningOf(vin_, kInStock);
  event.mutable_vehicle()->clear_brand_id();
  event.mutable_vehicle()->set_foreign_make(true);
  ASSERT_EQ(Try("dealer", event), "OK") << "a dealer takes foreign makes too";
  EXPECT_THAT(fleet_.Postings(), ElementsAre("OTHER_BODY 5XXX -56000", "OTHER_BODY 6XXX -100000", "STOCK 5XXX +56000",
                                             "STOCK 6XXX +100000"));
}

TEST_F(VehicleOpenTest, BrandAndModelAreKnown) {
  fleet_.Bear(Vin(2));  // Makes maker/van known.
  const auto outcome = [this](auto change) {
    v1::VehicleOpened event = OpeningOf(vin_, kInStock);
    change(*event.mutable_vehicle());
    return Try("dealer", event);
  };
  using V = v1::VehicleRegistered&;
  const std::string at = "vehicle_opened.vehicle.";
  EXPECT_EQ(outcome([](V v) { v.clear_brand_id(); }), "FIELD_MISSING " + at + "brand_id");
  EXPECT_EQ(outcome([](V v) { v.set_brand_id("brand"); }), "INVALID_VALUE " + at + "brand_id");
  EXPECT_EQ(outcome([](V v) { v.set_brand_id("maker/none"); }), "NOT_FOUND " + at + "brand_id");
  EXPECT_EQ(outcome([](V v) { v.set_foreign_make(true); }), "INVALID_VALUE " + at + "brand_id");
  EXPECT_EQ(outcome([](V v) {
              v.set_foreign_make(true);
              v.clear_brand_id();
              v.set_model_id("maker/van");
            }),
            "INVALID_VALUE " + at + "model_id");
  EXPECT_EQ(outcome([](V v) { v.set_model_id("maker/none"); }), "NOT_FOUND " + at + "model_id");
  EXPECT_EQ(outcome([](V v) { v.set_model_id("none"); }), "INVALID_VALUE " + at + "model_id");
  v1::BrandRegistered brand;
  brand.set_brand_id("maker/second");
  brand.set_name("Second");
  fleet_.Do("maker", brand);
  EXPECT_EQ(outcome([](V v) {
              v.set_brand_id("maker/second");
              v.set_model_id("maker/van");
            }),
            "INVALID_VALUE " + at + "model_id");
  EXPECT_EQ(outcome([](V v) { v.set_model_id("maker/van"); }), "OK");
}

TEST_F(VehicleOpenTest, IsDescribedAsIfRegistered) {
  const auto outcome = [this](auto change) {
    v1::VehicleOpened event = OpeningOf(vin_, kInStock);
    change(*event.mutable_vehicle());
    return Try("dealer", event);
  };
  using V = v1::VehicleRegistered&;
  const std::string at = "vehicle_opened.vehicle.";
  EXPECT_EQ(outcome([](V v) { v.clear_vin(); }), "FIELD_MISSING " + at + "vin");
  EXPECT_EQ(outcome([](V v) { v.set_vin("WLVKW1560NA00000"); }), "VIN_INVALID " + at + "vin");
  EXPECT_EQ(outcome([](V v) { v.clear_category(); }), "FIELD_MISSING " + at + "category");
  EXPECT_EQ(outcome([](V v) { v.clear_market(); }), "FIELD_MISSING " + at + "market");
  EXPECT_EQ(outcome([](V v) { v.set_model_year(1979); }), "OUT_OF_RANGE " + at + "model_year");
  EXPECT_EQ(outcome([](V v) { v.clear_body_basis(); }), "FIELD_MISSING " + at + "body_basis");
  EXPECT_EQ(outcome([](V v) { v.clear_body(); }), "FIELD_MISSING " + at + "body");
  EXPECT_EQ(outcome([](V v) { v.set_body_basis(v1::MASS_BASIS_UNKNOWN); }), "INVALID_VALUE " + at + "body");
  EXPECT_EQ(outcome([](V v) { v.mutable_body(0)->set_grams(0); }), "OUT_OF_RANGE " + at + "body[0].grams");
  EXPECT_EQ(outcome([](V v) { v.set_body_uncertainty_ppm(-1); }), "OUT_OF_RANGE " + at + "body_uncertainty_ppm");
  EXPECT_EQ(outcome([](V v) { v.set_other_aluminium_g(-1); }), "OUT_OF_RANGE " + at + "other_aluminium_g");
  EXPECT_EQ(outcome([](V v) { v.set_kerb_mass_g(100'000); }), "OUT_OF_RANGE " + at + "kerb_mass_g");
  EXPECT_EQ(outcome([](V v) { v.set_check_character_override(v1::CHECK_CHARACTER_OVERRIDE_STAMPED_SO); }),
            "INVALID_VALUE " + at + "check_character_override");
  EXPECT_EQ(outcome([](V v) {
              v.set_vin("5TFEV54198X063405");
              v.set_market("US");
            }),
            "VIN_CHECK_CHARACTER " + at + "vin");
  EXPECT_EQ(outcome([](V v) {
              v1::ConsumedHeat& heat = *v.add_heats();
              heat.set_heat_id("smelter/h1");
              heat.set_grams(1);
            }),
            "INVALID_VALUE " + at + "heats");
  EXPECT_EQ(outcome([](V v) {
              v.set_vin("5TFEV54198X063405");
              v.set_market("US");
              v.set_check_character_override(v1::CHECK_CHARACTER_OVERRIDE_STAMPED_SO);
              v.set_body_basis(v1::MASS_BASIS_UNKNOWN);
              v.clear_body();
            }),
            "OK");
  EXPECT_THAT(fleet_.Flags(),
              ElementsAre("CHECK_CHARACTER_OVERRIDDEN VEHICLE 5TFEV54198X063405",
                          "MASS_UNKNOWN VEHICLE 5TFEV54198X063405", "OPENED VEHICLE 5TFEV54198X063405"));
  EXPECT_THAT(fleet_.Postings(), IsEmpty());
  EXPECT_EQ(Try("dealer", OpeningOf(vin_, kInStock)), "OK");
  EXPECT_EQ(Try("dealer", OpeningOf(vin_, kInStock)), "ALREADY_EXISTS " + at + "vin");
  EXPECT_EQ(fleet_.Try("maker", Registered(vin_)), "ALREADY_EXISTS vehicle_registered.vin");
  EXPECT_EQ(Try("dealer", v1::VehicleOpened()), "FIELD_MISSING vehicle_opened.vehicle");
}

TEST_F(VehicleOpenTest, ChecksTheStateAndWhoOpens) {
  EXPECT_EQ(Try("treater", OpeningOf(vin_, kInStock)), "ROLE_REQUIRED vehicle_opened");
  EXPECT_EQ(fleet_.Try("dealer", OpeningOf(vin_, kInStock)), "EVIDENCE_MISSING evidence");
  v1::VehicleOpened event = OpeningOf(vin_, kInStock);
  event.clear_opening_state();
  EXPECT_EQ(Try("dealer", event), "FIELD_MISSING vehicle_opened.opening_state");
  for (const v1::CustodyState state :
       {v1::CUSTODY_STATE_REGISTERED, v1::CUSTODY_STATE_STOLEN, v1::CUSTODY_STATE_TOTAL_LOSS,
        v1::CUSTODY_STATE_EXPORTED, v1::CUSTODY_STATE_UNTRACED, v1::CUSTODY_STATE_RETIRED,
        v1::CUSTODY_STATE_AT_FACILITY, v1::CUSTODY_STATE_CLOSED}) {
    EXPECT_EQ(Try("dealer", OpeningOf(vin_, state)), "INVALID_VALUE vehicle_opened.opening_state") << state;
  }
  EXPECT_EQ(Try("maker", OpeningOf(vin_, kLeased, "maker/c1"), OpeningTermsOf(kLease, 0)),
            "ROLE_REQUIRED vehicle_opened.opening_state");
  event = OpeningOf(vin_, kInStock);
  event.set_odometer_m(-1);
  EXPECT_EQ(Try("dealer", event), "OUT_OF_RANGE vehicle_opened.odometer_m");
  EXPECT_EQ(Try("maker", OpeningOf(vin_, kInStock)), "OK");
}

TEST_F(VehicleOpenTest, ContractAndTermsBelongTogether) {
  const v1::OpeningTerms terms = OpeningTermsOf(kLease, 0);
  EXPECT_EQ(Try("dealer", OpeningOf(vin_, kLeased, kOpenedContract)), "FIELD_MISSING terms_commitment");
  EXPECT_EQ(Try("dealer", OpeningOf(vin_, kInStock), terms), "DETACHED_MISMATCH terms_commitment");
  EXPECT_EQ(Try("dealer", OpeningOf(vin_, kLeased)), "FIELD_MISSING vehicle_opened.contract_id");
  EXPECT_EQ(Try("dealer", OpeningOf(vin_, kSold, kOpenedContract), terms), "INVALID_VALUE vehicle_opened.contract_id");
  EXPECT_EQ(
      fleet_.Try("dealer",
                 Fact(OpeningOf(vin_, kLeased, kOpenedContract), TermsOf(kLease)).With(v1::EVIDENCE_KIND_CONTRACT)),
      "DETACHED_MISMATCH terms");
  const auto outcome = [this](auto change) {
    v1::VehicleOpened event = OpeningOf(vin_, kInStock);
    change(event);
    return Try("dealer", event);
  };
  using E = v1::VehicleOpened&;
  const std::string at = "vehicle_opened.";
  EXPECT_EQ(outcome([](E e) { e.set_counterparty(v1::COUNTERPARTY_KIND_PERSON); }),
            "INVALID_VALUE " + at + "counterparty");
  EXPECT_EQ(outcome([](E e) { e.set_counterparty_organisation("workshop"); }),
            "INVALID_VALUE " + at + "counterparty_organisation");
  EXPECT_EQ(outcome([](E e) { *e.mutable_starts_on() = MakeDate(2026, 1, 1); }), "INVALID_VALUE " + at + "starts_on");
  EXPECT_EQ(outcome([](E e) { e.set_term_months(1); }), "INVALID_VALUE " + at + "term_months");
  EXPECT_EQ(outcome([](E e) { e.set_use(v1::SERVICE_USE_PRIVATE); }), "INVALID_VALUE " + at + "use");
}

TEST_F(VehicleOpenTest, ChecksTheContract) {
  const auto outcome = [this](auto change) {
    v1::VehicleOpened event = OpeningOf(vin_, kLeased, kOpenedContract);
    v1::OpeningTerms terms = OpeningTermsOf(kLease, 0);
    change(event, terms);
    return Try("dealer", event, terms);
  };
  using E = v1::VehicleOpened&;
  using T = v1::OpeningTerms&;
  const std::string at = "vehicle_opened.";
  EXPECT_EQ(outcome([](E e, T) { e.set_contract_id("other-dealer/c1"); }), "ID_NOT_OWN " + at + "contract_id");
  EXPECT_EQ(outcome([](E e, T) { e.clear_counterparty(); }), "FIELD_MISSING " + at + "counterparty");
  EXPECT_EQ(outcome([](E e, T) { e.set_counterparty(v1::COUNTERPARTY_KIND_ORGANISATION); }),
            "FIELD_MISSING " + at + "counterparty_organisation");
  EXPECT_EQ(outcome([](E e, T) { e.clear_starts_on(); }), "FIELD_MISSING " + at + "starts_on");
  EXPECT_EQ(outcome([](E e, T) { e.set_term_months(0); }), "OUT_OF_RANGE " + at + "term_months");
  EXPECT_EQ(outcome([](E e, T) { e.set_term_months(601); }), "OUT_OF_RANGE " + at + "term_months");
  EXPECT_EQ(outcome([](E e, T) { e.clear_use(); }), "FIELD_MISSING " + at + "use");
  EXPECT_EQ(outcome([](E, T t) { t.mutable_contract()->set_currency("XXX"); }),
            "CURRENCY terms.opening.contract.currency");
  EXPECT_EQ(outcome([](E, T t) { t.mutable_contract()->set_total_minor_units(1'201); }),
            "SCHEDULE_SUM terms.opening.contract.schedule");
  EXPECT_EQ(outcome([](E, T t) { t.set_paid_minor_units(-1); }), "OUT_OF_RANGE terms.opening.paid_minor_units");
  EXPECT_EQ(outcome([](E, T t) { t.set_paid_minor_units(1'201); }), "OUT_OF_RANGE terms.opening.paid_minor_units");
  EXPECT_EQ(outcome([](E, T t) { t.set_deposit_held_minor_units(1'000'000'000'000'001); }),
            "OUT_OF_RANGE terms.opening.deposit_held_minor_units");
  EXPECT_EQ(outcome([](E, T t) {
              t.mutable_contract()->set_option_fee_minor_units(100);
              t.set_paid_minor_units(1'300);
            }),
            "OK");
  v1::VehicleOpened again = OpeningOf(Vin(2), kLeased, kOpenedContract);
  EXPECT_EQ(Try("dealer", again, OpeningTermsOf(kLease, 0)), "ALREADY_EXISTS " + at + "contract_id");
}

}  // namespace
}  // namespace ingot::testing
