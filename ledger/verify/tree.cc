#include "ledger/verify/tree.h"

#include <algorithm>
#include <set>
#include <utility>

#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/merkle/tile.h"

namespace ingot::verify {
namespace {

using merkle::kTileWidth;
using merkle::TileCoord;
using verdict::Reason;

constexpr std::string_view kLevel0 = "tile/0/";
constexpr std::string_view kBundles = "tile/entries/";

bool IsBundle(std::string_view path) { return path.starts_with(kBundles); }

// Whether the specification knows the folder: tile/entries or tile/<level>.
bool IsKnownFolder(std::string_view path) {
  if (IsBundle(path)) return true;
  const std::string_view level = path.substr(path.find('/') + 1, path.find('/', path.find('/') + 1) - 5);
  return !level.empty() && std::all_of(level.begin(), level.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// One look through a tree.
class TreeCheck {
 public:
  TreeCheck(const TreeFiles& files, const std::vector<std::string>& paths, const note::Checkpoint& checkpoint)
      : files_(files),
        left_(paths.begin(), paths.end()),
        checkpoint_(checkpoint),
        has_bundles_(std::any_of(paths.begin(), paths.end(), IsBundle)) {}

  absl::StatusOr<TreeReport> Run() {
    INGOT_RETURN_IF_ERROR(CheckLeaves());
    INGOT_RETURN_IF_ERROR(CheckEdge());
    if (!broken_ && !Full() && builder_.Root() != checkpoint_.root) {
      Add(Reason::kRootWrong, "checkpoint", "the tiles give another root than the checkpoint signs");
    }
    INGOT_RETURN_IF_ERROR(CheckLeft());
    return std::move(report_);
  }

 private:
  bool Full() const { return report_.cut_short; }

  void Add(Reason reason, std::string path, std::string why) {
    if (report_.problems.size() == kMaxTreeProblems) {
      report_.cut_short = true;
      return;
    }
    report_.problems.push_back({reason, std::move(path), std::move(why)});
  }

  // The first `width` hashes of a tile, from its own file or, where that is gone, from the full one.
  absl::StatusOr<std::optional<std::string>> ReadTile(const TileCoord& tile) {
    const std::string path = merkle::TilePath(tile);
    left_.erase(path);
    INGOT_ASSIGN_OR_RETURN(std::optional<std::string> bytes, files_.Read(path, merkle::kFullTileBytes));
    size_t wanted = tile.width * kHashSize;
    const size_t needed = wanted;
    if (!bytes.has_value() && tile.width < kTileWidth) {
      const std::string full = merkle::TilePath({tile.level, tile.index, kTileWidth});
      left_.erase(full);
      INGOT_ASSIGN_OR_RETURN(bytes, files_.Read(full, merkle::kFullTileBytes));
      wanted = merkle::kFullTileBytes;
    }
    if (!bytes.has_value()) {
      Add(Reason::kFileMissing, path, "the tree needs this tile, and it is not there");
      return std::nullopt;
    }
    if (bytes->size() != wanted) {
      Add(Reason::kFileLength, path, Cat("the tile has not the ", wanted, " bytes of its width"));
      return std::nullopt;
    }
    ++report_.tiles;
    bytes->resize(needed);
    return bytes;
  }

  // Leaf hashes of the first `width` entries of a bundle, as bytes.
  absl::StatusOr<std::optional<std::string>> ReadBundle(uint64_t index, unsigned width) {
    const std::string path = BundlePath(index, width);
    left_.erase(path);
    INGOT_ASSIGN_OR_RETURN(std::optional<std::string> bytes, files_.Read(path, kMaxBundleBytes));
    unsigned wanted = width;
    if (!bytes.has_value() && width < kTileWidth) {
      const std::string full = BundlePath(index, kTileWidth);
      left_.erase(full);
      INGOT_ASSIGN_OR_RETURN(bytes, files_.Read(full, kMaxBundleBytes));
      wanted = kTileWidth;
    }
    if (!bytes.has_value()) {
      Add(Reason::kFileMissing, path, "the tree needs this entry bundle, and it is not there");
      return std::nullopt;
    }
    std::optional<std::string> hashes = HashEntries(*bytes, wanted);
    if (!hashes.has_value()) {
      Add(Reason::kFileLength, path, Cat("the bundle does not hold exactly ", wanted, " entries behind their lengths"));
      return std::nullopt;
    }
    ++report_.bundles;
    hashes->resize(width * kHashSize);
    return hashes;
  }

  // nullopt unless the bundle holds exactly that many entries.
  static std::optional<std::string> HashEntries(std::string_view bundle, unsigned width) {
    const std::optional<std::vector<std::string_view>> entries = SplitBundle(bundle, width);
    if (!entries.has_value()) return std::nullopt;
    std::string hashes;
    for (const std::string_view entry : *entries) hashes.append(AsBytes(merkle::LeafHash(entry)));
    return hashes;
  }

  // Level 0, its bundles, and every full tile that they complete.
  absl::Status CheckLeaves() {
    const uint64_t full = merkle::FullTileCount(checkpoint_.size, 0);
    const unsigned edge = merkle::PartialTileWidth(checkpoint_.size, 0);
    for (uint64_t index = 0; index < full + (edge > 0 ? 1 : 0) && !Full(); ++index) {
      const unsigned width = index < full ? kTileWidth : edge;
      INGOT_ASSIGN_OR_RETURN(std::optional<std::string> tile, ReadTile({0, index, width}));
      if (has_bundles_) {
        INGOT_ASSIGN_OR_RETURN(std::optional<std::string> hashed, ReadBundle(index, width));
        if (tile.has_value() && hashed.has_value()) CompareBundle(index, width, *tile, *hashed);
        if (!tile.has_value()) tile = std::move(hashed);
      }
      if (!tile.has_value()) broken_ = true;
      if (broken_) continue;
      for (unsigned i = 0; i < width; ++i) {
        const Hash leaf = HashFromBytes(std::string_view(*tile).substr(i * kHashSize, kHashSize)).value();
        for (const merkle::FullTile& made : builder_.Append(leaf)) {
          if (made.level > 0) INGOT_RETURN_IF_ERROR(Compare({made.level, made.index, kTileWidth}, made.bytes));
        }
      }
    }
    if (!broken_) return absl::OkStatus();
    // What the tiles above should be can't be said any more; that they are there can.
    for (unsigned level = 1; level < merkle::kMaxTileLevels; ++level) {
      for (uint64_t index = 0; index < merkle::FullTileCount(checkpoint_.size, level) && !Full(); ++index) {
        INGOT_RETURN_IF_ERROR(ReadTile({level, index, kTileWidth}).status());
      }
    }
    return absl::OkStatus();
  }

  void CompareBundle(uint64_t index, unsigned width, const std::string& tile, const std::string& hashed) {
    for (unsigned i = 0; i < width; ++i) {
      if (tile.compare(i * kHashSize, kHashSize, hashed, i * kHashSize, kHashSize) == 0) continue;
      Add(Reason::kBundleWrong, BundlePath(index, width),
          Cat("entry ", index * kTileWidth + i, " is not the one that ", merkle::TilePath({0, index, width}),
              " commits to"));
      return;
    }
  }

  // A stored tile above level 0 against what the hashes below make of it.
  absl::Status Compare(const TileCoord& tile, const std::string& made) {
    INGOT_ASSIGN_OR_RETURN(const std::optional<std::string> stored, ReadTile(tile));
    if (!stored.has_value()) return absl::OkStatus();
    for (unsigned i = 0; i < tile.width; ++i) {
      if (stored->compare(i * kHashSize, kHashSize, made, i * kHashSize, kHashSize) == 0) continue;
      const std::string below = merkle::TilePath({tile.level - 1, tile.index * kTileWidth + i, kTileWidth});
      Add(Reason::kTileWrong, merkle::TilePath(tile), Cat("hash ", i, " is not what ", below, " hashes to"));
      return absl::OkStatus();
    }
    return absl::OkStatus();
  }

  // The partial tiles above level 0.
  absl::Status CheckEdge() {
    for (unsigned level = 1; level < merkle::kMaxTileLevels && !Full(); ++level) {
      const unsigned width = merkle::PartialTileWidth(checkpoint_.size, level);
      if (width == 0) continue;
      const TileCoord tile{level, merkle::FullTileCount(checkpoint_.size, level), width};
      if (broken_) {
        INGOT_RETURN_IF_ERROR(ReadTile(tile).status());
      } else {
        INGOT_RETURN_IF_ERROR(Compare(tile, builder_.edge()[level]));
      }
    }
    return absl::OkStatus();
  }

  // What no one asked for: partial files of earlier sizes, or files that no tree of this size has.
  absl::Status CheckLeft() {
    const std::set<std::string> left = std::move(left_);
    for (const std::string& path : left) {
      if (Full()) return absl::OkStatus();
      if (!IsKnownFolder(path)) continue;
      const bool bundle = IsBundle(path);
      const absl::StatusOr<TileCoord> tile =
          merkle::ParseTilePath(bundle ? Cat(kLevel0, std::string_view(path).substr(kBundles.size())) : path);
      if (!tile.ok() || tile->level >= merkle::kMaxTileLevels || !WasOnceAnEdge(*tile)) {
        Add(Reason::kFileExtra, path, "a tree of this size has no such file");
        continue;
      }
      INGOT_RETURN_IF_ERROR(CheckSuperseded(path, bundle, *tile));
    }
    return absl::OkStatus();
  }

  bool WasOnceAnEdge(const TileCoord& tile) const {
    const uint64_t full = merkle::FullTileCount(checkpoint_.size, tile.level);
    if (tile.width == kTileWidth) return false;
    return tile.index < full ||
           (tile.index == full && tile.width < merkle::PartialTileWidth(checkpoint_.size, tile.level));
  }

  absl::Status CheckSuperseded(const std::string& path, bool bundle, const TileCoord& tile) {
    const uint64_t full = merkle::FullTileCount(checkpoint_.size, tile.level);
    const unsigned width = tile.index < full ? kTileWidth : merkle::PartialTileWidth(checkpoint_.size, tile.level);
    const std::string newer =
        bundle ? BundlePath(tile.index, width) : merkle::TilePath({tile.level, tile.index, width});
    const size_t bound = bundle ? kMaxBundleBytes : merkle::kFullTileBytes;
    INGOT_ASSIGN_OR_RETURN(const std::optional<std::string> stored, files_.Read(path, bound));
    INGOT_ASSIGN_OR_RETURN(const std::optional<std::string> now, files_.Read(newer, bound));
    const bool whole = stored.has_value() && (bundle ? HashEntries(*stored, tile.width).has_value()
                                                     : stored->size() == tile.width * kHashSize);
    if (!whole) {
      Add(Reason::kFileLength, path, "a partial file of an earlier size has not the length of its width");
    } else if (now.has_value() && !now->starts_with(*stored)) {
      Add(bundle ? Reason::kBundleWrong : Reason::kTileWrong, path, Cat("it is no beginning of ", newer));
    } else {
      ++report_.superseded;
    }
    return absl::OkStatus();
  }

  const TreeFiles& files_;
  std::set<std::string> left_;  // files that nothing has asked for yet
  const note::Checkpoint& checkpoint_;
  const bool has_bundles_;
  merkle::TileBuilder builder_;
  bool broken_ = false;  // hashes of level 0 are missing: nothing above can be computed
  TreeReport report_;
};

}  // namespace

std::string BundlePath(uint64_t index, unsigned width) {
  return Cat(kBundles, std::string_view(merkle::TilePath({0, index, width})).substr(kLevel0.size()));
}

std::optional<std::vector<std::string_view>> SplitBundle(std::string_view bundle, unsigned width) {
  std::vector<std::string_view> entries;
  entries.reserve(width);
  for (unsigned i = 0; i < width; ++i) {
    if (bundle.size() < 2) return std::nullopt;
    const size_t length = ReadBe16(bundle);
    bundle.remove_prefix(2);
    if (bundle.size() < length) return std::nullopt;
    entries.push_back(bundle.substr(0, length));
    bundle.remove_prefix(length);
  }
  if (!bundle.empty()) return std::nullopt;
  return entries;
}

absl::StatusOr<TreeReport> CheckTree(const TreeFiles& files, const std::vector<std::string>& paths,
                                     const note::Checkpoint& checkpoint) {
  return TreeCheck(files, paths, checkpoint).Run();
}

absl::Status VerdictOf(const TreeReport& report) {
  if (report.problems.empty()) return absl::OkStatus();
  const TreeProblem& first = report.problems.front();
  return verdict::Fail(first.reason, Cat(first.path, ": ", first.why));
}

}  // namespace ingot::verify
