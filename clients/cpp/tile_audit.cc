#include "clients/cpp/tile_audit.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/base/hash.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/note/checkpoint.h"
#include "ledger/verify/tree.h"

namespace ingot::client {
namespace {

using merkle::kTileWidth;

// Bytes of entries in a message, as a server's: the bundles of large entries are cut up.
constexpr size_t kMessageBytes = size_t{1} << 20;

// Reads bundle after bundle.
class BundleStream {
 public:
  BundleStream(std::shared_ptr<const TileFolder> folder, std::string note, uint64_t size)
      : folder_(std::move(folder)), note_(std::move(note)), size_(size) {}

  absl::StatusOr<bool> Next(v1::StreamEntriesResponse* message) {
    message->Clear();
    if (!note_.empty()) {
      message->set_checkpoint(std::exchange(note_, std::string()));
      return true;
    }
    if (next_ == entries_.size()) {
      if (index_ * kTileWidth >= size_) return false;
      INGOT_RETURN_IF_ERROR(Load());
    }
    for (size_t bytes = 0; next_ < entries_.size() && bytes < kMessageBytes; ++next_) {
      bytes += entries_[next_].size();
      message->add_entries()->set_entry(std::string(entries_[next_]));
    }
    return true;
  }

 private:
  absl::Status Load() {
    const uint64_t left = size_ - index_ * kTileWidth;
    const auto width = static_cast<unsigned>(left < kTileWidth ? left : kTileWidth);
    const std::string path = verify::BundlePath(index_, width);
    INGOT_ASSIGN_OR_RETURN(std::optional<std::string> bytes, folder_->Read(path, verify::kMaxBundleBytes));
    unsigned stored_width = width;
    if (!bytes.has_value() && width < kTileWidth) {
      stored_width = kTileWidth;
      INGOT_ASSIGN_OR_RETURN(bytes, folder_->Read(verify::BundlePath(index_, kTileWidth), verify::kMaxBundleBytes));
    }
    if (!bytes.has_value()) return Missing(path);
    bundle_ = *std::move(bytes);
    std::optional<std::vector<std::string_view>> entries = verify::SplitBundle(bundle_, stored_width);
    if (!entries.has_value()) {
      return absl::InvalidArgumentError(Cat(folder_->path(), "/", path, " does not hold exactly ", stored_width,
                                            " entries behind their lengths: ingot verify tiles names all that is "
                                            "wrong with the tree"));
    }
    entries_ = *std::move(entries);
    entries_.resize(width);
    next_ = 0;
    ++index_;
    return absl::OkStatus();
  }

  absl::Status Missing(std::string_view path) const {
    if (index_ == 0) {
      return absl::NotFoundError(Cat(folder_->path(),
                                     " holds no entries, only hashes: ask for a tree that was "
                                     "exported with --entries, or audit the server or a dump"));
    }
    return absl::NotFoundError(Cat(folder_->path(), "/", path, " is not there: the entries from ", index_ * kTileWidth,
                                   " on are missing; export with --entries again"));
  }

  const std::shared_ptr<const TileFolder> folder_;
  std::string note_;  // empty once it was handed over
  const uint64_t size_;
  uint64_t index_ = 0;  // of the next bundle
  std::string bundle_;
  std::vector<std::string_view> entries_;  // of bundle_
  size_t next_ = 0;
};

}  // namespace

absl::StatusOr<EntryStream> EntriesFromTiles(std::shared_ptr<const TileFolder> folder) {
  INGOT_ASSIGN_OR_RETURN(std::optional<std::string> note, folder->Read("checkpoint", note::kMaxNoteBytes));
  if (!note.has_value()) {
    return absl::NotFoundError(Cat(folder->path(), " holds no tree: there is no checkpoint in it"));
  }
  const absl::StatusOr<note::Checkpoint> checkpoint = note::PeekCheckpoint(*note);
  if (!checkpoint.ok()) {
    return absl::InvalidArgumentError(Cat(folder->path(), "/checkpoint: ", FromAbsl(checkpoint.status().message())));
  }
  const auto stream = std::make_shared<BundleStream>(std::move(folder), *std::move(note), checkpoint->size);
  return EntryStream{.next = [stream](v1::StreamEntriesResponse* message) { return stream->Next(message); },
                     .interrupt = nullptr};
}

TileOpener TilesFromFolder(std::shared_ptr<const TileFolder> folder) {
  return [folder = std::move(folder)](unsigned level, uint64_t first_index) -> absl::StatusOr<TileSource> {
    return TileSource([folder, level, index = first_index]() mutable -> absl::StatusOr<std::string> {
      const std::string path = merkle::TilePath({level, index++, kTileWidth});
      INGOT_ASSIGN_OR_RETURN(std::optional<std::string> tile, folder->Read(path, merkle::kFullTileBytes));
      return std::move(tile).value_or(std::string());
    });
  };
}

absl::StatusOr<std::string> PartialTileFromFolder(const TileFolder& folder, const merkle::TileCoord& tile) {
  INGOT_ASSIGN_OR_RETURN(std::optional<std::string> bytes, folder.Read(merkle::TilePath(tile), merkle::kFullTileBytes));
  if (bytes.has_value()) return *std::move(bytes);
  INGOT_ASSIGN_OR_RETURN(bytes,
                         folder.Read(merkle::TilePath({tile.level, tile.index, kTileWidth}), merkle::kFullTileBytes));
  return std::move(bytes).value_or(std::string()).substr(0, tile.width * kHashSize);
}

}  // namespace ingot::client
