#include "ledger/state/record_key.h"

#include <set>
#include <string>

#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"

namespace ingot::state {
namespace {

using namespace std::string_literals;

TEST(RecordKeyTest, IsOneLetterAndTheId) {
  EXPECT_EQ(LedgerKey(), "l");
  EXPECT_EQ(OrganisationKey("hansa"), "ohansa");
  EXPECT_EQ(VehicleKey("1M8GDM9AXKP042788"), "v1M8GDM9AXKP042788");
  EXPECT_EQ(KeyKey(std::string(32, '\x01')), "k" + std::string(32, '\x01'));
  EXPECT_EQ(PaymentKey("hansa/c1", "p1"), "phansa/c1\0p1"s);
  EXPECT_EQ(NumberKey(NumberKind::kTicket, "hansa/w", "17"), "nthansa/w\0"s + "17");
  EXPECT_EQ(NumberKey(NumberKind::kCertificateSerial, "hansa/w", "17"), "nshansa/w\0"s + "17");
  EXPECT_EQ(NumberKey(NumberKind::kInsuranceClaim, "1M8GDM9AXKP042788/hansa", "17"),
            "nc1M8GDM9AXKP042788/hansa\0"s + "17");
  EXPECT_EQ(NumberKey(NumberKind::kDefault, "hansa/c", "2026-03-01"), "ndhansa/c\0"s + "2026-03-01");
  EXPECT_EQ(UndoKey(0x0102030405060708), "u\x01\x02\x03\x04\x05\x06\x07\x08");
  EXPECT_EQ(SealKey(1), "z\0\0\0\0\0\0\0\x01"s);
  EXPECT_EQ(IdempotencyKey("hansa", std::string(16, 'x')), "dhansa\0"s + std::string(16, 'x'));
}

TEST(RecordKeyTest, OfAnAccountHoldsClassPartyAndDetail) {
  v1::Account account;
  account.set_account_class(v1::ACCOUNT_CLASS_IN_SERVICE);
  account.set_party("ruishi/m8");
  account.set_detail("lease");
  EXPECT_EQ(AccountKey(account), "a\x0bruishi/m8\0lease"s);
  account.clear_detail();
  EXPECT_EQ(AccountKey(account), "a\x0bruishi/m8\0"s);
}

TEST(RecordKeyTest, EveryKindOfSubjectHasItsOwnRange) {
  std::set<char> prefixes;
  const auto* kinds = v1::SubjectKind_descriptor();
  for (int i = 0; i < kinds->value_count(); ++i) {
    const auto kind = static_cast<v1::SubjectKind>(kinds->value(i)->number());
    if (kind == v1::SUBJECT_KIND_UNSPECIFIED) continue;
    const std::string key = SubjectKey(kind, "id");
    EXPECT_TRUE(prefixes.insert(key.front()).second) << kinds->value(i)->name();
    EXPECT_EQ(key.substr(1), kind == v1::SUBJECT_KIND_LEDGER ? "" : "id");
    EXPECT_EQ(SubjectOfKey(key), std::make_pair(kind, key.substr(1)));
  }
}

TEST(RecordKeyTest, OfOtherRecordsNamesNoSubject) {
  EXPECT_EQ(SubjectOfKey(PaymentKey("hansa/c", "1")), std::nullopt);
  EXPECT_EQ(SubjectOfKey(NumberKey(NumberKind::kTicket, "hansa/i", "1")), std::nullopt);
  EXPECT_EQ(SubjectOfKey(UndoKey(1)), std::nullopt);
  EXPECT_EQ(SubjectOfKey(KeyKey(std::string(32, 'k'))), std::nullopt);
}

TEST(RecordKeyDeathTest, NoSubjectHasNoKind) { EXPECT_DEATH(SubjectKey(v1::SUBJECT_KIND_UNSPECIFIED, "id"), "kind"); }

}  // namespace
}  // namespace ingot::state
