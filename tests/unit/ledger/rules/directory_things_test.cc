// Sites, instruments, brands, models, standards and factors.
#include <functional>
#include <string>

#include "gtest/gtest.h"
#include "tests/support/test_ledger.h"

namespace ingot::rules {
namespace {

using testing::Fact;
using testing::MakeDate;
using testing::TestLedger;

// A valid event of each type, to be changed.
v1::SiteRegistered Site() {
  v1::SiteRegistered site;
  site.set_site_id("ruishi/yard");
  site.set_name("Yard");
  site.set_country("DE");
  site.mutable_permit()->set_number("VI-17/2024");
  site.mutable_permit()->set_authority("Bezirksregierung Arnsberg");
  *site.mutable_permit()->mutable_expires_on() = MakeDate(2028, 2, 29);
  return site;
}

v1::InstrumentCertified Scale() {
  v1::InstrumentCertified scale;
  scale.set_instrument_id("ruishi/w1");
  scale.set_site_id("ruishi/yard");
  scale.set_division_g(20'000);
  scale.set_capacity_g(60'000'000);
  scale.set_certificate_number("C-1");
  *scale.mutable_expires_on() = MakeDate(2027, 12, 31);
  return scale;
}

v1::BrandRegistered Brand() {
  v1::BrandRegistered brand;
  brand.set_brand_id("ruishi/m8");
  brand.set_name("Ruishi");
  return brand;
}

v1::YieldStandardPublished Standard() {
  v1::YieldStandardPublished standard;
  standard.set_standard_id("operator/shred-2026");
  standard.set_process(v1::RECOVERY_PROCESS_SHRED);
  standard.set_expected_loss_ppm(20'000);
  standard.set_band_low_ppm(10'000);
  standard.set_band_high_ppm(30'000);
  return standard;
}

v1::EmissionFactorPublished Factor() {
  v1::EmissionFactorPublished factor;
  factor.set_factor_id("operator/primary-2026");
  factor.set_origin(v1::ORIGIN_PRIMARY);
  factor.set_co2e_g_per_kg(14'800);
  factor.set_source("Published average of primary production");
  return factor;
}

class ThingsTest : public ::testing::Test {
 protected:
  ThingsTest() {
    ledger_.Enrol("ruishi", {v1::ROLE_MANUFACTURER, v1::ROLE_RECYCLER});
    ledger_.Enrol("other", {v1::ROLE_MANUFACTURER});
  }

  // The reason for a changed copy of `body`, submitted by `actor`.
  template <typename Body>
  v1::RefusalReason By(const std::string& actor, Body body, const std::function<void(Body&)>& change) {
    change(body);
    return ledger_.ReasonOf(actor, Fact(body));
  }
  template <typename Body>
  v1::RefusalReason With(Body body, const std::function<void(Body&)>& change) {
    return By<Body>("ruishi", std::move(body), change);
  }
  v1::RefusalReason WithSite(const std::function<void(v1::SiteRegistered&)>& change) { return With(Site(), change); }
  v1::RefusalReason WithScale(const std::function<void(v1::InstrumentCertified&)>& change) {
    return With(Scale(), change);
  }
  v1::RefusalReason WithStandard(const std::function<void(v1::YieldStandardPublished&)>& change) {
    return By(TestLedger::kOperator, Standard(), change);
  }
  v1::RefusalReason WithFactor(const std::function<void(v1::EmissionFactorPublished&)>& change) {
    return By(TestLedger::kOperator, Factor(), change);
  }
  v1::RefusalReason Submit(const google::protobuf::Message& body) { return ledger_.ReasonOf("ruishi", Fact(body)); }

  TestLedger ledger_;
};

TEST_F(ThingsTest, ASiteIsRegisteredAndRenewed) {
  EXPECT_EQ(Submit(Site()), v1::REFUSAL_REASON_UNSPECIFIED);
  v1::SiteState site = ledger_.RecordOf(v1::SUBJECT_KIND_SITE, "ruishi/yard").site();
  EXPECT_EQ(site.organisation_id(), "ruishi");
  EXPECT_EQ(site.permit().number(), "VI-17/2024");
  EXPECT_EQ(WithSite([](auto& s) {
              s.clear_permit();
              s.set_name("Yard without permit");
            }),
            v1::REFUSAL_REASON_UNSPECIFIED);
  site = ledger_.RecordOf(v1::SUBJECT_KIND_SITE, "ruishi/yard").site();
  EXPECT_FALSE(site.has_permit());
  EXPECT_EQ(site.name(), "Yard without permit");
}

TEST_F(ThingsTest, ASitesFieldsAreChecked) {
  EXPECT_EQ(WithSite([](auto& s) { s.clear_site_id(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(WithSite([](auto& s) { s.set_site_id("yard"); }), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(WithSite([](auto& s) { s.set_site_id("other/yard"); }), v1::REFUSAL_REASON_ID_NOT_OWN);
  EXPECT_EQ(WithSite([](auto& s) { s.clear_name(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(WithSite([](auto& s) { s.set_country("Germany"); }), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(WithSite([](auto& s) { s.mutable_permit()->clear_number(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(WithSite([](auto& s) { s.mutable_permit()->set_number(std::string(49, '1')); }),
            v1::REFUSAL_REASON_TOO_LARGE);
  EXPECT_EQ(WithSite([](auto& s) { s.mutable_permit()->clear_authority(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(WithSite([](auto& s) { s.mutable_permit()->clear_expires_on(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(WithSite([](auto& s) { *s.mutable_permit()->mutable_expires_on() = MakeDate(2027, 2, 29); }),
            v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(ledger_.last_refusal()->field(), "events[0].site_registered.permit.expires_on");
  EXPECT_EQ(ledger_.RecordOf(v1::SUBJECT_KIND_SITE, "ruishi/yard").state_case(), v1::Record::STATE_NOT_SET);
}

TEST_F(ThingsTest, AnInstrumentIsCertifiedAndRenewed) {
  EXPECT_EQ(Submit(Scale()), v1::REFUSAL_REASON_NOT_FOUND) << "the site comes first";
  EXPECT_EQ(ledger_.last_refusal()->field(), "events[0].instrument_certified.site_id");
  ASSERT_EQ(Submit(Site()), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Submit(Scale()), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(WithScale([](auto& s) {
              s.set_certificate_number("C-2");
              *s.mutable_expires_on() = MakeDate(2029, 12, 31);
            }),
            v1::REFUSAL_REASON_UNSPECIFIED);
  const v1::Record record = ledger_.RecordOf(v1::SUBJECT_KIND_INSTRUMENT, "ruishi/w1");
  EXPECT_EQ(record.instrument().certificate_number(), "C-2");
  EXPECT_EQ(record.instrument().expires_on().year(), 2029);
  EXPECT_EQ(record.head().count(), 2u);
}

TEST_F(ThingsTest, AnInstrumentsFieldsAreChecked) {
  ASSERT_EQ(Submit(Site()), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(WithScale([](auto& s) { s.set_instrument_id("other/w1"); }), v1::REFUSAL_REASON_ID_NOT_OWN);
  EXPECT_EQ(WithScale([](auto& s) { s.clear_site_id(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(WithScale([](auto& s) { s.set_site_id("ruishi/none"); }), v1::REFUSAL_REASON_NOT_FOUND);
  EXPECT_EQ(WithScale([](auto& s) { s.set_division_g(0); }), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(WithScale([](auto& s) { s.set_division_g(1'000'001); }), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(WithScale([](auto& s) { s.set_capacity_g(19'999); }), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(WithScale([](auto& s) { s.set_capacity_g(200'000'001); }), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(WithScale([](auto& s) { s.clear_certificate_number(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(WithScale([](auto& s) { s.clear_expires_on(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(WithScale([](auto& s) { s.mutable_expires_on()->set_month(13); }), v1::REFUSAL_REASON_INVALID_VALUE);
}

TEST_F(ThingsTest, AScaleStandsOnASiteOfItsOwner) {
  ASSERT_EQ(Submit(Site()), v1::REFUSAL_REASON_UNSPECIFIED);
  v1::InstrumentCertified scale = Scale();
  scale.set_instrument_id("other/w1");
  EXPECT_EQ(ledger_.ReasonOf("other", Fact(scale)), v1::REFUSAL_REASON_NOT_FOUND);
}

TEST_F(ThingsTest, ABrandIsRegisteredOnceAndRenamed) {
  EXPECT_EQ(With<v1::BrandRegistered>(Brand(), [](auto& b) { b.clear_name(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(With<v1::BrandRegistered>(Brand(), [](auto& b) { b.set_brand_id("other/m8"); }),
            v1::REFUSAL_REASON_ID_NOT_OWN);
  EXPECT_EQ(Submit(Brand()), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Submit(Brand()), v1::REFUSAL_REASON_ALREADY_EXISTS);
  v1::BrandRenamed renamed;
  renamed.set_brand_id("ruishi/m8");
  EXPECT_EQ(Submit(renamed), v1::REFUSAL_REASON_FIELD_MISSING);
  renamed.set_name("Ruishi M8");
  EXPECT_EQ(ledger_.ReasonOf("other", Fact(renamed)), v1::REFUSAL_REASON_NOT_FOUND);
  EXPECT_EQ(Submit(renamed), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(ledger_.RecordOf(v1::SUBJECT_KIND_BRAND, "ruishi/m8").brand().name(), "Ruishi M8");
  renamed.set_brand_id("ruishi/none");
  EXPECT_EQ(Submit(renamed), v1::REFUSAL_REASON_NOT_FOUND);
}

TEST_F(ThingsTest, AModelMovesBetweenBrandsOfOneManufacturer) {
  v1::ModelMovedToBrand moved;
  moved.set_model_id("ruishi/van");
  moved.set_brand_id("ruishi/m8");
  EXPECT_EQ(Submit(moved), v1::REFUSAL_REASON_NOT_FOUND) << "no such brand";
  ASSERT_EQ(Submit(Brand()), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Submit(moved), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(ledger_.RecordOf(v1::SUBJECT_KIND_MODEL, "ruishi/van").model().brand_id(), "ruishi/m8");
  EXPECT_EQ(Submit(moved), v1::REFUSAL_REASON_ALREADY_EXISTS);

  v1::BrandRegistered second = Brand();
  second.set_brand_id("ruishi/lingtu");
  ASSERT_EQ(Submit(second), v1::REFUSAL_REASON_UNSPECIFIED);
  moved.set_brand_id("ruishi/lingtu");
  EXPECT_EQ(ledger_.ReasonOf("other", Fact(moved)), v1::REFUSAL_REASON_ID_NOT_OWN);
  EXPECT_EQ(Submit(moved), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(ledger_.RecordOf(v1::SUBJECT_KIND_MODEL, "ruishi/van").model().brand_id(), "ruishi/lingtu");

  moved.set_model_id("other/van");
  EXPECT_EQ(ledger_.ReasonOf("other", Fact(moved)), v1::REFUSAL_REASON_NOT_FOUND) << "another's brand";
}

TEST_F(ThingsTest, AYieldStandardIsPublishedOnce) {
  EXPECT_EQ(WithStandard([](auto& s) { s.set_standard_id("ruishi/shred"); }), v1::REFUSAL_REASON_ID_NOT_OWN);
  EXPECT_EQ(WithStandard([](auto& s) { s.clear_process(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(WithStandard([](auto& s) { s.set_expected_loss_ppm(1'000'000); }), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(WithStandard([](auto& s) { s.set_expected_loss_ppm(-1); }), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(WithStandard([](auto& s) { s.set_band_low_ppm(20'001); }), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(WithStandard([](auto& s) { s.set_band_low_ppm(-1); }), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(WithStandard([](auto& s) { s.set_band_high_ppm(19'999); }), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(WithStandard([](auto& s) { s.set_band_high_ppm(1'000'001); }), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(WithStandard([](auto&) {}), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(WithStandard([](auto& s) { s.set_expected_loss_ppm(25'000); }), v1::REFUSAL_REASON_ALREADY_EXISTS);
  EXPECT_EQ(ledger_.RecordOf(v1::SUBJECT_KIND_YIELD_STANDARD, "operator/shred-2026")
                .yield_standard()
                .standard()
                .expected_loss_ppm(),
            20'000);
}

TEST_F(ThingsTest, AnEmissionFactorIsPublishedOnce) {
  EXPECT_EQ(WithFactor([](auto& f) { f.clear_origin(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(WithFactor([](auto& f) { f.set_co2e_g_per_kg(-1); }), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(WithFactor([](auto& f) { f.set_co2e_g_per_kg(1'000'001); }), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(WithFactor([](auto& f) { f.clear_source(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(WithFactor([](auto& f) { f.set_factor_id("nobody/f"); }), v1::REFUSAL_REASON_ID_NOT_OWN);
  EXPECT_EQ(WithFactor([](auto&) {}), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(WithFactor([](auto&) {}), v1::REFUSAL_REASON_ALREADY_EXISTS);
  EXPECT_EQ(ledger_.RecordOf(v1::SUBJECT_KIND_EMISSION_FACTOR, "operator/primary-2026")
                .emission_factor()
                .factor()
                .co2e_g_per_kg(),
            14'800);
}

}  // namespace
}  // namespace ingot::rules
