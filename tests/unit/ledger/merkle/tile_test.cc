#include "ledger/merkle/tile.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ledger/merkle/leaf_hash.h"
#include "ledger/merkle/proof.h"
#include "tests/unit/ledger/merkle/reference.h"

namespace ingot::merkle {
namespace {

using Tiles = std::map<std::pair<unsigned, uint64_t>, std::shared_ptr<const std::string>>;

const Tiles kNoTiles;

// Leaf hashes that need no data under them.
Hash Leaf(uint64_t i) { return LeafHash("leaf " + std::to_string(i)); }

void Add(TileBuilder* builder, uint64_t leaves, Tiles* tiles) {
  for (uint64_t i = 0; i < leaves; ++i) {
    for (FullTile& tile : builder->Append(Leaf(builder->size()))) {
      EXPECT_TRUE(tiles
                      ->emplace(std::make_pair(tile.level, tile.index),
                                std::make_shared<const std::string>(std::move(tile.bytes)))
                      .second);
    }
  }
}

TileFetcher FetchFrom(const Tiles& tiles, int* fetched = nullptr) {
  return [&tiles, fetched](unsigned level, uint64_t index) -> absl::StatusOr<std::shared_ptr<const std::string>> {
    if (fetched != nullptr) ++*fetched;
    const auto tile = tiles.find({level, index});
    if (tile == tiles.end()) return absl::NotFoundError("no such tile");
    return tile->second;
  };
}

// All nodes of a tree of 70 000 leaves, from the compact range, which the reference vouches for.
class WholeTree : public NodeReader {
 public:
  explicit WholeTree(uint64_t size) {
    for (uint64_t i = 0; i < size; ++i) {
      range_.Append(Leaf(i), [this](unsigned level, uint64_t index, const Hash& hash) {
        nodes_[{level, index}] = hash;
      });
    }
  }
  absl::StatusOr<Hash> Node(unsigned level, uint64_t index) const override {
    const auto node = nodes_.find({level, index});
    if (node == nodes_.end()) return absl::NotFoundError("not in the tree");
    return node->second;
  }
  const CompactRange& range() const { return range_; }

