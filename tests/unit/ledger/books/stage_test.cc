#include "ledger/books/stage.h"

#include <gtest/gtest.h>

#include "ledger/mass/account_class.h"

namespace ingot::books {
namespace {

// External and control accounts are the ones that may be negative: the stages must draw the same lines.
TEST(StageTest, EveryClassHasAStageOfItsNature) {
  for (int number = v1::AccountClass_MIN; number <= v1::AccountClass_MAX; ++number) {
    if (number == v1::ACCOUNT_CLASS_UNSPECIFIED || !v1::AccountClass_IsValid(number)) continue;
    const auto account_class = static_cast<v1::AccountClass>(number);
    const v1::BalanceStage stage = StageOf(account_class);
    const bool outside = stage == v1::BALANCE_STAGE_EXTERNAL || stage == v1::BALANCE_STAGE_CONTROL;
    EXPECT_EQ(outside, mass::MayBeNegative(account_class)) << v1::AccountClass_Name(account_class);
    EXPECT_EQ(IsInLoop(stage), !outside && stage != v1::BALANCE_STAGE_GONE) << v1::AccountClass_Name(account_class);
  }
}

TEST(StageTest, BrandsAreThePartiesOfSixClasses) {
  int by_brand = 0;
  for (int number = v1::AccountClass_MIN; number <= v1::AccountClass_MAX; ++number) {
    if (v1::AccountClass_IsValid(number) && IsByBrand(static_cast<v1::AccountClass>(number))) ++by_brand;
  }
  EXPECT_EQ(by_brand, 6);
  EXPECT_TRUE(IsByBrand(v1::ACCOUNT_CLASS_BACK_IN_PRODUCTION));
  EXPECT_FALSE(IsByBrand(v1::ACCOUNT_CLASS_AWAITING));
}

TEST(StageDeathTest, AClassOutsideTheTableAborts) {
  EXPECT_DEATH(StageOf(v1::ACCOUNT_CLASS_UNSPECIFIED), "outside the table");
}

}  // namespace
}  // namespace ingot::books
