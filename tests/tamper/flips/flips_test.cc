// Thousands of flipped bits over the files of a closed database: each is refused at opening, found by the verification,
// or changes nothing that the database holds.
#include <filesystem>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "server/offline/offline.h"
#include "storage/open/open_ledger.h"
#include "tests/tamper/support/tampered_ledger.h"
#include "tests/unit/storage/support/temp_dir.h"

namespace ingot {
namespace {

using testing::TamperedLedger;

struct Outcomes {
  int refused = 0;
  int found = 0;
  int irrelevant = 0;
};

class FlipsTest : public ::testing::TestWithParam<int> {
 protected:
  // Flips one bit at a time in every file of a copy of the ledger's database, each file by its size and at least so
  // many times.
  Outcomes Flip(TamperedLedger& ledger, int flips, unsigned seed) {
    const std::string db = scratch_.Sub("db");
    testing::CopyFolder(ledger.db(), db);
    const testing::Contents before = Contents(db);
    std::vector<std::string> files;
    for (const auto& file : std::filesystem::directory_iterator(db)) files.push_back(file.path().string());
    std::sort(files.begin(), files.end());
    std::mt19937 random(seed);
    Outcomes outcomes;
    for (int i = 0; i < flips; ++i) {
      const std::string& path = files[random() % files.size()];
      const std::string whole = storage::ReadFile(path);
      if (whole.empty()) {
        --i;
        continue;
      }
      std::string bytes = whole;
      const size_t at = random() % bytes.size();
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << (random() % 8)));
      storage::WriteFile(path, bytes);
      SCOPED_TRACE(Cat("flip ", i, ": ", path, " byte ", at));
      Judge(ledger, db, before, &outcomes);
      storage::WriteFile(path, whole);
    }
    return outcomes;
  }

 private:
  static testing::Contents Contents(const std::string& db) {
    const auto database = storage::Database::Open(testing::SmallDatabase(db, /*read_only=*/true));
    INGOT_CHECK_OK(database);
    const auto contents = testing::ReadContents(**database);
    INGOT_CHECK_OK(contents);
    return *contents;
  }

  void Judge(TamperedLedger& ledger, const std::string& db, const testing::Contents& before, Outcomes* outcomes) {
    const auto database = storage::Database::Open(testing::SmallDatabase(db, /*read_only=*/true));
    if (!database.ok()) {
      ++outcomes->refused;
      return;
    }
    const auto now = testing::ReadContents(**database);
    if (now.ok() && *now == before) {
      ++outcomes->irrelevant;
      return;
    }
    // It opens, and holds something else or can't be read: the verification says so.
    std::ostringstream said;
    const auto whole = offline::Verify(*database, ledger.anchor(), scratch_.path(), said);
    EXPECT_FALSE(whole.ok() && *whole) << said.str();
    EXPECT_TRUE(!whole.ok() || said.str().find("entry ") != std::string::npos) << "no entry is named";
    ++outcomes->found;
  }

  testing::TempDir scratch_;
};

// Shards with seeds of their own.
TEST_P(FlipsTest, OfTableFilesAreRefusedFoundOrIrrelevant) {
  TamperedLedger ledger(TamperedLedger::End::kClean);
  const Outcomes outcomes = Flip(ledger, 1'000, 100 + static_cast<unsigned>(GetParam()));
  RecordProperty("refused", outcomes.refused);
  RecordProperty("found", outcomes.found);
  RecordProperty("irrelevant", outcomes.irrelevant);
  EXPECT_GT(outcomes.refused, 50);
  EXPECT_GT(outcomes.found, 50);
}

TEST_P(FlipsTest, OfTheLogAreRefusedFoundOrIrrelevant) {
  TamperedLedger ledger(TamperedLedger::End::kKilled);
  const Outcomes outcomes = Flip(ledger, 1'000, 200 + static_cast<unsigned>(GetParam()));
  RecordProperty("refused", outcomes.refused);
  RecordProperty("found", outcomes.found);
  RecordProperty("irrelevant", outcomes.irrelevant);
  EXPECT_GT(outcomes.refused + outcomes.found, 50);
}

INSTANTIATE_TEST_SUITE_P(Seeds, FlipsTest, ::testing::Values(1, 2, 3));

}  // namespace
}  // namespace ingot
