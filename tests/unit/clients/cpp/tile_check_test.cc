#include "clients/cpp/tile_check.h"

#include <map>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "tests/unit/clients/support/reference.h"

namespace ingot::client {
namespace {

// Stored tiles by (level, index), read off RFC 6962's definition: hash i of tile n at level l is the root of 256^l
// leaves.
class TileCheckTest : public ::testing::Test {
 protected:
  static constexpr uint64_t kEntries = 256 * 256 + 300;

  void SetUp() override {
    for (uint64_t i = 0; i < kEntries; ++i) leaves_.push_back(tree_.Leaf(i));
    std::vector<Hash> row = leaves_;
    for (unsigned level = 0; row.size() >= 256; ++level) {
      std::vector<Hash> above;
      for (uint64_t tile = 0; (tile + 1) * 256 <= row.size(); ++tile) {
        std::string bytes;
        for (uint64_t i = tile * 256; i < (tile + 1) * 256; ++i) bytes += ToBytes(row[i]);
        stored_[level].push_back(bytes);
        if (level == 0) above.push_back(tree_.Root(tile * 256, (tile + 1) * 256));
      }
      row = above;
    }
  }
  TileCheck Check() {
    return TileCheck([this](unsigned level, uint64_t first_index) -> absl::StatusOr<TileSource> {
      return TileSource(
          [this, level, next = static_cast<size_t>(first_index)]() mutable -> absl::StatusOr<std::string> {
            return next < stored_[level].size() ? stored_[level][next++] : std::string();
          });
    });
  }
  std::vector<audit::Finding> Run() {
    TileCheck check = Check();
    merkle::TileBuilder builder;
    for (const Hash& leaf : leaves_) {
      for (const merkle::FullTile& tile : builder.Append(leaf)) EXPECT_TRUE(check.Add(tile).ok());
    }
    EXPECT_EQ(check.tiles(), 256u + 1u + 1u);
    return check.findings();
  }

  const ReferenceTree tree_{"tiles"};
  std::vector<Hash> leaves_;
  std::map<unsigned, std::vector<std::string>> stored_;
};

TEST_F(TileCheckTest, HonestTilesPass) { EXPECT_TRUE(Run().empty()); }

TEST_F(TileCheckTest, AFlippedBitOfALeafHashNamesItsEntry) {
  stored_[0][3][32 * 17 + 5] ^= 4;
  const std::vector<audit::Finding> findings = Run();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].kind, audit::FindingKind::kTileMismatch);
  EXPECT_EQ(findings[0].seq, 3u * 256 + 17);
}

TEST_F(TileCheckTest, AFlippedBitHigherUpNamesTheFirstEntryBelow) {
  stored_[1][0][32 * 200] ^= 1;
  const std::vector<audit::Finding> findings = Run();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].seq, 200u * 256);
}

TEST_F(TileCheckTest, AnotherEntryIsNamedOnceAndNotByTheTilesAboveIt) {
  leaves_[40 * 256 + 9][0] ^= 1;
  const std::vector<audit::Finding> findings = Run();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].seq, 40u * 256 + 9);
}

TEST_F(TileCheckTest, AMissingTileIsAFinding) {
  stored_[0].pop_back();
  const std::vector<audit::Finding> findings = Run();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].seq, 256u * 256);
}

TEST_F(TileCheckTest, FindingsAreBounded) {
  for (std::string& tile : stored_[0]) tile[0] ^= 1;
  EXPECT_EQ(Run().size(), TileCheck::kMaxFindings);
}

TEST_F(TileCheckTest, AnErrorOfTheSourceIsPassedOn) {
  TileCheck check([](unsigned, uint64_t) -> absl::StatusOr<TileSource> {
    return TileSource([]() -> absl::StatusOr<std::string> { return absl::UnavailableError("gone"); });
  });
  EXPECT_TRUE(absl::IsUnavailable(check.Add({.level = 0, .index = 0, .bytes = stored_[0][0]})));
}

}  // namespace
}  // namespace ingot::client
