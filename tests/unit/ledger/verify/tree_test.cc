#include "ledger/verify/tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/merkle/tile.h"

namespace ingot::verify {
namespace {

using ::testing::ElementsAre;

// A tree in memory, laid out by the words of c2sp.org/tlog-tiles: hash i of tile n of level l is
// MTH(D[(n * 256 + i) * 256^l : (n * 256 + i + 1) * 256^l]), by RFC 6962's recursion.
class SpecifiedTree : public TreeFiles {
 public:
  explicit SpecifiedTree(uint64_t size, bool with_bundles = true) : size_(size) {
    uint64_t span = 1;
    for (unsigned level = 0; span <= size; ++level, span *= 256) {
      std::string row;
      for (uint64_t i = 0; i < size / span; ++i) row.append(AsBytes(Mth(i * span, (i + 1) * span)));
      Lay(level, row);
    }
    if (with_bundles) LayBundles();
  }

  static std::string Entry(uint64_t index) { return index % 7 == 0 ? "" : Cat("entry ", index); }

  absl::StatusOr<std::optional<std::string>> Read(const std::string& path, size_t max_bytes) const override {
    const auto found = files.find(path);
    if (found == files.end()) return std::nullopt;
    return found->second.substr(0, max_bytes + 1);
  }

  note::Checkpoint checkpoint() const { return {"log.example", size_, Mth(0, size_)}; }

  TreeReport Check() const { return CheckFor(checkpoint()); }
  TreeReport CheckFor(const note::Checkpoint& checkpoint) const {
    std::vector<std::string> paths;
    for (const auto& [path, bytes] : files) paths.push_back(path);
    return CheckTree(*this, paths, checkpoint).value();
  }

  // "REASON path" of each problem.
  std::vector<std::string> Problems() const {
    std::vector<std::string> problems;
    for (const TreeProblem& problem : Check().problems) {
      problems.push_back(Cat(verdict::ReasonName(problem.reason), " ", problem.path));
    }
    return problems;
  }

  std::map<std::string, std::string> files;

 private:
  Hash Mth(uint64_t begin, uint64_t end) const {
    if (begin == end) return merkle::EmptyRoot();
    if (end - begin == 1) return merkle::LeafHash(Entry(begin));
    uint64_t split = 1;
    while (split * 2 < end - begin) split *= 2;
    return merkle::NodeHash(Mth(begin, begin + split), Mth(begin + split, end));
  }

  static std::string ThreeDigits(uint64_t number) { return Cat(number < 10 ? "00" : number < 100 ? "0" : "", number); }

  void Lay(unsigned level, const std::string& row) {
    for (size_t at = 0; at < row.size(); at += 8192) {
      const std::string tile = row.substr(at, 8192);
      const std::string number = ThreeDigits(at / 8192);
      const std::string suffix = tile.size() == 8192 ? "" : Cat(".p/", tile.size() / 32);
      files[Cat("tile/", level, "/", number, suffix)] = tile;
    }
  }

  void LayBundles() {
    for (uint64_t first = 0; first < size_; first += 256) {
      const uint64_t end = std::min(first + 256, size_);
      std::string bundle;
      for (uint64_t i = first; i < end; ++i) {
        AppendBe16(static_cast<uint16_t>(Entry(i).size()), &bundle);
        bundle += Entry(i);
      }
      files[Cat("tile/entries/", ThreeDigits(first / 256), end - first == 256 ? "" : Cat(".p/", end - first))] = bundle;
    }
  }

