#include "storage/index/scan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"
#include "ledger/state/record_key.h"
#include "tests/unit/storage/support/ledger_maker.h"
#include "tests/unit/storage/support/temp_dir.h"

namespace ingot::storage {
namespace {

using Vins = std::vector<std::string>;

class ScanTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const size_t count : {100, 1, 500, 37, 250}) {
      snapshot_ = ledger_.Commit(maker_, count);
    }
  }

  // Without any index.
  Vins Expected(const std::function<bool(const ingot::v1::VehicleState&)>& passes) const {
    Vins vins;
    for (const auto& [key, record] : maker_.state().records()) {
      if (record->has_vehicle() && passes(record->vehicle())) {
        vins.push_back(record->vehicle().vin());
      }
    }
    return vins;
  }

  Vins Scanned(const VehicleFilter& filter, PageLimits limits) const {
    Vins vins;
    std::string after;
    do {
      const absl::StatusOr<Page> page = ScanVehicles(*snapshot_, filter, after, limits);
      EXPECT_TRUE(page.ok()) << page.status();
      EXPECT_LE(page->records.size(), limits.max_results);
      for (const state::RecordPtr& record : page->records) {
        vins.push_back(record->vehicle().vin());
      }
      EXPECT_TRUE(page->next_after.empty() || page->next_after > after);
      after = page->next_after;
    } while (!after.empty());
    return vins;
  }

  void ExpectSame(const VehicleFilter& filter, const Vins& expected) const {
    for (const PageLimits limits : {PageLimits{}, PageLimits{1, 10'000}, PageLimits{3, 10'000}, PageLimits{100, 1},
                                    PageLimits{4, 5}, PageLimits{std::max<size_t>(expected.size(), 1), 10'000}}) {
      EXPECT_EQ(Scanned(filter, limits), expected) << limits.max_results << " " << limits.max_examined;
    }
  }

  TempDir dir_;
  LedgerMaker maker_;
  TestLedger ledger_{TestOptions(dir_.path())};
  std::shared_ptr<const Snapshot> snapshot_;
};

bool HasFlag(const ingot::v1::VehicleState& vehicle, ingot::v1::FlagKind kind) {
  return std::any_of(vehicle.flags().begin(), vehicle.flags().end(),
                     [kind](const ingot::v1::Flag& flag) { return flag.kind() == kind; });
}

TEST_F(ScanTest, AllVehicles) {
  const Vins all = Expected([](const ingot::v1::VehicleState&) { return true; });
  EXPECT_EQ(all.size(), 40u);
  ExpectSame({}, all);
}

TEST_F(ScanTest, ByHolders) {
  size_t found = 0;
  for (const std::string holder : {"org-0", "org-1", "org-2", "org-3", "org", "org-11"}) {
    const Vins expected = Expected([&](const ingot::v1::VehicleState& vehicle) { return vehicle.holder() == holder; });
    found += expected.size();
    ExpectSame({.holders = {holder}}, expected);
  }
  EXPECT_GT(found, 20u);
  ExpectSame({.holders = {"org-3", "org-1", "org-3"}}, Expected([](const ingot::v1::VehicleState& vehicle) {
               return vehicle.holder() == "org-1" || vehicle.holder() == "org-3";
             }));
}

TEST_F(ScanTest, ByHolderAndCustody) {
  size_t found = 0;
  for (int number = 1; number <= ingot::v1::CustodyState_MAX; ++number) {
    const auto custody = static_cast<ingot::v1::CustodyState>(number);
    const Vins expected = Expected([&](const ingot::v1::VehicleState& vehicle) {
      return vehicle.holder() == "org-2" && vehicle.custody() == custody;
    });
    found += expected.size();
    ExpectSame({.holders = {"org-2"}, .custody = custody}, expected);
    ExpectSame({.custody = custody},
               Expected([&](const ingot::v1::VehicleState& vehicle) { return vehicle.custody() == custody; }));
  }
  EXPECT_GT(found, 0u);
}

TEST_F(ScanTest, ByBrandAndFlag) {
  for (const std::string brand : {"brand-0", "brand-1", "brand-2"}) {
    ExpectSame({.brand_id = brand},
               Expected([&](const ingot::v1::VehicleState& vehicle) { return vehicle.brand_id() == brand; }));
  }
  const Vins flagged = Expected([](const ingot::v1::VehicleState& vehicle) { return !vehicle.flags().empty(); });
  EXPECT_GT(flagged.size(), 5u);
  EXPECT_LT(flagged.size(), 35u);
  ExpectSame({.flagged = true}, flagged);
  ExpectSame({.flag = ingot::v1::FLAG_KIND_OUT_OF_ORDER}, Expected([](const ingot::v1::VehicleState& vehicle) {
               return HasFlag(vehicle, ingot::v1::FLAG_KIND_OUT_OF_ORDER);
             }));
  ExpectSame({.holders = {"org-0", "org-1"}, .brand_id = "brand-1", .flagged = true},
             Expected([](const ingot::v1::VehicleState& vehicle) {
               return (vehicle.holder() == "org-0" || vehicle.holder() == "org-1") && vehicle.brand_id() == "brand-1" &&
                      !vehicle.flags().empty();
             }));
}

TEST_F(ScanTest, MoreRowsThanAChunk) {
  LedgerMaker maker;
  TempDir dir;
  TestLedger ledger(TestOptions(dir.path()));
  MadeBatch made = maker.Next(1, LedgerMaker::WithState::kNo);
  Vins expected;
  for (int i = 0; i < 200; ++i) {
    ingot::v1::Record record;
    record.mutable_vehicle()->set_vin(Cat("VIN", 1000 + i));
    record.mutable_vehicle()->set_holder("org");
    record.mutable_vehicle()->set_custody(static_cast<ingot::v1::CustodyState>(1 + i % 3));
    expected.push_back(record.vehicle().vin());
    made.effects.changes.push_back(
        {state::VehicleKey(expected.back()), nullptr, std::make_shared<ingot::v1::Record>(std::move(record))});
  }
  snapshot_ = ledger.applier.Apply(made.batch, made.effects);
  ExpectSame({.holders = {"org"}}, expected);
}

TEST_F(ScanTest, FiltersOutOfBounds) {
  VehicleFilter filter;
  filter.holders.assign(kMaxFilterHolders, "org-1");
  EXPECT_TRUE(ScanVehicles(*snapshot_, filter, "", {}).ok());
  filter.holders.emplace_back("org-1");
  EXPECT_EQ(refusal::RefusalOf(ScanVehicles(*snapshot_, filter, "", {}).status())->field(), "holder");
  EXPECT_EQ(refusal::RefusalOf(ScanVehicles(*snapshot_, {.brand_id = std::string(256, 'b')}, "", {}).status())->field(),
            "brand_id");
  EXPECT_FALSE(ScanOwned(*snapshot_, OwnedKind::kSite, std::string(256, 'o'), "", 1).ok());
}

TEST_F(ScanTest, WhatOrganisationsOwn) {
  for (const OwnedKind kind : {OwnedKind::kKey, OwnedKind::kSite, OwnedKind::kInstrument, OwnedKind::kAccount}) {
    size_t found = 0;
    for (const std::string organisation : {"org-0", "org-1", "org-2", "org-3"}) {
      Vins expected;
      for (const auto& [key, record] : maker_.state().records()) {
        const std::string owner = record->has_key()          ? record->key().organisation_id()
                                  : record->has_site()       ? record->site().organisation_id()
                                  : record->has_instrument() ? record->instrument().organisation_id()
                                  : record->has_account()    ? record->account().organisation_id()
                                                             : "";
        if (key.front() == static_cast<char>(kind) && owner == organisation) {
          expected.push_back(record->SerializeAsString());
        }
      }
      found += expected.size();
      for (const size_t page_size : {size_t{1}, size_t{2}, size_t{100}}) {
        Vins scanned;
        std::string after;
        do {
          const absl::StatusOr<Page> page = ScanOwned(*snapshot_, kind, organisation, after, page_size);
          ASSERT_TRUE(page.ok()) << page.status();
          EXPECT_LE(page->records.size(), page_size);
          for (const state::RecordPtr& record : page->records) {
            scanned.push_back(record->SerializeAsString());
          }
          after = page->next_after;
        } while (!after.empty());
        EXPECT_EQ(scanned, expected);
      }
    }
    EXPECT_GT(found, 5u);
  }
}

}  // namespace
}  // namespace ingot::storage
