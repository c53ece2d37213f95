#include "clients/simulate/directory.h"

#include <algorithm>
#include <set>
#include <utility>

#include "clients/simulate/streams.h"
#include "ledger/base/strings.h"

namespace ingot::simulate {
namespace {

// Permits are good for four years, instruments are certified every year.
constexpr int kPermitYears = 4;
// Some renew a few weeks late.
constexpr uint32_t kLatePpm = 40'000;
constexpr int kLateDays = 25;
// Periods are closed in the third week of January; recalls begin in May.
constexpr int kClosingDay = 19;
constexpr int kRecallDay = 130;
constexpr uint32_t kRecallPpm = 250'000;
// Draws of the directory's stream are named by organisation, by these and the model, or by these and a flag's place.
constexpr uint64_t kRecallDraws = 1 << 20;
constexpr uint64_t kFlagDraws = 2 << 20;
constexpr uint32_t kMaxRecallEvent = 200;
constexpr uint32_t kMaxRecalled = 2'000;
// An auditor looks into a flag after so many days, and clears most of them.
constexpr int kLookAfterDays = 90;
constexpr uint32_t kClearedPpm = 700'000;

constexpr int64_t kWeighbridgeCapacityG = 60'000'000;
constexpr int64_t kScaleCapacityG = 3'000'000;

void Publish(Stage& stage, std::string_view name, v1::RecoveryProcess process, int32_t expected, int64_t low,
             int64_t high) {
  v1::YieldStandardPublished& standard = *stage.Say(stage.cast.operator_).event.mutable_yield_standard_published();
  standard.set_standard_id(Cat(stage.org(stage.cast.operator_).id, "/", name));
  standard.set_process(process);
  standard.set_expected_loss_ppm(expected);
  standard.set_band_low_ppm(static_cast<int32_t>(low));
  standard.set_band_high_ppm(static_cast<int32_t>(high));
}

}  // namespace

std::string BrandOf(const Stage& stage, const Model& model) {
  if (model.maker == kNoMaker) return "";
  return Cat(stage.org(stage.cast.makers[static_cast<size_t>(model.maker)]).id, "/", model.brand);
}

std::string ModelIdOf(const Stage& stage, const Model& model) {
  if (model.maker == kNoMaker) return "";
  return Cat(stage.org(stage.cast.makers[static_cast<size_t>(model.maker)]).id, "/", model.name);
}

Directory::Directory(Stage& stage)
    : stage_(stage), permit_until_(stage.cast.all.size(), -1), instrument_until_(stage.cast.all.size(), -1) {}

void Directory::Site(Who who) {
  const Organisation& owner = stage_.org(who);
  v1::SiteRegistered& site = *stage_.Say(who).event.mutable_site_registered();
  site.set_site_id(owner.site_id);
  site.set_name(owner.name);
  site.set_country(owner.country);
  if (owner.permit_number.empty()) return;
  const int year = stage_.Today().year() + kPermitYears;
  permit_until_[who] = stage_.calendar.NewYear(year) - 1;
  site.mutable_permit()->set_number(Cat(owner.permit_number, "/", year));
  site.mutable_permit()->set_authority(owner.region == Region::kChina ? "Department of Commerce" : "Umweltbehörde");
  *site.mutable_permit()->mutable_expires_on() = stage_.calendar.DateOf(permit_until_[who]);
}

void Directory::Instrument(Who who) {
  const Organisation& owner = stage_.org(who);
  const int year = stage_.Today().year();
  instrument_until_[who] = stage_.calendar.NewYear(year + 1) - 1;
  v1::InstrumentCertified& instrument = *stage_.Say(who).event.mutable_instrument_certified();
  instrument.set_instrument_id(owner.instrument_id);
  instrument.set_site_id(owner.site_id);
  instrument.set_division_g(owner.division_g);
  instrument.set_capacity_g(owner.permit_number.empty() && owner.division_g < 1'000 ? kScaleCapacityG
                                                                                    : kWeighbridgeCapacityG);
  instrument.set_certificate_number(Cat("W-", who, "-", year));
  *instrument.mutable_expires_on() = stage_.calendar.DateOf(instrument_until_[who]);
}

void Directory::Open() {
  Publish(stage_, kShredStandard, v1::RECOVERY_PROCESS_SHRED, 20'000, kShredLossLow, kShredLossHigh);
  Publish(stage_, kMeltStandard, v1::RECOVERY_PROCESS_MELT, 30'000, kMeltLossLow, kMeltLossHigh);
  const std::pair<v1::Origin, int64_t> factors[] = {{v1::ORIGIN_OWN_BODY, 600}, {v1::ORIGIN_PRIMARY, 8'600}};
  for (const auto& [origin, grams] : factors) {
    v1::EmissionFactorPublished& factor = *stage_.Say(stage_.cast.operator_).event.mutable_emission_factor_published();
    factor.set_factor_id(Cat(stage_.org(stage_.cast.operator_).id, "/sim-factor-", origin));
    factor.set_origin(origin);
    factor.set_co2e_g_per_kg(grams);
    factor.set_source("simulated value");
  }
  std::set<std::string> brands;
  for (const Model& model : Models()) {
    const std::string brand_id = BrandOf(stage_, model);
    if (model.maker == kNoMaker || !brands.insert(brand_id).second) continue;
    v1::BrandRegistered& brand =
        *stage_.Say(stage_.cast.makers[static_cast<size_t>(model.maker)]).event.mutable_brand_registered();
    brand.set_brand_id(brand_id);
    brand.set_name(std::string(model.brand_name));
  }
  for (size_t who = 0; who < stage_.cast.all.size(); ++who) {
    if (!stage_.cast.all[who].site_id.empty()) Site(static_cast<Who>(who));
    if (!stage_.cast.all[who].instrument_id.empty()) Instrument(static_cast<Who>(who));
  }
}

int Directory::Late(Who who) const {
  Random random = stage_.Draw(kDirectoryStream, who, static_cast<uint64_t>(stage_.Today().year()));
  return random.Chance(kLatePpm) ? static_cast<int>(random.Between(1, kLateDays)) : 0;
}

void Directory::ClosePeriods() {
  for (size_t i = 0; i < stage_.cast.all.size(); ++i) {
    const auto who = static_cast<Who>(i);
    if (who == stage_.cast.auditor || who == stage_.cast.group || !stage_.IsActive(who)) continue;
    *stage_.Say(who).event.mutable_period_closed()->mutable_through() =
        stage_.calendar.DateOf(stage_.calendar.NewYear(stage_.Today().year()) - 1);
  }
}

void Directory::OpenRecalls() {
  const int model_year = stage_.Today().year() - 1;
  if (model_year < stage_.calendar.first_year()) return;
  for (size_t m = 0; m < Models().size(); ++m) {
    const Model& model = Models()[m];
    if (model.maker == kNoMaker ||
        !stage_.Draw(kDirectoryStream, kRecallDraws + m, static_cast<uint64_t>(model_year)).Chance(kRecallPpm)) {
      continue;
    }
    const auto year = static_cast<size_t>(model_year - stage_.calendar.first_year() + kEarliestModelYears);
    const uint32_t count = std::min(stage_.born[m][year] / 4, kMaxRecalled);
    stage_.recalled[m][year] = count;
    for (uint32_t first = 0; first < count; first += kMaxRecallEvent) {
      v1::RecallOpened& recall =
          *stage_.Say(stage_.cast.makers[static_cast<size_t>(model.maker)]).event.mutable_recall_opened();
      recall.set_recall_id(stage_.RecallId(m, model_year));
      std::vector<std::string> vins;
      for (uint32_t serial = first; serial < std::min(first + kMaxRecallEvent, count); ++serial) {
        vins.push_back(VinOf(model, model_year, serial));
      }
      // The check character stands before the serial.
      std::sort(vins.begin(), vins.end());
      for (std::string& vin : vins) recall.add_vins(std::move(vin));
    }
  }
}

void Directory::ClearFlags() {
  const auto due = [this](const Flagged& flagged) { return flagged.day + kLookAfterDays <= stage_.day; };
  for (size_t i = 0; i < stage_.flagged.size(); ++i) {
    const Flagged& flagged = stage_.flagged[i];
    if (!due(flagged) ||
        !stage_.Draw(kDirectoryStream, kFlagDraws + i, static_cast<uint64_t>(flagged.day)).Chance(kClearedPpm)) {
      continue;
    }
    v1::FlagCleared& cleared = *stage_.Say(stage_.cast.auditor).event.mutable_flag_cleared();
    cleared.set_subject_kind(flagged.subject);
    cleared.set_subject_id(flagged.id);
    cleared.set_flag(flagged.flag);
    cleared.set_finding(v1::FLAG_FINDING_EXPLAINED);
  }
  std::erase_if(stage_.flagged, due);
}

void Directory::Day() {
  ClearFlags();
  const v1::Date today = stage_.Today();
  const int of_year = stage_.day - stage_.calendar.NewYear(today.year());
  if (of_year <= kLateDays) {
    for (size_t i = 0; i < stage_.cast.all.size(); ++i) {
      const auto who = static_cast<Who>(i);
      if (stage_.cast.all[i].site_id.empty() || Late(who) != of_year) continue;
      if (!stage_.cast.all[i].permit_number.empty() && !PermitHolds(who)) Site(who);
      if (!stage_.cast.all[i].instrument_id.empty() && !InstrumentHolds(who)) Instrument(who);
    }
  }
  if (of_year == kClosingDay) ClosePeriods();
  if (of_year == kRecallDay) OpenRecalls();
  if (today.year() == stage_.calendar.first_year() + 3 && of_year == kClosingDay) {
    v1::BrandRenamed& renamed = *stage_.Say(stage_.cast.makers[1]).event.mutable_brand_renamed();
    renamed.set_brand_id(BrandOf(stage_, Models()[1]));
    renamed.set_name("Beifang Explorer");
  }
}

std::string Stage::RecallId(size_t model, int model_year) const {
  return Cat(org(cast.makers[static_cast<size_t>(Models()[model].maker)]).id, "/r-", Models()[model].name, "-",
             model_year);
}

}  // namespace ingot::simulate
