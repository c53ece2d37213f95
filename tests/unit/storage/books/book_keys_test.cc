#include "storage/books/book_keys.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/mass/account_class.h"
#include "ledger/state/record_key.h"

namespace ingot::storage {
namespace {

using mass::MakeAccount;

v1::Date Day(int year, int month, int day) {
  v1::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

TEST(BookKeysTest, KeysNameTheirAccounts) {
  const std::vector<v1::Account> accounts = {MakeAccount(v1::ACCOUNT_CLASS_PARTS),
                                             MakeAccount(v1::ACCOUNT_CLASS_STOCK, "maker/brand"),
                                             MakeAccount(v1::ACCOUNT_CLASS_IN_SERVICE, "maker/brand", "lease"),
                                             MakeAccount(v1::ACCOUNT_CLASS_RECOVERED, "r", "REMA:Twitch")};
  for (const v1::Account& account : accounts) {
    const std::string recorded = RecordedKey(Book::kRecorded, account, 0x0102030405060708);
    ASSERT_TRUE(AccountOfBookKey(recorded).has_value());
    EXPECT_EQ(AccountOfBookKey(recorded)->SerializeAsString(), account.SerializeAsString());
    EXPECT_EQ(RecordedSizeOf(recorded), 0x0102030405060708u);
    const std::string occurred = OccurredKey(Book::kOccurred, account, Day(2026, 11, 9));
    EXPECT_EQ(AccountOfBookKey(occurred)->SerializeAsString(), account.SerializeAsString());
    EXPECT_EQ(OccurredDayOf(occurred), 20261109u);
  }
  EXPECT_FALSE(AccountOfBookKey("").has_value());
  EXPECT_FALSE(AccountOfBookKey("r").has_value());
  EXPECT_FALSE(AccountOfBookKey(std::string("r\x0a") + "brand12345678").has_value());
  EXPECT_FALSE(AccountOfBookKey(std::string("x\x0a\0\0", 4) + "12345678").has_value());
}

// Bytes: book, class 11, party, 0, detail, 0, then the number, big-endian.
TEST(BookKeysTest, BytesAreAsDocumented) {
  EXPECT_EQ(RecordedKey(Book::kRecorded, MakeAccount(v1::ACCOUNT_CLASS_IN_SERVICE, "m/b", "sale"), 258),
            std::string("r\x0bm/b\0sale\0\0\0\0\0\0\0\1\2", 19));
  EXPECT_EQ(OccurredKey(Book::kMovingOccurred, OwnersAccount(v1::ACCOUNT_CLASS_TRANSIT, "d"), Day(2026, 3, 1)),
            std::string("O\x1e"
                        "d\0\0\x01\x35\x25\xcd",
                        9));
  EXPECT_EQ(HeatSeqKey("s/h"), "Gs/h");
  EXPECT_EQ(FurnaceKey("s/p", 1, "s/h"), std::string("Fs/p\0\0\0\0\0\0\0\0\1s/h", 16));
  EXPECT_EQ(ConsumerKey("s/h", "VIN"), std::string("Vs/h\0VIN", 8));
}

TEST(BookKeysTest, AnAccountsRowsStandTogetherInOrder) {
  const v1::Account brand = MakeAccount(v1::ACCOUNT_CLASS_STOCK, "a");
  const v1::Account longer = MakeAccount(v1::ACCOUNT_CLASS_STOCK, "a", "b");
  const v1::Account next = MakeAccount(v1::ACCOUNT_CLASS_STOCK, "ab");
  EXPECT_LT(RecordedKey(Book::kRecorded, brand, 1), RecordedKey(Book::kRecorded, brand, 256));
  EXPECT_LT(RecordedKey(Book::kRecorded, brand, ~uint64_t{0}), RecordedKey(Book::kRecorded, longer, 0));
  EXPECT_LT(RecordedKey(Book::kRecorded, longer, ~uint64_t{0}), RecordedKey(Book::kRecorded, next, 0));
  // The same order as the state's.
  EXPECT_LT(state::AccountKey(brand), state::AccountKey(longer));
  EXPECT_LT(state::AccountKey(longer), state::AccountKey(next));
  EXPECT_LT(OccurredKey(Book::kOccurred, brand, Day(2025, 12, 31)),
            OccurredKey(Book::kOccurred, brand, Day(2026, 1, 1)));
}

TEST(BookKeysTest, DaysAreNumbers) {
  const v1::Date day = Day(2024, 2, 29);
  EXPECT_EQ(DayNumber(day), 20240229u);
  EXPECT_EQ(DayOfNumber(20240229).SerializeAsString(), day.SerializeAsString());
}

TEST(BookKeysTest, CellsGoThereAndBack) {
  mass::Cells cells;
  mass::Add(cells, {v1::ALLOY_FAMILY_5XXX, v1::ORIGIN_UNSPECIFIED}, 5);
  mass::Add(cells, {v1::ALLOY_FAMILY_NOT_STATED, v1::ORIGIN_UNDOCUMENTED}, -7);
  const Sums sums = SumsOf(cells);
  EXPECT_EQ(sums, (Sums{{0x0100, 5}, {0x0706, -7}}));
  EXPECT_EQ(CellsOf(sums), cells);
}

TEST(SumsTest, EncodingIsStrict) {
  const Sums sums = {{1, 2}, {0x0203, -1}};
  const std::string bytes = EncodeSums(sums);
  EXPECT_EQ(bytes, std::string("\0\1\0\0\0\0\0\0\0\2\2\3\xff\xff\xff\xff\xff\xff\xff\xff", 20));
  EXPECT_EQ(DecodeSums(bytes), sums);
  EXPECT_EQ(DecodeSums(""), Sums());
  EXPECT_FALSE(DecodeSums(bytes.substr(1)).has_value());
  EXPECT_FALSE(DecodeSums(bytes.substr(10) + bytes.substr(0, 10)).has_value());
  EXPECT_FALSE(DecodeSums(bytes.substr(0, 10) + bytes.substr(0, 10)).has_value());
  EXPECT_FALSE(DecodeSums(std::string(10, '\0')).has_value());
}

TEST(SumsTest, AddingDropsWhatCancels) {
  Sums sums = {{1, 2}};
  AddSums(sums, {{1, 2}, {2, 3}}, -1);
  EXPECT_EQ(sums, (Sums{{2, -3}}));
}

TEST(SumsDeathTest, OverflowAborts) {
  Sums sums = {{1, INT64_MAX}};
  EXPECT_DEATH(AddSum(sums, 1, 1), "");
}

}  // namespace
}  // namespace ingot::storage
