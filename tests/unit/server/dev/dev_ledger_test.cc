#include "server/dev/dev_ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "ledger/base/strings.h"
#include "server/boot/genesis.h"
#include "server/files/files.h"
#include "tests/support/temp/temp_dir.h"

namespace ingot::dev {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class DevLedgerTest : public ::testing::Test {
 protected:
  config::Options Prepared() {
    config::Options options;
    options.dev = true;
    options.dir = dir_;
    const absl::Status status = Prepare(absl::Now(), &options);
    EXPECT_TRUE(status.ok()) << status;
    return options;
  }

  std::map<std::string, std::string> Contents() {
    std::map<std::string, std::string> contents;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(dir_)) {
      if (entry.is_regular_file()) contents[entry.path()] = *files::Read(entry.path(), 1 << 20);
    }
    return contents;
  }

  const testing::TempDir temp_;
  const std::string dir_ = temp_.path();
};

TEST_F(DevLedgerTest, MakesAGenesisThatTheRulesAccept) {
  const config::Options options = Prepared();
  const absl::StatusOr<boot::Genesis> genesis = boot::ReadGenesis(options.genesis);
  ASSERT_TRUE(genesis.ok()) << genesis.status();
  EXPECT_EQ(genesis->origin, kOrigin);
  EXPECT_TRUE(boot::GenesisBatch(*genesis, storage::Head(), absl::ToUnixMicros(absl::Now())).ok());
  EXPECT_TRUE(options.confirm_clock);
  for (const std::string& path : {options.ca, options.cert, options.key, options.checkpoint_key}) {
    EXPECT_TRUE(files::Exists(path)) << path;
  }
}

TEST_F(DevLedgerTest, SecretsAreTheOwnersAlone) {
  Prepared();
  for (const char* name :
       {"ca.key", "server.key", "checkpoint.key", "service.key", "orgs/bank/client.key", "orgs/bank/signing.key"}) {
    const std::string path = Cat(dir_, "/", name);
    ASSERT_TRUE(files::Exists(path)) << path;
    EXPECT_FALSE(files::IsReadableByOthers(path)) << path;
  }
}

TEST_F(DevLedgerTest, ASecondStartUsesWhatIsThere) {
  const config::Options options = Prepared();
  ASSERT_TRUE(files::Write(options.anchor, "a ledger", files::Access::kPublic).ok());
  const auto before = Contents();
  Prepared();
  EXPECT_EQ(Contents(), before);
}

TEST_F(DevLedgerTest, AnAttemptWithoutLedgerIsMadeAgainWhole) {
  const config::Options options = Prepared();
  const std::string genesis = *files::Read(options.genesis, 1 << 20);
  Prepared();
  EXPECT_NE(*files::Read(options.genesis, 1 << 20), genesis);
  EXPECT_TRUE(boot::ReadGenesis(options.genesis).ok());
}

TEST_F(DevLedgerTest, ALedgerWithoutItsGenesisIsNotReplaced) {
  const config::Options options = Prepared();
  ASSERT_TRUE(files::Write(options.anchor, "a ledger", files::Access::kPublic).ok());
  std::filesystem::remove(options.genesis);
  config::Options again;
  again.dir = dir_;
  EXPECT_EQ(Prepare(absl::Now(), &again).code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(DevLedgerTest, ProfilesFollowTheAddress) {
  Prepared();
  std::filesystem::create_directory(dir_ + "/orgs/dealer");
  const std::string others = dir_ + "/orgs/dealer/profile";
  ASSERT_TRUE(
      files::Write(others, "# mine\nserver = \"127.0.0.1:1\"\norganisation = \"dealer\"\n", files::Access::kPublic)
          .ok());
  Hash ledger_id{};
  ledger_id[0] = 0xab;
  ASSERT_TRUE(WriteProfiles(dir_, "127.0.0.1:5000", ledger_id, "dev.ingot.example+0+key").ok());
  const std::string own = *files::Read(dir_ + "/orgs/bank/profile", 4096);
  EXPECT_THAT(own, HasSubstr("server = \"127.0.0.1:5000\"\n"));
  EXPECT_THAT(own, HasSubstr("ledger-id = \"ab00"));
  EXPECT_EQ(*files::Read(others, 4096), "# mine\nserver = \"127.0.0.1:5000\"\norganisation = \"dealer\"\n");
  ASSERT_TRUE(WriteProfiles(dir_, "127.0.0.1:6000", ledger_id, "dev.ingot.example+0+key").ok());
  EXPECT_THAT(*files::Read(dir_ + "/orgs/bank/profile", 4096), Not(HasSubstr("5000")));
}

}  // namespace
}  // namespace ingot::dev
