// A thousand edits by somebody who can write the database: RocksDB's checksums are right, and the ledger's own hashes
// and rules must tell. Each is found by the verification, the first bad entry named where an entry was edited; what is
// not found changes nothing that anybody reads.
#include <algorithm>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "storage/db/keys.h"
#include "storage/scrub/verify_database.h"
#include "tests/support/temp/temp_dir.h"
#include "tests/tamper/support/tampered_ledger.h"
#include "tests/unit/storage/support/corruption.h"

namespace ingot {
namespace {

using storage::Family;
using testing::TamperedLedger;

class EditsTest : public ::testing::Test {
 protected:
  EditsTest() : ledger_(TamperedLedger::End::kClean) {
    auto database = storage::Database::Open(testing::SmallDatabase(ledger_.db(), /*read_only=*/false));
    INGOT_CHECK_OK(database);
    database_ = *std::move(database);
    auto contents = testing::ReadContents(*database_);
    INGOT_CHECK_OK(contents);
    contents_ = *std::move(contents);
  }

  const std::map<std::string, std::string>& Of(Family family) const { return contents_[static_cast<size_t>(family)]; }
  std::pair<std::string, std::string> Any(Family family) {
    const auto& all = Of(family);
    return *std::next(all.begin(), static_cast<std::ptrdiff_t>(random_() % all.size()));
  }
  void Put(Family family, const std::string& key, const std::string& value) {
    storage::Overwrite(*database_, family, key, value);
  }

  storage::DatabaseReport Verify() {
    auto report = storage::VerifyDatabase(database_, MakeScratch(), nullptr);
    INGOT_CHECK_OK(report);
    return *std::move(report);
  }

  // A new database each time it is asked for.
  storage::ScratchMaker MakeScratch() {
    return [this]() -> absl::StatusOr<std::shared_ptr<const storage::Database>> {
      storage::DatabaseOptions options = testing::SmallDatabase(scratch_.Sub(Cat(scratches_++)), /*read_only=*/false);
      options.create_if_missing = true;
      return storage::Database::Open(options);
    };
  }

  // Alters a family's key in one of many ways, and says how.
  std::string Edit(Family family, const std::string& key, std::string value) {
    switch (random_() % 6) {
      case 0: {
        if (value.empty()) break;
        const size_t at = random_() % value.size();
        value[at] = static_cast<char>(value[at] ^ (1 << (random_() % 8)));
        Put(family, key, value);
        return Cat("flip byte ", at);
      }
      case 1: {
        const auto other = Any(family);
        if (other.second == value) break;
        Put(family, key, other.second);
        return "another key's value";
      }
      case 2:
        storage::Erase(*database_, family, key);
        return "erase";
      case 3:
        if (value.empty()) break;
        Put(family, key, value.substr(0, random_() % value.size()));
        return "truncate";
      case 4: {
        std::string beside = key;
        beside.back() = static_cast<char>(beside.back() ^ (1 << (random_() % 8)));
        if (Of(family).contains(beside)) break;
        Put(family, beside, value);
        extra_ = beside;
        return "the value at another key as well";
      }
      default:
        Put(family, key, value + "x");
        return "append";
    }
    Put(family, key, value + std::string(2, '\0'));
    return "append zeros";
  }
  void Restore(Family family, const std::string& key, const std::string& value) {
    Put(family, key, value);
    if (!extra_.empty()) storage::Erase(*database_, family, extra_);
    extra_.clear();
  }

  // What a reader of the ledger can learn, beside the checkpoints of earlier batches and their notes.
  bool SameToReaders() {
    const auto now = testing::ReadContents(*database_);
    if (!now.ok()) return false;
    for (size_t i = 0; i < storage::kFamilyCount; ++i) {
      if (static_cast<Family>(i) == Family::kCheckpoints) continue;
      if ((*now)[i] != contents_[i]) return false;
    }
    // The newest checkpoint stands.
    const auto& before = Of(Family::kCheckpoints);
    const auto& after = (*now)[static_cast<size_t>(Family::kCheckpoints)];
    return !after.empty() && *after.rbegin() == *before.rbegin();
  }

  TamperedLedger ledger_;
  std::shared_ptr<const storage::Database> database_;
  testing::Contents contents_;
  testing::TempDir scratch_;
  int scratches_ = 0;
  std::string extra_;
  std::mt19937 random_{20261129};
};

TEST_F(EditsTest, AWholeDatabaseIsWhole) {
  const storage::DatabaseReport report = Verify();
  for (const audit::Finding& f : report.findings) {
    ADD_FAILURE() << f.seq << " " << audit::FindingName(f.kind) << ": " << f.message;
  }
  EXPECT_EQ(report.entries, ledger_.size());
  EXPECT_EQ(report.replayed, ledger_.size());
  EXPECT_EQ(report.rebuilt, ledger_.size());
  EXPECT_EQ(report.records, Of(Family::kState).size() + Of(Family::kIdempotency).size());
}

TEST_F(EditsTest, AThousandEditsAreFoundOrChangeNothing) {
  constexpr int kEdits = 1'000;
  // Entries and state most often: they are what a forger is after.
  const std::vector<Family> families = {Family::kEntries, Family::kEntries,     Family::kState,       Family::kState,
                                        Family::kTerms,   Family::kTiles,       Family::kIdempotency, Family::kIndex,
                                        Family::kMeta,    Family::kCheckpoints, Family::kBooks};
  int found = 0, harmless = 0;
  std::set<std::string> kinds;
  for (int i = 0; i < kEdits; ++i) {
    const Family family = families[static_cast<size_t>(i) % families.size()];
    const auto [key, value] = Any(family);
    if (family == Family::kMeta && key == storage::kFormatKey) {
      // Judged at opening (database_test).
      --i;
      random_.discard(1);
      continue;
    }
    const std::string how = Edit(family, key, value);
    SCOPED_TRACE(Cat("edit ", i, ": family ", static_cast<int>(family), " key ", HexEncode(key), ": ", how));
    const auto report = storage::VerifyDatabase(database_, MakeScratch(), nullptr);
    if (report.ok() && report->findings.empty()) {
      EXPECT_TRUE(SameToReaders());
      ++harmless;
    } else if (report.ok()) {
      ++found;
      for (const audit::Finding& f : report->findings) kinds.insert(std::string(audit::FindingName(f.kind)));
      const bool edits_entry = family == Family::kEntries && extra_.empty();
      if (edits_entry || (family == Family::kTerms && extra_.empty())) {
        EXPECT_EQ(report->findings.front().seq, ReadBe64(key)) << audit::FindingName(report->findings.front().kind);
      }
    } else {
      ++found;  // no head to begin with: no server opens it
      EXPECT_TRUE(family == Family::kMeta || family == Family::kEntries) << report.status();
    }
    Restore(family, key, value);
  }
  EXPECT_GT(found, kEdits * 9 / 10);
  EXPECT_EQ(found + harmless, kEdits);
  EXPECT_TRUE(Verify().findings.empty()) << "the edits were undone";
  for (const char* kind : {"malformed_entry", "broken_hash", "unreadable", "state_mismatch", "terms_mismatch",
                           "tile_mismatch", "root_mismatch"}) {
    EXPECT_TRUE(kinds.contains(kind)) << kind << " was never met";
  }
}

}  // namespace
}  // namespace ingot
