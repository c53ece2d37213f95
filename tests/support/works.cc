#include "tests/support/works.h"

#include <algorithm>

#include "ledger/base/check.h"
#include "ledger/base/strings.h"

namespace ingot::testing {
namespace {

v1::SiteRegistered PlainSite(const std::string& site) {
  v1::SiteRegistered event;
  event.set_site_id(site);
  event.set_name(site);
  event.set_country("DE");
  return event;
}

v1::InstrumentCertified Scales(const std::string& instrument, const std::string& site, int64_t division_g,
                               int64_t capacity_g) {
  v1::InstrumentCertified event;
  event.set_instrument_id(instrument);
  event.set_site_id(site);
  event.set_division_g(division_g);
  event.set_capacity_g(capacity_g);
  event.set_certificate_number("C-2");
  *event.mutable_expires_on() = MakeDate(2030, 12, 31);
  return event;
}

}  // namespace

Works::Works() {
  ledger().Enrol(kSmelter, {v1::ROLE_SMELTER});
  ledger().Enrol(kOtherMaker, {v1::ROLE_MANUFACTURER});
  v1::BrandRegistered brand;
  brand.set_brand_id("maker-2/brand");
  brand.set_name("Other brand");
  Do(kOtherMaker, brand);
  Do(kSmelter, PlainSite(kPlant));
  Do(kSmelter, PlainSite("smelter/annex"));
  Do(kSmelter, Scales("smelter/bridge", kPlant, 20'000, 60'000'000));
  Do(kWorkshop, PlainSite(kGarage));
  Do(kWorkshop, Scales("workshop/scales", kGarage, 1'000, 5'000'000));
}

v1::WeighTicket Works::NextTicket(int64_t net_g, const std::string& instrument) {
  const int64_t tare_g = instrument == "workshop/scales" ? 1'000'000 : 20'000'000;
  return Ticket(std::to_string(1'000 + ++numbers_[instrument]), tare_g + net_g, tare_g, instrument);
}

void Works::OpenBatch(const std::string& batch, const std::vector<std::string>& vins, int64_t scrap_g) {
  if (!vins.empty()) ToMill(vins);
  v1::BatchFed event = Fed(batch, Ascending(vins));
  if (scrap_g > 0) {
    const int64_t net_g = (scrap_g + 19'999) / 20'000 * 20'000;
    *event.add_tickets() = Scrap(NextTicket(net_g, "shredder/bridge-2"), scrap_g);
  }
  Do(kShredder, event);
}

void Works::Recover(const std::string& lot, const std::string& batch, int64_t metal_g) {
  const int64_t net_g = (metal_g + 19'999) / 20'000 * 20'000;
  // Nets of one day on one instrument are not compared, so that equal ones raise no flag.
  Do(kShredder, Weighed(lot, batch, NextTicket(net_g)));
  // The smallest content that gives the metal.
  const auto content_ppm = static_cast<int32_t>((static_cast<__int128>(metal_g) * 1'000'000 + net_g - 1) / net_g);
  Do(kShredder, Assayed(lot, 0, 0, content_ppm));
  INGOT_CHECK(Lot(lot).contained_g() == metal_g);
}

void Works::ToPlant(const std::vector<std::string>& lots) {
  const std::string transfer = Cat("shredder/load-", ++loads_);
  Do(kShredder, LotsSent(transfer, lots, kSmelter));
  Do(kSmelter, LotsReceived(transfer, kPlant));
}

std::string Works::LotAtPlant(const std::string& name, int n) {
  const std::string lot = Cat("shredder/", name);
  const std::string batch = Cat("shredder/b-", name);
  OpenBatch(batch, {Vin(n)}, 74'000);
  Recover(lot, batch, 300'000);
  ToPlant({lot});
  return lot;
}

void Works::Melt(const std::string& heat, const std::string& lot) {
  v1::HeatMelted event = Melted(heat, {lot}, 350'000);
  v1::PrimaryMetal& primary = *event.add_primary();
  primary.set_family(v1::ALLOY_FAMILY_6XXX);
  primary.set_grams(100'000);
  event.set_heel_after_g(30'000);
  event.set_dross_g(15'000);
  event.set_dross_metal_g(8'000);
  Do(kSmelter, event);
}

v1::HeatState Works::Heat(const std::string& heat) const {
  return ledger().RecordOf(v1::SUBJECT_KIND_HEAT, heat).heat();
}
v1::ClaimState Works::Claim(const std::string& claim) const {
  return ledger().RecordOf(v1::SUBJECT_KIND_CLAIM, claim).claim();
}
v1::SiteState Works::Site(const std::string& site) const {
  return ledger().RecordOf(v1::SUBJECT_KIND_SITE, site).site();
}

}  // namespace ingot::testing
