#include "clients/cli/bench/workload.h"

#include <set>
#include <utility>

#include "gtest/gtest.h"
#include "ledger/base/check.h"
#include "ledger/vehicle/vin.h"
#include "tests/support/test_ledger.h"

namespace ingot::cli {
namespace {

Lane MakeLane(int number, const std::string& run = "ABCDE") {
  return Lane("maker/bench", "maker/bench-van", run, number,
              absl::FromUnixMicros(ingot::testing::TestLedger::kStartUs));
}

// The ledger's own rules take every event, and flag none.
TEST(WorkloadTest, TheRulesAcceptIt) {
  ingot::testing::TestLedger ledger;
  ledger.Enrol("maker", {v1::ROLE_MANUFACTURER}, "CN");
  v1::BrandRegistered brand;
  brand.set_brand_id("maker/bench");
  brand.set_name("Benchmark");
  ledger.MustSubmit("maker", ingot::testing::Fact(brand));
  Lane lane = MakeLane(0);
  for (int round = 0; round < 3; ++round) {
    std::vector<ingot::testing::TestEvent> events;
    for (client::Draft& draft : lane.Next(100)) {
      ingot::testing::TestEvent event;
      event.event = std::move(draft.event);
      events.push_back(std::move(event));
    }
    for (const rules::NewEntry& bytes : ledger.MustSubmit("maker", std::move(events)).entries) {
      v1::Entry entry;
      ASSERT_TRUE(entry.ParseFromString(bytes.bytes));
      EXPECT_EQ(entry.flags_size(), 0);
    }
  }
}

TEST(WorkloadTest, VinsAreValidAndNeverTheSame) {
  std::set<std::string> vins;
  int registered = 0;
  for (const int number : {0, 1, 33, Lane::kMaxLanes - 1}) {
    Lane lane = MakeLane(number);
    for (const client::Draft& draft : lane.Next(500)) {
      if (!draft.event.has_vehicle_registered()) continue;
      ++registered;
      const std::string& vin = draft.event.vehicle_registered().vin();
      EXPECT_EQ(vehicle::FormOf(vin), vehicle::VinForm::kValid) << vin;
      EXPECT_TRUE(vehicle::PassesCheck(vin)) << vin;
      vins.insert(vin);
    }
  }
  EXPECT_EQ(registered, 400) << "one in five";
  EXPECT_EQ(vins.size(), 400u);
  EXPECT_NE(MakeLane(0, "ABCDF").Next().event.vehicle_registered().vin(),
            MakeLane(0, "ABCDE").Next().event.vehicle_registered().vin());
}

TEST(WorkloadTest, RunsAreDrawnFromAVinsAlphabet) {
  std::set<std::string> runs;
  for (int i = 0; i < 100; ++i) {
    const std::string run = RandomRun();
    EXPECT_EQ(run.size(), 5u);
    EXPECT_EQ(run.find_first_not_of("0123456789ABCDEFGHJKLMNPRSTUVWXYZ"), std::string::npos);
    runs.insert(run);
  }
  EXPECT_GT(runs.size(), 90u);
}

}  // namespace
}  // namespace ingot::cli
