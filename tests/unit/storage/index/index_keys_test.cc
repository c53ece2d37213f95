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
  EXPECT_EQ(IndexKeysOf("vV1", Vehicle("shop", ingot::v1::CUSTODY_STATE_LEASED, "rui", 2)),
            (Keys{"b\x03ruiV1", "fV1", "h\x04shop\x03V1"}));
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
  EXPECT_EQ(update.added, (Keys{"b\x03ruiV1", "fV1", "h\x01"s + "a\x02V1"}));
  EXPECT_EQ(update.removed, Keys());
  change.before = change.after;
  EXPECT_TRUE(IndexUpdateOf(change).added.empty());
  EXPECT_TRUE(IndexUpdateOf(change).removed.empty());
  change.after = std::make_shared<ingot::v1::Record>(Vehicle("b", ingot::v1::CUSTODY_STATE_LEASED, "rui", 0));
  update = IndexUpdateOf(change);
  EXPECT_EQ(update.added, (Keys{"h\x01"s + "b\x03V1"}));
  EXPECT_EQ(update.removed, (Keys{"fV1", "h\x01"s + "a\x02V1"}));
}

}  // namespace
}  // namespace ingot::storage
