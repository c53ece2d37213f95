#include "clients/simulate/furnaces.h"

#include <algorithm>
#include <utility>

#include "clients/simulate/streams.h"
#include "ledger/base/strings.h"

namespace ingot::simulate {
namespace {

constexpr int64_t kScrapLotG = 120'000;
constexpr int kCountDay = 25;
// A heat: so many lots, or those that have waited so long.
constexpr size_t kHeatLots = 3;
constexpr size_t kMaxHeatLots = 6;
constexpr int kHeatDays = 45;
// Days after the heat.
constexpr int kCorrected = 2, kReturned = 5, kClaimed = 9, kCancelled = 30;

}  // namespace

Furnaces::Furnaces(Stage& stage, const Directory& directory) : stage_(stage), directory_(directory) {
  for (const auto& region : stage.cast.smelters) {
    for (const Who who : region) {
      Smelter smelter;
      smelter.who = who;
      smelters_.push_back(std::move(smelter));
    }
  }
}

void Furnaces::CollectScrap(std::vector<LotLoad>& loads) {
  const int of_year = stage_.day - stage_.calendar.NewYear(stage_.Today().year());
  for (const auto& region : stage_.cast.workshops) {
    for (const Who who : region) {
      const Organisation& owner = stage_.org(who);
      int64_t& scrap_g = stage_.scrap_g[who];
      if (of_year == kCountDay && scrap_g > 1'000) {
        // The yearly count finds a little less than the books say.
        scrap_g -= stage_.Draw(kFurnaceStream, who, static_cast<uint64_t>(stage_.day)).Between(0, scrap_g / 50);
        v1::InventoryCounted& counted = *stage_.Say(who).event.mutable_inventory_counted();
        counted.set_site_id(owner.site_id);
        counted.set_account_class(v1::ACCOUNT_CLASS_REPAIR_SCRAP);
        v1::CountedMass& mass = *counted.add_counted();
        mass.set_family(v1::ALLOY_FAMILY_6XXX);
        mass.set_grams(scrap_g);
      }
      if (scrap_g < kScrapLotG) continue;
      Lot lot;
      lot.id = stage_.NewId(who, "l");
      lot.clean = directory_.InstrumentHolds(who);
      lot.booked_g = scrap_g;
      lot.day = stage_.day;
      const int64_t net_g = (scrap_g / owner.division_g + 1) * owner.division_g;
      lot.ticket = stage_.Weigh(who, net_g + owner.division_g, owner.division_g);
      v1::RepairScrapCollected& collected = *stage_.Say(who).event.mutable_repair_scrap_collected();
      collected.set_lot_id(lot.id);
      collected.set_site_id(owner.site_id);
      v1::FamilyMass& mass = *collected.add_metal();
      mass.set_family(v1::ALLOY_FAMILY_6XXX);
      mass.set_grams(scrap_g);
      *collected.mutable_ticket() = lot.ticket;
      collected.set_grade_scheme(v1::GRADE_SCHEME_REMA);
      collected.set_grade_code("Taint/Tabor");
      scrap_g = 0;

      const auto& smelters = stage_.cast.smelters[static_cast<size_t>(owner.region)];
      LotLoad load;
      load.transfer_id = stage_.NewId(who, "s");
      load.to = smelters[who % smelters.size()];
      load.arrives = stage_.day + 1;
      v1::LotSent& sent = *stage_.Say(who).event.mutable_lot_sent();
      sent.set_transfer_id(load.transfer_id);
      sent.add_lot_ids(lot.id);
      sent.set_to_organisation(stage_.org(load.to).id);
      load.lots.push_back(std::move(lot));
      loads.push_back(std::move(load));
    }
  }
}

void Furnaces::Receive(Smelter& smelter, LotLoad& load) {
  const Organisation& owner = stage_.org(smelter.who);
  v1::LotReceived& received = *stage_.Say(smelter.who).event.mutable_lot_received();
  received.set_transfer_id(load.transfer_id);
  received.set_site_id(owner.site_id);
  const bool weighed = load.gross_g > 0;
  const bool differs =
      weighed &&
      stage_.Draw(kFurnaceStream, smelter.who, (uint64_t{1} << 32) + stage_.tickets[smelter.who]).Chance(10'000);
  if (weighed) {
    const int64_t gross_g = load.gross_g - (differs ? 10 * owner.division_g : 0);
    *received.mutable_ticket() = stage_.Weigh(smelter.who, gross_g, load.tare_g);
  }
  for (Lot& lot : load.lots) {
    if (differs) stage_.NoteFlag(v1::SUBJECT_KIND_LOT, lot.id, v1::FLAG_KIND_WEIGHT_DIFFERS);
    lot.clean = lot.clean && !differs;
    lot.day = stage_.day;
    smelter.stock.push_back(std::move(lot));
  }
}

void Furnaces::Melt(Smelter& smelter) {
  const Organisation& owner = stage_.org(smelter.who);
  Heat heat;
  heat.id = stage_.NewId(smelter.who, "f");
  heat.melted = stage_.day;
  Random random = stage_.Draw(kFurnaceStream, smelter.who, stage_.names[smelter.who]);
  v1::HeatMelted& melted = heat.event;
  melted.set_heat_id(heat.id);
  melted.set_site_id(owner.site_id);
  melted.set_yield_standard_id(Cat(stage_.org(stage_.cast.operator_).id, "/", kMeltStandard));
  melted.set_heel_before_g(smelter.heel_g);
  int64_t charge_g = 0;
  int64_t consumer_g = 0;
  bool clean = true;
  std::vector<std::string> ids;
  while (!smelter.stock.empty() && ids.size() < kMaxHeatLots) {
    const Lot& lot = smelter.stock.front();
    ids.push_back(lot.id);
    charge_g += lot.booked_g;
    // Repair scrap is no consumer's.
    if (!lot.assay.lot_id().empty()) consumer_g += lot.booked_g;
    clean = clean && lot.clean;
    smelter.stock.pop_front();
  }
  std::sort(ids.begin(), ids.end());
  for (std::string& id : ids) melted.add_lot_ids(std::move(id));
  v1::PrimaryMetal& primary = *melted.add_primary();
  primary.set_family(v1::ALLOY_FAMILY_6XXX);
  primary.set_grams(charge_g * random.Between(10, 40) / 100 + 1'000);
  charge_g += primary.grams();
  const int64_t input_g = charge_g + smelter.heel_g;
  // The loss is judged by the charge.
  const int64_t loss_g = charge_g * random.Between(18, 60) / 1'000;
  smelter.heel_g = input_g * random.Between(5, 10) / 100;
  melted.set_family(v1::ALLOY_FAMILY_6XXX);
  melted.set_heel_after_g(smelter.heel_g);
  melted.set_dross_metal_g(charge_g * random.Between(5, 15) / 1'000);
  melted.set_dross_g(melted.dross_metal_g() * 2);
  melted.set_tapped_g(input_g - loss_g - melted.heel_after_g() - melted.dross_metal_g());
  // Half of what a pro rata division leaves: the heel before may have held less of it.
  __extension__ using Wide = __int128;
  if (clean) heat.claimable_g = static_cast<int64_t>(Wide{melted.tapped_g()} * consumer_g / input_g / 2);
  *stage_.Say(smelter.who).event.mutable_heat_melted() = melted;
  smelter.heats.push_back(std::move(heat));
}

void Furnaces::Return(Smelter& smelter, const Heat& heat, Credits& credits) {
  Random random = stage_.Draw(kFurnaceStream, smelter.who, (uint64_t{2} << 32) + static_cast<uint64_t>(heat.melted));
  // Most of it is sold: collected scrap makes more metal than new bodies take.
  const int64_t sold_g = heat.event.tapped_g() * random.Between(40, 80) / 100;
  const size_t maker = random.Below(kMakers);
  for (const bool back : {true, false}) {
    const int64_t grams = back ? heat.event.tapped_g() - sold_g : sold_g;
    if (grams == 0) continue;
    v1::ReturnedToProduction& returned = *stage_.Say(smelter.who).event.mutable_returned_to_production();
    v1::HeatShare& share = *returned.add_heats();
    share.set_heat_id(heat.id);
    share.set_grams(grams);
    if (!back) continue;
    const auto model = std::find_if(Models().begin(), Models().end(),
                                    [maker](const Model& m) { return m.maker == static_cast<int>(maker); });
    returned.set_brand_id(BrandOf(stage_, *model));
    credits[maker].push_back({heat.id, grams, stage_.day});
  }
}

void Furnaces::Claim(Smelter& smelter, const Heat& heat) {
  if (heat.claimable_g == 0) return;
  v1::ContentClaimed& claimed = *stage_.Say(smelter.who).event.mutable_content_claimed();
  claimed.set_claim_id(Cat(heat.id, "-claim"));
  claimed.set_kind(v1::CLAIM_KIND_POST_CONSUMER);
  claimed.set_model(v1::CUSTODY_MODEL_MASS_BALANCE);
  *claimed.mutable_from() = stage_.calendar.DateOf(heat.melted);
  *claimed.mutable_until() = stage_.Today();
  v1::HeatShare& share = *claimed.add_heats();
  share.set_heat_id(heat.id);
  share.set_grams(heat.claimable_g);
}

void Furnaces::Day(std::vector<LotLoad>& loads, Credits& credits) {
  for (Smelter& smelter : smelters_) {
    for (LotLoad& load : loads) {
      if (load.to == smelter.who && load.arrives == stage_.day) Receive(smelter, load);
    }
    while (smelter.stock.size() >= kHeatLots ||
           (!smelter.stock.empty() && smelter.stock.front().day + kHeatDays <= stage_.day)) {
      Melt(smelter);
    }
    for (const Heat& heat : smelter.heats) {
      const int age = stage_.day - heat.melted;
      const uint64_t share =
          stage_.Draw(kFurnaceStream, smelter.who, (uint64_t{3} << 32) + static_cast<uint64_t>(heat.event.tapped_g()))
              .Below(1'000);
      if (age == kCorrected && share < 20) {
        // Less metal in the dross than was thought: it was lost.
        v1::HeatCorrected& corrected = *stage_.Say(smelter.who).event.mutable_heat_corrected();
        corrected.set_heat_id(heat.id);
        corrected.set_tapped_g(heat.event.tapped_g());
        corrected.set_heel_after_g(heat.event.heel_after_g());
        corrected.set_dross_g(heat.event.dross_g());
        corrected.set_dross_metal_g(heat.event.dross_metal_g() * 9 / 10);
      }
      if (age == kReturned) Return(smelter, heat, credits);
      if (age == kClaimed && share < 700) Claim(smelter, heat);
      if (age == kCancelled && share < 30 && heat.claimable_g > 0) {
        stage_.Say(smelter.who).event.mutable_claim_cancelled()->set_claim_id(Cat(heat.id, "-claim"));
      }
    }
    while (!smelter.heats.empty() && smelter.heats.front().melted + kCancelled <= stage_.day) {
      smelter.heats.pop_front();
    }
  }
  std::erase_if(loads, [this](const LotLoad& load) { return load.arrives <= stage_.day; });
}

}  // namespace ingot::simulate
