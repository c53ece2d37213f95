// Bytes altered behind the server's back: `ingot audit` finds each and names the entry.
#include <random>
#include <string>
#include <vector>

#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "ledger/base/bytes.h"
#include "ledger/base/strings.h"
#include "rocksdb/db.h"
#include "storage/db/database.h"
#include "storage/db/keys.h"
#include "tests/support/server/command.h"
#include "tests/support/server/server_process.h"
#include "tests/support/temp/temp_dir.h"

namespace ingot {
namespace {

using testing::Party;
using testing::ServerProcess;

// Genesis and these: 257 full tiles of level 0, of which the first 256 are not read at start, and one of level 1.
constexpr int kSubmissions = 66;
constexpr int kEventsEach = 1000;

class TamperTest : public ::testing::Test {
 protected:
  void SetUp() override {
    server_ = std::make_unique<ServerProcess>(folder_.path());
    ASSERT_TRUE(server_->Start()) << "see " << server_->log_path();
    Party party = testing::OpenParty(server_->ProfilePath("bank"));
    for (int i = 0; i < kSubmissions; ++i) {
      std::vector<client::Draft> drafts(kEventsEach);
      for (int j = 0; j < kEventsEach; ++j) {
        drafts[j].event.mutable_occurred_at()->set_unix_us(1'700'000'000'000'000);
        auto* factor = drafts[j].event.mutable_emission_factor_published();
        factor->set_factor_id(Cat("bank/f-", i, "-", j));
        factor->set_origin(v1::ORIGIN_PRIMARY);
        factor->set_source("tamper test");
      }
      const auto submission = party.signer->Sign(std::move(drafts), {.expires_at_us = testing::SoonUs()});
      ASSERT_TRUE(submission.ok());
      const auto receipt = party.client->Submit(*submission);
      ASSERT_TRUE(receipt.ok()) << receipt.status();
    }
    vkey_ = party.profile.verifier_keys.front().Format();
    ASSERT_EQ(server_->Terminate(), 0);
  }

  // Changes one byte of a stored value; RocksDB's own checksums are made anew, as an insider would.
  std::string Flip(storage::Family family, const std::string& key, size_t byte) {
    auto database = storage::Database::Open({.path = folder_.path() + "/db"});
    EXPECT_TRUE(database.ok()) << database.status();
    std::string value;
    EXPECT_TRUE((*database)->rocks().Get(rocksdb::ReadOptions(), (*database)->family(family), key, &value).ok());
    const std::string before = value;
    value[byte % value.size()] ^= 0x20;
    Put(**database, family, key, value);
    return before;
  }

  static void Put(storage::Database& database, storage::Family family, const std::string& key,
                  const std::string& value) {
    rocksdb::WriteOptions options;
    options.sync = true;
    EXPECT_TRUE(database.rocks().Put(options, database.family(family), key, value).ok());
  }

  void Restore(storage::Family family, const std::string& key, const std::string& value) {
    auto database = storage::Database::Open({.path = folder_.path() + "/db"});
    ASSERT_TRUE(database.ok()) << database.status();
    Put(**database, family, key, value);
  }

  // Runs `ingot audit` on the live server; expects a refutation that names `seq` first.
  void ExpectFound(uint64_t seq) {
    ASSERT_TRUE(server_->Start()) << "see " << server_->log_path();
    const auto result =
        testing::RunIngot({"--profile", server_->ProfilePath("bank"), "audit", "--vkey", vkey_, "--json"});
    EXPECT_EQ(server_->Terminate(), 0);
    EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
    google::protobuf::Struct report;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(result.out, &report).ok()) << result.out;
    ASSERT_TRUE(report.fields().contains("firstBad")) << result.out;
    const google::protobuf::Value& index = report.fields().at("firstBad");
    const uint64_t named = index.kind_case() == google::protobuf::Value::kStringValue
                               ? std::stoull(index.string_value())
                               : static_cast<uint64_t>(index.number_value());
    EXPECT_EQ(named, seq) << result.out;
  }

  testing::TempDir folder_;
  std::unique_ptr<ServerProcess> server_;
  std::string vkey_;
};

TEST_F(TamperTest, AnyFlippedByteOfAnEntryIsFound) {
  std::mt19937 random(20261122);
  for (int i = 0; i < 6; ++i) {
    const uint64_t seq = random() % (kSubmissions * kEventsEach - 300);
    const size_t byte = random();
    SCOPED_TRACE(Cat("entry ", seq, " byte ", byte));
    const std::string key = storage::NumberKey(seq);
    const std::string before = Flip(storage::Family::kEntries, key, byte);
    ExpectFound(seq);
    Restore(storage::Family::kEntries, key, before);
  }
}

TEST_F(TamperTest, AnyFlippedByteOfATileIsFound) {
  std::mt19937 random(20261123);
  for (int i = 0; i < 4; ++i) {
    const uint64_t tile = random() % 256;
    const size_t byte = random() % 8192;
    SCOPED_TRACE(Cat("tile ", tile, " byte ", byte));
    const std::string key = storage::TileKey(0, tile);
    const std::string before = Flip(storage::Family::kTiles, key, byte);
    ExpectFound(tile * 256 + byte / 32);
    Restore(storage::Family::kTiles, key, before);
  }
}

TEST_F(TamperTest, ATileThatTheStartNeedsStopsIt) {
  Flip(storage::Family::kTiles, storage::TileKey(1, 0), 100);
  EXPECT_FALSE(server_->Start()) << "it would sign another root";
}

TEST_F(TamperTest, AWholeLedgerVerifies) {
  ASSERT_TRUE(server_->Start());
  const auto result = testing::RunIngot({"--profile", server_->ProfilePath("bank"), "audit", "--vkey", vkey_});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
}

}  // namespace
}  // namespace ingot
