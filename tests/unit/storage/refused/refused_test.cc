#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/base/check.h"
#include "storage/db/database.h"
#include "storage/refused/refused_reader.h"
#include "storage/refused/refused_writer.h"
#include "tests/support/temp/temp_dir.h"

namespace ingot::storage {
namespace {

using Numbers = std::vector<uint64_t>;

class RefusedTest : public ::testing::Test {
 protected:
  RefusedTest() { Open(); }

  void Open() {
    writer_.reset();
    database_.reset();
    DatabaseOptions options;
    options.path = dir_.path() + "/db";
    options.create_if_missing = true;
    absl::StatusOr<std::shared_ptr<Database>> database = Database::Open(options);
    INGOT_CHECK_OK(database);
    database_ = *std::move(database);
    absl::StatusOr<RefusedWriter> writer = RefusedWriter::Open(database_, limits_);
    INGOT_CHECK_OK(writer);
    writer_ = std::make_unique<RefusedWriter>(*std::move(writer));
  }

  static v1::RefusedRecord Record(const std::string& organisation, size_t event_bytes = 1) {
    v1::RefusedRecord record;
    record.mutable_header()->set_organisation_id(organisation);
    record.add_events(std::string(event_bytes, 'e'));
    return record;
  }

  void Keep(const std::string& organisation, size_t event_bytes = 1) {
    writer_->Keep({Record(organisation, event_bytes)}, {});
  }

  Numbers Kept(const std::string& organisation, uint64_t before = 0) {
    Numbers numbers;
    const absl::Status scanned =
        RefusedReader(database_).Scan(organisation, before, [&](uint64_t number, const v1::RefusedRecord& record) {
          EXPECT_TRUE(organisation.empty() || record.header().organisation_id() == organisation);
          numbers.push_back(number);
          return true;
        });
    EXPECT_TRUE(scanned.ok()) << scanned;
    return numbers;
  }

  v1::RefusedCounts Counts(const std::string& organisation) {
    absl::StatusOr<v1::RefusedCounts> counts = RefusedReader(database_).Counts(organisation);
    INGOT_CHECK_OK(counts);
    return *counts;
  }

  testing::TempDir dir_;
  RefusedLimits limits_;
  std::shared_ptr<Database> database_;
  std::unique_ptr<RefusedWriter> writer_;
};

TEST_F(RefusedTest, NothingIsThereAtFirst) {
  EXPECT_EQ(Kept(""), Numbers());
  EXPECT_EQ(Counts("").kept(), 0u);
}

TEST_F(RefusedTest, TheNewestComesFirst) {
  Keep("a");
  Keep("b");
  Keep("a");
  EXPECT_EQ(Kept(""), (Numbers{3, 2, 1}));
  EXPECT_EQ(Kept("a"), (Numbers{3, 1}));
  EXPECT_EQ(Kept("", 3), (Numbers{2, 1}));
  EXPECT_EQ(Kept("", 1), Numbers());
  EXPECT_EQ(Kept("aa"), Numbers());
}

TEST_F(RefusedTest, AnOrganisationsRingIsItsOwn) {
  limits_.organisation_records = 2;
  Open();
  Keep("a");
  for (int i = 0; i < 4; ++i) Keep("b");
  EXPECT_EQ(Kept("b"), (Numbers{5, 4}));
  EXPECT_EQ(Kept("a"), (Numbers{1})) << "one who asks much pushes nobody out";
  EXPECT_EQ(Counts("b").kept(), 4u);
  EXPECT_EQ(Counts("b").dropped(), 2u);
  EXPECT_EQ(Counts("").kept(), 5u);
  EXPECT_EQ(Counts("").dropped(), 2u);
}

TEST_F(RefusedTest, TheRingOfAllDropsTheOldest) {
  limits_.records = 3;
  Open();
  for (const char* organisation : {"a", "b", "b", "c", "c"}) Keep(organisation);
  EXPECT_EQ(Kept(""), (Numbers{5, 4, 3}));
  EXPECT_EQ(Counts("a").dropped(), 1u);
}

TEST_F(RefusedTest, BytesAreBounded) {
  const uint64_t size = Record("a", 1'000).SerializeAsString().size();
  limits_.organisation_bytes = 2 * size;
  limits_.bytes = 3 * size;
  Open();
  for (int i = 0; i < 3; ++i) Keep("a", 1'000);
  EXPECT_EQ(Kept("a"), (Numbers{3, 2}));
  for (int i = 0; i < 2; ++i) Keep("b", 1'000);
  EXPECT_EQ(Kept(""), (Numbers{5, 4, 3}));
  EXPECT_EQ(Counts("").bytes(), 3 * size);
  Keep("c", 5'000);
  EXPECT_EQ(Kept(""), (Numbers{6})) << "of the newest there is always room";
}

TEST_F(RefusedTest, RingsAndCountsSurviveARestart) {
  limits_.organisation_records = 2;
  Open();
  Keep("a");
  Keep("b");
  Keep("a");
  writer_->Keep({}, {{"a", 7}});
  Open();
  Keep("a");
  EXPECT_EQ(Kept(""), (Numbers{4, 3, 2}));
  EXPECT_EQ(Counts("a").kept(), 3u);
  EXPECT_EQ(Counts("a").dropped(), 1u);
  EXPECT_EQ(Counts("a").not_kept(), 7u);
  EXPECT_EQ(Counts("").not_kept(), 7u);
}

}  // namespace
}  // namespace ingot::storage
