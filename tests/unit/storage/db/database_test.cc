#include "storage/db/database.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "absl/time/time.h"
#include "ingot/storage/v1/records.pb.h"
#include "ledger/base/strings.h"
#include "rocksdb/db.h"
#include "storage/db/head.h"
#include "storage/db/keys.h"
#include "tests/unit/storage/support/corruption.h"
#include "tests/unit/storage/support/fault_file_system.h"
#include "tests/unit/storage/support/temp_dir.h"

namespace ingot::storage {
namespace {

class DatabaseTest : public ::testing::Test {
 protected:
  DatabaseTest() {
    options_.path = dir_.Sub("db");
    options_.block_cache_bytes = size_t{1} << 20;
    options_.create_if_missing = true;
  }

  std::shared_ptr<Database> Open() {
    absl::StatusOr<std::shared_ptr<Database>> database = Database::Open(options_);
    EXPECT_TRUE(database.ok()) << database.status();
    return database.ok() ? *database : nullptr;
  }

  // What the next Open would replay.
  uint64_t LogBytes() const {
    uint64_t bytes = 0;
    for (const auto& file : std::filesystem::directory_iterator(options_.path)) {
      if (file.path().extension() == ".log") bytes += file.file_size();
    }
    return bytes;
  }

  TempDir dir_;
  DatabaseOptions options_;
};

TEST_F(DatabaseTest, CreatesAndReopens) {
  Open();
  options_.create_if_missing = false;
  const std::shared_ptr<Database> database = Open();
  ASSERT_NE(database, nullptr);
  const absl::StatusOr<Head> head = ReadStoredHead(*database);
  ASSERT_TRUE(head.ok()) << head.status();
  EXPECT_EQ(head->size, 0u);
}

TEST_F(DatabaseTest, AMissingDatabaseIsNotMadeByAccident) {
  options_.create_if_missing = false;
  EXPECT_EQ(Database::Open(options_).status().code(), absl::StatusCode::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(options_.path));
}

TEST_F(DatabaseTest, OneProcessAtATime) {
  const std::shared_ptr<Database> first = Open();
  const absl::Status second = Database::Open(options_).status();
  EXPECT_EQ(second.code(), absl::StatusCode::kFailedPrecondition) << second;
}

TEST_F(DatabaseTest, AnotherFormatVersionIsRefused) {
  v1::FormatRecord format;
  format.set_version(4711);
  Overwrite(*Open(), Family::kMeta, kFormatKey, format.SerializeAsString());
  const absl::Status status = Database::Open(options_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(status.message().find("has on-disk format 4711; this version reads "), absl::string_view::npos) << status;
}

TEST_F(DatabaseTest, AnUnknownFamilyIsRefused) {
  {
    const std::shared_ptr<Database> database = Open();
    rocksdb::ColumnFamilyHandle* handle = nullptr;
    ASSERT_TRUE(database->rocks().CreateColumnFamily(rocksdb::ColumnFamilyOptions(), "future", &handle).ok());
    database->rocks().DestroyColumnFamilyHandle(handle);
  }
  const absl::Status status = Database::Open(options_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(status.message().find("'future'"), absl::string_view::npos) << status;
}

TEST_F(DatabaseTest, AFormerVersionsDatabaseIsRefusedAndLeftAsItIs) {
  {
    const std::shared_ptr<Database> database = Open();
    ASSERT_TRUE(database->rocks().DropColumnFamily(database->family(Family::kRefused)).ok());
  }
  for (int i = 0; i < 2; ++i) {
    const absl::Status status = Database::Open(options_).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_NE(status.message().find("lacks the column family 'refused'"), absl::string_view::npos) << status;
  }
}

TEST_F(DatabaseTest, ACreationThatWasCutShortIsGoneOnWith) {
  {
    rocksdb::Options bare;
    bare.create_if_missing = true;
    rocksdb::DB* db = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(bare, options_.path, &db).ok());
    delete db;
  }
  EXPECT_TRUE(Database::Open(options_).ok());
}

TEST_F(DatabaseTest, AnotherProgramsDatabaseIsRefused) {
  {
    rocksdb::Options foreign;
    foreign.create_if_missing = true;
    rocksdb::DB* db = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(foreign, options_.path, &db).ok());
    ASSERT_TRUE(db->Put(rocksdb::WriteOptions(), "their", "data").ok());
    delete db;
  }
  EXPECT_EQ(Database::Open(options_).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(DatabaseTest, EntriesWithoutAHeadAreDataLoss) {
  const std::shared_ptr<Database> database = Open();
  Overwrite(*database, Family::kEntries, NumberKey(0), "entry");
  EXPECT_EQ(ReadStoredHead(*database).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(DatabaseTest, AFlushLeavesNothingToReplay) {
  constexpr int kRecords = 5000;
  const auto write = [](const Database& database) {
    for (int i = 0; i < kRecords; ++i) {
      Overwrite(database, Family::kEntries, NumberKey(static_cast<uint64_t>(i)), "an entry");
      Overwrite(database, Family::kState, Cat("v", i), "a record");
    }
  };
  write(*Open());
  EXPECT_GT(LogBytes(), uint64_t{kRecords}) << "without a flush the log holds it all";
  {
    const std::shared_ptr<Database> database = Open();
    EXPECT_TRUE(database->Flush(absl::Minutes(1)).ok());
    write(*database);
    EXPECT_GT(database->UnflushedBytes(), uint64_t{kRecords});
    const absl::Status flushed = database->Flush(absl::Minutes(1));
    EXPECT_TRUE(flushed.ok()) << flushed;
  }
  EXPECT_EQ(LogBytes(), 0u);
  const std::shared_ptr<Database> database = Open();
  EXPECT_EQ(Stored(*database, Family::kState, Cat("v", kRecords - 1)), "a record");
  EXPECT_EQ(Stored(*database, Family::kEntries, NumberKey(kRecords - 1)), "an entry");
}

TEST_F(DatabaseTest, AFlushIsBounded) {
  const std::shared_ptr<Database> database = Open();
  Overwrite(*database, Family::kState, "vVIN", "record");
  rocksdb::DB& rocks = database->rocks();
  ASSERT_TRUE(rocks.PauseBackgroundWork().ok());
  EXPECT_EQ(database->Flush(absl::Milliseconds(20)).code(), absl::StatusCode::kDeadlineExceeded);
  ASSERT_TRUE(rocks.ContinueBackgroundWork().ok());
  EXPECT_TRUE(database->Flush(absl::Minutes(1)).ok());
  EXPECT_EQ(Stored(*database, Family::kState, "vVIN"), "record");
}

TEST(DatabaseDeathTest, ABackgroundErrorStopsTheProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto flush_onto_full_disk = [] {
    TempDir dir;
    auto file_system = std::make_shared<FaultFileSystem>();
    DatabaseOptions options;
    options.path = dir.Sub("db");
    options.create_if_missing = true;
    options.file_system = file_system;
    const std::shared_ptr<Database> database = *Database::Open(options);
    Overwrite(*database, Family::kState, "vVIN", "record");
    file_system->FailAppends();
    FlushAll(*database);
  };
  EXPECT_DEATH(flush_onto_full_disk(), "what is durable is unknown");
}

}  // namespace
}  // namespace ingot::storage
