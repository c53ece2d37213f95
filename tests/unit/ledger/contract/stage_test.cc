#include "ledger/contract/stage.h"

#include <set>
#include <string>
#include <utility>

#include "gtest/gtest.h"

namespace ingot::contract {
namespace {

TEST(StageTableTest, HoldsExactlyTheDocumentedChanges) {
  const std::set<std::pair<std::string, std::string>> documented = {
      {"SIGNED", "ACTIVE"}, {"SIGNED", "ENDED"}, {"ACTIVE", "ENDED"}, {"ENDED", "SETTLED"}};
  for (int from = v1::ContractStage_MIN; from <= v1::ContractStage_MAX; ++from) {
    for (int to = v1::ContractStage_MIN; to <= v1::ContractStage_MAX; ++to) {
      const auto from_stage = static_cast<v1::ContractStage>(from);
      const auto to_stage = static_cast<v1::ContractStage>(to);
      const bool expected =
          documented.count({std::string(StageName(from_stage)), std::string(StageName(to_stage))}) > 0;
      EXPECT_EQ(FindChange(from_stage, to_stage).has_value(), expected)
          << StageName(from_stage) << " -> " << StageName(to_stage);
    }
  }
  EXPECT_EQ(Changes().size(), documented.size());
}

TEST(StageTableTest, OpenContractsReserveTheirVehicle) {
  EXPECT_FALSE(IsOpen(v1::CONTRACT_STAGE_UNSPECIFIED));
  EXPECT_TRUE(IsOpen(v1::CONTRACT_STAGE_SIGNED));
  EXPECT_TRUE(IsOpen(v1::CONTRACT_STAGE_ACTIVE));
  EXPECT_FALSE(IsOpen(v1::CONTRACT_STAGE_ENDED));
  EXPECT_FALSE(IsOpen(v1::CONTRACT_STAGE_SETTLED));
}

}  // namespace
}  // namespace ingot::contract
