#include "ledger/mass/account_class.h"

#include <set>

#include "gtest/gtest.h"

namespace ingot::mass {
namespace {

TEST(AccountClassTest, OnlyExternalAndControlAccountsMayBeNegative) {
  // The table of docs/DOMAIN.md.
  const std::set<v1::AccountClass> external = {v1::ACCOUNT_CLASS_PRODUCTION, v1::ACCOUNT_CLASS_PARTS,
                                               v1::ACCOUNT_CLASS_THIRD_PARTY_SCRAP, v1::ACCOUNT_CLASS_OTHER_BODY,
                                               v1::ACCOUNT_CLASS_PRIMARY};
  const std::set<v1::AccountClass> control = {v1::ACCOUNT_CLASS_VARIANCE, v1::ACCOUNT_CLASS_EXCESS,
                                              v1::ACCOUNT_CLASS_REGRADE};
  int classes = 0;
  for (int value = v1::AccountClass_MIN; value <= v1::AccountClass_MAX; ++value) {
    if (!v1::AccountClass_IsValid(value) || value == v1::ACCOUNT_CLASS_UNSPECIFIED) continue;
    const auto account_class = static_cast<v1::AccountClass>(value);
    ++classes;
    const AccountNature expected = external.count(account_class) > 0  ? AccountNature::kExternal
                                   : control.count(account_class) > 0 ? AccountNature::kControl
                                                                      : AccountNature::kInternal;
    EXPECT_EQ(NatureOf(account_class), expected) << v1::AccountClass_Name(account_class);
    EXPECT_EQ(MayBeNegative(account_class), expected != AccountNature::kInternal)
        << v1::AccountClass_Name(account_class);
  }
  EXPECT_EQ(classes, 30);
}

TEST(AccountClassDeathTest, AbortsOutsideTheTable) {
  EXPECT_DEATH(NatureOf(v1::ACCOUNT_CLASS_UNSPECIFIED), "outside the table");
}

TEST(AccountClassTest, MakesAccounts) {
  const v1::Account account = MakeAccount(v1::ACCOUNT_CLASS_IN_SERVICE, "maker/brand", "lease");
  EXPECT_EQ(account.account_class(), v1::ACCOUNT_CLASS_IN_SERVICE);
  EXPECT_EQ(account.party(), "maker/brand");
  EXPECT_EQ(account.detail(), "lease");
}

}  // namespace
}  // namespace ingot::mass