 private:
  CompactRange range_;
  std::map<std::pair<unsigned, uint64_t>, Hash> nodes_;
};

constexpr uint64_t kSize = 70'000;

// The example of c2sp.org/tlog-tiles: "a tree of size 70,000 will be represented by 273 full level 0 tiles, one partial
// level 0 tile of width 112, one full level 1 tile, one partial level 1 tile of width 17, and one partial level 2 tile
// of width 1"; and the tree of size 256.
TEST(TileCountTest, ThePublishedExample) {
  EXPECT_EQ(FullTileCount(kSize, 0), 273u);
  EXPECT_EQ(PartialTileWidth(kSize, 0), 112u);
  EXPECT_EQ(FullTileCount(kSize, 1), 1u);
  EXPECT_EQ(PartialTileWidth(kSize, 1), 17u);
  EXPECT_EQ(FullTileCount(kSize, 2), 0u);
  EXPECT_EQ(PartialTileWidth(kSize, 2), 1u);
  EXPECT_EQ(PartialTileWidth(kSize, 3), 0u);
  EXPECT_EQ(FullTileCount(256, 0), 1u);
  EXPECT_EQ(PartialTileWidth(256, 0), 0u);
  EXPECT_EQ(PartialTileWidth(256, 1), 1u);
  EXPECT_EQ(PartialTileWidth(kMaxTreeSize, 7), 127u);
  EXPECT_EQ(PartialTileWidth(kMaxTreeSize, 8), 0u);
  EXPECT_EQ(FullTileCount(kMaxTreeSize, 63), 0u);
}

TEST(TileBuilderTest, CutsThePublishedExample) {
  TileBuilder builder;
  Tiles tiles;
  Add(&builder, kSize, &tiles);
  EXPECT_EQ(tiles.size(), 273u + 1u);
  for (const auto& [place, bytes] : tiles) EXPECT_EQ(bytes->size(), kFullTileBytes);
  ASSERT_EQ(builder.edge().size(), 3u);
  EXPECT_EQ(builder.edge()[0].size(), 112u * 32);
  EXPECT_EQ(builder.edge()[1].size(), 17u * 32);
  EXPECT_EQ(builder.edge()[2].size(), 1u * 32);

  const WholeTree tree(kSize);
  EXPECT_EQ(builder.Root(), tree.range().Root());
  EXPECT_EQ(builder.range(), tree.range());
  // The definition: hash i of tile n at level l is the node 8 l levels up, at 256 n + i.
  for (const auto& [place, bytes] : tiles) {
    for (unsigned i = 0; i < kTileWidth; ++i) {
      const Hash expected = tree.Node(8 * place.first, 256 * place.second + i).value();
      ASSERT_EQ(bytes->substr(32 * i, 32), ToBytes(expected));
    }
    EXPECT_EQ(TileRowHash(*bytes), tree.Node(8 * (place.first + 1), place.second).value());
  }
}

TEST(TileBuilderTest, ContinuesFromItsEdge) {
  for (const uint64_t size : {0, 1, 255, 256, 257, 511, 512, 65'535, 65'536, 65'793}) {
    TileBuilder whole;
    Tiles ignored;
    Add(&whole, size, &ignored);
    absl::StatusOr<TileBuilder> restored = TileBuilder::Restore(whole.size(), whole.edge());
    ASSERT_TRUE(restored.ok()) << restored.status();
    EXPECT_EQ(restored->range(), whole.range()) << size;
    Tiles a;
    Tiles b;
    Add(&whole, 600, &a);
    Add(&*restored, 600, &b);
    EXPECT_EQ(restored->Root(), whole.Root());
    EXPECT_EQ(restored->edge(), whole.edge());
    ASSERT_EQ(a.size(), b.size());
    for (const auto& [place, bytes] : a) EXPECT_EQ(*b.at(place), *bytes);
  }
}

TEST(TileBuilderTest, AWrongEdgeIsRefused) {
  const std::string hash(32, 'h');
  EXPECT_FALSE(TileBuilder::Restore(0, {hash}).ok());
  EXPECT_FALSE(TileBuilder::Restore(1, {}).ok());
  EXPECT_FALSE(TileBuilder::Restore(1, {hash + hash}).ok());
  EXPECT_FALSE(TileBuilder::Restore(1, {hash.substr(1)}).ok());
  EXPECT_FALSE(TileBuilder::Restore(1, {hash, ""}).ok());
  EXPECT_FALSE(TileBuilder::Restore(0, {""}).ok());
  EXPECT_FALSE(TileBuilder::Restore(256, {hash, hash}).ok());
  EXPECT_FALSE(TileBuilder::Restore(kMaxTreeSize + 1, {}).ok());
  EXPECT_TRUE(TileBuilder::Restore(256, {"", hash}).ok());
}

TEST(TileReaderTest, ReadsEveryNode) {
  const uint64_t size = 66'000;
  TileBuilder builder;
  Tiles tiles;
  Add(&builder, size, &tiles);
  const WholeTree tree(size);
  const TileReader reader(size, std::make_shared<const TileEdge>(builder.edge()), FetchFrom(tiles));
  for (unsigned level = 0; level <= 16; ++level) {
    const uint64_t step = level == 0 ? 97 : 1;
    for (uint64_t index = 0; index < size >> level; index += step) {
      ASSERT_EQ(reader.Node(level, index).value(), tree.Node(level, index).value()) << level << "/" << index;
    }
    EXPECT_EQ(reader.Node(level, size >> level).status().code(), absl::StatusCode::kNotFound);
  }
  EXPECT_EQ(reader.Node(17, 0).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(reader.Node(63, 0).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(reader.Node(64, 0).status().code(), absl::StatusCode::kNotFound);
}

TEST(TileReaderTest, ProvesOldAndNewLeavesInOldAndNewTrees) {
  const uint64_t size = 66'000;
  TileBuilder builder;
  Tiles tiles;
  Add(&builder, size, &tiles);
  const WholeTree tree(size);
  const TileReader reader(size, std::make_shared<const TileEdge>(builder.edge()), FetchFrom(tiles));
  for (const uint64_t n : {uint64_t{1}, uint64_t{256}, uint64_t{1000}, uint64_t{65'536}, size - 1, size}) {
    const Hash root = RootFromNodes(reader, n).value();
    EXPECT_EQ(root, RootFromNodes(tree, n).value());
    EXPECT_TRUE(VerifyConsistency(n, size, root, builder.Root(), ConsistencyProof(reader, n, size).value()).ok());
    for (uint64_t index = 0; index < n; index += 1 + n / 7) {
      EXPECT_TRUE(VerifyInclusion(index, n, Leaf(index), InclusionProof(reader, index, n).value(), root).ok());
    }
  }
}

TEST(TileReaderTest, AProofFetchesEachTileOnce) {
  const uint64_t size = 66'000;
  TileBuilder builder;
  Tiles tiles;
  Add(&builder, size, &tiles);
  int fetched = 0;
  const TileReader reader(size, std::make_shared<const TileEdge>(builder.edge()), FetchFrom(tiles, &fetched));
  ASSERT_TRUE(InclusionProof(reader, 300, size).ok());
  EXPECT_EQ(fetched, 2);  // level 0 tile 1 and level 1 tile 0
}

TEST(TileReaderTest, ErrorsOfTheStorePassThrough) {
  TileBuilder builder;
  Tiles tiles;
  Add(&builder, 600, &tiles);
  const auto edge = std::make_shared<const TileEdge>(builder.edge());
  const TileReader missing(600, edge, FetchFrom(kNoTiles));
  EXPECT_EQ(missing.Node(0, 0).status().message(), "no such tile");
  tiles[{0, 0}] = std::make_shared<const std::string>(kFullTileBytes - 1, 'x');
  tiles[{0, 1}] = nullptr;
  const TileReader damaged(600, edge, FetchFrom(tiles));
  EXPECT_EQ(damaged.Node(0, 0).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(damaged.Node(0, 256).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_TRUE(damaged.Node(0, 512).ok());  // in the edge
}

TEST(TileReaderDeathTest, TheEdgeMustFitTheSize) {
  const auto edge = std::make_shared<const TileEdge>();
  EXPECT_DEATH(TileReader(1, edge, FetchFrom(kNoTiles)), "partial tile of level 0");
}

TEST(RebuildPartialTileTest, EqualsTheEdge) {
  TileBuilder builder;
  Tiles tiles;
  Add(&builder, kSize, &tiles);
  EXPECT_EQ(RebuildPartialTile(kSize, 1, FetchFrom(tiles)).value(), builder.edge()[1]);
  EXPECT_EQ(RebuildPartialTile(kSize, 2, FetchFrom(tiles)).value(), builder.edge()[2]);
  EXPECT_EQ(RebuildPartialTile(kSize, 3, FetchFrom(tiles)).value(), "");
  EXPECT_EQ(RebuildPartialTile(kSize, 0, FetchFrom(tiles)).status().code(), absl::StatusCode::kInvalidArgument);
  tiles[{1, 0}] = std::make_shared<const std::string>("short");
  EXPECT_EQ(RebuildPartialTile(kSize, 2, FetchFrom(tiles)).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace ingot::merkle