  uint64_t size_;
};

TEST(CheckTreeTest, WholeTreesOfEverySizeAroundATile) {
  for (const uint64_t size : {0, 1, 2, 255, 256, 257, 511, 512, 600, 3000}) {
    for (const bool with_bundles : {true, false}) {
      const SpecifiedTree tree(size, with_bundles);
      const TreeReport report = tree.Check();
      EXPECT_TRUE(report.problems.empty()) << size << ": " << report.problems[0].path << report.problems[0].why;
      EXPECT_EQ(report.bundles, with_bundles ? (size + 255) / 256 : 0) << size;
    }
  }
  EXPECT_EQ(SpecifiedTree(600).Check().tiles, 4u) << "two full and a partial one, and the partial one of level 1";
}

TEST(CheckTreeTest, TheSpecificationsExampleHasTheseFiles) {
  // "A tree of size 70,000 will be represented by 273 full level 0 tiles, one partial level 0 tile of width 112, one
  // full level 1 tile, one partial level 1 tile of width 17, and one partial level 2 tile of width 1."
  const SpecifiedTree tree(70'000, false);
  EXPECT_EQ(tree.files.size(), 273u + 4);
  for (const std::string_view path :
       {"tile/0/272", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"}) {
    EXPECT_TRUE(tree.files.contains(std::string(path))) << path;
  }
  EXPECT_EQ(tree.Check().tiles, 277u);
  EXPECT_THAT(tree.Problems(), ElementsAre());
}

TEST(CheckTreeTest, EveryMissingFileIsNamed) {
  const SpecifiedTree whole(600);
  for (const auto& [path, bytes] : whole.files) {
    SpecifiedTree tree = whole;
    tree.files.erase(path);
    EXPECT_THAT(tree.Problems(), ElementsAre(Cat("FILE_MISSING ", path)));
  }
}

TEST(CheckTreeTest, EveryTruncatedOrLongerFileIsNamed) {
  const SpecifiedTree whole(600);
  for (const auto& [path, bytes] : whole.files) {
    for (const std::string& other : {bytes.substr(0, bytes.size() - 1), bytes + '\0', std::string()}) {
      SpecifiedTree tree = whole;
      tree.files[path] = other;
      EXPECT_THAT(tree.Problems(), ElementsAre(Cat("FILE_LENGTH ", path)));
    }
  }
}

TEST(CheckTreeTest, AnyChangedHashIsFound) {
  const SpecifiedTree whole(600, false);
  for (const auto& [path, bytes] : whole.files) {
    for (size_t at = 0; at < bytes.size(); at += 97) {
      SpecifiedTree tree = whole;
      tree.files[path][at] = static_cast<char>(bytes[at] ^ 1);
      EXPECT_FALSE(tree.Problems().empty()) << path << " " << at;
    }
  }
  SpecifiedTree tree = whole;
  tree.files["tile/0/001"][40] ^= 1;
  EXPECT_THAT(tree.Problems(), ElementsAre("TILE_WRONG tile/1/000.p/2", "ROOT_WRONG checkpoint"));
  tree = whole;
  tree.files["tile/1/000.p/2"][40] ^= 1;
  EXPECT_THAT(tree.Problems(), ElementsAre("TILE_WRONG tile/1/000.p/2"));
  tree = whole;
  tree.files["tile/0/002.p/88"][40] ^= 1;
  EXPECT_THAT(tree.Problems(), ElementsAre("ROOT_WRONG checkpoint"));
}

TEST(CheckTreeTest, AnAlteredEntryIsNamed) {
  SpecifiedTree tree(600);
  std::string& bundle = tree.files["tile/entries/001"];
  bundle.replace(bundle.find("entry 300"), 9, "entry 30x");
  const TreeReport report = tree.Check();
  ASSERT_EQ(report.problems.size(), 1u);
  EXPECT_EQ(report.problems[0].reason, verdict::Reason::kBundleWrong);
  EXPECT_THAT(report.problems[0].why, ::testing::HasSubstr("entry 300"));
  EXPECT_EQ(verdict::ReasonOf(VerdictOf(report)), verdict::Reason::kBundleWrong);
}

TEST(CheckTreeTest, ExtraFilesAreNamedAndForeignFoldersLeftAside) {
  SpecifiedTree tree(600);
  tree.files["tile/data/000"] = "of another specification";
  EXPECT_THAT(tree.Problems(), ElementsAre());
  for (const std::string_view path :
       {"tile/0/003", "tile/0/002", "tile/0/002.p/89", "tile/0/2", "tile/0/x000/001", "tile/3/000", "tile/64/000",
        "tile/entries/003", "tile/0/000.p/256", "tile/00/000"}) {
    SpecifiedTree more(600);
    more.files[std::string(path)] = "x";
    EXPECT_THAT(more.Problems(), ElementsAre(Cat("FILE_EXTRA ", path)));
  }
}

TEST(CheckTreeTest, PartialFilesOfEarlierSizesMustBeBeginnings) {
  SpecifiedTree tree(600);
  for (const auto& [path, bytes] : SpecifiedTree(300).files) tree.files[path] = bytes;
  for (const auto& [path, bytes] : SpecifiedTree(520).files) tree.files[path] = bytes;
  EXPECT_THAT(tree.Problems(), ElementsAre());
  EXPECT_EQ(tree.Check().superseded, 5u);
  tree.files["tile/0/001.p/44"][5] ^= 1;
  EXPECT_THAT(tree.Problems(), ElementsAre("TILE_WRONG tile/0/001.p/44"));
  tree.files["tile/0/001.p/44"].pop_back();
  EXPECT_THAT(tree.Problems(), ElementsAre("FILE_LENGTH tile/0/001.p/44"));
}

TEST(CheckTreeTest, AFullFileStandsInForAPartialOneThatIsGone) {
  SpecifiedTree tree(600);
  const SpecifiedTree grown(1024);
  const TreeReport behind = [&] {
    SpecifiedTree mixed = tree;
    mixed.files.erase("tile/0/002.p/88");
    mixed.files.erase("tile/entries/002.p/88");
    mixed.files["tile/0/002"] = grown.files.at("tile/0/002");
    mixed.files["tile/entries/002"] = grown.files.at("tile/entries/002");
    return mixed.Check();
  }();
  EXPECT_TRUE(behind.problems.empty()) << behind.problems[0].path;
}

TEST(CheckTreeTest, AnotherRootOrAnAbsurdSizeIsRefuted) {
  const SpecifiedTree tree(600);
  note::Checkpoint other = tree.checkpoint();
  other.root[0] ^= 1;
  EXPECT_EQ(verdict::ReasonOf(VerdictOf(tree.CheckFor(other))), verdict::Reason::kRootWrong);
  note::Checkpoint absurd = tree.checkpoint();
  absurd.size = merkle::kMaxTreeSize;
  const TreeReport report = tree.CheckFor(absurd);
  EXPECT_TRUE(report.cut_short);
  EXPECT_EQ(report.problems.size(), kMaxTreeProblems);
}

}  // namespace
}  // namespace ingot::verify
