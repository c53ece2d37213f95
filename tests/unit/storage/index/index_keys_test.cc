#include "storage/index/index_keys.h"

#include <gtest/gtest.h>

#include "ledger/state/record_key.h"

namespace ingot::storage {
namespace {

using namespace std::string_literals;
using Keys = std::vector<std::string>;

ingot::v1::Record Vehicle(const std::string& holder, ingot::v1::CustodyState custody, const std::string& brand,
                          int flags) {
  ingot::v1::Record record;
  record.mutable_vehicle()->set_holder(holder);
  record.mutable_vehicle()->set_custody(custody);
  record.mutable_vehicle()->set_brand_id(brand);
  for (int i = 0; i < flags; ++i) {
    record.mutable_vehicle()->add_flags()->set_kind(ingot::v1::FLAG_KIND_EXCESS);
  }
  return record;
}

TEST(IndexKeysTest, KeysOfVehicles) {
  // EXCESS is 9, a vehicle 9.
  EXPECT_EQ(IndexKeysOf("vV1", Vehicle("shop", ingot::v1::CUSTODY_STATE_LEASED, "rui", 1)),
            (Keys{"b\x03ruiV1", "fV1", "g\x09\x09V1", "h\x04shop\x03V1"}));
  // A sold vehicle has no holder.
  EXPECT_EQ(IndexKeysOf("vV1", Vehicle("", ingot::v1::CUSTODY_STATE_SOLD, "rui", 0)), (Keys{"b\x03ruiV1"}));
}

TEST(IndexKeysTest, KeysOfWhatOrganisationsOwn) {
  ingot::v1::Record record;
  record.mutable_key()->set_organisation_id("org");
  EXPECT_EQ(IndexKeysOf(state::KeyKey("0123"), record), (Keys{"k\x03org"s + "0123"}));
  record.mutable_site()->set_organisation_id("org");
  EXPECT_EQ(IndexKeysOf("sorg/1", record), (Keys{"s\x03orgorg/1"}));
  record.mutable_instrument()->set_organisation_id("org");
  EXPECT_EQ(IndexKeysOf("iorg/2", record), (Keys{"i\x03orgorg/2"}));
  record.mutable_account()->set_organisation_id("org");
  EXPECT_EQ(IndexKeysOf("a\x15party\0detail"s, record), (Keys{"a\x03org\x15party\0detail"s}));
  record.mutable_account()->set_organisation_id("");
  EXPECT_EQ(IndexKeysOf("a\x15party\0"s, record), Keys());
}

TEST(IndexKeysTest, LotsOfABatch) {
  ingot::v1::Record record;
  record.mutable_lot()->set_batch_id("r/b-1");
  EXPECT_EQ(IndexKeysOf("xr/lot", record), (Keys{"L\x05r/b-1r/lot"}));
  EXPECT_EQ(LotsOfBatchPrefix("r/b-1"), "L\x05r/b-1");
  // Scrap of repairs came out of none.
  record.mutable_lot()->clear_batch_id();
  EXPECT_EQ(IndexKeysOf("xr/lot", record), Keys());
}

TEST(IndexKeysTest, OtherRecordsHaveNone) {
  ingot::v1::Record record;
  record.mutable_ledger()->set_origin("example.org");
  EXPECT_EQ(IndexKeysOf("l", record), Keys());
  record.mutable_idempotency()->set_first_seq(1);
  EXPECT_EQ(IndexKeysOf("dkey", record), Keys());
}

// No id's range holds another's.
TEST(IndexKeysTest, AnIdIsNoPrefixOfAnother) {
  const std::string key = IndexKeysOf("vX", Vehicle("shopper", ingot::v1::CUSTODY_STATE_LEASED, "b", 0)).back();
  const std::string prefix = VehiclesByHolderPrefix("shop", ingot::v1::CUSTODY_STATE_LEASED);
  EXPECT_NE(key.compare(0, prefix.size(), prefix), 0);
}

TEST(IndexUpdateTest, OnlyWhatDiffersIsWritten) {
  state::Change change;
  change.key = "vV1";
  change.after = std::make_shared<ingot::v1::Record>(Vehicle("a", ingot::v1::CUSTODY_STATE_IN_STOCK, "rui", 1));
  IndexUpdate update = IndexUpdateOf(change);
  // In stock since a day that is not known.
  EXPECT_EQ(update.added,
            (Keys{"b\x03ruiV1", "fV1", "g\x09\x09V1", "h\x01"s + "a\x02V1", "w\x01"s + "a\x02\0\0\0\0V1"s}));
  EXPECT_EQ(update.removed, Keys());
  change.before = change.after;
  EXPECT_TRUE(IndexUpdateOf(change).added.empty());
  EXPECT_TRUE(IndexUpdateOf(change).removed.empty());
  change.after = std::make_shared<ingot::v1::Record>(Vehicle("b", ingot::v1::CUSTODY_STATE_LEASED, "rui", 0));
  update = IndexUpdateOf(change);
  EXPECT_EQ(update.added, (Keys{"h\x01"s + "b\x03V1"}));
  EXPECT_EQ(update.removed, (Keys{"fV1", "g\x09\x09V1", "h\x01"s + "a\x02V1", "w\x01"s + "a\x02\0\0\0\0V1"s}));
}

ingot::v1::Date Day(int year, int month, int day) {
  ingot::v1::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

// 2^20 = 0x100000 is 1970-01-01; 2026-03-01 is 20 513 days later (0x5021).
TEST(ReportKeysTest, KeysOfWhatWaits) {
  ingot::v1::Record record = Vehicle("shop", ingot::v1::CUSTODY_STATE_AT_FACILITY, "rui", 0);
  *record.mutable_vehicle()->mutable_custody_since() = Day(2026, 3, 1);
  EXPECT_EQ(IndexKeysOf("vV1", record).back(), "w\x04shop\x0c\x00\x10\x50\x21V1"s);
  *record.mutable_vehicle()->mutable_custody_since() = Day(1969, 12, 31);
  EXPECT_EQ(IndexKeysOf("vV1", record).back(), "w\x04shop\x0c\x00\x0f\xff\xffV1"s);
  record.mutable_vehicle()->set_custody(ingot::v1::CUSTODY_STATE_SHREDDED);
  EXPECT_EQ(IndexKeysOf("vV1", record).back().front(), 'h');
}

TEST(ReportKeysTest, KeysOfContracts) {
  ingot::v1::Record record;
  ingot::v1::ContractState& contract = *record.mutable_contract();
  contract.set_organisation_id("org");
  *contract.mutable_starts_on() = Day(2025, 12, 1);
  contract.set_term_months(3);
  contract.set_stage(ingot::v1::CONTRACT_STAGE_ACTIVE);
  EXPECT_EQ(IndexKeysOf("corg/1", record), (Keys{"c\x03org\x01\x00\x10\x50\x21org/1"s})) << "ends on 2026-03-01";
  contract.set_stage(ingot::v1::CONTRACT_STAGE_ENDED);
  *contract.mutable_ended_on() = Day(1970, 1, 2);
  EXPECT_EQ(IndexKeysOf("corg/1", record), (Keys{"c\x03org\x04\x00\x10\x00\x01org/1"s}));
  contract.set_return_due(true);
  EXPECT_EQ(IndexKeysOf("corg/1", record), (Keys{"c\x03org\x03\x00\x10\x00\x01org/1"s}));
  contract.set_stage(ingot::v1::CONTRACT_STAGE_SETTLED);
  EXPECT_EQ(IndexKeysOf("corg/1", record), Keys());
}

TEST(ReportKeysTest, KeysOfRecovery) {
  ingot::v1::Record record;
  record.mutable_batch()->set_organisation_id("org");
  EXPECT_EQ(IndexKeysOf("horg/b", record), (Keys{"o\x03org\0\0\0\0org/b"s}));
  record.mutable_batch()->set_closed(true);
  EXPECT_EQ(IndexKeysOf("horg/b", record), Keys());
  record.mutable_lot()->set_holder("org");
  EXPECT_EQ(IndexKeysOf("xorg/l", record), (Keys{"l\x03org\x01org/l"s})) << "awaits its tare";
  record.mutable_lot()->set_consumed(true);
  EXPECT_EQ(IndexKeysOf("xorg/l", record), (Keys{"l\x03org\x05org/l"s}));
}

TEST(ReportKeysTest, KeysOfNumbersReversalsAndSeals) {
  ingot::v1::Record record;
  record.mutable_used_number()->set_seq(3);
  EXPECT_EQ(IndexKeysOf(state::NumberKey(state::NumberKind::kTicket, "org/i", "A-12"), record),
            (Keys{"norg/i\0\0\0\0\0\0\0\0\x0c"s + "A-12"}));
  EXPECT_EQ(IndexKeysOf(state::NumberKey(state::NumberKind::kTicket, "org/i", "A"), record), Keys());
  EXPECT_EQ(IndexKeysOf(state::NumberKey(state::NumberKind::kCertificateSerial, "org/s", "12"), record), Keys());
  record.mutable_undo()->set_organisation_id("org");
  EXPECT_EQ(IndexKeysOf(state::UndoKey(5), record), Keys());
  record.mutable_undo()->set_reversed_by(7);
  EXPECT_EQ(IndexKeysOf(state::UndoKey(5), record), (Keys{"r\xff\xff\xff\xff\xff\xff\xff\xf8\0\0\0\0\0\0\0\x05"s}));
  record.mutable_seal()->set_erased_seq(7);
  EXPECT_EQ(IndexKeysOf(state::SealKey(5), record), (Keys{"z\xff\xff\xff\xff\xff\xff\xff\xf8\0\0\0\0\0\0\0\x05"s}));
}

}  // namespace
}  // namespace ingot::storage
