#include "clients/cli/text/balance_sheet.h"

#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "gtest/gtest.h"
#include "ingot/v1/query_service.pb.h"

namespace ingot::cli {
namespace {

using ::testing::HasSubstr;

void Add(v1::GetAccountsResponse& response, v1::AccountClass account_class, const std::string& party,
         v1::AlloyFamily family, v1::Origin origin, int64_t grams) {
  v1::AccountState& account = *response.add_accounts();
  account.mutable_account()->set_account_class(account_class);
  account.mutable_account()->set_party(party);
  v1::Amount& amount = *account.add_balance();
  amount.set_family(family);
  amount.set_origin(origin);
  amount.set_grams(grams);
}

// The batch of docs/DOMAIN.md before its closing.
v1::GetAccountsResponse Books() {
  v1::GetAccountsResponse books;
  Add(books, v1::ACCOUNT_CLASS_PRODUCTION, "m/b", v1::ALLOY_FAMILY_6XXX, v1::ORIGIN_UNSPECIFIED, -6'239'500);
  Add(books, v1::ACCOUNT_CLASS_OTHER_BODY, "", v1::ALLOY_FAMILY_CAST, v1::ORIGIN_UNSPECIFIED, -2'800'000);
  Add(books, v1::ACCOUNT_CLASS_THIRD_PARTY_SCRAP, "", v1::ALLOY_FAMILY_MIXED, v1::ORIGIN_UNSPECIFIED, -2'000'000);
  Add(books, v1::ACCOUNT_CLASS_IN_PROCESS, "r/b-1", v1::ALLOY_FAMILY_6XXX, v1::ORIGIN_OWN_BODY, 274'925);
  Add(books, v1::ACCOUNT_CLASS_RECOVERED, "r", v1::ALLOY_FAMILY_6XXX, v1::ORIGIN_OWN_BODY, 10'764'575);
  return books;
}

TEST(BalanceSheetTest, GroupsByClassAndSumsToZero) {
  EXPECT_EQ(BalanceSheet(Books().accounts(), /*summary=*/true),
            "class              what it is                                                   accounts       grams"
            "          kg\n"
            "PRODUCTION         what the makers put into vehicles (outside, hence negative)         1  -6 239 500"
            "  -6 239.500\n"
            "THIRD_PARTY_SCRAP  scrap of third parties (outside)                                    1  -2 000 000"
            "  -2 000.000\n"
            "OTHER_BODY         other makes, wheels and castings (outside)                          1  -2 800 000"
            "  -2 800.000\n"
            "IN_PROCESS         in open shredder batches                                            1     274 925"
            "     274.925\n"
            "RECOVERED          recovered, in lots                                                  1  10 764 575"
            "  10 764.575\n"
            "----------------------------------------------------------------------------------------------------"
            "------------\n"
            "all                sum over the accounts shown                                                     0"
            "       0.000\n");
}

TEST(BalanceSheetTest, TheFullSheetNamesFamilyAndOrigin) {
  const std::string sheet = BalanceSheet(Books().accounts(), /*summary=*/false);
  EXPECT_THAT(sheet, HasSubstr("RECOVERED: recovered, in lots\n"));
  EXPECT_THAT(sheet, HasSubstr("6XXX    OWN_BODY  10 764 575  10 764.575\n"));
}

TEST(BalanceSheetTest, HostileSumsDoNotWrap) {
  v1::GetAccountsResponse books;
  Add(books, v1::ACCOUNT_CLASS_STOCK, "a", v1::ALLOY_FAMILY_6XXX, v1::ORIGIN_UNSPECIFIED, INT64_MAX);
  Add(books, v1::ACCOUNT_CLASS_STOCK, "b", v1::ALLOY_FAMILY_6XXX, v1::ORIGIN_UNSPECIFIED, INT64_MAX);
  EXPECT_THAT(BalanceSheet(books.accounts(), true), HasSubstr("beyond 64 bits"));
}

TEST(BalanceSheetTest, EmptyBooksSaySo) {
  EXPECT_EQ(BalanceSheet(v1::GetAccountsResponse().accounts(), false), "No balances.\n");
}

TEST(BalanceSheetTest, EveryClassHasItsMeaning) {
  const google::protobuf::EnumDescriptor* const type = google::protobuf::GetEnumDescriptor<v1::AccountClass>();
  for (int i = 0; i < type->value_count(); ++i) {
    const auto account_class = static_cast<v1::AccountClass>(type->value(i)->number());
    if (account_class == v1::ACCOUNT_CLASS_UNSPECIFIED) continue;
    EXPECT_NE(ClassMeaning(account_class), ClassMeaning(v1::ACCOUNT_CLASS_UNSPECIFIED)) << type->value(i)->name();
  }
}

}  // namespace
}  // namespace ingot::cli
