#include "ledger/commitment/change.h"

#include <gtest/gtest.h>

#include <limits>

#include "ledger/commitment/hashing.h"
#include "ledger/crypto/sha256.h"

namespace ingot::commitment {
namespace {

Change Amount(int family, int origin, int64_t grams) {
  Change change;
  change.kind = Change::Kind::kAmount;
  change.family = static_cast<uint8_t>(family);
  change.origin = static_cast<uint8_t>(origin);
  change.grams = grams;
  return change;
}

std::vector<v1::Amount> After(std::string_view before, const std::vector<Change>& changes) {
  return DecodeBalance(ValueAfter(before, changes)).value();
}

TEST(ChangeTest, SumsAmountsByFamilyAndOrigin) {
  const std::vector<v1::Amount> balance = After("", {Amount(2, 1, 10), Amount(1, 1, 7), Amount(2, 1, -4)});
  ASSERT_EQ(balance.size(), 2u);
  EXPECT_EQ(balance[0].family(), 1);
  EXPECT_EQ(balance[0].grams(), 7);
  EXPECT_EQ(balance[1].family(), 2);
  EXPECT_EQ(balance[1].origin(), 1);
  EXPECT_EQ(balance[1].grams(), 6);
}

TEST(ChangeTest, LeavesOutWhatComesToNothing) {
  const std::string before = ValueAfter("", std::vector<Change>{Amount(3, 0, 5)});
  EXPECT_TRUE(After(before, {Amount(3, 0, -5)}).empty());
  EXPECT_EQ(After(before, {Amount(3, 0, -6)})[0].grams(), -1);
}

TEST(ChangeTest, WrapsWhereTheRulesWouldRefuse) {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(After("", {Amount(1, 0, kMax), Amount(1, 0, 1)})[0].grams(), std::numeric_limits<int64_t>::min());
}

TEST(ChangeTest, TakesASubjectsLastEntry) {
  Change first;
  first.count = 1;
  first.seq = 4;
  Change second;
  second.count = 2;
  second.seq = 9;
  second.leaf = crypto::Sha256("nine");
  const auto value = DecodeSubject(ValueAfter(ValueAfter("", std::vector<Change>{first}), std::vector<Change>{second}));
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(value->count, 2u);
  EXPECT_EQ(value->last_seq, 9u);
  EXPECT_EQ(value->last_hash, crypto::Sha256("nine"));
}

}  // namespace
}  // namespace ingot::commitment
