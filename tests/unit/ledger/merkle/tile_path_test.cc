#include <gtest/gtest.h>

#include <string>

#include "ledger/merkle/tile.h"

namespace ingot::merkle {
namespace {

struct PathCase {
  TileCoord tile;
  std::string path;
};

// The second is the example of c2sp.org/tlog-tiles; the others follow its rules, or those of golang/mod's tile paths
// without their height.
TEST(TilePathTest, ThereAndBack) {
  const PathCase cases[] = {
      {{0, 0, 256}, "tile/0/000"},
      {{0, 1234067, 256}, "tile/0/x001/x234/067"},
      {{0, 1, 5}, "tile/0/001.p/5"},
      {{5, 123456078, 256}, "tile/5/x123/x456/078"},
      {{5, 123456078, 2}, "tile/5/x123/x456/078.p/2"},
      {{63, 999, 255}, "tile/63/999.p/255"},
      {{1, 1000, 1}, "tile/1/x001/000.p/1"},
      {{0, 1000000, 256}, "tile/0/x001/x000/000"},
      {{0, 18446744073709551615u, 256}, "tile/0/x018/x446/x744/x073/x709/x551/615"},
  };
  for (const PathCase& test : cases) {
    EXPECT_EQ(TilePath(test.tile), test.path);
    const absl::StatusOr<TileCoord> parsed = ParseTilePath(test.path);
    ASSERT_TRUE(parsed.ok()) << test.path;
    EXPECT_EQ(*parsed, test.tile);
  }
}

TEST(TilePathTest, NothingElseIsAPath) {
  for (const char* path : {"",
                           "tile",
                           "tile/",
                           "tile/0",
                           "tile/0/",
                           "/tile/0/000",
                           "tile/0/0",
                           "tile/0/0000",
                           "tile/0/001/",
                           "tile/00/001",
                           "tile/64/001",
                           "tile/-1/001",
                           "tile/ 1/001",
                           "tile/a/001",
                           "tile/entries/001",
                           "tile/data/x003/x057/500",
                           "tile/5/123/456/078",
                           "tile/5/x123/456/078",
                           "tile/5/x123/x456/x078",
                           "tile/5/x123",
                           "tile/5/x123/",
                           "tile/5/x000/001",
                           "tile/5/x000/x000/000",
                           "tile/0/+01",
                           "tile/0/001.p",
                           "tile/0/001.p/",
                           "tile/0/001.p/0",
                           "tile/0/001.p/01",
                           "tile/0/001.p/256",
                           "tile/0/001.p/-1",
                           "tile/0/001.p/5/",
                           "tile/0/001.p/5.p/5",
                           "tile/0/.p/5",
                           "tile/0/x018/x446/x744/x073/x709/x551/616",
                           "tile/0/x001/x018/x446/x744/x073/x709/x551/615"}) {
    EXPECT_EQ(ParseTilePath(path).status().code(), absl::StatusCode::kInvalidArgument) << path;
  }
}

}  // namespace
}  // namespace ingot::merkle
