#include "storage/db/keys.h"

#include <gtest/gtest.h>

#include "ledger/state/record_key.h"

namespace ingot::storage {
namespace {

using namespace std::string_literals;

TEST(KeysTest, BytesAreTheDocumentedOnes) {
  EXPECT_EQ(NumberKey(0x0102030405060708u), "\x01\x02\x03\x04\x05\x06\x07\x08");
  EXPECT_EQ(TileKey(2, 258), "\x02\x00\x00\x00\x00\x00\x00\x01\x02"s);
}

TEST(KeysTest, IdempotencyRecordsLiveApart) {
  EXPECT_EQ(FamilyOfStateKey(state::IdempotencyKey("org", std::string(16, 'k'))), Family::kIdempotency);
  EXPECT_EQ(FamilyOfStateKey(state::VehicleKey("VIN")), Family::kState);
  EXPECT_EQ(FamilyOfStateKey(state::LedgerKey()), Family::kState);
}

TEST(KeysTest, PrefixEndIsTheLeastKeyAbove) {
  EXPECT_EQ(PrefixEnd("ab"), "ac");
  EXPECT_EQ(PrefixEnd("a\xff\xff"), "b");
  EXPECT_EQ(PrefixEnd("\xff"), "");
  EXPECT_EQ(PrefixEnd("\x7f"), "\x80");
}

}  // namespace
}  // namespace ingot::storage
