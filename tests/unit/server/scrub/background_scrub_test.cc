#include "server/scrub/background_scrub.h"

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "ledger/state/record_key.h"
#include "storage/db/keys.h"
#include "storage/scrub/scrubber.h"
#include "tests/support/fleet.h"
#include "tests/unit/server/support/test_node.h"
#include "tests/unit/storage/support/corruption.h"

namespace ingot::scrub {
namespace {

using ::ingot::testing::Fleet;
using ::ingot::testing::TestNode;
using storage::Family;

class BackgroundScrubTest : public ::testing::Test {
 protected:
  BackgroundScrubTest() : node_(fleet_.ledger()) {
    fleet_.Lease(testing::Vin(1), v1::CONTRACT_KIND_LEASE);
    while (Size() < 270) fleet_.ledger().Enrol(Cat("filler-", Size()), {v1::ROLE_DEALER});
    node_.MustStart();
    node_.Replay(fleet_.ledger());
    node_.Stop();
  }
  uint64_t Size() const { return fleet_.ledger().entries().size(); }

  // Alters stored bytes as somebody with the disk could, under a database that is not open.
  void Alter(Family family, const std::string& key, const std::string& value) {
    auto database = storage::Database::Open({.path = node_.options().ledger.database.path});
    ASSERT_TRUE(database.ok()) << database.status();
    storage::Overwrite(**database, family, key, value);
  }
  std::string Stored(Family family, const std::string& key) {
    auto database = storage::Database::Open({.path = node_.options().ledger.database.path});
    EXPECT_TRUE(database.ok());
    return storage::Stored(**database, family, key);
  }

  // What one pass over the served ledger finds, "kind seq" each.
  std::vector<std::string> Pass() {
    node_.MustStart();
    std::vector<std::string> found;
    {
      BackgroundScrub scrub({.entries_per_second = 1'000'000, .pause = absl::Hours(1)}, node_.node().published(),
                            [&found](const audit::Finding& finding) {
                              found.push_back(Cat(audit::FindingName(finding.kind), " ", finding.seq));
                            });
      while (scrub.passes() == 0) absl::SleepFor(absl::Milliseconds(5));
    }
    node_.Stop();
    return found;
  }

  Fleet fleet_;
  TestNode node_;
};

using Found = std::vector<std::string>;

TEST_F(BackgroundScrubTest, AWholeLedgerHasNoFindings) { EXPECT_EQ(Pass(), Found()); }

TEST_F(BackgroundScrubTest, AnAlteredEntryIsNamed) {
  std::string bytes = Stored(Family::kEntries, storage::NumberKey(40));
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  Alter(Family::kEntries, storage::NumberKey(40), bytes);
  const Found found = Pass();
  ASSERT_FALSE(found.empty());
  for (const std::string& finding : found) {
    if (finding.starts_with("broken_hash") || finding.starts_with("malformed_entry")) {
      EXPECT_TRUE(finding.ends_with(" 40")) << finding;
    }
  }
}

TEST_F(BackgroundScrubTest, AnAlteredTileIsNamedByItsEntry) {
  std::string tile = Stored(Family::kTiles, storage::TileKey(0, 0));
  tile[32 * 17 + 3] = static_cast<char>(tile[32 * 17 + 3] ^ 1);
  Alter(Family::kTiles, storage::TileKey(0, 0), tile);
  // The start recomputes the root from the tile, and refuses.
  EXPECT_EQ(node_.Start().code(), absl::StatusCode::kDataLoss);
}

TEST_F(BackgroundScrubTest, ARecordWhoseHeadIsNotItsSubjectsIsFound) {
  const std::string key = state::VehicleKey(testing::Vin(1));
  v1::Record record;
  ASSERT_TRUE(record.ParseFromString(Stored(Family::kState, key)));
  const uint64_t last = record.head().last_seq();
  record.mutable_head()->set_count(record.head().count() + 1);
  Alter(Family::kState, key, record.SerializeAsString());
  EXPECT_EQ(Pass(), Found{Cat("state_mismatch ", last)});
}

TEST_F(BackgroundScrubTest, TermsAreHeldAgainstTheirCommitment) {
  uint64_t seq = 0;
  while (!fleet_.ledger().entries()[seq].terms.has_value()) ++seq;
  std::string terms = Stored(Family::kTerms, storage::NumberKey(seq));
  terms.back() = static_cast<char>(terms.back() ^ 1);
  Alter(Family::kTerms, storage::NumberKey(seq), terms);
  EXPECT_EQ(Pass(), Found{Cat("terms_mismatch ", seq)});
}

TEST_F(BackgroundScrubTest, StopsWithinAPass) {
  node_.MustStart();
  const absl::Time began = absl::Now();
  { const BackgroundScrub scrub({.entries_per_second = 1}, node_.node().published(), nullptr); }
  EXPECT_LT(absl::Now() - began, absl::Seconds(5));
}

// In steps of any size a scrubber says the same.
TEST_F(BackgroundScrubTest, StepsAddUp) {
  node_.MustStart();
  const auto snapshot = node_.node().published().Get();
  for (const uint64_t limit : {1u, 7u, 1000u}) {
    storage::Scrubber scrubber;
    while (scrubber.Step(*snapshot, limit)) {
    }
    EXPECT_EQ(scrubber.position(), Size());
    EXPECT_TRUE(scrubber.findings().empty());
  }
}

}  // namespace
}  // namespace ingot::scrub
