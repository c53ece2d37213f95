#include "clients/simulate/yards.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "clients/simulate/streams.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/mass/amounts.h"

namespace ingot::simulate {
namespace {

// A load of hulks, and how long the first one waits for it.
constexpr size_t kLoadHulks = 20;
constexpr int kLoadDays = 60;
// A batch.
constexpr size_t kBatchHulks = 40;
constexpr size_t kMaxBatchHulks = 100;
constexpr int kBatchDays = 120;
constexpr int64_t kMinBatchG = 4'000'000;
constexpr int64_t kLotG = 10'000'000;
// Days after the feed.
constexpr int kWeighed = 2, kAssayed = 7, kClosed = 20;
// Days that a lot lies before it leaves; what one lorry takes, empty and loaded.
constexpr int kLotDays = 8;
constexpr int64_t kLoadNetG = 40'000'000;
constexpr int64_t kLorryG = 14'000'000;

int64_t Rounded(const Organisation& weigher, int64_t grams) { return grams / weigher.division_g * weigher.division_g; }

int64_t ContainedIn(int64_t net_g, const v1::LotAssayed& assay) {
  const std::optional<int64_t> grams =
      mass::ContainedMetal(net_g, assay.moisture_ppm(), assay.foreign_ppm(), assay.metal_content_ppm());
  INGOT_CHECK(grams.has_value());
  return *grams;
}

}  // namespace

Yards::Yards(Stage& stage, const Directory& directory)
    : stage_(stage), directory_(directory), yards_(stage.cast.all.size()) {
  for (const auto& region : stage.cast.shredders) {
    for (const Who who : region) {
      Shredder shredder;
      shredder.who = who;
      shredders_.push_back(std::move(shredder));
    }
  }
}

void Yards::Take(Slot slot, Who facility) { yards_[facility].push_back({slot, stage_.day}); }

std::vector<std::string> Yards::Vins(const std::vector<Slot>& hulks) const {
  std::vector<std::string> vins;
  vins.reserve(hulks.size());
  for (const Slot slot : hulks) vins.push_back(VinOf(stage_, stage_.fleet[slot]));
  std::sort(vins.begin(), vins.end());
  return vins;
}

void Yards::SendHulks(Who facility, Yard& yard) {
  const Organisation& sender = stage_.org(facility);
  const auto& shredders = stage_.cast.shredders[static_cast<size_t>(sender.region)];
  HulkLoad load;
  load.to = shredders[facility % shredders.size()];
  load.transfer_id = stage_.NewId(facility, "h");
  int64_t net_g = 0;
  while (!yard.empty() && load.hulks.size() < kLoadHulks) {
    load.hulks.push_back(yard.front().slot);
    net_g += int64_t{ModelOf(stage_.fleet[yard.front().slot]).kerb_g} * 6 / 10;
    yard.pop_front();
  }
  load.tare_g = kLorryG;
  load.gross_g = kLorryG + std::max(Rounded(sender, net_g), sender.division_g);
  load.arrives = stage_.day + 1 + static_cast<int>(load.hulks.front() % 2);
  Item& item = stage_.Say(facility);
  v1::HulkSent& sent = *item.event.mutable_hulk_sent();
  sent.set_transfer_id(load.transfer_id);
  for (std::string& vin : Vins(load.hulks)) sent.add_vins(std::move(vin));
  sent.set_to_organisation(stage_.org(load.to).id);
  *sent.mutable_ticket() = stage_.Weigh(facility, load.gross_g, load.tare_g);
  under_way_.push_back(std::move(load));
}

void Yards::ReceiveHulks() {
  for (const HulkLoad& load : under_way_) {
    if (load.arrives != stage_.day) continue;
    v1::HulkReceived& received = *stage_.Say(load.to).event.mutable_hulk_received();
    received.set_transfer_id(load.transfer_id);
    for (std::string& vin : Vins(load.hulks)) received.add_vins(std::move(vin));
    received.set_site_id(stage_.org(load.to).site_id);
    *received.mutable_ticket() = stage_.Weigh(load.to, load.gross_g, load.tare_g);
    for (const Slot slot : load.hulks) {
      stage_.fleet[slot].place = load.to;
      yards_[load.to].push_back({slot, stage_.day});
    }
  }
  std::erase_if(under_way_, [this](const HulkLoad& load) { return load.arrives <= stage_.day; });
}

v1::ThirdPartyTicket Yards::Scrap(Who who, Random& random, int64_t about_g) {
  v1::ThirdPartyTicket scrap;
  scrap.set_supplier("Collected scrap");
  scrap.set_family(v1::ALLOY_FAMILY_MIXED);
  scrap.set_moisture_ppm(static_cast<int32_t>(random.Between(2'000, 15'000)));
  scrap.set_foreign_ppm(static_cast<int32_t>(random.Between(5'000, 30'000)));
  scrap.set_metal_content_ppm(940'000);
  const int64_t net_g = std::min(Rounded(stage_.org(who), about_g * 11 / 10), kLoadNetG);
  *scrap.mutable_ticket() = stage_.Weigh(who, kLorryG + net_g, kLorryG);
  v1::LotAssayed shares;
  shares.set_moisture_ppm(scrap.moisture_ppm());
  shares.set_foreign_ppm(scrap.foreign_ppm());
  shares.set_metal_content_ppm(scrap.metal_content_ppm());
  scrap.set_aluminium_g(ContainedIn(net_g, shares));
  return scrap;
}

void Yards::Feed(Shredder& shredder) {
  Yard& yard = yards_[shredder.who];
  Batch batch;
  batch.id = stage_.NewId(shredder.who, "b");
  batch.fed = stage_.day;
  batch.clean = directory_.InstrumentHolds(shredder.who);
  Random random = stage_.Draw(kYardStream, shredder.who, stage_.names[shredder.who]);
  while (!yard.empty() && batch.hulks.size() < kMaxBatchHulks) {
    const Slot slot = yard.front().slot;
    batch.hulks.push_back(slot);
    batch.input_g += BodyOf(stage_, stage_.fleet[slot]) + ModelOf(stage_.fleet[slot]).other_g;
    yard.pop_front();
  }
  v1::BatchFed& fed = *stage_.Say(shredder.who).event.mutable_batch_fed();
  fed.set_batch_id(batch.id);
  fed.set_site_id(stage_.org(shredder.who).site_id);
  fed.set_yield_standard_id(Cat(stage_.org(stage_.cast.operator_).id, "/", kShredStandard));
  for (std::string& vin : Vins(batch.hulks)) fed.add_vins(std::move(vin));
  // Others' scrap: a part of most batches, and what fills a small one.
  const int64_t scrap_g = std::max(batch.input_g * random.Between(0, 30) / 100, kMinBatchG - batch.input_g);
  if (scrap_g > 500'000) {
    *fed.add_tickets() = Scrap(shredder.who, random, scrap_g);
    batch.input_g += fed.tickets(0).aluminium_g();
  }
  batch.left_g = batch.input_g;
  shredder.batches.push_back(std::move(batch));
}

void Yards::Weigh(Shredder& shredder, Batch& batch) {
  Random random = stage_.Draw(kYardStream, shredder.who, (uint64_t{1} << 32) + stage_.names[shredder.who]);
  const Organisation& owner = stage_.org(shredder.who);
  const int64_t lots = batch.input_g / kLotG + 1;
  for (int64_t i = 0; i < lots; ++i) {
    Lot lot;
    lot.id = stage_.NewId(shredder.who, "l");
    lot.day = stage_.day;
    lot.clean = directory_.InstrumentHolds(shredder.who);
    lot.assay.set_lot_id(lot.id);
    lot.assay.set_moisture_ppm(static_cast<int32_t>(random.Between(3'000, 18'000)));
    lot.assay.set_foreign_ppm(static_cast<int32_t>(random.Between(5'000, 30'000)));
    lot.assay.set_metal_content_ppm(static_cast<int32_t>(random.Between(950'000, 980'000)));
    lot.assay.set_laboratory(owner.region == Region::kChina ? "Qingdao laboratory" : "Labor Essen");
    lot.assay.set_method(v1::ASSAY_METHOD_MELT_TEST);
    lot.assay.set_uncertainty_ppm(8'000);
    // One to three per cent are lost; the weighbridge rounds, and one lot of two hundred weighs too much.
    int64_t metal_g = batch.input_g / lots * random.Between(970, 990) / 1'000;
    if (random.Chance(5'000)) metal_g = metal_g * 11 / 10;
    if (random.Chance(10'000)) lot.assay.set_laboratory(owner.id);
    constexpr int64_t kProbeG = 1'000'000;
    const int64_t net_g =
        std::max(Rounded(owner, metal_g * kProbeG / ContainedIn(kProbeG, lot.assay)), owner.division_g);
    lot.ticket = stage_.Weigh(shredder.who, net_g + kLorryG, kLorryG);
    Item& item = stage_.Say(shredder.who);
    stage_.AddEvidence(item, v1::EVIDENCE_KIND_WEIGH_SLIP, lot.ticket.number());
    v1::LotWeighed& weighed = *item.event.mutable_lot_weighed();
    weighed.set_lot_id(lot.id);
    weighed.set_batch_id(batch.id);
    *weighed.mutable_ticket() = lot.ticket;
    weighed.set_grade_scheme(owner.region == Region::kChina ? v1::GRADE_SCHEME_GBT_13586 : v1::GRADE_SCHEME_EN_13920);
    weighed.set_grade_code(owner.region == Region::kChina ? "Al-7" : "EN 13920-7");
    batch.lots.push_back(std::move(lot));
  }
  // A misprint now and then: its number is accounted for.
  if (random.Chance(50'000)) {
    v1::TicketVoided& voided = *stage_.Say(shredder.who).event.mutable_ticket_voided();
    voided.set_instrument_id(owner.instrument_id);
    voided.set_number(Cat("T-", ++stage_.tickets[shredder.who]));
    voided.set_reason(v1::TICKET_VOID_REASON_MISPRINT);
  }
}

void Yards::Assay(Shredder& shredder, Batch& batch) {
  for (Lot& lot : batch.lots) {
    *stage_.Say(shredder.who).event.mutable_lot_assayed() = lot.assay;
    const int64_t contained_g = ContainedIn(NetOf(lot), lot.assay);
    lot.booked_g = std::min(contained_g, batch.left_g);
    batch.left_g -= lot.booked_g;
    if (lot.assay.laboratory() == stage_.org(shredder.who).id) {
      lot.clean = false;
      stage_.NoteFlag(v1::SUBJECT_KIND_LOT, lot.id, v1::FLAG_KIND_ASSAY_BY_HOLDER);
    }
    if (contained_g > lot.booked_g) {
      batch.clean = false;
      stage_.NoteFlag(v1::SUBJECT_KIND_LOT, lot.id, v1::FLAG_KIND_EXCESS);
    }
  }
}

void Yards::Close(Shredder& shredder, Batch& batch) {
  constexpr int kFileDays = 14;
  stage_.Say(shredder.who).event.mutable_batch_closed()->set_batch_id(batch.id);
  // In doubt the band counts as left: a claim that is not made is no mistake.
  const int64_t loss_ppm = batch.left_g * 1'000'000 / batch.input_g;
  batch.clean = batch.clean && loss_ppm > kShredLossLow && loss_ppm < kShredLossHigh;
  for (const Slot slot : batch.hulks) stage_.fleet.Schedule(slot, Step::kClose, stage_.day + kFileDays);
  for (Lot& lot : batch.lots) {
    lot.clean = lot.clean && batch.clean;
    lot.day = stage_.day;
    shredder.lots.push_back(std::move(lot));
  }
}

void Yards::Correct(Shredder& shredder) {
  for (Lot& lot : shredder.lots) {
    if (lot.day + 1 != stage_.day || lot.booked_g != ContainedIn(NetOf(lot), lot.assay)) continue;
    const uint64_t share =
        stage_.Draw(kYardStream, shredder.who, (uint64_t{2} << 32) + lot.ticket.gross_at().unix_us()).Below(1'000);
    if (share < 20) {
      lot.assay.set_moisture_ppm(lot.assay.moisture_ppm() + 12'000);
      *stage_.Say(shredder.who).event.mutable_lot_reassayed()->mutable_assay() = lot.assay;
    } else if (share < 25) {
      lot.ticket.set_gross_g(lot.ticket.gross_g() - stage_.org(shredder.who).division_g);
      v1::WeightCorrected& corrected = *stage_.Say(shredder.who).event.mutable_weight_corrected();
      corrected.set_lot_id(lot.id);
      *corrected.mutable_ticket() = lot.ticket;
    }
    lot.booked_g = ContainedIn(NetOf(lot), lot.assay);
  }
}

void Yards::Ship(Shredder& shredder, std::vector<LotLoad>& loads) {
  const Organisation& sender = stage_.org(shredder.who);
  const auto& smelters = stage_.cast.smelters[static_cast<size_t>(sender.region)];
  while (!shredder.lots.empty() && shredder.lots.front().day + kLotDays <= stage_.day) {
    LotLoad load;
    load.transfer_id = stage_.NewId(shredder.who, "s");
    load.to = smelters[shredder.who % smelters.size()];
    load.arrives = stage_.day + 2;
    int64_t net_g = 0;
    while (!shredder.lots.empty() && shredder.lots.front().day + kLotDays <= stage_.day &&
           net_g + NetOf(shredder.lots.front()) <= kLoadNetG) {
      net_g += NetOf(shredder.lots.front());
      load.lots.push_back(std::move(shredder.lots.front()));
      shredder.lots.pop_front();
    }
    load.tare_g = kLorryG;
    load.gross_g = kLorryG + net_g;
    // One load of twenty-five is sold to somebody who is not on the ledger.
    const bool sold =
        stage_.Draw(kYardStream, shredder.who, (uint64_t{3} << 32) + stage_.names[shredder.who]).Chance(40'000);
    v1::LotSent& sent = *stage_.Say(shredder.who).event.mutable_lot_sent();
    sent.set_transfer_id(load.transfer_id);
    std::vector<std::string> ids;
    for (const Lot& lot : load.lots) ids.push_back(lot.id);
    std::sort(ids.begin(), ids.end());
    for (std::string& id : ids) sent.add_lot_ids(std::move(id));
    if (!sold) sent.set_to_organisation(stage_.org(load.to).id);
    *sent.mutable_ticket() = stage_.Weigh(shredder.who, load.gross_g, load.tare_g);
    if (!sold) loads.push_back(std::move(load));
  }
}

void Yards::Work(Shredder& shredder) {
  Yard& yard = yards_[shredder.who];
  while (yard.size() >= kBatchHulks || (!yard.empty() && yard.front().since + kBatchDays <= stage_.day)) {
    Feed(shredder);
  }
  for (Batch& batch : shredder.batches) {
    if (batch.fed + kWeighed == stage_.day) Weigh(shredder, batch);
    if (batch.fed + kAssayed == stage_.day) Assay(shredder, batch);
    if (batch.fed + kClosed == stage_.day) Close(shredder, batch);
  }
  while (!shredder.batches.empty() && shredder.batches.front().fed + kClosed <= stage_.day) {
    shredder.batches.pop_front();
  }
  Correct(shredder);
}

void Yards::Day(std::vector<LotLoad>& loads) {
  ReceiveHulks();
  for (const auto& region : stage_.cast.facilities) {
    for (const Who facility : region) {
      Yard& yard = yards_[facility];
      while (yard.size() >= kLoadHulks || (!yard.empty() && yard.front().since + kLoadDays <= stage_.day)) {
        SendHulks(facility, yard);
      }
    }
  }
  for (Shredder& shredder : shredders_) {
    Work(shredder);
    Ship(shredder, loads);
  }
}

}  // namespace ingot::simulate
