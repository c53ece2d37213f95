#include "ledger/commitment/hashing.h"

#include <gtest/gtest.h>

#include "ledger/base/bytes.h"
#include "ledger/commitment/tree.h"
#include "ledger/crypto/sha256.h"
#include "ledger/state/record_key.h"

namespace ingot::commitment {
namespace {

// Expected values: Python's hashlib and struct over the bytes that docs/FORMAT.md gives.
constexpr char kVehicleKeyHash[] = "bd4344cec4f772e052efe556cd064580145b0bef03089195fdb0791b51be3a2f";
constexpr char kAccountKeyHash[] = "54ec277c3bf19e43446470220c1d6138bbedce407db21ab76989186bdc69fa86";
constexpr char kLedgerKeyHash[] = "a603cf5011221934dbee5dddcf569192a44e0326b53f68c6cbe204346383fc9e";
constexpr char kSubjectValue[] =
    "000000000000000300000000000003e89f91161f43433e49a6de6db680d79f60159f2e4ac9172621a12846428158440b";
constexpr char kBalanceValue[] = "040100000000000261600402fffffffffffffffb";
constexpr char kVehicleLeaf[] = "dda6eac6b412cf640894d68a9f0f3928bcddfb6382a137b5378cf24db67f2eba";
constexpr char kRoot[] = "d9347d69e3887df970b75a2050ee6cb9b896feeea25c7a4248dc33ead74106ad";

constexpr char kVin[] = "W09ABCDE0T0000001";

v1::Account Recovered() {
  v1::Account account;
  account.set_account_class(v1::ACCOUNT_CLASS_RECOVERED);
  account.set_party("rec");
  account.set_detail("ISRI:TWITCH");
  return account;
}

SubjectValue Vehicle() { return {.count = 3, .last_seq = 1000, .last_hash = crypto::Sha256("leaf")}; }

std::vector<v1::Amount> Balance() {
  std::vector<v1::Amount> balance(2);
  balance[0].set_family(static_cast<v1::AlloyFamily>(4));
  balance[0].set_origin(v1::ORIGIN_OWN_BODY);
  balance[0].set_grams(156'000);
  balance[1].set_family(static_cast<v1::AlloyFamily>(4));
  balance[1].set_origin(v1::ORIGIN_OWN_OTHER);
  balance[1].set_grams(-5);
  return balance;
}

TEST(HashingTest, HashesKeys) {
  EXPECT_EQ(ToHex(KeyHash(state::VehicleKey(kVin))), kVehicleKeyHash);
  EXPECT_EQ(ToHex(KeyHash(state::AccountKey(Recovered()))), kAccountKeyHash);
  EXPECT_EQ(ToHex(KeyHash(state::LedgerKey())), kLedgerKeyHash);
}

TEST(HashingTest, WritesValues) {
  EXPECT_EQ(HexEncode(Encode(Vehicle())), kSubjectValue);
  EXPECT_EQ(HexEncode(Encode(Balance())), kBalanceValue);
  EXPECT_EQ(Encode(std::vector<v1::Amount>()), "");
}

TEST(HashingTest, ReadsValuesThatItWrites) {
  const auto subject = DecodeSubject(Encode(Vehicle()));
  ASSERT_TRUE(subject.has_value());
  EXPECT_EQ(Encode(*subject), Encode(Vehicle()));
  EXPECT_FALSE(DecodeSubject(Encode(Vehicle()) + "x").has_value());
  EXPECT_FALSE(DecodeSubject("").has_value());
  const auto balance = DecodeBalance(Encode(Balance()));
  ASSERT_TRUE(balance.has_value());
  EXPECT_EQ(Encode(*balance), Encode(Balance()));
}

TEST(HashingTest, RefusesBalancesInAnotherForm) {
  const std::string first = Encode({Balance()[0]});
  const std::string second = Encode({Balance()[1]});
  EXPECT_TRUE(DecodeBalance(first + second).has_value());
  EXPECT_FALSE(DecodeBalance(second + first).has_value());
  EXPECT_FALSE(DecodeBalance(first + first).has_value());
  EXPECT_FALSE(DecodeBalance(first.substr(1)).has_value());
  EXPECT_FALSE(DecodeBalance(*HexDecode("04010000000000000000")).has_value());  // zero grams
}

TEST(HashingTest, LeadsToTheRoot) {
  const Hash vehicle = KeyHash(state::VehicleKey(kVin));
  EXPECT_EQ(ToHex(LeafNode(vehicle, crypto::Sha256(Encode(Vehicle())))), kVehicleLeaf);

  v1::Entry entry;
  entry.set_seq(0);
  v1::SubjectLink& ledger = *entry.add_subjects();
  ledger.set_kind(v1::SUBJECT_KIND_LEDGER);
  std::vector<Change> changes;
  AppendChanges(entry, crypto::Sha256("zero"), changes);
  entry.Clear();
  entry.set_seq(1000);
  v1::SubjectLink& link = *entry.add_subjects();
  link.set_kind(v1::SUBJECT_KIND_VEHICLE);
  link.set_id(kVin);
  link.set_count_before(2);
  v1::Posting& posting = *entry.add_postings();
  *posting.mutable_account() = Recovered();
  for (const v1::Amount& amount : Balance()) *posting.add_amounts() = amount;
  AppendChanges(entry, crypto::Sha256("leaf"), changes);
  MemoryPages pages;
  const absl::StatusOr<Hash> root = Update(pages, kEmptyNode, changes);
  ASSERT_TRUE(root.ok());
  EXPECT_EQ(ToHex(*root), kRoot);
}

TEST(HashingTest, ReadsBitsFromTheMostSignificantOne) {
  Hash hash{};
  hash[0] = 0x40;
  hash[31] = 0x01;
  EXPECT_FALSE(GoesRight(hash, 0));
  EXPECT_TRUE(GoesRight(hash, 1));
  EXPECT_FALSE(GoesRight(hash, 254));
  EXPECT_TRUE(GoesRight(hash, 255));
}

}  // namespace
}  // namespace ingot::commitment
